"""One bar an area in one period, highest first, with intervals, other areas' figures as lines, and each standing.

Where highest first would make a league table, the bars stand by name.
"""

from dataclasses import dataclass

from indicators.charts import layers
from indicators.charts.chart import Axis, Chart
from indicators.charts.lines import bar_words, sorted_bars

STANDINGS = {
    "better": "Better than {}",
    "worse": "Worse than {}",
    "similar": "Similar to {}",
    "higher": "Higher than {}",
    "lower": "Lower than {}",
    "not_compared": "Not compared",
}


@dataclass(frozen=True)
class Reference:
    """A line across the bars: England, the region, the neighbours; `style` is the one that their lines have."""

    name: str
    value: float
    style: str = "england"


def by_name(bars):
    """The order for areas that are to be looked up and not ranked."""
    return sorted(bars, key=lambda bar: bar.name)


def build(bars, *, unit, references=(), against="England", ordered=sorted_bars, **words_of_chart):
    """A Chart from lines.Bar, whose `standing` is against the area named by `against`; `uid`, `headline` … as Chart.

    `ordered` puts the bars in order: highest first, or by_name.
    """
    ordered = ordered(bars)
    points = tuple(_point(bar, place, unit, against) for place, bar in enumerate(ordered))
    return Chart(
        unit=unit,
        layers=(
            layers.Bars("Areas", points),
            *(layers.Level(one.name, one.style, one.value) for one in references),
        ),
        x=Axis("names", ticks=tuple((place, bar.name) for place, bar in enumerate(ordered))),
        is_in_rows=True,
        **words_of_chart,
    )


def _point(bar, place, unit, against):
    mark = bar.mark
    is_known = mark.value is not None
    # A standing that holds at 99.8% too is drawn as any other.
    standing = bar.standing.removeprefix("clearly_")
    has_standing = is_known and standing in STANDINGS
    return layers.Point(
        place,
        mark.period,
        mark.value,
        mark.lower if is_known else None,
        mark.upper if is_known else None,
        name=bar.name,
        qualifier=mark.qualifier,
        words="" if is_known else bar_words(bar, unit),
        note=STANDINGS[standing].format(against) if has_standing else "" if is_known else mark.note,
        shape=standing if has_standing else "",
        is_strong=bar.is_here,
    )
