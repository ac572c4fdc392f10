"""The course of a series: the figures its newest may be set beside, the change, the recent trend, the spark."""

import json
import operator
from typing import NamedTuple

import numpy as np

from indicators.rules.readings.figures import YEARLY, Words, lengths
from indicators.statistics.comparison import STANDINGS, Standing, compare_intervals_many, judge_many
from indicators.statistics.trend import DIRECTION_OF_SIGN, POINTS, REASONS, Direction, Reason, Verdict, recent_trends

SPARK_POINTS = 12
# A change is given with the digits that it would have on paper.
DIGITS = 12
LARGEST_POWER = 22  # of ten, that a double holds exactly
DIRECTIONS = (DIRECTION_OF_SIGN[0], DIRECTION_OF_SIGN[1], DIRECTION_OF_SIGN[-1], Direction.CANNOT_BE_CALCULATED)
REASON_TEXTS = tuple(reason.value if reason else "" for reason in REASONS)
VERDICTS = (Verdict.PLAIN, Verdict.GETTING_BETTER, Verdict.GETTING_WORSE)
NOT_COMPARED = STANDINGS.index(Standing.NOT_COMPARED)


class Runs(NamedTuple):
    """Places of figures that lie side by side for each series; a series may have none."""

    places: np.ndarray
    first: np.ndarray
    count: np.ndarray


def runs(places, series, number):
    """`places` of figures in order, the series of each, and how many series there are."""
    count = np.bincount(series, minlength=number)
    return Runs(places, np.cumsum(count) - count, count)


def is_comparable(figures, latest):
    """Whether a figure's period is as long as the newest one's: a quarter is not set beside a year.

    `latest` has, for each figure, the place of its series' newest.
    """
    length = lengths(figures.start, figures.end)
    same = figures.is_dated & (length == length[latest])
    same[latest] = True
    return same


def previous(figures, latest, beside: Runs):
    """The place of the newest earlier figure that shares no day with the latest; −1 where there is none.

    Rolling windows are never differenced, and what is not for comparison is passed over.
    """
    series = figures.series[beside.places]
    # What is still open has no last day, and so is earlier than nothing.
    is_earlier = figures.is_dated[beside.places] & (figures.end[beside.places] < figures.start[latest][series])
    is_earlier &= figures.is_for_comparison[beside.places]
    found = np.full(len(latest), -1)
    # Each run is in the order of the last days, and of several that are put in one place the last stays.
    found[series[is_earlier]] = beside.places[is_earlier]
    return found


def change(now, before):
    """The difference as it would be worked out on paper, so that 10.7 − 10.3 is 0.4; nan where one is missing."""
    with np.errstate(invalid="ignore"):
        exact = now - before
    size = np.abs(exact)
    has_size = np.isfinite(exact) & (size > 0)
    places = DIGITS - 1 - np.floor(np.log10(np.where(has_size, size, 1.0))).astype(np.int64)
    rounds = has_size & (np.abs(places) <= LARGEST_POWER)
    up = 10.0 ** np.where(rounds & (places > 0), places, 0)
    down = 10.0 ** np.where(rounds & (places < 0), -places, 0)
    return np.where(rounds, np.rint(exact * up / down) / up * down, exact)


def standing_previous(figures, latest, earlier, *, polarity, is_compared):
    """Places in STANDINGS: the newest figure's interval against the one before; both have to part."""
    before = np.maximum(earlier, 0)
    codes = compare_intervals_many(
        lower=figures.lower_95[latest],
        upper=figures.upper_95[latest],
        other_lower=figures.lower_95[before],
        other_upper=figures.upper_95[before],
        polarity=polarity,
    )
    return np.where((earlier >= 0) & is_compared, codes, NOT_COMPARED)


class Trends(NamedTuple):
    direction: Words
    verdict: Words
    reason: Words
    points: np.ndarray


def trends(figures, beside: Runs, *, polarity, has_trend) -> Trends:
    """The official recent trend of each series' newest five known figures; refused as recent_trend() refuses it, and
    where one of the five is not for comparison.
    """
    known = beside.places[~np.isnan(figures.value[beside.places]) & figures.is_dated[beside.places]]
    found = runs(known, figures.series[known], len(has_trend))
    # Column 4 is the newest; what a short series does not have is left out by `there`.
    at = (found.first + found.count - 1)[:, None] + np.arange(1 - POINTS, 1)
    there = at >= found.first[:, None]
    five = known[np.clip(at, 0, None)] if known.size else np.zeros(at.shape, dtype=np.int64)
    start, end = figures.start[five], figures.end[five]
    overlaps = ((start[:, 1:] <= end[:, :-1]) & there[:, :-1]).any(axis=1)
    has_gap = ((end[:, :-1].astype(np.int64) + 1 != start[:, 1:]) & there[:, :-1]).any(axis=1)
    is_marked = (~figures.is_for_comparison[five] & there).any(axis=1)
    not_yearly = (found.count > 0) & (lengths(start[:, -1], end[:, -1]) != YEARLY)
    reason = np.select(
        [~has_trend, not_yearly, overlaps, found.count < POINTS, is_marked, has_gap],
        [REASONS.index(each) for each in _REFUSALS],
        0,
    ).astype(np.int8)
    tested = np.flatnonzero(reason == 0)
    columns = (figures.value, figures.lower_95, figures.upper_95, figures.count, figures.denominator)
    tests = recent_trends(*(column[five[tested]] for column in columns))
    reason[tested] = tests.reasons
    signs = np.zeros(len(reason), dtype=np.int8)
    signs[tested] = tests.signs
    judged = judge_many(higher=signs > 0, lower=signs < 0, compared=reason == 0, polarity=polarity)
    better, worse = (judged == STANDINGS.index(each) for each in (Standing.BETTER, Standing.WORSE))
    return Trends(
        direction=Words(np.where(reason != 0, 3, np.where(signs < 0, 2, signs)), DIRECTIONS),
        verdict=Words(np.where(better, 1, np.where(worse, 2, 0)), VERDICTS),
        reason=Words(reason, REASON_TEXTS),
        points=np.where(reason == 0, POINTS, 0),
    )


_REFUSALS = (
    Reason.VALUE_TYPE,
    Reason.NOT_YEARLY,
    Reason.OVERLAPPING,
    Reason.FEWER_THAN_FIVE,
    Reason.NOT_FOR_COMPARISON,
    Reason.GAPS,
)


def sparks(figures, beside: Runs, labels):
    """The newest points of each series as JSON: [[period, value], …], oldest first.

    The text is put together from parts: json.dumps takes twice as long.
    """
    opening = [f"[{json.dumps(label, ensure_ascii=False)}," for label in labels]
    words = [opening[code] for code in figures.label[beside.places].tolist()]
    numbers = repr(figures.value[beside.places].tolist())[1:-1].replace("nan", "null").split(", ")
    points = list(map(operator.add, words, numbers if words else []))
    last = beside.first + beside.count
    first = np.maximum(beside.first, last - SPARK_POINTS)
    return [f"[{'],'.join(points[a:b])}]]" for a, b in zip(first.tolist(), last.tolist(), strict=True)]
