"""What the calendar asks for. A slot is a local day, week or month; its name is the job's period, which is unique."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field

from django.utils import timezone

_schedules = []
_at_ticks = []


@dataclass(frozen=True)
class Slot:
    """One slot of a job that the calendar asks for: `ask` writes it."""

    kind: str
    key: str
    period: str
    ask: Callable = field(compare=False)


def scheduled(function):
    """Register a function that is called with the moment and yields the newest Slot of each of its jobs.

    Only the newest: what was missed is made up once, however many slots a stopped clock has passed over.
    """
    _schedules.append(function)
    return function


def every_tick(function):
    """Register a function that is called with the moment at each tick, for what is too small to be a job."""
    _at_ticks.append(function)
    return function


def at_ticks():
    return tuple(_at_ticks)


def slots(now):
    """All slots that have begun by now, the newest of each job."""
    return [slot for schedule in _schedules for slot in schedule(now)]


def _begins(day, at):
    """The moment on the local clock. An hour that the clock skips is taken as the one after it; of two, the first."""
    return datetime.datetime.combine(day, at, tzinfo=timezone.get_default_timezone())


@dataclass(frozen=True)
class Daily:
    at: datetime.time

    def newest(self, now):
        """The period, such as "2026-11-22", of the newest slot that has begun."""
        return self._day(now).isoformat()

    def _day(self, now):
        today = timezone.localdate(now, timezone.get_default_timezone())
        return today if _begins(today, self.at) <= now else today - datetime.timedelta(days=1)


@dataclass(frozen=True)
class Weekly(Daily):
    """From Monday on."""

    def newest(self, now):
        """ "2026-W47", the week as ISO 8601 counts it."""
        year, week, _ = self._day(now).isocalendar()
        return f"{year}-W{week:02d}"


@dataclass(frozen=True)
class Monthly(Daily):
    """From the 1st on."""

    def newest(self, now):
        """ "2026-11" """
        return f"{self._day(now):%Y-%m}"
