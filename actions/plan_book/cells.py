"""A cell to the value that it means, or what is wrong with it in a sentence. Pure.

Texts are made even (line ends, what cannot be seen, blanks at both ends) the same way wherever they come from, so that
what was written to a workbook and read back is what it was.
"""

import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from actions.plan_book.columns import Kind
from cdp import words
from indicators.loading.problems import close_to, one_of

# What XML cannot hold, or what nobody can see: control characters and halves of pairs.
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
ERRORS = re.compile(r"#(?:REF!|N/A|VALUE!|NAME\?|DIV/0!|NUM!|NULL!|SPILL!|CALC!|GETTING_DATA)")
DAY_FIRST = re.compile(r"(\d{1,2})[/.\-\s](\d{1,2})[/.\-\s](\d{4})")
IN_WORDS = re.compile(r"(\d{1,2})\s+([A-Za-z]{3,9})\s+(\d{4})")
YEARS = range(1900, 2200)
DATE_WANTED = "Write a date, such as 31/03/2027."
MOST_PLACE, MOST_NUMBER, DECIMALS = 9_999, Decimal(10) ** 12, Decimal("0.0001")


class CellFault(ValueError):
    """Says what is wrong with a cell, and what is allowed."""


def line(text):
    return " ".join(UNSEEN.sub("", str(text).replace("\x0b", " ").replace("\x0c", " ")).split())


def block(text):
    text = re.sub(r"\r\n?|\x0b|\x0c", "\n", str(text))
    return UNSEEN.sub("", text).strip()


def even(column, text):
    return block(text) if column.kind is Kind.TEXT else line(text)


def is_empty(cell):
    return cell is None or (isinstance(cell, str) and not block(cell))


def read(column, cell):
    """The value of a cell; a reference stays the text that names it, and several are a tuple of texts."""
    if is_empty(cell):
        return column.empty
    if isinstance(cell, str) and ERRORS.fullmatch(cell.strip()):
        raise CellFault(f"{cell.strip()} is an error of a formula. Write the value itself.")
    return READERS[column.kind](column, cell)


def text_of(cell):
    """What was typed, as far as that can be told from a number."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, date | time | timedelta):
        raise CellFault("Excel has made a date or a time of this. Format the cell as Text, then write it again.")
    return str(cell)


def _text(column, cell):
    text = even(column, text_of(cell))
    if len(text) > column.longest:
        raise CellFault(f"This has {len(text):,} characters. {column.longest:,} are allowed.")
    return text


def _choice(column, cell):
    text = line(text_of(cell))
    meant = {label.casefold(): value for value, label in column.choices} | {v.casefold(): v for v, _ in column.choices}
    if (value := meant.get(text.casefold())) is None:
        raise CellFault(f"“{text[:60]}” is not on the list. {one_of(text, [label for _, label in column.choices])}")
    return value


def _date(column, cell):
    if isinstance(cell, datetime):
        if cell.time() != time():
            raise CellFault(f"This has a time of day. {DATE_WANTED}")
        cell = cell.date()
    elif not isinstance(cell, date):
        cell = _date_of_text(line(text_of(cell)))
    if cell.year not in YEARS:
        raise CellFault(f"The year {cell.year} cannot be meant. {DATE_WANTED}")
    return cell


def _date_of_text(text):
    try:
        if found := DAY_FIRST.fullmatch(text):
            return date(int(found[3]), int(found[2]), int(found[1]))
        if found := IN_WORDS.fullmatch(text):
            names = [name for name in words.MONTHS if name.casefold().startswith(found[2].casefold())]
            if len(names) == 1:
                return date(int(found[3]), words.MONTHS.index(names[0]) + 1, int(found[1]))
        return date.fromisoformat(text)
    except ValueError:
        raise CellFault(f"“{text[:40]}” is not a date. {DATE_WANTED}") from None


def _number(column, cell):
    try:
        number = Decimal(line(text_of(cell)).replace(",", "").removeprefix("£"))
        if not number.is_finite() or abs(number) >= MOST_NUMBER:
            raise InvalidOperation
    except InvalidOperation:
        raise CellFault(f"“{str(cell)[:40]}” is not a number. Write one, such as 12.5.") from None
    return number.quantize(DECIMALS).normalize() + 0


def _place(column, cell):
    text = line(text_of(cell))
    # Rows that a document has no more stand after all that it has.
    if not re.fullmatch(r"\d{1,5}(\.0+)?", text) or int(float(text)) > 32_767:
        raise CellFault(f"“{text[:40]}” is not a whole number from 0 to {MOST_PLACE:,}.")
    return int(float(text))


def _email(column, cell):
    text = line(text_of(cell)).lower()
    try:
        validate_email(text)
    except ValidationError:
        raise CellFault(f"“{text[:80]}” is not an email address, such as name@example.org.") from None
    return text


def _several(column, cell):
    return tuple(dict.fromkeys(filter(None, (line(part) for part in block(text_of(cell)).split("\n")))))


READERS = {
    Kind.LINE: _text,
    Kind.TEXT: _text,
    Kind.CHOICE: _choice,
    Kind.DATE: _date,
    Kind.NUMBER: _number,
    Kind.PLACE: _place,
    Kind.EMAIL: _email,
    Kind.ONE: _text,
    Kind.SEVERAL: _several,
}


def parts_of(text, is_known):
    """The names on a line of a cell: the line itself where that is one, else what stands between its semicolons."""
    return [text] if is_known(text) or ";" not in text else list(filter(None, (line(part) for part in text.split(";"))))


def not_known(noun, text, known, *, where=""):
    """A sentence on a name that nothing has, with those that come near."""
    return " ".join(filter(None, [f"There is no {noun} “{text[:80]}”{where}.", close_to(text, known)]))
