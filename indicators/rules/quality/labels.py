"""Rules about what a figure is filed under: the words of its period against its dates, and areas that had ended."""

import re
from collections import defaultdict
from functools import lru_cache

from indicators.periods import Period, PeriodNotUnderstood, whole_months
from indicators.rules.quality import words
from indicators.rules.quality.rows import Found

YEARS = re.compile(r"((?:19|20)\d\d)\s*(?:[-–]|to)\s*((?:19|20)\d\d)")
SPLIT_YEAR = re.compile(r"((?:19|20)\d\d)\s*[/-]\s*(\d\d)")
A_YEAR = 12


def period_label(book):
    for rows in book.printed.values():
        for row in rows:
            if _ends_before_it_begins(row.period):
                yield Found((row,), f"“{row.period}” is no period: it ends in the year in which it begins, or before.")
            elif row.start and row.end and not _names(row.period, row.start, row.end):
                days = f"{row.start:%-d %B %Y} to {row.end:%-d %B %Y}"
                yield Found((row,), f"It is labelled “{row.period}”, and its dates are {days}.")


def _ends_before_it_begins(label):
    years = YEARS.fullmatch(label.strip())
    return years is not None and int(years[2]) <= int(years[1])


@lru_cache(maxsize=4096)
def _names(label, start, end):
    """Whether the words may stand for the days. Words that are not understood may stand for any."""
    years = SPLIT_YEAR.fullmatch(label.strip())
    # 2021/22 is a financial year with most, an academic year or another twelve months with some.
    if years and int(years[2]) == (int(years[1]) + 1) % 100:
        return start.year == int(years[1]) and whole_months(start, end) == A_YEAR
    try:
        period = Period.parse(label)
    except PeriodNotUnderstood:
        return True
    return not period.is_bounded or (period.start, period.end) == (start, end)


def ended_area(book):
    """One finding an area: its figures for times when it was no more."""
    late = defaultdict(list)
    for row in book.rows:
        area = book.areas[row.area]
        if area.valid_to and row.start and row.start > area.valid_to and row.value is not None:
            late[row.area].append(row)
    for code, rows in late.items():
        area = book.areas[code]
        came = words.joined(book.areas[next_].name for next_ in area.successors if next_ in book.areas)
        into = f" and became {came}" if came else ""
        many = f"{len(rows)} figures are" if len(rows) > 1 else "A figure is"
        rows.sort(key=lambda row: (row.start, row.indicator, row.series))
        yield Found(
            tuple(rows), f"{area.name} ended on {area.valid_to:%-d %B %Y}{into}; {many} given for it for later times."
        )
