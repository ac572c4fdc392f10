"""Which figures are parts of which total: by sex, age, category and area. Used by the rules about parts. Pure."""

from collections import defaultdict
from itertools import chain
from typing import NamedTuple

from indicators.rules.quality.ages import band, tilings
from indicators.rules.quality.rows import EVERYBODY, FigureRow

SEXES = ("Male", "Female")
BEFORE_CATEGORIES = 2
# A group of similar areas is those that one area is compared with, and that one is not in its figure.
NO_AREA_OF_AREAS = "neighbour_group"


class Family(NamedTuple):
    """A total and its parts. `is_whole`: the parts are everybody in the total; else there may be others."""

    total: FigureRow
    parts: tuple[FigureRow, ...]
    is_whole: bool
    by: str


def families(book):
    """Every family of the book; worked out once, for several rules ask for them."""
    if "families" not in book.kept:
        found = (by_sex(book), by_age(book), by_groups(book), by_split(book), by_area(book))
        book.kept["families"] = list(chain.from_iterable(found))
    return book.kept["families"]


def _sets(book, without):
    """Rows that differ in nothing but one part of their keys."""
    sets = defaultdict(list)
    for row in book.rows:
        blank = row._replace(**dict.fromkeys(without, ""))
        sets[blank.key].append(row)
    return sets


def by_sex(book):
    for row in book.rows:
        if row.sex == SEXES[0]:
            other, total = book.values_of(row, sex=SEXES[1]), book.values_of(row, sex=EVERYBODY)
            if other and total:
                yield Family(total[0], (row, other[0]), True, "sex")


def by_age(book):
    if len({row.age for row in book.rows}) <= BEFORE_CATEGORIES:
        return
    for rows in _sets(book, ["age"]).values():
        by_band = {found: row for row in rows if (found := band(row.age))}
        if len(by_band) > BEFORE_CATEGORIES:
            for whole, parts in tilings(by_band).items():
                yield Family(by_band[whole], tuple(by_band[part] for part in parts), True, "age")


def by_groups(book):
    """Groups of people that together are everybody, as relations.yaml has it."""
    for groups in book.relations.groups:
        first = groups.parts[0]
        for row in book.rows:
            if row.category_type == groups.by and row.category == first:
                parts = [book.values_of(row, category=name) for name in groups.parts]
                total = book.values_of(row, category=groups.whole, category_type=groups.by if groups.whole else "")
                if total and all(parts):
                    yield Family(total[0], tuple(rows[0] for rows in parts), True, groups.by)


def by_split(book):
    """Parts of one whole by category, with the row without a category as their total."""
    for shares in shares_of_one_whole(book, {"whole", "parts"}):
        first = shares.rows[0]
        if shares.by not in ("sex", "age"):
            total = book.values_of(first, category_type="", category="")
            if total and not shares.is_within:
                yield Family(total[0], shares.rows, shares.is_whole, shares.by)


def by_area(book):
    """An abolished area and all that came of it; and areas of one kind in the area that they lie in."""
    if len({row.area for row in book.rows}) <= 1:
        return
    for rows in _sets(book, ["area"]).values():
        at = {row.area: row for row in rows}
        for code, row in at.items():
            successors = book.areas[code].successors
            if len(successors) > 1 and all(next_ in at for next_ in successors):
                yield Family(row, tuple(at[next_] for next_ in successors), True, "area")
        yield from _within(book, at)


def _within(book, at):
    children = defaultdict(list)
    for code, row in at.items():
        area = book.areas[code]
        # Where those that came of an area have figures too, its own people would be counted twice.
        if not any(next_ in at for next_ in area.successors):
            for parent in book.ancestors(code):
                if parent in at and _may_be_summed(book.areas[parent], area):
                    children[parent, area.level].append(row)
    for (parent, _), parts in children.items():
        if len(parts) > 1:
            yield Family(at[parent], tuple(parts), False, "area")


def _may_be_summed(parent, area):
    return parent.area_type != NO_AREA_OF_AREAS and parent.level != area.level


class Shares(NamedTuple):
    """Shares of one whole, by one part of their keys."""

    rows: tuple[FigureRow, ...]
    by: str
    is_whole: bool
    is_within: bool = False  # of a part that is named in the category's beginning


def shares_of_one_whole(book, kinds):
    """Sets of figures that relations.yaml names as parts of one whole."""
    named = {row.indicator for row in book.rows}
    for split in book.relations.splits:
        if split.kind not in kinds or named.isdisjoint(split.indicators):
            continue
        sets = defaultdict(list)
        for row in book.rows:
            if row.indicator in split.indicators and _is_split_so(row, split):
                sets[_what_stays(row, split)].append(row)
        for rows in sets.values():
            if len(rows) > 1:
                is_whole = split.kind == "whole" and set(split.labels) <= {label_of(row, split) for row in rows}
                yield Shares(tuple(rows), split.by, is_whole, split.within > 0)


def _is_split_so(row, split):
    if split.by == "sex":
        return row.sex != EVERYBODY and not row.category
    if split.by == "age":
        return bool(row.age) and (not split.labels or row.age in split.labels)
    return row.category_type == split.by and (not split.labels or label_of(row, split) in split.labels)


def label_of(row, split):
    if split.by in ("sex", "age"):
        return getattr(row, split.by)
    return "; ".join(row.category.split("; ")[split.within :])


def _what_stays(row, split):
    if split.by in ("sex", "age"):
        return row._replace(**{split.by: ""}).key
    return row._replace(category="; ".join(row.category.split("; ")[: split.within])).key
