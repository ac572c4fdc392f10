"""Writing a job, and telling the worker of it."""

import logging
from datetime import timedelta
from functools import partial

from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from cdp.jobs.kinds import kind_of
from cdp.models import UNFINISHED, Job, JobState

logger = logging.getLogger(__name__)

TRIES = 5
# The sweeper sends what becomes due later; a message that arrived before its time would be thrown away.
SOON = timedelta(seconds=1)


def ask(*, kind, key, period="", payload=None, by=None, due_at=None, send=True, now=None) -> Job:
    """The job of this kind and key that has not ended yet, or that has filled this period; else a new one.

    `job.is_new` says which. Written in the caller's transaction, the message is sent when that is committed. `send` is
    false for a caller that runs the job at once itself; should that fail, the sweeper sends it some minutes later.
    """
    now = now or timezone.now()
    values = {
        "payload": payload or {},
        "attempts_allowed": kind_of(kind).attempts,
        "due_at": due_at or now,
        "created_at": now,
        "asked_by": by,
        "sent_at": None if send else now,
    }
    for attempt in range(1, TRIES + 1):
        if found := _standing(kind, key, period):
            found.is_new = False
            return found
        try:
            # A savepoint: whoever lost the race keeps the rest of the transaction.
            with transaction.atomic():
                job = Job.objects.create(kind=kind, key=key, period=period, **values)
        except IntegrityError:
            # Lost against another ask(), whose row is found next; gone again means that it has already ended.
            if attempt == TRIES:
                raise
            continue
        job.is_new = True
        if send and job.due_at <= now + SOON:
            send_on_commit(job)
        return job
    raise AssertionError


def _standing(kind, key, period):
    same = Q(state__in=UNFINISHED) | (Q(period=period) if period else Q(pk=None))
    found = Job.objects.filter(same, kind=kind, key=key).order_by("pk")
    return min(found, key=lambda job: job.state not in UNFINISHED, default=None)


def send_on_commit(job):
    transaction.on_commit(partial(send_now, job), robust=True)


def send_now(job, *, now=None):
    """Hand the message over; a failure is only logged, since the sweeper sends again what has not been sent."""
    from cdp.tasks import send_job  # that module needs this one

    try:
        send_job(job)
    except Exception:
        logger.warning("Job %s (%s) is written but its message could not be sent", job.pk, job, exc_info=True)
        return False
    Job.objects.filter(pk=job.pk, state=JobState.WAITING).update(sent_at=now or timezone.now())
    return True
