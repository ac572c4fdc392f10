"""Ranks, fifths and quarters among areas: what our pages show.

A rank of 1 is the best; the first fifth is the worst, as PHE's quantiles number them. None and nan are left out of all
and get None. One vectorised count serves ranks and groups, so ties fall alike: areas with one value share the smaller
rank and the worse group. Groups cut at percentiles, as Fingertips' older service had them, are in percentiles.py.
"""

from typing import NamedTuple

import numpy as np

from indicators.statistics.comparison import Polarity


class GroupsNotPossible(ValueError):
    """Fewer than two groups."""


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
    values are in the first group. Source: PHE's quantile method (phe_quantile); Fingertips' own quintiles are cut
    otherwise (percentiles.py) and may differ for areas at the edge of a group. Raises GroupsNotPossible.
    """
    if groups < 2:
        raise GroupsNotPossible(f"{groups} groups divide nothing")
    numbers = _numbers(values)
    count = np.count_nonzero(~np.isnan(numbers))
    if count < groups:
        return [None] * numbers.size
    worst_first = _rank_from_below(numbers if polarity == Polarity.HIGHER_IS_BETTER else -numbers)
    return _with_gaps(_group(worst_first, count, groups))


def fifths(values, *, polarity):
    """quantiles() in five groups: 1 is the worst fifth of the areas."""
    return quantiles(values, polarity=polarity, groups=5)


def quarters(values, *, polarity):
    """quantiles() in four groups: 1 is the worst quarter of the areas."""
    return quantiles(values, polarity=polarity, groups=4)


class Places(NamedTuple):
    """For each value: its rank (1 is the best), how many are ranked with it, and its group (1 is the worst)."""

    rank: np.ndarray
    of: np.ndarray
    group: np.ndarray


def places_in_groups(values, *, sets, polarity, groups=5):
    """ranks() and quantiles() of many sets of areas at once: int arrays; no value may be missing.

    `sets` says for each value, by any number, to which set it belongs; `polarity` is one Polarity or one for each
    value. A set with fewer values than `groups` has groups all the same: it is for the caller to leave them out.
    """
    numbers, polarity = _numbers(values), np.asarray(polarity, dtype=str)
    _, sets, sizes = np.unique(sets, return_inverse=True, return_counts=True)
    of = sizes[sets]
    best_first = _rank_from_below(np.where(polarity == Polarity.LOWER_IS_BETTER, numbers, -numbers), sets)
    worst_first = _rank_from_below(np.where(polarity == Polarity.HIGHER_IS_BETTER, numbers, -numbers), sets)
    group = _group(worst_first, of, groups)
    return Places(*(column.astype(np.int32) for column in (best_first, of, group)))


def _numbers(values):
    return np.asarray(values, dtype=float)


def _group(worst_first, count, groups):
    # (n + 1 − rank)·q / n in whole numbers, rounded up: n / q as a float puts edges on the wrong side.
    return (groups + 1) - -(-((count + 1 - worst_first) * groups) // count)


def _rank_from_below(numbers, sets=0):
    """1 + the number of smaller values in its set; nan where there is no value."""
    sets = np.broadcast_to(sets, numbers.shape)
    order = np.lexsort((numbers, sets))
    set_begins = _begins(sets[order])
    tie_begins = np.maximum(set_begins, _begins(numbers[order]))
    found = np.empty(numbers.shape)
    found[order] = tie_begins - set_begins + 1
    return np.where(np.isnan(numbers), np.nan, found)


def _begins(ordered):
    """For each place, where its run of equal values begins."""
    places = np.arange(ordered.size)
    is_first = np.concatenate([[True], ordered[1:] != ordered[:-1]])[: ordered.size]
    return np.maximum.accumulate(np.where(is_first, places, 0))


def _with_gaps(places):
    return [None if np.isnan(place) else int(place) for place in places]
