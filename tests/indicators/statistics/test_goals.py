import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.comparison import Polarity, Standing, standings
from indicators.statistics.goals import (
    GoalNotPossible,
    compare_goal,
    compare_goal_by_interval,
    compare_goal_by_interval_many,
    compare_goal_many,
    compare_goal_range,
    compare_goal_range_many,
)
from tests.indicators.vectors import number, rows

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED
POLARITY_IDS = {"0": LOWER, "1": HIGHER, "-1": NOT_JUDGED}
GRADES = {
    "Same": Standing.SIMILAR,
    "Better": Standing.BETTER,
    "Worse": Standing.WORSE,
    "None": Standing.NOT_COMPARED,
}
OPPOSITE = {Standing.BETTER: Standing.WORSE, Standing.WORSE: Standing.BETTER}


def kinds(*starts):
    return [row for row in rows("goals_legacy") if row["kind"].startswith(starts)]


def test_every_published_goal_is_of_a_kind_tested_here():
    exact = [row for row in rows("goals_legacy") if row["kind"] in {"single value", "single value using CIs"}]
    assert len(exact) + len(kinds("range", "percentile range")) + len(kinds("previous year")) == 32


@pytest.mark.parametrize("row", [row for row in rows("goals_legacy") if row["kind"] == "single value"])
def test_a_single_limit_is_reached_as_in_fingertips(row):
    standing = compare_goal(
        value=number(row["value"]), goal=number(row["lower_limit"]), polarity=POLARITY_IDS[row["polarity_id"]]
    )

    assert standing == GRADES[row["expected_significance"]]


@pytest.mark.parametrize("row", kinds("single value using CIs"))
def test_an_interval_reaches_a_limit_as_in_fingertips(row):
    standing = compare_goal_by_interval(
        lower=number(row["lower_ci_95"]),
        upper=number(row["upper_ci_95"]),
        goal=number(row["lower_limit"]),
        polarity=POLARITY_IDS[row["polarity_id"]],
    )

    assert standing == GRADES[row["expected_significance"]]


@pytest.mark.parametrize("row", kinds("range", "percentile range"))
def test_a_range_is_reached_as_in_fingertips(row):
    standing = compare_goal_range(
        value=number(row["value"]),
        low=number(row["lower_limit"]),
        high=number(row["upper_limit"]),
        polarity=POLARITY_IDS[row["polarity_id"]],
    )

    assert standing == GRADES[row["expected_significance"]]


@pytest.mark.parametrize("row", kinds("previous year"))
def test_the_year_before_is_a_limit_like_any_other(row):
    # Fingertips takes higher for better here, and −1 for "no number".
    before = None if row["lower_limit"] == "-1" else number(row["lower_limit"])

    standing = compare_goal(value=number(row["value"]), goal=before, polarity=HIGHER)

    assert standing == GRADES[row["expected_significance"]]


@pytest.mark.parametrize("missing", [None, math.nan])
@pytest.mark.parametrize("polarity", Polarity)
def test_what_is_missing_is_not_compared(missing, polarity):
    found = [
        compare_goal(value=missing, goal=1, polarity=polarity),
        compare_goal(value=1, goal=missing, polarity=polarity),
        compare_goal_range(value=missing, low=1, high=2, polarity=polarity),
        compare_goal_range(value=1, low=missing, high=2, polarity=polarity),
        compare_goal_range(value=1, low=1, high=missing, polarity=polarity),
        compare_goal_by_interval(lower=missing, upper=2, goal=1, polarity=polarity),
        compare_goal_by_interval(lower=1, upper=missing, goal=1, polarity=polarity),
        compare_goal_by_interval(lower=1, upper=2, goal=missing, polarity=polarity),
    ]

    assert found == [Standing.NOT_COMPARED] * 8


def test_a_goal_without_a_direction_is_not_compared():
    assert compare_goal(value=3, goal=2, polarity=NOT_JUDGED) == Standing.NOT_COMPARED
    assert compare_goal_range(value=3, low=1, high=2, polarity=NOT_JUDGED) == Standing.NOT_COMPARED
    assert compare_goal_by_interval(lower=3, upper=4, goal=2, polarity=NOT_JUDGED) == Standing.NOT_COMPARED


def test_an_interval_the_wrong_way_round_is_not_compared():
    assert compare_goal_by_interval(lower=4, upper=3, goal=2, polarity=HIGHER) == Standing.NOT_COMPARED


def test_an_infinite_value_is_beyond_every_limit():
    assert compare_goal(value=math.inf, goal=2, polarity=HIGHER) == Standing.BETTER
    assert compare_goal_range(value=-math.inf, low=1, high=2, polarity=HIGHER) == Standing.WORSE


def test_a_range_the_wrong_way_round_is_refused():
    with pytest.raises(GoalNotPossible, match="first at place 1 of 2"):
        compare_goal_range_many(value=[1, 1], low=[1, 3], high=[2, 2], polarity=HIGHER)


def test_a_range_of_one_number_has_nothing_between():
    found = compare_goal_range_many(value=[1, 2, 3], low=2, high=2, polarity=HIGHER)

    assert standings(found) == ["worse", "better", "better"]


NUMBERS = st.one_of(st.none(), st.just(math.nan), st.integers(-3, 3).map(float))
CASES = st.lists(st.tuples(NUMBERS, NUMBERS, NUMBERS, st.sampled_from(Polarity)), min_size=1, max_size=20)


@given(CASES)
def test_many_are_compared_like_each_one(cases):
    first, second, third, polarity = zip(*cases, strict=True)

    found = standings(compare_goal_many(value=first, goal=second, polarity=polarity))
    by_interval = standings(compare_goal_by_interval_many(lower=first, upper=second, goal=third, polarity=polarity))

    assert found == [compare_goal(value=a, goal=b, polarity=p) for a, b, _, p in cases]
    assert by_interval == [compare_goal_by_interval(lower=a, upper=b, goal=c, polarity=p) for a, b, c, p in cases]


@given(st.integers(-5, 5), st.integers(-5, 5), st.integers(0, 5))
def test_the_other_polarity_turns_better_and_worse_around(value, low, more):
    ends = {"value": value, "low": low, "high": low + more}

    in_range = compare_goal_range(**ends, polarity=HIGHER)
    by_interval = compare_goal_by_interval(lower=low, upper=low + more, goal=value, polarity=HIGHER)
    at_one = compare_goal(value=value, goal=low, polarity=HIGHER)

    assert compare_goal_range(**ends, polarity=LOWER) == OPPOSITE.get(in_range, in_range)
    other = compare_goal_by_interval(lower=low, upper=low + more, goal=value, polarity=LOWER)
    assert other == OPPOSITE.get(by_interval, by_interval)
    # A limit met exactly is met from both sides.
    assert compare_goal(value=value, goal=low, polarity=LOWER) == (at_one if value == low else OPPOSITE[at_one])
