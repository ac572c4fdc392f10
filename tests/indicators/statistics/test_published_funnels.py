"""The limits of funnels, and where their points lie, against every published number."""

import math
from math import ceil, floor

import numpy as np
import pytest

from indicators.statistics.funnel import axis, whole_steps
from indicators.statistics.funnel_limits import derived_denominators, limits_by_events, proportion_limits
from indicators.statistics.pooling import pooled
from tests.indicators.vectors import rows

LEVELS = [("2s", 0.95), ("3s", 0.998)]
YEARS = 3


def column(name, key):
    return np.array([float(row[key]) if row[key] not in {"", "NA"} else math.nan for row in rows(name)])


def as_printed(found, printed, *, decimals):
    """Equal to the last printed digit."""
    np.testing.assert_allclose(found, printed, rtol=0, atol=0.5000001 * 10.0**-decimals)


def digits_apart(found, printed):
    """How far apart, in units of the last digit of numbers printed with ten figures and at most nine decimals."""
    printed = np.asarray(printed)
    return np.abs(found - printed) / np.maximum(10.0 ** (np.floor(np.log10(np.abs(printed))) - 9), 1e-9)


# --- Proportions


@pytest.mark.parametrize(
    ("name", "fewer_than", "decimals"),
    [("funnel_proportion_limits", math.inf, 6), ("funnel_proportion_limits_denominator_under_31000", 31_000, 8)],
)
def test_the_funnel_of_a_proportion_is_that_of_phe(name, fewer_than, decimals):
    count, denominator = (
        column("funnel_proportion_inputs", "numerator"),
        column("funnel_proportion_inputs", "denominator"),
    )
    inside = denominator < fewer_than

    run = whole_steps(*axis(denominator[inside]))
    baseline = pooled(count[inside], denominator[inside], multiplier=100).value

    np.testing.assert_array_equal(run, column(name, "population"))
    as_printed(baseline, column(name, "baseline"), decimals=decimals)
    for sigma, confidence in LEVELS:
        lower, upper = proportion_limits(run, baseline=baseline, confidence=confidence)
        as_printed(lower, column(name, f"lower_{sigma}_limit"), decimals=decimals)
        as_printed(upper, column(name, f"upper_{sigma}_limit"), decimals=decimals)


# --- Ratios and rates


def as_searched(expected, count, printed, *, shown):
    """Every printed digit follows from our exact limits and the way in which the published ones were found.

    Those are not solved but searched, in 24 halvings of v for x expected events = (1 + count) v/(1 − v), which ends in
    the middle of the last half. The sums of Poisson terms in the search carry an error too, so that a limit within a
    hundredth of the next half may be found there.
    """
    place = expected / (1 + count + expected) * 2**23
    halves = [(np.floor(place + slip) + 0.5) / 2**23 for slip in (0, -0.01, 0.01)]
    apart = [digits_apart(shown((1 + count) * v / (1 - v)), printed) for v in halves]
    assert np.min(apart, axis=0).max() < 0.51
    # Slips are rare.
    assert np.count_nonzero(apart[0] > 0.51) <= 1


def test_the_funnel_of_a_ratio_is_that_of_phe():
    count = column("funnel_ratio_limits", "Observed_events")
    for sigma, confidence in LEVELS:
        lower_expected, lower, upper_expected, upper = limits_by_events(
            count, baseline=100, multiplier=100, confidence=confidence
        )

        np.testing.assert_allclose(lower, count / lower_expected * 100, rtol=1e-12)
        np.testing.assert_allclose(upper, count / upper_expected * 100, rtol=1e-12)
        for side, expected in (("lower", lower_expected), ("upper", upper_expected)):
            for name, shown in (
                ("exp_events", lambda searched: searched),
                ("count", lambda searched: count / searched - 1),
                ("isr", lambda searched: count / searched * 100),
            ):
                as_searched(expected, count, column("funnel_ratio_limits", f"{side}_{sigma}_{name}"), shown=shown)


def test_the_events_of_a_ratios_funnel_are_those_of_phe():
    run = whole_steps(*axis(column("funnel_ratio_inputs", "expected")), steps=101)

    # PHE's ratios stop one step before the end of their axis.
    np.testing.assert_array_equal(run[:100], column("funnel_ratio_limits", "Observed_events"))


def rate_inputs(name):
    """Counts and derived denominators as the published test made them of its areas."""
    count = column("funnel_points_inputs_and_expected", "ev")
    rate = column("funnel_points_inputs_and_expected", "rate")
    people = derived_denominators(count, rate, multiplier=100_000)
    most = count.argmax()
    if name == "crude_under_10":
        count[most] = 5
        people = derived_denominators(count, rate, multiplier=100_000)
    elif name == "crude_zero_events":
        count[most] = 0
        large = people > people.max() / 2
        count, people = count[large], people[large]
    return count, people


@pytest.mark.parametrize("name", ["dsr", "crude_under_10", "crude_zero_events"])
def test_the_funnel_of_a_rate_is_that_of_phe(name):
    file = f"funnel_rate_limits_{name}"
    count, people = rate_inputs(name)
    baseline = pooled(count, people, multiplier=100_000).value
    start, end = axis(people / YEARS)

    run = whole_steps(floor(start * YEARS * baseline / 100_000), ceil(end * YEARS * baseline / 100_000))

    np.testing.assert_array_equal(run, column(file, "Events"))
    assert digits_apart(baseline, column(file, "baseline")).max() < 0.51
    for sigma, confidence in LEVELS:
        found = limits_by_events(run, baseline=baseline, multiplier=100_000, confidence=confidence)
        for side, people in (("lower", found.lower_denominators), ("upper", found.upper_denominators)):
            for name, shown in (
                ("population_1_year", lambda searched: searched / baseline * 100_000 / YEARS),
                ("limit", lambda searched: run / searched * baseline),
            ):
                printed = column(file, f"{side}_{sigma}_{name}")
                as_searched(people * baseline / 100_000, run, printed, shown=shown)


@pytest.mark.parametrize(("confidence", "worst"), [(0.95, 4e-6), (0.998, 5e-5)])
def test_the_exact_limits_differ_from_the_searched_ones_by_the_last_halving_alone(confidence, worst):
    sigma = {level: name for name, level in LEVELS}[confidence]
    count = column("funnel_ratio_limits", "Observed_events")

    found = limits_by_events(count, baseline=1, multiplier=1, confidence=confidence)

    published = column("funnel_ratio_limits", f"upper_{sigma}_exp_events")
    assert np.abs(found.upper_denominators / published - 1).max() < worst


# --- Derived denominators


@pytest.mark.parametrize(
    ("years", "value", "derived"),
    [
        (3, "rate_chart", "denominator_derived"),
        (3, "rate_chart_crude", "denominator_derived_crude"),
        (5, "rate_chart_crude_with_denom", "denominator_derived_crude_with_denom"),
    ],
)
def test_the_points_of_a_funnel_are_those_of_phe(years, value, derived):
    file = "funnel_points_inputs_and_expected"
    count, rate = column(file, "ev"), column(file, "rate")
    # As in the published tests: few events for the rates that are standardised, and none where people are given.
    few = {"rate_chart": 5, "rate_chart_crude": count.max(), "rate_chart_crude_with_denom": 0}[value]
    count[count.argmax()] = few

    people = derived_denominators(count, rate, multiplier=100_000, denominators=column(file, "pop"))
    people = np.asarray(people) / years

    if value == "rate_chart":
        people, rate = np.where(count < 10, math.nan, people), np.where(count < 10, math.nan, rate)
    np.testing.assert_array_equal(rate, column(file, value))
    np.testing.assert_allclose(people, column(file, derived), rtol=5e-10)
