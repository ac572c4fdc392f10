"""What the sources of areas and of neighbours yield: parts of what is to stand, which operations put together."""

from datetime import date
from typing import NamedTuple


class AreaRecord(NamedTuple):
    """What one row says of an area. One area has several: its region in one list, its police force in another."""

    line: int
    code: str
    name: str
    area_type: str
    parents: tuple[str, ...] = ()  # codes of areas that it lies in, as far as this row says it
    parts: tuple[str, ...] = ()  # codes of areas that it is made of
    valid_from: date | None = None
    valid_to: date | None = None
    successors: tuple[str, ...] = ()
    year: int | None = None  # of the list: what came later cannot be missed in it


class NeighbourRecord(NamedTuple):
    """One neighbour as a published list gives it: codes or names, whichever it has."""

    line: int
    column: str
    area: str
    neighbour: str
    position: int
