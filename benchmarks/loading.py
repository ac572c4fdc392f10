"""Loads a file as a run does, from its checksum to the commit, and says what each part took."""

import hashlib
import time
from pathlib import Path

from django.db import connection, transaction
from django.utils import timezone

from indicators.models import Refresh
from indicators.operations import staging
from indicators.operations.refresh.knowing import known_to
from indicators.operations.refresh.settled import digest_of_reading
from indicators.operations.staging import publishing
from indicators.sources.files import KeptFile


class Stopwatch:
    """Adds up the seconds spent in a function that it stands in for."""

    def __init__(self, module, name):
        self.seconds, self.work = 0.0, getattr(module, name)
        setattr(module, name, self)

    def __call__(self, *args, **options):
        begin = time.perf_counter()
        try:
            return self.work(*args, **options)
        finally:
            self.seconds += time.perf_counter() - begin


READINGS = Stopwatch(publishing, "recompute_readings")


def forget_peak():
    """Begin to watch the memory anew; where that is not possible the peak is that of the whole process."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        print("# the peak of memory is that of the whole process")


def peak_mib():
    return int(Path("/proc/self/status").read_text().split("VmHWM:")[1].split()[0]) / 1024


def checksum(path):
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def load(source, path):
    """({part: seconds}, comparison) of one run; its readings apart, as a part of their own."""
    begin = at = time.perf_counter()
    parts, readings = {}, READINGS.seconds

    def done(name):
        nonlocal at
        now = time.perf_counter()
        parts[name], at = now - at, now

    kept = KeptFile(path.name, path, checksum(path), path.stat().st_size)
    known = known_to(source)
    done("checksum")
    now = timezone.now()
    run = Refresh.objects.create(source=source, started_at=now, sha256=kept.sha256, read_with=digest_of_reading(source))
    with staging.Stage(source=source) as stage:
        notes = stage.read([kept], known=known)
        done("reading")
        with transaction.atomic():
            comparison = stage.compare(move_limit=source.move_limit)
            done("comparing")
            stage.publish(run=run, now=now)
            outcome = Refresh.Outcome.CHANGED if comparison.added or comparison.changed else Refresh.Outcome.UNCHANGED
            Refresh.objects.filter(pk=run.pk).update(
                outcome=outcome, finished_at=timezone.now(), published_at=timezone.now(), rows_read=notes.rows_read
            )
            done("publishing")
        done("commit")
    done("tidying")
    parts["readings"] = READINGS.seconds - readings
    parts["publishing"] -= parts["readings"]
    parts["all"] = time.perf_counter() - begin
    parts["without readings"] = parts["all"] - parts["readings"]
    staging.after_commit(comparison)
    done("vacuum")
    assert not notes.rejected, notes.rejects[:3]
    return parts, comparison


def bare(source, folder):
    """Seconds of the least that a database can be asked: COPY of the same rows, INSERT … ON CONFLICT into the same
    table. The rows are those that stand, and they stand again afterwards.
    """
    columns = (
        "series_id, source_id, refresh_id, period, period_start, period_end, value, lower_95, upper_95, lower_998, "
        "upper_998, count, denominator, state, note, qualifier, printed, place, variant, is_disputed"
    )
    table, path = "indicators_observation", folder / "bare.copy"
    with connection.cursor() as cursor:
        with path.open("w") as file:
            cursor.cursor.copy_expert(f"COPY (SELECT id, {columns} FROM {table} ORDER BY id) TO STDOUT", file)
        cursor.execute(f"TRUNCATE {table} CASCADE")  # of evidence in documents there is none here
    begin = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor, path.open() as file:
        cursor.execute(f"CREATE TEMPORARY TABLE bare ON COMMIT DROP AS SELECT id, {columns} FROM {table} WITH NO DATA")
        cursor.cursor.copy_expert("COPY bare FROM STDIN", file, size=1 << 17)
        cursor.execute(
            f"INSERT INTO {table} (id, {columns}) SELECT id, {columns} FROM bare "
            "ON CONFLICT (series_id, period_start, period_end, source_id, variant) "
            "DO UPDATE SET value = excluded.value, lower_95 = excluded.lower_95, upper_95 = excluded.upper_95"
        )
    seconds = time.perf_counter() - begin
    path.unlink()
    return seconds
