"""Areas by size: whether an area differs from the others by more than its size explains.

The limits come from elsewhere, one row for each size at which they were worked out; small areas have wide ones.
"""

from dataclasses import dataclass

from indicators.charts import layers
from indicators.charts.areas import STANDINGS
from indicators.charts.chart import Axis, Chart, Values
from indicators.charts.control import needs_zero
from indicators.figures import plain

WITHIN = "Within the limits"
ONLY_95 = "Outside the 95% limits only"
FAR = ", outside the 99.8% limits"


@dataclass(frozen=True)
class FunnelPoint:
    """An area. `outside` is "", "95" or "998"; `standing` says on which side, in the words of a comparison."""

    name: str
    denominator: float
    value: float | None
    outside: str = ""
    standing: str = "similar"
    is_here: bool = False
    words: str = ""  # why there is no value


@dataclass(frozen=True)
class FunnelLimits:
    """The limits of one size of area; None where there is no such limit."""

    denominator: float
    lower_95: float | None
    upper_95: float | None
    lower_998: float | None
    upper_998: float | None


def build(points, limits, *, baseline, size, against="England", from_zero=None, **words_of_chart):
    """A Chart of FunnelPoint within FunnelLimits; `baseline` is the figure of `against`, `size` names the denominator.

    The area in focus is named in the drawing, and so are areas outside the limits where a name has room.
    """
    ordered = sorted(points, key=lambda point: _importance(point, baseline))
    limits = sorted(limits, key=lambda one: one.denominator)
    found = (
        layers.Dots("Areas", tuple(_point(point, size, against) for point in ordered)),
        layers.Level(against, "mean", baseline),
        _band("95% limit", "limit", limits, "95", size),
        _band("99.8% limit", "limit-outer", limits, "998", size),
    )
    numbers = [number for layer in found for number in layer.numbers]
    return Chart(
        layers=found,
        x=Axis("number", title=f"{size[:1].upper()}{size[1:]}", heading=f"{size[:1].upper()}{size[1:]}"),
        y=Values(needs_zero(numbers) if from_zero is None else from_zero),
        **words_of_chart,
    )


def _importance(point, baseline):
    """The area in focus first, then the farthest outside."""
    far = abs(point.value - baseline) if point.value is not None else 0
    return (not point.is_here, point.outside != "998", point.outside != "95", -far, point.name)


def _point(point, size, against):
    is_outside = bool(point.outside)
    standing = STANDINGS[point.standing].format(against) if is_outside and point.standing in STANDINGS else ""
    return layers.Point(
        point.denominator,
        f"{plain(point.denominator)} {size}",
        point.value,
        name=point.name,
        words=point.words,
        note=f"{standing}{FAR if point.outside == '998' else ''}" if standing else "",
        kind=standing or (point.name if point.is_here else WITHIN),
        shape=point.standing if standing else "here" if point.is_here else "point",
        hollow=ONLY_95 if point.outside == "95" else "",
        is_strong=point.is_here,
        is_labelled=point.is_here or is_outside,
    )


def _band(name, style, limits, key, size):
    return layers.Band(
        name,
        style,
        tuple(
            layers.Point(
                one.denominator,
                f"{plain(one.denominator)} {size}",
                lower=getattr(one, f"lower_{key}"),
                upper=getattr(one, f"upper_{key}"),
            )
            for one in limits
        ),
    )
