"""The words and rows of an indicator's page, made from its lines, bars and readings."""

from urllib.parse import urlencode

from cdp import words
from indicators import figures
from indicators.charts import lines
from indicators.charts.lines import Bar, Mark
from indicators.presenters import sentences
from indicators.presenters.scorecard import NOT_COMPARED_TYPES, comparison, sentence
from indicators.presenters.selection import EVERYBODY_WORDS


def headline(indicator, focus, group, row):
    """The message of the page; without a figure the name alone."""
    if row is None:
        return f"{indicator.name}: no figure for {focus.name}"
    about = "" if group.words == EVERYBODY_WORDS else f" ({group.words})"
    return sentences.headline(
        name=f"{indicator.name}{about}",
        area=focus.name,
        code=focus.code,
        value=row.value_text,
        trend=row.reading.trend,
        verdict=row.reading.trend_verdict,
        standing=row.england.status,
    )


def trend_words(drawn, indicator):
    marks = drawn[0].drawn
    areas = ", ".join(line.name for line in drawn if line.drawn)
    return {
        "headline": sentences.course(drawn[0], unit=indicator.unit),
        "title": f"{indicator.name}, {_unit(indicator)}, {marks[0].period} to {marks[-1].period}: {areas}",
        "desc": " ".join(sentences.described(line, unit=indicator.unit) for line in drawn)
        + " Every value is in the table below.",
        "sources": source_words(drawn),
        "has_band": sum(mark.lower is not None for mark in marks) > 1,
    }


def bar_chart_words(bars, indicator, period, region):
    ordered = lines.sorted_bars(bars)
    where = f" in {region}" if region else ""
    said = "; ".join(f"{bar.name} {_bar_value(bar, indicator)}" for bar in ordered)
    return {
        "headline": sentences.places_of(bars, unit=indicator.unit),
        "title": f"{indicator.name}, {_unit(indicator)}, {period}: areas{where} with a figure",
        "desc": f"Bars from zero, highest first. {said}. Every value is in the table below.",
        "region": region,
        "sources": "; ".join(dict.fromkeys(bar.mark.source for bar in bars)),
    }


def source_words(all_lines):
    names = dict.fromkeys(mark.source for line in all_lines for mark in line.marks)
    return "; ".join(names)


def reference_of(selection, reading, mark):
    """England's figure of the bars' period as a line across them, where the two may be compared."""
    england = selection.comparators.get("england")
    if reading is None or reading.england_value is None or england is None or england == selection.focus:
        return None
    has_other_days = (reading.period_start, reading.period_end) != (mark.start, mark.end)
    if has_other_days or selection.indicator.value_type in NOT_COMPARED_TYPES:
        return None
    return Bar(england.name, Mark(reading.period, value=reading.england_value))


def newest_mark(line, reading):
    """The mark that the reading shows: where it stands in its source."""
    days = (reading.period, reading.period_start, reading.period_end) if reading else None
    return next((mark for mark in reversed(line.marks) if (mark.period, mark.start, mark.end) == days), None)


def columns_of(all_lines):
    """Which columns of the table hold anything."""
    marks = [mark for line in all_lines for mark in line.marks]
    return {
        "interval": any(mark.lower is not None for mark in marks),
        "count": any(mark.count is not None or mark.denominator is not None for mark in marks),
    }


def mark_rows(all_lines):
    """Every mark of every line, newest first under its area; what is not drawn says so."""
    return [{"line": line, "mark": mark, **_cells(line, mark)} for line in all_lines for mark in reversed(line.marks)]


def _cells(line, mark):
    return {
        "value": figures.plain(mark.value),
        "qualifier": "" if mark.qualifier == "exact" else mark.qualifier.replace("_", " "),
        "state": words.STATES.get(mark.state)
        or {"provisional": "Provisional", "modelled": "Modelled"}.get(mark.state, ""),
        "interval": figures.interval(mark.lower, mark.upper),
        "count": figures.plain(mark.count),
        "denominator": figures.plain(mark.denominator),
        "not_drawn": _not_drawn(line, mark),
    }


def _not_drawn(line, mark):
    if not line.style:
        return "Not drawn: at most four lines"
    if mark.value is None or mark.is_drawable:
        return ""
    return "Not drawn: no dates" if mark.middle is None else "Not drawn: a period of another length"


def area_rows(readings, selection):
    """The newest figure of each area, those asked for first, then England, then by name."""
    england = selection.comparators.get("england")

    def place(reading):
        area = reading.area
        return (area not in selection.areas, area != england, area.name)

    return [
        {
            "area": reading.area,
            "said": _reading_value(reading, selection.indicator),
            "interval": figures.interval(reading.lower_95, reading.upper_95),
            "count": figures.count_words(reading.count, reading.denominator),
            "period": reading.period or "Period not stated",
            "england": comparison(reading, "england", "England"),
            "is_compared": reading.standing_england != "not_compared" or reading.england_value is not None,
            "is_here": reading.area in selection.areas,
        }
        for reading in sorted(readings.values(), key=place)
    ]


def bar_rows(bars, reference, indicator):
    """Every mark of the bar chart, England's line included."""
    return [
        {
            "name": bar.name,
            "said": _bar_value(bar, indicator),
            "interval": figures.interval(bar.mark.lower, bar.mark.upper),
            "count": figures.count_words(bar.mark.count, bar.mark.denominator),
            "source": bar.mark.source or "The dashed line",
        }
        for bar in [*([reference] if reference else []), *lines.sorted_bars(bars)]
    ]


def group_rows(groups, selection):
    """The groups with what each says in the area in focus; a group without it leads to an area that has one."""
    rows = []
    for group, reading in groups:
        area = selection.focus if reading else selection.known[min(group.areas & selection.known.keys())]
        rows.append(
            {
                "words": sentence(group.words),
                "by": group.key[2] or _by(group.key),
                "is_here": group == selection.group,
                "url": f"?{urlencode({'areas': area.code, 'group': group.slug})}",
                "period": (reading.period or "Not stated") if reading else "",
                "said": _reading_value(reading, selection.indicator) if reading else f"Only for {area.name}",
            }
        )
    return rows


def against_england(row):
    return (
        "Similar to England"
        if row.england.status == "similar"
        else (f"{words.shape_and_word(row.england.status)[1]} than England" if row.england.is_compared else "")
    )


def rank_words(row):
    reading = row.reading
    return f"{words.ordinal(reading.rank)} of {reading.rank_of}" if reading.rank else ""


def _unit(indicator):
    return {"%": "per cent"}.get(indicator.unit, indicator.unit)


def _bar_value(bar, indicator):
    mark = bar.mark
    return figures.text(mark.value, unit=indicator.unit, qualifier=mark.qualifier, state=mark.state)


def _reading_value(reading, indicator):
    return figures.text(reading.value, unit=indicator.unit, qualifier=reading.qualifier, state=reading.state)


def _by(key):
    return " and ".join(name for name, is_given in (("Sex", key[0] != "Persons"), ("Age", key[1])) if is_given)
