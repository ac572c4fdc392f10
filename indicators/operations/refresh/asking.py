"""A run is asked for: its row and its job stand in the database together, or neither does."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from cdp import jobs
from indicators.models import Refresh, Source
from indicators.operations import follow_up
from indicators.operations.refresh.attending import attended
from indicators.sources.registry import adapter

KIND = "refresh"


class RefreshAlreadyRunning(Exception):
    """The source is being refreshed at this moment."""

    def __init__(self, source):
        super().__init__(f"{source} is being refreshed already. Wait until that run has ended.")


class SourceNotRefreshable(Exception):
    """The source has no location, or is of a kind that is loaded in another way."""


def can_be_refreshed(source):
    return adapter(source.kind) is not None and bool(source.location)


def key_of(source):
    return f"source:{source.pk}"


def ask_for_refresh(*, source, by, location="", replay_of=None, period="") -> Refresh:
    """Leave a run of the source, or of another location this once, to the worker.

    With a `period`, the slot of the schedule, the run of that slot is given back where there is one. Raises
    SourceNotRefreshable or RefreshAlreadyRunning where there is nothing to run.
    """
    return _ask(source=source, by=by, location=location, replay_of=replay_of, period=period, send=True)


def ask_to_look(*, source, by, location) -> Refresh:
    """A run for the caller to carry out at once, that is held whatever it would change: see trying.py."""
    return _ask(source=source, by=by, location=location, send=False, is_looked_at=True)


@transaction.atomic
def _ask(*, source, by, location, send, replay_of=None, period="", is_looked_at=False):
    refuse_unrefreshable(source, location or source.location)
    # Whoever comes second waits here and then finds the run of the first.
    Source.objects.select_for_update().get(pk=source.pk)
    job = jobs.ask(kind=KIND, key=key_of(source), period=period, by=by, send=send)
    if not job.is_new:
        run = Refresh.objects.filter(job=job).first()
        if run is None or not period or job.period != period:
            raise RefreshAlreadyRunning(source)
        return run
    _give_up_runs_without_a_job(source)
    run = Refresh.objects.create(
        source=source,
        outcome=Refresh.Outcome.WAITING,
        job=job,
        started_at=timezone.now(),
        started_by=by,
        location="" if location == source.location else location,
        replay_of=replay_of,
    )
    hand_over(run, job, **({"is_looked_at": True} if is_looked_at else {}))
    return run


def _give_up_runs_without_a_job(source):
    """No other job of the source is under way, so whatever still calls itself unfinished was left by a dead worker."""
    error = "The run was broken off: its worker stopped."
    for run in source.refreshes.filter(outcome__in=Refresh.UNFINISHED):
        run.outcome, run.finished_at, run.error = Refresh.Outcome.FAILED, max(timezone.now(), run.started_at), error
        run.save(update_fields=["outcome", "finished_at", "error"])


def hand_over(run, job, **more):
    """Tell the job which run it is about; in the transaction in which the job was asked for."""
    job.payload = {**more, "refresh": run.pk}
    job.save(update_fields=["payload"])


def refuse_unrefreshable(source, location):
    if adapter(source.kind) is None:
        raise SourceNotRefreshable(f"{source} is not refreshed: its figures are loaded with the document.")
    if not location:
        raise SourceNotRefreshable(f"{source} has no location set, so there is nothing to read.")


def refresh(*, source, location="", by=None, progress: Callable | None = None) -> Refresh:
    """Read the source's location, or another one this once, here and now, and publish what differs.

    The answer says how it went: a run that failed has left no trace but its own row. `progress(done_bytes,
    total_bytes, rows)` is called now and then; total_bytes may be None. Raises as ask_for_refresh does, and what no
    run should meet, once the run's row says so.
    """
    with attended(progress) as watcher:
        run = _ask(source=source, by=by, location=location, send=False)
        jobs.run_here(run.job)
        run.refresh_from_db()
        if watcher.error:
            raise watcher.error
        follow_up.run_here(run)
    return run
