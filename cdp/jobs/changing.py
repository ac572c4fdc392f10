"""What a person may do with a job: cancel it, have it tried again, or set aside what failed for good."""

import logging
import time

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from cdp.jobs import endings
from cdp.jobs.asking import send_on_commit
from cdp.jobs.faults import UnknownKind
from cdp.jobs.kinds import kind_of
from cdp.models import Job, JobState

logger = logging.getLogger(__name__)

# A row is locked for a moment with each heartbeat, and for long only while its effect is being published.
TRIES = 5
PAUSE = 0.2


class JobNotCancellable(Exception):
    """The job has ended, or is at the point of no return."""


class JobNotRetryable(Exception):
    """The job is not parked, another of its kind and key is under way, or nothing here knows how to do it."""


def cancel(*, job, by) -> Job:
    """A waiting job ends at once; a running one is asked to stop and does so at its next check."""
    for _ in range(TRIES):
        if _cancel(job, by):
            job.refresh_from_db()
            return job
        time.sleep(PAUSE)
    raise JobNotCancellable(f"The job “{job}” is being completed at this moment. Look again in a minute.")


@transaction.atomic
def _cancel(job, by):
    """Whether the row could be had; JobNotCancellable where it has ended."""
    rows = Job.objects.filter(pk=job.pk)
    row = rows.select_for_update(skip_locked=True).first()
    if row is None:
        return False
    if row.state == JobState.WAITING:
        endings.end(rows, JobState.CANCELLED, f"Cancelled by {by}.")
    elif row.state == JobState.RUNNING:
        rows.update(cancel_asked_at=row.cancel_asked_at or timezone.now())
        logger.info("Job %s (%s) was asked to stop by %s", row.pk, row, by)
    else:
        raise JobNotCancellable(f"The job “{row}” has ended already: {row.get_state_display().lower()}.")
    return True


@transaction.atomic
def set_aside(*, job, by) -> Job:
    """A parked job that nobody needs any more; its kind was told when it was parked."""
    row = Job.objects.select_for_update().get(pk=job.pk)
    if row.state != JobState.PARKED:
        raise JobNotRetryable(f"The job “{row}” is not parked but {row.get_state_display().lower()}.")
    row.state, row.error = JobState.CANCELLED, f"{row.error} Set aside by {by}."
    row.save(update_fields=["state", "error"])
    return row


@transaction.atomic
def retry(*, job, by) -> Job:
    """A parked job waits again, for as many attempts as a new one gets. What parked it stays to be read until then."""
    now = timezone.now()
    try:
        attempts = kind_of(job.kind).attempts
    except UnknownKind as error:
        raise JobNotRetryable(str(error)) from error
    try:
        with transaction.atomic():
            waiting = Job.objects.filter(pk=job.pk, state=JobState.PARKED).update(
                state=JobState.WAITING,
                attempts_allowed=F("attempts") + attempts,
                due_at=now,
                sent_at=None,
                finished_at=None,
                started_at=None,
                cancel_asked_at=None,
            )
    except IntegrityError as error:
        raise JobNotRetryable(f"The job “{job}” is under way already, asked for anew.") from error
    job.refresh_from_db()
    if not waiting:
        raise JobNotRetryable(f"The job “{job}” is not parked but {job.get_state_display().lower()}.")
    logger.info("Job %s (%s) is tried again for %s", job.pk, job, by)
    send_on_commit(job)
    return job
