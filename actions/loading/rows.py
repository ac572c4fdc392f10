"""What one row of observations.csv says against itself, or against what its indicator measures. Pure."""

import re
from datetime import date

from actions.loading.figures import lies_outside
from indicators.loading.problems import close_to
from indicators.loading.spoken import SPOKEN_PERIODS_FILE, spoken_form
from indicators.models import ValueType
from indicators.models.series import STATES_WITHOUT_A_VALUE
from indicators.periods import Period, PeriodNotUnderstood
from indicators.periods.texts import ACCEPTED_FORMS

ADMITS_BELOW = re.compile(r"\bbelow its own lower limit\b|\boutside its own limits\b")
ADMITS_ABOVE = re.compile(r"\babove its own upper limit\b|\boutside its own limits\b")
# Where a document prints a period that cannot be right, the words stay as printed and no date is made of them.
ADMITS_A_MISPRINT = re.compile(r"\b(?:year|period) (?:as )?printed\b")
SAYS_A_MISPRINT = "“period as printed”"
FORMS = f"Allowed: {'; '.join(ACCEPTED_FORMS)}; or a phrase of {SPOKEN_PERIODS_FILE}."


def faults_of(row, *, indicator, spoken):
    """(column, message, allowed) of every fault; `indicator` is None where the row names one that is not known."""
    yield from _interval_faults(row)
    yield from _state_faults(row)
    yield from _period_faults(row, spoken)
    yield from _bound_faults(row, indicator)
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


# --- Periods ---------------------------------------------------------------------------------------------------------


def _period_faults(row, spoken):
    start, end = row.period_start, row.period_end
    if start and end and start > end:
        yield "period_end", f"The period ends on {end}, before it begins on {start}.", ""
        return
    if not row.period:
        if start or end:
            yield "period", "The period has dates and no words.", f"Allowed: {_written(start, end)}."
        return
    is_misprint = not (start or end) and ADMITS_A_MISPRINT.search(row.note)
    if is_misprint or spoken_form(row.period) in spoken:
        return
    try:
        period = Period.parse(row.period)
    except PeriodNotUnderstood:
        yield "period", f"“{row.period}” is not a period that we understand.", _instead(row, spoken)
        return
    if (period.start, period.end) == (start, end):
        return
    column = "period_start" if period.start != start else "period_end"
    allowed = f"Allowed: {period.start or 'empty'} to {period.end or 'empty'}."
    if start or end:
        yield column, f"The dates do not agree with the period “{row.period}”.", allowed
    else:
        misprint = f"If the document prints a wrong period, the note has to say {SAYS_A_MISPRINT}."
        yield column, f"The period “{row.period}” has no dates.", f"{allowed} {misprint}"


def _instead(row, spoken):
    start, end = row.period_start, row.period_end
    dates = f"Its dates would be written {_written(start, end)}." if start or end else ""
    return " ".join(filter(None, [dates, close_to(spoken_form(row.period), spoken), FORMS]))


def _written(start: date | None, end: date | None):
    return f"“{Period.from_dates(start, end)}”"


# --- Bounds ----------------------------------------------------------------------------------------------------------


def _bound_faults(row, indicator):
    for column in ("count", "denominator"):
        number = getattr(row, column)
        if number is not None and number < 0:
            yield column, f"{number:g} is no number of people or things.", "Allowed: 0 or more."
    if indicator is None:
        return
    least, most = _bounds(indicator)
    if row.value is not None and not (least <= row.value <= most):
        kind = ValueType(indicator.value_type).label.lower()
        allowed = f"Allowed: {least:g} or more." if most == float("inf") else f"Allowed: {least:g} to {most:g}."
        yield "value", f"{row.value:g} cannot be the value of “{indicator.code}” ({kind}).", allowed
    is_part = indicator.value_type == ValueType.PROPORTION and None not in (row.count, row.denominator)
    if is_part and 0 <= row.denominator < row.count:
        message = f"The count {row.count:g} is above its denominator {row.denominator:g}."
        yield "count", message, f"Allowed: 0 to {row.denominator:g}, as the part of a whole."


def _bounds(indicator):
    """(least, most) that a value of the indicator can be; a proportion's whole is its multiplier: 100 for per cent."""
    if indicator.value_type == ValueType.CHANGE:
        return float("-inf"), float("inf")
    if indicator.value_type == ValueType.PROPORTION:
        return 0, indicator.multiplier
    return (1 if indicator.value_type == ValueType.RANK else 0), float("inf")
