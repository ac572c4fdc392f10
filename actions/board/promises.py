"""How an agency keeps what it promised: updates in time, milestones by the date first agreed. Numbers, and no score."""

from collections import Counter, defaultdict
from dataclasses import dataclass

from django.utils import timezone

from actions import milestones
from actions.board.over_time import dates_of
from actions.models import ProgressUpdate, UpdateState
from actions.models.progress import REPORTED_STATES
from actions.owing import Window, window
from actions.presenters.lights import milestones_of
from cdp import words
from cdp.models import AuditEvent

WINDOWS = 4  # of reporting, the last ones that are over
MOVES = ("milestone.moved", "milestone.changed")


@dataclass(frozen=True)
class WindowKept:
    """One window of reporting that is over: the updates that were owed in it, and those sent in time."""

    window: Window
    owed: int
    in_time: int


@dataclass(frozen=True)
class Promises:
    windows: list[WindowKept]
    milestones: milestones.Kept

    @property
    def owed(self):
        return sum(one.owed for one in self.windows)

    @property
    def in_time(self):
        return sum(one.in_time for one in self.windows)

    @property
    def update_words(self):
        """ "12 of the 15 updates that it owed in the last 4 windows came in time." """
        if not self.windows:
            return "No window of reporting has closed since it leads an action, so that no update was owed yet."
        windows = "window" if len(self.windows) == 1 else f"{len(self.windows)} windows"
        came = f"{self.in_time or 'None'} of the {words.plural(self.owed, 'update')}"
        return f"{came} that it owed in the last {windows} came in time."

    @property
    def milestone_words(self):
        kept = self.milestones
        if not kept.total:
            return "Its actions have no milestones."
        if not kept.first_agreed:
            return "None of its milestones was first agreed for a day that is over."
        agreed = f"{words.plural(kept.first_agreed, 'milestone')} first agreed for now or earlier"
        return f"Of {agreed}: {kept.in_time} met by that day, {kept.later} met later, {kept.not_met} not met yet."

    @property
    def moved_words(self):
        kept = self.milestones
        if not kept.total:
            return ""
        if not kept.moved:
            return f"None of {words.plural(kept.total, 'milestone')} was moved."
        times = words.plural(kept.times_moved, "time")
        verb = "was" if kept.moved == 1 else "were"
        return f"{kept.moved} of {words.plural(kept.total, 'milestone')} {verb} moved, {times} in all."


def promises(lines, meetings, *, on):
    """Of the actions that an agency leads now; three queries at most, however many there are."""
    windows = closed_windows(meetings, on=on)
    return Promises(
        windows=_kept(windows, [line.action for line in lines]) if windows and lines else [],
        milestones=milestones.kept(_dates([line.action for line in lines]), on=on),
    )


def closed_windows(meetings, *, on):
    """The last windows whose last day is over, the newest first."""
    standing = [one for one in meetings if one.cancelled_at is None]
    days = sorted({one.held_on for one in standing})
    found = [window(standing, on=held_on) for held_on in days]
    return [one for one in reversed(found) if one.due_on < on][:WINDOWS]


def _kept(windows, actions):
    """An action owes an update unless it was complete when the window opened, or began after it closed."""
    reported, complete = defaultdict(list), {}
    updates = (
        ProgressUpdate.objects.filter(action__in=actions, state__in=REPORTED_STATES)
        .order_by("reported_at", "pk")
        .values_list("action", "reported_at", "delivery_status", "state")
    )
    for action, at, status, state in updates:
        day = timezone.localdate(at)
        reported[action].append(day)
        if state == UpdateState.APPROVED:
            complete.setdefault(action, []).append((day, status == "complete"))
    return [
        WindowKept(one, len(owing), sum(any(_is_in(day, one) for day in reported[action.pk]) for action in owing))
        for one in windows
        if (owing := [action for action in actions if _owed(action, one, complete.get(action.pk, []))])
    ]


def _owed(action, one, said):
    if action.starts_on and action.starts_on > one.due_on:
        return False
    before = [is_complete for day, is_complete in said if one.opens_on and day < one.opens_on]
    return not (before and before[-1])


def _is_in(day, one):
    return day <= one.due_on and (one.opens_on is None or day >= one.opens_on)


def _dates(actions):
    found = [one for action in actions for one in milestones_of(action)]
    moved = _times_moved([one.pk for one in found])
    return [dates_of(one, moved[str(one.pk)]) for one in found]


def _times_moved(pks):
    """{key of a milestone: how often its date was changed}, from the record of what was done."""
    if not pks:
        return Counter()
    events = AuditEvent.objects.filter(
        kind__in=MOVES, subject_kind="actions.milestone", subject_id__in=[str(pk) for pk in pks]
    )
    return Counter(pk for pk, changes in events.values_list("subject_id", "changes") if "due_on" in (changes or {}))
