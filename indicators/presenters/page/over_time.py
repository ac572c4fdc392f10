"""The figures over time: the trend, what is aimed at, what was begun, and every figure in a table."""

from dataclasses import dataclass
from typing import ClassVar

from cdp import words
from indicators import figures
from indicators.charts import labels, lines, trend
from indicators.charts.chart import Chart
from indicators.presenters import sentences
from indicators.presenters.page import aims, area_changes
from indicators.presenters.page.fetch import Facts

LONGEST_OPEN_TABLE = 20  # rows; a longer one would push the rest of the page out of sight
STATE_WORDS = {"provisional": "Provisional", "modelled": "Modelled", "not_comparable": "Not for comparison"}


@dataclass(frozen=True)
class OverTime:
    anchor: ClassVar = "trend"
    template: ClassVar = "indicators/sections/over_time.html"

    rows: list
    columns: dict
    added: list  # the chart's marks that are no figures: targets, goals, what was begun
    is_open: bool
    chart: Chart | None = None
    absent: str = ""
    said: tuple[str, ...] = ()  # what is aimed at and what was begun, in sentences

    @property
    def heading(self):
        return "Over time" if self.chart else "The figures"


def section(facts: Facts):
    drawn = [line for line in facts.lines if line.style]
    has_trend = lines.has_trend(drawn)
    chart = _chart(facts, drawn) if has_trend else None
    return OverTime(
        rows=[{"line": line, "mark": mark, **_cells(line, mark)} for line in facts.lines for mark in line.marks[::-1]],
        columns=_columns(facts.lines),
        is_open=sum(len(line.marks) for line in facts.lines) <= LONGEST_OPEN_TABLE,
        added=[one for one in labels.table(chart) if not one["row"].is_figure] if chart else [],
        chart=chart,
        absent="" if has_trend else _absent(facts),
        said=(*area_changes.sentences(facts), *aims.target_sentences(facts), *aims.lag_sentences(facts)),
    )


def chart_of(facts: Facts):
    """(the chart, "") or (None, why there is none), for whoever shows it without the rest of the page."""
    drawn = [line for line in facts.lines if line.style]
    return (_chart(facts, drawn), "") if lines.has_trend(drawn) else (None, _absent(facts))


def _chart(facts, drawn):
    indicator, marks = facts.indicator, drawn[0].drawn
    targets = aims.targets_of(facts)
    areas = ", ".join(line.name for line in drawn if line.drawn)
    return trend.build(
        drawn,
        uid="trend",
        unit=indicator.unit,
        headline=sentences.course(drawn[0], unit=indicator.unit),
        title=f"{indicator.name}, {sentences.unit(indicator)}, {marks[0].period} to {marks[-1].period}: {areas}",
        desc=" ".join(sentences.described(line, unit=indicator.unit) for line in drawn)
        + " Every value is in the table below.",
        sources=sources_of(mark for line in drawn for mark in line.marks),
        notes=tuple(_notes(indicator, marks)),
        targets=targets,
        goals=aims.goals_of(indicator),
        began=(*area_changes.uprights(facts, drawn), *aims.begun(facts, since=marks[0].start)),
        key=(("expected", "Straight course to the target"),) if any(one.baseline for one in targets) else (),
    )


def _notes(indicator, marks):
    ours = [mark for mark in marks if mark.interval_is_computed]
    if ours:
        which = "The intervals" if len(ours) == len([m for m in marks if m.lower is not None]) else "Some intervals"
        yield f"{which} are worked out here from count and denominator, for the source gives none."
    if indicator.goal_source:
        yield f"Goal: {indicator.goal_source}"


def sources_of(marks):
    return tuple(dict.fromkeys(mark.source for mark in marks))


def _absent(facts):
    if len(facts.own.marks) == 1:
        return f"One figure of {facts.focus.name} makes no chart over time."
    return f"A chart over time needs two figures of {facts.focus.name} with dates and periods of one length."


def _columns(all_lines):
    """Which columns of the table hold anything."""
    marks = [mark for line in all_lines for mark in line.marks]
    return {
        "interval": any(mark.lower is not None for mark in marks),
        "count": any(mark.count is not None or mark.denominator is not None for mark in marks),
    }


def _cells(line, mark):
    return {
        "value": figures.plain(mark.value),
        "exact": repr(mark.value),
        "qualifier": "" if mark.qualifier == "exact" else mark.qualifier.replace("_", " "),
        "state": words.STATES.get(mark.state) or STATE_WORDS.get(mark.state, ""),
        "interval": figures.interval(mark.lower, mark.upper),
        "is_computed": mark.interval_is_computed,
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
