"""A funnel plot as numbers: the curves of the limits, and where each area stands among them.

A value type has a funnel if it counts events over a denominator:

proportion                     value and denominator
crude_rate                     value and denominator (people, or people times years)
directly_standardised_rate     value and count: the denominator is derived from them, and ten events are needed
ratio                          value and expected events (observed over expected, 1 or 100 being "as expected")

Any other type (a mean, a count, a rate of a kind not stated) is refused with ValueTypeWithoutLimits: nothing says how
much of it is chance. A rate over several years has its limits at the people of all those years.
"""

from enum import StrEnum
from math import ceil, floor
from typing import NamedTuple

import numpy as np

from indicators.statistics.benchmarks import chance_of, check_scale
from indicators.statistics.comparison import Standing, judge
from indicators.statistics.funnel_limits import FEWEST_STANDARDISED_EVENTS, derived_denominators, funnel_limits
from indicators.statistics.inputs import check_multiplier, number, people
from indicators.statistics.pooling import NothingKnown, pooled

STEPS = 100
STANDARDISED = "directly_standardised_rate"


class Place(StrEnum):
    """Where an area stands in a funnel."""

    BELOW_99_8 = "below_99_8"
    BELOW_95 = "below_95"
    WITHIN = "within"
    ABOVE_95 = "above_95"
    ABOVE_99_8 = "above_99_8"
    NOT_PLACED = "not_placed"


# significance() answers with places in this list.
PLACES = tuple(Place)
SIDES = {
    Place.BELOW_99_8: Standing.LOWER,
    Place.BELOW_95: Standing.LOWER,
    Place.WITHIN: Standing.SIMILAR,
    Place.ABOVE_95: Standing.HIGHER,
    Place.ABOVE_99_8: Standing.HIGHER,
    Place.NOT_PLACED: Standing.NOT_COMPARED,
}


class CountsNeeded(ValueError):
    """A directly standardised rate has its place in a funnel by its count of events."""


class DenominatorsNeeded(ValueError):
    """A funnel needs to know how large the areas are."""


class Curves(NamedTuple):
    """The limits at a run of denominators, smallest first."""

    denominators: np.ndarray
    lower_95: np.ndarray
    upper_95: np.ndarray
    lower_99_8: np.ndarray
    upper_99_8: np.ndarray


class Points(NamedTuple):
    """The areas in the order given: where to draw them (nan: not at all), and their places in PLACES."""

    denominators: np.ndarray
    values: np.ndarray
    codes: np.ndarray


class Funnel(NamedTuple):
    baseline: float
    curves: Curves
    points: Points


def funnel(values, denominators=None, *, value_type, multiplier, baseline=None, counts=None):
    """The curves and points of a funnel plot of areas, two flat sequences side by side.

    `baseline` is the benchmark's value; without one it is that of all areas together (for a ratio: as many as
    expected). `counts` are used for directly standardised rates alone, and needed there. An area with something
    missing (None or nan) is not placed; with nothing to place there is no funnel. Raises ValueTypeWithoutLimits,
    NothingKnown, CountsNeeded, DenominatorsNeeded, ValueNotPossible, DenominatorNotPossible, CountNotPossible,
    MultiplierNotPossible.
    """
    chance = chance_of(value_type)
    check_multiplier(multiplier)
    values, n = np.broadcast_arrays(*_sized(values, denominators, value_type, multiplier, counts))
    check_scale(values, chance=chance, multiplier=multiplier, what="a value")
    if baseline is None:
        baseline = _own_baseline(values, n, value_type, multiplier)
    codes = significance(values, n, value_type=value_type, baseline=baseline, multiplier=multiplier)
    placed = codes != _code(Place.NOT_PLACED)
    if not placed.any():
        raise NothingKnown(f"none of {placed.size} areas has all that a funnel needs")
    run = whole_steps(*axis(n[placed]))
    at_95, at_99_8 = (
        funnel_limits(run, value_type=value_type, baseline=baseline, multiplier=multiplier, confidence=confidence)
        for confidence in (0.95, 0.998)
    )
    points = Points(np.where(placed, n, np.nan), np.where(placed, values, np.nan), codes)
    return Funnel(float(baseline), Curves(run, *at_95, *at_99_8), points)


def significance(values, denominators, *, value_type, baseline, multiplier):
    """Where each value stands among the limits at its own denominator, ends included: places in PLACES (int8).

    Not placed: a missing number, and a directly standardised rate of fewer than ten events (its denominators are
    derived ones, so that value times denominator is the count). Raises the errors of funnel() but NothingKnown.
    """
    check_multiplier(multiplier)
    values, n = np.broadcast_arrays(number(values), people(denominators))
    check_scale(values, chance=chance_of(value_type), multiplier=multiplier, what="a value")
    codes = np.full(values.shape, _code(Place.WITHIN), dtype=np.int8)
    # The wider limits last: they name what is outside of both.
    for confidence, below, above in (
        (0.95, Place.BELOW_95, Place.ABOVE_95),
        (0.998, Place.BELOW_99_8, Place.ABOVE_99_8),
    ):
        lower, upper = funnel_limits(
            n, value_type=value_type, baseline=baseline, multiplier=multiplier, confidence=confidence
        )
        codes[values < lower] = _code(below)
        codes[values > upper] = _code(above)
    missing = np.isnan(values + n + number(baseline))
    if value_type == STANDARDISED:
        # A count of ten must not fall out for the last digit of its rate.
        missing |= np.round(values * n / multiplier, 6) < FEWEST_STANDARDISED_EVENTS
    codes[missing] = _code(Place.NOT_PLACED)
    return codes


def places(codes):
    """The Places that significance() answered, as a flat list."""
    return [PLACES[code] for code in np.ravel(codes)]


def standing_of(place, polarity):
    """What a place in the funnel means under a polarity; how far out it is, is said by the place alone."""
    return judge(SIDES[place], polarity)


def axis(denominators):
    """Where the axis of a funnel begins and ends: 0, or below the smallest where all areas are of a size.

    5% of room on either side, and round ends: downwards to one figure, upwards to two. As PHE's funnels do.
    """
    known = number(denominators)
    known = known[~np.isnan(known)]
    if not known.size:
        raise NothingKnown("no denominator is known")
    least, most = float(known.min()), float(known.max())
    start = 0 if most > 2 * least else _rounded(floor, least * 0.95, figures=1)
    return start, _rounded(ceil, most * 1.05, figures=2)


def whole_steps(start, end, steps=STEPS):
    """Up to `steps` whole numbers from the start (1 at least) to the end, as even as can be in proportion.

    Each step is the ratio that would reach the end in those that are left, and at least 1; what would lie beyond the
    end is left out. The steps of PHE's funnels.
    """
    run = [max(1, floor(start))]
    for left in range(steps - 1, 0, -1):
        step = max(round((end / run[-1]) ** (1 / left) * run[-1]), run[-1] + 1)
        if step > end:
            break
        run.append(step)
    return np.array(run, dtype=float)


def _sized(values, denominators, value_type, multiplier, counts):
    """Values and the denominators at which they are drawn."""
    if value_type == STANDARDISED:
        if counts is None:
            raise CountsNeeded("directly standardised rates need their counts")
        return number(values), number(derived_denominators(counts, values, multiplier=multiplier))
    if denominators is None:
        raise DenominatorsNeeded("a funnel needs the denominators of its values")
    return number(values), people(denominators)


def _own_baseline(values, n, value_type, multiplier):
    if value_type == "ratio":
        return float(multiplier)
    return pooled(values * n / multiplier, n, multiplier=multiplier).value


def _rounded(towards, amount, *, figures):
    unit = 10.0 ** (len(str(towards(amount))) - figures)
    return towards(amount / unit) * unit


def _code(place):
    return PLACES.index(place)
