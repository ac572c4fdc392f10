"""What people change about themselves."""

from django.core import signing
from django.db import transaction
from django.utils import timezone

from cdp import audit
from partners import emails
from partners.models import Person

SALT = "partners.change-of-address"
DAY = 24 * 60 * 60


class AddressNotUsable(Exception):
    """The link of a change of address leads nowhere; the message says why."""


@transaction.atomic
def rename(*, person, name, by, now=None) -> Person:
    before = person.name
    if name != before:
        person.name = name
        person.save(update_fields=["name"])
        changes = {"name": [before, name]}
        audit.record(kind="person.changed", by=by, subject=person, changes=changes, now=now or timezone.now())
    return person


def ask_to_change_address(*, person, email, to_link):
    """Sends a link to the new address; to nobody where the address is taken, and says the same either way."""
    if not Person.objects.filter(email__iexact=email).exists():
        token = signing.dumps([person.pk, person.email, email], salt=SALT)
        emails.confirm_address(person=person, to=email, link=to_link(token))


def read_change(token):
    """(person, new address) of a link."""
    try:
        pk, old, new = signing.loads(token, salt=SALT, max_age=DAY)
    except signing.SignatureExpired:
        raise AddressNotUsable("This link has expired. It worked for one day.") from None
    except (signing.BadSignature, ValueError):
        raise AddressNotUsable("This is not a link that we sent. Perhaps a part of it was lost on the way.") from None
    person = Person.objects.filter(pk=pk, email=old, is_active=True).first()
    if person is None:
        raise AddressNotUsable("This link has been used, or the address was changed since.")
    return person, new


@transaction.atomic
def change_address(*, token, now=None) -> Person:
    person, new = read_change(token)
    person = Person.objects.select_for_update().get(pk=person.pk)
    if Person.objects.filter(email__iexact=new).exclude(pk=person.pk).exists():
        raise AddressNotUsable("This address belongs to another account by now.")
    old, person.email = person.email, new
    person.save(update_fields=["email"])
    changes = {"email": [old, new]}
    audit.record(kind="person.changed", by=person, subject=person, changes=changes, now=now or timezone.now())
    emails.told(person=person, sentence=f"The email address of your account is now {new}.", to=old)
    return person
