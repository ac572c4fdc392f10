"""Roles across all partnerships. Staff of the site give and take them."""

from django.db import transaction
from django.utils import timezone

from cdp import audit
from partners import emails
from partners.models import NationalRole, Person
from partners.operations.looking_after import NotTheirs
from partners.operations.membership import EndedAlready, HeldAlready
from partners.roles import Role


@transaction.atomic
def give_national_role(*, person, by, role=Role.NATIONAL_READER, reason="", now=None) -> NationalRole:
    _require_staff(by)
    now = now or timezone.now()
    person = Person.objects.select_for_update().get(pk=person.pk)
    if NationalRole.objects.filter(person=person, role=role).exists():
        raise HeldAlready(f"{person} has this role already.")
    given = NationalRole(person=person, role=role, given_at=now, given_by=by)
    given.full_clean()
    given.save(force_insert=True)
    audit.record(kind="role.given", by=by, subject=person, changes={"role": str(role)}, reason=reason, now=now)
    emails.about_role(person=person, by=by, sentence="You can now read every partnership, published or not.")
    return given


@transaction.atomic
def take_national_role(*, national_role, by, reason="", now=None):
    _require_staff(by)
    related = NationalRole.objects.select_related("person").select_for_update(of=("self",))
    found = related.filter(pk=national_role.pk).first()
    if found is None:
        raise EndedAlready("This role has ended already.")
    changes = {"role": [found.role, None]}
    audit.record(kind="role.taken", by=by, subject=found.person, changes=changes, reason=reason, now=now)
    found.delete()
    sentence = "You no longer read every partnership as a national reader."
    emails.about_role(person=found.person, by=by, sentence=sentence, reason=reason)


def _require_staff(by):
    if not Person.objects.filter(pk=by.pk, is_staff=True, is_active=True).exists():
        raise NotTheirs(f"{by} is not on the staff of this site.")
