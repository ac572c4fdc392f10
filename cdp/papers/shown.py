"""How a cell of a paper stands in a spreadsheet. Pure.

A number stays a number and a date a date, and yet they read as the paper has them: what stands round the number
("12.3%", "4 per 1,000", "87 [p]") becomes part of its number format. Where a format cannot say it ("12.3 (11 to 13)"),
`is_whole` is False, and the sheet gets a column with the words as printed.
"""

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from cdp.papers import shared
from cdp.papers.content import MARKS, Cell, Day, Figure, clean

NO_VALUE = ("c", "x", "z")  # marks of figures that have no number to work with
SAYS_NOTHING = {"", "*", "-", "–", "—", "…", "..", ":"}  # other ways to write that there is no number
LONGEST_UNIT = 24
MOST_DIGITS = 15  # a spreadsheet's numbers hold no more
MOST_PLACES = 12
FIRST_DAY = date(1900, 3, 1)  # before it, spreadsheets disagree on what day it is
# Not strftime: it speaks the language of the machine.
MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
USUAL_DAY = "d mmmm yyyy"
USUAL_TIME = "d mmmm yyyy hh:mm"
# How a day may be written: the format of a spreadsheet, and what it then shows.
DAYS = {
    USUAL_DAY: lambda day: f"{day.day} {MONTHS[day.month - 1]} {day.year}",
    "d mmm yyyy": lambda day: f"{day.day} {MONTHS[day.month - 1][:3]} {day.year}",
    "mmmm yyyy": lambda day: f"{MONTHS[day.month - 1]} {day.year}",
    "mmm yyyy": lambda day: f"{MONTHS[day.month - 1][:3]} {day.year}",
    "dddd d mmmm yyyy": lambda day: f"{WEEKDAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]} {day.year}",
    "dd/mm/yyyy": lambda day: f"{day:%d/%m}/{day.year:04}",
    "yyyy-mm-dd": lambda day: day.isoformat(),
}
TIMES = {USUAL_TIME: lambda at: f"{DAYS[USUAL_DAY](at)} {at:%H:%M}"}


@dataclass(frozen=True)
class Number:
    """`before` and `after` are shown with it, and are no part of its value. Without places it shows all that it has."""

    value: float | int
    places: int | None = 0
    is_grouped: bool = True
    before: str = ""
    after: str = ""
    is_whole: bool = True

    @property
    def text(self):
        if self.places is None:
            return str(self.value)
        digits = f"{abs(self.value):{',' if self.is_grouped else ''}.{self.places}f}"
        return f"{'-' if self.value < 0 else ''}{self.before}{digits}{self.after}"


@dataclass(frozen=True)
class Dated:
    """A day; a moment without its zone where the pattern says the time."""

    day: date
    pattern: str = USUAL_DAY
    is_whole: bool = True

    @property
    def text(self):
        return (DAYS | TIMES)[self.pattern](self.day)


@dataclass(frozen=True)
class Link:
    """Leads to another sheet."""

    text: str
    sheet: str
    is_whole: bool = True


Shown = str | Number | Dated | Link | None


def shown(cell: Cell) -> Shown:
    if isinstance(cell, Figure):
        return _figure(cell)
    if isinstance(cell, Day):
        return _day(cell)
    return clean(cell) if cell else None


def words_of(cell: Cell) -> str:
    """The cell in words, its mark included: what a column "as printed" holds."""
    return clean(shared.said(cell))


def day_of(iso) -> date | None:
    try:
        return date.fromisoformat(iso)
    except ValueError:
        return None


# Figures --------------------------------------------------------------------------------------------------------------


def _figure(figure):
    text = clean(figure.text)
    value = _value(figure)
    if value is None or text.strip() == f"[{figure.mark}]":
        return _without_number(text, figure.mark) or None
    return _number(value, min(max(figure.places, 0), MOST_PLACES), words_of(figure))


def _value(figure):
    if figure.value is None or figure.mark in NO_VALUE or abs(figure.value) >= 10**MOST_DIGITS:
        return None
    value = figure.value if isinstance(figure.value, int) else float(figure.value)
    if figure.places > MOST_PLACES:
        return value
    # A spreadsheet rounds a half away from nought, and would show another number than the paper does.
    rounded = round(value, figure.places)
    step = Decimal(1).scaleb(-figure.places)
    there = Decimal(repr(value)).quantize(step, ROUND_HALF_UP)
    return value if there == Decimal(repr(rounded)).quantize(step) else rounded


def _without_number(text, mark):
    told = text.strip().lower()
    if mark and (told in SAYS_NOTHING or told in (mark, MARKS[mark].lower())):
        return f"[{mark}]"
    return clean(shared.said(Figure(text, mark=mark)))


def _number(value, places, text):
    for is_grouped in (True, False):
        digits = f"{abs(round(value, places)):{',' if is_grouped else ''}.{places}f}"
        found = re.search(rf"(?<![\d.,]){re.escape(digits)}(?![\d]|[.,]\d)", text)
        if found:
            before, after = text[: found.start()], text[found.end() :]
            if value < 0:
                before = re.sub("^[-−]|[-−]$", "", before, count=1)
            is_whole = _is_unit(before) and _is_unit(after)
            if not is_whole:
                before = after = ""
            return Number(value, places, is_grouped, before, after, is_whole)
    return Number(value, places, is_whole=not text)


def _is_unit(text):
    """“%”, “ per 1,000”, “£”, “ [p]”; no second number, which would be a format of its own for each cell."""
    is_short = len(text) <= LONGEST_UNIT and "\n" not in text and "\t" not in text
    return is_short and (not re.search(r"\d", text) or "per " in text)


# Days -----------------------------------------------------------------------------------------------------------------


def _day(said):
    text = clean(said.text)
    day = day_of(said.iso)
    if day is None or day < FIRST_DAY:
        return text or said.iso or None
    for pattern, written in DAYS.items():
        if written(day) == text:
            return Dated(day, pattern)
    return Dated(day, is_whole=not text)
