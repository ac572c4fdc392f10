"""What was put in, put off, archived and answered: from the events that tell of it."""

import datetime

from django.utils import timezone

from actions.board.changes import record as of
from actions.board.changes.shape import Change
from actions.models import Recommendation
from cdp import words

MILESTONE = "actions.milestone"
NOUNS = {
    "actions.action": "Action", MILESTONE: "Milestone", "actions.recommendation": "Recommendation",
    "actions.measure": "Measure",
}  # fmt: skip
RESPONSES = dict(Recommendation.Response.choices)


def changes(record):
    yield from _added(record)
    yield from _dates(record)
    yield from _archived(record)
    yield from _answered(record)


def _added(record):
    """What is put in and archived again within the time was never there for a board to see."""
    gone = {_key(event) for event in record.within if event.kind in of.ARCHIVED}
    for event in record.within:
        if event.kind in of.ADDED + of.BROUGHT_BACK and _key(event) not in gone:
            again = "Archived" if event.kind in of.BROUGHT_BACK else "Not there"
            yield _change("added", event, record, again, NOUNS[event.subject_kind])


def _dates(record):
    """A date moved twice is moved once, from the first to the last; the last reason stands."""
    moved = {}
    for event in record.within:
        if event.kind in of.DATED and _pair(event, "due_on")[0] and _key(event) not in record.added:
            moved.setdefault(_key(event), []).append(event)
    for events in moved.values():
        was, now = _pair(events[0], "due_on")[0], _pair(events[-1], "due_on")[1]
        if now and was != now:
            kind = "delayed" if now > was else "earlier"
            yield _change(kind, events[-1], record, _day(was), _day(now))


def _archived(record):
    last = {}
    for event in record.within:
        if event.kind in of.ARCHIVED + of.BROUGHT_BACK:
            last[_key(event)] = event
    for key, event in last.items():
        if event.kind in of.ARCHIVED and key not in record.added:
            how = {"superseded": "Another stands for it", "merged": "Merged into another"}
            yield _change(
                "archived", event, record, NOUNS[event.subject_kind], how.get(event.kind.split(".")[1], "Archived")
            )


def _answered(record):
    for event in record.within:
        if event.kind == "recommendation.answered":
            was, now = _pair(event, "response")
            if was != now:
                yield _change("answered", event, record, RESPONSES.get(was or "", was), RESPONSES.get(now or "", now))
        elif event.kind in ("action.added", "action.changed"):
            was, now = _pair(event, "recommendations")
            known = {each["id"] for each in was or []}
            for each in now or []:
                if each["id"] not in known:
                    yield Change(
                        "answered", each["name"], _recommendation(each, record), "",
                        f"Action {event.subject_name}", timezone.localdate(event.happened_at), event.person_name,
                    )  # fmt: skip


def _change(kind, event, record, from_words, to_words):
    action = record.action_of_milestone.get(event.subject_id) if event.subject_kind == MILESTONE else None
    what, href = event.subject_name, event.subject_address
    if action:
        what, href = f"{action.ref}, milestone: {event.subject_name}", action.get_absolute_url()
    elif event.subject_kind == "actions.measure":
        what = f"Measure: {event.subject_name}"
    day = timezone.localdate(event.happened_at)
    return Change(kind, what, href, from_words, to_words, day, event.person_name, event.reason)


def _recommendation(each, record):
    ref = each["name"].split(" ")[0]
    return Recommendation(partnership=record.partnership, ref=ref).get_absolute_url() if ref else ""


def _pair(event, name):
    """From what to what; words that were taken out of an event are none."""
    said = event.changes.get(name)
    return said if isinstance(said, list) and len(said) == 2 else (None, None)


def _key(event):
    return event.subject_kind, event.subject_id


def _day(iso):
    return words.day(datetime.date.fromisoformat(iso))
