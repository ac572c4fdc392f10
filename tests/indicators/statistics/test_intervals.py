import csv
import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.inputs import (
    ConfidenceNotPossible,
    CountAboveDenominator,
    CountNotPossible,
    DenominatorNotPossible,
    MultiplierNotPossible,
    TooFewValues,
    ValueNotPossible,
)
from indicators.statistics.intervals import byars, mean, proportion, rate, wilson
from tests.indicators.vectors import number, rows

CONFIDENCES = [(0.95, "lower95_0cl", "upper95_0cl"), (0.998, "lower99_8cl", "upper99_8cl")]
VALUE_AND_LIMITS = ("value", "lowercl", "uppercl")


def nan_if_missing(numbers):
    return [math.nan if value is None else value for value in numbers]


def same(numbers):
    return pytest.approx(nan_if_missing(numbers), rel=1e-9, nan_ok=True)


@pytest.mark.parametrize("row", rows("wilson"))
def test_wilson_limits_are_those_of_phe(row):
    limits = wilson(float(row["x"]), float(row["n"]), confidence=float(row["confidence"]))

    assert list(limits) == same([number(row["lower"]), number(row["upper"])])


@pytest.mark.parametrize("row", rows("byars"))
def test_byars_limits_are_those_of_phe(row):
    limits = byars(float(row["x"]), confidence=float(row["confidence"]), exact_below=0)

    assert list(limits) == same([number(row["lower"]), number(row["upper"])])


@pytest.mark.parametrize("row", rows("phe_proportion"))
@pytest.mark.parametrize(("confidence", "lower", "upper"), CONFIDENCES)
def test_a_proportion_is_that_of_phe(row, confidence, lower, upper):
    found = proportion(
        number(row["numerator"]),
        number(row["denominator"]),
        confidence=confidence,
        multiplier=float(row["multiplier"]),
    )

    assert list(found) == same([number(row["value"]), number(row[lower]), number(row[upper])])


@pytest.mark.parametrize("row", rows("phe_rate"))
@pytest.mark.parametrize(("confidence", "lower", "upper"), CONFIDENCES)
def test_a_rate_is_that_of_phe(row, confidence, lower, upper):
    found = rate(
        number(row["numerator"]),
        number(row["denominator"]),
        confidence=confidence,
        multiplier=float(row["multiplier"]),
    )

    assert list(found) == same([number(row["value"]), number(row[lower]), number(row[upper])])


@pytest.mark.parametrize(("calculation", "table"), [(proportion, "phe_proportion_grouped"), (rate, "phe_rate_grouped")])
def test_areas_taken_together_are_those_of_phe(calculation, table):
    areas = [{key: number(row[key]) for key in ("numerator", "denominator", *VALUE_AND_LIMITS)} for row in rows(table)]
    multiplier = {float(row["multiplier"]) for row in rows(table)}.pop()

    found = calculation([a["numerator"] for a in areas], [a["denominator"] for a in areas], multiplier=multiplier)

    for numbers, key in zip(found, VALUE_AND_LIMITS, strict=True):
        assert list(numbers) == same([area[key] for area in areas])


@pytest.mark.parametrize("row", rows("phe_mean_expected"))
@pytest.mark.parametrize(("confidence", "lower", "upper"), CONFIDENCES)
def test_a_mean_is_that_of_phe(row, confidence, lower, upper):
    everyone = row["area"] == "No grouping"
    sample = [float(r["value"]) for r in rows("phe_mean_inputs") if everyone or r["area"] == row["area"]]

    found = mean(sample, confidence=confidence)

    assert list(found) == same([number(row["value"]), number(row[lower]), number(row[upper])])


def test_one_number_gives_floats_and_many_give_arrays_of_the_same_numbers():
    counts, people = [0, 3, 12, None], [10, 10, 40, 50]

    many = wilson(counts, people, multiplier=100)
    one_by_one = [wilson(count, n, multiplier=100) for count, n in zip(counts, people, strict=True)]

    assert {type(limit) for limits in one_by_one for limit in limits} == {float}
    np.testing.assert_array_equal(many.lower, [limits.lower for limits in one_by_one])
    np.testing.assert_array_equal(many.upper, [limits.upper for limits in one_by_one])


def test_many_rates_are_the_single_rates():
    counts, people = [0, 9, 10, 250, None], [100, 100, 100, 220, 100]

    many = rate(counts, people)

    singles = [rate(count, n) for count, n in zip(counts, people, strict=True)]
    np.testing.assert_array_equal(np.column_stack(many), singles)


def test_no_events_have_a_rate_of_zero_with_an_upper_limit():
    value, lower, upper = rate(0, 1000, multiplier=1000)

    assert (value, lower) == (0, 0)
    # With no events the exact upper limit is −ln(α/2).
    assert upper == pytest.approx(-math.log(0.025))


def test_the_smallest_part_of_an_event_has_the_limits_of_none():
    assert byars(5e-324) == byars(0)
    assert math.isnan(byars(5e-324, exact_below=0).lower)


def test_ten_events_are_the_first_that_byars_serves():
    assert byars(10) == byars(10, exact_below=0)
    assert byars(9) != byars(9, exact_below=0)


@given(st.integers(0, 5000), st.integers(1, 5000), st.sampled_from([0.95, 0.998]))
def test_wilson_limits_hold_the_proportion_and_stay_between_none_and_all(count, more, confidence):
    n = count + more

    lower, upper = wilson(count, n, confidence=confidence)

    assert 0 <= lower <= count / n <= upper <= 1


@given(st.integers(0, 500), st.integers(1, 500), st.integers(2, 50), st.sampled_from([0.95, 0.998]))
def test_the_same_share_of_more_people_is_surer(count, more, times, confidence):
    n = count + more

    for calculation in (proportion, rate):
        few = calculation(count, n, confidence=confidence, multiplier=100)
        many = calculation(count * times, n * times, confidence=confidence, multiplier=100)

        assert many.value == pytest.approx(few.value)
        assert many.upper - many.lower < few.upper - few.lower


@given(st.integers(0, 5000), st.integers(1, 5000), st.sampled_from([1, 100, 100_000]))
def test_the_interval_of_99_8_percent_holds_the_interval_of_95_and_this_holds_the_value(count, more, multiplier):
    for calculation in (proportion, rate):
        value, lower, upper = calculation(count, count + more, multiplier=multiplier)
        wide = calculation(count, count + more, multiplier=multiplier, confidence=0.998)

        assert wide.lower <= lower <= value <= upper <= wide.upper


@pytest.mark.parametrize("missing", [(None, 10), (3, None), (None, None), (math.nan, 10), (3, math.nan)])
@pytest.mark.parametrize("calculation", [proportion, rate])
def test_what_is_missing_stays_missing(calculation, missing):
    assert list(calculation(*missing)) == same([None, None, None])


@given(st.integers(0, 5000))
def test_a_higher_confidence_gives_a_wider_interval(count):
    narrow, wide = byars(count), byars(count, confidence=0.998)

    assert wide.lower <= narrow.lower <= count <= narrow.upper < wide.upper


@pytest.mark.parametrize(
    ("calculation", "error"),
    [
        (lambda: wilson(-1, 10), CountNotPossible),
        (lambda: wilson(11, 10), CountAboveDenominator),
        (lambda: wilson(1, 0), DenominatorNotPossible),
        (lambda: wilson(1, 10, confidence=95), ConfidenceNotPossible),
        (lambda: wilson(1, 10, confidence=0.5), ConfidenceNotPossible),
        (lambda: byars(-1), CountNotPossible),
        (lambda: byars(1, confidence=1), ConfidenceNotPossible),
        (lambda: rate(1, -5), DenominatorNotPossible),
        (lambda: rate(-1, 5), CountNotPossible),
        (lambda: wilson(1, math.inf), DenominatorNotPossible),
        (lambda: wilson(math.inf, 10), CountNotPossible),
        (lambda: byars(math.inf), CountNotPossible),
        (lambda: rate(-math.inf, 5), CountNotPossible),
        (lambda: rate(1, 0), DenominatorNotPossible),
        (lambda: wilson(1, 10, multiplier=0), MultiplierNotPossible),
        (lambda: proportion(1, 10, multiplier=-100), MultiplierNotPossible),
        (lambda: rate(1, 10, multiplier=0), MultiplierNotPossible),
        (lambda: rate(1, 10, multiplier=math.inf), MultiplierNotPossible),
        (lambda: rate(1, 10, multiplier=math.nan), MultiplierNotPossible),
        (lambda: rate(1, 10, confidence=math.nan), ConfidenceNotPossible),
        (lambda: mean([4.0, math.inf]), ValueNotPossible),
        (lambda: mean([4.0]), TooFewValues),
        (lambda: mean([4.0, None, 5.0], confidence=95), ConfidenceNotPossible),
    ],
)
def test_what_cannot_be_is_refused_by_name(calculation, error):
    with pytest.raises(error):
        calculation()


def test_a_refusal_among_many_says_which_it_was():
    with pytest.raises(CountAboveDenominator, match="first at place 1 of 3"):
        wilson([1, 12, 3], [10, 10, 10])


# --- Against real files

DOWNLOADS = Path(__file__).parents[4] / "shared/reference/files/fingertips/county_ua_downloads_2019_20"
PROPORTIONS, CRUDE_RATES = {"91871"}, {"91390", "91393", "91430"}


def published(indicators):
    """Value, limits, count and denominator of the rows that carry them all."""
    if not DOWNLOADS.is_dir():
        pytest.skip("the public data files are not beside the project")
    columns = ["Value", "Lower_CI_95.0_limit", "Upper_CI_95.0_limit", "Count", "Denominator"]
    found = []
    for path in sorted(DOWNLOADS.glob("*.csv")):
        with path.open(newline="", encoding="utf-8-sig") as file:
            found += [
                [float(row[column]) for column in columns]
                for row in csv.DictReader(file)
                if row["IndicatorID"] in indicators and all(row[column] for column in columns)
            ]
    return np.array(found).T


@pytest.mark.reference
def test_published_limits_of_proportions_are_ours():
    value, lower, upper, count, denominator = published(PROPORTIONS)

    ours = proportion(count, denominator, multiplier=100)

    np.testing.assert_allclose(ours, [value, lower, upper], rtol=1e-6)


@pytest.mark.reference
def test_published_limits_of_crude_rates_are_ours():
    value, lower, upper, count, denominator = published(CRUDE_RATES)

    ours = rate(count, denominator)

    np.testing.assert_allclose(ours, [value, lower, upper], rtol=1e-6)
