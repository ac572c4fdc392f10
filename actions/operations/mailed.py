"""What is done through the link in a mail: one update on one action, by the person whom it was sent to."""

from django.db import transaction
from django.utils import timezone

from actions.mail import links
from actions.operations import updates
from cdp import audit


@transaction.atomic
def report(*, token, version, kept=(), now=None, **said):
    """Saved and sent for approval in one. Nothing is written when anything about it is refused."""
    now = now or timezone.now()
    link = links.find(token, lock=True, now=now)
    update = updates.save_on(action=link.action, version=version, by=link.person, now=now, **said)
    update = updates.submit(update=update, version=update.version, by=link.person, now=now, kept=kept)
    return _used(link, update, now)


@transaction.atomic
def no_change(*, token, now=None):
    now = now or timezone.now()
    link = links.find(token, lock=True, now=now)
    return _used(link, updates.no_change(action=link.action, by=link.person, now=now), now)


def _used(link, update, now):
    """Whoever comes second finds it used; the audit tells that nobody had signed in."""
    link.used_at = now
    link.save(update_fields=["used_at"])
    audit.record(kind="mail.link_used", by=link.person, subject=update, reason=f"Sent with mail {link.mail_id}")
    return update
