import math
from dataclasses import replace
from datetime import date
from itertools import groupby

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.periods import Period
from indicators.statistics.comparison import Polarity
from indicators.statistics.trend import (
    GUIDANCE_TYPES,
    PUBLISHED_TYPES,
    REASON_WORDS,
    REASONS,
    Direction,
    Method,
    MinimumNotPossible,
    Reason,
    Trend,
    TrendPoint,
    ValueType,
    Verdict,
    interval_tests,
    proportion_tests,
    recent_change,
    recent_trend,
    recent_trends,
    verdict_of,
)
from indicators.statistics.trend.slopes import YearsNotPossible
from tests.indicators.vectors import number, rows

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED
POLARITIES = {
    "RAG - Low is good": LOWER,
    "Low is good": LOWER,
    "RAG - High is good": HIGHER,
    "High is good": HIGHER,
    "BOB - Blue orange blue": NOT_JUDGED,
    "No judgement": NOT_JUDGED,
    "Not applicable": NOT_JUDGED,
}
DIRECTIONS = {
    "Increasing": Direction.INCREASING,
    "Decreasing": Direction.DECREASING,
    "NoChange": Direction.NO_SIGNIFICANT_CHANGE,
    "No change": Direction.NO_SIGNIFICANT_CHANGE,
    "CannotBeCalculated": Direction.CANNOT_BE_CALCULATED,
    "Cannot be calculated": Direction.CANNOT_BE_CALCULATED,
}


def point(year, value, *, lower=None, upper=None, count=None, denominator=None, years=1):
    period = Period.from_dates(date(year, 1, 1), date(year + years - 1, 12, 31))
    return TrendPoint(period, value, lower, upper, count, denominator)


def points_of(table):
    return [
        point(
            int(row["year"]),
            number(row["value"]),
            lower=number(row["lower_ci_95"]),
            upper=number(row["upper_ci_95"]),
            count=number(row["count"]),
            denominator=number(row["denominator"]),
            years=int(row.get("year_range", 1)),
        )
        for row in table
    ]


def series_of(name, column):
    return [list(group) for _, group in groupby(rows(name), key=lambda row: row[column])]


def falling(first=2018, years=5):
    """A steep fall with narrow intervals, by five a year from 100."""
    return [
        point(first + i, 100 - 5 * i, lower=99 - 5 * i, upper=101 - 5 * i, count=1000 - 50 * i, denominator=2000)
        for i in range(years)
    ]


def trend(points, *, polarity=LOWER, value_type=ValueType.PROPORTION, **options):
    return recent_trend(points, polarity=polarity, value_type=value_type, **options)


# --- The published examples


@pytest.mark.parametrize("table", series_of("trend_marker_legacy", "case"))
def test_a_trend_is_that_of_fingertips(table):
    first = table[0]
    method = Method.PROPORTIONS if first["method"] == "SPC for proportions" else Method.INTERVALS

    found = trend(points_of(table), polarity=NOT_JUDGED, method=method)

    assert found.direction == DIRECTIONS[first["expected_marker"]]
    if first["expected_significant"] == "True":
        assert found.chi_squared == pytest.approx(float(first["expected_chi_square_2dp"]), abs=0.005)


@pytest.mark.parametrize("table", series_of("trend_marker_fingertips_next", "indicator_id"))
def test_a_trend_has_the_label_of_the_new_fingertips(table):
    first = table[0]
    has_intervals = all(row["lower_ci_95"] for row in table)

    found = recent_trend(
        points_of(table),
        polarity=POLARITIES[first["polarity"]],
        value_type=first["value_type"].lower().replace(" ", "_"),
    )

    assert found.label == first["expected_trend"]
    # Where limits are missing Fingertips says "No significant change" without having tested. Our own words do not.
    assert (found.reason is Reason.NO_INTERVALS) is not has_intervals
    assert has_intervals or found.words == "Cannot be calculated: a confidence interval is missing"


@pytest.mark.parametrize("row", rows("trend_labels"))
def test_a_label_is_worded_as_fingertips_words_it(row):
    direction = DIRECTIONS[row["marker"]]

    found = Trend(direction, verdict_of(direction, POLARITIES[row["polarity"]]))

    assert found.label == row["label"]


@pytest.mark.parametrize("row", [row for row in rows("trend_polarity") if row["trend"] in DIRECTIONS])
def test_a_direction_is_judged_as_the_new_fingertips_judges_it(row):
    direction = DIRECTIONS[row["trend"]]

    label = Trend(direction, verdict_of(direction, POLARITIES[row["polarity"]])).label

    expected = DIRECTIONS.get(row["expected"])
    assert label.replace(" ", "").lower() == (expected.replace("_", "") if expected else row["expected"].lower())


# --- The rule


def test_a_trend_names_its_direction_its_verdict_and_the_five_newest_points():
    points = falling(years=7)

    found = trend(points[::-1], polarity=LOWER)

    assert (found.direction, found.verdict, found.reason) == (Direction.DECREASING, Verdict.GETTING_BETTER, None)
    assert found.points_used == tuple(points[2:])


def test_the_interval_method_agrees_with_a_sum_by_hand():
    # Equal weights w: b = −5 and SE² = 1 / (w · Σ(x − 3)²) = 1 / (w · 10), w = (3.92 / 2)².
    found = trend(falling())

    assert found.chi_squared == pytest.approx(25 * 10 * 1.96**2)


def test_a_trend_that_hangs_on_one_year_is_no_trend():
    values = [100, 101, 99, 98, 120]
    points = [point(2018 + i, value, lower=value - 1, upper=value + 1) for i, value in enumerate(values)]

    found = trend(points)

    assert found.chi_squared > 500
    assert found.direction == Direction.NO_SIGNIFICANT_CHANGE


@pytest.mark.parametrize(
    ("reach", "direction"),
    [(2.00, Direction.INCREASING), (2.01, Direction.NO_SIGNIFICANT_CHANGE)],  # χ² 9.604 and 9.509
)
def test_a_trend_is_significant_from_998_in_a_thousand(reach, direction):
    points = [point(2018 + i, i, lower=i - reach, upper=i + reach) for i in range(5)]

    assert trend(points).direction == direction


def test_financial_years_have_a_trend_too():
    points = [replace(p, period=Period.parse(f"{2018 + i}/{19 + i}")) for i, p in enumerate(falling())]

    assert trend(points).direction == Direction.DECREASING


def test_a_year_without_a_value_at_the_end_is_passed_over():
    points = [*falling(), point(2023, None), point(2024, math.nan)]

    assert trend(points) == trend(falling())


def with_(points, index, **changes):
    return [replace(p, **changes) if i == index else p for i, p in enumerate(points)]


@pytest.mark.parametrize(
    ("points", "reason", "words"),
    [
        ([], Reason.FEWER_THAN_FIVE, "Cannot be calculated: fewer than five yearly figures"),
        (falling(years=4), Reason.FEWER_THAN_FIVE, "Cannot be calculated: fewer than five yearly figures"),
        (
            with_(falling(), 2, value=None),
            Reason.FEWER_THAN_FIVE,
            "Cannot be calculated: fewer than five yearly figures",
        ),
        (
            [point(2010 + 3 * i, 5, lower=4, upper=6, years=3) for i in range(5)],
            Reason.NOT_YEARLY,
            "Cannot be calculated: the figures are not yearly",
        ),
        (
            [*falling(), replace(falling()[4], value=1.0)],
            Reason.OVERLAPPING,
            "Cannot be calculated: the periods overlap",
        ),
        (
            with_(falling(years=6), 3, value=None),
            Reason.GAPS,
            "Cannot be calculated: a year is missing among the newest five figures",
        ),
        (
            with_(falling(), 1, count=2000),
            Reason.COUNT_EQUALS_DENOMINATOR,
            "Cannot be calculated: in one year the count equals the denominator",
        ),
        (
            with_(falling(), 4, lower=None),
            Reason.NO_INTERVALS,
            "Cannot be calculated: a confidence interval is missing",
        ),
        (
            with_(falling(), 4, lower=80, upper=80),
            Reason.NO_INTERVALS,
            "Cannot be calculated: a confidence interval is missing",
        ),
    ],
)
def test_a_trend_that_cannot_be_calculated_says_why(points, reason, words):
    found = trend(points)

    assert (found.direction, found.reason, found.words) == (Direction.CANNOT_BE_CALCULATED, reason, words)
    assert (found.verdict, found.chi_squared, found.points_used) == (Verdict.PLAIN, None, ())


@pytest.mark.parametrize("value_type", ["count", "mean", "indirectly_standardised_proportion"])
def test_a_kind_of_figure_without_an_official_test_has_no_trend(value_type):
    assert trend(falling(), value_type=value_type).reason == Reason.VALUE_TYPE


@pytest.mark.parametrize("value_type", sorted(GUIDANCE_TYPES - PUBLISHED_TYPES))
def test_other_kinds_of_the_guidance_are_tested_when_asked_for(value_type):
    assert trend(falling(), value_type=value_type).reason == Reason.VALUE_TYPE
    assert trend(falling(), value_type=value_type, allow_other_types=True).chi_squared == trend(falling()).chi_squared


@pytest.mark.parametrize("value_type", ["count", "money", "rank", "change"])
def test_what_the_guidance_does_not_list_is_never_tested(value_type):
    assert trend(falling(), value_type=value_type, allow_other_types=True).reason == Reason.VALUE_TYPE


def test_a_mean_is_no_proportion():
    found = trend(falling(), value_type="mean", allow_other_types=True, method=Method.PROPORTIONS)

    assert found.reason == Reason.VALUE_TYPE


def test_the_method_for_proportions_needs_proportions_and_their_counts():
    assert trend(falling(), value_type="crude_rate", method=Method.PROPORTIONS).reason == Reason.VALUE_TYPE
    assert trend(with_(falling(), 0, count=None), method=Method.PROPORTIONS).reason == Reason.NO_COUNTS


def test_the_method_for_proportions_does_without_intervals():
    points = [replace(p, lower=None, upper=None) for p in falling()]

    assert trend(points, method=Method.PROPORTIONS).direction == Direction.DECREASING


@pytest.mark.parametrize(
    ("direction", "polarity", "words"),
    [
        (Direction.DECREASING, HIGHER, "Falling: worse"),
        (Direction.DECREASING, LOWER, "Falling: better"),
        (Direction.DECREASING, NOT_JUDGED, "Falling"),
        (Direction.INCREASING, HIGHER, "Rising: better"),
        (Direction.INCREASING, LOWER, "Rising: worse"),
        (Direction.INCREASING, NOT_JUDGED, "Rising"),
        (Direction.NO_SIGNIFICANT_CHANGE, LOWER, "No significant change"),
    ],
)
def test_a_trend_is_said_in_words(direction, polarity, words):
    assert Trend(direction, verdict_of(direction, polarity)).words == words


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"count": 3000}, Reason.COUNT_NOT_POSSIBLE),
        ({"count": -1}, Reason.COUNT_NOT_POSSIBLE),
        ({"denominator": 0}, Reason.NO_COUNTS),
        ({"count": math.inf}, Reason.NO_COUNTS),
    ],
)
def test_the_method_for_proportions_refuses_impossible_counts(changes, reason):
    assert trend(with_(falling(), 2, **changes), method=Method.PROPORTIONS).reason == reason


def test_where_nothing_was_counted_there_is_no_trend_of_it():
    points = [replace(p, value=0.0, count=0) for p in falling()]

    assert trend(points, method=Method.PROPORTIONS).reason == Reason.NO_EVENTS


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"value": math.inf}, Reason.NOT_FINITE),
        ({"upper": math.inf}, Reason.NO_INTERVALS),
        ({"lower": math.nan}, Reason.NO_INTERVALS),
        ({"value": 1e200}, Reason.NOT_FINITE),
        ({"value": 0, "lower": 0, "upper": 1e-200}, Reason.NOT_FINITE),
    ],
)
def test_numbers_without_end_are_refused(changes, reason):
    assert trend(with_(falling(), 2, **changes)).reason == reason


def test_years_must_be_evenly_spaced():
    every_other_year = [point(2010 + 2 * i, 100 - 5 * i, lower=99 - 5 * i, upper=101 - 5 * i) for i in range(5)]
    into_financial_years = [
        *falling(first=2014, years=4),
        replace(falling()[0], period=Period.parse("2018/19")),
    ]

    assert trend(every_other_year).reason == Reason.GAPS
    assert trend(into_financial_years).reason == Reason.GAPS


# --- Fewer than five


@pytest.mark.parametrize(("years", "words"), [(4, "over four years"), (3, "over three years")])
def test_fewer_years_are_tested_where_they_are_allowed_and_the_words_say_so(years, words):
    found = trend(falling(years=years), minimum_points=years)

    # Equal weights: b = −5 and SE² = 1 / (w · Σ(x − x̄)²), w = (3.92 / 2)².
    assert found.chi_squared == pytest.approx(25 * {4: 5, 3: 2}[years] * 1.96**2)
    assert found.words == f"Falling {words}: better"
    assert trend(falling(years=years), minimum_points=years, polarity=NOT_JUDGED).words == f"Falling {words}"


def test_five_years_are_used_where_there_are_five():
    assert trend(falling(years=7), minimum_points=3) == trend(falling(years=7))


@pytest.mark.parametrize(
    ("minimum", "years", "words"),
    [
        (4, 3, "Cannot be calculated: fewer than four yearly figures"),
        (3, 2, "Cannot be calculated: fewer than three yearly figures"),
        (3, 0, "Cannot be calculated: fewer than three yearly figures"),
    ],
)
def test_there_is_a_fewest_even_then(minimum, years, words):
    assert trend(falling(years=years), minimum_points=minimum).words == words


@pytest.mark.parametrize("minimum", [2, 6])
def test_a_trend_rests_on_three_to_five_points(minimum):
    with pytest.raises(MinimumNotPossible):
        trend(falling(), minimum_points=minimum)


def test_fewer_proportions_are_tested_by_their_counts():
    found = trend(falling(years=4), method=Method.PROPORTIONS, minimum_points=4)

    alone = proportion_tests([[1000, 950, 900, 850]], [[2000] * 4])
    assert found.chi_squared == pytest.approx(alone.chi_squared[0])
    assert found.words == "Falling over four years: better"


# --- Two figures


@pytest.mark.parametrize("row", rows("trend_two_values_legacy"))
def test_a_change_between_two_figures_is_that_of_fingertips(row):
    previous, recent = (
        point(
            year, number(row[f"{name}_value"]), lower=number(row[f"{name}_lower"]), upper=number(row[f"{name}_upper"])
        )
        for year, name in ((2021, "previous"), (2022, "recent"))
    )

    assert recent_change(recent, previous, polarity=LOWER).direction == DIRECTIONS[row["expected_marker"]]


def test_a_change_is_judged_by_polarity_and_touching_intervals_are_none():
    earlier = point(2021, 2, lower=1, upper=3)
    higher, touching = point(2022, 5, lower=4, upper=6), point(2022, 4, lower=3, upper=5)

    assert recent_change(higher, earlier, polarity=LOWER).words == "Rising: worse"
    assert recent_change(touching, earlier, polarity=LOWER).words == "No significant change"


def test_overlapping_windows_are_never_differenced():
    earlier, later = (point(year, 2, lower=1, upper=3, years=3) for year in (2019, 2020))

    assert recent_change(later, earlier, polarity=LOWER).reason == Reason.OVERLAPPING


# --- Many series at once


VALUES = st.lists(st.tuples(st.floats(1, 1000), st.floats(0.01, 200)), min_size=5, max_size=5)


@given(st.lists(VALUES, min_size=1, max_size=6))
def test_many_series_are_tested_like_each_one(many):
    values = np.array([[value for value, _ in series] for series in many])
    reach = np.array([[reach for _, reach in series] for series in many])

    together = interval_tests(values, values - reach, values + reach)

    alone = [interval_tests([v], [v - r], [v + r]) for v, r in zip(values, reach, strict=True)]
    assert list(together.signs) == [int(one.signs[0]) for one in alone]
    np.testing.assert_allclose(together.chi_squared, [one.chi_squared[0] for one in alone], rtol=1e-6)


@given(VALUES)
def test_a_trend_turned_round_has_the_other_sign(series):
    values, reach = (np.array([part]) for part in zip(*series, strict=True))

    forwards = interval_tests(values, values - reach, values + reach)
    mirrored = interval_tests(-values, -values - reach, -values + reach)

    assert list(forwards.signs) == list(-mirrored.signs)
    np.testing.assert_allclose(forwards.chi_squared, mirrored.chi_squared, rtol=1e-6)


def test_a_row_that_cannot_be_tested_does_not_disturb_its_neighbours():
    good = [100, 95, 90, 85, 80]
    values = np.array([good, [1, 2, np.nan, 4, 5], [1, 2, 3, 4, 5]])
    reach = np.array([[1], [1], [0]])

    found = interval_tests(values, values - reach, values + reach)

    assert list(found.signs) == [-1, 0, 0]
    assert list(np.isnan(found.chi_squared)) == [False, True, True]


def columns(*series):
    """The five arrays of recent_trends() from lists of points."""
    names = ("value", "lower", "upper", "count", "denominator")
    return [[[getattr(one, name) for one in points] for points in series] for name in names]


ROWS = {
    "falling": falling(),
    "short": with_(falling(), 0, value=None),
    "gap": with_(falling(), 2, value=None),
    "no interval": with_(falling(), 2, lower=None),
    "no width": with_(falling(), 2, lower=90, upper=90),
    "everybody": with_(falling(), 2, count=2000),
    "endless": with_(falling(), 2, value=math.inf),
}


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("minimum", [5, 4])
def test_many_series_have_the_trends_that_each_has_alone(method, minimum):
    together = recent_trends(*columns(*ROWS.values()), method=method, minimum_points=minimum)

    for place, points in enumerate(ROWS.values()):
        alone = trend(points, method=method, minimum_points=minimum)
        reason = REASONS[together.reasons[place]]
        assert reason == alone.reason
        if alone.reason is None:
            assert together.chi_squared[place] == pytest.approx(alone.chi_squared)
            assert together.years[place] == len(alone.points_used)


def test_rows_that_are_refused_have_no_sign_and_no_number():
    found = recent_trends(*columns(*ROWS.values()))

    assert [REASONS[code] for code in found.reasons] == [
        None,
        Reason.FEWER_THAN_FIVE,
        Reason.FEWER_THAN_FIVE,
        Reason.NO_INTERVALS,
        Reason.NO_INTERVALS,
        Reason.COUNT_EQUALS_DENOMINATOR,
        Reason.NOT_FINITE,
    ]
    assert list(found.signs) == [-1, 0, 0, 0, 0, 0, 0]
    assert list(np.isnan(found.chi_squared)) == [False, *[True] * 6]
    assert list(found.years) == [5, 0, 0, 0, 0, 0, 0]


def test_counts_may_be_left_out_and_there_may_be_no_series():
    values, lower, upper, _, _ = columns(falling())

    assert list(recent_trends(values, lower, upper).signs) == [-1]
    assert recent_trends(*np.empty((3, 0, 5))).signs.shape == (0,)


@pytest.mark.parametrize("shape", [(5,), (2, 6)])
def test_arrays_of_another_shape_are_refused(shape):
    with pytest.raises(YearsNotPossible):
        recent_trends(*np.ones((3, *shape)))


def test_every_reason_has_words():
    assert set(REASON_WORDS) == set(Reason)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 99), st.integers(100, 900)), min_size=5, max_size=5))
def test_a_trend_in_those_without_is_the_opposite_of_that_in_those_with(series):
    with_it, people = np.array(series).T

    one, other = proportion_tests([with_it], [people]), proportion_tests([people - with_it], [people])

    assert one.signs[0] == -other.signs[0]
    assert one.chi_squared[0] == pytest.approx(other.chi_squared[0])


def test_many_proportions_are_tested_at_once():
    counts = [[10, 20, 30, 40, 50], [0, 0, 0, 0, 0], [5, 5, 5, 5, 100], [0, 10, 30, 40, 60]]

    found = proportion_tests(counts, np.full((4, 5), 100))

    assert list(found.signs) == [1, 0, 0, 1]
    assert list(np.isnan(found.chi_squared)) == [False, True, True, False]
