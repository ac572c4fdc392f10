"""What milestones come to over time: added up by month, due next, kept or moved. Pure.

A milestone is due on its date as it stands now, which may have moved; the date first agreed stays beside it. What is
met on a later day than the one asked about is not met yet.
"""

import bisect
import calendar
import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from cdp import words
from indicators.charts.burnup import BurnUp, Total

MOST_POINTS = 48  # a longer plan is added up by quarter, then by year
STEPS = ((1, "month"), (3, "quarter"), (12, "year"), (120, "ten years"))


@dataclass(frozen=True)
class Dates:
    """The three days of a milestone, and how often it was moved as far as the record tells."""

    planned_on: datetime.date
    due_on: datetime.date
    done_on: datetime.date | None = None
    times_moved: int = 0

    def is_met(self, on: datetime.date) -> bool:
        return self.done_on is not None and self.done_on <= on

    @property
    def is_moved(self) -> bool:
        return self.due_on != self.planned_on or self.times_moved > 0


@dataclass(frozen=True)
class Kept:
    """How promises were kept: numbers that stand beside what they are numbers of, and no score."""

    first_agreed: int = 0  # for this day or earlier
    in_time: int = 0
    later: int = 0
    moved: int = 0
    times_moved: int = 0
    total: int = 0

    @property
    def not_met(self) -> int:
        return self.first_agreed - self.in_time - self.later


def kept(dates: Iterable[Dates], *, on: datetime.date) -> Kept:
    dates = list(dates)
    agreed = [one for one in dates if one.planned_on <= on]
    met = [one for one in agreed if one.is_met(on)]
    moved = [one for one in dates if one.is_moved]
    in_time = sum(one.done_on <= one.planned_on for one in met)
    return Kept(
        first_agreed=len(agreed),
        in_time=in_time,
        later=len(met) - in_time,
        moved=len(moved),
        # What was moved before anybody wrote it down was moved once at least.
        times_moved=sum(max(one.times_moved, 1) for one in moved),
        total=len(dates),
    )


def course(dates: Sequence[Dates], *, on: datetime.date) -> BurnUp:
    """Added up at the end of each month from the first date to the last, and on the day itself."""
    if not dates:
        return BurnUp()
    days = [day for one in dates for day in (one.planned_on, one.due_on, one.done_on) if day]
    first, last = min(*days, on), max(*days, on)
    ends, _ = _ends(first, last)
    before = _month_end(first.year, first.month - 1)
    agreed, now = sorted(one.planned_on for one in dates), sorted(one.due_on for one in dates)
    met = sorted(one.done_on for one in dates if one.is_met(on))
    return BurnUp(
        tuple(
            Total(
                day,
                words.day(day) if day == on else words.month(day),
                first=bisect.bisect_right(agreed, day),
                now=bisect.bisect_right(now, day),
                met=bisect.bisect_right(met, day) if day <= on else None,
            )
            for day in sorted({before, *ends, on})
        ),
        on,
    )


def interval_words(dates: Sequence[Dates], *, on: datetime.date) -> str:
    """ "month", "quarter", "year": how far apart the points of the course are."""
    days = [day for one in dates for day in (one.planned_on, one.due_on, one.done_on) if day]
    return _ends(min(*days, on), max(*days, on))[1]


def _ends(first, last):
    """(the last days of months from the month of `first` to that of `last`, how far they are apart in words)."""
    months = (last.year - first.year) * 12 + last.month - first.month
    step, name = next(
        ((step, name) for step, name in STEPS if months / step < MOST_POINTS), (months // MOST_POINTS + 1, "stretch")
    )
    # From the last one back, so that the course ends where the plan does.
    return sorted(_month_end(last.year, last.month - back) for back in range(0, months + 1, step)), name


def _month_end(year, month):
    """The last day of a month; month 0 is the December before. The calendar begins in the year 1 and ends in 9999."""
    year, month = year + (month - 1) // 12, (month - 1) % 12 + 1
    if year < 1:
        return datetime.date.min
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def headline(dates: Sequence[Dates], *, on: datetime.date) -> str:
    """What the chart says, from the numbers that it draws for this day."""
    total, met = len(dates), sum(one.is_met(on) for one in dates)
    due = sum(one.due_on <= on for one in dates)
    if not total:
        return "No milestone has been entered"
    verb = "are" if met > 1 else "is"
    of = f"{met or 'None'} of {words.plural(total, 'milestone')} {verb} met"
    if not due:
        return f"{of}; none was to be met by now"
    return f"{of}; {due} {'was' if due == 1 else 'were'} to be met by now"


def lead(dates: Sequence[Dates], *, on: datetime.date) -> str:
    """What the headline cannot say: which of those that were due is missing, and what came early."""
    overdue = sum(one.due_on < on and not one.is_met(on) for one in dates)
    early = sum(one.due_on > on and one.is_met(on) for one in dates)
    first = sum(one.planned_on <= on for one in dates)
    late = f"{overdue} {'is past its' if overdue == 1 else 'are past their'} date and not met"
    ahead = f"{early} {'is met ahead of its' if early == 1 else 'are met ahead of their'} date"
    agreed = f"as first agreed, {first} {'was' if first == 1 else 'were'} to be met by now"
    return "; ".join([late if overdue else "None is past its date", *([ahead] if early else []), agreed]) + "."
