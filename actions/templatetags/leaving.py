"""What somebody who leaves a partnership would leave behind in its plan, for the page that asks first."""

from collections import defaultdict

from django import template
from django.db.models import Q

from actions.models import Action, ActionAgency, Decision, ProgressUpdate
from partners.models import Membership
from partners.operations.membership import leads_of
from partners.roles import Permission, roles_granting

register = template.Library()


@register.inclusion_tag("actions/what_stays.html")
def what_stays(person, partnership):
    """{% what_stays person partnership %}: open updates and who goes on with them, and where the person is named."""
    return {
        "updates": _updates(person, partnership),
        "named": Action.objects.open()
        .filter(partnership=partnership, lead_officer=person)
        .select_related("partnership"),
        "decisions": Decision.objects.open()
        .filter(owner=person, meeting__partnership=partnership)
        .select_related("meeting__partnership"),
        "leads": _names(membership.user for membership in leads_of(partnership) if membership.user_id != person.pk),
    }


def _updates(person, partnership):
    """(update, its agencies, who acts for them besides) of the open ones in which the person has a hand."""
    theirs = Q(started_by=person) | Q(saved_by=person) | Q(reported_by=person)
    found = ProgressUpdate.objects.open().filter(
        theirs, action__partnership=partnership, action__archived_at__isnull=True
    )
    found = list(found.select_related("action__partnership").order_by("action__position", "pk"))
    leading = defaultdict(list)
    parts = ActionAgency.objects.filter(action__in=[one.action_id for one in found], role=ActionAgency.Role.LEAD)
    for part in parts.select_related("agency"):
        leading[part.action_id].append(part.agency)
    officers = defaultdict(set)
    roles = roles_granting(Permission.REPORT_PROGRESS)
    others = Membership.objects.filter(partnership=partnership, role__in=roles, user__is_active=True)
    for membership in others.exclude(user=person).select_related("user"):
        officers[membership.agency_id].add(membership.user)
    return [
        {
            "update": one,
            "agencies": " and ".join(str(agency) for agency in leading[one.action_id]),
            "others": _names(other for agency in leading[one.action_id] for other in officers[agency.pk]),
        }
        for one in found
    ]


def _names(people):
    return sorted({str(person) for person in people})
