"""Finds a table in a sheet by its headings, wherever it begins and whatever stands above it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain

from indicators.sources.base import SourceNotReadable

# Titles, notes and a link back to the index stand above a table.
HEADER_WITHIN = 60
NOTE = re.compile(r"\[(?:note|footnote)[^\]]*\]", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table whose header is known. `columns` is {our name: place from 0}; `headings` what the file calls them."""

    name: str
    sheet: str
    header_row: int
    columns: dict[str, int]
    headings: dict[str, str]
    header: list
    rows: Iterator

    def __iter__(self):
        """(row number, {our name: cell}) of the rows below the header."""
        for number, cells in self.rows:
            yield number, {ours: cells[place] if place < len(cells) else None for ours, place in self.columns.items()}


def plain_heading(cell):
    """A heading for comparing: letters and digits only, without footnote marks."""
    return re.sub(r"[\W_]", "", NOTE.sub("", str(cell))).casefold() if cell is not None else ""


def column_letter(place):
    """What a spreadsheet program calls the column, counted here from 0."""
    text, place = "", place + 1
    while place:
        place, rest = divmod(place - 1, 26)
        text = chr(ord("A") + rest) + text
    return text


def table(rows, wanted, *, name, sheet, optional=(), within=HEADER_WITHIN):
    """The table below the first row that has all wanted headings.

    `wanted` is {our name: the headings it may have}; those named in `optional` may be missing. SourceNotReadable
    names the sheet and the row that comes nearest, and what is missing there or stands there twice.
    """
    wanted = {
        ours: [plain_heading(text) for text in ([known] if isinstance(known, str) else known)]
        for ours, known in wanted.items()
    }
    rows, nearest = iter(rows), None
    for number, cells in rows:
        if number > within:
            rows = chain([(number, cells)], rows)
            break
        found = _places(cells, wanted)
        missing = [ours for ours in wanted if ours not in found and ours not in optional]
        if not missing:
            _refuse_twins(found, cells, f"{name}, sheet “{sheet}”, row {number}")
            columns = {ours: places[0] for ours, places in found.items()}
            headings = {ours: " ".join(str(cells[place]).split()) for ours, place in columns.items()}
            return Table(name, sheet, number, columns, headings, cells, rows)
        if found and (nearest is None or len(missing) < len(nearest[1])):
            nearest = number, missing
    raise _not_found(nearest, wanted, optional, f"{name}, sheet “{sheet}”", within)


def _places(cells, wanted):
    plain = [plain_heading(cell) for cell in cells]
    found = {ours: [place for place, heading in enumerate(plain) if heading in names] for ours, names in wanted.items()}
    return {ours: places for ours, places in found.items() if places}


def _refuse_twins(found, cells, where):
    for places in found.values():
        if len(places) > 1:
            letters = " and ".join(column_letter(place) for place in places)
            heading = " ".join(str(cells[places[1]]).split())
            raise SourceNotReadable(f"{where}: the columns {letters} are both called “{heading}”.")


def _not_found(nearest, wanted, optional, where, within):
    if nearest is None:
        needed = ", ".join(ours for ours in wanted if ours not in optional)
        return SourceNotReadable(f"{where}: none of the first {within} rows has the headings of a table ({needed}).")
    number, missing = nearest
    return SourceNotReadable(f"{where}, row {number}: there is no column for {', '.join(missing)}.")
