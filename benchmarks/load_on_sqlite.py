"""The first load of bench_load.py in SQLite, in a process of its own."""

import os
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.core.management import call_command

from benchmarks import made_up_file
from benchmarks.loading import forget_peak, load, peak_mib
from benchmarks.timing import line
from indicators.models import Source

TARGET_SECONDS = 30


def main():
    rows, path = int(os.environ["ROWS"]), Path(os.environ["BENCH_FILE"])
    call_command("migrate", verbosity=0)
    source = Source.objects.create(slug="made-up", name="Made up", kind="fingertips_csv", rank=10)
    made_up_file.make_areas()
    made_up_file.make_indicators(rows)
    forget_peak()
    parts, comparison = load(source, path)
    assert comparison.added == rows, comparison
    line("SQLite, first load", parts["without readings"], "s", TARGET_SECONDS)
    line("SQLite, first load with its readings", parts["all"], "s", TARGET_SECONDS)
    for name in ("reading", "comparing", "publishing", "commit", "readings"):
        line(f"SQLite, of that {name}", parts[name], "s", TARGET_SECONDS)
    line("SQLite, peak of this process", peak_mib(), "MiB", peak_mib())


if __name__ == "__main__":
    main()
