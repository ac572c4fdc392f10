"""The board page of each partnership: server time on SQLite, beside a bare Django page through the same middleware."""

import io
import os
import tempfile
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cdp.settings")
django.setup()

from django.core.management import call_command
from django.test import Client
from django.test.utils import CaptureQueriesContext, setup_test_environment

from benchmarks.timing import line, milliseconds
from partners.models import Partnership

BARE = "/about/"


def fetch(client, address):
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content


def prepare():
    """The five partnerships and the sample; what the commands say would hide the figures."""
    said = io.StringIO()
    call_command("migrate", verbosity=0)
    call_command("load_reference", stdout=said)
    call_command("load_partnership", "--all", stdout=said)
    # A people file of its own: the usual one holds the passphrase of the demo beside us.
    with tempfile.TemporaryDirectory() as folder:
        call_command("load_sample", people_file=Path(folder) / "people.txt", stdout=said)


def main():
    from django.db import connection

    prepare()
    setup_test_environment()
    client = Client()
    bare = milliseconds(lambda: fetch(client, BARE))
    line("bare page", bare, "ms", bare)
    for partnership in Partnership.objects.order_by("slug"):
        address = partnership.get_absolute_url()
        line(f"board {partnership.slug}", milliseconds(lambda address=address: fetch(client, address)), "ms", bare)
        with CaptureQueriesContext(connection) as queries:
            fetch(client, address)
        line(f"board {partnership.slug}, queries", len(queries), "queries", 1)


if __name__ == "__main__":
    main()
