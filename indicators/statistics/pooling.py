"""One figure for a group of areas, as if they were one: the nearest neighbours, a region, the areas of a funnel."""

from typing import NamedTuple

import numpy as np

from indicators.statistics.inputs import MOST, DenominatorNotPossible, check_multiplier, events, number, refuse


class NothingKnown(ValueError):
    """No area has both a count and a denominator."""


class Pooled(NamedTuple):
    """The figure of a group, what it is made of, and how many areas are in it."""

    value: float
    count: float
    denominator: float
    areas: int


def pooled(counts, denominators, *, multiplier):
    """Σ counts / Σ denominators × multiplier, over the areas that have both.

    Two flat sequences, broadcast against each other. An area without a count or a denominator (None or nan) is left
    out of both sums; one with nobody and no events adds nothing. An average of the areas' values would give the
    smallest the weight of the largest. Raises NothingKnown (also where nobody is left to divide by), CountNotPossible,
    DenominatorNotPossible, MultiplierNotPossible.
    """
    check_multiplier(multiplier)
    x, n = np.broadcast_arrays(events(counts), number(denominators))
    refuse(n < 0, DenominatorNotPossible, "a denominator is below zero")
    refuse(n > MOST, DenominatorNotPossible, f"a denominator is above {MOST:g}")
    refuse((n == 0) & (x > 0), DenominatorNotPossible, "there are events among nobody")
    known = ~np.isnan(x + n)
    count, denominator = float(x[known].sum()), float(n[known].sum())
    if denominator == 0:
        raise NothingKnown(f"none of {known.size} areas has both a count and a denominator")
    return Pooled(count / denominator * multiplier, count, denominator, int(known.sum()))
