"""The board page of a partnership with 2,000 actions (ACTIONS=…) beside ten million figures (FIGURES=… for fewer).

Server time is that of the real Django handler, at the 95th percentile; beside it stands a bare page through the same
middleware. The page is kept until the record changes (actions/kept_pages.py), so that it is measured both ways: as
nearly all visits find it, and "made anew", as the first visit after a change does. Queries are those of making it anew.
First paint and the bytes transferred are what a headless Chromium says of a first visit to a server of its own, which
compresses as production does; beside it stand the bytes without that. Each has its bound in the last but one column;
what misses it is named at the end.
"""

# needs: postgresql redis

import datetime
import os
import statistics
import subprocess
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
django.setup()

from django.contrib.staticfiles.handlers import StaticFilesHandler
from django.core.cache import caches
from django.db import connection
from django.middleware.gzip import GZipMiddleware
from django.test import Client
from django.test.testcases import LiveServerThread
from django.test.utils import CaptureQueriesContext, setup_test_environment

from benchmarks import board_plan
from benchmarks.timing import line, milliseconds
from cdp.tools.chromium import find_chromium

FIGURES, ACTIONS = int(os.environ.get("FIGURES", 10_000_000)), int(os.environ.get("ACTIONS", 2_000))
TIMES, PAINTS = int(os.environ.get("TIMES", 100)), 5
BOARD, BARE = "/measured-0/", "/about/"
BOUNDS = {"p95": 120, "queries": 15, "first paint": 1000, "transferred": 250}
ANEW_TIMES = 20
MORE = {"what changed": f"{BOARD}what-changed/", "chain": f"{BOARD}chain/", "by outcome": f"{BOARD}?by=outcome"}


def main():
    begin = time.perf_counter()
    subprocess.run([sys.executable, "-m", "benchmarks.scale_figures", str(FIGURES)], check=True)
    board_plan.fill(BOARD.strip("/"), actions=ACTIONS, today=datetime.date.today())  # noqa: DTZ011, a day is a day
    print(f"# loaded in {time.perf_counter() - begin:.0f} s", flush=True)
    setup_test_environment()
    client, missed = Client(), []
    bare = milliseconds(lambda: fetch(client, BARE))
    line("bare page", bare, "ms", bare)

    def bounded(name, value, unit, bound):
        line(f"board, {name} (at most {bound})", value, unit, bound)
        if value > bound:
            missed.append(f"{name} {value:.0f} {unit}, at most {bound}")

    bounded("server time, 95th percentile", percentile(client, BOARD), "ms", BOUNDS["p95"])
    line("board, made anew, median", statistics.median(anew(client, BOARD)), "ms", bare)
    bounded("queries", queries(client, BOARD), "queries", BOUNDS["queries"])
    for name, address in MORE.items():
        line(f"{name}, 95th percentile", percentile(client, address), "ms", bare)
        line(f"{name}, made anew, median", statistics.median(anew(client, address)), "ms", bare)
        line(f"{name}, queries", queries(client, address), "queries", BOUNDS["queries"])
    paint, kilobytes = seen(BOARD, Compressing)
    bounded("first contentful paint", paint, "ms", BOUNDS["first paint"])
    bounded("transferred before charts", kilobytes, "kB", BOUNDS["transferred"])
    line("board, transferred without compression", seen(BOARD, StaticFilesHandler)[1], "kB", kilobytes)
    print(f"# {'missed: ' + '; '.join(missed) if missed else 'every bound is kept'}", flush=True)


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content


def percentile(client, address):
    for _ in range(3):
        fetch(client, address)
    return statistics.quantiles([timed(client, address) for _ in range(TIMES)], n=20)[-1]


def timed(client, address):
    begin = time.perf_counter()
    fetch(client, address)
    return (time.perf_counter() - begin) * 1000


def anew(client, address):
    """Milliseconds of visits each of which finds nothing kept."""
    taken = []
    for _ in range(ANEW_TIMES):
        caches["parts"].clear()
        taken.append(timed(client, address))
    return taken


def queries(client, address):
    caches["parts"].clear()
    with CaptureQueriesContext(connection) as found:
        fetch(client, address)
    return len(found)


class Compressing(StaticFilesHandler):
    """Files of ours as production sends them; pages are compressed by the site itself."""

    def get_response(self, request):
        return GZipMiddleware(lambda _: None).process_response(request, super().get_response(request))


def seen(address, handler):
    """(milliseconds to the first paint, kilobytes of the page and what it loads by itself), medians of new visits."""
    from playwright.sync_api import sync_playwright

    server = LiveServerThread("127.0.0.1", handler)
    server.daemon = True
    server.start()
    server.is_ready.wait()
    paints, sizes = [], []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=find_chromium(), args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        for _ in range(PAINTS):
            page = browser.new_context().new_page()
            page.goto(f"http://127.0.0.1:{server.port}{address}", wait_until="networkidle")
            paints.append(page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime"))
            entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
            sizes.append(page.evaluate(f"{entries}.reduce((sum, one) => sum + one.transferSize, 0)") / 1000)
        browser.close()
    server.terminate()
    return statistics.median(paints), statistics.median(sizes)


if __name__ == "__main__":
    main()
