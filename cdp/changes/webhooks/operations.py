"""What those who let programs in do about the webhooks of their partnership."""

import datetime

from django.db import transaction
from django.utils import timezone

from cdp import audit, sealing
from cdp.access import clients
from cdp.changes import feed
from cdp.changes.webhooks import addresses, handing_over, messages, stopping
from cdp.models import ApiClient, DeliveryState, Scope, WebhookDelivery, WebhookEndpoint
from partners.models import Partnership, Person
from partners.roles import Permission

MOST = 20  # that are not removed, of one partnership
MOST_TESTS = 10  # that wait, of one endpoint
# Both secrets sign for so long, in which the receiver is given the new one.
ROTATING = datetime.timedelta(hours=24)
BY_HAND = "Switched off by {}."


class NotTheirs(Exception):
    """This person may not manage webhooks of the partnership, or no longer: for them they are not there."""


class WebhookRefused(Exception):
    """The message says why. Nothing has been written."""


def accounts_for(by, partnership):
    """Whose sight a webhook of theirs may have: their own, or that of a program which may do no more than they."""
    roles = clients.roles_to_give(by, partnership)
    found = ApiClient.objects.filter(
        partnership=partnership,
        revoked_at=None,
        account__memberships__partnership=partnership,
        account__memberships__role__in=roles,
    )
    programs = [one.account_id for one in found if Scope.READ in one.scopes]
    return Person.objects.filter(pk__in=[by.pk, *programs]).order_by("is_service", "name", "pk")


@transaction.atomic
def make(*, partnership, url, description, kinds, by, account=None, now=None):
    """(the endpoint, its secret). The secret is told this once. It is told of what changes from now on."""
    now = now or timezone.now()
    partnership = _locked(partnership, by)
    account = account or by
    if not accounts_for(by, partnership).filter(pk=account.pk).exists():
        raise NotTheirs(f"{by} may not send what {account} sees.")
    if partnership.webhooks.filter(archived_at=None).count() >= MOST:
        raise WebhookRefused(f"There are {MOST} webhooks. Remove one of them first.")
    secret = messages.new_secret()
    endpoint = WebhookEndpoint(
        partnership=partnership, account=account, url=_address(url), description=" ".join(description.split()),
        kinds=sorted(set(kinds)), secret=sealing.seal(secret), handed_over=feed.end(), created_at=now, created_by=by,
    )  # fmt: skip
    endpoint.full_clean(exclude=["kinds"])
    endpoint.save(force_insert=True)
    said = {"url": endpoint.url, "kinds": endpoint.kinds or "all", "account": account}
    audit.record(kind="webhook.made", by=by, subject=endpoint, changes=said, now=now)
    return endpoint, secret


@transaction.atomic
def rotate(*, endpoint, by, now=None):
    """(the endpoint, its new secret). For a day what is sent is signed with both."""
    now = now or timezone.now()
    endpoint = _standing(endpoint, by)
    secret = messages.new_secret()
    endpoint.previous_secret, endpoint.previous_secret_until = endpoint.secret, now + ROTATING
    endpoint.secret = sealing.seal(secret)
    endpoint.save(update_fields=["secret", "previous_secret", "previous_secret_until"])
    _tell("webhook.rotated", endpoint, by, now)
    return endpoint, secret


@transaction.atomic
def disable(*, endpoint, by, now=None):
    endpoint = _standing(endpoint, by)
    if endpoint.disabled_at:
        raise WebhookRefused("This webhook is switched off already.")
    stopping.disable(endpoint=endpoint, reason=BY_HAND.format(by)[:300], by=by, now=now)
    return endpoint


@transaction.atomic
def enable(*, endpoint, by, now=None):
    """It goes on where it stopped: what waited is sent now, then what came since."""
    now = now or timezone.now()
    endpoint = _standing(endpoint, by)
    if not endpoint.disabled_at:
        raise WebhookRefused("This webhook is switched on already.")
    if reason := handing_over.why_not(endpoint):
        raise WebhookRefused(reason)
    _address(endpoint.url)
    endpoint.disabled_at, endpoint.disabled_reason, endpoint.waits_until = None, "", None
    endpoint.save(update_fields=["disabled_at", "disabled_reason", "waits_until"])
    endpoint.deliveries.filter(state=DeliveryState.WAITING).update(next_attempt_at=now)
    _tell("webhook.enabled", endpoint, by, now)
    handing_over.ask(endpoint.pk)
    return endpoint


@transaction.atomic
def send_test(*, endpoint, by, now=None):
    """A message that says that it is a test, tried once."""
    now = now or timezone.now()
    endpoint = _working(endpoint, by)
    if endpoint.deliveries.filter(change=None, state=DeliveryState.WAITING).count() >= MOST_TESTS:
        raise WebhookRefused("Several tests are on their way already. Wait for them.")
    made = WebhookDelivery.objects.create(
        endpoint=endpoint, message_id=messages.id_of_test(), body=messages.body_of_test(endpoint, now),
        next_attempt_at=now, created_at=now,
    )  # fmt: skip
    _tell("webhook.tested", endpoint, by, now)
    handing_over.ask(endpoint.pk)
    return made


@transaction.atomic
def send_again(*, endpoint, by, delivery=None, now=None):
    """What was given up, or one of it: the same message under the same id, with all its attempts anew; how many."""
    now = now or timezone.now()
    endpoint = _working(endpoint, by)
    dead = endpoint.deliveries.filter(state=DeliveryState.DEAD, change__isnull=False)
    if delivery is not None:
        dead = dead.filter(pk=delivery.pk)
    number = dead.update(state=DeliveryState.WAITING, ended_at=None, attempts=0, next_attempt_at=now, created_at=now)
    if not number:
        raise WebhookRefused("Nothing of it is given up any more.")
    _tell("webhook.sent_again", endpoint, by, now, changes={"messages": number})
    handing_over.ask(endpoint.pk)
    return number


@transaction.atomic
def remove(*, endpoint, by, now=None):
    """For good. What was sent is kept for as long as deliveries are."""
    now = now or timezone.now()
    endpoint = _standing(endpoint, by)
    endpoint.archived_at = now
    endpoint.secret = endpoint.previous_secret = ""
    endpoint.save(update_fields=["archived_at", "secret", "previous_secret"])
    endpoint.deliveries.filter(state=DeliveryState.WAITING).update(
        state=DeliveryState.CANCELLED, ended_at=now, last_fault="The webhook was removed."
    )
    _tell("webhook.removed", endpoint, by, now)
    return endpoint


def _locked(partnership, by):
    mine = Partnership.objects.where(by, Permission.MANAGE_CLIENTS).filter(pk=partnership.pk)
    found = mine.select_for_update(no_key=True, of=("self",)).first()
    if found is None:
        raise NotTheirs(f"{by} does not manage webhooks of {partnership}.")
    return found


def _standing(endpoint, by):
    """The endpoint as it is now, once nobody else is at work on it."""
    partnership = _locked(endpoint.partnership, by)
    found = (
        WebhookEndpoint.objects.select_for_update(of=("self",))
        .select_related("account", "created_by")
        .filter(pk=endpoint.pk, archived_at=None)
        .first()
    )
    if found is None:
        raise NotTheirs("This webhook has been removed.")
    found.partnership = partnership
    return found


def _working(endpoint, by):
    found = _standing(endpoint, by)
    if found.disabled_at:
        raise WebhookRefused("This webhook is switched off. Switch it on first.")
    return found


def _address(text):
    try:
        return addresses.looked_up(text)
    except addresses.AddressRefused as refusal:
        raise WebhookRefused(str(refusal)) from refusal


def _tell(kind, endpoint, by, now, changes=None):
    audit.record(kind=kind, by=by, subject=endpoint, changes=changes, now=now)
