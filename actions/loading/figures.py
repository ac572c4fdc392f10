"""The figures of a document: which of two printed values stands, and which are disputed. Pure."""

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from actions.loading.shapes import FigureRow
from indicators.models import Qualifier
from indicators.models.series import STATES_WITHOUT_A_VALUE
from indicators.periods import Period, PeriodNotUnderstood

SAYS_PRINTED_TWICE = ("contradicts:", "rounded elsewhere:")
ADMITS_BELOW = re.compile(r"\bbelow its own lower limit\b|\boutside its own limits\b")
ADMITS_ABOVE = re.compile(r"\babove its own upper limit\b|\boutside its own limits\b")


@dataclass(frozen=True)
class Figure:
    """A row with its rank among the values that the document prints for one key; 0 stands."""

    row: FigureRow
    variant: int

    @property
    def is_disputed(self):
        return self.row.note.startswith("contradicts:") or lies_outside(self.row) is not None

    @property
    def key(self):
        return *self.row.key, self.variant


def ranked(rows):
    """A figure for each row, in the order of the rows."""
    groups = defaultdict(list)
    for index, row in enumerate(rows):
        groups[row.key].append(index)
    variants = {}
    for indexes in groups.values():
        for variant, index in enumerate(sorted(indexes, key=lambda index: (*_preference(rows[index]), index))):
            variants[index] = variant
    return [Figure(row, variants[index]) for index, row in enumerate(rows)]


def _preference(row):
    """Exact before rounded, a table before text, the text before its summary; what is left, the order settles."""
    return row.qualifier != Qualifier.EXACT, not row.place.startswith("Table"), "summary" in row.place.casefold()


def lies_outside(row):
    """ "below" or "above" where the value lies outside its own interval, else None."""
    if row.value is None or row.lower_ci is None or row.upper_ci is None:
        return None
    if row.value < row.lower_ci:
        return "below"
    return "above" if row.value > row.upper_ci else None


def faults_of(row):
    """(column, message, allowed) of everything that one row says against itself."""
    yield from _interval_faults(row)
    yield from _state_faults(row)
    yield from _period_faults(row)
    if row.category and not row.category_type:
        yield "category_type", "The category has no type.", "A category needs a category type."


def _interval_faults(row):
    if (row.lower_ci is None) != (row.upper_ci is None):
        column = "lower_ci" if row.lower_ci is None else "upper_ci"
        yield column, "Half an interval.", "Give both limits or neither."
        return
    if row.lower_ci is None:
        return
    if row.lower_ci > row.upper_ci:
        yield "lower_ci", f"The lower limit {row.lower_ci:g} is above the upper limit {row.upper_ci:g}.", ""
        return
    side = lies_outside(row)
    admitted = {"below": ADMITS_BELOW, "above": ADMITS_ABOVE}
    if side and not admitted[side].search(row.note):
        limit = "lower" if side == "below" else "upper"
        yield (
            "value",
            f"The value {row.value:g} lies outside its interval {row.lower_ci:g} to {row.upper_ci:g}.",
            f"If the document prints it so, the note has to say “lies {side} its own {limit} limit”.",
        )


def _state_faults(row):
    if row.state not in STATES_WITHOUT_A_VALUE:
        if row.value is None:
            yield (
                "value",
                f"The state is {row.state} and there is no value.",
                "Give the value, or the state suppressed.",
            )
        return
    for column in ("value", "lower_ci", "upper_ci", "count"):
        if getattr(row, column) is not None:
            yield column, f"The state is {row.state}, yet a number stands here.", "Leave it empty."


def _period_faults(row):
    start, end = row.period_start, row.period_end
    if start and end and start > end:
        yield "period_end", f"The period ends on {end}, before it begins on {start}.", ""
        return
    if not (start or end):
        return  # the words are kept; a document can print a year that the text around it disproves
    if not row.period:
        yield "period", "The period has dates and no words.", f"Allowed: {_written(start, end)}."
        return
    try:
        period = Period.parse(row.period)
    except PeriodNotUnderstood:
        # "First year of the pandemic" can be dated by who read the document; what names a year has to be right.
        if re.search(r"[0-9]{4}", row.period):
            message = f"“{row.period}” is not a period that we understand."
            yield "period", message, f"Its dates would be written {_written(start, end)}."
        return
    if (period.start, period.end) != (start, end):
        column = "period_start" if period.start != start else "period_end"
        allowed = f"Allowed: {period.start or 'empty'} to {period.end or 'empty'}."
        yield column, f"The dates do not agree with the period “{row.period}”.", allowed


def _written(start: date | None, end: date | None):
    return f"“{Period.from_dates(start, end)}”"
