"""The load of a million rows (ROWS=10000000 for ten), in PostgreSQL and then in SQLite.

Beside each figure stands the bare limit, measured in the same run: COPY of the same rows and INSERT … ON CONFLICT into
the same table, without a file to parse, a series to find or a reading to work out. Of a file that is read again the
bare figure is its first load.
"""

# needs: postgresql

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks import made_up_file
from benchmarks.loading import bare, checksum, forget_peak, load, peak_mib
from benchmarks.timing import line
from indicators.models import Reading, Refresh, Series, Source
from indicators.operations.refresh.knowing import known_to
from indicators.operations.refresh.settled import digest_of_reading, is_read_already

ROWS = int(os.environ.get("ROWS", 1_000_000))
PARTS = ("checksum", "reading", "comparing", "publishing", "commit", "readings", "vacuum")


def main():
    call_command("migrate", verbosity=0)
    source = Source.objects.create(slug="made-up", name="Made up", kind="fingertips_csv", rank=10)
    with tempfile.TemporaryDirectory() as folder:
        path, changed = Path(folder) / "first.csv", Path(folder) / "changed.csv"
        made_up_file.make_indicators(ROWS)
        made_up_file.write(path, ROWS, made_up_file.make_areas())
        print(f"# {ROWS} rows, {path.stat().st_size / 1e6:.0f} MB")
        first, peak = first_load(source, path)
        limit = statistics.mean(bare(source, path.parent) for _ in range(2))
        tell_first(first, limit, peak)
        again(source, path, first)
        made_up_file.change_one_row(path, changed)
        one_changed(source, changed, first)
        if ROWS <= 1_000_000:
            on_sqlite(path)


def first_load(source, path):
    forget_peak()
    parts, comparison = load(source, path)
    assert comparison.added == ROWS, comparison
    print(f"# {Series.objects.count()} series, {Reading.objects.count()} readings")
    return parts, peak_mib()


def tell_first(parts, limit, peak):
    line("bare limit", ROWS / limit, "rows/s", ROWS / limit)
    line("first load", ROWS / parts["without readings"], "rows/s", ROWS / limit)
    line("first load with its readings", ROWS / parts["all"], "rows/s", ROWS / limit)
    for name in PARTS:
        line(f"first load, of that {name}", parts[name], "s", limit)
    line("first load, peak of this process", peak, "MiB", peak)


def again(source, path, first):
    begin = time.perf_counter()
    run = Refresh(source=source, sha256=checksum(path), read_with=digest_of_reading(source))
    assert is_read_already(run, known_to(source))
    seconds = time.perf_counter() - begin
    line("the same file, known by its checksum", first["all"] / seconds, "times faster", 1)
    forget_peak()
    parts, comparison = load(source, path)
    assert (comparison.unchanged, comparison.added, comparison.gone) == (ROWS, 0, 0), comparison
    line("the same rows, known by their digests", first["all"] / parts["all"], "times faster", 1)


def one_changed(source, path, first):
    forget_peak()
    parts, comparison = load(source, path)
    assert (comparison.changed, comparison.added, comparison.gone) == (1, 0, 0), comparison
    line("one row changed", first["all"] / parts["all"], "times faster", 1)
    for name in PARTS:
        line(f"one row changed, of that {name}", parts[name], "s", first[name])
    line("one row changed, peak of this process", peak_mib(), "MiB", peak_mib())


def on_sqlite(path):
    connection.close()
    settings = {"DATABASE_URL": f"sqlite:///{path.parent / 'db.sqlite3'}", "BENCH_FILE": str(path), "ROWS": str(ROWS)}
    subprocess.run([sys.executable, "-m", "benchmarks.load_on_sqlite"], env=os.environ | settings, check=True)


if __name__ == "__main__":
    main()
