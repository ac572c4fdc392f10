"""How a value stands against a benchmark when its own interval is not asked: would chance alone bring it this far?

The limits are drawn around the benchmark, for as many people as the area has; a value outside them is higher or lower.
Fingertips calls these comparisons "SPC for proportions" and "SPC for DSR". A funnel plot asks the same question with
other limits (funnel_limits.py), so that values near a limit may differ.
"""

from enum import StrEnum

import numpy as np
from scipy import special

from indicators.statistics.comparison import STANDINGS, judge_many
from indicators.statistics.inputs import (
    ValueNotPossible,
    check_multiplier,
    counts,
    normal_quantile,
    number,
    people,
    plain,
    refuse,
)
from indicators.statistics.intervals import Limits, wilson


class Chance(StrEnum):
    """How the number of events varies from one area to the next."""

    AMONG_PEOPLE = "among_people"  # binomial: each of n people has the property or not
    IN_TIME = "in_time"  # Poisson: events that may happen to one person more than once


# The value types that are counts of events over something; no other has limits that follow from its denominator.
CHANCES = {
    "proportion": Chance.AMONG_PEOPLE,
    "crude_rate": Chance.IN_TIME,
    "directly_standardised_rate": Chance.IN_TIME,
    "ratio": Chance.IN_TIME,
}


class ValueTypeWithoutLimits(ValueError):
    """A figure of this type is no count of events over a denominator, so that chance gives it no limits."""


def chance_of(value_type):
    """Which distribution the events of a value type follow; raises ValueTypeWithoutLimits."""
    try:
        return CHANCES[value_type]
    except KeyError:
        raise ValueTypeWithoutLimits(f"{value_type}: only {', '.join(CHANCES)} have limits") from None


def check_scale(values, *, chance, multiplier, what):
    """Refuse what has no place on the scale: below zero, without end, or more than all of the people."""
    refuse(values < 0, ValueNotPossible, f"{what} is below zero")
    refuse(np.isinf(values), ValueNotPossible, f"{what} is without end")
    if chance == Chance.AMONG_PEOPLE:
        refuse(values > multiplier, ValueNotPossible, f"{what} is above {multiplier:g}, which is all")


def exact_limits(expected, *, confidence):
    """The exact Poisson limits of any number of events, few or many, whole or not, as arrays; nan for nan.

    χ²(α/2; 2x)/2, which is 0 for no events, and χ²(1 − α/2; 2x + 2)/2 (Garwood 1936).
    """
    normal_quantile(confidence)  # refuses what is no confidence
    tail = (1 - confidence) / 2
    # Below the smallest normal float the quantile is nan, and nothing is what it is anyway.
    some = np.isnan(expected) | (expected >= np.finfo(float).tiny)
    lower = np.where(some, special.gammaincinv(np.where(some, expected, 1.0), tail), 0.0)
    return Limits(lower, special.gammainccinv(expected + 1, tail))


def benchmark_limits(benchmark, denominator, *, value_type, multiplier, confidence=0.95):
    """The limits of chance around a benchmark for an area with this denominator, on the benchmark's scale.

    With E = benchmark / multiplier × denominator events expected: for proportions the Wilson limits of E among the
    denominator, for all others the exact Poisson limits of E (E need not be whole), over the denominator. For a
    directly standardised rate give the derived denominator; for a ratio the expected events. Numbers or arrays; a
    missing number gives nan. Raises ValueTypeWithoutLimits, ValueNotPossible, DenominatorNotPossible,
    MultiplierNotPossible, ConfidenceNotPossible.
    """
    check_multiplier(multiplier)
    chance = chance_of(value_type)
    around = number(benchmark)
    check_scale(around, chance=chance, multiplier=multiplier, what="a benchmark")
    # The share first: the whole of n must not come out a hair above n.
    expected, n = counts(around / multiplier * people(denominator), denominator)
    if chance == Chance.AMONG_PEOPLE:
        return wilson(expected, n, confidence=confidence, multiplier=multiplier)
    lower, upper = exact_limits(expected, confidence=confidence)
    return Limits(plain(lower / n * multiplier), plain(upper / n * multiplier))


def compare_benchmark(*, value, denominator, benchmark, value_type, polarity, multiplier, confidence=0.95):
    """Compare a value with the limits of chance around the benchmark, ends included: one Standing.

    Not compared: where a number is missing, or the denominator is zero or below, which is how Fingertips' files say
    that there is none. Raises the errors of benchmark_limits() otherwise.
    """
    codes = compare_benchmark_many(
        value=value,
        denominator=denominator,
        benchmark=benchmark,
        value_type=value_type,
        polarity=polarity,
        multiplier=multiplier,
        confidence=confidence,
    )
    return STANDINGS[int(codes)]


def compare_benchmark_many(*, value, denominator, benchmark, value_type, polarity, multiplier, confidence=0.95):
    """compare_benchmark() over arrays: places in STANDINGS. One value type, multiplier and confidence for all."""
    value, n = number(value), number(denominator)
    n = np.where(n > 0, n, np.nan)
    lower, upper = benchmark_limits(benchmark, n, value_type=value_type, multiplier=multiplier, confidence=confidence)
    return judge_many(
        higher=value > upper,
        lower=value < lower,
        compared=~np.isnan(value + lower + upper),
        polarity=polarity,
    )
