"""Switching an endpoint off, by us or by a person, and telling those who look after it."""

from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from cdp import audit
from cdp.models import WebhookEndpoint
from partners.emails import address


@transaction.atomic
def disable(*, endpoint, reason, by=None, now=None):
    """What waits goes on waiting until it is switched on again. Without a person its maker is told by mail."""
    now = now or timezone.now()
    reason = reason[:300]
    if not WebhookEndpoint.objects.filter(pk=endpoint.pk, disabled_at=None).update(
        disabled_at=now, disabled_reason=reason
    ):
        return
    endpoint.disabled_at, endpoint.disabled_reason = now, reason
    audit.record(kind="webhook.disabled", by=by, subject=endpoint, reason=reason, now=now)
    if by is None:
        _tell(endpoint, now)


def _tell(endpoint, now):
    from actions.mail import writing  # the mails know the actions, which know us

    place = address(reverse("webhook", args=[endpoint.partnership.slug, endpoint.pk]))
    for person in {endpoint.created_by, endpoint.account}:
        if person.is_active:
            writing.write(
                kind="account",
                key=f"webhook:{endpoint.pk}:{now:%Y%m%d%H%M%S}",
                person=person,
                partnership=endpoint.partnership,
                subject=f"A webhook of {endpoint.partnership.short_name} was switched off",
                text=(
                    f"We no longer send changes to “{endpoint.description}” ({endpoint.url}).\n\n"
                    f"{endpoint.disabled_reason}\n\n"
                    "What was not taken is kept. Once the receiver works again, switch the webhook on again and it "
                    f"goes on where it stopped:\n{place}\n"
                ),
                why="you set up this webhook, or it is sent with what you may see.",
                now=now,
            )
