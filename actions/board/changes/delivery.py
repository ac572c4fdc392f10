"""Delivery and confidence at either end: what leads said, as approved, and what the clock did to it."""

import datetime

from django.utils import timezone

from actions.board.changes.shape import Change
from actions.models import DeliveryStatus
from actions.presenters.lights import milestones_of
from cdp import words

BY_THE_CLOCK = "Nobody: a date went by"
BY_A_DATE = "A date was moved, or a milestone met"
ACTION, MILESTONE = "actions.action", "actions.milestone"


def changes(record):
    for action in record.actions:
        if (ACTION, str(action.pk)) in record.added:
            continue
        # Most of thousands of actions stand as they stood, which is quickly seen.
        if action.pk in record.updates_of or action.pk in record.dated_since or _has_fallen_due(action, record):
            yield from _of_action(action, record)


def _has_fallen_due(action, record):
    return any(record.first_day <= due < record.last_day for due in _dates_now(action))


def _dates_now(action):
    dates = [one.due_on for one in milestones_of(action) if one.done_on is None]
    return [*dates, action.due_on] if action.due_on else dates


def _of_action(action, record):
    updates = record.updates_of.get(action.pk, [])
    told = [one for one in updates if one.decided_at <= record.until]
    was_said, was_sure = _said_before(action, updates)
    said, sure = (told[-1].delivery_status, told[-1].confidence) if told else (was_said, was_sure)
    was = _shown(action, was_said, record, record.since)
    now = _shown(action, said, record, record.until)
    if was != now:
        yield _moved(action, was, now, told[-1] if told and said != was_said else None, record)
    if was_sure != sure and told:
        yield Change(
            "confidence", str(action), action.get_absolute_url(), _word(was_sure or "not_said"), _word(sure),
            timezone.localdate(told[-1].decided_at), _who(told[-1]),
        )  # fmt: skip


def _said_before(action, updates):
    if updates:
        return updates[0].was_status or DeliveryStatus.NOT_REPORTED.value, updates[0].was_confidence or ""
    return action.delivery_status, action.confidence


def _shown(action, said, record, moment):
    """What the rule says: late once a date is past, whatever was reported."""
    if said == DeliveryStatus.COMPLETE:
        return said
    day = record.day_of(moment)
    return "late" if any(due < day for due in _open_dates(action, record, moment)) else said


def _open_dates(action, record, moment):
    if action.pk not in record.dated_since:
        return _dates_now(action)
    dates = [record.value_at(ACTION, action, "due_on", moment)]
    for one in milestones_of(action):
        is_new = (MILESTONE, str(one.pk)) in record.added and moment == record.since
        if one.archived_at is None and not is_new and not record.value_at(MILESTONE, one, "done_on", moment):
            dates.append(record.value_at(MILESTONE, one, "due_on", moment))
    return [datetime.date.fromisoformat(date) for date in dates if date]


def _moved(action, was, now, update, record):
    kind = "closed" if now == DeliveryStatus.COMPLETE else "status"
    when, who = _by(action, now, update, record)
    return Change(kind, str(action), action.get_absolute_url(), _word(was), _word(now), when, who)


def _by(action, now, update, record):
    if update:
        return timezone.localdate(update.decided_at), _who(update)
    if now == "late":
        # The first date that had not gone by at the beginning: it is late from the day after.
        due = _open_dates(action, record, record.until)
        passed = [one for one in due if record.first_day <= one < record.last_day]
        if passed:
            return min(passed) + datetime.timedelta(days=1), BY_THE_CLOCK
    return None, BY_A_DATE


def _word(status):
    return words.shape_and_word(status)[1]


def _who(update):
    return ", ".join(filter(None, (update.reported_by__name, update.agency__name)))
