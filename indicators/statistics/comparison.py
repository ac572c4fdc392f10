"""How a value stands against its comparator: the interval decides, then the polarity names the side.

Everything here compares; nothing is refused. A missing number (None or nan), or limits the wrong way round, are "not
compared"; an infinite limit is an open end. The functions for many take arrays, broadcast against each other, and one
Polarity or a sequence of them; they answer with int8 arrays of places in STANDINGS, which standings() spells out.
The one-by-one functions give the Standing itself. Goals are in goals.py, limits around a benchmark in benchmarks.py.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from indicators.statistics.inputs import number, plain


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

# The functions for many answer with places in this list.
STANDINGS = tuple(Standing)


class Graded(NamedTuple):
    """A standing at two levels: the higher confidence at which it holds (0.998 or 0.95).

    The confidence is missing (None, or nan in an array) where the standing is "similar" or "not compared".
    """

    standing: Standing | np.ndarray
    confidence: float | np.ndarray | None


def judge(side, polarity):
    """What being higher or lower means under a polarity."""
    return JUDGEMENTS.get((side, polarity), side)


def judge_many(*, higher, lower, compared, polarity):
    """judge() over arrays of booleans: which are on the higher side, which on the lower, and which are compared at all.

    What is on neither side is "similar".
    """
    polarity = np.asarray(polarity, dtype=str)
    higher, lower, compared, polarity = np.broadcast_arrays(higher, lower, compared, polarity)
    codes = np.full(higher.shape, _code(Standing.SIMILAR), dtype=np.int8)
    for side, is_side in ((Standing.HIGHER, higher), (Standing.LOWER, lower)):
        for one in Polarity:
            codes[is_side & (polarity == one)] = _code(judge(side, one))
    codes[~compared] = _code(Standing.NOT_COMPARED)
    return codes


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
    """compare() over arrays: places in STANDINGS."""
    return compare_intervals_many(
        lower=lower, upper=upper, other_lower=comparator, other_upper=comparator, polarity=polarity
    )


def compare_intervals(*, lower, upper, other_lower, other_upper, polarity):
    """Compare an interval with another: that of the period before, or of a group of similar areas.

    Intervals that share a number, be it an end, are "similar"; otherwise the first is higher or lower. Stricter than a
    test of the difference: intervals can overlap although the values differ significantly. Source: Fingertips'
    "double overlapping confidence intervals".
    """
    codes = compare_intervals_many(
        lower=lower, upper=upper, other_lower=other_lower, other_upper=other_upper, polarity=polarity
    )
    return STANDINGS[int(codes)]


def compare_intervals_many(*, lower, upper, other_lower, other_upper, polarity):
    """compare_intervals() over arrays: places in STANDINGS."""
    lower, upper, other_lower, other_upper = map(number, (lower, upper, other_lower, other_upper))
    return judge_many(
        higher=lower > other_upper,
        lower=upper < other_lower,
        # Every comparison with nan is false, so that this holds for missing numbers too.
        compared=(lower <= upper) & (other_lower <= other_upper),
        polarity=polarity,
    )


def compare_levels(*, lower_95, upper_95, lower_99_8, upper_99_8, comparator, polarity):
    """compare() at 95% and at 99.8%: the standing at 95%, and the higher confidence at which it holds.

    Not compared unless both intervals are there and the wider holds the narrower. Source: Fingertips' "single
    overlapping confidence intervals for two levels", whose Best and Worst are better and worse at 99.8%.
    """
    codes, confidence = compare_levels_many(
        lower_95=lower_95,
        upper_95=upper_95,
        lower_99_8=lower_99_8,
        upper_99_8=upper_99_8,
        comparator=comparator,
        polarity=polarity,
    )
    return Graded(STANDINGS[int(codes)], None if np.isnan(confidence) else plain(confidence))


def compare_levels_many(*, lower_95, upper_95, lower_99_8, upper_99_8, comparator, polarity):
    """compare_levels() over arrays: places in STANDINGS beside the confidences, nan where there is none."""
    lower_95, upper_95, lower_99_8, upper_99_8 = map(number, (lower_95, upper_95, lower_99_8, upper_99_8))
    inner = compare_many(lower=lower_95, upper=upper_95, comparator=comparator, polarity=polarity)
    outer = compare_many(lower=lower_99_8, upper=upper_99_8, comparator=comparator, polarity=polarity)
    nested = (lower_99_8 <= lower_95) & (upper_95 <= upper_99_8)
    codes = np.where(nested, inner, _code(Standing.NOT_COMPARED)).astype(np.int8)
    differs = (codes != _code(Standing.SIMILAR)) & (codes != _code(Standing.NOT_COMPARED))
    # The wider interval is clear of the comparator only where the narrower is, and on the same side.
    confidence = np.where(codes == outer, 0.998, 0.95)
    return Graded(codes, np.where(differs, confidence, np.nan))


def standings(codes):
    """The Standings of an array of places in STANDINGS, as a flat list."""
    return [STANDINGS[code] for code in np.ravel(codes)]


def _code(standing):
    return STANDINGS.index(standing)


def _missing(value):
    return value is None or value != value  # only nan differs from itself
