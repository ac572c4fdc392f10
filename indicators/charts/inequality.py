"""A figure by how deprived people's neighbourhoods are: a bar a tenth or a fifth, and the line fitted through them.

The places run from 0, the most deprived, to 1, the least: a group is as wide as its share of the people, which is what
makes the slope index a straight line.
"""

from dataclasses import dataclass
from itertools import accumulate, pairwise

from indicators.charts import layers
from indicators.charts.chart import Axis, Chart

MOST, LEAST = "The most deprived", "The least deprived"


class SharesDoNotAddUp(ValueError):
    def __init__(self, total):
        super().__init__(f"The shares of the groups make {total:g} and not 1.")


@dataclass(frozen=True)
class Group:
    """People by deprivation: `label` stands under the bar ("1"), `share` is their part of all people (0 to 1)."""

    name: str
    label: str
    value: float | None
    lower: float | None = None
    upper: float | None = None
    share: float | None = None
    words: str = ""  # why there is no value


@dataclass(frozen=True)
class Slope:
    """The fitted line: its height at the most and at the least deprived end, and what the index is in words."""

    most_deprived: float
    least_deprived: float
    words: str = "Fitted line"


def build(groups, *, period, slope=None, reference=None, axis_title="", **words_of_chart):
    """A Chart of Group, the most deprived first; `reference` is areas.Reference. Without shares, all as wide."""
    shares = _shares(groups)
    ends = list(accumulate(shares, initial=0.0))
    middles = [(start + end) / 2 for start, end in pairwise(ends)]
    points = tuple(_point(group, middle, period) for group, middle in zip(groups, middles, strict=True))
    found = [layers.Bars("Groups", points, widths=tuple(shares))]
    if slope:
        ends_of_slope = (
            layers.Point(0.0, MOST, slope.most_deprived),
            layers.Point(1.0, LEAST, slope.least_deprived),
        )
        found.append(layers.Straight("Fitted line", "slope", ends_of_slope))
    if reference:
        found.append(layers.Level(reference.name, reference.style, reference.value))
    return Chart(
        layers=tuple(found),
        x=Axis(
            "number",
            title=axis_title,
            ticks=tuple(zip(middles, (group.label for group in groups), strict=True)),
        ),
        key=(("slope", slope.words),) if slope else (),
        **words_of_chart,
    )


def _point(group, middle, period):
    if group.value is None:
        return layers.Point(middle, period, name=group.name, words=group.words or "Not available")
    return layers.Point(middle, period, group.value, group.lower, group.upper, name=group.name)


def _shares(groups):
    if not groups or any(group.share is None for group in groups):
        return [1 / len(groups) for _ in groups]
    total = sum(group.share for group in groups)
    if abs(total - 1) > 0.001:
        raise SharesDoNotAddUp(total)
    return [group.share / total for group in groups]
