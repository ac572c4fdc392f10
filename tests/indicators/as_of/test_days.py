"""Which days can be asked for."""

import datetime

import pytest

from indicators.operations.as_of.days import DayNotKnown, end_of_day, first_day, read_day
from tests.factories import RefreshFactory
from tests.indicators.as_of.history import at

pytestmark = pytest.mark.django_db
TODAY = datetime.date(2026, 11, 22)


@pytest.fixture
def first_run():
    # Half past midnight of the next day where we are.
    return RefreshFactory(started_at=at("2026-05-02", 23, 30))


@pytest.mark.parametrize("day", [datetime.date(2026, 5, 3), datetime.date(2026, 10, 1), TODAY])
def test_a_day_between_the_first_figure_and_today_is_read(first_run, day):
    assert read_day(day.isoformat(), today=TODAY) == day


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "The date is empty. Write it as 2026-11-22."),
        ("yesterday", "“yesterday” is not a date. Write it as 2026-11-22."),
        ("2026-02-30", "“2026-02-30” is not a date. Write it as 2026-11-22."),
        ("20260503", "“20260503” is not a date. Write it as 2026-11-22."),
        ("2026-W18-7", "“2026-W18-7” is not a date. Write it as 2026-11-22."),
        ("٢٠٢٦-٠٥-٠٣", "“٢٠٢٦-٠٥-٠٣” is not a date. Write it as 2026-11-22."),
        ("2026-11-23", "23 November 2026 lies ahead. Give today, 2026-11-22, or an earlier day."),
        ("2026-05-02", "No figure was known here before 3 May 2026. Give 2026-05-03 or a later day."),
    ],
)
def test_any_other_text_is_answered_with_what_is_allowed(first_run, text, sentence):
    with pytest.raises(DayNotKnown) as problem:
        read_day(text, today=TODAY)

    assert str(problem.value) == sentence


def test_where_nothing_was_ever_published_there_is_no_day():
    RefreshFactory(outcome="failed", error="No answer")

    assert first_day() is None
    with pytest.raises(DayNotKnown, match="No figure is known here yet"):
        read_day("2026-05-03", today=TODAY)


@pytest.mark.parametrize(
    ("day", "end"),
    [
        (datetime.date(2026, 1, 31), at("2026-02-01", 0)),
        (datetime.date(2026, 3, 28), at("2026-03-29", 0)),
        (datetime.date(2026, 3, 29), at("2026-03-29", 23)),  # the clocks went forward in its night
        (datetime.date(2026, 10, 25), at("2026-10-26", 0)),
    ],
)
def test_a_day_ends_at_midnight_in_london(day, end):
    assert end_of_day(day) == end
