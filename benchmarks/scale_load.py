"""Pages and API through the real web server, without a load and while a real worker loads a file (ROWS rows).

A few clients ask for one page after the other in a steady rhythm, whether the last one has been answered or not; an
answer's time counts from the moment at which it was due. Web server and worker run as in docker-compose.yml.
"""

import concurrent.futures
import os
import statistics
import sys
import tempfile
import threading
import time
import urllib.request
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from benchmarks import made_up_file
from benchmarks.bench_scale import percentile
from benchmarks.timing import line
from cdp.models import Job
from cdp.tools import places, processes
from indicators.models import Area, Indicator, Source
from indicators.operations import refresh

ROWS = int(os.environ.get("ROWS", 1_000_000))
# Two requests a second: what some dozens of readers ask for.
RHYTHM, CLIENTS, PATIENCE = 0.5, 4, 60
QUIET_SECONDS = float(os.environ.get("QUIET_SECONDS", 40))
PAGES = {
    "board": "/measured-0/",
    "scorecard": "/measured-0/indicators/",
    "indicator": "/indicators/figure-0/?areas=E10000000",
    "API, figures": "/api/v1/observations/?area=E10000000",
    "API, readings": "/api/v1/readings/",
}
GRANIAN = ["--interface", "wsgi", "--host", processes.HOST, "--no-ws", "--workers-kill-timeout", "20"]


def main():
    with tempfile.TemporaryDirectory() as folder:
        source = prepare(Path(folder))
        with processes.running([]) as children:
            address = start(children, Path(folder))
            with Rhythm(address) as rhythm:
                # Each worker and each thread of the web server has opened its connection by then.
                rhythm.during("warm-up", lambda: time.sleep(QUIET_SECONDS / 2))
                rhythm.during("without", lambda: time.sleep(QUIET_SECONDS))
                run = refresh.ask_for_refresh(source=source, by=None)
                rhythm.during("loading", lambda: ended(run, children))
                rhythm.during("checking", lambda: checked(children))
    tell(rhythm.taken)


def prepare(folder):
    """A source whose file has so many rows, all of them new."""
    areas = [
        (
            area.code,
            area.name,
            parent.code if parent else "",
            parent.name if parent else "",
            area.get_area_type_display(),
        )
        for area in Area.objects.order_by("pk")[: 1 + made_up_file.REGIONS + made_up_file.COUNTIES]
        for parent in [area.parents.first()]
    ]
    Indicator.objects.bulk_create(
        Indicator(
            code=f"loaded-{n}", name=f"Loaded {n}", unit="%", scope="context", polarity="lower_is_better",
            value_type="proportion", multiplier=100, fingertips_id=made_up_file.FIRST_ID + n,
        )
        for n in range(-(-ROWS // made_up_file.ROWS_OF_AN_INDICATOR))
    )  # fmt: skip
    path = folder / "loaded.csv"
    made_up_file.write(path, ROWS, areas)
    return Source.objects.create(
        slug="loaded", name="Loaded", kind="fingertips_csv", rank=20, location=str(path), publishing="at_once"
    )


def start(children, folder):
    """Web server and worker; the address of the web server."""
    port = processes.free_port()
    settings = os.environ | {"GRANIAN_WORKERS": "2", "GRANIAN_BLOCKING_THREADS": "4"}
    celery = ["-m", "celery", "-A", "cdp.celery", "worker", "--loglevel", "INFO", "--concurrency", "2"]
    commands = {
        "web server": ["-m", "granian", *GRANIAN, "--port", port, "cdp.wsgi:application"],
        "worker": celery,
    }
    for name, command in commands.items():
        log = folder / f"{name}.log"
        children.append(processes.start(name, [sys.executable, *command], env=settings, log=log, cwd=places.ROOT))
    address = f"http://{processes.HOST}:{port}"
    processes.wait_until(lambda: answers(address), children[0], seconds=60, otherwise="the web server does not answer.")
    return address


def answers(address):
    try:
        with urllib.request.urlopen(f"{address}/readyz", timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


class Rhythm:
    """Asks for the pages in turn until it is left; {phase: {page: [milliseconds, …]}}"""

    def __init__(self, address):
        self.address, self.phase, self.taken = address, "", {}
        self.is_over = threading.Event()

    def __enter__(self):
        self.clients = concurrent.futures.ThreadPoolExecutor(CLIENTS)
        self.asking = threading.Thread(target=self._ask_on)
        self.asking.start()
        return self

    def __exit__(self, *_):
        self.is_over.set()
        self.asking.join()
        self.clients.shutdown()

    def during(self, phase, work):
        self.phase = phase
        begin = time.monotonic()
        work()
        print(f"# {phase}: {time.monotonic() - begin:.0f} s", flush=True)

    def _ask_on(self):
        due = time.monotonic()
        while not self.is_over.is_set():
            for name, path in PAGES.items():
                due += RHYTHM
                self.is_over.wait(max(0, due - time.monotonic()))
                self.clients.submit(self._ask, self.phase, name, path, due)

    def _ask(self, phase, name, path, due):
        try:
            with urllib.request.urlopen(self.address + path, timeout=PATIENCE) as answer:
                answer.read()
            milliseconds = (time.monotonic() - due) * 1000
        except OSError as fault:
            print(f"# {path}: {fault}", flush=True)
            milliseconds = PATIENCE * 1000
        self.taken.setdefault(phase, {}).setdefault(name, []).append(milliseconds)


def ended(run, children):
    while run.is_unfinished:
        look(children)
        run.refresh_from_db()
    assert (run.outcome, run.added) == ("changed", ROWS), (run.outcome, run.error, run.added, run.rejected)


def checked(children):
    """The jobs that follow a run: the check of its figures by the rules of data quality. For so long, or to its end."""
    until = time.monotonic() + QUIET_SECONDS
    while time.monotonic() < until and Job.objects.filter(state__in=("waiting", "running")).exists():
        look(children)


def look(children):
    time.sleep(1)
    for child in children:
        assert child.is_alive(), child.last_words()


def tell(taken):
    without = taken["without"]
    for phase, words in (("loading", "during a load"), ("checking", "during the check after it")):
        if phase not in taken:
            continue
        for name in PAGES:
            if found := taken[phase].get(name):
                line(f"{name}, {words}, p50", statistics.median(found), "ms", statistics.median(without[name]))
                line(f"{name}, {words}, p95", percentile(found), "ms", percentile(without[name]))
        line(f"all, {words}, p95", percentile(every(taken[phase])), "ms", percentile(every(without)))


def every(by_page):
    return [milliseconds for found in by_page.values() for milliseconds in found]


if __name__ == "__main__":
    main()
