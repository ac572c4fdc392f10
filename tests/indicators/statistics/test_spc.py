import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.statistics import spc
from indicators.statistics.comparison import Polarity
from indicators.statistics.spc import (
    IMPROVEMENTS,
    WORDS,
    Assurance,
    BaselineNotPossible,
    Cause,
    FixTooEarly,
    Improvement,
    LengthNotPossible,
    NoValues,
    PointType,
    ValueNotKnown,
    assurance,
    limits,
    point_type,
    xmr,
)
from tests.indicators.vectors import number, rows

# A mean of 5 and limits of 5 ± 2.66 · 2.
CALM = [4, 6] * 8
PUBLISHED_CAUSES = {
    "Above UCL": Cause.ABOVE_LIMITS,
    "Below LCL": Cause.BELOW_LIMITS,
    "7 Point Trend (Increasing)": Cause.RISING,
    "7 Point Trend (Decreasing)": Cause.FALLING,
    "2 in 3 Above CL": Cause.TWO_IN_THREE_ABOVE,
    "2 in 3 Below CL": Cause.TWO_IN_THREE_BELOW,
    "7 Points Above CL": Cause.RUN_ABOVE,
    "7 Points Below CL": Cause.RUN_BELOW,
    "Common Cause": Cause.COMMON,
}
RULES = {
    "seven_point_one_side_mean": lambda one, two: np.abs(spc.run_ends(one)),
    "part_of_seven": lambda one, two: spc.members(one),
    "seven_point_trend": lambda one, two: spc.trend_ends(one),
    "two_in_three": spc.two_in_three,
    "part_of_two_in_three": spc.part_of_two_in_three,
}


def numbers(text):
    return [float(each) for each in text.split()]


def causes(values, **options):
    return [point.cause for point in xmr(values, **options).points]


# --- The published examples


@pytest.mark.parametrize("row", rows("spc_xmr_limits"), ids=lambda row: row["case"])
def test_limits_are_those_of_making_data_count(row):
    found = limits(numbers(row["values_in_date_order"]), screen_outliers=row["screen_outliers"] == "True")

    for text, figure in (
        (row["mean"], found.mean),
        (row["lower_process_limit"], found.lower),
        (row["upper_process_limit"], found.upper),
    ):
        printed = len(text.partition(".")[2])
        assert figure == pytest.approx(float(text), abs=0.6 * 10**-printed)


@pytest.mark.parametrize("row", rows("spc_rules"), ids=lambda row: f"{row['rule']}: {row['input1']}")
def test_a_rule_marks_the_points_that_making_data_count_marks(row):
    found = RULES[row["rule"]](numbers(row["input1"]), numbers(row["input2_relative_to_mean_or_close_to_limits"]))

    assert [int(each) for each in found] == numbers(row["expected"])


@pytest.mark.parametrize("row", rows("spc_point_type"))
def test_a_cause_means_what_it_means_to_making_data_count(row):
    cause = PUBLISHED_CAUSES[row["special_cause_type"]]

    assert point_type(cause, Improvement(row["improvement_direction"])) == row["point_type"]


@pytest.mark.parametrize("row", rows("spc_assurance"))
def test_assurance_is_that_of_making_data_count(row):
    found = assurance(
        number(row["lower_process_limit"]),
        number(row["upper_process_limit"]),
        target=number(row["target"]),
        improvement=Improvement(row["improvement_direction"]),
    )

    assert found == (Assurance.NOT_ASSESSED if row["expected"] == "NA" else row["expected"])


# --- The rules


def test_a_calm_process_has_no_signal():
    chart = xmr(CALM, improvement=Improvement.INCREASE)

    assert {point.cause for point in chart.points} == {Cause.COMMON}
    assert (chart.points[0].mean, chart.points[0].lower, chart.points[0].upper) == pytest.approx((5, -0.32, 10.32))
    assert (chart.variation, chart.variation_words) == (
        PointType.COMMON_CAUSE,
        "Common cause, no significant change",
    )


@pytest.mark.parametrize(("last", "cause"), [(13, Cause.ABOVE_LIMITS), (10, Cause.COMMON), (-3, Cause.BELOW_LIMITS)])
def test_a_value_outside_the_limits_is_a_signal(last, cause):
    assert causes([*CALM, last])[-1] == cause


def test_seven_on_one_side_of_the_mean_are_a_run_and_six_are_none():
    assert causes([*CALM, 5, 5.5, 5.2, 5.5, 5.2, 5.5, 5.2, 5.5], fix_after=16)[-7:] == [Cause.RUN_ABOVE] * 7
    assert Cause.RUN_ABOVE not in causes([*CALM, 5, 5.5, 5.2, 5.5, 5.2, 5.5, 5.2], fix_after=16)[-6:]


def test_seven_rising_or_falling_are_a_trend():
    rising = [3, 3.5, 4, 4.5, 5.5, 6, 6.5]

    assert causes([*CALM, *rising], fix_after=16)[-7:] == [Cause.RISING] * 7
    assert causes([*CALM, *rising[::-1]], fix_after=16)[-7:] == [Cause.FALLING] * 7


def test_two_of_three_in_the_outer_third_are_a_signal_and_only_the_two_are_marked():
    found = causes([*CALM, 9, 6, 9, 4], fix_after=16)

    assert found[-4:] == [Cause.TWO_IN_THREE_ABOVE, Cause.COMMON, Cause.TWO_IN_THREE_ABOVE, Cause.COMMON]
    assert set(causes([*CALM, 9, 1, 9, 4], fix_after=16)) == {Cause.COMMON}, "on both sides of the mean"


def test_the_limits_come_before_the_trend_and_the_trend_before_the_run():
    values = [*CALM, 5.5, 6, 6.5, 7, 7.5, 8, 20]

    assert causes(values, fix_after=16)[-7:] == [*[Cause.RISING] * 6, Cause.ABOVE_LIMITS]


def test_the_lengths_of_runs_and_trends_can_be_chosen():
    values = [*CALM, 5, 5.5, 5.2, 5.5, 5.2, 5.5, 5.2, 5.5]

    assert Cause.RUN_ABOVE not in causes(values, fix_after=16, run_length=8)
    assert causes([*CALM, 4.5, 5, 5.5, 6, 6.5, 7], fix_after=16, trend_length=6)[-1] == Cause.RISING


@pytest.mark.parametrize(
    ("polarity", "variation", "words"),
    [
        (Polarity.HIGHER_IS_BETTER, PointType.IMPROVEMENT, "Special cause, getting better"),
        (Polarity.LOWER_IS_BETTER, PointType.CONCERN, "Special cause, getting worse"),
        (Polarity.NOT_JUDGED, PointType.NEUTRAL_HIGH, "Special cause, higher than usual"),
    ],
)
def test_variation_is_judged_by_polarity(polarity, variation, words):
    chart = xmr([*CALM, 13], improvement=IMPROVEMENTS[polarity])

    assert (chart.variation, chart.variation_words) == (variation, words)


@pytest.mark.parametrize(
    ("target", "expected", "words"),
    [
        (11, Assurance.MISSES, "Likely to miss the target every time unless something changes"),
        (10.32, Assurance.INCONSISTENT, "May meet or miss the target by chance"),
        (-1, Assurance.MEETS, "Likely to meet the target every time"),
        (None, Assurance.NOT_ASSESSED, "Not set against a target"),
    ],
)
def test_a_target_is_set_against_the_newest_limits(target, expected, words):
    chart = xmr([90, 110] * 3 + CALM, baselines_at=[6], improvement=Improvement.INCREASE, target=target)

    assert (chart.assurance, chart.assurance_words) == (expected, words)


def test_everything_that_a_chart_can_say_has_words():
    assert set(WORDS) == {*PointType, *Assurance}


# --- Baselines


def test_a_new_baseline_has_limits_of_its_own_and_signals_do_not_reach_across():
    chart = xmr([*CALM, *[value + 20 for value in CALM]], baselines_at=[16])

    assert {point.mean for point in chart.points[:16]} == {5}
    assert {point.mean for point in chart.points[16:]} == {25}
    assert {point.cause for point in chart.points} == {Cause.COMMON}
    assert {point.cause for point in xmr([*CALM, *[value + 20 for value in CALM]]).points} != {Cause.COMMON}


def test_limits_on_fewer_than_twelve_values_are_provisional():
    chart = xmr([*CALM, *CALM[:11]], baselines_at=[16])

    assert [point.is_provisional for point in chart.points] == [False] * 16 + [True] * 11
    assert chart.is_provisional


def test_fixed_limits_are_those_of_the_first_values():
    fixed = xmr([*CALM, 40, 41], fix_after=16)

    assert fixed.points[-1].mean == 5
    assert xmr([*CALM, 40, 41]).points[-1].mean > 5


# --- The edges


def test_a_single_value_has_a_mean_and_no_limits():
    chart = xmr([5.0], improvement=Improvement.INCREASE, target=4)

    point = chart.points[0]
    assert (point.mean, point.lower, point.upper, point.cause) == (5.0, None, None, Cause.COMMON)
    assert (chart.variation_words, chart.assurance_words) == ("Not enough data", "Not set against a target")


@pytest.mark.parametrize("value", [0, 0.1, 1 / 3, 1e9])
def test_values_that_are_all_equal_are_no_signal(value):
    chart = xmr([value] * 20)

    assert {(p.mean, p.lower, p.upper, p.cause) for p in chart.points} == {(value, value, value, Cause.COMMON)}


@pytest.mark.parametrize(
    ("values", "options", "error"),
    [
        ([], {}, NoValues),
        ([1, None, 3], {}, ValueNotKnown),
        ([1, math.nan, 3], {}, ValueNotKnown),
        ([1, math.inf, 3], {}, ValueNotKnown),
        ([1, 2, 3], {"baselines_at": [0]}, BaselineNotPossible),
        ([1, 2, 3], {"baselines_at": [3]}, BaselineNotPossible),
        ([1, 2, 3], {"baselines_at": [2, 1]}, BaselineNotPossible),
        ([1, 2, 3], {"fix_after": 11}, FixTooEarly),
        ([1, 2, 3], {"run_length": 1}, LengthNotPossible),
    ],
)
def test_what_cannot_be_charted_is_refused(values, options, error):
    with pytest.raises(error):
        xmr(values, **options)


# --- Laws

SERIES = st.lists(st.integers(-500, 500), min_size=2, max_size=40)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(SERIES, st.integers(-1000, 1000))
def test_limits_shift_with_a_constant(values, constant):
    still, moved = xmr(values), xmr([value + constant for value in values])

    for one, other in zip(still.points, moved.points, strict=True):
        shifted = (one.mean + constant, one.lower + constant, one.upper + constant)
        assert (other.mean, other.lower, other.upper) == pytest.approx(shifted, abs=1e-8)
        assert other.cause == one.cause


@settings(derandomize=True, deadline=None, max_examples=60)
@given(SERIES)
def test_a_chart_turned_round_has_the_opposite_causes(values):
    opposite = {
        Cause.ABOVE_LIMITS: Cause.BELOW_LIMITS,
        Cause.TWO_IN_THREE_ABOVE: Cause.TWO_IN_THREE_BELOW,
        Cause.RUN_ABOVE: Cause.RUN_BELOW,
    }
    opposite |= {low: high for high, low in opposite.items()}

    for one, other in zip(causes(values), causes([-value for value in values]), strict=True):
        if one not in (Cause.RISING, Cause.FALLING):
            assert other == opposite.get(one, one)
