"""Kinds of period: how long each is, when it may begin, and the one form in which we write it."""

import calendar
from datetime import date, timedelta
from enum import StrEnum

MONTH_NAMES = list(calendar.month_name)
MONTH_ABBREVIATIONS = list(calendar.month_abbr)

# "1999 - 01" ends in 2001; "2019 - 18" is a slip of the pen, not 2118.
LONGEST_SHORT_FORM = 50


class Kind(StrEnum):
    """What a period is a period of. It decides how the period is written, never which days it covers."""

    CALENDAR_YEAR = "calendar_year"
    CALENDAR_YEARS = "calendar_years"
    FINANCIAL_YEAR = "financial_year"
    FINANCIAL_YEARS = "financial_years"
    ACADEMIC_YEAR = "academic_year"
    ACADEMIC_YEARS = "academic_years"
    YEAR_ENDING = "year_ending"
    QUARTER = "quarter"
    QUARTERS = "quarters"
    FINANCIAL_QUARTER = "financial_quarter"
    FINANCIAL_QUARTERS = "financial_quarters"
    MONTH = "month"
    MONTHS = "months"
    DAY = "day"
    RANGE = "range"
    SINCE = "since"
    BY = "by"
    UNDATED = "undated"


# Several of the first are pooled into one of the second.
POOLED = {
    Kind.CALENDAR_YEAR: Kind.CALENDAR_YEARS,
    Kind.FINANCIAL_YEAR: Kind.FINANCIAL_YEARS,
    Kind.ACADEMIC_YEAR: Kind.ACADEMIC_YEARS,
    Kind.QUARTER: Kind.QUARTERS,
    Kind.FINANCIAL_QUARTER: Kind.FINANCIAL_QUARTERS,
    Kind.MONTH: Kind.MONTHS,
    Kind.DAY: Kind.RANGE,
}
SINGLE = {pooled: single for single, pooled in POOLED.items()}

# Whole months in one unit of the kind, and the months in which a unit may begin.
ANY_MONTH = frozenset(range(1, 13))
QUARTER_MONTHS = frozenset({1, 4, 7, 10})
UNITS = {
    Kind.CALENDAR_YEAR: (12, frozenset({1})),
    Kind.FINANCIAL_YEAR: (12, frozenset({4})),
    Kind.ACADEMIC_YEAR: (12, frozenset({9})),
    Kind.YEAR_ENDING: (12, ANY_MONTH),
    Kind.QUARTER: (3, QUARTER_MONTHS),
    Kind.FINANCIAL_QUARTER: (3, QUARTER_MONTHS),
    Kind.MONTH: (1, ANY_MONTH),
}

# Which kind a pair of dates is taken for when nobody says: the first that fits.
PLAIN_KINDS = (
    Kind.CALENDAR_YEAR,
    Kind.CALENDAR_YEARS,
    Kind.FINANCIAL_YEAR,
    Kind.FINANCIAL_YEARS,
    Kind.YEAR_ENDING,
    Kind.QUARTER,
    Kind.MONTH,
    Kind.MONTHS,
    Kind.DAY,
    Kind.RANGE,
    Kind.SINCE,
    Kind.BY,
    Kind.UNDATED,
)


# --- Dates -----------------------------------------------------------------------------------------------------------


def add_months(day, months):
    """The same day of a later (or earlier) month, or that month's last day where it is shorter."""
    index = day.year * 12 + day.month - 1 + months
    year, month = index // 12, index % 12 + 1
    return date(year, month, min(day.day, calendar.monthrange(year, month)[1]))


def whole_months(start, end):
    """How many whole months the two days span, both included; None if either is no month's edge."""
    day_after = end + timedelta(days=1)
    if start.day != 1 or day_after.day != 1:
        return None
    return (day_after.year - start.year) * 12 + day_after.month - start.month


def fits(kind, start, end):
    """Whether a period of this kind may run from the one day to the other."""
    if start is None or end is None:
        return kind == {(True, False): Kind.SINCE, (False, True): Kind.BY}.get(
            (start is not None, end is not None), Kind.UNDATED
        )
    if kind in (Kind.DAY, Kind.RANGE):
        return (start == end) == (kind == Kind.DAY)
    unit = UNITS.get(SINGLE.get(kind, kind))
    months = whole_months(start, end)
    if unit is None or months is None:
        return False
    length, first_months = unit
    long_enough = months == length if kind in UNITS else months > length and months % length == 0
    return long_enough and start.month in first_months


def plain_kind(start, end):
    return next(kind for kind in PLAIN_KINDS if fits(kind, start, end))


# --- Writing ---------------------------------------------------------------------------------------------------------


def _year(start):
    return f"{start.year}"


def _split_year(start):
    return f"{start.year}/{(start.year + 1) % 100:02d}"


def _quarter(start):
    return f"{start.year} Q{(start.month + 2) // 3}"


def _financial_quarter(start):
    return f"{_split_year(add_months(start, -3))} Q{(start.month - 4) % 12 // 3 + 1}"


def _month(start):
    return f"{MONTH_ABBREVIATIONS[start.month]} {start.year}"


def _day(start):
    return f"{start.day} {MONTH_NAMES[start.month]} {start.year}"


WRITERS = {
    Kind.CALENDAR_YEAR: _year,
    Kind.FINANCIAL_YEAR: _split_year,
    Kind.ACADEMIC_YEAR: lambda start: f"Academic year {_split_year(start)}",
    Kind.QUARTER: _quarter,
    Kind.FINANCIAL_QUARTER: _financial_quarter,
    Kind.MONTH: _month,
    Kind.DAY: _day,
}


def write(kind, start, end):
    """The text in which we show a period of this kind: Fingertips' form wherever it has one."""
    if kind in WRITERS:
        return WRITERS[kind](start)
    if kind in (Kind.CALENDAR_YEARS, Kind.FINANCIAL_YEARS, Kind.ACADEMIC_YEARS):
        return _write_years(kind, start, end)
    if kind == Kind.YEAR_ENDING:
        return f"Year ending {MONTH_NAMES[end.month]} {end.year}"
    if kind == Kind.RANGE and (start.year, start.month) == (end.year, end.month):
        return f"{start.day} - {_day(end)}"
    if kind == Kind.SINCE:
        return f"Since {_year(start) if (start.month, start.day) == (1, 1) else _from_edge(start, start.day == 1)}"
    if kind == Kind.BY:
        if (end.month, end.day) == (12, 31):
            return f"By the end of {end.year}"
        ends_month = (end + timedelta(days=1)).day == 1
        return f"By {'the end of ' if ends_month else ''}{_from_edge(end, ends_month)}"
    if kind == Kind.UNDATED:
        return ""
    single = SINGLE[kind]
    last = add_months(end + timedelta(days=1), -UNITS[single][0]) if single in UNITS else end
    return f"{WRITERS[single](start)} - {WRITERS[single](last)}"


def _from_edge(day, is_months_edge):
    return _month(day) if is_months_edge else _day(day)


def _write_years(kind, start, end):
    split = kind != Kind.CALENDAR_YEARS
    first, last = start.year, end.year - split
    # Two digits say which century only while the years are few.
    second = f"{last % 100:02d}" if last - first < LONGEST_SHORT_FORM else f"{last}"
    if split:
        prefix = "Academic years " if kind == Kind.ACADEMIC_YEARS else ""
        return f"{prefix}{_split_year(start)} - {second}/{(last + 1) % 100:02d}"
    return f"{first} - {second}"
