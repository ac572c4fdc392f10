"""A control chart of individual values: is this more than chance from period to period?

The statistics are worked out elsewhere; here stands how they are drawn. Limits are lines in steps, because they
hold for a stretch of periods and are worked out anew after a lasting change.
"""

from dataclasses import dataclass
from datetime import date
from itertools import groupby

from cdp import words
from indicators.charts import layers
from indicators.charts.chart import Axis, Chart, Values

KINDS = {
    "better": "Special cause: better",
    "worse": "Special cause: worse",
    "higher": "Special cause: higher",
    "lower": "Special cause: lower",
}
PROVISIONAL = "Provisional"
PROVISIONAL_LIMITS = "Provisional limits"
LIMITS = (("Mean", "mean", "mean"), ("Upper limit", "limit", "upper"), ("Lower limit", "limit", "lower"))
MOST_EMPTY = 0.6  # of the height, from nought to the lowest mark


@dataclass(frozen=True)
class ControlPoint:
    """One period. `cause` says in words why the value is more than chance, `verdict` (of KINDS) what that means."""

    period: str
    start: date
    end: date
    value: float | None
    mean: float | None = None
    lower: float | None = None
    upper: float | None = None
    cause: str = ""
    verdict: str = ""
    is_provisional: bool = False
    has_provisional_limits: bool = False

    @property
    def middle(self):
        return date.fromordinal((self.start.toordinal() + self.end.toordinal()) // 2)


@dataclass(frozen=True)
class Change:
    """A lasting change that somebody vouches for: from this day the limits are worked out anew."""

    on: date
    reason: str = ""


def build(points, *, name, target=None, changes=(), from_zero=None, **words_of_chart):
    """A Chart of ControlPoint, oldest first; `name` is the area. `target` is trend.Target; its course is not drawn.

    The scale begins at 0 unless that would leave most of it empty; `from_zero` decides it.
    """
    values = layers.Curve(name, "area", tuple(_point(point) for point in points))
    limits = [layers.Steps(said, style, steps) for said, style, key in LIMITS if (steps := _steps(points, key))]
    found = [values, *limits]
    if target:
        by = f"by {words.month(target.on)}" if target.on else ""
        found.append(layers.Level(target.name, "target", target.value, by, "What is to be reached"))
    found += [
        layers.Upright("Limits worked out anew", one.on, words.day(one.on), "change", one.reason) for one in changes
    ]
    found += _provisional(points)
    numbers = [number for layer in found for number in layer.numbers]
    return Chart(
        layers=tuple(found),
        x=Axis("time", ticks=tuple((point.middle, point.period) for point in points)),
        y=Values(needs_zero(numbers) if from_zero is None else from_zero),
        **words_of_chart,
    )


def needs_zero(numbers):
    """Whether nought is near enough to the numbers that leaving it out would gain nothing."""
    known = [number for number in numbers if number is not None]
    return not known or not 0 < MOST_EMPTY * max(known) < min(known)


def _point(point):
    kind = KINDS.get(point.verdict, "")
    return layers.Point(
        point.middle,
        point.period,
        point.value,
        note=", ".join(part for part in (kind, point.cause) if part),
        kind=kind,
        shape=point.verdict if kind else "",
        hollow=PROVISIONAL if point.is_provisional else "",
    )


def _steps(points, key):
    """One tread for each run of periods with the same limits; periods without any leave a gap."""
    found = []
    for _, run in groupby(points, key=lambda point: (point.mean, point.lower, point.upper)):
        run = list(run)
        value = getattr(run[0], key)
        if value is not None:
            found.append(layers.Step(run[0].start, run[-1].end, value, _stretch(run)))
    return tuple(found)


def _provisional(points):
    for is_provisional, run in groupby(points, key=lambda point: point.has_provisional_limits):
        if is_provisional:
            run = list(run)
            yield layers.Span(PROVISIONAL_LIMITS, run[0].start, run[-1].end, _stretch(run), "Too few periods yet")


def _stretch(run):
    first, last = run[0].period, run[-1].period
    return first if first == last else f"{first} to {last}"
