"""The top of an indicator's page: its message, its newest figure and how that stands."""

from dataclasses import dataclass

from cdp import words
from indicators.charts.lines import Mark
from indicators.presenters import sentences
from indicators.presenters.page.fetch import Facts
from indicators.presenters.scorecard import ScorecardRow, scorecard_row
from indicators.presenters.selection import EVERYBODY_WORDS


@dataclass(frozen=True)
class Head:
    """`row` is what the reading says, None where there is no figure; `newest` where it stands in its source."""

    headline: str
    row: ScorecardRow | None = None
    newest: Mark | None = None
    against: str = ""
    rank: str = ""
    is_only_figure: bool = False


def head(facts: Facts):
    if facts.reading is None:
        return Head(f"{facts.indicator.name}: no figure for {facts.focus.name}")
    row = scorecard_row(facts.reading, on=facts.on)
    return Head(
        _headline(facts, row),
        row,
        _newest(facts),
        _against(row.england),
        f"{words.ordinal(facts.reading.rank)} of {facts.reading.rank_of}" if facts.reading.rank else "",
        is_only_figure=len(facts.own.marks) == 1,
    )


def _headline(facts, row):
    group = facts.selection.group
    about = "" if group.words == EVERYBODY_WORDS else f" ({group.words})"
    return sentences.headline(
        name=f"{facts.indicator.name}{about}",
        area=facts.focus.name,
        code=facts.focus.code,
        value=row.value_text,
        trend=row.reading.trend,
        verdict=row.reading.trend_verdict,
        standing=row.england.status,
    )


def _newest(facts):
    reading = facts.reading
    days = (reading.period, reading.period_start, reading.period_end)
    return next((mark for mark in reversed(facts.own.marks) if (mark.period, mark.start, mark.end) == days), None)


def _against(england):
    if england.status == "similar":
        return "Similar to England"
    return f"{words.shape_and_word(england.shown)[1]} than England" if england.is_compared else ""
