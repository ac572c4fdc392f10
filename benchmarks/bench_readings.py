"""Readings of ten thousand, a hundred thousand and a million series with ten figures each, in PostgreSQL.

Beside each time stands what NumPy alone needs in the same run: the rules on arrays that are in memory already, without
the database and without the texts of the sparks. "Again" is a second run, in which nothing has changed.
"""

# needs: postgresql

import os
import time
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.core.management import call_command
from django.db import connection

from benchmarks.made_up_figures import add_series, make_areas
from benchmarks.timing import line
from indicators.models import Series
from indicators.operations import readings
from indicators.rules.readings import course

SIZES = [int(size) for size in os.environ.get("SIZES", "10000 100000 1000000").split()]
PAGE = 200
TIMES = 15


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


RULES = Stopwatch(readings, "work_out")
SPARKS = Stopwatch(course, "sparks")
WRITING = Stopwatch(readings, "write")


def forget_peak():
    """Begin to watch the memory anew; where that is not possible the peak is that of the whole process."""
    try:
        Path("/proc/self/clear_refs").write_text("5")
    except OSError:
        print("# the peak of memory is that of the whole process")


def peak_mib():
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) / 1024


def settle(*tables):
    """As autovacuum leaves them."""
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"VACUUM (ANALYZE) {table}")


def run(**options):
    """(seconds, seconds of NumPy alone, seconds of sparks, seconds of writing) of one run; how many changed."""
    before = RULES.seconds, SPARKS.seconds, WRITING.seconds
    begin = time.perf_counter()
    changed = readings.recompute_readings(**options)
    seconds = time.perf_counter() - begin
    rules, sparks, writing = (
        now - then for now, then in zip((RULES.seconds, SPARKS.seconds, WRITING.seconds), before, strict=True)
    )
    return seconds, rules - sparks, sparks, writing, changed


def tell(name, size, found, peak):
    seconds, bare, sparks, writing, _ = found
    line(f"{name}, {size} series", seconds, "s", bare)
    line(f"{name}, {size} series, of that reading and commit", seconds - bare - sparks - writing, "s", bare)
    line(f"{name}, {size} series, of that sparks", sparks, "s", bare)
    line(f"{name}, {size} series, of that writing", writing, "s", bare)
    line(f"{name}, {size} series, one series", seconds / size * 1e6, "µs", bare / size * 1e6)
    line(f"{name}, {size} series, in a second", size / seconds, "series", size / bare)
    line(f"{name}, {size} series, peak of this process", peak, "MiB", peak)


def page(source, refresh):
    """One indicator of 200 series, all of which follow from the one that is named."""
    add_series(PAGE, source=source, refresh=refresh)
    series_ids = [Series.objects.order_by("-pk").values_list("pk", flat=True).first()]
    first = run(series_ids=series_ids)
    assert first[-1] == PAGE, first
    found = sorted(run(series_ids=series_ids)[:4] for _ in range(TIMES))[TIMES // 2]
    line(f"one indicator of {PAGE} series, first", first[0] * 1000, "ms", first[1] * 1000)
    line(f"one indicator of {PAGE} series, again", found[0] * 1000, "ms", found[1] * 1000)


def main():
    call_command("migrate", verbosity=0)
    source, refresh = make_areas()
    made = 0
    for size in SIZES:
        add_series(size - made, source=source, refresh=refresh)
        made = size
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE indicators_reading")
        settle("indicators_series", "indicators_observation", "indicators_reading")
        for name in ("first", "again"):
            forget_peak()
            found = run()
            assert found[-1] == (size if name == "first" else 0), found
            tell(name, size, found, peak_mib())
            settle("indicators_reading")
    page(source, refresh)


if __name__ == "__main__":
    main()
