"""The chain: each day that is over is closed with a digest of its events, in order, and of the day before.

Whoever changes, adds or removes a row afterwards would have to change every day since, and what was printed or sent of
them. So a digest is worth as much as the number of places outside this database that hold one.
"""

from datetime import timedelta

from django.db import transaction
from django.db.models import Min
from django.utils import timezone

from cdp.audit import digests
from cdp.models import AuditDay, AuditEvent

# What began before midnight must have ended by then: no job, and so no transaction, may take half as long.
AFTER = timedelta(hours=1)
ONE_DAY = timedelta(days=1)


def close_days(*, now=None, check=lambda: None):
    """Close every day that is over and still open, also those on which nothing happened; the answer is those days."""
    now = now or timezone.now()
    last = AuditDay.objects.order_by("-day").first()
    day = last.day + ONE_DAY if last else AuditEvent.objects.aggregate(first=Min("day"))["first"]
    today = timezone.localdate(now - AFTER)
    closed = []
    while day and day < today:
        check()
        last = _close(day, last, now)
        closed.append(last)
        day += ONE_DAY
    return closed


@transaction.atomic
def _close(day, last, now):
    events = list(AuditEvent.objects.filter(day=day).order_by("pk").values_list("pk", "digest"))
    previous = last.digest if last else ""
    return AuditDay.objects.create(
        day=day,
        number_of_events=len(events),
        previous=previous,
        listing=digests.listed(events),
        digest=digests.of_day(day, previous, events),
        closed_at=now,
    )
