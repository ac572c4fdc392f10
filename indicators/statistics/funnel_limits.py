"""The control limits of a funnel plot: how far from the baseline chance alone may bring an area of each size.

Limits at 95% ("two sigma") and 99.8% ("three sigma"). Each is where an area's own confidence interval would just touch
the baseline: Wilson's interval for proportions, which gives a closed formula, and the exact Poisson interval for
rates and ratios. Every function takes one number or an array and gives floats for numbers, arrays for arrays; a
missing number (None or nan) gives nan. Raises ValueNotPossible for a baseline without a place on its scale,
DenominatorNotPossible, CountNotPossible, MultiplierNotPossible, ConfidenceNotPossible.

Source: OHID, Public health technical guidance, "Funnel plots"; Spiegelhalter, Funnel plots for comparing institutional
performance, Statistics in Medicine 2005. The published figures are those of PHEindicatormethods 2.1.0.
"""

from typing import NamedTuple

import numpy as np
from scipy import special

from indicators.statistics.benchmarks import Chance, chance_of, check_scale, exact_limits
from indicators.statistics.inputs import check_multiplier, counts, events, normal_quantile, number, people, plain
from indicators.statistics.intervals import Limits

# A directly standardised rate of fewer events is not calculated, so that it has no place in a funnel.
FEWEST_STANDARDISED_EVENTS = 10


class EventLimits(NamedTuple):
    """Two curves, each with denominators of its own, point by point for the numbers of events asked for."""

    lower_denominators: float | np.ndarray
    lower: float | np.ndarray
    upper_denominators: float | np.ndarray
    upper: float | np.ndarray


def funnel_limits(denominators, *, value_type, baseline, multiplier, confidence=0.95):
    """The limits that go with a value type; raises ValueTypeWithoutLimits for a type that has no funnel."""
    limits = proportion_limits if chance_of(value_type) == Chance.AMONG_PEOPLE else rate_limits
    return limits(denominators, baseline=baseline, multiplier=multiplier, confidence=confidence)


def proportion_limits(denominators, *, baseline, confidence=0.95, multiplier=100):
    """p ± z√(p(1 − p)/n), from none to all: the proportions whose Wilson interval just touches the baseline p."""
    p, n = _baseline(baseline, multiplier, Chance.AMONG_PEOPLE), people(denominators)
    reach = normal_quantile(confidence) * np.sqrt(p * (1 - p) / n)
    return Limits(plain(np.maximum(p - reach, 0) * multiplier), plain(np.minimum(p + reach, 1) * multiplier))


def rate_limits(denominators, *, baseline, confidence=0.95, multiplier=100_000):
    """x/n × multiplier for the x whose exact Poisson interval just touches the events expected at the baseline.

    Lower: P(X ≤ x | E) = α/2; upper: P(X ≥ x | E) = α/2, with E = baseline / multiplier × n and P continued between
    whole numbers by the gamma function. The lower limit is 0 where even no events would be within chance. For directly
    standardised rates give derived_denominators().
    """
    expected, n = counts(_baseline(baseline, multiplier, Chance.IN_TIME) * people(denominators), denominators)
    normal_quantile(confidence)  # refuses what is no confidence
    tail = (1 - confidence) / 2
    few = np.maximum(_shape(1 - tail, expected) - 1, 0)
    return Limits(plain(few / n * multiplier), plain(_shape(tail, expected) / n * multiplier))


def ratio_limits(expected, *, baseline=None, confidence=0.95, multiplier=100):
    """rate_limits() of observed over expected events, around "as many as expected" unless another baseline is given."""
    around = multiplier if baseline is None else baseline
    return rate_limits(expected, baseline=around, confidence=confidence, multiplier=multiplier)


def limits_by_events(count, *, baseline, multiplier, confidence=0.95):
    """The same curves of rates and ratios drawn from numbers of events, as the published ones are.

    For x events the denominators at which the exact Poisson limits of x, U and L, are the expected events: the point
    x/U × baseline of the lower curve at U / baseline × multiplier, and x/L × baseline of the upper curve at
    L / baseline × multiplier. No events give the lower curve its 0 and the upper curve nan. A baseline of zero leads to
    expect no events anywhere and gives nan.
    """
    x, share = np.broadcast_arrays(events(count), _baseline(baseline, multiplier, Chance.IN_TIME))
    share = np.where(share > 0, share, np.nan)
    least, most = exact_limits(x, confidence=confidence)
    least = np.where(least > 0, least, np.nan)
    return EventLimits(
        lower_denominators=plain(most / share),
        lower=plain(x / most * share * multiplier),
        upper_denominators=plain(least / share),
        upper=plain(x / least * share * multiplier),
    )


def derived_denominators(count, values, *, multiplier, denominators=None):
    """The people that a rate stands for: count / value × multiplier, so that a standardised rate has its own place.

    No events have no such denominator; there the given one serves, and without one it is nan. nan too where there are
    events but the rate is zero, which cannot both be. Raises CountNotPossible, ValueNotPossible,
    DenominatorNotPossible, MultiplierNotPossible.
    """
    check_multiplier(multiplier)
    x, value, n = np.broadcast_arrays(events(count), number(values), people(denominators))
    check_scale(value, chance=Chance.IN_TIME, multiplier=multiplier, what="a rate")
    derived = x * multiplier / np.where(value > 0, value, np.nan)
    return plain(np.where(x == 0, n, derived))


def _baseline(baseline, multiplier, chance):
    """The baseline as a share of one."""
    check_multiplier(multiplier)
    around = number(baseline)
    check_scale(around, chance=chance, multiplier=multiplier, what="a baseline")
    return around / multiplier


def _shape(share, expected):
    """The shape of the gamma distribution of which this share is below `expected`; 0 for nothing expected."""
    return np.where(expected > 0, special.gdtrib(1.0, share, expected), expected)
