"""Two groups set against each other: the difference and the ratio of two proportions, and of two rates.

The first group less, or by, the second. Every function takes numbers or arrays, as those of
indicators.statistics.intervals do, and gives an Estimate. A missing number gives nan. Errors are those of
indicators.statistics.inputs; a ratio to a group without events has no value and is nan, with nan limits.
"""

import numpy as np
from scipy import special

from indicators.statistics.inputs import (
    CountAboveDenominator,
    CountNotPossible,
    counts,
    normal_quantile,
    plain,
    refuse,
)
from indicators.statistics.intervals import Estimate, proportion, rate

LEAST_IN_A_RATIO = 0.05


def proportion_difference(count, denominator, other_count, other_denominator, *, confidence=0.95, multiplier=1):
    """p₁ − p₂ with Newcombe's limits from the two Wilson intervals (l, u); 100 as the multiplier: percentage points.

    Lower d − √((p₁ − l₁)² + (u₂ − p₂)²), upper d + √((u₁ − p₁)² + (p₂ − l₂)²). They serve for no events and for all
    too. Source: Newcombe, Statistics in Medicine 1998, 17: 873-890, method 10.
    """
    return _difference(
        proportion(count, denominator, confidence=confidence, multiplier=multiplier),
        proportion(other_count, other_denominator, confidence=confidence, multiplier=multiplier),
    )


def rate_difference(count, denominator, other_count, other_denominator, *, confidence=0.95, multiplier=100_000):
    """The difference of two rates, its limits from those of each rate: Byar's, exact below ten events.

    The formula is that of proportion_difference(). Source: Zou and Donner, Statistics in Medicine 2008, 27: 1693-1702
    (the method of variance estimates recovery).
    """
    return _difference(
        rate(count, denominator, confidence=confidence, multiplier=multiplier),
        rate(other_count, other_denominator, confidence=confidence, multiplier=multiplier),
    )


def proportion_ratio(count, denominator, other_count, other_denominator, *, confidence=0.95):
    """p₁ / p₂ with limits on the log scale: exp(ln(p₁/p₂) ± z·√(1/x₁ − 1/n₁ + 1/x₂ − 1/n₂)).

    Source: Katz, Baptista, Azen and Pike, Biometrics 1978, 34: 469-474. Its edges: with no events in the first group
    the ratio and its lower limit are 0, and the upper limit adds half an event and half a person to each group (Walter,
    Biometrika 1975, 62: 371-374). Where everyone in both groups has the property the formula has no width and the
    limits are nan.
    """
    z = normal_quantile(confidence)
    x, n, other_x, other_n = _both(count, denominator, other_count, other_denominator)
    refuse(x > n, CountAboveDenominator, "a count is above its denominator")
    refuse(other_x > other_n, CountAboveDenominator, "a count of the second group is above its denominator")
    none = x == 0
    half = np.where(none, 0.5, 0.0)
    known = np.where(other_x == 0, np.nan, other_x)
    p, other_p = (x + half) / (n + half), (known + half) / (other_n + half)
    variance = 1 / (x + half) - 1 / (n + half) + 1 / (known + half) - 1 / (other_n + half)
    reach = z * np.sqrt(np.where(variance > 0, variance, np.nan))
    value = x / n / (known / other_n)
    lower, upper = p / other_p * np.exp(-reach), p / other_p * np.exp(reach)
    lower = np.where(none, np.where(np.isnan(value), np.nan, 0.0), lower)
    return Estimate(plain(value), plain(lower), plain(upper))


def rate_ratio(count, denominator, other_count, other_denominator, *, confidence=0.95):
    """The ratio of two rates with exact limits: given all events, those of the first group are binomial.

    π is the first group's share of the events, with Clopper and Pearson's limits; the ratio is π/(1 − π)·n₂/n₁. With
    no events in the first group the ratio and its lower limit are 0. Source: Przyborowski and Wilenski, Biometrika
    1940, 31: 313-323; Breslow and Day 1987, chapter 3.
    """
    normal_quantile(confidence)
    x, n, other_x, other_n = _both(count, denominator, other_count, other_denominator)
    known = np.where(other_x == 0, np.nan, other_x)
    tail = (1 - confidence) / 2
    share = special.betaincinv(np.where(x == 0, 1.0, x), known + 1, tail)
    # The other group's share at the upper limit: 1 − π would lose its digits where π is close to 1.
    rest = special.betaincinv(known, x + 1, tail)
    scale = other_n / n
    value = x / known * scale
    lower = np.where(x == 0, 0.0 * value, share / (1 - share) * scale)
    return Estimate(plain(value), plain(lower), plain((1 - rest) / rest * scale))


def _difference(first, second):
    """From the distances between the two values and their own limits."""
    value = first.value - second.value
    lower = value - np.hypot(first.value - first.lower, second.upper - second.value)
    upper = value + np.hypot(first.upper - first.value, second.value - second.lower)
    return Estimate(plain(value), plain(lower), plain(upper))


def _both(count, denominator, other_count, other_denominator):
    """Counts and denominators of both groups; a trace of an event is refused, for its ratio has limits without end."""
    both = np.broadcast_arrays(*counts(count, denominator), *counts(other_count, other_denominator))
    for x in (both[0], both[2]):
        refuse((x > 0) & (x < LEAST_IN_A_RATIO), CountNotPossible, f"a count is not 0 and below {LEAST_IN_A_RATIO:g}")
    return both
