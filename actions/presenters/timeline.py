"""The history of an action: what was reported, done and begun, newest first."""

import datetime
from dataclasses import dataclass
from itertools import pairwise

from django.utils import timezone

from actions.models import ProgressUpdate
from cdp import words


@dataclass(frozen=True)
class Event:
    on: datetime.date
    title: str
    by: str = ""
    text: str = ""
    update: ProgressUpdate | None = None


def timeline_of(action):
    """Every progress update of the action, its milestones done, and its beginning."""
    updates = list(action.updates.all())
    events = [_reported(update, before) for update, before in pairwise([*updates, None])]
    events += [_done(milestone) for milestone in action.milestones.all() if milestone.done_on]
    if action.starts_on and action.starts_on <= timezone.localdate():
        events.append(Event(action.starts_on, "Action began."))
    # Stable, so that two updates of one day keep their order.
    return sorted(events, key=lambda event: event.on, reverse=True)


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
    return Event(timezone.localdate(update.reported_at), title, by=by, update=update)


def _done(milestone):
    late = (milestone.done_on - milestone.planned_on).days
    when = f", {words.plural(late, 'day')} after its planned date" if late > 0 else ""
    return Event(milestone.done_on, "Milestone done.", text=f"{milestone.title}{when}")
