"""The page for residents: requests per second through the real web server (granian, two workers, PostgreSQL, loopback).

Beside a bare template view of about the same length, by turns in the same run, so that whatever else the machine does
befalls both: ROUNDS turns of SECONDS each, CLIENTS connections that are kept open. As it is; zipped, as browsers ask
for it; and asked for again by whoever has it already. The bound is LEAST of the bare view's requests; below it the run
fails. After it: the page made anew, and the queries of both.
"""

# needs: postgresql

import io
import os
import sys
import tempfile
from pathlib import Path

os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.public_site"

import django

django.setup()

from django.core.cache import caches
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from benchmarks.bench_board import fetch
from benchmarks.serving import compare, start
from benchmarks.timing import line, milliseconds
from cdp.tools import processes

PAGE = "/exampleshire/public/"
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


def prepare():
    """The sample partnership; what the commands say would hide the figures."""
    said = io.StringIO()
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=said)
    call_command("load_partnership", "--all", stdout=said)
    # A people file of its own: the usual one holds the passphrase of the demo beside us.
    with tempfile.TemporaryDirectory() as folder:
        call_command("load_sample", people_file=Path(folder) / "people.txt", stdout=said)


def lines_of(client, length):
    """How many lines make the bare view about so long."""
    short, long = len(fetch(client, "/bare/100/")), len(fetch(client, "/bare/200/"))
    return round(100 + (length - short) * 100 / (long - short))


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
