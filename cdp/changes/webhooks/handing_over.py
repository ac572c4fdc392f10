"""Which changes an endpoint is told of: exactly those that its account sees, each once, in the order of the feed."""

from functools import partial

from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cdp import jobs
from cdp.changes import feed, sight
from cdp.changes.webhooks import messages
from cdp.models import Change, DeliveryState, Scope, WebhookDelivery, WebhookEndpoint
from partners.models import Partnership
from partners.roles import Permission

KIND = "deliver_webhooks"
AT_ONCE = 500
NO_SIGHT = "Its account may no longer read what {} keeps to its members."
RETIRED = "Its account is closed, or may not read any more."


def key_of(endpoint_pk):
    return f"webhook:{endpoint_pk}"


def ask(endpoint_pk):
    return jobs.ask(kind=KIND, key=key_of(endpoint_pk))


def ask_all(*, now=None):
    """A job for each endpoint that something waits for. Called when changes are committed, and by the clock."""
    now = now or timezone.now()
    feed.give_places()
    working = WebhookEndpoint.objects.filter(may_be_asked(now), disabled_at=None, archived_at=None)
    new = Change.objects.filter(
        Q(partnership=None) | Q(partnership=OuterRef("partnership")), position__gt=OuterRef("handed_over")
    )
    due = WebhookDelivery.objects.filter(endpoint=OuterRef("pk"), state=DeliveryState.WAITING, next_attempt_at__lte=now)
    for pk in list(working.filter(Exists(new) | Exists(due)).values_list("pk", flat=True)):
        ask(pk)


def may_be_asked(now):
    """Whose receiver did not ask for peace, or no longer."""
    return Q(waits_until=None) | Q(waits_until__lte=now)


def why_not(endpoint):
    """Why its account is told nothing any more; empty while all is well."""
    account = endpoint.account
    if account.is_service:
        client = getattr(account, "api_client", None)
        if client is None or client.revoked_at or Scope.READ not in client.scopes:
            return RETIRED
    elif not account.is_active:
        return RETIRED
    member = Partnership.objects.where(account, Permission.VIEW).filter(pk=endpoint.partnership_id)
    return "" if member.exists() else NO_SIGHT.format(endpoint.partnership.short_name)


def told(endpoint, rows):
    """Of these changes those of the endpoint: of its partnership, or of figures and places, which are nobody's."""
    of_it = Q(partnership=endpoint.partnership_id) | Q(partnership=None) & ~Q(noun="partnerships")
    of_it |= Q(partnership=None, noun="partnerships", thing=endpoint.partnership.slug)
    return rows.filter(of_it & sight.of_kinds(endpoint.kinds))


def hand_over(endpoint_pk, *, now=None):
    """Write deliveries for what is new; whether there may be more. None is written twice."""
    now = now or timezone.now()
    upto = feed.settle()
    with transaction.atomic():
        endpoint = (
            WebhookEndpoint.objects.select_for_update(of=("self",))
            .select_related("partnership", "account")
            .get(pk=endpoint_pk)
        )
        if endpoint.disabled_at or endpoint.archived_at or endpoint.handed_over >= upto:
            return False
        visible = sight.visible_to(endpoint.account).select_related("partnership")
        rows = told(endpoint, visible).filter(position__gt=endpoint.handed_over, position__lte=upto)
        rows = list(rows.order_by("position")[:AT_ONCE])
        made = partial(_delivery, endpoint, now)
        WebhookDelivery.objects.bulk_create(map(made, rows), ignore_conflicts=True)
        endpoint.handed_over = rows[-1].position if len(rows) == AT_ONCE else upto
        endpoint.save(update_fields=["handed_over"])
        return len(rows) == AT_ONCE


def _delivery(endpoint, now, change):
    return WebhookDelivery(
        endpoint=endpoint, change=change, message_id=f"{change.uid}_{endpoint.pk}", body=messages.body_of(change),
        next_attempt_at=now, created_at=now,
    )  # fmt: skip


def still_told(endpoint, deliveries):
    """Of these deliveries the keys of those whose change the account may read today as well; a test always."""
    changes = [delivery.change_id for delivery in deliveries if delivery.change_id]
    seen = set(sight.visible_to(endpoint.account).filter(pk__in=changes).values_list("pk", flat=True))
    return {each.pk for each in deliveries if each.change_id is None or each.change_id in seen}
