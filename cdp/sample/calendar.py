"""The days of the sample, all counted from the day of the load. Pure."""

import datetime
from zoneinfo import ZoneInfo

WEDNESDAY = 2
MARCH = 3
SOONEST_MEETING = 16
PAPERS_BEFORE = 14
A_QUARTER = 91
PAST_MEETINGS = 4
# Updates are entered during a working day, never two at the same minute.
OFFICE_OPENS = datetime.time(9, 10, tzinfo=ZoneInfo("Europe/London"))


class Calendar:
    """What a number of days before or after the load means."""

    def __init__(self, today):
        self.today = today

    def day(self, days):
        return None if days is None else self.today + datetime.timedelta(days=days)

    def moment(self, days, place):
        """A time of that day; `place` keeps the order of what happened on one day."""
        opening = datetime.datetime.combine(self.day(days), OFFICE_OPENS)
        return opening + datetime.timedelta(minutes=7 * place % 480)

    @property
    def next_meeting(self):
        soonest = self.day(SOONEST_MEETING)
        return soonest + datetime.timedelta(days=(WEDNESDAY - soonest.weekday()) % 7)

    def meetings(self):
        """The last four meetings and the next one, oldest first: a quarter apart, on Wednesdays."""
        return [self.next_meeting - datetime.timedelta(days=A_QUARTER * back) for back in range(PAST_MEETINGS, -1, -1)]

    @staticmethod
    def before(day, days):
        return day - datetime.timedelta(days=days)

    def end_of_march(self, in_years):
        """The last day of the financial year that is so many years after the running one."""
        running = self.today.year + (self.today.month > MARCH)
        return datetime.date(running + in_years, MARCH, 31)

    @property
    def first_year(self):
        """The strategy is in its third year."""
        return self.today.year - 2
