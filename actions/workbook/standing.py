"""What is said here of each action of an agency at this moment, in a few queries however many there are."""

from collections import defaultdict
from dataclasses import dataclass

from actions.models import Action, ProgressUpdate, UpdateState
from actions.models.progress import EDITABLE_STATES, OPEN_STATES
from actions.operations.updates import moving
from actions.operations.updates.drafting import begun_with
from actions.operations.updates.said import WORDS
from cdp import words
from partners.models import Agency, Membership, Partnership
from partners.roles import Permission, roles_granting


@dataclass(frozen=True)
class Standing:
    """`open` is the update that can still be changed or decided; it is the `newest`, where there is one."""

    action: Action
    open: ProgressUpdate | None
    newest: ProgressUpdate | None
    approved: ProgressUpdate | None
    withdrawn: ProgressUpdate | None

    @property
    def token(self):
        """Changes with every save and every move of the action's updates."""
        return f"{self.newest.pk}v{self.newest.version}" if self.newest else "0v0"

    @property
    def version(self):
        return self.open.version if self.open else 0

    @property
    def words(self):
        """What an update of it says, or would begin with."""
        if self.open:
            return {name: getattr(self.open, name) for name in WORDS}
        return dict.fromkeys(WORDS, "") | begun_with(self.approved, self.withdrawn)

    @property
    def closed_because(self):
        """Why nothing can be said of it now; empty where something can."""
        return moving.at_what_stage(self.open) if self.open and self.open.state not in EDITABLE_STATES else ""

    @property
    def no_change_refused(self):
        """Why it cannot be said that nothing has changed; empty where it can."""
        if self.approved is None:
            return "nothing of it has been approved yet that could still hold"
        return "an update of it is begun already" if self.open else ""

    @property
    def no_change_narrative(self):
        return f"No change since {words.day(self.approved.reported_at)}."

    @property
    def stage(self):
        if self.open is None:
            return "No update begun"
        if self.open.state == UpdateState.DRAFT:
            return f"Draft, saved by {self.open.saved_by} on {words.day(self.open.saved_at)}"
        if self.open.state == UpdateState.RETURNED:
            return f"Sent back by {self.open.decided_by} on {words.day(self.open.decided_at)}"
        return f"Waiting for approval, sent by {self.open.reported_by} on {words.day(self.open.reported_at)}"


def agencies_of(person, partnership):
    """The agencies for which this person may report here: their own, or all where they lead the partnership."""
    if Partnership.objects.where(person, Permission.REPORT_ANY_PROGRESS).filter(pk=partnership.pk).exists():
        lead = partnership.actions.current().filter(action_agencies__role="lead").values("action_agencies__agency")
        return Agency.objects.filter(pk__in=lead).order_by("name")
    own = Membership.objects.filter(
        user=person, partnership=partnership, role__in=roles_granting(Permission.REPORT_PROGRESS)
    )
    return Agency.objects.filter(pk__in=own.values("agency")).order_by("name")


def actions_of(agency, partnership):
    return Action.objects.current().filter(partnership=partnership).led_by(agency).order_by("position", "pk")


def standings(actions):
    """{action's key: Standing}, in the order of the actions."""
    actions = list(actions)
    found = defaultdict(list)
    updates = ProgressUpdate.objects.filter(action__in=[action.pk for action in actions])
    for update in updates.select_related("saved_by", "reported_by", "decided_by").order_by("pk"):
        found[update.action_id].append(update)
    return {action.pk: _standing(action, found[action.pk]) for action in actions}


def _standing(action, updates):
    by_state = defaultdict(list)
    for update in updates:
        update.action = action
        by_state["open" if update.state in OPEN_STATES else update.state].append(update)
    approved = by_state[UpdateState.APPROVED]
    return Standing(
        action=action,
        open=next(iter(by_state["open"]), None),
        newest=updates[-1] if updates else None,
        approved=max(approved, key=lambda one: (one.reported_at, one.pk), default=None),
        withdrawn=next(reversed(by_state[UpdateState.WITHDRAWN]), None),
    )
