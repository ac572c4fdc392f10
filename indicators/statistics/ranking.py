"""Ranks and fifths among areas. A rank of 1 is the best; the first fifth is the worst, as PHE's quantiles number them.

None and nan are left out of both and get None. One vectorised count serves both, so ties fall alike.
"""

import numpy as np

from indicators.statistics.comparison import Polarity


def ranks(values, *, polarity):
    """Standard competition ranks ("1, 2, 2, 4"): a list of ints, None where there is no value.

    1 is the best; where the indicator is not judged, 1 is the highest.
    """
    numbers = _numbers(values)
    return _with_gaps(_rank_from_below(numbers if polarity == Polarity.LOWER_IS_BETTER else -numbers))


def quantiles(values, *, polarity, groups=5):
    """Which of `groups` equal groups each value falls in: a list of ints, 1 for the worst group; None if missing.

    floor((q + 1) − ceil(((n + 1) − rank) / (n / q))), where rank 1 is the worst value and ties share the
    smaller rank. All are None where there are fewer values than groups. Where the indicator is not judged the highest
    values are in the first group. Source: PHE's quantile method (phe_quantile); Fingertips' own quintiles use tiles
    of equal size instead and may differ for areas at the edge of a group.
    """
    numbers = _numbers(values)
    count = np.count_nonzero(~np.isnan(numbers))
    if count < groups:
        return [None] * numbers.size
    worst_first = _rank_from_below(numbers if polarity == Polarity.HIGHER_IS_BETTER else -numbers)
    # (n + 1 − rank)·q / n in whole numbers, rounded up: n / q as a float puts edges on the wrong side.
    places = (groups + 1) - -(-((count + 1 - worst_first) * groups) // count)
    return _with_gaps(places)


def fifths(values, *, polarity):
    """quantiles() in five groups: 1 is the worst fifth of the areas."""
    return quantiles(values, polarity=polarity, groups=5)


def _numbers(values):
    return np.asarray(values, dtype=float)


def _rank_from_below(numbers):
    """1 + the number of smaller values; nan where there is no value."""
    present = np.sort(numbers[~np.isnan(numbers)])
    return np.where(np.isnan(numbers), np.nan, np.searchsorted(present, numbers, side="left") + 1)


def _with_gaps(places):
    return [None if np.isnan(place) else int(place) for place in places]
