"""The plan as it stood at two moments: its records as they are now, with what the events say undone."""

from dataclasses import dataclass
from functools import cached_property

from django.db.models import OuterRef, Subquery
from django.utils import timezone

from actions.models import ProgressUpdate
from actions.presenters.lights import milestones_of
from cdp.models import AuditEvent

DATED = ("action.postponed", "milestone.moved", "milestone.met", "milestone.changed")
ADDED = ("action.added", "milestone.added", "recommendation.added", "measure.added")
BROUGHT_BACK = ("action.brought_back", "recommendation.brought_back")
ARCHIVED = ("action.archived", "action.superseded", "milestone.archived", "measure.archived",
            "recommendation.archived", "recommendation.merged")  # fmt: skip
ANSWERED = ("recommendation.answered", "action.changed")
# What counts of an update: the words of it would be fetched in vain.
OF_UPDATE = ("action_id", "decided_at", "delivery_status", "confidence", "was_status", "was_confidence",
             "reported_by__name", "agency__name")  # fmt: skip
WANTED = (*DATED, *ADDED, *BROUGHT_BACK, *ARCHIVED, *ANSWERED)


@dataclass
class Record:
    partnership: object
    actions: list
    since: object
    until: object
    events: list  # after `since`, oldest first
    updates: list  # approved after `since`, oldest first; each knows what was said before that

    @classmethod
    def of(cls, partnership, actions, *, since, until):
        events = AuditEvent.objects.filter(partnership=partnership, kind__in=WANTED, happened_at__gt=since)
        before = ProgressUpdate.objects.approved().filter(action=OuterRef("action"), decided_at__lte=since)
        updates = (
            ProgressUpdate.objects.approved()
            .filter(action__partnership=partnership, action__archived_at__isnull=True, decided_at__gt=since)
            .annotate(
                was_status=Subquery(before.values("delivery_status")[:1]),
                was_confidence=Subquery(before.values("confidence")[:1]),
            )
            .order_by("reported_at", "pk")
            .values_list(*OF_UPDATE, named=True)
        )
        return cls(
            partnership=partnership,
            actions=actions,
            since=since,
            until=until,
            events=list(events.order_by("happened_at", "pk")),
            updates=list(updates),
        )

    @cached_property
    def within(self):
        return [event for event in self.events if event.happened_at <= self.until]

    @cached_property
    def by_subject(self):
        found = {}
        for event in self.events:
            found.setdefault((event.subject_kind, event.subject_id), []).append(event)
        return found

    @cached_property
    def updates_of(self):
        found = {}
        for update in self.updates:
            found.setdefault(update.action_id, []).append(update)
        return found

    @cached_property
    def action_of_milestone(self):
        """Also of archived ones, where they were fetched."""
        listed = ((action, getattr(action, "standing_milestones", None)) for action in self.actions)
        return {
            str(one.pk): action
            for action, standing in listed
            for one in (action.milestones.all() if standing is None else standing)
        }

    @cached_property
    def first_day(self):
        return timezone.localdate(self.since)

    @cached_property
    def last_day(self):
        return timezone.localdate(self.until)

    def day_of(self, moment):
        return self.first_day if moment == self.since else self.last_day

    @cached_property
    def dated_since(self):
        """The actions that an event tells of, or of one of whose milestones: only their dates can have been others."""
        own = {key for kind, key in self.by_subject if kind == "actions.action"}
        of_milestones = {key for kind, key in self.by_subject if kind == "actions.milestone"}
        return {
            action.pk
            for action in self.actions
            if str(action.pk) in own or any(str(one.pk) in of_milestones for one in milestones_of(action))
        }

    @cached_property
    def added(self):
        """(kind, key) of what was not there at the beginning."""
        return {(one.subject_kind, one.subject_id) for one in self.events if one.kind in ADDED}

    @cached_property
    def action_by_id(self):
        return {str(action.pk): action for action in self.actions}

    def of_record(self, kind, record):
        return self.by_subject.get((kind, str(record.pk)), [])

    def value_at(self, kind, record, name, moment):
        """A date of a record as it was then: what the first later event says that it had been."""
        for event in self.of_record(kind, record):
            if event.happened_at > moment and name in event.changes:
                was = event.changes[name]
                return was[0] if isinstance(was, list) else None
        value = getattr(record, name)
        return value.isoformat() if value else None
