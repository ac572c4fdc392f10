"""How long changes and deliveries are kept. What goes, goes from the beginning of the feed."""

import datetime

from django.conf import settings
from django.db.models import Max, Min
from django.utils import timezone

from cdp.models import Change, DeliveryState, WebhookDelivery

DELIVERIES_KEPT = datetime.timedelta(days=30)
ROWS_AT_ONCE = 1000
MICROSECONDS = 1_000_000


def horizon(now=None):
    """The place before which nothing is kept. Places are moments, so that it is one too."""
    kept_from = (now or timezone.now()) - datetime.timedelta(days=settings.CHANGES_KEPT_DAYS)
    return int(kept_from.timestamp() * MICROSECONDS)


def gone_before():
    """A cursor before this place may have missed something: what is there still was not cleared, nor what came since
    the horizon.
    """
    first = Change.objects.aggregate(first=Min("position"))["first"]
    return min(first, horizon()) if first else horizon()


def forget_changes(*, check=lambda: None, now=None):
    """The newest stays whatever its age: its place tells others how far they have read."""
    newest = Change.objects.aggregate(newest=Max("position"))["newest"] or 0
    old = Change.objects.filter(position__lt=min(horizon(now), newest)).order_by("position")
    return _deleted(old, check)


def forget_deliveries(*, check=lambda: None, now=None):
    over = WebhookDelivery.objects.exclude(state=DeliveryState.WAITING)
    return _deleted(over.filter(ended_at__lt=(now or timezone.now()) - DELIVERIES_KEPT).order_by("pk"), check)


def _deleted(rows, check):
    """In small bites, so that no other writer waits long."""
    deleted = 0
    while found := list(rows.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        check()
        deleted += rows.model.objects.filter(pk__in=found).delete()[1].get(rows.model._meta.label, 0)
    return deleted
