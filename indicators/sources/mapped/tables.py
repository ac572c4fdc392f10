"""The table that a mapping speaks of: found in its file, with the place of each heading."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time

from indicators.sources.base import SourceNotReadable, plain
from indicators.sources.mapped.csv_rows import csv_rows
from indicators.sources.workbooks import column_letter, open_workbook
from indicators.sources.workbooks.tables import HEADER_WITHIN

MOST_LISTED = 30


@dataclass(frozen=True)
class Table:
    """`where` says in words which table it is; rows are (number from 1, cells) of those below the header."""

    where: str
    header_row: int
    headings: list[str]
    header: list  # as the cells came: a heading may be a number or a date
    rows: Iterator

    def place(self, heading):
        """Of the one column with this heading; SourceNotReadable where there is none, or more than one."""
        wanted = plain(heading)
        places = [place for place, text in enumerate(self.headings) if plain(text) == wanted]
        if len(places) == 1:
            return places[0]
        where = f"{self.where}, row {self.header_row}"
        if places:
            letters = " and ".join(column_letter(place) for place in places)
            raise SourceNotReadable(f"{where}: the columns {letters} are both called “{heading}”.")
        raise SourceNotReadable(f"{where}: there is no column called “{heading}”. There are {_listed(self.headings)}.")


def text_of(cell):
    """A cell as people read it: whole numbers without a point, days as 2024-03-31."""
    if cell is None:
        return ""
    if isinstance(cell, str):
        return " ".join(cell.split())
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat(" ", "seconds")
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)


def headings_of(cells):
    """What each column is called; one without a heading goes by its letter."""
    return [text_of(cell).replace("\x00", "␀") or f"Column {column_letter(place)}" for place, cell in enumerate(cells)]


def find_table(path, name, layout, *, on_bytes=None, limits=None):
    """The table of a file by a layout."""
    where, rows = open_rows(path, name, layout.file, on_bytes=on_bytes, limits=limits)
    number, cells = _header(rows, layout, where)
    return Table(where, number, headings_of(cells), list(cells), rows)


def open_rows(path, name, file, *, on_bytes=None, limits=None):
    """(where in words, iterator of (row, cells)) of a file; empty rows of a workbook are left out."""
    if file.kind == "csv":
        return name, csv_rows(path, name, file, on_bytes)
    book = open_workbook(path, name, limits=limits)
    sheet = file.sheet or book.sheet_names[0]
    return f"{name}, sheet “{sheet}”", iter(book.rows(sheet, fill_merged=file.fill_merged))


def _header(rows, layout, where):
    if layout.header_row:
        for number, cells in rows:
            if number == layout.header_row and any(text_of(cell) for cell in cells):
                return number, cells
            if number >= layout.header_row:
                raise SourceNotReadable(f"{where}, row {layout.header_row}: there are no headings; the row is empty.")
        raise SourceNotReadable(f"{where}: there is no row {layout.header_row}, where the headings should be.")
    return _header_by_its_headings(rows, layout.headings, where)


def _header_by_its_headings(rows, headings, where):
    wanted, nearest = {plain(heading): heading for heading in headings}, None
    for number, cells in rows:
        if number > HEADER_WITHIN:
            break
        found = Counter(plain(text) for text in headings_of(cells))
        missing = [heading for text, heading in wanted.items() if text not in found]
        if not missing:
            return number, cells
        if len(missing) < len(wanted) and (nearest is None or len(missing) < len(nearest[1])):
            nearest = number, missing
    if nearest is None:
        needed = _listed(wanted.values())
        raise SourceNotReadable(f"{where}: none of the first {HEADER_WITHIN} rows has the headings {needed}.")
    number, missing = nearest
    raise SourceNotReadable(f"{where}, row {number}: there is no column called {_listed(missing)}.")


def _listed(headings):
    texts = [f"“{text}”" for text in headings]
    more = f" and {len(texts) - MOST_LISTED} more" if len(texts) > MOST_LISTED else ""
    return ", ".join(texts[:MOST_LISTED]) + more
