import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.comparison import (
    JUDGEMENTS,
    STANDINGS,
    Polarity,
    Standing,
    compare,
    compare_intervals,
    compare_intervals_many,
    compare_levels,
    compare_levels_many,
    compare_many,
    standings,
)
from tests.indicators.vectors import number, rows

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED
POLARITY_IDS = {"0": LOWER, "1": HIGHER}
GRADES = {
    "Same": Standing.SIMILAR,
    "Better": Standing.BETTER,
    "Best": Standing.BETTER,
    "Worse": Standing.WORSE,
    "Worst": Standing.WORSE,
    "None": Standing.NOT_COMPARED,
}
LEVELS = {"Same": None, "Better": 0.95, "Best": 0.998, "Worse": 0.95, "Worst": 0.998}
OPPOSITE = {Standing.BETTER: Standing.WORSE, Standing.WORSE: Standing.BETTER}


def legacy(method):
    return [row for row in rows("comparators_legacy") if row["method"] == method]


def benchmark(row):
    # −1 is Fingertips' "no number".
    return None if row["benchmark_value"] == "-1" else number(row["benchmark_value"])


def test_the_standings_are_these_words():
    assert [str(s) for s in Standing] == ["better", "similar", "worse", "higher", "lower", "not_compared"]


@pytest.mark.parametrize("row", legacy("single overlapping CI 95"))
def test_an_interval_is_compared_as_fingertips_does(row):
    standing = compare(
        lower=number(row["lower_ci_95"]),
        upper=number(row["upper_ci_95"]),
        comparator=benchmark(row),
        polarity=POLARITY_IDS[row["polarity_id"]],
    )

    assert standing == GRADES[row["expected_significance"]]


@pytest.mark.parametrize("row", legacy("single overlapping CIs 95 and 99.8"))
def test_two_levels_are_graded_as_fingertips_does(row):
    graded = compare_levels(
        lower_95=number(row["lower_ci_95"]),
        upper_95=number(row["upper_ci_95"]),
        lower_99_8=number(row["lower_ci_99_8"]),
        upper_99_8=number(row["upper_ci_99_8"]),
        comparator=benchmark(row),
        polarity=POLARITY_IDS[row["polarity_id"]],
    )

    expected = row["expected_significance"]
    assert graded == (GRADES[expected], LEVELS[expected])


@pytest.mark.parametrize("row", legacy("double overlapping CIs"))
def test_two_intervals_are_compared_as_fingertips_does(row):
    standing = compare_intervals(
        lower=number(row["lower_ci_95"]),
        upper=number(row["upper_ci_95"]),
        other_lower=number(row["benchmark_lower_ci_95"]),
        other_upper=number(row["benchmark_upper_ci_95"]),
        polarity=POLARITY_IDS[row["polarity_id"]],
    )

    assert standing == GRADES[row["expected_significance"]]


@pytest.mark.parametrize(
    ("lower", "upper", "polarity", "standing"),
    [
        (11, 12, HIGHER, Standing.BETTER),
        (11, 12, LOWER, Standing.WORSE),
        (11, 12, NOT_JUDGED, Standing.HIGHER),
        (8, 9, HIGHER, Standing.WORSE),
        (8, 9, LOWER, Standing.BETTER),
        (8, 9, NOT_JUDGED, Standing.LOWER),
        (10, 12, HIGHER, Standing.SIMILAR),
        (8, 10, HIGHER, Standing.SIMILAR),
        (10, 10, LOWER, Standing.SIMILAR),
        (None, 12, HIGHER, Standing.NOT_COMPARED),
        (11, math.nan, HIGHER, Standing.NOT_COMPARED),
        (12, 11, HIGHER, Standing.NOT_COMPARED),
    ],
)
def test_an_interval_against_ten(lower, upper, polarity, standing):
    assert compare(lower=lower, upper=upper, comparator=10, polarity=polarity) == standing


def test_zero_is_a_number_and_not_a_gap():
    assert compare(lower=0, upper=0.4, comparator=1, polarity=LOWER) == Standing.BETTER
    assert compare(lower=1, upper=2, comparator=0, polarity=LOWER) == Standing.WORSE


def test_only_four_pairs_are_judged():
    assert set(JUDGEMENTS) == {
        (side, polarity) for side in (Standing.HIGHER, Standing.LOWER) for polarity in (HIGHER, LOWER)
    }


NUMBERS = st.one_of(st.none(), st.just(math.nan), st.integers(-3, 3).map(float))
CASES = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(Polarity)), min_size=1, max_size=30)


@given(CASES)
def test_many_are_compared_like_each_one(cases):
    lower, upper, comparator, polarity = zip(*cases, strict=True)

    codes = compare_many(lower=lower, upper=upper, comparator=comparator, polarity=polarity)

    assert standings(codes) == [compare(lower=a, upper=b, comparator=c, polarity=p) for a, b, c, p in cases]


def test_one_comparator_and_one_polarity_serve_a_whole_table():
    codes = compare_many(lower=[[1, 4], [2, 5]], upper=[[2, 6], [3, 7]], comparator=3, polarity=LOWER)

    assert [[STANDINGS[code] for code in row] for row in codes] == [["better", "worse"], ["similar", "worse"]]


@pytest.mark.parametrize(
    ("interval", "other", "polarity", "standing"),
    [
        ((5, 6), (1, 4), HIGHER, Standing.BETTER),
        ((5, 6), (1, 4), LOWER, Standing.WORSE),
        ((5, 6), (1, 4), NOT_JUDGED, Standing.HIGHER),
        ((1, 4), (5, 6), HIGHER, Standing.WORSE),
        ((1, 4), (5, 6), LOWER, Standing.BETTER),
        ((1, 4), (5, 6), NOT_JUDGED, Standing.LOWER),
        # A shared end is a shared number.
        ((4, 6), (1, 4), HIGHER, Standing.SIMILAR),
        ((1, 4), (4, 6), HIGHER, Standing.SIMILAR),
        # One inside the other, and two that are the same.
        ((2, 3), (1, 4), HIGHER, Standing.SIMILAR),
        ((1, 4), (1, 4), HIGHER, Standing.SIMILAR),
        ((3, 3), (3, 3), HIGHER, Standing.SIMILAR),
        ((0, 0), (1, 4), LOWER, Standing.BETTER),
        ((-3, -2), (-1, 0), LOWER, Standing.BETTER),
        # An infinite limit is an open end.
        ((5, math.inf), (1, 4), HIGHER, Standing.BETTER),
        ((-math.inf, math.inf), (1, 4), HIGHER, Standing.SIMILAR),
        ((5, 6), (None, 4), HIGHER, Standing.NOT_COMPARED),
        ((5, 6), (1, math.nan), HIGHER, Standing.NOT_COMPARED),
        ((None, 6), (1, 4), HIGHER, Standing.NOT_COMPARED),
        ((6, 5), (1, 4), HIGHER, Standing.NOT_COMPARED),
        ((5, 6), (4, 1), HIGHER, Standing.NOT_COMPARED),
    ],
)
def test_intervals_that_share_a_number_are_similar(interval, other, polarity, standing):
    (lower, upper), (other_lower, other_upper) = interval, other

    assert standing == compare_intervals(
        lower=lower, upper=upper, other_lower=other_lower, other_upper=other_upper, polarity=polarity
    )


def test_a_table_is_compared_with_one_earlier_interval():
    codes = compare_intervals_many(lower=[1, 3, 8], upper=[2, 5, 9], other_lower=4, other_upper=6, polarity=LOWER)

    assert standings(codes) == ["better", "similar", "worse"]


def levels(inner, outer, comparator=10, polarity=HIGHER):
    return compare_levels(
        lower_95=inner[0],
        upper_95=inner[1],
        lower_99_8=outer[0],
        upper_99_8=outer[1],
        comparator=comparator,
        polarity=polarity,
    )


@pytest.mark.parametrize(
    ("inner", "outer", "graded"),
    [
        ((12, 14), (11, 15), (Standing.BETTER, 0.998)),
        ((12, 14), (10, 16), (Standing.BETTER, 0.95)),
        ((10, 14), (9, 15), (Standing.SIMILAR, None)),
        ((6, 8), (5, 9), (Standing.WORSE, 0.998)),
        ((6, 8), (4, 10), (Standing.WORSE, 0.95)),
        # The wider interval is missing, or is not the wider.
        ((12, 14), (None, 15), (Standing.NOT_COMPARED, None)),
        ((None, 14), (11, 15), (Standing.NOT_COMPARED, None)),
        ((11, 15), (12, 14), (Standing.NOT_COMPARED, None)),
        ((9, 15), (12, 14), (Standing.NOT_COMPARED, None)),
    ],
)
def test_the_higher_confidence_is_said_where_it_holds(inner, outer, graded):
    assert levels(inner, outer) == graded


def test_many_are_graded_at_once():
    codes, confidences = compare_levels_many(
        lower_95=[12, 12, 10, None],
        upper_95=[14, 14, 14, 14],
        lower_99_8=[11, 10, 9, 8],
        upper_99_8=[15, 16, 15, 15],
        comparator=10,
        polarity=[LOWER, NOT_JUDGED, LOWER, LOWER],
    )

    assert standings(codes) == ["worse", "higher", "similar", "not_compared"]
    np.testing.assert_array_equal(confidences, [0.998, 0.95, math.nan, math.nan])


FINITE = st.floats(-100, 100)


@given(st.tuples(FINITE, FINITE, FINITE, FINITE), FINITE, st.sampled_from(Polarity))
def test_what_holds_at_99_8_holds_at_95(ends, comparator, polarity):
    outer_lower, lower, upper, outer_upper = sorted(ends)

    standing, confidence = levels((lower, upper), (outer_lower, outer_upper), comparator, polarity)

    assert standing == compare(lower=lower, upper=upper, comparator=comparator, polarity=polarity)
    at_99_8 = compare(lower=outer_lower, upper=outer_upper, comparator=comparator, polarity=polarity)
    assert at_99_8 == (standing if confidence == 0.998 else Standing.SIMILAR)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_the_other_polarity_turns_better_and_worse_around(lower, upper, other_lower, other_upper):
    ends = {"lower": lower, "upper": upper, "other_lower": other_lower, "other_upper": other_upper}

    standing = compare_intervals(**ends, polarity=HIGHER)

    assert compare_intervals(**ends, polarity=LOWER) == OPPOSITE.get(standing, standing)


@given(NUMBERS, NUMBERS, NUMBERS, NUMBERS)
def test_what_is_better_than_another_leaves_the_other_worse(lower, upper, other_lower, other_upper):
    standing = compare_intervals(
        lower=lower, upper=upper, other_lower=other_lower, other_upper=other_upper, polarity=HIGHER
    )

    seen_from_there = compare_intervals(
        lower=other_lower, upper=other_upper, other_lower=lower, other_upper=upper, polarity=HIGHER
    )
    assert seen_from_there == OPPOSITE.get(standing, standing)
