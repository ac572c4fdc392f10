"""What a reader can work out of a table with hidden cells: the attacker against whom numbers are hidden. Pure.

A relation is a list of (cell, coefficient) whose sum is zero: a total less its parts. Two attacks are made, as the
literature on cell suppression describes them:

- *by subtraction*: a hidden cell is determined where its unit vector lies in the row space of the relations restricted
  to the hidden cells, however many tables have to be taken together (no null vector moves it);
- *by bounds*: hidden cells are whole numbers within a range (a reader knows that zeros are shown, and below what a
  small number lies). A cell is determined where only one number of its range fits all relations.

Limits: the reader is taken to know these relations and ranges and nothing else. A cell that may be one of two numbers
counts as safe; nothing is said of how likely either is.

Sources: L. Willenborg and T. de Waal, Elements of Statistical Disclosure Control (Springer, 2001), chapters 4 and 5;
M. Fischetti and J. J. Salazar, "Solving the cell suppression problem on tabular data with linear constraints",
Management Science 47 (2001); A. Hundepool and others, Statistical Disclosure Control (Wiley, 2012), chapter 4.
"""

import math
from collections import defaultdict
from collections.abc import Hashable
from typing import NamedTuple

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import coo_array, hstack

TINY = 1e-9
# No second truth needs a move as far as this; without an end to them the solver loses its footing.
FARTHEST = 1000
ANY_COUNT = (0, math.inf)


def total_of(total, parts):
    """The relation of a total and its parts."""
    return ((total, 1), *((part, -1) for part in parts))


def recoverable(shown, relations, *, ranges=None):
    """{cell: number} of every cell that is not shown and can be had back from those that are.

    `shown` is {cell: number}, `relations` are lists of (cell, coefficient), `ranges` is {hidden cell: (least, most)}
    where a reader knows one; without it any whole number from 0 up is thought possible. Shown numbers that contradict
    each other (rounded ones do) give no bounds; what subtraction then gives is the best fit.
    """
    ranges = ranges or {}
    unknown = {}
    for relation in relations:
        for cell, _ in relation:
            if cell not in shown:
                unknown.setdefault(cell, len(unknown))
    rows = [
        Row({cell: factor for cell, factor in relation if cell in unknown}, -_sum_of(relation, shown))
        for relation in relations
    ]
    found = {}
    for cells, own in connected(unknown, rows):
        by_subtraction = determined_by_subtraction(cells, own)
        found |= {cell: _solution(cells, own, weights) for cell, weights in by_subtraction.items()}
        left = [cell for cell in cells if cell not in by_subtraction]
        found |= determined_by_bounds(cells, own, {cell: ranges.get(cell, ANY_COUNT) for cell in cells}, of=left)
    return found


class Row:
    """A relation as a reader sees it: the hidden cells with their coefficients, and what they come to together."""

    __slots__ = ("factors", "total")

    def __init__(self, factors, total):
        self.factors, self.total = factors, total


def connected(cells, rows):
    """(cells, rows) of each group of hidden cells that relations hold together, in the order of the cells."""
    leader = {cell: cell for cell in cells}

    def lead(cell):
        while leader[cell] != cell:
            leader[cell] = cell = leader[leader[cell]]
        return cell

    for row in rows:
        first, *others = [lead(cell) for cell in row.factors] or [None]
        for other in others:
            leader[lead(other)] = lead(first)
    groups, of_group = defaultdict(list), defaultdict(list)
    for cell in cells:
        groups[lead(cell)].append(cell)
    for row in rows:
        if row.factors:
            of_group[lead(next(iter(row.factors)))].append(row)
    return [(members, of_group[head]) for head, members in groups.items() if of_group[head]]


def determined_by_subtraction(cells, rows):
    """{cell: weights of the rows that give it} of a connected group."""
    if len(rows) == 1:
        return {cells[0]: np.array([1 / rows[0].factors[cells[0]]])} if len(cells) == 1 else {}
    matrix = _matrix(cells, rows)
    _, sizes, right = np.linalg.svd(matrix, full_matrices=True)
    rank = int((sizes > TINY * max(matrix.shape)).sum())
    free = right[rank:]
    fixed = [place for place in range(len(cells)) if not free.size or np.abs(free[:, place]).max() < 1e-7]
    if not fixed:
        return {}
    units = np.zeros((len(cells), len(fixed)))
    units[fixed, range(len(fixed))] = 1
    weights = np.linalg.lstsq(matrix.T, units, rcond=None)[0]
    return {cells[place]: np.where(np.abs(weights[:, at]) < 1e-7, 0, weights[:, at]) for at, place in enumerate(fixed)}


def determined_by_bounds(cells, rows, ranges, *, of):
    """{cell: number} of those of `of` for which only one whole number within the ranges fits all rows."""
    if any(math.isnan(row.total) for row in rows):
        return {}
    if len(rows) == 1:
        reach = _reach_in_one_row(rows[0], ranges)
        return {cell: reach[cell][0] for cell in of if reach[cell][0] == reach[cell][1]}
    matrix = _matrix(cells, rows)
    totals = np.array([row.total for row in rows])
    exact = LinearConstraint(matrix, totals - 1e-6, totals + 1e-6)
    bounds = Bounds([ranges[cell][0] for cell in cells], [ranges[cell][1] for cell in cells])
    solutions, found = [], {}
    for cell in of:
        place = cells.index(cell)
        for direction in (-1, 1):
            if len({solution[place] for solution in solutions}) > 1:
                break
            aim = np.zeros(len(cells))
            aim[place] = direction
            # With a roof on numbers that have none of their own the search cannot run away; the answer is the same.
            answer = milp(aim, constraints=exact, bounds=_with_roof(bounds, totals), integrality=np.ones(len(cells)))
            if answer.x is None:
                return {}
            solutions.append(np.round(answer.x))
        else:
            if len({solution[place] for solution in solutions}) == 1:
                found[cell] = float(solutions[0][place])
    return found


class Movable(NamedTuple):
    """A cell that may have another number: how far down and up, and what a move by one costs."""

    key: Hashable
    down: float  # 0 or below
    up: float
    cost: float


def cheapest_move(key, *, cells, relations):
    """{cell: move} by which this cell moves by 1 up or down, relations hold as before, and least is paid; or None.

    Relations are {cell: coefficient}; cells that are not given stay. Moves are whole numbers other than 0.
    """
    place = {cell.key: at for at, cell in enumerate(cells)}
    if key not in place:
        return None
    entries = [
        (row, place[cell], factor)
        for row, relation in enumerate(relations)
        for cell, factor in relation.items()
        if cell in place
    ]
    # Each move is its way up less its way down, so that both cost.
    count = len(cells)
    rows, columns, factors = (np.array(part) for part in zip(*entries, strict=True)) if entries else ([], [], [])
    one_way = coo_array((factors, (rows, columns)), shape=(max(len(relations), 1), count))
    matrix = hstack([one_way, -one_way], format="csr")
    cost = np.array([cell.cost for cell in cells] * 2)
    most = np.array([cell.up for cell in cells] + [-cell.down for cell in cells])
    best = None
    for own, opposite in ((place[key], place[key] + count), (place[key] + count, place[key])):
        if most[own] < 1:
            continue
        least, limit = np.zeros(2 * count), np.minimum(most, FARTHEST)
        least[own] = limit[own] = 1
        limit[opposite] = 0
        answer = milp(
            cost,
            constraints=LinearConstraint(matrix, 0, 0),
            bounds=Bounds(least, limit),
            integrality=np.ones(2 * count),
        )
        if answer.x is not None and (best is None or answer.fun < best.fun - TINY):
            best = answer
    if best is None:
        return None
    moves = np.round(best.x[:count] - best.x[count:])
    return {cell.key: float(move) for cell, move in zip(cells, moves, strict=True) if move}


def _reach_in_one_row(row, ranges):
    """{cell: (least, most)}: exact, as each of the others may be any whole number of its range."""
    least = {cell: min(factor * end for end in ranges[cell]) for cell, factor in row.factors.items()}
    most = {cell: max(factor * end for end in ranges[cell]) for cell, factor in row.factors.items()}
    reach = {}
    for cell, factor in row.factors.items():
        others = [other for other in row.factors if other != cell]
        ends = sorted(
            (row.total - sum(side[other] for other in others)) / factor if others else row.total / factor
            for side in (least, most)
        )
        low, high = ranges[cell]
        reach[cell] = (
            max(low, math.ceil(ends[0] - TINY) if math.isfinite(ends[0]) else ends[0]),
            min(high, math.floor(ends[1] + TINY) if math.isfinite(ends[1]) else ends[1]),
        )
    return reach


def _with_roof(bounds, totals):
    roof = 1 + 2 * float(np.abs(totals).sum()) + float(bounds.lb.sum())
    return Bounds(bounds.lb, np.minimum(bounds.ub, max(roof, 1000.0)))


def _matrix(cells, rows):
    place = {cell: at for at, cell in enumerate(cells)}
    matrix = np.zeros((len(rows), len(cells)))
    for at, row in enumerate(rows):
        for cell, factor in row.factors.items():
            matrix[at, place[cell]] += factor
    return matrix


def _solution(cells, rows, weights):
    return round(float(weights @ np.array([row.total for row in rows])), 6)


def _sum_of(relation, shown):
    return sum(factor * shown[cell] for cell, factor in relation if cell in shown)
