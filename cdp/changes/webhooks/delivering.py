"""Sending what is due to one endpoint, as one job, so that no two workers send to it at once.

First attempts are made in the order of the feed. What fails is tried again later by itself, so that one message that a
receiver cannot bear holds up no other. A worker that is killed between sending and noting it sends the message again,
under the same id: at least once.
"""

import datetime
import logging
import random
import time

from django.db import transaction
from django.utils import timezone

from cdp.changes.webhooks import handing_over, messages, sending, stopping
from cdp.models import DeliveryState, WebhookDelivery, WebhookEndpoint

logger = logging.getLogger(__name__)

MINUTE, HOUR = 60, 3600
# Seconds after each failure; some two days altogether.
WAITS = (5, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR)
JITTER = 0.2
AT_ONCE = 50
# A receiver that does not answer is left alone for a while, rather than asked with everything that waits.
FAILURES_IN_A_ROW = 3
# A job gives way after this long; what is left over is asked for again by the clock.
SECONDS = 240
SOON = 10


def deliver(claim, endpoint_pk, *, send=sending.send, sleep=time.sleep):
    """Until nothing is due, the receiver fails again and again, or it has taken long enough."""
    until, failures = time.monotonic() + SECONDS, 0
    while time.monotonic() < until:
        claim.check()
        endpoint = standing(endpoint_pk)
        if endpoint is None:
            return
        has_more = handing_over.hand_over(endpoint_pk)
        batch = due(endpoint_pk)
        told = handing_over.still_told(endpoint, batch)
        for delivery in batch:
            claim.check()
            if delivery.pk not in told:
                call_off(delivery, claim)
                continue
            outcome = attempt(delivery, endpoint, claim, send=send)
            failures = 0 if outcome.is_taken else failures + 1
            if outcome.is_gone or outcome.wait or failures >= FAILURES_IN_A_ROW or time.monotonic() > until:
                return
        if not batch and not has_more and not _wait(endpoint_pk, sleep):
            return


def standing(endpoint_pk):
    """The endpoint if messages may go to it now; it is switched off here where its account is told nothing any more."""
    endpoint = (
        WebhookEndpoint.objects.select_related("partnership", "account__api_client")
        .filter(handing_over.may_be_asked(timezone.now()), pk=endpoint_pk, disabled_at=None, archived_at=None)
        .first()
    )
    if endpoint and (reason := handing_over.why_not(endpoint)):
        stopping.disable(endpoint=endpoint, reason=reason)
        return None
    return endpoint


def due(endpoint_pk):
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint_pk, state=DeliveryState.WAITING)
    return list(waiting.filter(next_attempt_at__lte=timezone.now()).order_by("pk")[:AT_ONCE])


def _wait(endpoint_pk, sleep):
    """Whether something becomes due so soon that it is waited for here."""
    waiting = WebhookDelivery.objects.filter(endpoint=endpoint_pk, state=DeliveryState.WAITING)
    first = waiting.order_by("next_attempt_at").values_list("next_attempt_at", flat=True).first()
    if first is None or (seconds := (first - timezone.now()).total_seconds()) > SOON:
        return False
    sleep(max(0, seconds))
    return True


def call_off(delivery, claim):
    with transaction.atomic():
        claim.hold()
        _ended(delivery, DeliveryState.CANCELLED, last_fault="The account may no longer read this.")


def attempt(delivery, endpoint, claim, *, send):
    """Send it, then note what became of it, unless another worker has the job by now."""
    outcome = send(endpoint.url, messages.headers_of(delivery, endpoint, timezone.now()), delivery.body.encode())
    with transaction.atomic():
        claim.hold()
        note(delivery, endpoint, outcome)
    if not outcome.is_taken:
        logger.info("Webhook %s to endpoint %s: %s", delivery.message_id, endpoint.pk, outcome.fault)
    return outcome


def note(delivery, endpoint, outcome):
    """In a transaction: the delivery as it stands after this attempt, and its endpoint where that is over."""
    now = timezone.now()
    delivery.attempts += 1
    delivery.last_attempt_at, delivery.last_status, delivery.last_fault = now, outcome.status, outcome.fault[:300]
    tried = {name: getattr(delivery, name) for name in ("attempts", "last_attempt_at", "last_status", "last_fault")}
    if outcome.is_taken:
        _ended(delivery, DeliveryState.DELIVERED, **tried)
    elif outcome.is_gone:
        _ended(delivery, DeliveryState.DEAD, **tried)
        stopping.disable(endpoint=endpoint, reason="Its receiver answered 410: it wants no more messages.")
    elif delivery.attempts > len(WAITS) or delivery.change_id is None:
        # A test is a question of now.
        _ended(delivery, DeliveryState.DEAD, **tried)
        if delivery.change_id is not None and is_dead(endpoint, since=delivery.created_at):
            reason = f"Its receiver took nothing for two days. At last: {outcome.fault}"
            stopping.disable(endpoint=endpoint, reason=reason)
    else:
        wait = max(wait_after(delivery.attempts), datetime.timedelta(seconds=outcome.wait))
        _waiting(delivery).update(next_attempt_at=now + wait, **tried)
    if outcome.wait:
        # All that waits, and not this message alone: that it gets too much is what the receiver says.
        WebhookEndpoint.objects.filter(pk=endpoint.pk).update(
            waits_until=now + datetime.timedelta(seconds=outcome.wait)
        )


def wait_after(attempts):
    jitter = random.uniform(1 - JITTER, 1 + JITTER)  # noqa: S311, it guards nothing
    return datetime.timedelta(seconds=WAITS[attempts - 1] * jitter)


def is_dead(endpoint, *, since):
    """Whether nothing at all was taken since then."""
    taken = WebhookDelivery.objects.filter(endpoint=endpoint, state=DeliveryState.DELIVERED)
    return not taken.filter(ended_at__gte=since).exists()


def _ended(delivery, state, **values):
    delivery.state, delivery.ended_at = state, timezone.now()
    _waiting(delivery).update(state=state, ended_at=delivery.ended_at, **values)


def _waiting(delivery):
    return WebhookDelivery.objects.filter(pk=delivery.pk, state=DeliveryState.WAITING)
