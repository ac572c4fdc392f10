from decimal import Decimal

import pytest

from indicators import figures


@pytest.mark.parametrize(
    ("number", "options", "said"),
    [
        (1600, {"unit": "people", "qualifier": "about"}, "about 1,600 people"),
        (50, {"unit": "%", "qualifier": "over"}, "over 50%"),
        (0, {"unit": "%"}, "0%"),
        (3.9, {"unit": "per 1,000"}, "3.9 per 1,000"),
        (46.31901840490797, {"unit": "%"}, "46.3%"),
        (0.03123, {"unit": "%"}, "0.03%"),
        (0.62, {"unit": "%"}, "0.62%"),
        (21, {"unit": "£ billion", "qualifier": "over"}, "over £21 billion"),
        (0.533, {"unit": "£ billion"}, "£533 million"),
        (6.1, {"unit": "£"}, "£6.10"),
        (1, {"unit": "times"}, "1 time"),
        (30, {"unit": "rank (1 = best)"}, "30th place"),
        (-50, {"unit": "%", "qualifier": "under"}, "under −50%"),
        (None, {"unit": "%", "state": "suppressed"}, "Suppressed"),
        (None, {"unit": "%", "state": "not_available"}, "Not available"),
    ],
)
def test_a_figure_is_said_with_its_unit_and_qualifier(number, options, said):
    assert figures.text(number, **options) == said


@pytest.mark.parametrize(
    ("numbers", "places"),
    [([], 0), ([12], 0), ([12.0, 3.45], 2), ([46.3190184, 50.2], 1), ([0.03123], 2), ([100.0], 0), ([1600], 0)],
)
def test_figures_of_one_column_share_their_decimals(numbers, places):
    assert figures.decimals(numbers) == places


@pytest.mark.parametrize(
    ("change", "unit", "said"),
    [
        (Decimal("2.5"), "%", "Up 2.5 points"),
        (Decimal("-1"), "%", "Down 1 point"),
        (Decimal("-12"), "people", "Down 12 people"),
        (Decimal("0"), "%", "Unchanged"),
        (Decimal("0.0"), "per 1,000", "Unchanged"),
        (15.5, "per 100,000", "Up 15.5"),
    ],
)
def test_a_change_is_said_in_words(change, unit, said):
    assert figures.change_words(change, unit=unit) == said


def test_a_difference_is_exact():
    assert figures.difference(46.3, 50.5) == Decimal("-4.2")


@pytest.mark.parametrize(
    ("count", "denominator", "said"),
    [(151, 326, "151 of 326"), (1510, None, "1,510"), (None, 326, "of 326"), (None, None, ""), (0, 5, "0 of 5")],
)
def test_a_count_is_said_with_its_denominator(count, denominator, said):
    assert figures.count_words(count, denominator) == said


@pytest.mark.parametrize(
    ("printed", "said", "expected"),
    [
        ("42%", "42%", False),
        ("1,600 people", "1600 People", False),
        ("2,057", "2,057 offences", False),
        ("73.0%", "73%", False),
        ("7th", "7th place", False),
        ("2", "20%", True),
        ("2", "2.5%", True),
        ("nearly half (42%)", "about 42%", True),
        ("", "4", False),
    ],
)
def test_the_printed_words_are_kept_where_they_say_more(printed, said, expected):
    assert figures.is_said_otherwise(printed, said) == expected
