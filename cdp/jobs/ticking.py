"""The clock's way in: write what is due, send again what was lost, take back what was abandoned."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from cdp.jobs import endings, schedule, watching
from cdp.jobs.asking import send_now
from cdp.models import UNFINISHED, Heartbeat, Job, JobState

logger = logging.getLogger(__name__)


def tick(*, now=None):
    """May run at any time, late, twice or in two processes at once: each slot is still filled once."""
    now = now or timezone.now()
    watching.beat(watching.WORKER, now=now)
    watching.beat(watching.CLOCK, now=now)
    fill_slots(now)
    for function in schedule.at_ticks():
        try:
            function(now)
        except Exception:
            logger.exception("What %s.%s does at each tick failed", function.__module__, function.__qualname__)
    sweep(now)


def tick_if_late(*, now=None):
    """In a long queue the clock's own messages come last; then the jobs keep it going."""
    now = now or timezone.now()
    limit = now - timedelta(seconds=settings.JOB_TICK_SECONDS)
    if not Heartbeat.objects.filter(name=watching.CLOCK, beaten_at__gt=limit).exists():
        tick(now=now)


def fill_slots(now):
    """Write the job of each slot that has begun, unless it has one or another of its kind and key is under way."""
    slots = schedule.slots(now)
    taken = Job.objects.filter(kind__in={slot.kind for slot in slots}, key__in={slot.key for slot in slots})
    filled, busy = set(), set()
    for kind, key, period, state in taken.filter(
        Q(period__in={slot.period for slot in slots}) | Q(state__in=UNFINISHED)
    ).values_list("kind", "key", "period", "state"):
        filled.add((kind, key, period))
        if state in UNFINISHED:
            busy.add((kind, key))
    for slot in slots:
        if (slot.kind, slot.key, slot.period) not in filled and (slot.kind, slot.key) not in busy:
            try:
                slot.ask()
            except Exception:
                # One source that cannot be asked for must not keep the others from it.
                logger.exception("The slot %s of %s %s could not be filled", slot.period, slot.kind, slot.key)


def sweep(now):
    """Each row for itself, so that one that makes trouble holds up no other."""
    abandoned = Job.objects.filter(state=JobState.RUNNING, lease_until__lt=now).order_by("lease_until")
    for pk in list(abandoned.values_list("pk", flat=True)):
        try:
            endings.take_back(pk, now=now)
        except Exception:
            logger.exception("Job %s could not be taken back", pk)
    lost = now - timedelta(seconds=settings.JOB_RESEND_SECONDS)
    unsent = Job.objects.filter(state=JobState.WAITING, due_at__lte=now).filter(Q(sent_at=None) | Q(sent_at__lte=lost))
    for job in unsent.order_by("due_at"):
        if not send_now(job, now=now):
            # The queue cannot be reached; the others would wait for it in vain too.
            break
