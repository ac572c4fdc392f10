"""Who is told of which change: whoever may see the thing, by the same rules as the lists of the API."""

from django.apps import apps
from django.db.models import CharField, Q
from django.db.models.functions import Cast

from cdp.changes import kinds
from cdp.models import Change, ChangeSight
from partners.models import Partnership
from partners.roles import Permission


def visible_to(user):
    """Changes with a place, of what this person may see today; `user` may be a visitor."""
    seen = Q(partnership=None) | Q(partnership__in=Partnership.objects.visible_to(user))
    return Change.objects.filter(seen & _told(user) & _packs(user), position__isnull=False)


def _told(user):
    """Of an update that is not approved, those who may report on its action or decide: ProgressUpdate.readable_by."""
    if not user.is_authenticated:
        return Q(sight=ChangeSight.EVERYBODY)
    theirs = apps.get_model("actions.Action").objects.reportable_by(user).values("pk")
    decided = Partnership.objects.where(user, Permission.APPROVE_UPDATES)
    return Q(sight=ChangeSight.EVERYBODY) | Q(action_id__in=theirs) | Q(partnership__in=decided)


def _packs(user):
    """Drafts and papers for members have their own readers."""
    packs = apps.get_model("actions.Pack").objects.visible_to(user)
    return ~Q(noun="packs") | Q(thing__in=packs.annotate(key=Cast("pk", CharField())).values("key"))


def is_kind(text):
    """A kind, or a beginning of some that ends with its point."""
    return text in kinds.all_kinds() or (
        text.endswith(".") and any(each.startswith(text) for each in kinds.all_kinds())
    )


def of_kinds(wanted):
    """Of these kinds and beginnings; all where there are none."""
    found = Q()
    for text in wanted:
        found |= Q(kind__startswith=text) if text.endswith(".") else Q(kind=text)
    return found
