"""Recent trend, as Fingertips publishes it: whether the newest five yearly figures rise or fall beyond chance.

Source: OHID, Public health technical guidance, "Trend markers". Five consecutive years, tested at 99.8%. Labels worked
out by the interval method equal the published ones for proportions too, so that it is the method unless another is
asked for. Two things are ours. Where intervals are missing, Fingertips' software says "No significant change"; no test
was made, so we say that it cannot be calculated. And years may not be missing among the five: the guidance forbids
it, the newest software does not.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from indicators.periods import Period
from indicators.statistics.comparison import Standing, judge

POINTS = 5
# The 99.8% quantile of χ² with one degree of freedom.
SIGNIFICANT_CHI_SQUARED = 9.54953570608324
# A 95% interval is this many standard errors wide.
STANDARD_ERRORS_WIDE = 3.92


class Direction(StrEnum):
    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_SIGNIFICANT_CHANGE = "no_significant_change"
    CANNOT_BE_CALCULATED = "cannot_be_calculated"


class Verdict(StrEnum):
    """What the direction means; plain where it means nothing or the indicator is not judged."""

    GETTING_BETTER = "getting_better"
    GETTING_WORSE = "getting_worse"
    PLAIN = "plain"


class Reason(StrEnum):
    """Why a trend cannot be calculated."""

    VALUE_TYPE = "value_type"
    FEWER_THAN_FIVE = "fewer_than_five"
    NOT_YEARLY = "not_yearly"
    OVERLAPPING = "overlapping"
    GAPS = "gaps"
    NO_COUNTS = "no_counts"
    COUNT_EQUALS_DENOMINATOR = "count_equals_denominator"
    NO_INTERVALS = "no_intervals"


class ValueType(StrEnum):
    """The kinds of figure that have a recent trend."""

    PROPORTION = "proportion"
    CRUDE_RATE = "crude_rate"
    DIRECTLY_STANDARDISED_RATE = "directly_standardised_rate"


class Method(StrEnum):
    INTERVALS = "intervals"
    PROPORTIONS = "proportions"


REASON_WORDS = {
    Reason.VALUE_TYPE: "there is no official test for this kind of figure",
    Reason.FEWER_THAN_FIVE: "fewer than five yearly figures",
    Reason.NOT_YEARLY: "the figures are not yearly",
    Reason.OVERLAPPING: "the periods overlap",
    Reason.GAPS: "a year is missing among the newest five figures",
    Reason.NO_COUNTS: "a count or a denominator is missing",
    Reason.COUNT_EQUALS_DENOMINATOR: "in one year the count equals the denominator",
    Reason.NO_INTERVALS: "a confidence interval is missing",
}
DIRECTION_WORDS = {
    Direction.INCREASING: "Rising",
    Direction.DECREASING: "Falling",
    Direction.NO_SIGNIFICANT_CHANGE: "No significant change",
    Direction.CANNOT_BE_CALCULATED: "Cannot be calculated",
}
# How interval_tests() and proportion_tests() answer.
DIRECTION_OF_SIGN = {1: Direction.INCREASING, -1: Direction.DECREASING, 0: Direction.NO_SIGNIFICANT_CHANGE}
VERDICTS = {Standing.BETTER: Verdict.GETTING_BETTER, Standing.WORSE: Verdict.GETTING_WORSE}
SIDES = {Direction.INCREASING: Standing.HIGHER, Direction.DECREASING: Standing.LOWER}


@dataclass(frozen=True)
class TrendPoint:
    """One figure of a series. None (or nan) is what is not known."""

    period: Period
    value: float | None
    lower: float | None = None
    upper: float | None = None
    count: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Trend:
    """A direction, what it means, and on what it rests. `reason` is given where nothing could be calculated."""

    direction: Direction
    verdict: Verdict = Verdict.PLAIN
    chi_squared: float | None = None
    reason: Reason | None = None
    points_used: tuple[TrendPoint, ...] = ()

    @property
    def words(self):
        """ "Falling: worse", "Rising", "Cannot be calculated: fewer than five yearly figures"."""
        after = REASON_WORDS[self.reason] if self.reason else self.verdict.removeprefix("getting_")
        said = DIRECTION_WORDS[self.direction]
        return said if self.verdict == Verdict.PLAIN and not self.reason else f"{said}: {after}"

    @property
    def label(self):
        """The text of Fingertips' column "Recent Trend"."""
        said = self.direction.replace("_", " ").capitalize()
        return said if self.verdict == Verdict.PLAIN else f"{said} and {self.verdict.replace('_', ' ')}"


class SlopeTests(NamedTuple):
    """For each row: 1 rising, −1 falling, 0 neither beyond chance; and χ², nan where there is no test."""

    signs: np.ndarray
    chi_squared: np.ndarray


def verdict_of(direction, polarity):
    """What a direction means under a polarity."""
    side = SIDES.get(direction)
    return VERDICTS.get(judge(side, polarity), Verdict.PLAIN)


def recent_trend(points: Iterable[TrendPoint], *, polarity, value_type, method=Method.INTERVALS) -> Trend:
    """The trend of a series' newest five figures; points may come in any order, those without a value are passed over.

    `value_type` is a ValueType or its text; any other type has no official test. The interval method needs limits;
    the method for proportions needs counts and denominators. Raises nothing: a refusal is a Trend with a reason.
    """
    newest, reason = _newest_five(points, value_type)
    reason = reason or _unusable(newest, value_type, method)
    if reason:
        return Trend(Direction.CANNOT_BE_CALCULATED, reason=reason)
    if method == Method.PROPORTIONS:
        tests = proportion_tests([[p.count for p in newest]], [[p.denominator for p in newest]])
    else:
        tests = interval_tests([[p.value for p in newest]], [[p.lower for p in newest]], [[p.upper for p in newest]])
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


def interval_tests(values, lower, upper) -> SlopeTests:
    """Slopes weighted by the intervals, for many series at once: arrays of shape (series, years), oldest year first.

    wᵢ = 1 / ((Uᵢ − Lᵢ) / 3.92)², x = 1 … 5, b the slope of the weighted regression, SE = √(Σw / (Σw·Σwx² − (Σwx)²)),
    χ² = (b / SE)². A slope counts when χ² is above 9.5495 and keeps its sign whichever one year is left out.
    A row with a missing number or an interval without width has χ² nan and sign 0.
    """
    values, lower, upper = (np.asarray(numbers, dtype=float) for numbers in (values, lower, upper))
    width = upper - lower
    usable = ~np.isnan(values + width).any(axis=1) & (width > 0).all(axis=1)
    weights = np.where(usable[:, None], (STANDARD_ERRORS_WIDE / np.where(width > 0, width, 1)) ** 2, 1.0)
    slopes = _slopes(np.where(usable[:, None], values, 0.0), weights)
    total, spread = _spread(weights)
    chi_squared = np.where(usable, slopes[0] ** 2 * spread / total, np.nan)
    return SlopeTests(_signs(slopes, chi_squared), chi_squared)


def proportion_tests(counts, denominators) -> SlopeTests:
    """Cochran and Armitage's test for a trend in proportions, for many series at once: arrays (series, years).

    χ² = N(N·Σcx − C·Σnx)² / (C(N − C)(N·Σnx² − (Σnx)²)) with C = Σc, N = Σn. It counts when χ² is above 9.5495 and
    the slope of the log odds keeps its sign whichever one year is left out; a year without events counts as half an
    event there, having no log odds. Source: Armitage 1955. A row with a missing number, or a count that is not
    between zero and below its denominator, has χ² nan and sign 0.
    """
    c, n = (np.asarray(numbers, dtype=float) for numbers in (counts, denominators))
    usable = ((c >= 0) & (c < n)).all(axis=1) & (c.sum(axis=1) > 0)
    c, n = np.where(usable[:, None], c, 1.0), np.where(usable[:, None], n, 2.0)
    x = np.arange(1, c.shape[1] + 1)
    events, people = c.sum(axis=1), n.sum(axis=1)
    numerator = people * (people * (c * x).sum(axis=1) - events * (n * x).sum(axis=1)) ** 2
    _, spread = _spread(n)
    chi_squared = np.where(usable, numerator / (events * (people - events) * spread), np.nan)
    odds = np.where(c == 0, 0.5, c) / (n - c)
    return SlopeTests(_signs(_slopes(np.log(odds), np.ones_like(odds)), chi_squared), chi_squared)


def _newest_five(points, value_type):
    """The figures that are tested, oldest first, or the reason why there are none."""
    if value_type not in tuple(ValueType):
        return (), Reason.VALUE_TYPE
    known = sorted((p for p in points if not _missing(p.value) and p.period.is_bounded), key=lambda p: p.period)
    newest = tuple(known[-POINTS:])
    if any(p.period.months != 12 for p in newest):
        return (), Reason.NOT_YEARLY
    steps = list(pairwise(newest))
    if any(earlier.period.overlaps(later.period) for earlier, later in steps):
        return (), Reason.OVERLAPPING
    if len(newest) < POINTS:
        return (), Reason.FEWER_THAN_FIVE
    if any(later.period.previous() != earlier.period for earlier, later in steps):
        return (), Reason.GAPS
    return newest, None


def _unusable(points, value_type, method):
    if any(not _missing(p.count) and p.count == p.denominator for p in points):
        return Reason.COUNT_EQUALS_DENOMINATOR
    if method == Method.PROPORTIONS:
        if value_type != ValueType.PROPORTION:
            return Reason.VALUE_TYPE
        counted = all(not _missing(p.count) and not _missing(p.denominator) and p.denominator > 0 for p in points)
        return None if counted else Reason.NO_COUNTS
    # An interval rounded away to nothing would weigh without end.
    has_width = all(not _missing(p.lower) and not _missing(p.upper) and p.upper > p.lower for p in points)
    return None if has_width else Reason.NO_INTERVALS


def _slopes(values, weights):
    """Weighted regression slopes, shape (1 + years, series): of all years, then with each one left out."""
    years = values.shape[1]
    kept = np.vstack([np.ones(years), 1 - np.eye(years)])
    w = kept[:, None, :] * weights
    x = np.arange(1, years + 1)
    total, spread = _spread(w)
    return (total * (w * x * values).sum(axis=-1) - (w * x).sum(axis=-1) * (w * values).sum(axis=-1)) / spread


def _spread(weights):
    x = np.arange(1, weights.shape[-1] + 1)
    total = weights.sum(axis=-1)
    return total, total * (weights * x**2).sum(axis=-1) - (weights * x).sum(axis=-1) ** 2


def _signs(slopes, chi_squared):
    signs = np.sign(slopes)
    steady = (signs == signs[0]).all(axis=0)
    return np.where(steady & (chi_squared > SIGNIFICANT_CHI_SQUARED), signs[0], 0).astype(np.int8)


def _missing(number):
    return number is None or number != number  # only nan differs from itself
