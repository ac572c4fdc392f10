"""Mails that people do not want. What somebody needs to do their part cannot be switched off."""

from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from actions.models import MailKind, MailOff
from actions.models.mail import CAN_BE_SWITCHED_OFF
from cdp import audit
from partners.emails import address
from partners.models import Person

SALT = "actions.mail.off"


class NotASwitch(Exception):
    """The link leads nowhere; the message says why."""


def is_off(person, kind):
    return kind in CAN_BE_SWITCHED_OFF and MailOff.objects.filter(person=person, kind=kind).exists()


def switches_of(person):
    """[(kind, words, whether it is on)], in the order of the kinds."""
    off = set(MailOff.objects.filter(person=person).values_list("kind", flat=True))
    return [(kind, MailKind(kind).label, kind not in off) for kind in CAN_BE_SWITCHED_OFF]


@transaction.atomic
def switch(*, person, kind, on, by, now=None):
    """NotASwitch for a kind that somebody needs to do their part. Doing it twice changes nothing."""
    if kind not in CAN_BE_SWITCHED_OFF:
        raise NotASwitch("These emails cannot be switched off: somebody waits for an answer to each.")
    if on:
        changed, _ = MailOff.objects.filter(person=person, kind=kind).delete()
    else:
        moment = now or timezone.now()
        _, changed = MailOff.objects.get_or_create(person=person, kind=kind, defaults={"switched_off_at": moment})
    if changed:
        label = MailKind(kind).label
        changes = {label: ["off", "on"] if on else ["on", "off"]}
        audit.record(kind="mail.switched", by=by, subject=person, changes=changes)


def off_address(person, kind):
    """Signed, so that nobody switches off what another wants; it has no end, since mails are kept for long."""
    token = signing.dumps([person.pk, str(kind)], salt=SALT, compress=False)
    return address(reverse("mail-off", args=[token]))


def read(token):
    """(person, kind) of a link in a mail."""
    try:
        pk, kind = signing.loads(token, salt=SALT)
        person = Person.objects.get(pk=pk, is_active=True)
    except (signing.BadSignature, ValueError, TypeError, Person.DoesNotExist):
        sentence = "This is not a link that we sent. Perhaps a part of it was lost on the way."
        raise NotASwitch(sentence) from None
    if kind not in CAN_BE_SWITCHED_OFF:
        raise NotASwitch("These emails cannot be switched off: somebody waits for an answer to each.")
    return person, kind
