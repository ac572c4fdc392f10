"""The texts of periods: which stretch of time each of the field's forms means."""

import re
from datetime import date, timedelta

from indicators.periods.kinds import (
    LONGEST_SHORT_FORM,
    MONTH_ABBREVIATIONS,
    POOLED,
    SINGLE,
    Kind,
    add_months,
    whole_months,
)

ACCEPTED_FORMS = (
    "2019",
    "2018/19",
    "2017 - 19",
    "2019/20 - 21/22",
    "2019 Q2",
    "2022/23 Q1",
    "Jan 2023",
    "Apr 2023 - Mar 2024",
    "Year ending June 2022",
    "Academic year 2018/19",
    "9 - 15 October 2023",
    "Since Oct 2021",
    "By the end of 2023",
)


class PeriodNotUnderstood(ValueError):
    """A text or a pair of dates that is no period; it says what was given and what would have been accepted."""

    def __init__(self, given, because=""):
        self.given = given
        why = f" ({because})" if because else ""
        super().__init__(f"“{given}” is not a period we understand{why}. Accepted forms: {'; '.join(ACCEPTED_FORMS)}.")


MONTH = (
    "(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?"
    "|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
YEAR = r"(?:1[89]|2[01])\d\d"
SPLIT_YEAR = rf"{YEAR} ?/ ?(?:\d\d){{1,2}}"
JOINS = re.compile(r" ?- ?| to ")
BLANKS_AND_DASHES = str.maketrans({"–": "-", "—": "-", "‐": "-", "‑": "-", "−": "-"})


def _match(pattern, text):
    found = re.fullmatch(pattern, text)
    return found.groups() if found else None


def _months(year, month, count):
    start = date(year, month, 1)
    return start, add_months(start, count) - timedelta(days=1)


def _month_number(name):
    return next(i for i, short in enumerate(MONTH_ABBREVIATIONS) if i and name.startswith(short.lower()))


def _split_years_first(text, given):
    """The first year of "2018/19", once it is sure that the second is the next one."""
    first, second = (part.strip() for part in text.split("/"))
    following = str(int(first) + 1)
    if second not in (following, following[2:]):
        raise PeriodNotUnderstood(given, f"the year after {first} is {following}")
    return int(first)


def _read_unit(text, given, academic):
    """(kind, start, end) of a text that names one year, quarter, month or day; None if it names none."""
    if _match(YEAR, text) is not None:
        return (Kind.CALENDAR_YEAR, *_months(int(text), 1, 12))
    if _match(SPLIT_YEAR, text) is not None:
        kind = Kind.ACADEMIC_YEAR if academic else Kind.FINANCIAL_YEAR
        return (kind, *_months(_split_years_first(text, given), 9 if academic else 4, 12))
    found = _match(rf"(?P<year>{YEAR}|{SPLIT_YEAR}),? q([1-4])", text)
    if found is None:
        swapped = _match(rf"q([1-4]),? ({YEAR}|{SPLIT_YEAR})", text)
        found = swapped and swapped[::-1]
    if found:
        year, quarter = found[0], int(found[1])
        if "/" in year:
            april = date(_split_years_first(year, given), 4, 1)
            start = add_months(april, 3 * quarter - 3)
            return (Kind.FINANCIAL_QUARTER, *_months(start.year, start.month, 3))
        return (Kind.QUARTER, *_months(int(year), 3 * quarter - 2, 3))
    if found := _match(rf"({MONTH}) ({YEAR})", text):
        return (Kind.MONTH, *_months(int(found[1]), _month_number(found[0]), 1))
    if found := _match(rf"(\d\d?) ({MONTH}) ({YEAR})", text):
        day = date(int(found[2]), _month_number(found[1]), int(found[0]))
        return Kind.DAY, day, day
    if _match(rf"{YEAR}-\d\d-\d\d", text) is not None:
        day = date.fromisoformat(text)
        return Kind.DAY, day, day
    return None


def _complete(left, right):
    """Both ends of a range in full: "2017", "19" becomes "2017", "2019"; "jul", "aug 2022" becomes "jul 2022", ..."""
    if _match(YEAR, left) is not None and _match(r"\d\d", right) is not None:
        return left, _year_after(int(left), int(right))
    if _match(SPLIT_YEAR, left) is not None and (found := _match(r"(\d\d) ?/ ?(\d\d)", right)):
        return left, f"{_year_after(int(left[:4]), int(found[0]))}/{found[1]}"
    if (found := _match(rf"({YEAR}|{SPLIT_YEAR}),? q[1-4]", left)) and _match("q[1-4]", right) is not None:
        return left, f"{found[0]} {right}"
    if _match(MONTH, left) is not None and (found := _match(rf"{MONTH} ({YEAR})", right)):
        return f"{left} {found[0]}", right
    if _match(r"\d\d?", left) is not None and (found := _match(rf"\d\d? ({MONTH} {YEAR})", right)):
        return f"{left} {found[0]}", right
    if _match(rf"\d\d? {MONTH}", left) is not None and (found := _match(rf"\d\d? {MONTH} ({YEAR})", right)):
        return f"{left} {found[0]}", right
    return left, right


def _year_after(first, two_digits):
    """The next year that ends in these digits, so that "1999" and "01" span the turn of the century."""
    years = (two_digits - first) % 100
    if years >= LONGEST_SHORT_FORM:
        raise ValueError(f"{two_digits:02d} is not soon after {first}")
    return str(first + years)


def _joined_kind(left, right):
    """The kind of a range from one kind to another; None where the two do not go together."""
    singles = {SINGLE.get(left, left), SINGLE.get(right, right)}
    if len(singles) == 1:
        return POOLED.get(singles.pop())
    # "2017 - Jan 2021" runs from the first month of the year, or to its last.
    return Kind.MONTHS if singles == {Kind.CALENDAR_YEAR, Kind.MONTH} else None


def _read_range(text, given, academic):
    """(kind, start, end) of a text in two parts; None if no joint gives two parts that can be read."""
    for joint in JOINS.finditer(text):
        parts = _complete(text[: joint.start()], text[joint.end() :])
        left, right = (_read(part, given, academic) for part in parts)
        kind = left and right and _joined_kind(left[0], right[0])
        if not kind:
            continue
        start, end = left[1], right[2]
        if not (start < right[1] and left[2] < end):
            raise PeriodNotUnderstood(given, "it does not end after it begins")
        if "/" not in text and kind == Kind.CALENDAR_YEARS:
            _refuse_unclear_years(joint[0], start, end, given)
        return kind, start, end
    return None


def _refuse_unclear_years(joint, start, end, given):
    """Two years are one financial year to some and two calendar years to others; Fingertips' blanks settle it."""
    if end.year - start.year == 1 and joint != " - ":
        second = f"{end.year % 100:02d}"
        raise PeriodNotUnderstood(
            given, f"write {start.year}/{second} for the financial year, {start.year} - {second} for two calendar years"
        )


def _read_phrase(text, given, academic):
    """(kind, start, end) of a text with a word in front: "year ending", "5 years to", "since", "by"."""
    if found := _match(rf"(?:year|12 months) (?:ending|ended|to) ({MONTH}) ({YEAR})", text):
        end = _months(int(found[1]), _month_number(found[0]), 1)[1]
        return Kind.YEAR_ENDING, add_months(end + timedelta(days=1), -12), end
    if found := _match(r"academic years? (.+)", text) or _match(r"(.+) academic years?", text):
        period = _read(found[0], given, academic=True)
        return period if period and period[0] in (Kind.ACADEMIC_YEAR, Kind.ACADEMIC_YEARS) else None
    if found := _match(r"(\d\d?) years (?:to|ending) (.+)", text):
        last = _read_unit(found[1], given, academic)
        if last and whole_months(last[1], last[2]) == 12 and int(found[0]) > 1:
            return POOLED[last[0]], add_months(last[1], 12 - 12 * int(found[0])), last[2]
    if (found := _match(r"since (.+)", text)) and (unit := _read_unit(found[0], given, academic)):
        return Kind.SINCE, unit[1], None
    if (found := _match(r"by (the end of )?(.+)", text)) and (unit := _read_unit(found[1], given, academic)):
        # "By 2033" may mean its first day or its last.
        return (Kind.BY, None, unit[2]) if found[0] or unit[0] == Kind.DAY else None
    return None


def _read(text, given, academic):
    for reader in (_read_unit, _read_phrase, _read_range):
        if found := reader(text, given, academic):
            return found
    return None


def read(text, *, academic=False):
    """(kind, start, end) that a text means, or PeriodNotUnderstood."""
    plain = " ".join(text.translate(BLANKS_AND_DASHES).casefold().split())
    try:
        found = _read(plain, text, academic)
    except PeriodNotUnderstood:
        raise
    except ValueError as error:  # such as a day that no month has
        raise PeriodNotUnderstood(text, str(error)) from None
    if found is None:
        raise PeriodNotUnderstood(text)
    return found
