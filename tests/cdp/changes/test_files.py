"""The changes as a file: the rows of the list, as far as one may see them, in one piece."""

import csv

import pytest
from django.test import Client

from cdp import audit
from cdp.api_support import whole
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/changes.csv"


def rows_of(answer):
    assert answer.status_code == 200, answer.content
    return list(csv.DictReader(b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()))


@pytest.fixture
def changed(action, monkeypatch):
    """Five changes, of which two are read at a time, and one that nobody sees here."""
    monkeypatch.setattr(whole, "ROWS_AT_ONCE", 2)
    for _ in range(5):
        audit.record(kind="action.changed", subject=action)
    audit.record(kind="action.changed", subject=ActionFactory(partnership__is_published=False))


@pytest.mark.usefixtures("changed")
def test_a_file_holds_what_the_list_holds(client):
    listed = client.get("/api/v1/changes/").json()["results"]
    answer = client.get(ADDRESS)

    assert (answer["Content-Type"], answer["Cache-Control"]) == ("text/csv; charset=utf-8", "no-store")
    assert 'filename="changes' in answer["Content-Disposition"]
    assert rows_of(answer) == listed
    assert len(listed) == 5


@pytest.mark.usefixtures("changed")
def test_a_file_goes_on_after_the_last_row_of_the_one_before(client):
    rows = rows_of(client.get(ADDRESS))

    assert rows_of(client.get(ADDRESS, {"since": rows[2]["cursor"]})) == rows[3:]
    assert rows_of(client.get(ADDRESS, {"since": rows[4]["cursor"]})) == []
    assert rows_of(client.get(ADDRESS, {"noun": "indicators"})) == []


@pytest.mark.usefixtures("changed")
def test_the_ending_json_is_the_list(client):
    given = {"page_size": 2}

    assert (
        client.get("/api/v1/changes.json", given).json()["results"]
        == (client.get("/api/v1/changes/", given).json()["results"])
    )


@pytest.mark.parametrize("asked", ["page_size=2", "colour=red", "since=nothing", "noun=people"])
def test_what_cannot_be_asked_is_refused(client, asked):
    answer = client.get(f"{ADDRESS}?{asked}")

    assert (answer.status_code, answer["Content-Type"]) == (400, "application/problem+json")
    assert answer.json()["errors"][0]["parameter"] == asked.partition("=")[0]


def test_a_file_counts_as_ten_requests(settings, action):
    settings.API_LIMITS = settings.API_LIMITS | {"address": 12}
    client = Client(REMOTE_ADDR="198.51.100.7")

    assert client.get(ADDRESS).status_code == 200
    assert client.get(ADDRESS).status_code == 429


def test_there_is_no_workbook_of_changes(client):
    assert client.get("/api/v1/changes.xlsx", follow=True).status_code == 404
