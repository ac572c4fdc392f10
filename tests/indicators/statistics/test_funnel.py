import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.benchmarks import ValueTypeWithoutLimits
from indicators.statistics.comparison import Polarity, Standing
from indicators.statistics.funnel import (
    CountsNeeded,
    DenominatorsNeeded,
    Place,
    axis,
    funnel,
    places,
    significance,
    standing_of,
    whole_steps,
)
from indicators.statistics.funnel_limits import derived_denominators, funnel_limits
from indicators.statistics.inputs import (
    CountNotPossible,
    DenominatorNotPossible,
    MultiplierNotPossible,
    ValueNotPossible,
)
from indicators.statistics.pooling import NothingKnown, pooled
from tests.indicators.vectors import number, rows

DSR = "directly_standardised_rate"
GRADES = {
    "High (0.001)": Place.ABOVE_99_8,
    "High (0.025)": Place.ABOVE_95,
    "Low (0.001)": Place.BELOW_99_8,
    "Low (0.025)": Place.BELOW_95,
    "Not significant": Place.WITHIN,
    "Not applicable for events less than 10 for dsrs": Place.NOT_PLACED,
}


def numbers(table, key):
    return np.array([float(row[key]) if row[key] != "NA" else math.nan for row in table])


def expected(table, key):
    return [GRADES[row[key]] for row in table]


def test_proportions_are_significant_as_phe_found_them():
    table = rows("funnel_proportion_inputs")
    count, n = numbers(table, "numerator"), numbers(table, "denominator")
    baseline = pooled(count, n, multiplier=100).value

    found = significance(count / n * 100, n, value_type="proportion", baseline=baseline, multiplier=100)

    assert places(found) == expected(table, "expected_significance")


def test_ratios_are_significant_as_phe_found_them():
    table = rows("funnel_ratio_inputs")
    observed, n = numbers(table, "observed"), numbers(table, "expected")

    found = significance(observed / n * 100, n, value_type="ratio", baseline=100, multiplier=100)

    assert places(found) == expected(table, "expected_significance")


@pytest.mark.parametrize("kind", ["dsr", "crude"])
@pytest.mark.parametrize("per", ["100000", "100"])
@pytest.mark.parametrize("zero", ["with_0", "without_0"])
def test_rates_are_significant_as_phe_found_them(kind, per, zero):
    table = [row for row in rows("funnel_rate_inputs") if zero == "with_0" or row["count"] != "0"]
    count = numbers(table, "count")
    # The standardised rates are per 100,000 in both published tests: the multiplier must not matter.
    rate = numbers(table, "rate_dsr" if kind == "dsr" else f"rate_crude_per_{per}")
    multiplier = float(per)
    people = None if kind == "dsr" else numbers(table, "pop")

    n = derived_denominators(count, rate, multiplier=multiplier, denominators=people)
    baseline = pooled(count, n, multiplier=multiplier).value
    value_type = DSR if kind == "dsr" else "crude_rate"
    found = significance(rate, n, value_type=value_type, baseline=baseline, multiplier=multiplier)

    assert places(found) == expected(table, f"{kind}_per_{per}_{zero}")


def test_a_funnel_of_proportions_has_curves_and_points():
    found = funnel([50, 80, 20, None], [100, 100, 1000, 100], value_type="proportion", multiplier=100, baseline=40)

    assert found.baseline == 40
    assert places(found.points.codes) == [Place.ABOVE_95, Place.ABOVE_99_8, Place.BELOW_99_8, Place.NOT_PLACED]
    np.testing.assert_array_equal(found.points.values, [50, 80, 20, math.nan])
    np.testing.assert_array_equal(found.points.denominators, [100, 100, 1000, math.nan])
    run, *curves = found.curves
    assert (run[0], run[-1], len(run)) == (1, 1100, 100)
    assert {len(curve) for curve in curves} == {100}
    np.testing.assert_array_equal(
        np.column_stack(curves[:2]),
        np.column_stack(funnel_limits(run, value_type="proportion", baseline=40, multiplier=100)),
    )


def test_without_a_baseline_it_is_that_of_all_areas_together():
    assert funnel([50, 10], [10, 90], value_type="proportion", multiplier=100).baseline == pytest.approx(14)
    assert funnel([50, 10], [10, 90], value_type="crude_rate", multiplier=1000).baseline == pytest.approx(14)
    assert funnel([50, 10], [10, 90], value_type="ratio", multiplier=100).baseline == 100


def test_a_standardised_rate_is_drawn_at_the_people_it_stands_for():
    found = funnel([20, 30, 25], value_type=DSR, multiplier=100_000, counts=[10, 60, 9])

    np.testing.assert_allclose(found.points.denominators, [50_000, 200_000, math.nan])
    # Nine events are too few to standardise.
    assert places(found.points.codes) == [Place.WITHIN, Place.WITHIN, Place.NOT_PLACED]


def test_ten_events_stay_ten_whatever_the_digits_of_the_rate():
    rates = np.linspace(1, 90, 300) / 7

    found = funnel(rates, value_type=DSR, multiplier=100_000, counts=np.full(300, 10.0))

    assert Place.NOT_PLACED not in places(found.points.codes)


def test_areas_that_are_all_alike_are_within():
    found = funnel([30] * 5, [200] * 5, value_type="proportion", multiplier=100)

    assert places(found.points.codes) == [Place.WITHIN] * 5
    assert found.curves.denominators[0] < 200 < found.curves.denominators[-1]


def test_one_area_alone_has_a_funnel():
    found = funnel([3.5], [4], value_type="crude_rate", multiplier=1)

    assert found.baseline == 3.5
    assert places(found.points.codes) == [Place.WITHIN]


@pytest.mark.parametrize("value_type", ["proportion", "crude_rate", "ratio"])
def test_nothing_anywhere_is_within_when_nothing_is_the_baseline(value_type):
    found = funnel([0, 0], [10, 20], value_type=value_type, multiplier=100, baseline=0)

    assert places(found.points.codes) == [Place.WITHIN, Place.WITHIN]


@pytest.mark.parametrize("value_type", ["mean", "count", "rate", "rank", "money", "change", ""])
def test_what_is_not_counted_over_something_has_no_funnel(value_type):
    with pytest.raises(ValueTypeWithoutLimits):
        funnel([1, 2], [10, 20], value_type=value_type, multiplier=1, baseline=1)


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"values": [None, math.nan]}, NothingKnown),
        ({"values": [], "denominators": []}, NothingKnown),
        ({"denominators": [None, None]}, NothingKnown),
        ({"denominators": None}, DenominatorsNeeded),
        ({"value_type": DSR}, CountsNeeded),
        ({"value_type": DSR, "counts": [5, 5]}, NothingKnown),
        ({"value_type": DSR, "counts": [-5, 5]}, CountNotPossible),
        ({"values": [-1, 2]}, ValueNotPossible),
        ({"values": [101, 2]}, ValueNotPossible),
        ({"values": [math.inf, 2]}, ValueNotPossible),
        ({"denominators": [0, 20]}, DenominatorNotPossible),
        ({"denominators": [math.inf, 20]}, DenominatorNotPossible),
        ({"multiplier": 0}, MultiplierNotPossible),
        ({"baseline": 101}, ValueNotPossible),
        ({"baseline": -1}, ValueNotPossible),
        ({"baseline": math.nan}, NothingKnown),
    ],
)
def test_what_cannot_be_is_refused_by_name(change, error):
    asked = {"values": [1, 2], "denominators": [10, 20], "value_type": "proportion", "multiplier": 100} | change
    values, denominators = asked.pop("values"), asked.pop("denominators")

    with pytest.raises(error):
        funnel(values, denominators, **asked)


@pytest.mark.parametrize(
    ("place", "polarity", "standing"),
    [
        (Place.ABOVE_99_8, Polarity.HIGHER_IS_BETTER, Standing.BETTER),
        (Place.ABOVE_95, Polarity.LOWER_IS_BETTER, Standing.WORSE),
        (Place.BELOW_95, Polarity.LOWER_IS_BETTER, Standing.BETTER),
        (Place.BELOW_99_8, Polarity.NOT_JUDGED, Standing.LOWER),
        (Place.WITHIN, Polarity.HIGHER_IS_BETTER, Standing.SIMILAR),
        (Place.NOT_PLACED, Polarity.HIGHER_IS_BETTER, Standing.NOT_COMPARED),
    ],
)
def test_a_place_has_a_meaning_under_a_polarity(place, polarity, standing):
    assert standing_of(place, polarity) == standing


@pytest.mark.parametrize(
    ("denominators", "ends"),
    [
        # More than twice as large as the smallest: from 0.
        ([100, 250], (0, 270)),
        ([20_776, 95_500, None], (0, 110_000)),
        # All of a size: from one round figure below.
        ([200, 390], (100, 410)),
        ([5], (4, 5.3)),
        ([1], (0, 1.1)),
    ],
)
def test_an_axis_has_round_ends_and_some_room(denominators, ends):
    assert axis(denominators) == pytest.approx(ends)


def test_an_axis_of_nothing_is_refused():
    with pytest.raises(NothingKnown):
        axis([None])


def test_steps_are_whole_and_do_not_pass_the_end():
    assert whole_steps(0, 5).tolist() == [1, 2, 3, 4, 5]
    assert whole_steps(10, 12).tolist() == [10, 11, 12]
    assert number(str(whole_steps(0, 100_000)[-1])) == 100_000


TYPES = st.sampled_from(["proportion", "crude_rate", "ratio"])
AREAS = st.lists(st.tuples(st.floats(0, 100), st.floats(1, 1e6)), min_size=1, max_size=12)


@given(AREAS, TYPES, st.floats(0, 100))
def test_a_point_is_outside_where_its_value_is_beyond_the_curve(areas, value_type, baseline):
    values, n = map(np.array, zip(*areas, strict=True))
    asked = {"value_type": value_type, "baseline": baseline, "multiplier": 100}

    found = places(significance(values, n, **asked))

    at_95, at_99_8 = funnel_limits(n, **asked), funnel_limits(n, **asked, confidence=0.998)
    for value, place, lower, upper, least, most in zip(values, found, *at_95, *at_99_8, strict=True):
        assert (place in {Place.BELOW_95, Place.BELOW_99_8}) == (value < lower)
        assert (place in {Place.ABOVE_95, Place.ABOVE_99_8}) == (value > upper)
        assert (place in {Place.BELOW_99_8, Place.ABOVE_99_8}) == (value < least or value > most)


@given(AREAS, TYPES, st.randoms(use_true_random=False))
def test_the_order_in_which_areas_come_does_not_matter(areas, value_type, chance):
    order = list(range(len(areas)))
    chance.shuffle(order)
    values, n = zip(*areas, strict=True)

    found = funnel(values, n, value_type=value_type, multiplier=100, baseline=50)

    shuffled = funnel(
        [values[place] for place in order],
        [n[place] for place in order],
        value_type=value_type,
        multiplier=100,
        baseline=50,
    )
    np.testing.assert_array_equal(shuffled.points.codes, found.points.codes[order])
    np.testing.assert_array_equal(shuffled.curves.denominators, found.curves.denominators)
