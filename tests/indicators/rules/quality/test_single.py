"""One figure alone: its interval, its bounds, its count and denominator."""

import pytest

from tests.indicators.rules.quality.books import found, row


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({"value": 3.9, "lower_95": 5.7, "upper_95": 7.6}, ["3.9% lies below its own 95% interval, 5.7 to 7.6."]),
        ({"value": 8.1, "lower_998": 5.7, "upper_998": 7.6}, ["8.1% lies above its own 99.8% interval, 5.7 to 7.6."]),
        # One decimal of difference, and all are printed with one: rounding never turns an order round.
        ({"value": 7.3, "lower_95": 7.4, "upper_95": 7.7}, ["7.3% lies below its own 95% interval, 7.4 to 7.7."]),
        ({"value": 7.4, "lower_95": 7.4, "upper_95": 7.7}, []),
        ({"value": 7.0, "lower_95": 7.4, "upper_95": 9.0}, []),  # may be 7.4 as well
        (
            {"value": 7.0, "lower_95": 7.4, "upper_95": 9.0, "printed": "7.0%"},
            ["7.0% lies below its own 95% interval, 7.4 to 9.0."],
        ),
        ({"value": 3.0, "lower_95": 5.0, "upper_95": 7.0, "qualifier": "under"}, []),
        ({"value": None, "lower_95": 5.0, "upper_95": 7.0}, []),
    ],
)  # fmt: skip
def test_a_value_lies_within_its_interval(fields, sentences):
    assert found("value-outside-interval", row(**fields)) == sentences


@pytest.mark.parametrize(
    ("indicator", "value", "sentences"),
    [
        ("share", 100.0, []),
        ("share", 100.4, ["A share cannot be above 100%, and 100.4% is printed."]),
        ("share", -1.0, ["It cannot be below 0, and −1% is printed."]),
        ("people", -3.0, ["It cannot be below 0, and −3 people is printed."]),
        ("rate", 1200.0, []),
        ("change", -50.0, []),
        ("change", 250.0, []),
        ("change", -101.0, ["Nothing can fall by more than 100%, and −101% is printed."]),
        ("place", 2.0, []),
        ("place", 0.0, ["The first place is 1, and 0th place is printed."]),
    ],
)
def test_a_value_is_possible(indicator, value, sentences):
    assert found("impossible-value", row(indicator, value)) == sentences


def test_there_is_no_place_beyond_the_last():
    assert found("impossible-value", row("place", 17.0, denominator=16)) == [
        "Places go from 1 to 16, and 17th place is printed."
    ]


@pytest.mark.parametrize(
    ("fields", "sentences"),
    [
        ({"value": 37.0, "count": 247, "denominator": 667}, []),
        ({"value": 38.0, "count": 247, "denominator": 667}, ["247 of 667 is 37.0%; 38% is printed."]),
        ({"value": 53.0, "count": 3295, "denominator": 6156}, ["3,295 of 6,156 is 53.5%; 53% is printed."]),
        ({"value": 53.5, "count": 3295, "denominator": 6156}, []),
        ({"value": 50.0, "count": 8, "denominator": 6}, ["The count, 8, is above the number it is out of, 6."]),
        ({"value": 50.0, "count": 8, "denominator": 0}, []),
        ({"value": 50.0, "count": None, "denominator": 6}, []),
        (
            {"value": 40.0, "count": 5, "denominator": 14, "qualifier": "over"},
            ["5 of 14 is 35.7%; over 40% is printed."],
        ),
    ],
)  # fmt: skip
def test_a_count_over_its_denominator_is_the_value(fields, sentences):
    assert found("count-and-denominator", row(**fields)) == sentences


def test_a_standardised_rate_is_not_its_count_over_its_people():
    assert found("count-and-denominator", row("dsr", 61.4, count=123, denominator=300_000)) == []


def test_a_count_that_a_disclosure_rule_rounds_is_taken_as_rounded():
    rounded = row("fives", 105.0, denominator=103)

    assert found("count-and-denominator", rounded) == []
    assert found("count-and-denominator", rounded._replace(value=110.0)) == [
        "The count, 110, is above the number it is out of, 103."
    ]
