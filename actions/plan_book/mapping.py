"""Which sheet and which column of a file is which of ours: guessed from their names, or said by a person.

A mapping is {our sheet: {"sheet": name, "row": row of the headings, "columns": {our column: heading}}}. Pure.
"""

from dataclasses import dataclass, field

from actions.plan_book.cells import is_empty, line
from actions.plan_book.sheets import SHEETS
from indicators.sources.workbooks.tables import column_letter, plain_heading

HEADINGS_WITHIN = 30  # titles and notes may stand above a table


@dataclass
class Mapped:
    """One of our sheets in a file. `columns` is {our column: place from 0}."""

    sheet: object
    read: object
    header_row: int
    columns: dict
    left_out: list = field(default_factory=list)  # headings of the file that are none of ours
    missing: list = field(default_factory=list)  # required columns of ours that the file has not
    twice: list = field(default_factory=list)  # sentences on headings that stand there twice


def names_of(sheet):
    return {plain_heading(text) for text in (sheet.title, sheet.key, sheet.noun, *sheet.also)}


def headings_of(column):
    return {plain_heading(text) for text in (column.heading, column.key, *column.also)}


def guess(book):
    """A mapping by the usual names; sheets that are called otherwise are known by their headings."""
    left = dict(book.sheets)
    found = {}
    for sheet in SHEETS:
        for name, read in left.items():
            if plain_heading(name) in names_of(sheet):
                found[sheet.key] = _guessed(sheet, read)
                del left[name]
                break
    for sheet in SHEETS:
        if sheet.key not in found and left:
            best = max(left.values(), key=lambda read: len(_guessed(sheet, read)["columns"]))
            guessed = _guessed(sheet, best)
            if len(guessed["columns"]) >= max(3, (len(sheet.columns) + 1) // 2):
                found[sheet.key] = guessed
                del left[best.name]
    return found


def _guessed(sheet, read):
    row, headings = header_of(sheet, read)
    columns = {}
    for column in sheet.columns:
        wanted = headings_of(column)
        if heading := next((text for text in headings if plain_heading(text) in wanted), ""):
            columns[column.key] = heading
    return {"sheet": read.name, "row": row, "columns": columns}


def header_of(sheet, read):
    """(row, its texts) of the row that has most of our headings; the first where none has any."""
    wanted = set().union(*(headings_of(column) for column in sheet.columns))
    rows = [(number, texts_of(cells)) for number, cells in read.rows[:HEADINGS_WITHIN] if number <= HEADINGS_WITHIN]
    return max(rows, key=lambda row: sum(plain_heading(text) in wanted for text in row[1]), default=(1, []))


def texts_of(cells):
    return [line(cell) if isinstance(cell, str) else "" for cell in cells]


def headings_in(read, row):
    cells = next((cells for number, cells in read.rows if number == row), [])
    return texts_of(cells)


def mapped(book, mapping) -> list[Mapped]:
    """Our sheets in the file, by the mapping; those whose sheet the file does not have are left out."""
    found = []
    for sheet in SHEETS:
        said = mapping.get(sheet.key)
        if not said or said.get("sheet") not in book.sheets:
            continue
        read = book.sheets[said["sheet"]]
        headings = headings_in(read, said["row"])
        columns = {
            column.key: headings.index(said["columns"][column.key])
            for column in sheet.columns
            if said["columns"].get(column.key) and said["columns"][column.key] in headings
        }
        one = Mapped(sheet, read, said["row"], columns)
        one.missing = [column for column in sheet.required if column.key not in columns]
        one.left_out = [text for place, text in enumerate(headings) if text and place not in columns.values()]
        for place in sorted(set(columns.values())):
            again = [column_letter(other) for other, text in enumerate(headings) if text == headings[place]]
            if len(again) > 1:
                one.twice.append(f"The columns {' and '.join(again)} are both called “{headings[place]}”.")
        found.append(one)
    return found


def not_read(book, mapping):
    """Names of sheets with something in them that nothing is read from."""
    used = {said.get("sheet") for said in mapping.values()}
    return [
        name
        for name, read in book.sheets.items()
        if name not in used and any(not is_empty(cell) for _, cells in read.rows for cell in cells)
    ]


def needs_a_person(book, mapping):
    """Whether nothing can be checked before somebody says what is what."""
    found = mapped(book, mapping)
    return not found or any(one.missing and len(one.read.rows) > 1 for one in found)
