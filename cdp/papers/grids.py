"""One table of a spreadsheet: as the rules want it and as a cell can hold it. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdp.papers import shown
from cdp.papers.content import Kind, Table
from cdp.papers.fitting import LONGEST_CELL, LONGEST_HEADING, cut, one_line, pieces, unique, utf16
from cdp.papers.shown import Dated, Number, Shown

MOST_UNITS = 8  # more kinds of units than these in a column are told in words beside it
LONGEST_TABLE_NAME = 200
NARROWEST, WIDEST = 12, 60
NOTHING = "Nothing to show"
AS_PRINTED = "as printed"
CONTINUED = "continued"


@dataclass(frozen=True)
class Grid:
    """One table: `name` is its name in the workbook, `right` says of each column whether it holds numbers."""

    name: str
    headings: tuple[str, ...]
    rows: Sequence[Sequence[Shown]]
    right: tuple[bool, ...]
    widths: tuple[int, ...]


def grid_of(name, headings, rows, *, right=()) -> Grid:
    """Rows of shown cells as a table that a spreadsheet takes: with a row, and nothing too long for its cell."""
    headings = list(headings)
    right = list(right) or [False] * len(headings)
    rows = [list(row) for row in rows] or [[NOTHING, *[None] * (len(headings) - 1)]]
    for row in rows:
        if all(cell in (None, "") for cell in row):
            row[0] = "Nothing recorded"
    for column in reversed(range(len(headings))):
        _continue_beside(headings, rows, right, column)
    headings = unique(headings)
    widths = tuple(_width(heading, [row[column] for row in rows]) for column, heading in enumerate(headings))
    return Grid(name, tuple(headings), rows, tuple(right), widths)


def _continue_beside(headings, rows, right, column):
    parts = [pieces(row[column]) if _may_be_long(row[column]) else [row[column]] for row in rows]
    more = max(len(each) for each in parts) - 1
    if not more:
        return
    headings[column + 1 : column + 1] = [f"{headings[column]}, {CONTINUED}"] * more
    right[column + 1 : column + 1] = [False] * more
    for row, each in zip(rows, parts, strict=True):
        row[column : column + 1] = [*each, *[None] * (more + 1 - len(each))]


def _may_be_long(cell):
    return isinstance(cell, str) and len(cell) * 2 > LONGEST_CELL and utf16(cell) > LONGEST_CELL


def _width(heading, cells):
    longest = max(_longest_line(cell) for cell in cells)
    return min(max(longest + 2, min(len(heading) + 2, 24), NARROWEST), WIDEST)


def _longest_line(cell):
    text = cell if isinstance(cell, str) else cell.text if cell is not None else ""
    return max((len(line) for line in text.split("\n")), default=0) if len(text) <= WIDEST * 4 else WIDEST


def table_grid(table: Table) -> Grid:
    """The table as it is, and beside a column whose words a spreadsheet cannot show, those words."""
    headings, right, columns = [], [], []
    for index, column in enumerate(table.columns):
        cells = [shown.shown(row[index]) for row in table.rows]
        said_in_words = any(not getattr(cell, "is_whole", True) for cell in cells)
        said_in_words |= len({(c.before, c.after) for c in cells if isinstance(c, Number)}) > MOST_UNITS
        if said_in_words:
            cells = [_plain(cell) for cell in cells]
        headings.append(column.heading)
        right.append(column.kind == Kind.NUMBER)
        columns.append(cells)
        if said_in_words:
            headings.append(f"{cut(one_line(column.heading), LONGEST_HEADING - 20)}, {AS_PRINTED}")
            right.append(False)
            columns.append([shown.words_of(row[index]) or None for row in table.rows])
    return grid_of(
        f"table_{table.key.replace('-', '_')}"[:LONGEST_TABLE_NAME], headings, zip(*columns, strict=True), right=right
    )


def _plain(cell):
    if isinstance(cell, Number):
        return Number(cell.value, cell.places, cell.is_grouped)
    return Dated(cell.day) if isinstance(cell, Dated) else cell
