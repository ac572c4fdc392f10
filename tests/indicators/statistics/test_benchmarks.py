import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.benchmarks import (
    ValueTypeWithoutLimits,
    benchmark_limits,
    compare_benchmark,
    compare_benchmark_many,
)
from indicators.statistics.comparison import Polarity, Standing, standings
from indicators.statistics.inputs import (
    ConfidenceNotPossible,
    DenominatorNotPossible,
    MultiplierNotPossible,
    ValueNotPossible,
)
from tests.indicators.vectors import number, rows

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED
GRADES = {"Same": Standing.SIMILAR, "Better": Standing.BETTER, "Worse": Standing.WORSE, "None": Standing.NOT_COMPARED}
OPPOSITE = {Standing.BETTER: Standing.WORSE, Standing.WORSE: Standing.BETTER}
VALUE_TYPES = {"SPC for proportions": "proportion", "SPC for DSR": "directly_standardised_rate"}
# What Fingertips calls its confidence variable: z for proportions, the tail for rates.
CONFIDENCES = {"1.96": 0.95, "3.0902": 0.998, "0.025": 0.95, "0.001": 0.998}
SPC_ROWS = [row for row in rows("comparators_legacy") if row["method"] in VALUE_TYPES]


@pytest.mark.parametrize("row", SPC_ROWS)
def test_a_value_is_compared_with_chance_around_the_benchmark_as_fingertips_does(row):
    standing = compare_benchmark(
        value=number(row["value"]),
        denominator=number(row["denominator"]),
        benchmark=number(row["benchmark_value"]),
        value_type=VALUE_TYPES[row["method"]],
        polarity=LOWER if row["polarity_id"] == "0" else HIGHER,
        multiplier=number(row["unit_value"]) or 100,
        confidence=CONFIDENCES[row["confidence_variable"]],
    )

    assert standing == GRADES[row["expected_significance"]]


def test_every_method_of_the_published_comparisons_has_its_test():
    methods = {row["method"] for row in rows("comparators_legacy")}

    assert methods - set(VALUE_TYPES) == {
        "single overlapping CI 95",
        "single overlapping CIs 95 and 99.8",
        "double overlapping CIs",
    }
    assert len(SPC_ROWS) == 18


def test_the_limits_of_a_proportion_are_wilsons_around_the_benchmark():
    lower, upper = benchmark_limits(50, 100, value_type="proportion", multiplier=100)

    # z² = 3.8415: (100 + z² ∓ z√(z² + 100)) / 2(100 + z²), in per cent.
    assert (lower, upper) == (pytest.approx(40.3832, abs=1e-4), pytest.approx(59.6168, abs=1e-4))


def test_the_limits_of_a_rate_are_the_exact_ones_of_what_is_expected():
    lower, upper = benchmark_limits(10, 100_000, value_type="crude_rate", multiplier=100_000)

    # The published exact limits of ten events.
    assert (lower, upper) == (pytest.approx(4.795389, abs=1e-6), pytest.approx(18.390356, abs=1e-6))


@pytest.mark.parametrize(
    ("value", "polarity", "standing"),
    [
        (60, HIGHER, Standing.BETTER),
        (60, LOWER, Standing.WORSE),
        (60, NOT_JUDGED, Standing.HIGHER),
        (40, NOT_JUDGED, Standing.LOWER),
        (59, HIGHER, Standing.SIMILAR),
        (0, LOWER, Standing.BETTER),
        (None, LOWER, Standing.NOT_COMPARED),
        (math.nan, LOWER, Standing.NOT_COMPARED),
    ],
)
def test_a_value_against_fifty_per_cent_of_a_hundred(value, polarity, standing):
    assert standing == compare_benchmark(
        value=value, denominator=100, benchmark=50, value_type="proportion", polarity=polarity, multiplier=100
    )


@pytest.mark.parametrize("denominator", [0, -1, None, math.nan])
def test_without_a_denominator_nothing_is_compared(denominator):
    standing = compare_benchmark(
        value=9, denominator=denominator, benchmark=5, value_type="proportion", polarity=LOWER, multiplier=100
    )

    assert standing == Standing.NOT_COMPARED


@pytest.mark.parametrize("value_type", ["proportion", "crude_rate", "directly_standardised_rate", "ratio"])
def test_a_benchmark_of_nothing_leaves_no_room_below(value_type):
    lower, upper = benchmark_limits(0, 50, value_type=value_type, multiplier=100)

    assert lower == 0
    assert upper > 0


def test_a_benchmark_of_all_leaves_no_room_above():
    assert benchmark_limits(100, 7, value_type="proportion", multiplier=100).upper == 100


@pytest.mark.parametrize(
    ("change", "error"),
    [
        ({"value_type": "mean"}, ValueTypeWithoutLimits),
        ({"value_type": "rate"}, ValueTypeWithoutLimits),
        ({"benchmark": -1}, ValueNotPossible),
        ({"benchmark": 101}, ValueNotPossible),
        ({"benchmark": math.inf}, ValueNotPossible),
        ({"denominator": math.inf}, DenominatorNotPossible),
        ({"denominator": 0}, DenominatorNotPossible),
        ({"multiplier": 0}, MultiplierNotPossible),
        ({"confidence": 95}, ConfidenceNotPossible),
    ],
)
def test_what_cannot_be_is_refused_by_name(change, error):
    asked = {"benchmark": 50, "denominator": 100, "value_type": "proportion", "multiplier": 100} | change

    with pytest.raises(error):
        benchmark_limits(**asked)


def test_a_table_of_areas_is_compared_at_once():
    codes = compare_benchmark_many(
        value=[60, 40, 50, None],
        denominator=[100, 100, 100, 100],
        benchmark=50,
        value_type="proportion",
        polarity=[HIGHER, HIGHER, LOWER, LOWER],
        multiplier=100,
    )

    assert codes.dtype == np.int8
    assert standings(codes) == ["better", "worse", "similar", "not_compared"]


TYPES = st.sampled_from(["proportion", "crude_rate", "directly_standardised_rate", "ratio"])


@given(st.floats(0, 100), st.floats(0, 100), st.integers(1, 5000), TYPES)
def test_the_other_polarity_turns_better_and_worse_around(value, benchmark, denominator, value_type):
    asked = {
        "value": value,
        "benchmark": benchmark,
        "denominator": denominator,
        "value_type": value_type,
        "multiplier": 100,
    }

    standing = compare_benchmark(**asked, polarity=HIGHER)

    assert compare_benchmark(**asked, polarity=LOWER) == OPPOSITE.get(standing, standing)


@given(st.floats(0, 100), st.integers(1, 5000), TYPES)
def test_the_limits_hold_the_benchmark_and_the_wider_hold_the_narrower(benchmark, denominator, value_type):
    lower, upper = benchmark_limits(benchmark, denominator, value_type=value_type, multiplier=100)
    wide_lower, wide_upper = benchmark_limits(
        benchmark, denominator, value_type=value_type, multiplier=100, confidence=0.998
    )

    hair = 1e-9
    assert wide_lower <= lower + hair
    assert lower <= benchmark + hair
    assert benchmark <= upper + hair
    assert upper <= wide_upper + hair
