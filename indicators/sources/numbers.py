"""One cell of a published table: a number, a mark that stands for none, or something that cannot be used.

The marks are those of the Government Analysis Function ("Symbols in tables": [c], [x], [z], [u] …) and the older ones
that NDTMS, ONS and NHS England still print. A mark never becomes 0.
"""

import math
import re
from datetime import date, time, timedelta
from functools import lru_cache

from indicators.models import State

SUPPRESSED, NOT_AVAILABLE = State.SUPPRESSED.value, State.NOT_AVAILABLE.value
PUBLISHED = State.PUBLISHED.value
ALLOWED = (
    "Allowed are a figure such as 1,234.5, -3 or 12.3%, or a mark in its place: * or [c] where it is suppressed; "
    "[x], [z], “:”, “-”, “..” or nothing where there is none."
)
# The mark alone in a cell, in lower case: its state, and what it says.
MARKS = {
    "": (NOT_AVAILABLE, ""),
    "*": (SUPPRESSED, "Suppressed (*)"),
    "**": (SUPPRESSED, "Suppressed (**)"),
    "c": (SUPPRESSED, "Suppressed (c)"),
    "[c]": (SUPPRESSED, "Suppressed ([c])"),
    "suppressed": (SUPPRESSED, "Suppressed"),
    "x": (NOT_AVAILABLE, "Not available (x)"),
    "[x]": (NOT_AVAILABLE, "Not available ([x])"),
    "z": (NOT_AVAILABLE, "Not applicable (z)"),
    "[z]": (NOT_AVAILABLE, "Not applicable ([z])"),
    "u": (NOT_AVAILABLE, "Too unreliable to be given (u)"),
    "[u]": (NOT_AVAILABLE, "Too unreliable to be given ([u])"),
    "[w]": (NOT_AVAILABLE, "None recorded ([w])"),
    "[low]": (NOT_AVAILABLE, "Too low to be shown ([low])"),
    ":": (NOT_AVAILABLE, "Not calculated (:)"),
    "-": (NOT_AVAILABLE, ""),
    "--": (NOT_AVAILABLE, ""),
    ".": (NOT_AVAILABLE, ""),
    "..": (NOT_AVAILABLE, ""),
    "...": (NOT_AVAILABLE, ""),
    "…": (NOT_AVAILABLE, ""),
    "null": (NOT_AVAILABLE, ""),
    "n/a": (NOT_AVAILABLE, ""),
    "na": (NOT_AVAILABLE, ""),
    "not available": (NOT_AVAILABLE, ""),
    "not applicable": (NOT_AVAILABLE, "Not applicable"),
}
# The mark after a figure: the figure's state, and what it says.
MARKS_AFTER = {
    "u": (PUBLISHED, "Low reliability (u)"),
    "b": (PUBLISHED, "Break in the series (b)"),
    "r": (PUBLISHED, "Revised (r)"),
    "e": (State.MODELLED.value, "Estimated (e)"),
    "f": (State.MODELLED.value, "Forecast (f)"),
    "p": (State.PROVISIONAL.value, "Provisional (p)"),
}
# Blanks that separate thousands: the plain one, no-break, figure, thin, and narrow no-break.
BLANKS = " \u00a0\u2007\u2009\u202f"
MINUS = str.maketrans({"\u2212": "-", "\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2014": "-"})
PLAIN = re.compile(r"[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d{1,4})?", re.ASCII | re.IGNORECASE)
GROUPED = re.compile(rf"[-+]?\d{{1,3}}(,\d{{3}})+(\.\d*)?|[-+]?\d{{1,3}}([{BLANKS}]\d{{3}})+(\.\d*)?", re.ASCII)
AFTER = re.compile(
    rf"(?P<figure>.*?[\d.%])[{BLANKS}]*(?:\[(?P<bracket>[a-z])\]|(?P<note>\[note \d+\])|(?P<sign>[*†‡§]+|[¹²³⁰⁴-⁹]+)"
    rf"|(?P<letter>(?<=[{BLANKS}])[uberp]))",
    re.IGNORECASE,
)
WORKBOOK_ERROR = re.compile(r"#[A-Z0-9/]+[!?]?")


class NotANumber(ValueError):
    """The cell is neither a number nor a mark that stands for none; `.reason` says why in a sentence."""

    def __init__(self, reason):
        super().__init__(reason)
        self.reason = reason


def read_number(cell):
    """(number or None, state, note) of a cell; NotANumber where it is neither a number nor a mark.

    `cell` is what a CSV file or a workbook gives: a text, a number, a date or None. A per cent sign is dropped, so
    that "12.3%" is 12.3; a formatted 12.3% of a workbook arrives as 0.123, and its reader has to know that.
    """
    if cell is None:
        return None, NOT_AVAILABLE, ""
    if isinstance(cell, str):
        return _read_text(cell)
    if isinstance(cell, bool):
        raise NotANumber(f"This is a yes or a no ({cell}), not a number. {ALLOWED}")
    if isinstance(cell, date | time | timedelta):
        raise NotANumber(f"This is a date or a time ({cell}), not a number. {ALLOWED}")
    return _finite(float(cell)), PUBLISHED, ""


@lru_cache(maxsize=4096)
def _read_text(cell):
    text = cell.translate(MINUS).strip(f"{BLANKS}\t\r\n\ufeff\u200b")
    if (mark := MARKS.get(text.casefold())) is not None:
        return None, *mark
    state, note = PUBLISHED, ""
    if found := AFTER.fullmatch(text):
        text, (state, note) = found["figure"], _mark_after(found)
    return _figure(text), state, note


def _mark_after(found):
    if letter := found["bracket"] or found["letter"]:
        if (mark := MARKS_AFTER.get(letter.casefold())) is None:
            raise NotANumber(f"The mark [{letter}] has no meaning after a figure. {ALLOWED}")
        return mark
    return PUBLISHED, f"Marked {found['note'] or found['sign']} in the source"


def _figure(text):
    # Longer ones are no numbers, and would only take time.
    if len(text) <= 60:
        bare = text.removesuffix("%").rstrip(BLANKS) if text.count("%") == 1 else text
        bare = re.sub(r"^([-+]?)£", r"\1", bare)
        if PLAIN.fullmatch(bare):
            return _finite(float(bare))
        if GROUPED.fullmatch(bare):
            return _finite(float(re.sub(f"[,{BLANKS}]", "", bare)))
    raise NotANumber(f"{_what_it_is(text)} {ALLOWED}")


def _what_it_is(text):
    if text.startswith(("<", ">", "≤", "≥", "~")) or re.match(r"(less|more|fewer|under|over) ", text, re.IGNORECASE):
        return "This is a limit, not a number."
    if re.fullmatch(r"\d+ +in +\d+", text, re.IGNORECASE):
        return "This is a share in words, not a number."
    if re.fullmatch(r"\(.*\)", text):
        return "A figure in brackets may be negative or unreliable, so it is not read."
    if WORKBOOK_ERROR.fullmatch(text):
        return "This is an error of the workbook's formula, not a number."
    if re.fullmatch(r"\d{1,4}[-/]\d{1,2}[-/]\d{1,4}", text):
        return "This is a date, not a number."
    if "," in text and re.fullmatch(r"[-+]?[\d.,]+", text, re.ASCII):
        return "The commas of this number do not separate thousands, so it is not clear what it is."
    return "This is not a number."


def _finite(number):
    if math.isnan(number):
        raise NotANumber(f"This is not a number. {ALLOWED}")
    if math.isinf(number):
        raise NotANumber("This number is too large.")
    return number
