"""Whose imports somebody finds: those of partnerships in which they may bring the like themselves."""

from django.db.models import Exists, OuterRef, Q

from actions.models import Import, ImportKind
from partners.models import Membership, Partnership
from partners.roles import Permission, roles_granting

PERMISSION_OF = {
    ImportKind.LOCAL_FIGURES: Permission.MANAGE_SOURCES,
    ImportKind.PLAN_WORKBOOK: Permission.EDIT_PLAN,
}


def seen_by(person):
    if not person.is_authenticated:
        return Import.objects.none()
    own = Membership.objects.filter(
        user=person,
        partnership=OuterRef("partnership"),
        agency=OuterRef("batch__agency"),
        role__in=roles_granting(Permission.REPORT_PROGRESS),
    )
    any_agency = Partnership.objects.where(person, Permission.REPORT_ANY_PROGRESS)
    theirs = Q(kind=ImportKind.PROGRESS_WORKBOOK) & (Q(partnership__in=any_agency) | Exists(own))
    for kind, permission in PERMISSION_OF.items():
        theirs |= Q(kind=kind, partnership__in=Partnership.objects.where(person, permission))
    return Import.objects.filter(theirs)


def may_bring(person, kind, partnership):
    """Whether this person may bring something of the kind here; for which agency, a workbook says itself."""
    permissions = [PERMISSION_OF[kind]] if kind in PERMISSION_OF else [
        Permission.REPORT_PROGRESS, Permission.REPORT_ANY_PROGRESS,
    ]  # fmt: skip
    return any(Partnership.objects.where(person, each).filter(pk=partnership.pk).exists() for each in permissions)
