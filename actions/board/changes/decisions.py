"""Decisions and asks: made, fallen due, closed."""

from django.db.models import F
from django.utils import timezone

from actions.board.changes.shape import Change
from actions.models import Action, Decision
from cdp import words
from partners.models import Agency, Person

COLUMNS = (
    "pk", "kind", "text", "due_on", "recorded_at", "closed_at", "closing_note", "position", "owner_id", "agency_id",
    "action_id", "owner__name", "agency__name", "action__ref", "action__title",
)  # fmt: skip


def meetings_and_decisions(partnership):
    """Its meetings by date, and all decisions ever made with the soonest due first, in one query."""
    said = {f"of_{name}": F(f"decisions__{name}") for name in COLUMNS}
    rows = partnership.meetings.annotate(**said).order_by("held_on", "pk", "decisions__position")
    meetings, found = {}, []
    for row in rows:
        meeting = meetings.setdefault(row.pk, row)
        meeting.partnership = partnership  # its address and those of its decisions need the slug
        if row.of_pk is not None:
            found.append(_decision({name: getattr(row, f"of_{name}") for name in COLUMNS}, meeting))
    return list(meetings.values()), sorted(
        found, key=lambda one: (one.due_on is None, one.due_on or one.recorded_at.date())
    )


def _decision(said, meeting):
    fields = {name: value for name, value in said.items() if "__" not in name}
    one = Decision(meeting=meeting, **fields)
    one.owner = Person(pk=one.owner_id, name=said["owner__name"]) if one.owner_id else None
    one.agency = Agency(pk=one.agency_id, name=said["agency__name"]) if one.agency_id else None
    if one.action_id:
        one.action = Action(pk=one.action_id, ref=said["action__ref"], title=said["action__title"],
                            partnership=meeting.partnership)  # fmt: skip
    return one


def changes(found, *, since, until):
    first, last = timezone.localdate(since), timezone.localdate(until)
    for one in found:
        if one.recorded_at > until:
            continue
        closed = one.closed_at if one.closed_at and one.closed_at <= until else None
        if one.recorded_at > since:
            yield _change("made", one, one.get_kind_display(), _due(one), one.recorded_at)
        if closed and closed > since:
            yield _change("done", one, _due(one), one.closing_note, closed)
        elif closed is None and one.due_on and first < one.due_on < last:
            yield _change("due", one, "Open", "Past its date and open", one.due_on)


def _due(one):
    return f"Due {words.day(one.due_on)}" if one.due_on else "Open, with no date"


def _change(kind, one, was, now, when):
    when = timezone.localdate(when) if hasattr(when, "hour") else when
    who = ", ".join(each.name for each in (one.owner, one.agency) if each)
    return Change(kind, one.text, one.get_absolute_url(), was, now, when, who)
