"""Questions that need more than one model: which recommendations are answered, who decides on updates, what is
overridden."""

from django.db.models import Count, Exists, JSONField, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject

from actions.models import Action, LightOverride
from partners.models import Membership, Partnership, Person
from partners.roles import Permission, roles_granting


def _answering():
    """An archived action answers nothing."""
    return Exists(Action.objects.current().filter(recommendations=OuterRef("pk")))


def answered_ones(recommendations):
    return recommendations.filter(_answering())


def unanswered_ones(recommendations):
    return recommendations.filter(~_answering())


def approvers_of(partnership):
    """Those who may decide on updates of the partnership."""
    deciding = Membership.objects.filter(partnership=partnership, role__in=roles_granting(Permission.APPROVE_UPDATES))
    return Person.objects.filter(is_active=True, pk__in=deciding.values("user")).order_by("name", "pk")


def members_of(partnership):
    """Those who hold a role in the partnership and can sign in."""
    held = Membership.objects.filter(partnership=partnership)
    return Person.objects.filter(is_active=True, pk__in=held.values("user")).order_by("name", "pk")


def may_approve(person, partnership):
    return Partnership.objects.where(person, Permission.APPROVE_UPDATES).filter(pk=partnership.pk).exists()


def with_overrides(actions, *, on):
    """Each action with the override that holds for each of its lights, or None, without a query more."""
    return actions.annotate(**{f"override_of_{light}": _standing(light, on) for light in LightOverride.Which.values})


def _standing(light, on):
    parts = ("state", "reason", "until", "set_at")
    said = JSONObject(set_by="set_by__name", **{part: part for part in parts})
    found = LightOverride.objects.standing(on=on).filter(action=OuterRef("pk"), light=light)
    return Subquery(found.order_by().values(said=said)[:1], output_field=JSONField())


def with_open_decisions(meetings, *, on):
    """Each meeting with how many of its decisions and asks are open, and how many of these are past their date."""
    still_open = Q(decisions__pk__isnull=False, decisions__closed_at__isnull=True)
    return meetings.annotate(
        number_open=Count("decisions", filter=still_open),
        number_overdue=Count("decisions", filter=still_open & Q(decisions__due_on__lt=on)),
    )


def may_override(person, partnership):
    return Partnership.objects.where(person, Permission.OVERRIDE_LIGHTS).filter(pk=partnership.pk).exists()


def may_hold_meetings(person, partnership):
    return Partnership.objects.where(person, Permission.HOLD_MEETINGS).filter(pk=partnership.pk).exists()
