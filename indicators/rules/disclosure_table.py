"""The figures of one indicator as a table of cells: every source, and every version that history still shows. Pure."""

import math
from collections import defaultdict
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple

from indicators.rules.disclosure import Slot, additive
from indicators.statistics.disclosure import Before, Cell, suppress

COUNT, DENOMINATOR = "count", "denominator"
# Value and denominator give the count.
RATIOS = {"proportion", "crude_rate", "rate"}
GIVING_THE_COUNT = RATIOS | {"count"}


class Figure(NamedTuple):
    """A figure with its true numbers. `until` is empty for the one that stands."""

    id: tuple  # ("observation" or "superseded", its number)
    slot: Slot
    source: int
    rank: int
    is_fixed: bool  # printed in a document: it stays as it was printed
    state: str
    value: float | None
    count: float | None
    denominator: float | None
    variant: int = 0
    owner: int = 0  # the observation's number, of all its versions
    until: datetime | None = None
    # Whether they can be read at this moment.
    shows_count: bool = True
    shows_denominator: bool = True

    def shows(self, what):
        return self.shows_count if what == COUNT else self.shows_denominator


def count_of(figure, *, value_type, multiplier):
    """The number of people or events, worked out where it is not given; nan where nobody can know."""
    if figure.count is not None:
        return figure.count
    if figure.value is None:
        return math.nan
    if value_type == "count":
        return max(figure.value, 0.0)
    if value_type in RATIOS and figure.denominator is not None:
        return float(max(round(figure.value * figure.denominator / multiplier), 0))
    return math.nan


@dataclass
class Table:
    """Cells and relations of one indicator, and which cells each figure shows."""

    cells: list = field(default_factory=list)
    relations: list = field(default_factory=list)
    figures_of: dict = field(default_factory=dict)

    def seen(self):
        """{cell key: whether it is shown at this moment} of the numbers that are known to us: what readers keep."""
        return {cell.key: cell.is_shown for cell in self.cells if cell.key in self.figures_of and cell.count >= 0}

    def remember(self, seen):
        """Let what was hidden stay hidden, and what was read count as read."""
        slots = {key[:2] for key, is_shown in seen.items() if not is_shown}
        self.cells = [replace(cell, before=_before(cell.key, seen, slots)) for cell in self.cells]

    def hidden_figures(self, *, threshold):
        """{figure id: {COUNT or DENOMINATOR: reason}}, documents left out, and the keys of cells that stay exposed."""
        plan = suppress(self.cells, self.relations, threshold=threshold)
        found = defaultdict(dict)
        small = {cell.key: "small" for cell in self.cells if cell.is_shown and cell.is_small(threshold)}
        # A small number that a document prints is known; it is still not said a second time.
        for key, reason in {**small, **plan.hidden}.items():
            for figure in self.figures_of[key]:
                if not figure.is_fixed:
                    found[figure.id][key[1]] = str(reason)
        return dict(found), plan.exposed


def _before(key, seen, slots):
    if key in seen:
        return Before.SHOWN if seen[key] else Before.HIDDEN
    return Before.OTHER_NUMBER_HIDDEN if key[:2] in slots else Before.NOTHING


def table_of(figures, *, value_type, multiplier, within, with_denominators):
    """The table of an indicator's figures; `within` as rules.disclosure.additive takes it."""
    table = Table()
    for what in (COUNT, DENOMINATOR) if with_denominators else (COUNT,):
        _add_cells(table, figures, what, value_type, multiplier, with_denominators)
        _add_relations(table, figures, what, value_type, multiplier, within)
    return table


def _number(figure, what, value_type, multiplier):
    if what == COUNT:
        return count_of(figure, value_type=value_type, multiplier=multiplier)
    return math.nan if figure.denominator is None else figure.denominator


def _key(figure, what, value_type, multiplier):
    """Equal numbers of one slot are one cell, whoever prints them and whenever: who knows one knows the other."""
    number = _number(figure, what, value_type, multiplier)
    return figure.slot, what, ("unknown", figure.id) if math.isnan(number) else number


def _add_cells(table, figures, what, value_type, multiplier, with_denominators):
    found, standing = defaultdict(list), {}
    for figure in figures:
        found[_key(figure, what, value_type, multiplier)].append(figure)
        if figure.until is None:
            standing[figure.owner] = _key(figure, what, value_type, multiplier)
    for key, members in found.items():
        table.figures_of[key] = members
        count = _number(members[0], what, value_type, multiplier)
        is_known = not math.isnan(count)
        leaders = {standing[figure.owner] for figure in members if figure.until and figure.owner in standing} - {key}
        if with_denominators:
            leaders |= _partners(members, what, value_type, multiplier)
        table.cells.append(
            Cell(
                key,
                count,
                smallest=_smallest(members, count) if what == COUNT and value_type == "proportion" else None,
                is_shown=is_known and any(figure.shows(what) for figure in members),
                is_fixed=any(figure.is_fixed and figure.shows(what) for figure in members),
                is_withheld_at_source=not is_known and any(figure.state == "suppressed" for figure in members),
                hidden_with=tuple(sorted(leaders, key=str)),
            )
        )


def _smallest(members, count):
    """Of "38 of 40" the other two are a small number too. That nobody is one of two is not."""
    rests = [figure.denominator - count for figure in members if figure.denominator is not None and count]
    return min([count, *(rest for rest in rests if rest > 0)])


def _partners(members, what, value_type, multiplier):
    """A count goes with its denominator and the other way round; only nobody is said of however few."""
    other = DENOMINATOR if what == COUNT else COUNT
    keys = set()
    for figure in members:
        is_zero = _number(figure, COUNT, value_type, multiplier) == 0
        if not (is_zero and what == COUNT):
            keys.add(_key(figure, other, value_type, multiplier))
    return keys


def _add_relations(table, figures, what, value_type, multiplier, within):
    versions, standing = defaultdict(lambda: defaultdict(list)), {}
    for figure in sorted(figures, key=lambda figure: (figure.variant, figure.rank, figure.source, figure.id)):
        if figure.variant == 0:
            versions[figure.slot][figure.source].append(figure)
        if figure.until is None:
            standing.setdefault(figure.slot, figure)
    counts = {slot: _number(figure, what, value_type, multiplier) for slot, figure in standing.items()}
    found = additive(counts, within=within)
    for slot, count in found.unpublished.items():
        table.cells.append(Cell((slot, what, "unpublished"), count, is_shown=False))
    seen = {}
    for relation in found.relations:
        for source, moment in _moments(relation, versions):
            keys = []
            for slot, factor in relation:
                if slot in found.unpublished:
                    # What is left of a total at another moment is another number, of which nothing is known here.
                    is_now = moment is None
                    keys.append(((slot, what, "unpublished"), factor) if is_now else None)
                    continue
                figure = _at(versions[slot], source, moment) or standing[slot]
                keys.append((_key(figure, what, value_type, multiplier), factor))
            if None not in keys:
                seen[tuple(keys)] = True
    table.relations += seen


def _moments(relation, versions):
    """(source, moment before which) of every state in which some source showed these figures side by side."""
    found = {}
    for slot, _ in relation:
        for source, figures in versions.get(slot, {}).items():
            found[source, None] = True
            for figure in figures:
                if figure.until:
                    found[source, figure.until] = True
    return found


def _at(by_source, source, moment):
    """The source's figure as it stood just before the moment; None where the source has none."""
    figures = by_source.get(source)
    if not figures:
        return None
    then = [figure for figure in figures if moment and figure.until and figure.until >= moment]
    now = next((figure for figure in figures if figure.until is None), None)
    return min(then, key=lambda figure: figure.until) if then else now
