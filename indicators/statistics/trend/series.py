"""One series: which of its figures are tested, what the test says, and why there is none."""

from collections.abc import Iterable
from itertools import pairwise

from indicators.statistics.trend.slopes import REASONS, recent_trends
from indicators.statistics.trend.terms import (
    DIRECTION_OF_SIGN,
    GUIDANCE_TYPES,
    POINTS,
    PROPORTION_TYPES,
    PUBLISHED_TYPES,
    TOO_FEW,
    Direction,
    Method,
    Reason,
    Trend,
    TrendPoint,
    verdict_of,
)


class MinimumNotPossible(ValueError):
    """A trend rests on five points, or on four or three where they are allowed."""


def recent_trend(
    points: Iterable[TrendPoint],
    *,
    polarity,
    value_type,
    method=Method.INTERVALS,
    allow_other_types=False,
    minimum_points=POINTS,
) -> Trend:
    """The trend of a series' newest five figures; points may come in any order, those without a value are passed over.

    `value_type` is a ValueType or its text. Fingertips tests only PUBLISHED_TYPES; `allow_other_types` adds the
    others of its guidance (GUIDANCE_TYPES: means, indirectly standardised figures, life expectancy …) by the interval
    method, and such a trend has no published label to agree with. `minimum_points` 4 or 3 tests a series that has no
    more figures than that, at the same 99.8%; its words say over how many years. The interval method needs limits; the
    method for proportions needs counts and denominators. Years must follow upon each other, evenly spaced. Raises
    MinimumNotPossible; all else that is wrong is a Trend with a reason.
    """
    if minimum_points not in TOO_FEW:
        raise MinimumNotPossible(f"a trend cannot rest on {minimum_points} points; give 5, 4 or 3")
    newest, reason = _newest(points, minimum_points)
    reason = _wrong_type(value_type, method, allow_other_types) or reason
    if reason:
        return Trend(Direction.CANNOT_BE_CALCULATED, reason=reason)
    columns = ("value", "lower", "upper", "count", "denominator")
    rows = ([[getattr(point, column) for point in newest]] for column in columns)
    tests = recent_trends(*rows, method=method, minimum_points=minimum_points)
    if reason := REASONS[tests.reasons[0]]:
        untested = Direction.NO_SIGNIFICANT_CHANGE if reason == Reason.NO_INTERVALS else None
        return Trend(Direction.CANNOT_BE_CALCULATED, reason=reason, published_as=untested)
    direction = DIRECTION_OF_SIGN[int(tests.signs[0])]
    return Trend(direction, verdict_of(direction, polarity), float(tests.chi_squared[0]), points_used=newest)


def recent_change(recent: TrendPoint, previous: TrendPoint, *, polarity) -> Trend:
    """Whether a figure differs from an earlier one: only where their intervals share no number, ends included.

    For series that have no recent trend. Figures whose periods overlap are never compared. Source: Fingertips' trend
    marker between two values.
    """
    if recent.period.overlaps(previous.period):
        return Trend(Direction.CANNOT_BE_CALCULATED, reason=Reason.OVERLAPPING)
    if any(_missing(n) for p in (recent, previous) for n in (p.value, p.lower, p.upper)):
        return Trend(Direction.CANNOT_BE_CALCULATED, reason=Reason.NO_INTERVALS)
    direction = Direction.NO_SIGNIFICANT_CHANGE
    if recent.lower > previous.upper:
        direction = Direction.INCREASING
    elif recent.upper < previous.lower:
        direction = Direction.DECREASING
    return Trend(direction, verdict_of(direction, polarity), points_used=(previous, recent))


def _wrong_type(value_type, method, allow_other_types):
    allowed = GUIDANCE_TYPES if allow_other_types else PUBLISHED_TYPES
    if method == Method.PROPORTIONS:
        allowed &= PROPORTION_TYPES
    return None if value_type in allowed else Reason.VALUE_TYPE


def _newest(points, minimum_points):
    """The figures that are tested, oldest first, or the reason why there are none."""
    known = sorted((p for p in points if not _missing(p.value) and p.period.is_bounded), key=lambda p: p.period)
    newest = tuple(known[-POINTS:])
    if any(p.period.months != 12 for p in newest):
        return (), Reason.NOT_YEARLY
    steps = list(pairwise(newest))
    if any(earlier.period.overlaps(later.period) for earlier, later in steps):
        return (), Reason.OVERLAPPING
    if len(newest) < minimum_points:
        return (), TOO_FEW[minimum_points]
    if any(later.period.previous() != earlier.period for earlier, later in steps):
        return (), Reason.GAPS
    return newest, None


def _missing(number):
    return number is None or number != number  # only nan differs from itself
