import datetime

import pytest

from actions import milestones
from actions.milestones import Dates

TODAY = datetime.date(2026, 11, 22)


def day(text):
    return datetime.date.fromisoformat(text) if text else None


def dates(*rows):
    return [Dates(day(planned), day(due), day(done)) for planned, due, done in rows]


SIX = dates(
    ("2026-08-15", "2026-08-15", "2026-08-10"),  # in time
    ("2026-09-30", "2026-10-31", "2026-10-31"),  # later than first agreed
    ("2026-10-05", "2026-10-05", None),  # past its date
    ("2026-11-30", "2027-01-31", None),  # moved, to come
    ("2027-01-10", "2027-01-10", "2026-11-20"),  # ahead
    ("2026-11-22", "2026-11-22", None),  # today
)


def test_the_course_adds_up_the_three_dates_by_month_and_on_the_day():
    found = [(one.said, one.first, one.now, one.met) for one in milestones.course(SIX, on=TODAY).totals]

    assert found == [
        ("July 2026", 0, 0, 0),
        ("August 2026", 1, 1, 1),
        ("September 2026", 2, 1, 1),
        ("October 2026", 3, 3, 2),
        ("22 November 2026", 4, 4, 3),
        ("November 2026", 5, 4, None),
        ("December 2026", 5, 4, None),
        ("January 2027", 6, 6, None),
    ]


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([], "No milestone has been entered"),
        (SIX, "3 of 6 milestones are met; 4 were to be met by now"),
        (SIX[:1], "1 of 1 milestone is met; 1 was to be met by now"),
        (SIX[3:4], "None of 1 milestone is met; none was to be met by now"),
    ],
)
def test_the_headline_says_what_is_met_of_what_was_to_be_met(rows, said):
    assert milestones.headline(rows, on=TODAY) == said


def test_the_note_says_what_is_missing_and_what_came_early():
    assert milestones.lead(SIX, on=TODAY) == (
        "1 is past its date and not met; 1 is met ahead of its date; as first agreed, 4 were to be met by now."
    )
    assert milestones.lead(SIX[:1], on=TODAY) == "None is past its date; as first agreed, 1 was to be met by now."


def test_what_is_met_on_a_day_to_come_is_not_met_yet():
    [one] = dates(("2026-10-01", "2026-10-01", "2026-12-01"))

    assert milestones.headline([one], on=TODAY) == "None of 1 milestone is met; 1 was to be met by now"


def test_promises_are_counted_by_the_date_first_agreed_with_their_base():
    kept = milestones.kept(SIX, on=TODAY)

    assert (kept.first_agreed, kept.in_time, kept.later, kept.not_met) == (4, 1, 1, 2)
    assert (kept.total, kept.moved, kept.times_moved) == (6, 2, 2)


def test_a_milestone_that_came_back_to_its_date_was_moved_as_often_as_the_record_says():
    one = Dates(TODAY, TODAY, None, times_moved=3)

    kept = milestones.kept([one], on=TODAY)

    assert (kept.moved, kept.times_moved) == (1, 3)


@pytest.mark.parametrize(
    ("last", "words"),
    [("2028-11-30", "month"), ("2035-01-31", "quarter"), ("2060-01-31", "year"), ("9999-12-31", None)],
)
def test_a_long_plan_is_added_up_in_longer_steps_and_ends_with_its_last_date(last, words):
    rows = dates(("2026-01-01", last, None))

    course = milestones.course(rows, on=TODAY)

    assert milestones.interval_words(rows, on=TODAY) == (words or "stretch")
    assert len(course.totals) <= milestones.MOST_POINTS + 3
    assert (course.totals[-1].day, course.totals[-1].now) == (day(last), 1)


def test_the_first_year_of_the_calendar_has_no_month_before_it():
    course = milestones.course(dates(("0001-01-15", "0001-01-15", None)), on=datetime.date(1, 2, 1))

    assert [one.now for one in course.totals] == [0, 1, 1, 1]


def test_without_a_milestone_there_is_no_course():
    assert milestones.course([], on=TODAY).totals == ()
