import datetime
from dataclasses import dataclass

import pytest

from actions.owing import Window, window


def day(month, number=1):
    return datetime.date(2026, month, number)


@dataclass
class Board:
    held_on: datetime.date
    papers_due_on: datetime.date | None = None
    reporting_opens_on: datetime.date | None = None
    reporting_closes_on: datetime.date | None = None
    cancelled_at: datetime.datetime | None = None


GONE = datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("meetings", "expected"),
    [
        ([], None),
        ([Board(day(3))], None),
        ([Board(day(9))], Window(day(9), None, day(9))),
        ([Board(day(6)), Board(day(9), papers_due_on=day(8, 20))], Window(day(9), day(6, 2), day(8, 20))),
        (
            [Board(day(3)), Board(day(9), day(8, 20), reporting_opens_on=day(8), reporting_closes_on=day(8, 10))],
            Window(day(9), day(8), day(8, 10)),
        ),
        ([Board(day(12)), Board(day(9))], Window(day(9), None, day(9))),
        ([Board(day(9), cancelled_at=GONE), Board(day(12))], Window(day(12), None, day(12))),
        ([Board(day(7))], Window(day(7), None, day(7))),
    ],
)
def test_the_window_is_that_of_the_next_board(meetings, expected):
    assert window(meetings, on=day(7)) == expected


@pytest.mark.parametrize(
    ("opens_on", "reported_on", "owed"),
    [
        (day(6), None, True),
        (day(6), day(5, 31), True),
        (day(6), day(6), False),
        (None, day(1), False),
        (None, None, True),
    ],
)
def test_what_was_reported_since_it_opened_is_owed_no_more(opens_on, reported_on, owed):
    assert Window(day(9), opens_on, day(9)).is_owed(reported_on) is owed
