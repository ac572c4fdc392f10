"""One run of one source: fetch, compare with what stands, publish in one transaction, and keep count."""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from indicators.models import Area, Indicator, Refresh, RefreshReject, Source, SourceKind
from indicators.operations import disclosure
from indicators.operations.headlines import mark_headlines
from indicators.operations.planning import count_again
from indicators.operations.quality import check_figures, sources_of
from indicators.operations.readings import recompute_readings
from indicators.operations.run_notes import PASSED_OVER, STORED_REJECTS, RunNotes
from indicators.operations.staging import Stage
from indicators.sources import files, fingertips_csv
from indicators.sources.base import UNKNOWN_AREA, Known, NotOurs, Reject, SourceNotReadable

logger = logging.getLogger(__name__)

READERS = {SourceKind.FINGERTIPS_CSV: fingertips_csv.read, SourceKind.SAMPLE: fingertips_csv.read}
# No task may run longer than this (cdp/celery.py), so that an older run is one whose worker was killed.
STALE_AFTER = timedelta(minutes=31)
ROWS_BETWEEN_REPORTS = 2000
ROWS_BETWEEN_SAVED_REPORTS = 20_000
PUBLISHED = (Refresh.Outcome.CHANGED, Refresh.Outcome.UNCHANGED)


class RefreshAlreadyRunning(Exception):
    """The source is being refreshed at this moment."""

    def __init__(self, source):
        super().__init__(f"{source} is being refreshed already. Wait until that run has ended.")


class SourceNotRefreshable(Exception):
    """The source has no location, or is of a kind that is loaded in another way."""


class RefreshTakenOver(Exception):
    """This run was given up as dead and must not publish any more."""


def refresh(*, source, location="", by=None, progress: Callable | None = None) -> Refresh:
    """Read the source's location, or another one this once, and publish what differs.

    The answer says how it went: a run that failed has left no trace but its own row. `progress(done_bytes,
    total_bytes, rows)` is called now and then; total_bytes may be None. Raises SourceNotRefreshable or
    RefreshAlreadyRunning where there is nothing to run.
    """
    location = location or source.location
    _refuse_unrefreshable(source, location)
    run = _begin(source, by)
    try:
        _run(run, source, location, progress or (lambda done, total, rows: None))
    except SourceNotReadable as error:
        _fail(run, str(error))
    except RefreshTakenOver:
        logger.warning("Refresh %s was taken over by a later one", run.pk)
    except BaseException as error:
        _fail(run, f"Something went wrong that should not ({type(error).__name__}). Nothing was changed.")
        raise
    run.refresh_from_db()
    return run


def can_be_refreshed(source):
    return source.kind in READERS and bool(source.location)


def _refuse_unrefreshable(source, location):
    if source.kind not in READERS:
        raise SourceNotRefreshable(f"{source} is not refreshed: its figures are loaded with the document.")
    if not location:
        raise SourceNotRefreshable(f"{source} has no location set, so there is nothing to read.")


def _begin(source, by):
    now = timezone.now()
    running = Refresh.objects.filter(source=source, outcome=Refresh.Outcome.RUNNING)
    running.filter(started_at__lt=now - STALE_AFTER).update(
        outcome=Refresh.Outcome.FAILED, finished_at=now, error="The run was broken off: its worker stopped."
    )
    try:
        with transaction.atomic():
            return Refresh.objects.create(source=source, started_at=now, started_by=by)
    except IntegrityError as error:
        raise RefreshAlreadyRunning(source) from error


def _fail(run, sentence):
    Refresh.objects.filter(pk=run.pk, outcome=Refresh.Outcome.RUNNING).update(
        outcome=Refresh.Outcome.FAILED, finished_at=timezone.now(), error=sentence
    )


def _run(run, source, location, progress):
    fetched = files.fetch(
        location,
        folder=Path(settings.MEDIA_ROOT) / "sources" / source.slug,
        max_bytes=settings.SOURCE_MAX_BYTES,
        on_bytes=lambda done, total: progress(done, total, 0),
    )
    Refresh.objects.filter(pk=run.pk).update(
        file_name=fetched.names[:500], sha256=fetched.sha256, bytes_read=fetched.size
    )
    known = _known()
    if _is_read_already(source, fetched.sha256, known):
        with transaction.atomic():
            _end(run, source, {"outcome": Refresh.Outcome.UNCHANGED})
        return
    with Stage() as stage:
        notes = _read(stage, run, source, fetched, known, progress)
        with transaction.atomic():
            _publish(stage, run, source, notes)


def _known():
    indicators = {}
    for pk, code, fingertips_id in Indicator.objects.order_by().values_list("pk", "code", "fingertips_id"):
        indicators[code] = pk
        if fingertips_id:
            indicators[str(fingertips_id)] = pk
    return Known(indicators=indicators, areas=dict(Area.objects.order_by().values_list("code", "pk")))


def _is_read_already(source, sha256, known):
    """Whether these bytes were the last to be published, and nothing that they left out could be taken in now."""
    published = Refresh.objects.filter(source=source, outcome__in=PUBLISHED).order_by("-started_at", "-pk")
    last = published.first()
    if last is None or last.sha256 != sha256:
        return False
    read = published.filter(sha256=sha256, rows_read__gt=0).first()
    if read is None:
        return False
    left_out = list(read.rejects.values_list("value", "reason"))
    if read.rejected > STORED_REJECTS or len(left_out) >= STORED_REJECTS:
        return False
    return not any(
        (reason == UNKNOWN_AREA and value in known.areas)
        or (reason.startswith(PASSED_OVER) and value in known.indicators)
        for value, reason in left_out
    )


def _read(stage, run, source, fetched, known, progress):
    """Stage all rows of all files; SourceNotReadable where one is damaged or none has a row."""
    notes = RunNotes([file.name for file in fetched.files])
    meter = Meter(progress, fetched.size)
    for number, kept in enumerate(fetched.files):
        for item in READERS[source.kind](kept, known=known, on_bytes=meter.reach):
            notes.rows_read += 1
            if isinstance(item, NotOurs):
                notes.pass_over(number, item)
            else:
                if isinstance(item, Reject):
                    notes.reject(number, item)
                if item.key is not None:
                    stage.add(number, item)
            if notes.rows_read % ROWS_BETWEEN_REPORTS == 0:
                meter.tell(notes.rows_read)
            if notes.rows_read % ROWS_BETWEEN_SAVED_REPORTS == 0:
                Refresh.objects.filter(pk=run.pk).update(rows_read=notes.rows_read)
        meter.finish(kept.size, notes.rows_read)
    if not notes.rows_read:
        raise SourceNotReadable("The file has a header but no rows: the source has no data for what was asked.")
    stage.finish()
    notes.add_repeats(stage.take_out_repeats())
    return notes


class Meter:
    """How far a run has come through all of its files."""

    def __init__(self, progress, total):
        self.progress, self.total = progress, total
        self.before = self.place = 0

    def reach(self, place):
        self.place = place

    def tell(self, rows):
        self.progress(self.before + self.place, self.total, rows)

    def finish(self, size, rows):
        self.before, self.place = self.before + size, 0
        self.tell(rows)


def _publish(stage, run, source, notes):
    now = timezone.now()
    made = stage.make_series()
    bound = disclosure.bound_by_a_rule({group.indicator_id for group in stage.strata})
    if bound:
        seen = disclosure.seen_so_far(indicator_ids=bound)
        # What is hidden or rounded is compared, and kept, by its true numbers.
        disclosure.restore(indicator_ids=bound, source_id=source.pk)
    staged, changed, added, gone = stage.compare(source.pk)
    stage.publish(source_id=source.pk, refresh_id=run.pk, now=now)
    count_again(added=added)
    if bound:
        disclosure.withhold(indicator_ids=bound, seen=seen)
    if changed or added:
        touched = stage.touched_series()
        if made:
            mark_headlines(indicator_ids={group.indicator_id for group in stage.strata})
        recompute_readings(series_ids=touched)
    if changed or added or bound:
        # What is hidden now must go from the findings of other sources too.
        check_figures(source_ids={source.pk, *sources_of(bound)})
    counts = {
        "outcome": Refresh.Outcome.CHANGED if changed or added else Refresh.Outcome.UNCHANGED,
        "rows_read": notes.rows_read,
        "added": added,
        "changed": changed,
        "unchanged": staged - added - changed,
        "rejected": notes.rejected,
        "gone": gone,
    }
    RefreshReject.objects.bulk_create(notes.rows_for(run, bound=bound), batch_size=500)
    _end(run, source, counts)


def _end(run, source, values):
    """Close the run's row; RefreshTakenOver, and with it a roll-back, where somebody has closed it already."""
    now = timezone.now()
    still_running = Refresh.objects.filter(pk=run.pk, outcome=Refresh.Outcome.RUNNING)
    if not still_running.update(finished_at=now, published_at=now, **values):
        raise RefreshTakenOver
    checked = {"last_checked_at": now}
    if values["outcome"] == Refresh.Outcome.CHANGED:
        checked["last_changed_at"] = now
    Source.objects.filter(pk=source.pk).update(**checked)
