"""Pages and API with ten million figures of 163 areas (FIGURES=… for fewer), beside the same with ten thousand.

Two databases of one PostgreSQL, two processes with the real Django handler, and each page asked for in turn of the one
and the other, so that whatever else the machine does befalls both. The bare figure is that of the small database.
"At random" is another partnership, another page of its scorecard or another indicator each time.

Then the same pages through the real web server while a real worker loads a million rows (ROWS=…), beside the same
without a load: benchmarks/scale_load.py.
"""

# needs: postgresql redis

import contextlib
import json
import os
import statistics
import subprocess
import sys
from urllib.parse import urlsplit

import psycopg2

from benchmarks.timing import line

FIGURES = int(os.environ.get("FIGURES", 10_000_000))
SMALL = 10_000
TIMES, WARM_UP = int(os.environ.get("TIMES", 40)), 3
# Whoever looks back asks for one day once, and nothing has been made ready: so without a warm-up.
TIMES_LOOKING_BACK, WARM_UP_LOOKING_BACK = 2, 0


def main():
    small, large = database("small"), database("large")
    fill(small, SMALL)
    fill(large, FIGURES)
    with pages_of(small) as few, pages_of(large) as many:
        for name, addresses in many.addresses.items():
            compare(name, few, few.addresses[name], many, addresses)
    subprocess.run(
        [sys.executable, "-m", "benchmarks.scale_load"], env=os.environ | {"DATABASE_URL": large}, check=True
    )


def database(name):
    """The address of a new database beside the one we were given."""
    given = os.environ["DATABASE_URL"]
    connection = psycopg2.connect(given.replace("psql://", "postgres://"))
    connection.autocommit = True
    with contextlib.closing(connection), connection.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS scale_{name}")
        cursor.execute(f"CREATE DATABASE scale_{name}")
    return urlsplit(given)._replace(path=f"/scale_{name}").geturl()


def fill(address, figures):
    command = [sys.executable, "-m", "benchmarks.scale_figures", str(figures)]
    subprocess.run(command, env=os.environ | {"DATABASE_URL": address}, check=True)


class Pages:
    """A process that answers pages of one database."""

    def __init__(self, process):
        self.process = process
        self.addresses = json.loads(process.stdout.readline())

    def ask(self, line):
        self.process.stdin.write(line + "\n")
        self.process.stdin.flush()
        return float(self.process.stdout.readline())


@contextlib.contextmanager
def pages_of(address):
    command = [sys.executable, "-m", "benchmarks.scale_pages"]
    settings = os.environ | {"DATABASE_URL": address}
    with subprocess.Popen(command, env=settings, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield Pages(process)
        finally:
            process.stdin.close()
            process.wait()


def compare(name, few, few_addresses, many, many_addresses):
    taken = {few: [], many: []}
    looks_back = "looking back" in name
    times, warm_up = (TIMES_LOOKING_BACK, WARM_UP_LOOKING_BACK) if looks_back else (TIMES, WARM_UP)
    for number in range(warm_up + times):
        for pages, addresses in ((few, few_addresses), (many, many_addresses)):
            milliseconds = pages.ask(addresses[number % len(addresses)])
            if number >= warm_up:
                taken[pages].append(milliseconds)
    line(f"{name}, p50", statistics.median(taken[many]), "ms", statistics.median(taken[few]))
    line(f"{name}, p95", percentile(taken[many]), "ms", percentile(taken[few]))
    line(f"{name}, queries", many.ask(f"?{many_addresses[0]}"), "queries", few.ask(f"?{few_addresses[0]}"))


def percentile(values, share=0.95):
    return sorted(values)[min(len(values) - 1, round(share * (len(values) - 1)))]


if __name__ == "__main__":
    main()
