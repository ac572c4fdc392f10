"""Published lists of nearest neighbours: what indicators/loading/neighbours reads, and the workbook of the DfE.

CSV: the wide list of the Office for National Statistics (AREACD, 1, 2, 3 …), or a long one (CIPFA: area, neighbour).
The workbook of the Department for Education has a row an authority, by its own numbers: LA num, LA Name, SN1, SNP …,
whose meaning the sheet's own names give. Which areas a list is taken for, and how many of the nearest, is the
operation's business.
"""

import csv
import io

from pydantic import BaseModel, ConfigDict, Field

from indicators.loading.neighbours import AREA_HEADINGS, MOST_TAKEN, NEIGHBOUR_HEADINGS, POSITION_HEADINGS
from indicators.sources.base import Reject, SourceNotReadable
from indicators.sources.files import TABLE
from indicators.sources.records import NeighbourRecord

# No office keeps its list at an address that stays; the data lead gives the address or the file.
DEFAULT_LOCATION = ""
HEADER_WITHIN = 20  # rows
NUMBER, NAME = "la num", "la name"
NONE = "-"  # an authority of before, with fewer neighbours


class Options(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str = Field(
        default="Nearest neighbours",
        min_length=1,
        max_length=120,
        description="As pages show the list: “CIPFA nearest neighbours, 2020”.",
    )
    publisher: str = Field(
        default="", max_length=300, description="Who made the list and where it can be found; the source's name if not."
    )
    areas: list[str] = Field(default=[], description="Codes; the counties and unitaries of all partnerships if not.")
    take: int = Field(default=15, ge=1, le=MOST_TAKEN, description="How many of the nearest.")
    sheet: str = Field(default="", description="The sheet of a workbook; the first with such a list if not.")


def fetch(fetcher, *, location, options, known):
    return fetcher.open(location, expects=TABLE)


def read(kept, *, known, options, on_bytes=None):
    """NeighbourRecords, an area's nearest first where the list says no place; and Rejects."""
    is_workbook = kept.name.lower().endswith((".xlsx", ".xls", ".ods"))
    yield from _workbook(kept, options) if is_workbook else _table(kept)
    if on_bytes:
        on_bytes(kept.size)


# --- CSV -------------------------------------------------------------------------------------------------------------


def _table(kept):
    try:
        text = kept.path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise SourceNotReadable(f"{kept.name} is not written in UTF-8.") from error
    rows = csv.DictReader(io.StringIO(text, newline=""))
    small = {(name or "").strip().casefold(): name for name in rows.fieldnames or ()}
    area = _first(small, AREA_HEADINGS)
    numbered = sorted((name for name in small if name.isdigit()), key=int)
    neighbour, position = _first(small, NEIGHBOUR_HEADINGS), _first(small, POSITION_HEADINGS)
    if area is None or not (numbered or neighbour):
        raise SourceNotReadable(
            f"{kept.name} is no list of neighbours that we know. Needed: AREACD, 1, 2, 3 … (a row an area), or area, "
            f"position, neighbour (a row a neighbour). Found: {', '.join(list(small)[:12]) or 'no headings'}."
        )
    counted = {}
    for row in rows:
        own = _text(row[area])
        if neighbour is None:
            for place in numbered:
                if text := _text(row[small[place]]):
                    yield NeighbourRecord(rows.line_num, small[place], own, text, int(place))
            continue
        counted[own] = counted.get(own, 0) + 1
        printed = _text(row[position]) if position else str(counted[own])
        if printed.isascii() and printed.isdigit() and int(printed) > 0:
            yield NeighbourRecord(rows.line_num, neighbour, own, _text(row[neighbour]), int(printed))
        else:
            yield Reject(rows.line_num, position, printed, "This is no place: a whole number from 1.")


def _first(small, headings):
    return next((small[heading] for heading in headings if heading in small), None)


# --- the workbook of the Department for Education --------------------------------------------------------------------


def _workbook(kept, options):
    # A workbook is opened in a process of its own, which a list in CSV does without.
    from indicators.sources.workbooks import open_workbook

    book = open_workbook(kept.path, kept.name)
    if options.sheet and options.sheet not in book.sheet_names:
        raise SourceNotReadable(
            f"{kept.name} has no sheet “{options.sheet}”. It has: {', '.join(book.sheet_names[:12])}."
        )
    for sheet in [options.sheet] if options.sheet else book.sheet_names:
        rows = list(book.rows(sheet))
        header = next((place for place, (_, cells) in enumerate(rows[:HEADER_WITHIN]) if _is_header(cells)), None)
        if header is not None:
            yield from _authorities(rows[header + 1 :], rows[header][1])
            return
    raise SourceNotReadable(
        f"{kept.name} has no list of neighbours that we know: a sheet with the headings LA num, LA Name, SN1, SN2 … "
        f"in one of its first {HEADER_WITHIN} rows."
    )


def _is_header(cells):
    small = [_text(cell).casefold() for cell in cells]
    return NUMBER in small and NAME in small and "sn1" in small


def _authorities(rows, header):
    small = [_text(cell).casefold() for cell in header]
    number, name = small.index(NUMBER), small.index(NAME)
    places = {int(text[2:]): column for column, text in enumerate(small) if text[:2] == "sn" and text[2:].isdigit()}
    names = {_text(cells[number]): _text(cells[name]) for _, cells in rows if len(cells) > max(number, name)}
    for line, cells in rows:
        own = _text(cells[name]) if len(cells) > name else ""
        if not own:
            continue
        for place, column in sorted(places.items()):
            text = _text(cells[column]) if column < len(cells) else ""
            if text in ("", NONE):
                continue
            if text not in names:
                yield Reject(line, header[column], text, "No authority of this sheet has this number.")
            else:
                yield NeighbourRecord(line, header[column], own, names[text], place)


def _text(cell):
    """A number as it is read: 301, not 301.0."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell).strip()
