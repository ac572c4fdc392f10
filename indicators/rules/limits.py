"""Confidence limits that we work out ourselves where a source prints none: pure, over arrays.

A limit that a source publishes is kept and wins. Ours fill a gap only where they would be the official ones: the
figure is a proportion (Wilson) or a crude rate (Byar, exact below ten events), exact as printed, and its count over
its denominator gives the printed value within its rounding. A figure that a model made has no count of its own.
"""

from dataclasses import dataclass, fields
from typing import NamedTuple

import numpy as np

from indicators.statistics.intervals import rate, wilson

# A number printed with more decimals than this is as good as exact.
MOST_DECIMALS = 6
# So near must our 95% limits come to the published ones before our 99.8% limits stand beside them.
AGREES_WITHIN = 0.01


@dataclass(frozen=True)
class Counted:
    """Figures and what they are counted from: arrays of one length, nan for what is not known."""

    is_proportion: np.ndarray
    is_rate: np.ndarray
    multiplier: np.ndarray
    value: np.ndarray
    count: np.ndarray
    denominator: np.ndarray
    # Exact as printed, and not made by a model.
    is_exact: np.ndarray

    def take(self, places):
        return Counted(**{field.name: getattr(self, field.name)[places] for field in fields(self)})


class Limits(NamedTuple):
    """Both ends, and where they are ours."""

    lower: np.ndarray
    upper: np.ndarray
    is_computed: np.ndarray


def can_be_counted(figures: Counted):
    """Where count / denominator × multiplier is the printed value, so that the two can be worked with."""
    x, n, value = figures.count, figures.denominator, figures.value
    with np.errstate(all="ignore"):
        possible = (x >= 0) & (n > 0) & np.isfinite(n) & (figures.is_rate | (figures.is_proportion & (x <= n)))
        is_same = np.abs(x / n * figures.multiplier - value) <= _rounding(value) + 1e-9 * np.abs(value)
    return possible & is_same & figures.is_exact


def fill_95(figures: Counted, *, lower, upper) -> Limits:
    """The published 95% limits, and ours where there are none."""
    return _fill(figures, lower, upper, np.isnan(lower) | np.isnan(upper), confidence=0.95)


def fill_998(figures: Counted, *, lower, upper, lower_95, upper_95) -> Limits:
    """The published 99.8% limits; ours where there are none and the 95% limits are as we would work them out."""
    gaps = np.flatnonzero(np.isnan(lower) | np.isnan(upper))
    ours = _worked_out(figures.take(gaps), confidence=0.95)
    agrees = _is_near(ours.lower, lower_95[gaps]) & _is_near(ours.upper, upper_95[gaps])
    is_gap = np.zeros(len(lower), dtype=bool)
    is_gap[gaps[agrees]] = True
    return _fill(figures, lower, upper, is_gap, confidence=0.998)


def _fill(figures, lower, upper, is_gap, *, confidence):
    gaps = np.flatnonzero(is_gap)
    is_computed = np.zeros(len(lower), dtype=bool)
    if not gaps.size:
        return Limits(lower, upper, is_computed)
    lower, upper = lower.copy(), upper.copy()
    lower[gaps], upper[gaps], is_computed[gaps] = _worked_out(figures.take(gaps), confidence=confidence)
    return Limits(lower, upper, is_computed)


def _worked_out(figures, *, confidence):
    """Our limits of all that can be counted; nan for the others."""
    lower, upper = np.full(len(figures.value), np.nan), np.full(len(figures.value), np.nan)
    counted = can_be_counted(figures)
    shares, rates = np.flatnonzero(counted & figures.is_proportion), np.flatnonzero(counted & figures.is_rate)
    found = wilson(figures.count[shares], figures.denominator[shares], confidence=confidence)
    lower[shares], upper[shares] = (limit * figures.multiplier[shares] for limit in found)
    found = rate(figures.count[rates], figures.denominator[rates], confidence=confidence, multiplier=1)
    lower[rates], upper[rates] = (limit * figures.multiplier[rates] for limit in (found.lower, found.upper))
    return Limits(lower, upper, ~np.isnan(lower + upper))


def _is_near(ours, published):
    """False wherever one of them is missing."""
    with np.errstate(invalid="ignore"):
        return np.abs(ours - published) <= np.maximum(AGREES_WITHIN * np.abs(published), _rounding(published))


def _rounding(numbers):
    """Half a unit of the last decimal in which each number is written: 0.05 for 10.3, 0.5 for 12."""
    half = np.full(numbers.shape, 0.5 / 10**MOST_DECIMALS)
    for places in range(MOST_DECIMALS - 1, -1, -1):
        half[np.round(numbers, places) == numbers] = 0.5 / 10**places
    return half
