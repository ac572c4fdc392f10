"""Who is reminded of which update, and when. Pure: dates and names in, letters out.

An update falls due on a day. Its lead officers are told some days before it and some days after; from a number of days
overdue on their deputies are told too, then the board members of their agency, then whoever leads the partnership.
A step at which nobody stands is taken by the next one up, so that no update is owed in silence.

What one person is to be told goes into one digest, and from one digest to the next there are `between` days at least:
what falls into that time waits for its end and is not lost, whichever nights the clock has missed.
"""

import datetime
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from actions import owing


class Level(IntEnum):
    OFFICER = 0
    DEPUTY = 1
    BOARD_MEMBER = 2
    LEAD = 3


@dataclass(frozen=True)
class Cadence:
    """Days before and after the due date; from how many days overdue on each level is told."""

    before: tuple[int, ...] = (30, 7, 1)
    after: tuple[int, ...] = (1, 7, 30)
    between: int = 5
    deputy_after: int = 1
    board_member_after: int = 7
    lead_after: int = 30
    is_on: bool = True

    def offsets(self, level: Level) -> list[int]:
        """The days on which this level is told, counted from the due date: -7 is a week before it."""
        if level == Level.OFFICER:
            return sorted({-days for days in self.before} | set(self.after))
        start = {
            Level.DEPUTY: self.deputy_after,
            Level.BOARD_MEMBER: self.board_member_after,
            Level.LEAD: self.lead_after,
        }[level]
        return sorted({start} | {days for days in self.after if days >= start})


@dataclass(frozen=True)
class Owed:
    """An action whose update falls due on a day. `key` tells it from all others, `people` are those of each level."""

    key: Hashable
    due_on: datetime.date
    people: Mapping[Level, frozenset]
    cadence: Cadence = field(default_factory=Cadence)


@dataclass(frozen=True)
class Told:
    """One line of a digest: the action, in which quality this person is told, and on which day that fell."""

    owed: Owed
    level: Level
    fell_on: datetime.date


def fell_on(due_on: datetime.date, offsets: Sequence[int], *, on: datetime.date) -> datetime.date | None:
    """The newest of the days of telling that has come by `on`; None while none has."""
    days = [due_on + datetime.timedelta(days=each) for each in offsets]
    return max((day for day in days if day <= on), default=None)


def chain(owed: Owed) -> dict[Hashable, tuple[Level, frozenset[int]]]:
    """For each person the lowest level that they stand at, and the days on which they are told.

    The days of a level at which nobody stands are added to those of the next one up that has somebody.
    """
    found, waiting = {}, set()
    for level in Level:
        waiting |= set(owed.cadence.offsets(level))
        people = owed.people.get(level, frozenset())
        for person in people:
            lowest, offsets = found.get(person, (level, frozenset()))
            found[person] = (lowest, offsets | waiting)
        if people:
            waiting = set()
    return found


def digests(
    owed: Sequence[Owed],
    *,
    on: datetime.date,
    last_digest: Mapping[Hashable, datetime.date],
    last_told: Mapping[tuple[Hashable, Hashable], datetime.date],
) -> dict[Hashable, list[Told]]:
    """{person: what their digest of this day says}, the longest overdue first; nobody who is to be left in peace.

    `last_told` has the day on which a person was last told of an action, keyed (person, action).
    """
    lines: dict[Hashable, list[Told]] = {}
    between: dict[Hashable, int] = {}
    pending = set()
    for one in owed:
        if not one.cadence.is_on:
            continue
        for person, (level, offsets) in chain(one).items():
            day = fell_on(one.due_on, offsets, on=on)
            if day is None:
                continue
            lines.setdefault(person, []).append(Told(one, level, day))
            between[person] = max(between.get(person, 1), one.cadence.between)
            told = last_told.get((person, one.key))
            if told is None or told < day:
                pending.add(person)
    return {
        person: sorted(found, key=lambda told: told.owed.due_on)
        for person, found in lines.items()
        if person in pending and _may_be_written_to(last_digest.get(person), between[person], on)
    }


def _may_be_written_to(last, between, on):
    return last is None or (on - last).days >= between


def due(meetings: Sequence, *, reported_on: datetime.date | None, on: datetime.date) -> datetime.date | None:
    """Until when an update is, or was, owed; None where none is.

    That of the next window, unless the one before it was missed: then it stays overdue until the next one opens.
    """
    standing = sorted((one for one in meetings if one.cancelled_at is None), key=lambda one: one.held_on)
    windows = [owing.window(standing, on=one.held_on) for one in standing]
    coming = next((each for each in windows if each.due_on >= on), None)
    missed = next((each for each in reversed(windows) if each.due_on < on), None)
    if coming and (missed is None or (coming.opens_on is not None and coming.opens_on <= on)):
        return coming.due_on if coming.is_owed(reported_on) else None
    if missed and missed.is_owed(reported_on):
        return missed.due_on
    return coming.due_on if coming and coming.is_owed(reported_on) else None
