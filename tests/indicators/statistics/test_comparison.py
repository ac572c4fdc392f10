import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.comparison import (
    JUDGEMENTS,
    STANDINGS,
    Polarity,
    Standing,
    compare,
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
def test_the_wider_interval_leaves_only_the_outer_grades(row):
    comparator, polarity = benchmark(row), POLARITY_IDS[row["polarity_id"]]
    expected = row["expected_significance"]

    at_95 = compare(
        lower=number(row["lower_ci_95"]), upper=number(row["upper_ci_95"]), comparator=comparator, polarity=polarity
    )
    at_99_8 = compare(
        lower=number(row["lower_ci_99_8"]), upper=number(row["upper_ci_99_8"]), comparator=comparator, polarity=polarity
    )

    assert at_95 == GRADES[expected]
    assert at_99_8 == (GRADES[expected] if expected in {"Best", "Worst"} else Standing.SIMILAR)


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
