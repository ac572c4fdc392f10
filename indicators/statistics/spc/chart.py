"""The chart of single values: its limits, its points, its assurance."""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from indicators.statistics.spc.rules import LIMIT_RANGES, RUN_LENGTH, TREND_LENGTH, causes_of
from indicators.statistics.spc.terms import (
    HIGH_CAUSES,
    POINT_TYPES,
    Assurance,
    Cause,
    ControlChart,
    ControlPoint,
    Improvement,
    Limits,
    PointType,
)

# Ranges from here on come from outliers: the upper limit of a chart of moving ranges.
OUTLYING_RANGES = 3.267
# On fewer values limits still move with each new one.
FIRM_FROM = 12


class NoValues(ValueError):
    """There is nothing to chart."""


class ValueNotKnown(ValueError):
    """A value is missing or has no end: a moving range across a gap would be none."""


class BaselineNotPossible(ValueError):
    """A new baseline begins outside the values, or not after the one before it."""


class FixTooEarly(ValueError):
    """Limits are to be fixed on fewer than twelve values."""


class LengthNotPossible(ValueError):
    """A run or a trend of fewer than two values is none."""


def xmr(
    values: Sequence[float],
    *,
    improvement=Improvement.NEUTRAL,
    target=None,
    baselines_at=(),
    fix_after=None,
    screen_outliers=True,
    run_length=RUN_LENGTH,
    trend_length=TREND_LENGTH,
) -> ControlChart:
    """The chart of evenly spaced values, oldest first; IMPROVEMENTS turns a polarity into `improvement`.

    `baselines_at` are the places (from 0) at which limits are recalculated; signals do not reach across them.
    `fix_after` keeps the limits of each baseline at those of its first n values, at least 12. A single value has a
    mean and no limits; values that are all equal have limits without width and no signal. Limits on fewer than 12
    values are provisional. Raises NoValues, ValueNotKnown (missing years are refused, not skipped),
    BaselineNotPossible, FixTooEarly, LengthNotPossible.
    """
    numbers = _checked(values, fix_after, run_length, trend_length)
    starts = _starts(baselines_at, numbers.size)
    points = []
    for start, end in zip(starts, [*starts[1:], numbers.size], strict=True):
        part = numbers[start:end]
        base = part[:fix_after]
        bounds = limits(base, screen_outliers=screen_outliers)
        causes = causes_of(part, bounds, run_length, trend_length)
        points += [
            ControlPoint(
                float(value),
                bounds.mean,
                bounds.lower,
                bounds.upper,
                cause,
                PointType.NOT_KNOWN if bounds.lower is None else point_type(cause, improvement),
                base.size < FIRM_FROM,
            )
            for value, cause in zip(part, causes, strict=True)
        ]
    last = points[-1]
    return ControlChart(
        tuple(points),
        tuple(starts[1:]),
        last.type,
        assurance(last.lower, last.upper, target=target, improvement=improvement),
    )


def limits(values, *, screen_outliers=True) -> Limits:
    """Mean ± 2.66 × average moving range of a flat sequence of values.

    Moving ranges of 3.267 times their average or more are left out once and the average taken anew, so that a single
    outlier does not widen the limits that are to show it; the mean keeps all values. Raises NoValues, ValueNotKnown.
    """
    numbers = _checked(values)
    mean = float(numbers[0]) if np.ptp(numbers) == 0 else float(numbers.mean())
    if numbers.size == 1:
        return Limits(mean, None, None, None)
    ranges = np.abs(np.diff(numbers))
    if screen_outliers and ranges.any():
        ranges = ranges[ranges < OUTLYING_RANGES * ranges.mean()]
    average = float(ranges.mean())
    return Limits(mean, average, mean - LIMIT_RANGES * average, mean + LIMIT_RANGES * average)


def point_type(cause, improvement) -> PointType:
    """What a cause means where values ought to rise, to fall, or neither."""
    if cause == Cause.COMMON:
        return PointType.COMMON_CAUSE
    return POINT_TYPES[cause in HIGH_CAUSES, improvement]


def assurance(lower, upper, *, target, improvement) -> Assurance:
    """Whether the process, left as it is, will meet a target: always, never, or as chance has it.

    A target on a limit is within them. Not assessed without a target, without limits, or where neither way is better.
    """
    if target is None or lower is None or upper is None or improvement == Improvement.NEUTRAL:
        return Assurance.NOT_ASSESSED
    if lower <= target <= upper:
        return Assurance.INCONSISTENT
    is_above_target = lower > target
    passes = is_above_target == (improvement == Improvement.INCREASE)
    return Assurance.MEETS if passes else Assurance.MISSES


def _checked(values, fix_after=None, *lengths):
    numbers = np.asarray(values, dtype=float)
    if numbers.size == 0:
        raise NoValues("there is no value to chart")
    unknown = np.flatnonzero(~np.isfinite(numbers))
    if unknown.size:
        raise ValueNotKnown(f"the value at place {int(unknown[0])} of {numbers.size} is missing or has no end")
    if fix_after is not None and fix_after < FIRM_FROM:
        raise FixTooEarly(f"limits cannot be fixed after {fix_after} values; {FIRM_FROM} are the fewest")
    if any(length < 2 for length in lengths):
        raise LengthNotPossible("a run or a trend has at least two values")
    return numbers


def _starts(baselines_at, size):
    starts = [0, *baselines_at]
    if any(later <= earlier for earlier, later in pairwise(starts)) or starts[-1] >= size:
        raise BaselineNotPossible(f"baselines at {list(baselines_at)} do not follow upon each other in {size} values")
    return starts
