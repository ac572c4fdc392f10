"""One change of many actions: seen row by row before it is made, and then made whole or not at all."""

import datetime
from dataclasses import dataclass, field

from django.db import transaction

from actions.models import Action, UpdateState
from actions.operations import updates
from actions.operations.plan import actions as single
from actions.operations.plan import archive, keeping
from actions.operations.plan.refusals import NotSound, PlanRefused, Stale
from actions.queries import approvers_of
from cdp import words

LEAD_OFFICER, LEAD_AGENCY, DUE_ON, LATER, STATUS, PRIORITY, MERGE = (
    "lead_officer", "lead_agency", "due_on", "later", "status", "priority", "merge",
)  # fmt: skip
MOST_WEEKS = 260


@dataclass(frozen=True)
class Change:
    """What is to become of each action: `kind`, and what belongs to it."""

    kind: str
    lead_officer: object = None
    agency: object = None
    due_on: datetime.date | None = None
    weeks: int | None = None
    priority: object = None
    into: object = None
    delivery_status: str = ""
    confidence: str = ""
    narrative: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Row:
    """One action: what is said of it now and what would be, or why it would stay as it is."""

    action: Action
    version: int
    was: str
    now: str = ""
    problem: str = ""
    notes: list = field(default_factory=list)

    @property
    def changes(self):
        return not self.problem and self.was != self.now


def preview(*, actions, change, by):
    """A row for each action, by making the change and taking it back: what is shown is what will be."""
    with transaction.atomic():
        rows = _rows(actions, change, by)
        transaction.set_rollback(True)
    return rows


@transaction.atomic
def apply(*, actions, versions, change, by):
    """To all that the preview said would change. `versions` is {pk: version as previewed}; Stale when one has moved on.

    An action whose preview held a problem is not in `versions` and stays as it is.
    """
    partnership = keeping.for_editing(actions[0].partnership, by)
    chosen = list(_locked([action for action in actions if action.pk in versions]))
    for action in chosen:
        action.partnership = partnership
        if action.version != versions[action.pk]:
            raise Stale(action)
    done = [_row(action, change, by) for action in chosen]
    if problem := next((row for row in done if row.problem), None):
        raise NotSound({"actions": f"{problem.action.ref}: {problem.problem}"})
    return [row for row in done if row.changes]


def _rows(actions, change, by):
    partnership = keeping.for_editing(actions[0].partnership, by)
    rows = []
    for action in _locked(actions):
        action.partnership = partnership
        rows.append(_row(action, change, by))
    return rows


def _locked(actions):
    keys = [action.pk for action in actions]
    return Action.objects.filter(pk__in=keys).select_for_update(of=("self",)).order_by("position", "pk")


def _row(action, change, by):
    version, was = action.version, _said(action, change)
    try:
        with transaction.atomic():
            notes = MAKE[change.kind](action, change, by) or []
    except (PlanRefused, updates.UpdateRefused) as refusal:
        return Row(action, version, was, problem=str(refusal))
    now = _said(Action.objects.select_related("partnership").get(pk=action.pk), change)
    return Row(action, version, was, now, notes=notes)


def _said(action, change):
    """What this kind of change is about, in words."""
    if change.kind == LEAD_OFFICER:
        return str(action.lead_officer or "Nobody named")
    if change.kind == LEAD_AGENCY:
        return ", ".join(sorted(agency.name for agency in single.rows_of(action, "leads"))) or "None"
    if change.kind in (DUE_ON, LATER):
        return words.day(action.due_on) if action.due_on else "No date"
    if change.kind == PRIORITY:
        return str(action.priority)
    if change.kind == MERGE:
        return f"Merged into {action.superseded_by.ref}" if action.superseded_by else "Stands on its own"
    waiting = action.updates.open().first()
    status = action.get_delivery_status_display()
    if waiting and waiting.state == UpdateState.SUBMITTED:
        return f"{waiting.get_delivery_status_display()}, waits for approval"
    return status


def _officer(action, change, by):
    single.change_action(action=action, version=action.version, by=by, lead_officer=change.lead_officer)


def _agency(action, change, by):
    supporting = [each for each in single.rows_of(action, "supporting") if each != change.agency]
    single.change_action(
        action=action, version=action.version, by=by, leads=[change.agency] if change.agency else [],
        supporting=supporting,
    )  # fmt: skip


def _due(action, change, by):
    if action.due_on is None:
        single.change_action(action=action, version=action.version, by=by, due_on=change.due_on)
    elif action.due_on != change.due_on:
        single.postpone(action=action, version=action.version, due_on=change.due_on, reason=change.reason, by=by)


def _later(action, change, by):
    if action.due_on is None:
        raise NotSound({"weeks": "It has no due date that could move."})
    due_on = action.due_on + datetime.timedelta(weeks=change.weeks)
    single.postpone(action=action, version=action.version, due_on=due_on, reason=change.reason, by=by)


def _priority(action, change, by):
    single.change_action(action=action, version=action.version, by=by, priority=change.priority)


def _merge(action, change, by):
    if action.pk == change.into.pk:
        return ["This is the one that the others are merged into."]
    archive.stand_for(record=action, version=action.version, successor=change.into, by=by, reason=change.reason)
    return []


def _status(action, change, by):
    """A status comes from an update, here as everywhere; it is sent for approval, not set."""
    if action.updates.open().exists():
        raise NotSound({"status": "An update is begun or waits already. Finish it first."})
    said = {"delivery_status": change.delivery_status, "confidence": change.confidence, "narrative": change.narrative}
    update = updates.save_on(action=action, version=0, by=by, **said)
    update = updates.submit(update=update, version=update.version, by=by)
    if not approvers_of(action.partnership).exclude(pk=by.pk).exists():
        updates.approve(update=update, version=update.version, by=by)
        return ["Approved at once, since nobody else approves updates here."]
    return ["Waits for approval by somebody else."]


MAKE = {
    LEAD_OFFICER: _officer,
    LEAD_AGENCY: _agency,
    DUE_ON: _due,
    LATER: _later,
    STATUS: _status,
    PRIORITY: _priority,
    MERGE: _merge,
}
