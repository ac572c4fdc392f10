"""What a source yields, whatever its format: rows, rejects, and rows that are no business of ours."""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

UNKNOWN_AREA = "Unknown area."


class SourceNotReadable(Exception):
    """A location or a file cannot be read at all; says why in a sentence for the page."""


@dataclass(frozen=True)
class Known:
    """What rows may speak of, so that a reader needs no database."""

    indicators: dict[str, int]  # by the text of the official id, and by our own code
    areas: dict[str, int]  # by code


class Group(NamedTuple):
    """An indicator and the group of people: a series without its area."""

    indicator_id: int
    sex: str
    age: str
    category_type: str
    category: str


class Key(NamedTuple):
    """What a figure is about. A source gives one figure for one key."""

    group: Group
    area_id: int
    start: date
    end: date


class Row(NamedTuple):
    """One figure as the source gives it."""

    line: int
    key: Key
    period: str
    value: float | None
    lower_95: float | None
    upper_95: float | None
    lower_998: float | None
    upper_998: float | None
    count: float | None
    denominator: float | None
    state: str
    note: str


class Reject(NamedTuple):
    """A row that cannot be loaded. Where its key is known, the figure that stands under it is not taken for gone."""

    row: int
    column: str
    value: str
    reason: str
    key: Key | None = None


class NotOurs(NamedTuple):
    """A sound row of an indicator that is not kept here."""

    row: int
    indicator: str
    name: str
