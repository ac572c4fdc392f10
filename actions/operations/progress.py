"""Reporting progress: the one way in which an action's status changes."""

from django.db import transaction
from django.utils import timezone

from actions.models import Action, ActionAgency
from partners.models import Agency
from partners.roles import Permission, roles_granting


class NotTheirsToReport(Exception):
    """This person may not report on this action."""


@transaction.atomic
def report_progress(*, action, delivery_status, confidence, narrative, next_step="", blocker="", by, now=None):
    """Record a progress update and bring the action into line with it; the update is the history of the change."""
    now = now or timezone.now()
    # Locked, so that of two reports at once the later one stands in the action as it does in the history.
    action = Action.objects.select_for_update().get(pk=action.pk)
    if not Action.objects.reportable_by(by).filter(pk=action.pk).exists():
        raise NotTheirsToReport(f"{by} may not report on {action.ref}.")
    update = action.updates.create(
        agency=_agency_of(by, action),
        delivery_status=delivery_status,
        confidence=confidence,
        narrative=narrative,
        next_step=next_step,
        blocker=blocker,
        reported_at=now,
        reported_by=by,
    )
    _follow(action, action.updates.first())
    return update


def _follow(action, newest):
    """The action repeats its newest update, which need not be the one just entered."""
    action.delivery_status = newest.delivery_status
    action.confidence = newest.confidence
    action.reported_at = newest.reported_at
    action.reported_by_id = newest.reported_by_id
    action.save(update_fields=["delivery_status", "confidence", "reported_at", "reported_by"])


def _agency_of(person, action) -> Agency | None:
    """The lead agency of the action for which this person reports; none for the partnership's own lead."""
    own = person.memberships.filter(
        partnership=action.partnership_id, role__in=roles_granting(Permission.REPORT_PROGRESS), agency__isnull=False
    )
    lead = ActionAgency.objects.filter(action=action, role=ActionAgency.Role.LEAD, agency__in=own.values("agency"))
    first = lead.select_related("agency").first()
    return first.agency if first else None
