"""Whether a measure is where it should be by now: the straight line from a baseline to a target. Exact decimals.

A line is something agreed, not something estimated: it has no interval. The figure that is held against it may have
one, and then only an interval that lies wholly on one side of the line says anything beyond chance.
"""

from decimal import Decimal
from enum import StrEnum

from indicators.statistics.comparison import Polarity


class CourseNotPossible(ValueError):
    """The target is not set for a time after the baseline's."""


class Place(StrEnum):
    """Where a figure lies against the line: on its good side, short of it, or too near it to tell."""

    BEYOND = "beyond"
    SHORT = "short"
    TOO_NEAR = "too_near"


def expected_position(*, baseline, target, elapsed, total) -> Decimal:
    """baseline + (target − baseline) × elapsed / total, in the unit of both.

    `elapsed` and `total` are in one unit of time (days), `total` from the baseline to the target. Exact at both ends:
    before the baseline the line is the baseline, after the target the target. Floats are read as they are written, so
    that 0.1 is a tenth. Raises CourseNotPossible where `total` is zero or below.
    """
    if total <= 0:
        raise CourseNotPossible("the target is not set for a time after the baseline's")
    baseline, target = exact(baseline), exact(target)
    if elapsed <= 0:
        return baseline
    if elapsed >= total:
        return target
    # Multiplied first: a third of the way from 0 to 150 is 50 and not 49.99….
    return baseline + (target - baseline) * elapsed / total


def reaches(value, goal, *, polarity) -> bool:
    """Whether a value is at a goal or on its good side; where neither side is good, only at it."""
    value, goal = exact(value), exact(goal)
    if polarity == Polarity.HIGHER_IS_BETTER:
        return value >= goal
    if polarity == Polarity.LOWER_IS_BETTER:
        return value <= goal
    return value == goal


def place(value, expected, *, polarity, lower=None, upper=None) -> Place | None:
    """Where a figure lies against the line, by its interval; by itself where it has none.

    An end of the interval on the line counts as the line being within it, unless the interval has no width. None
    where neither side is good.
    """
    if polarity == Polarity.NOT_JUDGED:
        return None
    has_width = lower is not None and upper is not None and exact(lower) < exact(upper)
    if has_width and exact(lower) <= exact(expected) <= exact(upper):
        return Place.TOO_NEAR
    return Place.BEYOND if reaches(value, expected, polarity=polarity) else Place.SHORT


def exact(number) -> Decimal:
    """A number as the decimal that it is written as."""
    return number if isinstance(number, Decimal) else Decimal(str(number))
