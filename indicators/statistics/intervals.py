"""Confidence limits as public health uses them: Wilson for proportions, Byar for rates, Student's t for means.

Every function takes one number or an array (arrays are broadcast against each other) and gives Python floats for
numbers and float64 arrays for arrays. A missing input (None or nan) gives nan. `confidence` is a share, 0.95 or 0.998
as a rule, from 0.9 to below 1 (for Wilson to 1), so that "95" is caught. `multiplier` is the "per": 1, 100, 100_000.
The errors are those of indicators.statistics.inputs.

Formulas: OHID, Public health technical guidance, "Rates"; APHO Technical Briefing 3, Commonly used public health
statistics and their confidence intervals (2008).
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from indicators.statistics.inputs import (
    CountAboveDenominator,
    TooFewValues,
    ValueNotPossible,
    check_multiplier,
    counts,
    events,
    normal_quantile,
    number,
    plain,
    refuse,
)

# Fewer events than this, and Byar's approximation is not good enough (OHID technical guidance, "Rates").
EXACT_BELOW = 10


class Limits(NamedTuple):
    """A confidence interval, both ends included."""

    lower: float | np.ndarray
    upper: float | np.ndarray


class Estimate(NamedTuple):
    """A value within its confidence interval."""

    value: float | np.ndarray
    lower: float | np.ndarray
    upper: float | np.ndarray


def wilson(count, denominator, *, confidence=0.95, multiplier=1):
    """Wilson score limits of the proportion count / denominator, times the multiplier.

    (2x + z² ∓ z√(z² + 4x(1 − x/n))) / 2(n + z²)
    Source: Wilson 1927; Newcombe and Altman, in Statistics with Confidence, 2000. Raises CountNotPossible,
    DenominatorNotPossible, CountAboveDenominator, ConfidenceNotPossible, MultiplierNotPossible.
    """
    check_multiplier(multiplier)
    x, n = counts(count, denominator)
    refuse(x > n, CountAboveDenominator, "a count is above its denominator")
    if confidence == 1:
        # The limit of the formula as z grows without end.
        lower, upper = np.where(np.isnan(x + n), np.nan, 0.0), np.where(np.isnan(x + n), np.nan, 1.0)
    else:
        z = normal_quantile(confidence)
        reach = z * np.sqrt(z**2 + 4 * x * (1 - x / n))
        lower = np.maximum((2 * x + z**2 - reach) / (2 * (n + z**2)), 0)
        upper = np.minimum((2 * x + z**2 + reach) / (2 * (n + z**2)), 1)
    return Limits(plain(lower * multiplier), plain(upper * multiplier))


def byars(count, *, confidence=0.95, exact_below=EXACT_BELOW):
    """Limits of a count of events: Byar's approximation, and the exact Poisson limits for few events.

    Byar: x(1 − 1/9x − z/3√x)³ and (x+1)(1 − 1/9(x+1) + z/3√(x+1))³ (Breslow and Day 1987).
    Exact: χ²(α/2; 2x)/2 and χ²(1 − α/2; 2x + 2)/2 (Garwood 1936), where there are fewer than `exact_below` events;
    exact_below=0 asks for Byar's everywhere. The lower limit of no events is 0. Where Byar's lower limit comes out
    below zero it is nan: the approximation has none. Raises CountNotPossible, ConfidenceNotPossible.
    """
    x = events(count)
    z = normal_quantile(confidence)
    # So small a part of an event as not to divide by; its limits are the same.
    some = np.where(x > 0, np.maximum(x, 1e-9), 1.0)
    root = 1 - 1 / (9 * some) - z / (3 * np.sqrt(some))
    lower = np.where(root < 0, np.nan, some * root**3)
    upper = (x + 1) * (1 - 1 / (9 * (x + 1)) + z / (3 * np.sqrt(x + 1))) ** 3
    few = x < exact_below
    tail = (1 - confidence) / 2
    # χ² quantiles with 2x degrees of freedom are twice the gamma quantiles with shape x.
    lower = np.where(few, special.gammaincinv(some, tail), lower)
    upper = np.where(few, special.gammainccinv(x + 1, tail), upper)
    lower = np.where(x == 0, 0.0, np.where(np.isnan(x), np.nan, lower))
    return Limits(plain(lower), plain(upper))


def proportion(count, denominator, *, confidence=0.95, multiplier=1):
    """count / denominator × multiplier with Wilson limits; errors as for wilson()."""
    limits = wilson(count, denominator, confidence=confidence, multiplier=multiplier)
    x, n = counts(count, denominator)
    return Estimate(plain(np.where(np.isnan(x + n), np.nan, x / n * multiplier)), *limits)


def rate(count, denominator, *, multiplier=100_000, confidence=0.95):
    """count / denominator × multiplier with Byar's limits, exact below ten events.

    The count may be above the denominator (admissions, not people). Raises CountNotPossible, DenominatorNotPossible,
    ConfidenceNotPossible, MultiplierNotPossible.
    """
    check_multiplier(multiplier)
    x, n = counts(count, denominator)
    lower, upper = byars(np.where(np.isnan(n), np.nan, x), confidence=confidence)
    per = multiplier / n
    return Estimate(plain(x * per), plain(lower * per), plain(upper * per))


def mean(values, *, confidence=0.95):
    """The mean of one sample with Student's t limits: mean ± t(n − 1) · s/√n; missing values are left out.

    `values` is a flat sequence; three floats come back. Raises TooFewValues, ValueNotPossible, ConfidenceNotPossible.
    """
    sample = number(values)
    refuse(np.isinf(sample), ValueNotPossible, "a value is without end")
    sample = sample[~np.isnan(sample)]
    if sample.size < 2:
        raise TooFewValues(f"a mean of {sample.size} value(s) has no interval")
    normal_quantile(confidence)
    t = special.stdtrit(sample.size - 1, 1 - (1 - confidence) / 2)
    middle = float(sample.mean())
    reach = float(t * sample.std(ddof=1) / np.sqrt(sample.size))
    return Estimate(middle, middle - reach, middle + reach)
