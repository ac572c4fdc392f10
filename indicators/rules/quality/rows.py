"""Figures as the rules of data quality see them: plain rows, what is known of their indicators and areas, and a book.

Pure: no database. A row never carries what a person noted about it, so that a rule finds faults from figures alone.
"""

import math
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from indicators.rules.quality.relations import NO_RELATIONS, Relations

NUMBERS = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator")
EVERYBODY = "Persons"


class FigureRow(NamedTuple):
    """One figure of one source. `variant` 0 stands; 1 and up are other values printed for the same key."""

    id: int
    series: int
    indicator: str
    area: str
    sex: str = EVERYBODY
    age: str = ""
    category_type: str = ""
    category: str = ""
    period: str = ""
    start: date | None = None
    end: date | None = None
    value: float | None = None
    lower_95: float | None = None
    upper_95: float | None = None
    lower_998: float | None = None
    upper_998: float | None = None
    count: float | None = None
    denominator: float | None = None
    qualifier: str = "exact"
    printed: str = ""
    place: str = ""
    variant: int = 0

    @property
    def when(self):
        """What makes two figures figures of one period; without both dates only the words can."""
        if self.start and self.end:
            return self.start, self.end, ""
        return None, None, self.period

    @property
    def group(self):
        """Whom it is about, wherever they live."""
        return self.sex, self.age, self.category_type, self.category

    @property
    def key(self):
        return self.indicator, self.area, *self.group, self.when


FIRST_NUMBER = FigureRow._fields.index(NUMBERS[0])
AFTER_NUMBERS = FigureRow._fields.index(NUMBERS[-1]) + 1


@dataclass(frozen=True)
class IndicatorFacts:
    code: str
    name: str
    unit: str = "%"
    value_type: str = "proportion"
    multiplier: int = 100
    rounded_to: int = 1  # by our disclosure rule, before anybody reads them


@dataclass(frozen=True)
class AreaFacts:
    """`level` is the kind of area, counties and unitary authorities as one kind."""

    code: str
    name: str
    area_type: str = "unitary"
    level: str = "upper_tier"
    parents: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()
    valid_to: date | None = None


@dataclass(frozen=True)
class Found:
    """Figures that break a rule, with the sentence that says how. The finding is filed under the first of them."""

    figures: tuple[FigureRow, ...]
    sentence: str


@dataclass
class Book:
    """The figures of one source, or of some of its indicators, with what is known about them."""

    figures: Iterable[FigureRow]
    indicators: dict[str, IndicatorFacts]
    areas: dict[str, AreaFacts]
    relations: Relations = NO_RELATIONS
    printed: dict[tuple, list[FigureRow]] = field(init=False, repr=False)
    rows: list[FigureRow] = field(init=False, repr=False)
    kept: dict = field(init=False, repr=False)

    def __post_init__(self):
        self.printed = defaultdict(list)
        for row in self.figures:
            row = readable(row)
            if row.indicator in self.indicators and row.area in self.areas:
                self.printed[row.key].append(row)
        for rows in self.printed.values():
            if len(rows) > 1:
                rows.sort(key=lambda row: row.variant)
        # One row for each key; the others that are printed for it are in `printed`.
        self.rows = [rows[0] for rows in self.printed.values()]
        self._parents_of = {}
        self.kept = {}  # what several rules work out from the same rows

    def values_of(
        self, row, *, indicator=None, area=None, sex=None, age=None, category_type=None, category=None, when=None
    ):
        """All that is printed for the key of this row, or for its key with another sex, area, category or period."""
        key = (
            row.indicator if indicator is None else indicator,
            row.area if area is None else area,
            row.sex if sex is None else sex,
            row.age if age is None else age,
            row.category_type if category_type is None else category_type,
            row.category if category is None else category,
            row.when if when is None else when,
        )
        return self.printed.get(key, [])

    def facts(self, row):
        return self.indicators[row.indicator]

    def ancestors(self, code):
        """Every area that this one lies in."""
        if code not in self._parents_of:
            found, open_ = set(), list(self.areas[code].parents)
            while open_:
                parent = open_.pop()
                if parent not in found and parent in self.areas:
                    found.add(parent)
                    open_ += self.areas[parent].parents
            self._parents_of[code] = found
        return self._parents_of[code]


def readable(row):
    """The row without numbers that are none: a rule sees a nan or an infinity as missing."""
    # All are looked at one by one only where their sum is no number: there are many rows, and nearly all are sound.
    if math.isfinite(sum(filter(None, row[FIRST_NUMBER:AFTER_NUMBERS]))):
        return row
    bad = {name: None for name in NUMBERS if not math.isfinite(getattr(row, name) or 0)}
    return row._replace(**bad)
