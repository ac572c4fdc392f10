"""What an uploaded workbook says. Nothing of it is taken on trust, and of one that is not ours nothing at all."""

import datetime
import re
from dataclasses import dataclass, field

from actions.operations.updates import said
from actions.workbook import layout
from actions.workbook.layout import ABOUT, COLUMNS, HEADER_ROW, NAMES, SHEET, YES
from cdp import privacy, words
from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks import open_workbook
from indicators.sources.workbooks.checks import kind_of
from indicators.sources.workbooks.reading import Limits

LARGEST = 5 * 2**20
# A workbook of ours is some dozen kilobytes with a row for each of some dozen actions.
LIMITS = Limits(megabytes=600, cpu_seconds=10, seconds=30, cells=100_000)
MOST_ROWS = 2_000
AGAIN = "Download the workbook again and fill that in."
TOKEN = re.compile(r"\d{1,18}v\d{1,9}")


class NotTaken(Exception):
    """The file is no workbook from here, or must not be kept: the message is a sentence for the page."""


@dataclass
class Row:
    """One row of the sheet: what was filled in, and what of it cannot be understood."""

    number: int
    ref: str = ""
    token: str = ""
    words: dict = field(default_factory=dict)  # of what was filled in since the download, as an update keeps it
    no_change: bool = False
    problems: list[str] = field(default_factory=list)


def read(path, name, *, partnership, agencies):
    """(the agency whose workbook it is, its rows); NotTaken says what the file is instead."""
    try:
        if path.stat().st_size > LARGEST:
            raise NotTaken(f"{name} is larger than {LARGEST // 2**20} MB. A workbook from here is much smaller.")
        if kind_of(path, name) != "xlsx":
            raise NotTaken(f"{name} is a workbook of another kind. Save it as Excel workbook (.xlsx).")
        book = open_workbook(path, name, limits=LIMITS)
        agency, rows = _agency(book, partnership, agencies), list(_rows(book))
    except SourceNotReadable as refusal:
        raise NotTaken(str(refusal)) from refusal
    _refuse_personal_data(name, rows)
    return agency, rows


def _refuse_personal_data(name, rows):
    """What has no place where everybody reads is not kept either, not even in a workbook that was only checked."""
    found = []
    for row in rows:
        texts = {layout.address(key, row.number): row.words[key] for key in said.TEXTS if key in row.words}
        found += [f"{cell}: {why}" for cell, why in privacy.errors(texts, public=texts, asks=False).items()]
    if found:
        raise NotTaken(f"Nothing of {name} was kept. {' '.join(found[:10])}")


def _agency(book, partnership, agencies):
    for sheet in (SHEET, ABOUT):
        if sheet not in book.sheet_names:
            raise NotTaken(f"{book.name} has no sheet “{sheet}”, so it is not a workbook from here. {AGAIN}")
    about = {str(cells[0]): str(cells[1]) for _, cells in book.rows(ABOUT) if len(cells) > 1 and all(cells[:2])}
    if about.get("form") != layout.FORMAT:
        raise NotTaken(f"{book.name} is of an older form of this workbook, or of another. {AGAIN}")
    if about.get("partnership") != partnership.slug:
        named = about.get("partnership name", "another partnership")[:200]
        raise NotTaken(f"{book.name} is a workbook of {named}, not of {partnership.name}. Upload it there.")
    for agency in agencies:
        if agency.slug == about.get("agency"):
            return agency
    own = " or ".join(agency.name for agency in agencies[:3]) or "no agency"
    named = about.get("agency name", "another agency")[:200]
    raise NotTaken(f"{book.name} is the workbook of {named}. You report here for {own}.")


def _rows(book):
    formulas = _formulas(book)
    seen, lines = {}, book.rows(SHEET)
    number, header = next(lines, (0, []))
    _require_columns(book.name, number, header)
    for count, (number, cells) in enumerate(lines, start=1):
        if count > MOST_ROWS:
            raise NotTaken(f"{book.name} has more than {MOST_ROWS:,} rows. {AGAIN}")
        given = {column.key: _text(cell) for column, cell in zip(COLUMNS, cells, strict=False)}
        row = _row(number, given, formulas.get(number, []))
        if not row.problems and row.ref in seen:
            row.problems.append(f"{layout.address('ref', number)}: {row.ref} stands in row {seen[row.ref]} already.")
        if not row.problems:
            seen[row.ref] = number
        yield row


def _formulas(book):
    """{row: [cell]} of those columns that are read."""
    read, found = {layout.letter(key) for key in layout.READ}, {}
    for cell in book.formulas(SHEET):
        letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell).groups()
        if letters in read:
            found.setdefault(int(number), []).append(cell)
    return found


def _require_columns(name, number, header):
    """At their places and under their names, so that no answer goes into another box."""
    headings = [said.clean(cell) for cell in header]
    if number != HEADER_ROW or not headings:
        raise NotTaken(f"{name}, sheet “{SHEET}”: row {HEADER_ROW} does not hold the headings. {AGAIN}")
    for place, column in enumerate(COLUMNS):
        there = headings[place] if place < len(headings) else ""
        if there != column.heading:
            where = f"{name}, sheet “{SHEET}”, cell {layout.address(column.key, HEADER_ROW)}"
            is_there = f"“{there[:60]}”" if there else "nothing"
            raise NotTaken(
                f"{where}: there should be “{column.heading}” and there is {is_there}. "
                f"Columns were moved, renamed or taken out. {AGAIN}"
            )
    if more := [text for text in headings[len(COLUMNS) :] if text]:
        raise NotTaken(f"{name}, sheet “{SHEET}”: the column “{more[0][:60]}” was added. Take it out again.")


def _text(cell):
    """What a cell says, whichever kind of value a spreadsheet program made of it."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, datetime.date):
        return words.day(cell)
    return said.clean("" if cell is None else str(cell))


def _row(number, given, formulas):
    row = Row(number, ref=given.get("ref", ""), token=given.get("token", ""))
    if formulas:
        cells = ", ".join(formulas)
        row.problems.append(f"{cells}: a formula, which is not read. Write its result as text.")
        return row
    before = given.get("digests", "").split()
    is_as_made = row.ref and given.get("key") == layout.key_of(row.ref) and TOKEN.fullmatch(row.token)
    if not is_as_made or len(before) != len(layout.OPEN):
        where = f"{layout.address('ref', number)} and {layout.address('key', number)}"
        row.problems.append(
            f"{where}: this row is not as it was downloaded: its columns were moved against each other, or it was "
            f"added. {AGAIN}"
        )
        return row
    touched = [key for key, was in zip(layout.OPEN, before, strict=True) if layout.digest(given.get(key, "")) != was]
    for key in touched:
        _take(row, key, given.get(key, ""))
    if row.no_change and row.words:
        others = ", ".join(layout.address(key, number) for key in row.words)
        row.problems.append(
            f"{layout.address('no_change', number)}: says that nothing has changed, and {others} says otherwise. "
            "Empty one or the other."
        )
    return row


def _take(row, key, text):
    where = layout.address(key, row.number)
    if key == "no_change":
        row.no_change = text.casefold() == YES.casefold()
        if text and not row.no_change:
            row.problems.append(f"{where}: “{text[:60]}” is not an answer to {NAMES[key]}. Choose {YES} or empty it.")
    elif key in layout.CHOICES:
        known = {label.casefold(): value for value, label in layout.CHOICES[key].items()} | {"": ""}
        if (value := known.get(" ".join(text.casefold().split()))) is None:
            allowed = ", ".join(layout.CHOICES[key].values())
            row.problems.append(f"{where}: “{text[:60]}” is not a {NAMES[key].lower()}. Choose one of: {allowed}.")
        else:
            row.words[key] = value
    elif len(text) > said.DRAFT_LIMIT:
        row.problems.append(f"{where}: {NAMES[key]} has {len(text):,} characters; {said.DRAFT_LIMIT:,} can be kept.")
    else:
        row.words[key] = text
