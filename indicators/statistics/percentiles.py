"""Percentiles, and groups of areas cut at them: the method of Fingertips' older service, for its charts and labels.

Our own fifths are ranking.fifths(), which is PHE's method: it numbers the groups from the worst and keeps them of equal
size. The cuts here are values, so that groups may be of different sizes where areas are tied, and 1 is the best group.
The newer service cuts tiles of equal size (NTILE) and splits ties. At the edge of a group the three may differ.
"""

import numpy as np

from indicators.statistics.comparison import Polarity
from indicators.statistics.inputs import ValueNotPossible, number, refuse

# The older service shows no percentiles of fewer values.
FEWEST_VALUES = 4
DECIMALS = 10


def percentiles(values, shares):
    """The values below which these shares (0 to 1) of the areas lie: floats in a list; None for too few values.

    Linear between the values at place (n − 1)p + 1, rounded to ten decimals with halves away from zero. None and nan
    are left out; four values are needed. Raises ValueNotPossible for an infinite value or a share outside 0 to 1.
    """
    known, shares = _known(values), number(shares)
    refuse(~((shares >= 0) & (shares <= 1)), ValueNotPossible, "a share is not from 0 to 1")
    if known.size < FEWEST_VALUES:
        return None
    return _rounded(np.quantile(known, shares)).tolist()


def bounds(values, *, groups=5):
    """The least value, the cuts between the groups and the greatest value: groups + 1 floats; None for too few values.

    Needs as many values as groups, and four at least.
    """
    if _known(values).size < groups:
        return None
    return percentiles(values, np.linspace(0, 1, groups + 1))


def cut_groups(values, *, polarity, groups=5):
    """Which group each value falls in: a list of ints, 1 for the best group; None where missing or too few values.

    A value at a cut belongs to the group below it. Where the indicator is not judged, the lowest values are group 1.
    """
    numbers = number(values)
    cuts = bounds(values, groups=groups)
    if cuts is None:
        return [None] * numbers.size
    groups_up = np.searchsorted(cuts[1:-1], _rounded(numbers), side="left") + 1
    if polarity == Polarity.HIGHER_IS_BETTER:
        groups_up = groups + 1 - groups_up
    return [None if np.isnan(value) else int(group) for value, group in zip(numbers, groups_up, strict=True)]


def _known(values):
    numbers = number(values)
    refuse(np.isinf(numbers), ValueNotPossible, "a value is without end")
    return numbers[~np.isnan(numbers)]


def _rounded(numbers):
    """Halves away from zero; numbers too large to have ten decimals stay as they are."""
    numbers = np.asarray(numbers)
    scaled = np.abs(numbers) * 10.0**DECIMALS
    exact = scaled < 2**52
    return np.where(exact, np.sign(numbers) * np.floor(np.where(exact, scaled, 0) + 0.5) / 10.0**DECIMALS, numbers)
