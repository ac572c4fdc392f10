import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.benchmarks import ValueTypeWithoutLimits
from indicators.statistics.funnel_limits import (
    derived_denominators,
    funnel_limits,
    limits_by_events,
    proportion_limits,
    rate_limits,
    ratio_limits,
)
from indicators.statistics.inputs import (
    ConfidenceNotPossible,
    CountNotPossible,
    DenominatorNotPossible,
    MultiplierNotPossible,
    ValueNotPossible,
)


@pytest.mark.parametrize(
    ("count", "value", "denominator", "expected"),
    [
        (50, 25, None, 200_000),
        (50, 25, 7, 200_000),
        (0, 0, 7, 7),
        (0, 0, None, math.nan),
        (5, 0, 7, math.nan),
        (None, 25, 7, math.nan),
        (5, None, 7, math.nan),
    ],
)
def test_a_rate_stands_for_so_many_people(count, value, denominator, expected):
    found = derived_denominators(count, value, multiplier=100_000, denominators=denominator)

    assert found == pytest.approx(expected, nan_ok=True)
    assert type(found) is float


def test_no_events_would_be_chance_in_a_small_area():
    # −ln(0.025) expected events have none in one of forty such areas.
    few, enough = rate_limits([3.6, 3.7], baseline=1, multiplier=1).lower

    assert few == 0
    assert enough > 0


def test_a_baseline_of_nothing_or_of_all_leaves_no_room():
    assert rate_limits(100, baseline=0) == (0, 0)
    assert proportion_limits(100, baseline=0) == (0, 0)
    assert proportion_limits(100, baseline=100) == (100, 100)


def test_a_ratio_is_around_as_many_as_expected_unless_told():
    assert ratio_limits(20) == rate_limits(20, baseline=100, multiplier=100)
    assert ratio_limits(20, baseline=110).upper > ratio_limits(20).upper


def test_one_number_gives_floats_and_many_give_arrays_of_the_same_numbers():
    for limits in (proportion_limits, rate_limits, ratio_limits):
        many = limits([5, 50, None], baseline=40)
        singles = [limits(n, baseline=40) for n in (5, 50, None)]

        assert {type(limit) for single in singles for limit in single} == {float}
        np.testing.assert_array_equal(np.column_stack(many), singles)


def test_no_events_are_a_point_of_the_lower_curve_alone():
    found = limits_by_events(0, baseline=1, multiplier=1)

    assert found.lower == 0
    assert found.lower_denominators == pytest.approx(-math.log(0.025))
    assert math.isnan(found.upper)
    assert math.isnan(found.upper_denominators)


def test_without_expected_events_there_is_no_curve():
    assert all(math.isnan(part) for part in limits_by_events(5, baseline=0, multiplier=1))


TYPES = st.sampled_from(["proportion", "crude_rate", "directly_standardised_rate", "ratio"])


@given(TYPES, st.floats(0, 100), st.floats(0.5, 1e7), st.floats(1, 100), st.sampled_from([0.95, 0.998]))
def test_limits_hold_the_baseline_and_widen_as_denominators_shrink(value_type, baseline, small, times, confidence):
    lower, upper = funnel_limits(
        [small, small * times], value_type=value_type, baseline=baseline, multiplier=100, confidence=confidence
    )

    hair = 1e-7 * max(baseline, 1e-300)
    assert 0 <= lower[0] <= lower[1] + hair
    assert lower[1] <= baseline + hair
    assert baseline <= upper[1] + hair
    assert upper[1] <= upper[0] + hair


@given(TYPES, st.floats(0, 100), st.floats(0.5, 1e7))
def test_the_wider_limits_hold_the_narrower(value_type, baseline, denominator):
    asked = {"value_type": value_type, "baseline": baseline, "multiplier": 100}

    narrow = funnel_limits(denominator, **asked)
    wide = funnel_limits(denominator, **asked, confidence=0.998)

    assert wide.lower <= narrow.lower
    assert narrow.upper <= wide.upper


@given(st.integers(1, 3000), st.sampled_from([0.95, 0.998]))
def test_curves_by_denominators_go_through_the_points_by_events(count, confidence):
    points = limits_by_events(count, baseline=30, multiplier=100, confidence=confidence)

    lower = rate_limits(points.lower_denominators, baseline=30, multiplier=100, confidence=confidence).lower
    upper = rate_limits(points.upper_denominators, baseline=30, multiplier=100, confidence=confidence).upper
    assert (lower, upper) == (pytest.approx(points.lower, rel=1e-9), pytest.approx(points.upper, rel=1e-9))


@pytest.mark.parametrize(
    ("calculation", "error"),
    [
        (lambda: proportion_limits(0, baseline=50), DenominatorNotPossible),
        (lambda: proportion_limits(math.inf, baseline=50), DenominatorNotPossible),
        (lambda: proportion_limits(10, baseline=101), ValueNotPossible),
        (lambda: proportion_limits(10, baseline=-1), ValueNotPossible),
        (lambda: proportion_limits(10, baseline=50, multiplier=0), MultiplierNotPossible),
        (lambda: proportion_limits(10, baseline=50, confidence=95), ConfidenceNotPossible),
        (lambda: rate_limits(-1, baseline=50), DenominatorNotPossible),
        (lambda: rate_limits(10, baseline=math.inf), ValueNotPossible),
        (lambda: rate_limits(10, baseline=50, confidence=0.5), ConfidenceNotPossible),
        (lambda: rate_limits(10, baseline=50, multiplier=-1), MultiplierNotPossible),
        (lambda: ratio_limits([5, 0], multiplier=1), DenominatorNotPossible),
        (lambda: ratio_limits(5, multiplier=0), MultiplierNotPossible),
        (lambda: limits_by_events(-1, baseline=1, multiplier=1), CountNotPossible),
        (lambda: limits_by_events(1, baseline=1, multiplier=1, confidence=1), ConfidenceNotPossible),
        (lambda: derived_denominators(-1, 1, multiplier=1), CountNotPossible),
        (lambda: derived_denominators(1, -1, multiplier=1), ValueNotPossible),
        (lambda: derived_denominators(1, 1, multiplier=0), MultiplierNotPossible),
        (lambda: derived_denominators(0, 0, multiplier=1, denominators=0), DenominatorNotPossible),
        (lambda: funnel_limits(10, value_type="mean", baseline=1, multiplier=1), ValueTypeWithoutLimits),
    ],
)
def test_what_cannot_be_is_refused_by_name(calculation, error):
    with pytest.raises(error):
        calculation()
