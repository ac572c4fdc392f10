"""What the worker does with a run: fetch, read, compare, then publish or hold. It may be killed at any point."""

import logging

from django.db import transaction

from cdp import jobs
from indicators.models import REFERENCE_KINDS, Refresh
from indicators.operations import reference_sources
from indicators.operations.refresh import attending, keeping
from indicators.operations.refresh.control import mark_cancelled
from indicators.operations.refresh.holding import reasons_to_hold, reasons_to_hold_reference
from indicators.operations.refresh.knowing import known_to
from indicators.operations.refresh.meter import Meter
from indicators.operations.refresh.outcomes import (
    RefreshTakenOver,
    counts_of,
    end,
    fail,
    hold,
    moment_of_publishing,
    put_off,
    stop_for_the_held_one,
)
from indicators.operations.refresh.settled import digest_of_reading, is_read_already, options_of
from indicators.operations.rollback import taken_back
from indicators.operations.run_notes import RunNotes
from indicators.operations.staging import Stage, StandingHasMoved, after_commit
from indicators.sources.base import Reject, SourceNotReadable
from indicators.sources.registry import adapter

logger = logging.getLogger(__name__)
Step = Refresh.Step
READINGS_AT_MOST = 3
LOOKED_AT = "A program sent it to be looked at first. It is published once it is committed."


def run_job(claim):
    """Carry out the run that the job is about."""
    run = Refresh.objects.select_related("source").filter(pk=claim.payload.get("refresh")).first()
    if run is None or not _begin(run, claim):
        logger.warning("Job %s has no run to carry out", claim.job.pk)
        return
    watcher = attending.watcher()
    try:
        _carry_out(run, claim, watcher and watcher.progress)
    except SourceNotReadable as error:
        if error.is_passing and not watcher:
            # A server that does not answer now may do so later; the last attempt parks the job, and the run fails.
            put_off(run, str(error), claim=claim)
            raise jobs.TryLater(str(error)) from error
        fail(run, str(error), claim=claim)
    except RefreshTakenOver:
        logger.warning("Refresh %s was ended by somebody else", run.pk)
    except (jobs.Cancelled, jobs.LeaseLost):
        # What becomes of the run is for whoever cancelled it, or has it now.
        raise
    except Exception as error:
        if not watcher:
            put_off(run, _unexpected(error), claim=claim)
            raise
        watcher.error = error
        fail(run, _unexpected(error), claim=claim)
    run.refresh_from_db()
    logger.info("Refresh %s of %s: %s", run.pk, run.source.slug, run.outcome)


def job_ended(job):
    """The job was parked or cancelled: so is its run."""
    run = Refresh.objects.filter(pk=job.payload.get("refresh"), job=job).first()
    if run is None:
        return
    if job.state == "cancelled":
        mark_cancelled(run)
    else:
        fail(run, job.error or "The run was broken off: its worker stopped.")


def _unexpected(error):
    return f"Something went wrong that should not ({type(error).__name__}). Nothing was changed."


def _begin(run, claim):
    """Take the run up; False where it has ended, or another job has it. A failed one is here again by a retry."""
    open_to_us = (*Refresh.UNFINISHED, Refresh.Outcome.FAILED)
    found = Refresh.objects.filter(pk=run.pk, job=claim.job, outcome__in=open_to_us)
    with transaction.atomic():
        claim.hold()
        return bool(found.update(outcome=Refresh.Outcome.RUNNING, finished_at=None, error=""))


def _carry_out(run, claim, progress):
    source = run.source
    options, known = options_of(source), known_to(source)
    meter = Meter(run, claim, progress=progress)
    run.read_with = digest_of_reading(source)
    meter.begin(Step.FETCH, read_with=run.read_with)
    kept_files = _files(run, source, options, known, claim, meter)
    run.refresh_from_db(fields=["sha256"])
    is_asked_for = claim.payload.get("is_approved") or claim.payload.get("is_looked_at") or run.replay_of_id
    if not is_asked_for:
        if is_read_already(run, known):
            end(run, {"outcome": Refresh.Outcome.UNCHANGED}, claim=claim)
            return
        if stop_for_the_held_one(run, claim=claim):
            return
    bring_up_to_date = _areas_up_to_date if source.kind in REFERENCE_KINDS else _figures_up_to_date
    for times in range(1, READINGS_AT_MOST + 1):
        try:
            bring_up_to_date(run, kept_files, options, known, claim, meter)
            break
        except StandingHasMoved:
            # Another run was taken back meanwhile, so that what was read has to be compared with other figures.
            if times == READINGS_AT_MOST:
                raise


def _files(run, source, options, known, claim, meter):
    if kept := keeping.files_of(run):
        return kept
    if run.replay_of and (kept := keeping.files_of(run.replay_of)):
        keeping.keep(run, kept, claim=claim)
        return kept
    fetcher = keeping.fetcher(source, on_bytes=meter.fetched, check=meter.check)
    location = run.location or source.location
    kept = adapter(source.kind).fetch(fetcher, location=location, options=options, known=known)
    if not kept:
        raise SourceNotReadable("The source gave no file for what was asked.")
    keeping.keep(run, kept, claim=claim)
    return kept


def _figures_up_to_date(run, kept_files, options, known, claim, meter):
    source = run.source
    with Stage(source=source) as stage:
        meter.begin(Step.READ, total=sum(kept.size for kept in kept_files))
        notes = stage.read(kept_files, known=known, options=options, meter=meter, check=claim.check)
        meter.begin(Step.COMPARE)
        with transaction.atomic():
            claim.fence()
            comparison = stage.compare(move_limit=source.move_limit)
            reasons = _reasons(run, comparison, notes, claim)
            is_told = reasons or comparison.moved or comparison.gone or claim.payload.get("is_looked_at")
            differences = comparison.differences() if is_told else []
            if reasons:
                # The true numbers were given back for the comparison; nothing of that may stay.
                transaction.set_rollback(True)
            else:
                meter.publishing()
                _publish(stage, run, comparison, notes, differences, claim)
        if reasons:
            hold(run, comparison, notes, differences, reasons, claim=claim)
    if not reasons:
        after_commit(comparison)


def _reasons(run, comparison, notes, claim):
    if claim.payload.get("is_approved"):
        last = last_published(run.source)
        if last == run.compared_with:
            return []
        return ["Another run was published since this one was compared, so that it has been compared again."]
    reasons = list(reasons_to_hold(run.source, comparison, notes, taken_back=taken_back(run.source, run.sha256)))
    if claim.payload.get("is_looked_at") and (comparison.added or comparison.changed or comparison.gone):
        return [LOOKED_AT, *reasons]
    return reasons


def last_published(source):
    published = source.refreshes.filter(outcome=Refresh.Outcome.CHANGED).order_by("-published_at", "-pk")
    return published.first()


def _publish(stage, run, comparison, notes, differences, claim):
    now = moment_of_publishing(run)
    removed = stage.publish(run=run, now=now, remove_gone=bool(claim.payload.get("remove_gone")))
    is_changed = comparison.added or comparison.changed or removed
    values = {
        "outcome": Refresh.Outcome.CHANGED if is_changed else Refresh.Outcome.UNCHANGED,
        **counts_of(comparison, notes),
        "removed": removed,
    }
    end(run, values, claim=claim, now=now, notes=notes, differences=differences)


def _areas_up_to_date(run, kept_files, options, known, claim, meter):
    """Areas and neighbours: a source of another kind of rows, on the same way."""
    source = run.source
    meter.begin(Step.READ, total=sum(kept.size for kept in kept_files))
    items, notes = _read_records(kept_files, adapter(source.kind), options, known, meter)
    meter.begin(Step.COMPARE)
    with transaction.atomic():
        claim.fence()
        result = reference_sources.compare_reference(source=source, items=items)
        for late in result.rejects[notes.rejected :]:  # found in comparing, after those of the reader
            notes.reject(0, late)
        reasons = [] if claim.payload.get("is_approved") else list(reasons_to_hold_reference(source, result))
        if not reasons:
            meter.publishing()
            reference_sources.apply_reference(run=run, result=result, by=run.started_by)
            outcome = Refresh.Outcome.CHANGED if result.has_changes else Refresh.Outcome.UNCHANGED
            end(run, {"outcome": outcome, **counts_of(result, notes)}, claim=claim, notes=notes)
    if reasons:
        hold(run, result, notes, [], reasons, claim=claim)


def _read_records(kept_files, kind, options, known, meter):
    """(records and rejects, notes) of all files."""
    items, notes, done = [], RunNotes([kept.name for kept in kept_files]), 0
    for number, kept in enumerate(kept_files):
        for item in kind.read(kept, known=known, options=options):
            notes.rows_read += 1
            if isinstance(item, Reject):
                notes.reject(number, item)
            items.append(item)
        done += kept.size
        meter.read(done, notes.rows_read)
    if not items:
        raise SourceNotReadable("The source has no areas for what was asked.")
    return items, notes
