"""Doing a job: claim it, call its handler, write down how it went."""

import logging

import structlog
from django.db import Error, connection

from cdp.jobs import claims, endings
from cdp.jobs.faults import Cancelled, GiveUp, LeaseLost, NotFree, TryLater, UnknownKind
from cdp.jobs.keeper import kept
from cdp.models import Job, JobState

logger = logging.getLogger(__name__)


class TookTooLong(Exception):
    """What a runner passes as `out_of_time` where it has no clock that breaks a handler off."""


def run(pk, *, out_of_time=TookTooLong):
    """What a message asks for. A job that is not to be had is no error: somebody else has it, or it has ended."""
    claim = _claim(pk)
    if claim is None:
        endings.take_back(pk)
        logger.info("Job %s is not to be had", pk)
        return
    try:
        _work(claim, out_of_time)
    except BaseException:
        # The worker is being stopped, and with it this process.
        _write(claim, endings.give_back, "Its worker was stopped.")
        raise


def run_here(job):
    """Do the job in this process, due or not, and return it as it is then; NotFree where somebody else has it."""
    claim = _claim(job.pk, early=True)
    if claim is None:
        job.refresh_from_db()
        raise NotFree(job)
    try:
        _work(claim, TookTooLong)
    except BaseException:
        # Somebody pressed Ctrl-C: what they stopped must not go on elsewhere.
        _write(claim, _cancelled, "It was broken off where it was started.")
        raise
    job.refresh_from_db()
    return job


def _claim(pk, **options):
    try:
        return claims.claim(pk, **options)
    except UnknownKind as problem:
        # The claim was rolled back with it. Left waiting it would be sent for ever.
        endings.end(Job.objects.filter(pk=pk, state=JobState.WAITING), JobState.PARKED, str(problem))
        return None


def _work(claim, out_of_time):
    with structlog.contextvars.bound_contextvars(job_id=claim.job.pk):
        logger.info("Job %s (%s), attempt %s", claim.job.pk, claim.job, claim.attempt)
        with kept(claim):
            ending, *words = _call(claim, out_of_time)
        _write(claim, ending, *words)


def _call(claim, out_of_time):
    """Run the handler; the answer is the ending that follows, and its arguments."""
    try:
        claim.kind.run(claim)
    except LeaseLost:
        return (_lost,)
    except Cancelled:
        return _cancelled, "Cancelled while it was running."
    except TryLater as fault:
        return _failed, str(fault), fault.seconds
    except GiveUp as fault:
        return _parked, str(fault)
    except out_of_time:
        return _failed, f"It took longer than {_minutes(claim.kind.seconds)} and was stopped."
    except Exception as fault:
        logger.exception("Job %s (%s) failed", claim.job.pk, claim.job)
        return _failed, f"Something went wrong that should not ({type(fault).__name__}). The worker's log says more."
    return (endings.succeed,)


def _write(claim, ending, *words):
    """If even this fails, the lease runs out and the sweeper finds the row."""
    try:
        if not connection.in_atomic_block:
            connection.close_if_unusable_or_obsolete()
        if not ending(claim, *words):
            logger.warning("Attempt %s of job %s (%s) came too late", claim.attempt, claim.job.pk, claim.job)
    except Error:
        logger.exception("How attempt %s of job %s ended could not be written", claim.attempt, claim.job.pk)


def _lost(claim):
    return False


def _cancelled(claim, sentence):
    return endings.end(claim.held(), JobState.CANCELLED, sentence)


def _parked(claim, sentence):
    return endings.end(claim.held(), JobState.PARKED, sentence)


def _failed(claim, sentence, seconds=None):
    return endings.fail(claim, sentence, seconds=seconds)


def _minutes(seconds):
    return f"{seconds / 60:g} minutes" if seconds >= 120 else f"{seconds:g} second{'s' if seconds != 1 else ''}"
