"""Which cells of a table are hidden so that no small number can be seen or had back. Pure.

*Primary*: a count from 1 to below the threshold is hidden; zero is shown. *Secondary*: for each hidden cell there has
to be a second truth, whole numbers that fit all relations and all that a reader knows and in which the cell differs.
The cheapest is taken, that which hides the smallest further counts, zeros only where nothing else is left; its cells
are hidden, and so every one of them is in doubt. Small counts are taken in turn, 1 first, and each step starts from
what the one before hid, so that a higher threshold never shows what a lower one hides. The same input gives the same
answer: of equal counts the one given first is taken. What is hidden is enough, not always the least possible: the
least for all cells together is a hard problem.

The methods are the threshold rule and complementary cell suppression. Sources: Government Statistical Service, "GSS
guidance on disclosure control for tables produced from administrative sources" (2014); Office for National Statistics,
"Policy on protecting confidentiality in tables of birth and death statistics"; Willenborg and de Waal, Elements of
Statistical Disclosure Control (2001), chapter 4; J. Kelly, B. Golden and A. Assad, "Cell suppression: disclosure
protection for sensitive tabular data", Networks 22 (1992). Limits: see recovery.py; a table that is published
elsewhere with other gaps is not known here.
"""

import math
from collections import defaultdict
from collections.abc import Hashable
from dataclasses import dataclass, field
from enum import StrEnum

from indicators.statistics.inputs import CountNotPossible
from indicators.statistics.recovery import Movable, cheapest_move


class ThresholdNotPossible(ValueError):
    """A threshold is not a whole number from 1 up."""


class RoundingBaseNotPossible(ValueError):
    """A rounding base is not a whole number from 1 up."""


class CellNotKnown(ValueError):
    """A relation or a cell names a cell that is not in the table, or a cell is given twice."""


class Before(StrEnum):
    """What readers saw of a cell the last time. Old pages are kept: a cell that was read hides nothing any more."""

    NOTHING = ""
    HIDDEN = "hidden"
    OTHER_NUMBER_HIDDEN = "other number hidden"
    SHOWN = "shown"


class Reason(StrEnum):
    SMALL = "small"
    SUBTRACTION = "subtraction"


@dataclass(frozen=True)
class Cell:
    """One number of a table. `count` is nan where it is not known.

    `smallest` is what is held against the threshold where that is not the count itself: of "38 of 40" the other 2.
    A cell that is not shown in any case is protected where it is small, or where its source withheld it. A fixed cell
    stands in a published document: it cannot be hidden any more. `hidden_with` names cells whose hiding hides this one.
    What was hidden `before` stays hidden, and what was shown is hidden as the last resort.
    """

    key: Hashable
    count: float
    smallest: float | None = None
    is_shown: bool = True
    is_fixed: bool = False
    is_withheld_at_source: bool = False
    hidden_with: tuple = ()
    before: Before = Before.NOTHING

    def is_small(self, below):
        number = self.count if self.smallest is None else self.smallest
        return 0 < number < below


@dataclass(frozen=True)
class Plan:
    """What to hide and why; and the protected cells that can be had back whatever is hidden."""

    hidden: dict = field(default_factory=dict)
    exposed: tuple = ()


def suppress(cells, relations, *, threshold):
    """The plan for these cells. Relations are lists of (cell key, coefficient) whose sum is zero.

    Counts are of people or events: 0 or more, nan where unknown. A relation whose numbers do not add up is guarded
    like any other. Raises ThresholdNotPossible, CountNotPossible, CellNotKnown.
    """
    _refuse_no_whole_number(threshold, ThresholdNotPossible, "threshold")
    table = _Table(cells, relations)
    table.guard(
        [
            cell
            for cell in table.cells.values()
            if cell.before == Before.HIDDEN or (cell.is_withheld_at_source and not cell.is_shown)
        ],
        small=0,
    )
    for small in range(1, threshold):
        table.guard([cell for cell in table.cells.values() if cell.is_small(small + 1)], small=small)
    hidden = {
        key: Reason.SMALL if cell.is_small(threshold) else Reason.SUBTRACTION
        for key, cell in table.cells.items()
        if key in table.hidden and cell.is_shown
    }
    return Plan(hidden, tuple(key for key in table.cells if key in table.exposed))


def lowest_shown(*, threshold, rounding_base=1):
    """The smallest count above zero that a rule shows: one that rounds to 0 would pass for a real zero."""
    _refuse_no_whole_number(threshold, ThresholdNotPossible, "threshold")
    _refuse_no_whole_number(rounding_base, RoundingBaseNotPossible, "rounding base")
    return max(threshold, math.ceil(rounding_base / 2))


def rounded(count, *, base):
    """The count to the nearest multiple of the base, halves up; nan and None stay. Raises RoundingBaseNotPossible."""
    _refuse_no_whole_number(base, RoundingBaseNotPossible, "rounding base")
    if count is None or math.isnan(count):
        return count
    return float(math.floor(count / base + 0.5) * base)


class _Table:
    """The cells, their relations, what is hidden so far, and for each hidden cell a second truth that fits as well."""

    def __init__(self, cells, relations):
        self.cells = {cell.key: cell for cell in cells}
        if len(self.cells) != len(cells):
            raise CellNotKnown("a cell is given twice")
        for cell in cells:
            if cell.count < 0 or math.isinf(cell.count):
                raise CountNotPossible(f"{cell.key}: a count is below zero, or without end")
        self.order = {key: place for place, key in enumerate(self.cells)}
        self.relations = [self._merged(relation) for relation in relations]
        self.relations_of, self.followers = defaultdict(list), defaultdict(list)
        for number, relation in enumerate(self.relations):
            for key in relation:
                self.relations_of[key].append(number)
        for cell in cells:
            for leader in cell.hidden_with:
                self.followers[leader].append(cell.key)
        self.totals = {key for relation in self.relations for key in totals_of(relation)}
        self.counts = self._counts()
        # Protected and hidden; what is merely unknown is no help to a reader either, but need not be guarded.
        self.hidden, self.exposed, self.second_truth = {}, set(), {}
        self.unknown = {key for key, cell in self.cells.items() if not cell.is_shown or math.isnan(cell.count)}

    def _merged(self, relation):
        factors = defaultdict(float)
        for key, factor in relation:
            if key not in self.cells:
                raise CellNotKnown(f"a relation names {key!r}, which is no cell")
            factors[key] += factor
        return dict(factors)

    def _counts(self):
        """The counts; where one alone is missing in a relation, what is left of the others, as a reader would find."""
        counts = {key: cell.count for key, cell in self.cells.items()}
        for relation in self.relations:
            missing = [key for key in relation if math.isnan(counts[key])]
            if len(missing) == 1:
                others = sum(factor * counts[key] for key, factor in relation.items() if key != missing[0])
                left = -others / relation[missing[0]]
                counts[missing[0]] = left if left >= 0 else math.nan
        return counts

    def guard(self, cells, *, small):
        """Hide these, and as many others as leave a reader, who knows the small ones to be 1 to `small`, in doubt."""
        self._hide([cell.key for cell in cells])
        unguarded = self._unguarded(small)
        while unguarded:
            for key in unguarded:
                if not self._is_guarded(key, small):
                    truth = self._second_truth(key, small)
                    if truth:
                        self._hide(sorted(truth.keys() - self.unknown, key=self.order.get))
                        self.second_truth |= dict.fromkeys(truth, truth)
                    else:
                        self.exposed.add(key)
            # What was hidden on the way has to be guarded too.
            unguarded = self._unguarded(small)

    def _unguarded(self, small):
        return [key for key in self.hidden if key not in self.exposed and not self._is_guarded(key, small)]

    def _is_guarded(self, key, small):
        return all(self._fits(other, moved, small) for other, moved in self.second_truth.get(key, {key: None}).items())

    def _fits(self, key, moved, small):
        if moved is None:
            return False
        least, most = self._room(key, small)
        return least <= moved <= most

    def _hide(self, keys):
        waiting = list(keys)
        while waiting:
            key = waiting.pop()
            cell = self.cells[key]
            if cell.is_fixed and cell.is_shown:
                self.exposed.add(key)
            elif key not in self.hidden:
                self.hidden[key] = True
                self.unknown.add(key)
            waiting += [other for other in self.followers[key] if other not in self.hidden and other not in waiting]

    def _room(self, key, small):
        """How far down and up a number may lie from the true one, for all that a reader knows of it.

        Zeros are shown, and small numbers are small.
        Two cases cannot be guarded if a reader also knows which hidden cells are the small ones, so that is not told
        anywhere: where 1 is the only small number, and a small total (2 can only be 1 and 1).
        """
        cell, count = self.cells[key], self.counts[key]
        if math.isnan(count):
            return -math.inf, math.inf
        if cell.is_withheld_at_source or count == 0 or (key in self.unknown and key not in self.hidden):
            return -count, math.inf
        is_known_small = cell.smallest is None and small > 1 and cell.is_small(small + 1) and key not in self.totals
        # A share of a person is none: what is not a whole number may move below 1.
        return -max(count - 1, 0), small - count if is_known_small else math.inf

    def _second_truth(self, key, small):
        """{cell: how far it moves} of the cheapest other truth in which this cell differs; None where there is none.

        Zeros, and what was read before, stay as they are if that can be. It is looked for nearby first: large tables
        cost more than they gain.
        """
        for with_all in (False, True):
            for reach in (2, 4, math.inf):
                numbers, is_all = self._nearby(key, reach)
                cells = self._movable(key, numbers, with_all)
                found = cheapest_move(
                    key,
                    cells=[Movable(other, *self._room(other, small), self._cost(other)) for other in cells],
                    relations=[self.relations[number] for number in numbers],
                )
                if found or is_all:
                    break
            if found:
                return found
        return None

    def _nearby(self, key, reach):
        """(the relations within so many steps of a cell, whether these are all that it hangs on)"""
        numbers, edge, steps = {}, [key], 0
        while edge and steps < reach:
            new = sorted({number for cell in edge for number in self.relations_of[cell]} - numbers.keys())
            numbers |= dict.fromkeys(new)
            edge = [cell for number in new for cell in self.relations[number]]
            steps += 1
        return list(numbers), not edge

    def _movable(self, key, numbers, with_all):
        """Cells all of whose relations are among these, and that are hidden or can be."""
        inside = set(numbers)
        cells = sorted({cell for number in numbers for cell in self.relations[number]} | {key}, key=self.order.get)
        return [cell for cell in cells if inside.issuperset(self.relations_of[cell]) and self._can_move(cell, with_all)]

    def _can_move(self, key, with_all):
        cell = self.cells[key]
        if key in self.unknown or cell.is_fixed:
            return key in self.unknown
        return with_all or (cell.count > 0 and cell.before != Before.SHOWN)

    def _cost(self, key):
        """What hiding it loses: its count; a hidden one nothing, a zero the most. Equal ones in the order given."""
        if key in self.unknown:
            return 1e-4
        if self.cells[key].before == Before.OTHER_NUMBER_HIDDEN:
            return 1e-2
        return (self.counts[key] or 1e6) + 1e-3 * self.order[key] / len(self.order)


def totals_of(relation):
    """The cell on the other side of all the rest, if there is one with more than one part."""
    signs = [factor > 0 for factor in relation.values()]
    return [key for key, factor in relation.items() if len(signs) > 2 and signs.count(factor > 0) == 1]


def _refuse_no_whole_number(number, error, words):
    if isinstance(number, bool) or number != int(number) or number < 1:
        raise error(f"{number} is no {words}; give a whole number from 1 up")
