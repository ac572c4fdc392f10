"""Actions as rows of a list, with delivery judged from updates, milestones and dates."""

from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from django.db.models import Prefetch

from actions.delivery import Light
from actions.models import Action, ActionAgency, Milestone
from actions.presenters import lights
from actions.presenters.lights import light_items
from actions.queries import with_overrides
from cdp import words
from cdp.exports import Column

COLUMNS = [
    Column("ref", "Reference"),
    Column("action", "Action"),
    Column("lead_agencies", "Lead agencies"),
    Column("supporting_agencies", "Supporting agencies"),
    Column("priority", "Priority"),
    Column("delivery", "Delivery"),
    Column("reported", "Delivery as reported"),
    Column("confidence", "Confidence"),
    Column("updated_on", "Last update"),
    Column("starts_on", "Starts"),
    Column("due_on", "Due"),
    Column("place", "Place in the document"),
    Column("delivery_by_rule", "Delivery by its rule, where a person shows it otherwise"),
    Column("overridden_until", "Shown otherwise until"),
]


@dataclass(frozen=True)
class ActionRow:
    """One line of a list: an action, who leads it and how its work stands."""

    action: Action
    delivery: Light
    confidence: Light

    @cached_property
    def leads(self):
        return self._agencies(ActionAgency.Role.LEAD)

    @cached_property
    def supporting(self):
        return self._agencies(ActionAgency.Role.SUPPORTING)

    def _agencies(self, role):
        return [part.agency for part in self.action.action_agencies.all() if part.role == role]

    @property
    def differs(self):
        """The dates say late where the lead says otherwise, or a person shows it otherwise than both."""
        return self.delivery.state != self.action.delivery_status

    def cells(self):
        one = self.action
        return [
            one.ref,
            one.title,
            "; ".join(agency.name for agency in self.leads),
            "; ".join(agency.name for agency in self.supporting),
            one.priority.title,
            self.delivery.said,
            one.get_delivery_status_display(),
            one.get_confidence_display() or "Not said",
            lights.update_of(one).reported_on if one.reported_at else None,
            one.starts_on,
            one.due_on,
            one.place,
            self.delivery.by_rule.said if self.delivery.is_overridden else "",
            self.delivery.override.until if self.delivery.is_overridden else None,
        ]


SORTS = {
    "ref": lambda row: row.action.position,
    "status": lambda row: words.ORDER[row.delivery.state],
    "due": lambda row: row.action.due_on,
    # Never reported is older than any update.
    "updated": lambda row: row.action.reported_at.timestamp() if row.action.reported_at else 0,
}


def action_rows(actions, *, on):
    """The same five queries however many actions there are."""
    found = (
        with_overrides(actions, on=on)
        .select_related("priority", "reported_by", "partnership")
        .prefetch_related("action_agencies__agency", Prefetch("milestones", Milestone.objects.current()))
        .order_by("position")
    )
    return [
        ActionRow(action, lights.delivery_of(action, on=on), lights.confidence_of(action, on=on)) for action in found
    ]


def counts(rows):
    return Counter(row.delivery.state for row in rows)


def counted(rows):
    """For the page, which tells what is overridden from what the rule gives."""
    return light_items([row.delivery for row in rows])


def list_headline(rows):
    """What is wrong first; a good count only where something was reported."""
    total, state = len(rows), counts(rows)
    if not total:
        return "No action has been entered"
    noun = "action" if total == 1 else "actions"
    if state["not_reported"] == total:
        return f"{total} {noun}, and nobody has reported on {'it' if total == 1 else 'any of them'} yet"
    said = [
        f"{state[status]} {text}"
        for status, text in (
            ("late", "late"),
            ("at_risk", "at risk"),
            ("not_reported", "without an update"),
            ("on_track", "on track"),
            ("complete", "complete"),
        )
        if state[status]
    ]
    return f"{total} {noun}: {', '.join(said[:-1]) + ' and ' + said[-1] if len(said) > 1 else said[0]}"
