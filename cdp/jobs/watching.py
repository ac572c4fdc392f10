"""Is a worker alive, and how much waits for it?"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from cdp.jobs.claims import this_worker
from cdp.models import Heartbeat, Job, JobState

WORKER = "worker"
CLOCK = "clock"


@dataclass(frozen=True)
class Health:
    worker_seen_at: datetime | None
    is_alive: bool
    waiting: int
    running: int
    parked: int
    oldest_waiting_at: datetime | None


def beat(name, *, now=None):
    """A sign of life, given by a worker that has just taken a message from the queue."""
    row = Heartbeat(name=name, beaten_at=now or timezone.now(), worker=this_worker())
    Heartbeat.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["name"], update_fields=["beaten_at", "worker"]
    )


def health(*, now=None) -> Health:
    """Two queries. A worker with its hands full takes no message, but keeps its lease alive: that counts too."""
    now = now or timezone.now()
    counted = Job.objects.filter(state__in=[JobState.WAITING, JobState.RUNNING, JobState.PARKED]).aggregate(
        waiting=Count("pk", filter=Q(state=JobState.WAITING)),
        running=Count("pk", filter=Q(state=JobState.RUNNING)),
        parked=Count("pk", filter=Q(state=JobState.PARKED)),
        # Not what waits for its time, such as after a failure.
        oldest_waiting_at=Min("due_at", filter=Q(state=JobState.WAITING, due_at__lte=now)),
        held=Max("heartbeat_at", filter=Q(state=JobState.RUNNING)),
    )
    held = counted.pop("held")
    beaten = Heartbeat.objects.filter(name=WORKER).values_list("beaten_at", flat=True).first()
    seen = max(filter(None, [beaten, held]), default=None)
    alive = seen is not None and now - seen <= timedelta(seconds=settings.WORKER_MISSING_SECONDS)
    return Health(worker_seen_at=seen, is_alive=alive, **counted)


def in_words(health):
    """(of the worker, of the queue), for machines and those who watch them; times are ISO 8601."""
    if health.worker_seen_at is None:
        worker = "not seen yet"
    else:
        seen = health.worker_seen_at.isoformat(timespec="seconds")
        worker = f"alive, last seen {seen}" if health.is_alive else f"silent since {seen}"
    queue = f"{health.waiting} waiting, {health.running} running, {health.parked} parked"
    if health.oldest_waiting_at:
        queue += f", the oldest due since {health.oldest_waiting_at.isoformat(timespec='seconds')}"
    return worker, queue
