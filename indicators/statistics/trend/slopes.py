"""The tests of a slope over many series at once: arrays of shape (series, years), oldest year first."""

from typing import NamedTuple

import numpy as np

from indicators.statistics.trend.terms import POINTS, TOO_FEW, Method, Reason

# The 99.8% quantile of χ² with one degree of freedom.
SIGNIFICANT_CHI_SQUARED = 9.54953570608324
# A 95% interval is this many standard errors wide.
STANDARD_ERRORS_WIDE = 3.92

# recent_trends() answers with places in this list; the first is "no reason": the series was tested.
REASONS = (None, *Reason)


class SlopeTests(NamedTuple):
    """For each row: 1 rising, −1 falling, 0 neither beyond chance; and χ², nan where there is no test."""

    signs: np.ndarray
    chi_squared: np.ndarray


class RecentTrends(NamedTuple):
    """SlopeTests with, for each row, how many years were tested and why none were (a place in REASONS)."""

    signs: np.ndarray
    chi_squared: np.ndarray
    reasons: np.ndarray
    years: np.ndarray


class YearsNotPossible(ValueError):
    """The arrays are not of shape (series, years) with at most five years."""


def recent_trends(
    values, lower, upper, counts=None, denominators=None, *, method=Method.INTERVALS, minimum_points=POINTS
) -> RecentTrends:
    """The recent trends of many series: arrays of shape (series, 5), five consecutive years, oldest first.

    nan (or None) is what is not known. Years without a value at either end make a series shorter, which is tested
    from `minimum_points` years on (5, 4 or 3); a year without a value in between is a gap and refused, because the
    years must be evenly spaced. Signs are int8: 1, −1, 0. Rows that are not tested have the sign 0, χ² nan, and
    in `reasons` an int8 place in REASONS; of several reasons the first in the order of this function. Counts and
    denominators may be left out: the interval method uses them only to refuse a year in which they are equal.
    Formulas: interval_tests(), proportion_tests(). Raises YearsNotPossible.
    """
    values, lower, upper, c, n = _of_one_shape(values, lower, upper, counts, denominators)
    known = ~np.isnan(values)
    refusals = [
        (TOO_FEW[minimum_points], known.sum(axis=1) < minimum_points),
        (Reason.GAPS, _has_gap(known)),
        (Reason.NOT_FINITE, np.isinf(values).any(axis=1)),
        (Reason.COUNT_EQUALS_DENOMINATOR, (known & (c == n)).any(axis=1)),
    ]
    if method == Method.PROPORTIONS:
        tests = _proportion_tests(c, n, known)
        refusals += [
            (Reason.NO_COUNTS, (known & ~(np.isfinite(c + n) & (n > 0))).any(axis=1)),
            (Reason.COUNT_NOT_POSSIBLE, (known & ((c < 0) | (c > n))).any(axis=1)),
            (Reason.NO_EVENTS, np.where(known, c, 0).sum(axis=1) == 0),
        ]
    else:
        # An interval rounded away to nothing would weigh without end.
        tests = _interval_tests(values, lower, upper, known)
        refusals += [(Reason.NO_INTERVALS, (known & ~_has_width(lower, upper)).any(axis=1))]
    refusals += [(Reason.NOT_FINITE, np.isnan(tests.chi_squared))]
    reasons = np.select([rows for _, rows in refusals], [REASONS.index(reason) for reason, _ in refusals], 0)
    tested = reasons == 0
    return RecentTrends(
        np.where(tested, tests.signs, 0).astype(np.int8),
        np.where(tested, tests.chi_squared, np.nan),
        reasons.astype(np.int8),
        np.where(tested, known.sum(axis=1), 0).astype(np.int8),
    )


def interval_tests(values, lower, upper) -> SlopeTests:
    """Slopes weighted by the intervals, for many series at once: arrays of shape (series, years), oldest year first.

    wᵢ = 1 / ((Uᵢ − Lᵢ) / 3.92)², x = 1 … 5, b the slope of the weighted regression, SE = √(Σw / (Σw·Σwx² − (Σwx)²)),
    χ² = (b / SE)². A slope counts when χ² is above 9.5495 and keeps its sign whichever one year is left out.
    A row with a missing number, a number without end or an interval without width has χ² nan and sign 0.
    """
    values, lower, upper = (np.asarray(numbers, dtype=float) for numbers in (values, lower, upper))
    return _interval_tests(values, lower, upper, np.ones(values.shape, dtype=bool))


def proportion_tests(counts, denominators) -> SlopeTests:
    """Cochran and Armitage's test for a trend in proportions, for many series at once: arrays (series, years).

    χ² = N(N·Σcx − C·Σnx)² / (C(N − C)(N·Σnx² − (Σnx)²)) with C = Σc, N = Σn. It counts when χ² is above 9.5495 and
    the slope of the log odds keeps its sign whichever one year is left out; a year without events counts as half an
    event there, having no log odds. Source: Armitage 1955. A row with a missing number, or a count that is not
    between zero and below its denominator, has χ² nan and sign 0.
    """
    c, n = (np.asarray(numbers, dtype=float) for numbers in (counts, denominators))
    return _proportion_tests(c, n, np.ones(c.shape, dtype=bool))


def _interval_tests(values, lower, upper, known):
    """Years that are not known weigh nothing, so that the rest of the row is tested without them."""
    with np.errstate(all="ignore"):  # what overflows is caught below, as a χ² that is no number
        width = upper - lower
        sound = (~known | (np.isfinite(values) & _has_width(lower, upper))).all(axis=1)
        tested = known & sound[:, None]
        weights = np.where(tested, (STANDARD_ERRORS_WIDE / np.where(tested, width, 1)) ** 2, 0.0)
        slopes = _slopes(np.where(tested, values, 0.0), weights)
        chi_squared = slopes[0] ** 2 * _spread(weights)
    chi_squared = np.where(sound & np.isfinite(chi_squared), chi_squared, np.nan)
    return SlopeTests(_signs(slopes, chi_squared), chi_squared)


def _proportion_tests(c, n, known):
    with np.errstate(all="ignore"):
        sound = (~known | ((c >= 0) & (c < n) & np.isfinite(n))).all(axis=1) & (np.where(known, c, 0).sum(axis=1) > 0)
        tested = known & sound[:, None]
        c, n = np.where(tested, c, 0.0), np.where(tested, n, 0.0)
        x = np.arange(1, c.shape[1] + 1)
        events, people = c.sum(axis=1), n.sum(axis=1)
        numerator = (people * (c * x).sum(axis=1) - events * (n * x).sum(axis=1)) ** 2
        chi_squared = numerator / (events * (people - events) * _spread(n))
        odds = np.where(tested, np.where(c == 0, 0.5, c) / (n - c), 1.0)
        slopes = _slopes(np.log(odds), tested.astype(float))
    chi_squared = np.where(sound & np.isfinite(chi_squared), chi_squared, np.nan)
    return SlopeTests(_signs(slopes, chi_squared), chi_squared)


def _slopes(values, weights):
    """Weighted regression slopes, shape (1 + years, series): of all years, then with each one left out."""
    years = values.shape[1]
    kept = np.vstack([np.ones(years), 1 - np.eye(years)])
    w = kept[:, None, :] * weights
    x = np.arange(1, years + 1)
    total = w.sum(axis=-1, keepdims=True)
    # About the weighted means: the difference of two large sums would lose the digits that matter.
    from_x = x - (w * x).sum(axis=-1, keepdims=True) / total
    from_y = values - (w * values).sum(axis=-1, keepdims=True) / total
    return (w * from_x * from_y).sum(axis=-1) / (w * from_x**2).sum(axis=-1)


def _spread(weights):
    """Σw(x − x̄)² of each row, which is (Σw·Σwx² − (Σwx)²) / Σw."""
    x = np.arange(1, weights.shape[-1] + 1)
    centre = (weights * x).sum(axis=-1, keepdims=True) / weights.sum(axis=-1, keepdims=True)
    return (weights * (x - centre) ** 2).sum(axis=-1)


def _signs(slopes, chi_squared):
    # A slope of a few parts in 10¹⁶ of nothing is nothing; nan compares as false and stays 0.
    signs = np.nan_to_num(np.sign(slopes))
    steady = (signs == signs[0]).all(axis=0)
    return np.where(steady & (chi_squared > SIGNIFICANT_CHI_SQUARED), signs[0], 0).astype(np.int8)


def _has_width(lower, upper):
    with np.errstate(invalid="ignore"):
        return np.isfinite(lower) & np.isfinite(upper) & (upper > lower)


def _has_gap(known):
    """Whether a year without a value lies between two with one."""
    seen_before = np.logical_or.accumulate(known, axis=1)
    seen_after = np.logical_or.accumulate(known[:, ::-1], axis=1)[:, ::-1]
    return (seen_before & seen_after & ~known).any(axis=1)


def _of_one_shape(values, *others):
    values = np.asarray(values, dtype=float)
    if values.ndim != 2 or values.shape[1] > POINTS:
        raise YearsNotPossible(f"give arrays of shape (series, years) with at most {POINTS} years, not {values.shape}")
    others = [np.full(values.shape, np.nan) if other is None else np.asarray(other, dtype=float) for other in others]
    if any(other.shape != values.shape for other in others):
        raise YearsNotPossible("give arrays of one shape for values, limits, counts and denominators")
    return values, *others
