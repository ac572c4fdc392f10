"""How a value stands against its comparator: the interval decides, then the polarity names the side."""

from enum import StrEnum

import numpy as np


class Standing(StrEnum):
    """How an area stands against a comparator."""

    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    HIGHER = "higher"
    LOWER = "lower"
    NOT_COMPARED = "not_compared"


class Polarity(StrEnum):
    """Which way an indicator ought to go."""

    HIGHER_IS_BETTER = "higher_is_better"
    LOWER_IS_BETTER = "lower_is_better"
    NOT_JUDGED = "not_judged"


# What is not in this table stays "higher" or "lower".
JUDGEMENTS = {
    (Standing.HIGHER, Polarity.HIGHER_IS_BETTER): Standing.BETTER,
    (Standing.HIGHER, Polarity.LOWER_IS_BETTER): Standing.WORSE,
    (Standing.LOWER, Polarity.HIGHER_IS_BETTER): Standing.WORSE,
    (Standing.LOWER, Polarity.LOWER_IS_BETTER): Standing.BETTER,
}

# compare_many() answers with places in this list.
STANDINGS = tuple(Standing)


def judge(side, polarity):
    """What being higher or lower means under a polarity."""
    return JUDGEMENTS.get((side, polarity), side)


def compare(*, lower, upper, comparator, polarity):
    """Compare a confidence interval with the comparator's value; the comparator's own interval plays no part.

    An interval that holds the comparator, its ends included, is "similar". Not compared: where a number is missing
    (None or nan), or the limits are the wrong way round. Source: Fingertips' "confidence intervals overlapping
    reference value" (95% limits as a rule; give it 99.8% limits for that level).
    """
    if _missing(lower) or _missing(upper) or _missing(comparator) or lower > upper:
        return Standing.NOT_COMPARED
    if lower <= comparator <= upper:
        return Standing.SIMILAR
    return judge(Standing.HIGHER if lower > comparator else Standing.LOWER, polarity)


def compare_many(*, lower, upper, comparator, polarity):
    """compare() over arrays, broadcast against each other: an int8 array of places in STANDINGS.

    `polarity` is one Polarity or a sequence of them.
    """
    lower, upper, comparator = (np.asarray(numbers, dtype=float) for numbers in (lower, upper, comparator))
    polarity = np.asarray(polarity, dtype=str)
    lower, upper, comparator, polarity = np.broadcast_arrays(lower, upper, comparator, polarity)
    codes = np.full(lower.shape, _code(Standing.SIMILAR), dtype=np.int8)
    for side, is_side in ((Standing.HIGHER, lower > comparator), (Standing.LOWER, upper < comparator)):
        for one in Polarity:
            codes[is_side & (polarity == one)] = _code(judge(side, one))
    # Every comparison with nan is false, so that this holds for missing numbers too.
    codes[~(lower <= upper) | np.isnan(comparator)] = _code(Standing.NOT_COMPARED)
    return codes


def standings(codes):
    """The Standings that compare_many() answered, as a flat list."""
    return [STANDINGS[code] for code in np.ravel(codes)]


def _code(standing):
    return STANDINGS.index(standing)


def _missing(number):
    return number is None or number != number  # only nan differs from itself
