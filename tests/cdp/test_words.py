import datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from cdp import words

TODAY = datetime.date(2026, 11, 21)


@pytest.mark.parametrize(
    ("ended_on", "said", "is_old"),
    [
        ("2026-11-21", "today", False),
        ("2026-11-20", "1 day old", False),
        ("2026-11-06", "15 days old", False),
        ("2026-10-31", "3 weeks old", False),
        ("2026-03-31", "7 months old", False),
        ("2025-05-22", "17 months old", False),
        ("2025-05-21", "18 months old", True),
        ("2025-03-31", "19 months old", True),
        ("2024-11-21", "2 years old", True),
        ("2022-06-30", "4 years 4 months old", True),
        ("2025-10-21", "13 months old", False),
        ("2027-03-31", "not over yet", False),
    ],
)
def test_an_age_is_said_in_the_unit_that_tells(ended_on, said, is_old):
    ended_on = datetime.date.fromisoformat(ended_on)

    assert (words.age(ended_on, on=TODAY), words.is_old(ended_on, on=TODAY)) == (said, is_old)


def test_the_last_day_of_a_short_month_completes_a_month():
    assert words.months_between(datetime.date(2026, 1, 31), datetime.date(2026, 2, 28)) == 1
    assert words.months_between(datetime.date(2026, 1, 31), datetime.date(2026, 3, 30)) == 1


def test_dates_are_said_one_way():
    assert words.day(TODAY) == "21 November 2026"
    assert words.month(TODAY) == "November 2026"
    assert words.day(None) == ""


def test_a_moment_is_said_in_local_time():
    summer = datetime.datetime(2026, 7, 1, 23, 5, tzinfo=ZoneInfo("UTC"))

    assert words.moment(summer) == "2 July 2026 at 12:05am"
    assert words.day(summer) == "2 July 2026"


@pytest.mark.parametrize(
    ("start", "end", "said"),
    [
        (TODAY, datetime.date(2028, 3, 31), "21 November 2026 to 31 March 2028"),
        (TODAY, None, "From 21 November 2026"),
        (None, TODAY, "Until 21 November 2026"),
        (None, None, "No dates given"),
    ],
)
def test_open_ends_of_dates_are_said(start, end, said):
    assert words.dates(start, end) == said


@pytest.mark.parametrize(
    ("number", "options", "said"),
    [
        (1600, {"unit": "people", "qualifier": "about"}, "about 1,600 people"),
        (50, {"unit": "%", "qualifier": "over"}, "over 50%"),
        (3.9, {"unit": "per 1,000"}, "3.9 per 1,000"),
        (2980000, {"unit": "£"}, "£2.98 million"),
        (1_500_000_000, {"unit": "£"}, "£1.5 billion"),
        (999_999_999, {"unit": "£"}, "£1 billion"),
        (10_000_000, {"unit": "£"}, "£10 million"),
        (1.2, {"unit": "£ billion", "qualifier": "over"}, "over £1.2 billion"),
        (Decimal("12.50"), {"unit": "£"}, "£12.50"),
        (-250000, {"unit": "£"}, "−£250,000"),
        (2, {"of": 16}, "2nd of 16"),
        (0, {"unit": "%"}, "0%"),
        (-0.8, {}, "−0.8"),
        (46.0, {"unit": "%", "decimals": 1}, "46.0%"),
        (Decimal("46.0"), {"unit": "%"}, "46.0%"),
        (7, {"unit": "%", "qualifier": "exact"}, "7%"),
        (None, {}, "Not available"),
        (None, {"state": "suppressed"}, "Suppressed"),
        (3, {"state": "suppressed", "unit": "people"}, "Suppressed"),
        (46.3, {"printed": "just under half"}, "just under half"),
    ],
)
def test_a_figure_is_said_with_its_unit_and_qualifier(number, options, said):
    assert words.value(number, **options) == said


def test_a_suppressed_figure_never_shows_what_was_printed():
    assert words.value(3, printed="3", state="suppressed") == "Suppressed"


@pytest.mark.parametrize(
    ("number", "said"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (121, "121st")]
)
def test_ranks_are_ordinals(number, said):
    assert words.ordinal(number) == said
