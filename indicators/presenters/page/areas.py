"""The areas side by side in one period, and the newest figure of each."""

from dataclasses import dataclass
from typing import ClassVar

from indicators import figures
from indicators.charts import areas, lines
from indicators.charts.areas import Reference
from indicators.charts.chart import Chart
from indicators.charts.lines import Bar, Mark
from indicators.presenters import sentences
from indicators.presenters.comparisons import NOT_COMPARED_TYPES, comparison
from indicators.presenters.page.fetch import MOST_BARS, Facts
from indicators.presenters.page.over_time import sources_of
from indicators.presenters.selection import EVERYBODY_WORDS


@dataclass(frozen=True)
class Areas:
    anchor: ClassVar = "areas"
    heading: ClassVar = "Areas"
    template: ClassVar = "indicators/sections/areas.html"

    newest: list
    is_compared: bool
    about: str
    absent: str = ""
    chart: Chart | None = None
    rows: tuple = ()
    period: str = ""


def section(facts: Facts):
    every = _bars(facts)
    drawn, region = _nearby(facts, every)
    has_chart = sum(bar.mark.value is not None for bar in drawn) > 1
    if not has_chart and len(facts.readings) < 2:
        return None
    newest = _newest(facts)
    about = "" if facts.selection.group.words == EVERYBODY_WORDS else facts.selection.group.words
    shared = {"newest": newest, "is_compared": any(one["is_compared"] for one in newest), "about": about}
    if not has_chart:
        return Areas(**shared, absent=_absent(every))
    references = _references(facts, drawn[0].mark)
    return Areas(
        **shared,
        chart=_chart(facts, drawn, region, references),
        rows=tuple(_rows(every, references, facts.indicator)),
        period=drawn[0].mark.period,
    )


def _absent(every):
    if len(every) > MOST_BARS:
        return f"{len(every)} areas are too many to draw side by side; their newest figures are listed."
    return (
        "No other area of its kind has a figure for the same period and group, so the areas are not drawn side by side."
    )


def _bars(facts):
    return [
        Bar(
            one.area.name if one.mark.is_for_comparison else f"{one.area.name} (not for comparison)",
            one.mark,
            one.area.code,
            one.area in facts.selection.areas,
            _standing(facts.readings.get(one.area.pk), one.mark),
        )
        for one in facts.period.alike
    ]


def _standing(reading, mark):
    """How the area's figure stands against England's, where its reading is of the bars' period."""
    if reading is None or (reading.period_start, reading.period_end) != (mark.start, mark.end):
        return ""
    return reading.standing_england if reading.england_value is not None else ""


def _nearby(facts, every):
    """Too many bars make no picture: then those of the same region, and all of them stay in the table."""
    if len(every) <= MOST_BARS:
        return every, ""
    if facts.nearby is None:
        return [], ""
    codes = {one.area.code for one in facts.period.alike if one.area.pk in facts.nearby}
    return [bar for bar in every if bar.is_here or bar.code in codes], facts.selection.comparators["region"].name


def _references(facts, mark):
    """The figures of other areas for the bars' period as lines across them, where the two may be compared."""
    reading = facts.reading
    if reading is None or facts.indicator.value_type in NOT_COMPARED_TYPES:
        return []
    if (reading.period_start, reading.period_end) != (mark.start, mark.end):
        return []
    values = {
        "england": reading.england_value,
        "region": reading.region_value,
        "neighbours": reading.neighbours_value,
    }
    found = []
    for key, value in values.items():
        area = facts.selection.comparators.get(key)
        if value is not None and area != facts.focus and (area or key == "neighbours"):
            found.append(Reference(area.name if area else "Neighbours", value, key))
    return found


def _chart(facts, drawn, region, references):
    indicator = facts.indicator
    where = f" in {region}" if region else ""
    said = "; ".join(f"{bar.name} {lines.bar_words(bar, indicator.unit)}" for bar in lines.sorted_bars(drawn))
    return areas.build(
        drawn,
        uid="areas",
        unit=indicator.unit,
        references=references,
        headline=sentences.places_of(drawn, unit=indicator.unit),
        title=f"{indicator.name}, {sentences.unit(indicator)}, {drawn[0].mark.period}: areas{where} with a figure",
        desc=f"Bars from zero, highest first. {said}. Every value is in the table below.",
        sources=sources_of(bar.mark for bar in drawn),
        notes=(f"The chart has the areas of {region}; the table has all.",) if region else (),
    )


def _rows(bars, references, indicator):
    """Every mark of the bar chart, the lines across it included."""
    across = [Bar(one.name, Mark("", value=one.value)) for one in references]
    for bar in [*across, *lines.sorted_bars(bars)]:
        yield {
            "name": bar.name,
            "said": lines.bar_words(bar, indicator.unit),
            "exact": "" if bar.mark.value is None else repr(bar.mark.value),
            "interval": figures.interval(bar.mark.lower, bar.mark.upper),
            "count": figures.count_words(bar.mark.count, bar.mark.denominator),
            "standing": bar.standing,
            "source": bar.mark.source or "The line across the bars",
        }


def _newest(facts):
    """The newest figure of each area, those asked for first, then England, then by name."""
    england = facts.selection.comparators.get("england")

    def place(reading):
        return (reading.area not in facts.selection.areas, reading.area != england, reading.area.name)

    return [
        {
            "area": reading.area,
            "said": figures.text(
                reading.value, unit=facts.indicator.unit, qualifier=reading.qualifier, state=reading.state
            ),
            "interval": figures.interval(reading.lower_95, reading.upper_95),
            "count": figures.count_words(reading.count, reading.denominator),
            "period": reading.period or "Period not stated",
            "england": comparison(reading, "england", "England"),
            "is_compared": reading.standing_england != "not_compared" or reading.england_value is not None,
            "is_here": reading.area in facts.selection.areas,
        }
        for reading in sorted(facts.readings.values(), key=place)
    ]
