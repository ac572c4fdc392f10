"""The page for residents: requests per second through the real web server (granian, two workers, PostgreSQL, loopback).

Beside a bare template view of about the same length, by turns in the same run, so that whatever else the machine does
befalls both: ROUNDS turns of SECONDS each, CLIENTS connections that are kept open. As it is; zipped, as browsers ask
for it; and asked for again by whoever has it already. The bound is LEAST of the bare view's requests; below it the run
fails. After it: the page made anew, and the queries of both.
"""

# needs: postgresql

import os
import socket
import statistics
import sys
import tempfile
import threading
import time
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.public_site"

import django

django.setup()

from django.core.cache import caches
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from benchmarks import scale_load
from benchmarks.bench_board import fetch, prepare
from benchmarks.timing import line, milliseconds
from cdp.tools import places, processes

PAGE = "/exampleshire/public/"
ROUNDS, SECONDS = int(os.environ.get("ROUNDS", 7)), float(os.environ.get("SECONDS", 3))
CLIENTS = int(os.environ.get("CLIENTS", 8))
LEAST = 0.6
ZIPPED = {"Accept-Encoding": "gzip"}


def main():
    prepare()
    setup_test_environment()
    client = Client()
    page = fetch(client, PAGE)
    bare = f"/bare/{lines_of(client, len(page))}/"
    print(f"# {len(page):,} bytes, the bare view {len(fetch(client, bare)):,}", flush=True)
    etag = client.get(PAGE, headers=ZIPPED)["ETag"]
    with tempfile.TemporaryDirectory() as folder, processes.running([]) as children:
        port = start(children, Path(folder))
        shares = [
            compare("public page", port, (PAGE, {}, 200), (bare, {}, 200)),
            compare("public page, zipped", port, (PAGE, ZIPPED, 200), (bare, ZIPPED, 200)),
        ]
        compare("public page, had already", port, (PAGE, ZIPPED | {"If-None-Match": etag}, 304), (bare, ZIPPED, 200))
    of_one_request(client, bare)
    if min(shares) < LEAST:
        sys.exit(f"The page answers {min(shares):.0%} of the bare view's requests; at least {LEAST:.0%} are wanted.")


def lines_of(client, length):
    """How many lines make the bare view about so long."""
    short, long = len(fetch(client, "/bare/100/")), len(fetch(client, "/bare/200/"))
    return round(100 + (length - short) * 100 / (long - short))


def start(children, folder):
    port = processes.free_port()
    settings = os.environ | {"GRANIAN_WORKERS": "2", "GRANIAN_BLOCKING_THREADS": "4"}
    command = [sys.executable, "-m", "granian", *scale_load.GRANIAN, "--port", str(port), "cdp.wsgi:application"]
    children.append(
        processes.start("web server", command, env=settings, log=folder / "web server.log", cwd=places.ROOT)
    )
    address = f"http://{processes.HOST}:{port}"
    processes.wait_until(
        lambda: scale_load.answers(address), children[0], seconds=60, otherwise="the web server does not answer."
    )
    return port


def compare(name, port, ours, bare):
    """Prints a line and gives the share of the bare view's requests per second."""
    for each in (ours, bare):
        rate(port, *each, seconds=min(1, SECONDS))  # both workers have made the page and opened their connections
    taken = [], []
    for _ in range(ROUNDS):
        for rates, each in zip(taken, (ours, bare), strict=True):
            rates.append(rate(port, *each, seconds=SECONDS))
    mine, theirs = map(statistics.median, taken)
    line(name, mine, "requests/s", theirs)
    return mine / theirs


def rate(port, path, headers, status, *, seconds):
    """Requests per second of CLIENTS that ask one after the other; a wrong answer ends the run."""
    sent = "".join(f"{name}: {said}\r\n" for name, said in headers.items())
    request = f"GET {path} HTTP/1.1\r\nHost: {processes.HOST}:{port}\r\n{sent}\r\n".encode()
    counts, faults = [0] * CLIENTS, []
    until = time.perf_counter() + seconds

    def ask(place):
        try:
            with socket.create_connection((processes.HOST, port), timeout=30) as asked, asked.makefile("rb") as answers:
                while time.perf_counter() < until:
                    asked.sendall(request)
                    read(answers, status)
                    counts[place] += 1
        except (OSError, AssertionError) as fault:
            faults.append(fault)

    begin = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults, faults[0]
    return sum(counts) / (time.perf_counter() - begin)


def read(answers, status):
    """One answer, as little looked at as can be: the client shares the machine with the server."""
    first = answers.readline()
    assert first.startswith(b"HTTP/1.1 %d " % status), first
    length = 0
    while (header := answers.readline()) not in (b"\r\n", b""):
        if header[:15].lower() == b"content-length:":
            length = int(header[15:])
    assert len(answers.read(length)) == length


def of_one_request(client, bare):
    def anew():
        caches["pages"].clear()
        fetch(client, PAGE)

    line("public page, made anew", milliseconds(anew), "ms", milliseconds(lambda: fetch(client, bare)))
    for name, before in (("made anew", caches["pages"].clear), ("kept", lambda: None)):
        before()
        with CaptureQueriesContext(connection) as queries:
            fetch(client, PAGE)
        line(f"public page, {name}, queries", len(queries), "queries", 1)


if __name__ == "__main__":
    main()
