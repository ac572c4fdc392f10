"""The text of a period from the numbers by which Fingertips keeps it: type of year, year, years, quarter, month."""

CALENDAR, FINANCIAL, ACADEMIC = 1, 2, 3
FINANCIAL_ROLLING, CALENDAR_ROLLING, MONTHLY_ROLLING = 4, 5, 6
# Years that begin in another month have its name in their text.
FIRST_MONTHS = {8: 8, 9: 3, 11: 10, 13: 7, 14: 11}
SPLIT = (FINANCIAL, ACADEMIC)
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
# The first month of a split year.
APRIL = 3


class PeriodNotKnown(ValueError):
    """Numbers that make no period whose text is known here."""


def period_text(*, year_type, year, years=1, quarter=-1, month=-1):
    """ "2019", "2017 - 19", "2019/20", "2019/20 Q3", "Aug 2006 - Jul 2007", as the CSV of the same service has it.

    −1 is no quarter, no month. Source: the unit tests of Fingertips. Raises PeriodNotKnown.
    """
    if year <= 0 or years > 50 or quarter > 4 or month > 12:
        raise PeriodNotKnown(f"year {year}, {years} years, quarter {quarter}, month {month}")
    if month > 0:
        return _of_month(year_type, year, month)
    if years < 1:
        raise PeriodNotKnown(f"{years} years")
    if quarter > 0:
        return _of_quarters(year_type, year, years, quarter)
    if year_type == CALENDAR:
        return str(year) if years == 1 else f"{year} - {_short(year + years - 1)}"
    if year_type in SPLIT:
        last = year + years - 1
        return _split(year) if years == 1 else f"{_split(year)} - {_short(last)}/{_short(last + 1)}"
    if year_type in FIRST_MONTHS:
        return _months(FIRST_MONTHS[year_type] - 1, year, 12 * years)
    raise PeriodNotKnown(f"type of year {year_type}")


def _of_month(year_type, year, month):
    if year_type == CALENDAR:
        return f"{MONTHS[month - 1]} {year}"
    if year_type in SPLIT:
        return _month(year * 12 + APRIL + month - 1)
    if year_type == MONTHLY_ROLLING:
        return _months(month - 1, year, 12)
    raise PeriodNotKnown(f"a month of type of year {year_type}")


def _of_quarters(year_type, year, years, quarter):
    write = _split if year_type in (*SPLIT, FINANCIAL_ROLLING) else str
    if year_type in (CALENDAR, *SPLIT):
        if years != 1:
            raise PeriodNotKnown(f"a quarter of {years} years")
        return f"{write(year)} Q{quarter}"
    if year_type in (FINANCIAL_ROLLING, CALENDAR_ROLLING):
        last = year * 4 + quarter - 1 + 4 * years - 1
        return f"{write(year)} Q{quarter} - {write(last // 4)} Q{last % 4 + 1}"
    raise PeriodNotKnown(f"a quarter of type of year {year_type}")


def _months(first, year, count):
    return f"{MONTHS[first]} {year} - {_month(year * 12 + first + count - 1)}"


def _month(number):
    return f"{MONTHS[number % 12]} {number // 12}"


def _split(year):
    return f"{year}/{_short(year + 1)}"


def _short(year):
    return f"{year % 100:02}"
