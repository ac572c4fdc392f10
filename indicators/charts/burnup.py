"""How much of a plan is met: what was first agreed, what is planned as it stands now and what is done, added up.

The three lines count the same things from nought, so that the gap between two of them on any day is a number of
things. What is met ends on the day of the drawing; the plans go on to their last date.
"""

from dataclasses import dataclass, field
from datetime import date

from cdp import words
from indicators.charts import layers
from indicators.charts.chart import Axis, Chart, Values

# (what, the style of its line); what is met is the line in focus.
MET = ("Met", "area")
NOW = ("Planned, as it stands now", "england")
FIRST = ("Planned, as first agreed", "neighbours")


@dataclass(frozen=True)
class Total:
    """What has been added up by the end of a day. `met` is None for days that are still to come."""

    day: date
    said: str
    first: int
    now: int
    met: int | None = None


@dataclass(frozen=True)
class BurnUp:
    """Totals in the order of their days."""

    totals: tuple[Total, ...] = field(default_factory=tuple)
    today: date | None = None


def build(course, **words_of_chart):
    """A Chart of a BurnUp; `uid`, `headline`, `title`, `unit`, `sources` as Chart has."""
    lines = (
        (MET, lambda total: total.met),
        (NOW, lambda total: total.now),
        (FIRST, lambda total: total.first),
    )
    drawn = [
        layers.Curve(
            name,
            style,
            tuple(
                layers.Point(total.day, total.said, float(number), words=f"{number:,}")
                for total in course.totals
                if (number := number_of(total)) is not None
            ),
        )
        for (name, style), number_of in lines
    ]
    today = [layers.Upright("Today", course.today, words.day(course.today))] if course.today else []
    return Chart(
        layers=(*drawn, *today),
        x=Axis("time", ticks=tuple((total.day, total.said) for total in course.totals if total.day != course.today)),
        y=Values(from_zero=True),
        key=tuple((style, name) for name, style in (MET, NOW, FIRST)),
        **words_of_chart,
    )
