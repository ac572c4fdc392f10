"""The history of an action: what was reported, done and begun, newest first."""

import datetime
from dataclasses import dataclass
from itertools import pairwise

from django.utils import timezone

from actions.models import ProgressUpdate, UpdateState
from actions.presenters.lights import milestones_of
from cdp import words

STEPS = {
    UpdateState.DRAFT: "Update begun",
    UpdateState.SUBMITTED: "Update sent for approval",
    UpdateState.RETURNED: "Update sent back",
    UpdateState.WITHDRAWN: "Update withdrawn",
}


@dataclass(frozen=True)
class Event:
    on: datetime.date
    title: str
    by: str = ""
    text: str = ""
    update: ProgressUpdate | None = None
    href: str = ""  # of the update


def timeline_of(action):
    """What was approved, the milestones done and the beginning; and of what is not approved each step.

    Fetch it with the updates that the reader may read, and with their moves.
    """
    approved = [update for update in action.updates.all() if update.state == UpdateState.APPROVED]
    events = [_reported(update, before) for update, before in pairwise([*approved, None])]
    events += [_done(milestone) for milestone in milestones_of(action) if milestone.done_on]
    if action.starts_on and action.starts_on <= timezone.localdate():
        events.append(Event(action.starts_on, "Action began."))
    inside = [_moved(move, update) for update in action.updates.all() if update not in approved
              for move in reversed(update.moves.all())]  # fmt: skip
    # Stable, so that two updates of one day keep their order; what is still open is the newest of its day.
    return sorted([*inside, *events], key=lambda event: event.on, reverse=True)


def _moved(move, update):
    """A step that only those see who report or decide."""
    return Event(
        timezone.localdate(move.moved_at),
        f"{STEPS[UpdateState(move.to_state)]}, not shown to the board.",
        by=move.moved_by.name,
        text=move.reason,
        href=update.get_absolute_url(),
    )


def _reported(update, before):
    said = update.get_delivery_status_display().lower()
    if before is None:
        title = "First update."
    elif before.delivery_status == update.delivery_status:
        title = f"Update: still {said}."
    else:
        title = f"Update: from {before.get_delivery_status_display().lower()} to {said}."
    by = ", ".join(
        filter(None, [update.reported_by.name, update.agency.name if update.agency else "for the partnership"])
    )
    if update.decided_by_id != update.reported_by_id:
        by = f"{by}; approved by {update.decided_by.name} on {words.day(update.decided_at)}"
    return Event(timezone.localdate(update.reported_at), title, by=by, update=update, href=update.get_absolute_url())


def _done(milestone):
    late = (milestone.done_on - milestone.planned_on).days
    when = f", {words.plural(late, 'day')} after its planned date" if late > 0 else ""
    return Event(milestone.done_on, "Milestone done.", text=f"{milestone.title}{when}")
