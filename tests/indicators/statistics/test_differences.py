import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.statistics.differences import (
    proportion_difference,
    proportion_ratio,
    rate_difference,
    rate_ratio,
)
from indicators.statistics.inputs import (
    ConfidenceNotPossible,
    CountAboveDenominator,
    CountNotPossible,
    DenominatorNotPossible,
    MultiplierNotPossible,
)

ALL = [proportion_difference, proportion_ratio, rate_difference, rate_ratio]
few = settings(derandomize=True, deadline=None, max_examples=60)
counts = st.integers(1, 400)


@pytest.mark.parametrize(
    ("groups", "lower", "upper"),
    [
        # Newcombe 1998, table II, method 10, to the four places that it prints.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 10), 0.6075, 1.0000),
        ((5, 56, 0, 29), -0.0381, 0.1926),
        ((0, 10, 0, 10), -0.2775, 0.2775),
    ],
)
def test_differences_of_proportions_have_newcombes_published_limits(groups, lower, upper):
    found = proportion_difference(*groups)

    assert [round(limit, 4) for limit in found[1:]] == [lower, upper]


@few
@given(counts, counts, counts, counts, st.sampled_from([0.95, 0.998]))
def test_the_ratio_of_proportions_is_that_of_scipy(x, more, other_x, other_more, confidence):
    n, other_n = x + more, other_x + other_more

    found = proportion_ratio(x, n, other_x, other_n, confidence=confidence)

    theirs = stats.contingency.relative_risk(x, n, other_x, other_n)
    limits = theirs.confidence_interval(confidence)
    assert list(found) == pytest.approx([theirs.relative_risk, limits.low, limits.high], rel=1e-9)


@few
@given(st.integers(0, 400), st.integers(1, 400), st.integers(1, 9000), st.integers(1, 9000))
def test_the_ratio_of_rates_has_the_limits_of_its_binomial_share(x, other_x, n, other_n):
    found = rate_ratio(x, n, other_x, other_n)

    share = stats.binomtest(x, x + other_x).proportion_ci(0.95, method="exact")
    limits = [bound / (1 - bound) * other_n / n for bound in share]
    assert list(found) == pytest.approx([x / n / (other_x / other_n), *limits], rel=1e-8)


def test_the_difference_of_rates_takes_each_rates_own_limits():
    """Twelve against five: Byar's limits for the first, exact ones for the second."""
    value, lower, upper = rate_difference(12, 1000, 5, 1000, multiplier=1000)

    byar = 12 * (1 - 1 / 108 - 1.959964 / (3 * math.sqrt(12))) ** 3
    exact = stats.chi2.ppf(0.975, 12) / 2
    assert value == pytest.approx(7)
    assert lower == pytest.approx(7 - math.hypot(12 - byar, exact - 5), rel=1e-6)
    assert upper > value


@few
@given(st.integers(0, 300), counts, st.integers(0, 300), counts, st.sampled_from(ALL))
def test_intervals_hold_their_value_and_those_of_99_8_percent_hold_those_of_95(x, more, other_x, other_more, compare):
    other_x = other_x or (0 if compare in (proportion_difference, rate_difference) else 1)
    groups = (x, x + more, other_x, other_x + other_more)

    value, lower, upper = compare(*groups)
    wide = compare(*groups, confidence=0.998)

    assert wide.lower <= lower <= value <= upper <= wide.upper


@few
@given(counts, counts, counts, counts)
def test_turned_round_a_difference_changes_its_sign_and_a_ratio_is_inverted(x, more, other_x, other_more):
    one, other = (x, x + more), (other_x, other_x + other_more)

    for compare in (proportion_difference, rate_difference):
        there, back = compare(*one, *other), compare(*other, *one)
        assert list(back) == pytest.approx([-there.value, -there.upper, -there.lower], abs=1e-9)
    for compare in (proportion_ratio, rate_ratio):
        there, back = compare(*one, *other), compare(*other, *one)
        assert list(back) == pytest.approx([1 / there.value, 1 / there.upper, 1 / there.lower])


@pytest.mark.parametrize("compare", [proportion_ratio, rate_ratio])
def test_no_events_in_the_first_group_are_a_ratio_of_nought_with_an_upper_limit(compare):
    value, lower, upper = compare(0, 100, 20, 100)

    assert (value, lower) == (0, 0)
    assert 0 < upper < 0.5


@pytest.mark.parametrize("compare", [proportion_ratio, rate_ratio])
@pytest.mark.parametrize("count", [0, 7])
def test_a_ratio_to_a_group_without_events_is_not_a_number(compare, count):
    assert np.isnan(compare(count, 100, 0, 100)).all()


def test_the_ratio_of_all_to_all_has_no_limits():
    value, lower, upper = proportion_ratio(10, 10, 20, 20)

    assert value == 1
    assert math.isnan(lower)
    assert math.isnan(upper)


@pytest.mark.parametrize("compare", ALL)
def test_what_is_missing_stays_missing_and_the_others_are_as_they_are_alone(compare):
    many = compare([3, None, 12], [100, 100, 100], [5, 5, 5], [100, 100, None])

    assert np.isnan(np.array(many)).tolist() == [[False, True, True]] * 3
    single = compare(3, 100, 5, 100)
    assert [one[0] for one in many] == list(single)
    assert {type(one) for one in single} == {float}
    assert np.isnan(compare(None, 100, 5, 100)).all()


@pytest.mark.parametrize(
    ("calculation", "error"),
    [
        *((lambda c=c: c(-1, 10, 1, 10), CountNotPossible) for c in ALL),
        *((lambda c=c: c(1, 10, 1, 0), DenominatorNotPossible) for c in ALL),
        *((lambda c=c: c(1, 10, 1, 10, confidence=95), ConfidenceNotPossible) for c in ALL),
        *((lambda c=c: c(11, 10, 1, 10), CountAboveDenominator) for c in (proportion_difference, proportion_ratio)),
        *((lambda c=c: c(1, 10, 11, 10), CountAboveDenominator) for c in (proportion_difference, proportion_ratio)),
        (lambda: rate_difference(1, 10, 1, 10, multiplier=0), MultiplierNotPossible),
        (lambda: proportion_difference(1, 10, 1, 10, multiplier=-1), MultiplierNotPossible),
    ],
)
def test_what_cannot_be_is_refused_by_name(calculation, error):
    with pytest.raises(error):
        calculation()
