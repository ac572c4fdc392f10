"""How an attempt ends, and how a job does. Every change asks first whether the row is still as we believe."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from cdp.jobs.asking import send_on_commit
from cdp.jobs.faults import UnknownKind
from cdp.jobs.kinds import kind_of
from cdp.models import Job, JobState

logger = logging.getLogger(__name__)

LONGEST_DELAY = timedelta(hours=6)
GROWTH = 5


def succeed(claim):
    """The handler has come to its end. It may have written so itself, in the transaction of its effect."""
    now = claim.now()
    ended = claim.held().update(state=JobState.DONE, lease_until=None, finished_at=now, heartbeat_at=now, error="")
    return bool(ended) or Job.objects.filter(pk=claim.job.pk, state=JobState.DONE, attempts=claim.attempt).exists()


@transaction.atomic
def fail(claim, sentence, *, seconds=None):
    """To be tried again later, or parked if it was tried often enough."""
    job = claim.held().select_for_update().first()
    if job is None:
        return False
    if job.cancel_asked_at:
        return end(claim.held(), JobState.CANCELLED, f"Cancelled. Before it could be: {sentence}")
    if job.attempts >= job.attempts_allowed:
        return end(claim.held(), JobState.PARKED, sentence)
    wait = timedelta(seconds=seconds) if seconds is not None else _delay(claim.kind, job)
    return _wait_again(claim.held(), sentence, due_at=timezone.now() + wait)


def _delay(kind, job):
    failures = kind.attempts - (job.attempts_allowed - job.attempts)
    return min(LONGEST_DELAY, timedelta(seconds=settings.JOB_RETRY_SECONDS) * GROWTH ** max(0, failures - 1))


@transaction.atomic
def give_back(claim, sentence):
    """A worker that is told to stop has not failed, so that the attempt costs none of those allowed."""
    claim.held().update(attempts_allowed=F("attempts_allowed") + 1)
    return fail(claim, sentence, seconds=0)


def _wait_again(rows, sentence, *, due_at):
    waiting = JobState.WAITING
    return bool(rows.update(state=waiting, lease_until=None, due_at=due_at, sent_at=None, error=sentence))


@transaction.atomic
def end(rows, state, sentence):
    """Park or cancel the one job in `rows` and let its kind put its own rows in order in the same transaction."""
    job = rows.select_for_update().first()
    if job is None:
        return False
    job.state, job.error, job.lease_until = state, sentence, None
    # A machine whose clock is behind must not be kept from it by the rule that nothing ends before it is made.
    job.finished_at = max(timezone.now(), job.created_at)
    job.save(update_fields=["state", "error", "finished_at", "lease_until"])
    try:
        with transaction.atomic():
            _tell_kind(job)
    except Exception as fault:
        # Not cancelled without a word: a parked job is seen, and a person can have it tried again.
        logger.exception("The kind of job %s (%s) could not bear its end", job.pk, job)
        job.state = JobState.PARKED
        job.error = f"{sentence} What belongs to it could not be put in order ({type(fault).__name__})."
        job.save(update_fields=["state", "error"])
    level = logging.ERROR if job.state == JobState.PARKED else logging.INFO
    logger.log(level, "Job %s (%s) is %s. %s", job.pk, job, job.state, job.error)
    return True


def _tell_kind(job):
    try:
        on_end = kind_of(job.kind).on_end
    except UnknownKind:
        return
    if on_end:
        on_end(job)


@transaction.atomic
def take_back(pk, *, now=None):
    """A running job whose worker has been silent for too long: cancelled, parked, or to be done by another at once.

    True if there was something to do. A row that is locked belongs to somebody alive and is passed over.
    """
    now = now or timezone.now()
    rows = Job.objects.filter(pk=pk, state=JobState.RUNNING, lease_until__lt=now)
    job = rows.select_for_update(skip_locked=True).first()
    if job is None:
        return False
    if job.cancel_asked_at:
        return end(rows, JobState.CANCELLED, "Cancelled. Its worker had stopped.")
    if job.attempts >= job.attempts_allowed:
        times = "once" if job.attempts == 1 else f"{job.attempts} times"
        return end(rows, JobState.PARKED, f"It was tried {times}, and in the end its worker stopped without a word.")
    _wait_again(rows, "Its worker stopped without a word.", due_at=now)
    send_on_commit(job)
    return True
