"""One update: what it says beside what dates and measures say, its life, and what the reader may do with it."""

from dataclasses import dataclass

from django.db.models import Prefetch

from actions import delivery
from actions.delivery import Light
from actions.models import (
    Action,
    ActionAgency,
    Measure,
    Milestone,
    ProgressUpdate,
    UpdateFigure,
    UpdateMilestone,
    UpdateMove,
    UpdateState,
)
from actions.models.progress import EDITABLE_STATES, OPEN_STATES
from actions.presenters import lights
from actions.presenters.readings import visible_readings
from actions.queries import approvers_of, may_approve

STATE_COLOURS = {
    UpdateState.DRAFT: "grey",
    UpdateState.SUBMITTED: "blue",
    UpdateState.RETURNED: "orange",
    UpdateState.APPROVED: "green",
    UpdateState.WITHDRAWN: "grey",
}
MOVES = {
    UpdateState.DRAFT: "Begun",
    UpdateState.SUBMITTED: "Sent for approval",
    UpdateState.RETURNED: "Sent back",
    UpdateState.APPROVED: "Approved",
    UpdateState.WITHDRAWN: "Withdrawn",
}


@dataclass(frozen=True)
class Control:
    """Something to be done: offered, or the reason why not and whom to ask."""

    is_offered: bool
    why: str = ""


@dataclass(frozen=True)
class Controls:
    decide: Control
    change: Control
    withdraw: Control

    @property
    def reasons(self):
        """Each reason once."""
        return list(dict.fromkeys(one.why for one in (self.decide, self.change, self.withdraw) if one.why))


@dataclass(frozen=True)
class Beside:
    """What is said beside what dates and measures say."""

    update: ProgressUpdate
    slipped: list
    outcome: Light
    is_own: bool = False


def full_updates(updates, *, user):
    """With all that is shown of them beside dates and measures, in a fixed number of queries."""
    return updates.select_related(
        "action__partnership", "reported_by", "saved_by", "decided_by", "agency", "meeting"
    ).prefetch_related(
        "evidence",
        Prefetch("milestones", UpdateMilestone.objects.select_related("milestone")),
        Prefetch(
            "figures",
            UpdateFigure.objects.select_related("measure__series__indicator", "measure__series__area"),
        ),
        Prefetch("action__milestones", Milestone.objects.current()),
        Prefetch(
            "action__measures",
            Measure.objects.current().select_related("series__indicator").prefetch_related(visible_readings(user)),
        ),
    )


def with_life(updates):
    """With their steps, and with those who can be asked."""
    leads = ActionAgency.objects.filter(role=ActionAgency.Role.LEAD).select_related("agency")
    return updates.prefetch_related(
        Prefetch("moves", UpdateMove.objects.select_related("moved_by")),
        Prefetch("action__action_agencies", leads, to_attr="lead_parts"),
    )


def beside(update, *, on, person=None):
    action = update.action
    facts = [lights.facts_of(measure) for measure in action.measures.all()]
    return Beside(
        update=update,
        slipped=delivery.overdue(steps=lights.steps_of(action), due_on=action.due_on, on=on),
        outcome=lights.outcome_of(facts, on=on),
        is_own=person is not None and update.reported_by_id == person.pk,
    )


def returned_because(update):
    """The step by which it was sent back last; None where it does not wait for its author."""
    if update.state != UpdateState.RETURNED:
        return None
    return update.moves.filter(to_state=UpdateState.RETURNED).select_related("moved_by").last()


def moves_of(update):
    """[(words, step)], the oldest first."""
    return [(MOVES[UpdateState(move.to_state)], move) for move in update.moves.all()]


def controls_of(update, person):
    """What this person may do with it; None for those who only read it."""
    if not person.is_authenticated:
        return None
    may_report = Action.objects.reportable_by(person).filter(pk=update.action_id).exists()
    may_decide = may_approve(person, update.action.partnership)
    if not (may_report or may_decide):
        return None
    approvers = list(approvers_of(update.action.partnership))
    return Controls(
        decide=_decide(update, person, may_decide, approvers),
        change=_change(update, may_report),
        withdraw=_withdraw(update, may_report),
    )


def names(people):
    """ "A, B or C", of not more than three."""
    found = [person.name for person in people[:3]]
    return " or ".join(filter(None, [", ".join(found[:-1]), *found[-1:]])) or "a partnership lead"


def _decide(update, person, may_decide, approvers):
    if update.state in EDITABLE_STATES:
        return Control(False, "It can be approved once it has been sent for approval.")
    if update.state == UpdateState.WITHDRAWN:
        return Control(False, "It was withdrawn, so that there is nothing to approve.")
    if update.state == UpdateState.APPROVED:
        return Control(False, f"{update.decided_by} approved it. It never changes; a correction is a new update.")
    if not may_decide:
        return Control(False, f"You cannot approve it. {names(approvers)} can.")
    others = [one for one in approvers if one.pk != person.pk]
    if update.reported_by_id == person.pk and others:
        return Control(False, f"You sent this update, so you cannot approve it. {names(others)} can.")
    return Control(True)


def _change(update, may_report):
    if not may_report:
        return Control(False, f"You cannot change it. {reporters(update)} can.")
    if update.state == UpdateState.SUBMITTED:
        return Control(False, "To change it, withdraw it first: your words begin the next one.")
    return Control(update.state in EDITABLE_STATES)


def _withdraw(update, may_report):
    if update.state not in OPEN_STATES:
        return Control(False)
    return Control(True) if may_report else Control(False, f"You cannot withdraw it. {reporters(update)} can.")


def reporters(update):
    """Whom to ask who may report on its action."""
    agencies = " or ".join(part.agency.name for part in update.action.lead_parts)
    return f"A lead officer of {agencies}, or the partnership lead," if agencies else "The partnership lead"
