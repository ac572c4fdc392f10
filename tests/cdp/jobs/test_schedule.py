"""Slots are days, weeks and months of the local calendar, whatever the clock does."""

import datetime
import itertools
from zoneinfo import ZoneInfo

import pytest

from cdp.jobs.schedule import Daily, Monthly, Weekly

AT = datetime.time(3, 15)
IN_THE_GAP = datetime.time(1, 30)


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


@pytest.mark.parametrize(
    ("slot", "now", "period"),
    [
        (Daily(AT), "2026-11-22 03:14", "2026-11-21"),
        (Daily(AT), "2026-11-22 03:15", "2026-11-22"),
        (Daily(AT), "2026-11-23 03:14", "2026-11-22"),
        # In summer the local clock is an hour ahead, also at midnight.
        (Daily(AT), "2026-07-01 02:14", "2026-06-30"),
        (Daily(AT), "2026-07-01 02:15", "2026-07-01"),
        (Daily(datetime.time(0, 30)), "2026-06-30 23:30", "2026-07-01"),
        (Weekly(AT), "2026-11-23 03:14", "2026-W47"),
        (Weekly(AT), "2026-11-23 03:15", "2026-W48"),
        # The week of New Year belongs to the year that has its Thursday.
        (Weekly(AT), "2027-01-01 12:00", "2026-W53"),
        (Weekly(AT), "2024-12-30 12:00", "2025-W01"),
        (Monthly(AT), "2026-12-01 03:14", "2026-11"),
        (Monthly(AT), "2026-12-01 03:15", "2026-12"),
        (Monthly(AT), "2027-01-01 00:00", "2026-12"),
    ],
)
def test_the_newest_slot_that_has_begun(slot, now, period):
    assert slot.newest(utc(now)) == period


@pytest.mark.parametrize(("day", "hours"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-11-22", 24)])
@pytest.mark.parametrize("at", [AT, IN_THE_GAP, datetime.time(0, 0), datetime.time(2, 0)])
def test_a_day_has_one_slot_also_when_the_clocks_change(day, hours, at):
    """Every minute of three days is looked at: each period comes once, in order, and none is left out."""
    london = ZoneInfo("Europe/London")
    midnight = datetime.datetime.combine(datetime.date.fromisoformat(day), datetime.time(0), tzinfo=london)
    start = midnight.astimezone(datetime.UTC) - datetime.timedelta(days=1)
    minutes = [start + datetime.timedelta(minutes=n) for n in range((24 + hours + 24) * 60)]

    periods = [Daily(at).newest(now) for now in minutes]

    changes = [new for old, new in itertools.pairwise(periods) if old != new]
    first = datetime.date.fromisoformat(day)
    expected = [(first + datetime.timedelta(days=n)).isoformat() for n in (-1, 0, 1)]
    assert changes == (expected[1:] if at == datetime.time(0) else expected)


@pytest.mark.parametrize(
    ("now", "period"),
    [
        ("2026-03-29 00:59", "2026-03-28"),  # 00:59, a minute before one o'clock becomes two
        ("2026-03-29 01:29", "2026-03-28"),  # 02:29 in summer time
        ("2026-03-29 01:30", "2026-03-29"),
        ("2026-10-25 00:29", "2026-10-24"),  # 01:29 in summer time
        ("2026-10-25 00:30", "2026-10-25"),  # 01:30 for the first time
        ("2026-10-25 01:30", "2026-10-25"),  # and for the second
    ],
)
def test_a_time_that_is_skipped_or_comes_twice(now, period):
    assert Daily(IN_THE_GAP).newest(utc(now)) == period
