"""Inequality between groups ordered by deprivation: the gap between the ends, and the slope over all of them.

Groups lie along the last axis, the most deprived first (tenths or fifths of the population, as a rule); one list, or
an array (areas, groups). One list gives Python floats, many give arrays. A missing number makes the results nan.

Source of the slope and relative index: Low and Low, Journal of Public Health 2004, 26: 390-395; PHE's method (phe_sii).
Limits: PHE draws each group's figure again and again from its error and takes the percentiles of the index. What those
drawings approach is worked out here instead, so that a figure never changes between two looks at it.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from scipy import special

from indicators.statistics.differences import rate_difference, rate_ratio
from indicators.statistics.inputs import (
    MultiplierNotPossible,
    TooFewValues,
    ValueNotPossible,
    normal_quantile,
    number,
    people,
    plain,
    refuse,
    side_by_side,
)
from indicators.statistics.intervals import Estimate

FEWEST_GROUPS = 5
# Beyond this error on the log or logit scale (a rate of six events) four moments do not tell the quantiles.
WIDEST_ERROR = 0.4
# Nodes and weights of Gauss and Hermite's quadrature: expectations over a normal error.
NODES, WEIGHTS = np.polynomial.hermite_e.hermegauss(24)
WEIGHTS = WEIGHTS / WEIGHTS.sum()


class Scale(StrEnum):
    """On which scale the error of a figure is taken to be normal."""

    PLAIN = "plain"
    LOG = "log"
    LOGIT = "logit"


TO_SCALE = {Scale.PLAIN: np.positive, Scale.LOG: np.log, Scale.LOGIT: special.logit}
FROM_SCALE = {Scale.PLAIN: np.positive, Scale.LOG: np.exp, Scale.LOGIT: special.expit}


class Gap(NamedTuple):
    """The most deprived group's rate less the least deprived group's, and divided by it."""

    difference: Estimate
    ratio: Estimate


class SlopeIndex(NamedTuple):
    """The slope index, the relative index, and the fitted figure of the most deprived end."""

    slope: Estimate
    relative: Estimate
    intercept: float | np.ndarray


def gap(counts, populations, *, multiplier=100_000, confidence=0.95):
    """The rate difference and the rate ratio between the most and the least deprived group.

    Errors as for indicators.statistics.differences; BandsDiffer where counts and populations differ in groups.
    """
    counts, populations = side_by_side(number(counts), number(populations))
    if counts.shape[-1] < 2:
        raise TooFewValues("a gap needs two groups")
    ends = (counts[..., 0], populations[..., 0], counts[..., -1], populations[..., -1])
    return Gap(
        rate_difference(*ends, confidence=confidence, multiplier=multiplier), rate_ratio(*ends, confidence=confidence)
    )


def standard_errors(lower, upper, *, scale=Scale.PLAIN, confidence=0.95):
    """Errors of figures from their published limits: (U − L) / 2z on the scale."""
    limits = [_scaled(number(limit), scale) for limit in (lower, upper)]
    return plain((limits[1] - limits[0]) / (2 * normal_quantile(confidence)))


def slope_index(values, populations, errors, *, scale=Scale.PLAIN, transform=False, multiplier=1, confidence=0.95):
    """The slope index of inequality (least deprived end less most deprived end) and the relative index (by it).

    A regression of the values on the mid-ranks of their groups in the population (half of the first group's share, the
    first group's share and half of the second's …), weighted by population, gives a at the most and a + b at the least
    deprived end: slope b, relative (a + b) / a. `errors` are the values' standard errors, normal on `scale`: plain
    for life expectancy, log for rates, logit for proportions. With `transform` the regression is on that scale and its
    two ends are brought back. `multiplier` scales the slope; a negative one turns both indices round, for figures where
    high is good. The intercept stays as it is.

    Limits are quantiles of the indices' distribution under those errors. They are exact for errors on the plain scale,
    and with `transform`, where the slope on the scale is normal; for others they come from the exact first four
    moments by Cornish and Fisher's expansion, and are nan where an error is above WIDEST_ERROR. The relative index is
    nan where an end is not above zero, its limits where an end may not be.

    Raises TooFewValues (under five groups), BandsDiffer, DenominatorNotPossible, ValueNotPossible (a rate of 0 has no
    logarithm; an error below zero), MultiplierNotPossible, ConfidenceNotPossible.
    """
    if multiplier == 0 or not np.isfinite(multiplier):
        raise MultiplierNotPossible(f"{multiplier} is no multiplier of a slope")
    z = normal_quantile(confidence)
    y, n, se = side_by_side(number(values), people(populations), number(errors))
    if y.shape[-1] < FEWEST_GROUPS:
        raise TooFewValues(f"{y.shape[-1]} groups are too few for a slope; it needs {FEWEST_GROUPS}")
    refuse((se < 0) | np.isinf(se), ValueNotPossible, "a standard error is below zero or without end")
    weights = _weights_of_ends(n)
    link = _scaled(y, scale)
    # On the plain scale the two regressions are the same one.
    if transform and scale != Scale.PLAIN:
        ends = FROM_SCALE[scale](_at_ends(weights, link))
        slope_limits, relative_limits = _limits_on_scale(weights, link, se, scale, z)
    else:
        ends = _at_ends(weights, y)
        slope_limits, relative_limits = _limits_of_sums(weights, link, se, scale, z)
    start, end = ends
    above_zero = (start > 0) & (end > 0)
    relative = np.where(above_zero, end, np.nan) / np.where(above_zero, start, 1)
    relative_limits = np.where(above_zero, relative_limits, np.nan)
    slope = [one * multiplier for one in (end - start, *slope_limits)]
    relative = [relative, *relative_limits]
    if multiplier < 0:
        slope = [slope[0], slope[2], slope[1]]
        relative = [1 / relative[0], 1 / relative[2], 1 / relative[1]]
    return SlopeIndex(Estimate(*map(plain, slope)), Estimate(*map(plain, relative)), plain(start))


def _scaled(y, scale):
    at_home = {Scale.PLAIN: np.isfinite(y), Scale.LOG: (y > 0) & np.isfinite(y), Scale.LOGIT: (y > 0) & (y < 1)}
    refuse(~at_home[scale] & ~np.isnan(y), ValueNotPossible, f"a value has no place on the {scale.value} scale")
    return TO_SCALE[scale](y)


def _weights_of_ends(n):
    """What each group's figure adds to the fitted figure at the most and at the least deprived end: (2, …, groups)."""
    share = n / n.sum(axis=-1, keepdims=True)
    from_middle = np.cumsum(share, axis=-1) - share / 2 - 0.5
    slope = share * from_middle / (share * from_middle**2).sum(axis=-1, keepdims=True)
    return np.stack([share - slope / 2, share + slope / 2])


def _at_ends(weights, y):
    return (weights * y).sum(axis=-1)


def _limits_of_sums(weights, link, se, scale, z):
    """Limits of both indices where each end is a weighted sum of the groups' own figures."""
    if scale != Scale.PLAIN:
        se = np.where(se > WIDEST_ERROR, np.nan, se)
    drawn = FROM_SCALE[scale](link[..., None] + se[..., None] * NODES)
    cumulants = _cumulants(drawn, WEIGHTS)

    def quantile(weights_, deviation):
        return _quantile([(weights_**power * one).sum(axis=-1) for power, one in enumerate(cumulants, 1)], deviation)

    slope = weights[1] - weights[0]
    # end / start is below r where end − r·start is below 0; with r = t/(1 − t) all ratios lie between t = 0 and 1.
    ratios = [_root(lambda t, side=side: quantile((1 - t) * weights[1] - t * weights[0], side)) for side in (-z, z)]
    return [quantile(slope, -z), quantile(slope, z)], ratios


def _root(falling):
    """r = t/(1 − t) where a function that falls in t, for each area, is nought; nan where it never is."""
    everywhere = falling(np.float64(0.0))
    low, high = np.zeros_like(everywhere), np.ones_like(everywhere)
    within = (everywhere > 0) & (falling(np.float64(1.0)) < 0)
    for _ in range(60):
        middle = (low + high) / 2
        above = falling(middle[..., None]) > 0
        low, high = np.where(above, middle, low), np.where(above, high, middle)
    return np.where(within, low / np.where(within, 1 - low, 1.0), np.nan)


def _limits_on_scale(weights, link, se, scale, z):
    """Limits of both indices where the ends are brought back from a regression on the scale.

    As PHE's method has it, the line turns about the mean: only its slope is uncertain, not its height.
    """
    slope = weights[1] - weights[0]
    reach = z * np.sqrt((slope**2 * se**2).sum(axis=-1))
    mean, turn = _at_ends(weights, link).mean(axis=0), _at_ends(slope, link) / 2
    lines = [[FROM_SCALE[scale](mean + side * (turn + far / 2)) for side in (-1, 1)] for far in (-reach, reach)]
    return [end - start for start, end in lines], [end / start for start, end in lines]


def _cumulants(outcomes, chances):
    """The first four cumulants of outcomes (last axis) that have these chances."""
    mean = (outcomes * chances).sum(axis=-1)
    from_mean = outcomes - mean[..., None]
    second, third, fourth = ((from_mean**power * chances).sum(axis=-1) for power in (2, 3, 4))
    return mean, second, third, fourth - 3 * second**2


def _quantile(cumulants, z):
    """The quantile of a distribution with these cumulants (Cornish and Fisher 1937); exact for a normal one."""
    mean, variance, third, fourth = cumulants
    spread = np.sqrt(np.where(variance > 0, variance, 1.0))
    skew, excess = third / spread**3, fourth / spread**4
    reach = z + skew * (z**2 - 1) / 6 + excess * (z**3 - 3 * z) / 24 - skew**2 * (2 * z**3 - 5 * z) / 36
    return mean + np.where(variance > 0, reach, np.where(np.isnan(variance), np.nan, 0.0)) * spread
