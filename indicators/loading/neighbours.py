"""Lists of nearest neighbours: our own reference file, and the lists that others publish.

A published list is either wide, as the Office for National Statistics gives it (a row an area, its neighbours in the
columns 1, 2, 3 …, the nearest first), or long (a row a neighbour), by codes or by names.
"""

import csv
import io
from dataclasses import dataclass, field
from typing import Annotated

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

from indicators.loading.files import read_table, read_text
from indicators.loading.problems import Problem, close_to
from indicators.loading.shapes import Shape, fit_row, text_of
from indicators.models import AreaType, NeighbourGroup
from indicators.sources.base import plain_name

COLUMNS = ("area", "position", "neighbour", "group", "source")
# What publishers call the columns of a long list, in small letters.
AREA_HEADINGS = ("area", "area_code", "areacd", "gss_code")
NEIGHBOUR_HEADINGS = ("neighbour", "neighbour_code", "neighbour_gss", "cipfa_neighbour")
POSITION_HEADINGS = ("position", "rank")
MOST_TAKEN = 50
# Codes of which we may know nothing still say what kind of area it is, so that a district is no missing county.
KINDS_BY_CODE = {
    "E06": AreaType.UPPER_TIER,
    "E07": AreaType.DISTRICT,
    "E08": AreaType.UPPER_TIER,
    "E09": AreaType.UPPER_TIER,
    "E10": AreaType.UPPER_TIER,
}
ELSEWHERE = ("W", "S", "N", "E47", "E12", "E92")  # other countries, combined authorities, regions, England


def _place(text):
    if text.isascii() and text.isdigit() and 1 <= int(text) <= MOST_TAKEN:
        return int(text)
    raise PydanticCustomError("place", "It is no place.")


PlaceCell = Annotated[int, BeforeValidator(_place)]


class NeighbourRow(Shape):
    area: str
    position: PlaceCell
    neighbour: str
    group: text_of(NeighbourGroup, "name", needed=True)
    source: text_of(NeighbourGroup, "source", needed=True)


@dataclass
class Listed:
    """The neighbours of one area as a list gives them: the nearest first, by code."""

    area: str
    name: str
    source: str
    neighbours: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Cell:
    """One neighbour as it stands in a file, and where."""

    line: int
    column: str
    area: str
    text: str
    position: int
    area_column: str


# --- our reference file ----------------------------------------------------------------------------------------------


def read_reference_neighbours(path, *, codes, problems):
    """The groups of neighbours.csv, whose areas must all stand in areas.csv."""
    _, rows = read_table(path, columns=COLUMNS, name=path.name, problems=problems)
    groups = {}
    for row in rows:
        entry, faults = fit_row(NeighbourRow, row, name=path.name)
        problems += faults
        if entry is None:
            continue
        listed = groups.setdefault(entry.area, Listed(entry.area, entry.group, entry.source))
        problems += _reference_faults(path.name, row.line, entry, listed, codes)
        listed.neighbours.append(entry.neighbour)
    return list(groups.values())


def _reference_faults(name, line, entry, listed, codes):
    for column in ("area", "neighbour"):
        code = getattr(entry, column)
        if code not in codes:
            yield Problem(name, line, column, f"No area has the code “{code}”.", _known(code, codes))
    if entry.neighbour == entry.area:
        yield Problem(name, line, "neighbour", "An area is no neighbour of its own.", "Allowed: another area.")
    if entry.neighbour in listed.neighbours:
        yield Problem(name, line, "neighbour", f"“{entry.neighbour}” stands there twice for this area.")
    if entry.position != (due := len(listed.neighbours) + 1):
        yield Problem(name, line, "position", f"The place {entry.position} is out of turn.", f"Allowed: {due}.")
    if (entry.group, entry.source) != (listed.name, listed.source):
        yield Problem(name, line, "group", "The group or its source differs from the area's first row.")


# --- a published list ------------------------------------------------------------------------------------------------


def read_list(path, *, directory, wanted, needed, take, name, source, problems):
    """The groups of the wanted areas (codes) in a published list, each of at most `take` areas of the area's kind.

    The wanted ones that the list leaves out are a problem where they are needed, or where nothing else is left.
    """
    cells = cells_of(path, problems)
    return choose(
        cells, file=path.name, directory=directory, wanted=wanted, needed=needed, take=take, name=name, source=source,
        problems=problems,
    )  # fmt: skip


def choose(cells, *, file, directory, wanted, needed, take, name, source, problems):
    """The groups of the wanted areas, as read_list() gives them, from the neighbours of a list wherever it is from."""
    groups, absent = {}, set(wanted)
    for cell in cells:
        area = directory.find(cell.area)
        if area is None or area.code not in wanted:
            continue
        absent.discard(area.code)
        groups.setdefault(area.code, []).append(cell)
    listed = [
        Listed(code, name, source, _chosen(file, directory, code, found, take, problems))
        for code, found in groups.items()
    ]
    for code in sorted(absent) if cells and (needed or not groups) else ():
        problems.append(Problem(file, None, "", f"The list has no neighbours of {directory.said(code)}."))
    return listed


class Directory:
    """The areas that we know, found by code or, where only one that still exists has it, by name.

    `renumbered` leads from the ids of areas under codes of before to those under the codes of today.
    """

    def __init__(self, areas, renumbered=None):
        areas = list(areas)
        by_id, renumbered = {area.pk: area for area in areas}, renumbered or {}
        self.areas = {area.code: by_id.get(renumbered.get(area.pk), area) for area in areas}
        self._named = {}
        for area in areas:
            if area.valid_to is None and area.pk not in renumbered:
                for name in {area.name.casefold(), plain_name(area.name)}:
                    self._named.setdefault(name, []).append(area)

    def find(self, text):
        found = self.areas.get(text)
        if found is None:
            named = self._named.get(text.casefold()) or self._named.get(plain_name(text), [])
            found = named[0] if len(named) == 1 else None
        return found

    def said(self, code):
        return f"{self.areas[code].name} ({code})"


def cells_of(path, problems):
    """Every neighbour in the file, the nearest of an area first."""
    header = _header(path, problems)
    if header is None:
        return []
    by_small = {column.strip().casefold(): column for column in header}
    area_column = _first(by_small, AREA_HEADINGS)
    numbered = sorted((column for column in header if column.strip().isdigit()), key=int)
    neighbour_column, position_column = _first(by_small, NEIGHBOUR_HEADINGS), _first(by_small, POSITION_HEADINGS)
    if area_column is None or not (numbered or neighbour_column):
        needed = "Needed: AREACD, 1, 2, 3 … (a row an area), or area, position, neighbour (a row a neighbour)."
        problems.append(Problem(path.name, 1, "", "This is no list of neighbours that we know.", needed))
        return []
    _, rows = read_table(path, columns=header, name=path.name, problems=problems)
    if neighbour_column is None:
        return [
            Cell(row.line, column, row.cells[area_column].strip(), row.cells[column].strip(), int(column), area_column)
            for row in rows
            for column in numbered
            if row.cells[column].strip()
        ]
    return _long_cells(path.name, rows, (area_column, neighbour_column, position_column), problems)


def _long_cells(name, rows, columns, problems):
    area_column, neighbour_column, position_column = columns
    cells, counted = [], {}
    for row in rows:
        area, text = row.cells[area_column].strip(), row.cells[neighbour_column].strip()
        counted[area] = counted.get(area, 0) + 1
        printed = row.cells[position_column].strip() if position_column else str(counted[area])
        if not printed.isdigit():
            message = f"“{printed}” is no place."
            problems.append(Problem(name, row.line, position_column, message, "Allowed: a whole number from 1."))
            continue
        cells.append(Cell(row.line, neighbour_column, area, text, int(printed), area_column))
    return sorted(cells, key=lambda cell: cell.position)


def _header(path, problems):
    file = read_text(path, name=path.name, problems=problems)
    if file is None:
        return None
    return next(csv.reader(io.StringIO(file.text, newline="")), [])


def _first(columns, headings):
    return next((columns[heading] for heading in headings if heading in columns), None)


def _chosen(name, directory, code, cells, take, problems):
    """The codes of the first `take` areas of the same kind; an area of it that we do not know is a problem."""
    chosen, places = [], set()
    own = directory.areas[code]
    for cell in cells:
        if len(chosen) == take:
            break
        if cell.position in places:
            problems.append(Problem(name, cell.line, cell.column, f"Two neighbours of {code} have one place."))
        places.add(cell.position)
        other = directory.find(cell.text)
        if other is None:
            if _may_be_of_kind(cell.text, own):
                problems.append(_unknown(name, cell, directory))
            continue
        if other.level != own.level:
            continue
        if other.code == code:
            problems.append(Problem(name, cell.line, cell.column, "An area is no neighbour of its own."))
        elif other.code in chosen:
            problems.append(Problem(name, cell.line, cell.column, f"“{cell.text}” stands there twice for {code}."))
        else:
            chosen.append(other.code)
    if not chosen:
        message = f"No neighbour of {directory.said(code)} is an area of its kind."
        problems.append(Problem(name, cells[0].line, cells[0].area_column, message))
    return chosen


def _may_be_of_kind(text, own):
    if not _is_code(text):
        return True  # a name says nothing of the kind
    if text.startswith(ELSEWHERE):
        return False
    kind = KINDS_BY_CODE.get(text[:3])
    return kind is None or own.level == kind


def _is_code(text):
    return text[:1].isalpha() and text[1:].isdigit()


def _unknown(name, cell, directory):
    """Codes one digit apart are different places, so only a name is taken for a slip of the pen."""
    near = "" if _is_code(cell.text) else close_to(cell.text, (area.name for area in directory.areas.values()))
    allowed = near or "Allowed: the code or the name of an area here; add the area in the admin pages first."
    return Problem(name, cell.line, cell.column, f"No area has the code or name “{cell.text}”.", allowed)


def _known(code, codes):
    return close_to(code, codes) or "Allowed: a code of areas.csv."
