"""What a person does with a run: break it off, go on with it, read its files again."""

from django.db import transaction
from django.utils import timezone

from cdp import jobs
from indicators.models import Refresh, Source
from indicators.operations.refresh.asking import (
    KIND,
    RefreshAlreadyRunning,
    ask_for_refresh,
    hand_over,
    key_of,
    refuse_unrefreshable,
)


class RefreshNotAllowed(Exception):
    """What is asked of a run does not fit its state; says which in a sentence."""


def locked(run):
    # The source first, as those do who ask for a run: in another order two people could wait for each other.
    Source.objects.select_for_update().get(pk=run.source_id)
    return Refresh.objects.select_for_update(of=("self",)).select_related("source", "job").get(pk=run.pk)


def cancel(*, run, by):
    """Break the run off. One that is at work stops at its next step and leaves everything as it was."""
    # Nothing is locked: a worker that publishes holds the run's row for a while, and no page waits for that.
    run = Refresh.objects.select_related("source", "job").get(pk=run.pk)
    if not run.is_unfinished:
        raise RefreshNotAllowed(f"This run has ended already: {run.get_outcome_display().lower()}.")
    if run.job is None or run.job.finished_at is not None:
        mark_cancelled(run)
        return run
    try:
        jobs.cancel(job=run.job, by=by)
    except jobs.JobNotCancellable as refusal:
        raise RefreshNotAllowed(
            "This run is being compared and published at this moment and cannot be broken off. Look again in a minute."
        ) from refusal
    return run


def mark_cancelled(run):
    Refresh.objects.filter(pk=run.pk, outcome__in=Refresh.UNFINISHED).update(
        outcome=Refresh.Outcome.CANCELLED, finished_at=max(timezone.now(), run.started_at)
    )


@transaction.atomic
def resume(*, run, by):
    """Go on with a run that was cancelled or failed. Files that it has fetched are not fetched again."""
    run = locked(run)
    if run.outcome not in (Refresh.Outcome.CANCELLED, Refresh.Outcome.FAILED):
        raise RefreshNotAllowed(
            f"Only a run that was cancelled or failed can go on: {run.get_outcome_display().lower()}."
        )
    refuse_unrefreshable(run.source, run.location or run.source.location)
    job = jobs.ask(kind=KIND, key=key_of(run.source), by=by)
    if not job.is_new:
        raise RefreshAlreadyRunning(run.source)
    hand_over(run, job)
    run.job, run.outcome, run.finished_at, run.error = job, Refresh.Outcome.WAITING, None, ""
    run.save(update_fields=["job", "outcome", "finished_at", "error"])
    return run


@transaction.atomic
def replay(*, run, by):
    """Read the files of a run again, in a run of its own: for rows that a mapping has mended since."""
    run = locked(run)
    if not run.files.exists():
        raise RefreshNotAllowed("This run has kept no files that could be read again. Refresh the source instead.")
    return ask_for_refresh(source=run.source, by=by, location=run.location, replay_of=run)
