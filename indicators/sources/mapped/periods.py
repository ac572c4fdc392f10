"""Periods as a table writes them: by the rule of its mapping, from a text, a number or the date of a workbook."""

import calendar
import re
from datetime import date, datetime, timedelta
from functools import lru_cache

from indicators.periods import Kind, Period, PeriodNotUnderstood
from indicators.sources.mapped.tables import text_of

YEAR = re.compile(r"(?:18|19|20|21)\d\d")
# What a spreadsheet program shows of a day before it is formatted as one: 1900 to 2100 in days, of either calendar.
SERIAL = re.compile(r"[1-7]\d{4}(?:\.\d+)?")
SPLIT_YEAR = re.compile(r"((?:19|20)\d\d) ?[-/–] ?(?:(?:19|20)?\d\d)")
ISO_MONTH = re.compile(r"((?:19|20)\d\d)[-/](0?[1-9]|1[0-2])")
MONTH_NUMBER = re.compile(r"(0?[1-9]|1[0-2])[-/]((?:19|20)\d\d)")
SHORT_MONTH = re.compile(r"([A-Za-z]{3,9})[-/ ’']+(\d\d)")
TIGHT_QUARTER = re.compile(r"((?:19|20)\d\d)[- ]?Q([1-4])", re.IGNORECASE)
DAY = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.]((?:19|20)\d\d)")
ISO_DAY = re.compile(r"((?:19|20)\d\d-\d\d-\d\d)(?:[T ]00:00(?::00)?)?")


def period_of(cell, form):
    """The period of one cell; PeriodNotUnderstood where it is none of this form."""
    if isinstance(cell, date):
        return _of_a_day(_sound(cell), form)
    text = text_of(cell)
    if not text:
        raise PeriodNotUnderstood(text, "the cell is empty")
    return _of_a_text(text, form)


@lru_cache(maxsize=4096)
def _of_a_text(text, form):
    if SERIAL.fullmatch(text):
        raise PeriodNotUnderstood(
            text,
            "it may be the serial number of a day, which means another day in a calendar that begins in 1904; format "
            "the column as dates in the workbook",
        )
    if form != "as written" and (day := _day(text)):
        return _of_a_day(day, form)
    if form == "as written":
        return _bounded(Period.parse(text))
    return READERS[form](text)


def _of_a_day(day, form):
    if form == "as written":
        return Period.from_dates(day, day)
    if form == "calendar year":
        return _months(day.year, 1, 12)
    if form == "financial year starting":
        _refuse_unless((day.month, day.day) == (4, 1), day, "a financial year starts on 1 April")
        return _months(day.year, 4, 12)
    if form == "financial year ending":
        _refuse_unless((day.month, day.day) == (3, 31), day, "a financial year ends on 31 March")
        return _months(day.year - 1, 4, 12)
    if form == "year to month":
        return _year_to(day.year, day.month)
    return _months(day.year, (day.month - 1) // 3 * 3 + 1, 3) if form == "quarter" else _months(day.year, day.month, 1)


def between(start, end):
    """From one cell's day to the other's."""
    days = [_day_of(cell) for cell in (start, end)]
    return Period.from_dates(*days)


def _day_of(cell):
    if isinstance(cell, date):
        return _sound(cell)
    text = text_of(cell)
    if SERIAL.fullmatch(text):
        _of_a_text(text, "month")
    if (day := _day(text)) is None:
        raise PeriodNotUnderstood(text, "a day is written as 31/03/2024 or 2024-03-31")
    return day


def _sound(day):
    """The day of a date cell; a workbook's first day is often no day but an empty cell that was formatted as one."""
    day = day.date() if isinstance(day, datetime) else day
    _refuse_unless(1904 < day.year < 2200, day, "no figures are of that year")
    return day


def _day(text):
    """The day that a text is; days come before months, as everywhere in this country."""
    try:
        if found := ISO_DAY.fullmatch(text):
            return date.fromisoformat(found[1])
        if found := DAY.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
    except ValueError as error:
        raise PeriodNotUnderstood(text, str(error)) from None
    return None


def _calendar_year(text):
    _refuse_unless(YEAR.fullmatch(text), text, "a calendar year is written as 2023")
    return _months(int(text), 1, 12)


def _financial_year(text, ends_later):
    """2023 and the year before, or 2023 and the next; a text with both years says it by itself."""
    if SPLIT_YEAR.fullmatch(text):
        year = SPLIT_YEAR.fullmatch(text)[1]
        return Period.parse(f"{year}/{re.split('[-/–]', text)[1].strip()}")
    _refuse_unless(YEAR.fullmatch(text), text, "the year is written as 2023")
    return _months(int(text) - (0 if ends_later else 1), 4, 12)


def _year_to(year, month):
    last = date(year, month, calendar.monthrange(year, month)[1])
    start = date(year if month == 12 else year - 1, month % 12 + 1, 1)
    # A year that ends in December or in March is better known by another name, but the days are the same.
    return Period.from_dates(start, last, Kind.YEAR_ENDING)


def _year_to_month(text):
    plain = re.sub(r"^(?:the )?(?:year|12 months) (?:ending|ended|to) ", "", text, flags=re.IGNORECASE)
    month = _month(plain)
    return _year_to(month.end.year, month.end.month)


def _month(text):
    for pattern, year, month in ((ISO_MONTH, 1, 2), (MONTH_NUMBER, 2, 1)):
        if found := pattern.fullmatch(text):
            return _months(int(found[year]), int(found[month]), 1)
    if found := SHORT_MONTH.fullmatch(text):
        text = f"{found[1]} 20{found[2]}"
    found = Period.parse(text)
    _refuse_unless(found.kind == Kind.MONTH, text, "a month is written as June 2023, Jun-23 or 2023-06")
    return found


def _quarter(text):
    if found := TIGHT_QUARTER.fullmatch(text):
        text = f"{found[1]} Q{found[2]}"
    found = Period.parse(text)
    is_one = found.months == 3 and found.start.month % 3 == 1
    _refuse_unless(is_one, text, "a quarter is written as 2023 Q2 or 2022/23 Q1")
    return found


READERS = {
    "calendar year": _calendar_year,
    "financial year ending": lambda text: _financial_year(text, ends_later=False),
    "financial year starting": lambda text: _financial_year(text, ends_later=True),
    "year to month": _year_to_month,
    "month": _month,
    "quarter": _quarter,
}


def _months(year, month, count):
    start = date(year, month, 1)
    after = month + count - 1
    end = date(year + after // 12, after % 12 + 1, 1) - timedelta(days=1)
    return Period.from_dates(start, end)


def _bounded(period):
    _refuse_unless(period.is_bounded, period.label, "it has no first or no last day")
    return period


def _refuse_unless(is_so, given, because):
    if not is_so:
        raise PeriodNotUnderstood(str(given), because)
