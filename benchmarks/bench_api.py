"""The API beside bare REST framework views of the same columns: ten million figures (FIGURES=… for fewer).

Requests per second through the real web server (granian, two workers, PostgreSQL, Redis, loopback), by turns in the
same run: benchmarks/serving.py. A list of a hundred figures; a single action; what is asked for again against what is
answered anew; a page of the list at its millionth row against the first, and far pages in another order and of lists
that are narrowed. Then a CSV of some hundred thousand figures: rows per second, and by how much the largest worker grew
meanwhile. What misses its bound is named at the end.
"""

# needs: postgresql redis

import base64
import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.api_site"
# Nobody's limit is measured here.
os.environ["API_LIMIT_ADDRESS"] = str(10**9)

import django

django.setup()

from actions.models import Action
from benchmarks import board_plan
from benchmarks.serving import compare, start
from benchmarks.timing import line
from cdp.tools import processes
from indicators.models import Indicator, Observation

FIGURES = int(os.environ.get("FIGURES", 10_000_000))
CSV_ROWS = int(os.environ.get("CSV_ROWS", 100_000))
FAR = min(1_000_000, FIGURES // 2)
LIST = "/api/v1/observations/"
PLAN = "measured-0"
SLOWEST_PAGE = 0.8
ORDER = ["series_id", "period_end", "period_start", "id"]
MEBIBYTE = 1024


def main():
    from datetime import date

    subprocess.run([sys.executable, "-m", "benchmarks.scale_figures", str(FIGURES)], check=True)
    board_plan.fill(PLAN, actions=200, today=date.today())  # noqa: DTZ011, a day is a day
    action = Action.objects.filter(partnership__slug=PLAN).order_by("pk").first()
    one = f"/api/v1/actions/{PLAN}:{action.ref}/"
    missed = []

    def bounded(name, share, least):
        if share < least:
            missed.append(f"{name} {share:.2f}, at least {least}")

    with tempfile.TemporaryDirectory() as folder, processes.running([]) as children:
        port = start(children, Path(folder))
        with urllib.request.urlopen(f"http://{processes.HOST}:{port}{LIST}", timeout=60) as answer:
            etag = answer.headers["ETag"]
        plain, had = (LIST, {}, 200), (LIST, {"If-None-Match": etag}, 304)
        bounded("list", compare("100 figures", port, plain, ("/bare/observations/", {}, 200)), 0.8)
        bounded("action", compare("an action", port, (one, {}, 200), (f"/bare/actions/{action.pk}/", {}, 200)), 0.6)
        bounded("304", compare("100 figures, had already, beside 200", port, had, plain), 5)
        for name, query, number, rows, order in lists():
            first, far = (f"{LIST}?{asked}" for asked in (query, f"{query}&cursor={cursor(rows, number, order)}"))
            share = compare(f"page at row {number:,}{name}, beside the first", port, (far, {}, 200), (first, {}, 200))
            bounded(f"far page{name}", share, SLOWEST_PAGE)
        rate, grown = csv(port, children[0].process.pid)
        line("CSV", rate, "rows/s", 100_000)
        line("CSV, memory of the worker", grown, "MiB", 100)
        bounded("CSV rows/s", rate / 100_000, 1)
        bounded("CSV memory", 100 / max(grown, 0.01), 1)
    print(f"# {'missed: ' + '; '.join(missed) if missed else 'every bound is kept'}", flush=True)


def lists():
    """(name, query, how far its far page is, its rows, their order) of each list that is paged through."""
    every, newest = Observation.objects.all(), Indicator.objects.order_by("-pk").first()
    yield "", "page_size=100", FAR, every, ORDER
    yield ", newest first", "sort=-id", FAR, every, ["-id", "pk"]
    for name, query, rows in (
        (" of an indicator", f"indicator={newest.code}", every.filter(series__indicator=newest)),
        (" of an area", "area=E10000000", every.filter(series__area__code="E10000000")),
        (" of women", "sex=Female", every.filter(series__sex="Female")),
    ):
        yield name, query, rows.count() * 9 // 10, rows, ORDER


def cursor(rows, number, order):
    """As a link next would lead to the page after so many rows."""
    names = [name.removeprefix("-") for name in order]
    (last,) = rows.order_by(*order).values_list(*names)[number : number + 1]
    position = [each.isoformat() if hasattr(each, "isoformat") else each for each in last]
    made_for = "next" if order is ORDER else f"next:{order[0]}"
    return base64.urlsafe_b64encode(json.dumps([made_for, *position]).encode()).decode()


def csv(port, pid):
    """(rows per second of the best of three, MiB by which the largest worker grew)"""
    of_indicator = Observation.objects.filter(series__indicator__code="figure-0").count()
    wanted = "&".join(f"indicator=figure-{number}" for number in range(-(-CSV_ROWS // of_indicator)))
    address = f"http://{processes.HOST}:{port}/api/v1/observations.csv?{wanted}"
    before, best = {child: memory(child, "VmRSS") for child in workers(pid)}, 0
    for _ in range(3):
        begin, rows = time.perf_counter(), -1
        with urllib.request.urlopen(address, timeout=60) as answer:
            while piece := answer.read(1 << 16):
                rows += piece.count(b"\n")
        best = max(best, rows / (time.perf_counter() - begin))
    print(f"# {rows:,} rows", flush=True)
    return best, max(memory(child, "VmHWM") - before[child] for child in before)


def workers(pid):
    """The process and all its children."""
    found = [pid]
    for each in found:
        for task in Path(f"/proc/{each}/task").iterdir():
            found.extend(int(child) for child in (task / "children").read_text().split())
    return found


def memory(pid, name):
    for words in Path(f"/proc/{pid}/status").read_text().splitlines():
        if words.startswith(f"{name}:"):
            return int(words.split()[1]) / MEBIBYTE
    raise AssertionError(name)


if __name__ == "__main__":
    main()
