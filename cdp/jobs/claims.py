"""Taking a job, and knowing for as long as it takes that it is still ours."""

import os
import socket
from datetime import timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import F, Q
from django.utils import timezone

from cdp.jobs.faults import Cancelled, LeaseLost
from cdp.jobs.kinds import kind_of
from cdp.models import Job, JobState


def this_worker():
    return f"{socket.gethostname()}:{os.getpid()}"


def lease():
    return timedelta(seconds=settings.JOB_LEASE_SECONDS)


def claim(pk, *, early=False, now=None):
    """The job as ours, or None where it is another's, has ended or is not due (unless `early`).

    One UPDATE decides, so that of several workers one gets it. A row that somebody has locked is being published by
    its owner, or claimed: it is passed over and not waited for.
    """
    now = now or timezone.now()
    waiting = Q(state=JobState.WAITING) if early else Q(state=JobState.WAITING, due_at__lte=now)
    abandoned = Q(state=JobState.RUNNING, lease_until__lt=now, attempts__lt=F("attempts_allowed"), cancel_asked_at=None)
    with transaction.atomic():
        free = Job.objects.select_for_update(skip_locked=True).filter(waiting | abandoned, pk=pk)
        taken = Job.objects.filter(pk__in=free.values("pk")).update(
            state=JobState.RUNNING,
            attempts=F("attempts") + 1,
            lease_until=now + lease(),
            heartbeat_at=now,
            started_at=now,
            worker=this_worker(),
        )
        return Claim(Job.objects.get(pk=pk)) if taken else None


class Claim:
    """One attempt at one job. Its number is the fencing token: whoever takes the job after us has a higher one."""

    def __init__(self, job):
        self.job = job
        self.attempt = job.attempts
        self.kind = kind_of(job.kind)
        # With a keeper, somebody else looks at the row every few moments and says here what he saw.
        self.has_keeper = False
        self.is_lost = False
        self.is_cancelled = False

    @property
    def payload(self):
        return self.job.payload

    def check(self):
        """Raise Cancelled or LeaseLost if the work is no longer wanted from us. Cheap: call it often."""
        if not self.has_keeper:
            self.look()
        if self.is_lost or self.is_cancelled:
            self._stop()

    def fence(self):
        """In the transaction of an effect: hold the row to the end of it, or raise LeaseLost or Cancelled.

        The longer lease is seen by others only once the effect is committed; it keeps them from taking the job in the
        moment between that and the next heartbeat.
        """
        longest = timedelta(seconds=settings.JOB_LONGEST_SECONDS + settings.JOB_GRACE_SECONDS)
        self._hold(lease_until=timezone.now() + longest)
        transaction.on_commit(self.renew, robust=True)

    def hold(self):
        """In the transaction of a note about the work, after which the work goes on: as fence(), for that transaction
        alone. The lease stays as it is, since a worker that is killed right after a fence() is missed only late.
        """
        self._hold()

    def finish(self):
        """In the transaction of the last effect: the job is done with it, so that no worker can do it a second time."""
        self._hold(state=JobState.DONE, lease_until=None, finished_at=self.now(), error="")

    def _hold(self, **values):
        if not connection.in_atomic_block:
            raise transaction.TransactionManagementError("A claim guards a transaction; there is none here.")
        if not self.held().filter(cancel_asked_at=None).update(heartbeat_at=timezone.now(), **values):
            self.look()
            self._stop()

    def _stop(self):
        if self.is_cancelled and not self.is_lost:
            raise Cancelled(f"The job “{self.job}” was asked to be cancelled.")
        raise LeaseLost(f"The job “{self.job}” is no longer held by attempt {self.attempt}.")

    def now(self):
        """Never before the job was made, on a machine whose clock is ahead of ours."""
        return max(timezone.now(), self.job.created_at)

    def held(self):
        """The row, if it is still ours."""
        return Job.objects.filter(pk=self.job.pk, state=JobState.RUNNING, attempts=self.attempt)

    def look(self):
        """Learn from the row whether it is still ours and still wanted."""
        row = Job.objects.filter(pk=self.job.pk).values_list("state", "attempts", "cancel_asked_at").first()
        if row is None or row[:2] not in {(JobState.RUNNING, self.attempt), (JobState.DONE, self.attempt)}:
            self.is_lost = True
        elif row[0] == JobState.RUNNING and row[2]:
            self.is_cancelled = True

    def renew(self):
        """Another lease, as a sign of life."""
        now = timezone.now()
        return bool(self.held().update(lease_until=now + lease(), heartbeat_at=now))
