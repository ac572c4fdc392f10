"""include=: what saves a second request, in as many queries for three rows as for one, and nothing that is hidden."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cdp import api
from tests import factories as make
from tests.cdp import api_rows
from tests.cdp.api_rows import ROWS

pytestmark = pytest.mark.django_db


def action():
    row = api_rows.action()
    make.ProgressUpdateFactory(action=row, narrative="The newest")
    return row


def meeting():
    return api_rows.decision().meeting


def partnership():
    row = api_rows.partnership()
    make.SeatFactory(partnership=row)
    return row


def series():
    return api_rows.reading().series


def source():
    return make.RefreshFactory(source=api_rows.document_source()).source


FULL = ROWS | {
    "actions": action, "meetings": meeting, "partnerships": partnership, "series": series, "sources": source,
}  # fmt: skip
INCLUDES = [
    (endpoint, name) for endpoint, viewset, _ in api.router.registry for name in getattr(viewset, "includable", ())
]


def rows(client, endpoint, **asked):
    response = client.get(f"/api/v1/{endpoint}/", asked)
    assert response.status_code == 200, response.json()
    return response.json()["results"]


def test_lists_have_something_to_include():
    assert {endpoint for endpoint, _ in INCLUDES} >= {
        "actions", "measures", "meetings", "partnerships", "recommendations", "series", "sources", "strategies",
    }  # fmt: skip


@pytest.mark.parametrize(("endpoint", "name"), INCLUDES)
def test_what_is_included_is_there_and_costs_no_query_a_row(client, endpoint, name):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            FULL[endpoint]()
        with CaptureQueriesContext(connection) as queries:
            found = rows(client, endpoint, include=name)
        counts.append(len(queries))

    assert counts[0] == counts[1] <= 20
    assert sum(bool(row[name]) for row in found) >= 3
    assert all(name in row for row in found)


@pytest.mark.parametrize(("endpoint", "name"), INCLUDES)
def test_nothing_is_fetched_for_what_nobody_asked_for(client, endpoint, name):
    FULL[endpoint]()
    with CaptureQueriesContext(connection) as plain:
        found = rows(client, endpoint)
    with CaptureQueriesContext(connection) as more:
        rows(client, endpoint, include=name)

    assert name not in found[0]
    assert len(plain) <= len(more)


@pytest.mark.parametrize(("endpoint", "name"), INCLUDES)
def test_a_single_thing_has_it_too(client, endpoint, name):
    FULL[endpoint]()
    row = next(row for row in rows(client, endpoint, include=name) if row[name])

    assert client.get(f"/api/v1/{endpoint}/{row['uid']}/", {"include": name}).json()[name] == row[name]


def test_what_cannot_be_included_is_refused_with_what_can(client):
    response = client.get("/api/v1/actions/", {"include": "agencies,people"})

    assert response.status_code == 400
    detail = "“people” is not allowed. Use of these: agencies, latest_update."
    assert response.json()["errors"] == [{"parameter": "include", "detail": detail}]
    assert client.get("/api/v1/outcomes/", {"include": "agencies"}).status_code == 400


def test_the_latest_update_is_the_newest_that_was_approved(client):
    action = make.ActionFactory()
    make.ProgressUpdateFactory(action=action, narrative="Older", reported_at="2026-05-01T12:00:00Z")
    make.ProgressUpdateFactory(action=action, narrative="Newer", reported_at="2026-08-01T12:00:00Z")
    make.ProgressUpdateFactory(action=action, narrative="Half a word", is_draft=True)
    waiting = make.ActionFactory()
    make.ProgressUpdateFactory(action=waiting, narrative="Not decided", is_submitted=True)

    said = {row["ref"]: row["latest_update"] for row in rows(client, "actions", include="latest_update")}

    assert said[action.ref]["narrative"] == "Newer"
    assert said[waiting.ref] is None


@pytest.mark.parametrize("endpoint", ["series", "measures"])
def test_a_latest_figure_that_rests_on_a_hidden_document_is_not_included(client, endpoint):
    hidden = api_rows.document_source(partnership=make.PartnershipFactory(is_published=False))
    reading = make.ReadingFactory(observation=api_rows.observation(source=hidden))
    # A public figure besides, so that the series itself is seen.
    api_rows.observation(series=reading.series, period="2001", period_start="2001-01-01", period_end="2001-12-31")
    make.MeasureFactory(series=reading.series)

    found = [row for row in rows(client, endpoint, include="latest") if row.get("series", row["id"]) == reading.pk]

    assert [row["latest"] for row in found] == [None]


@pytest.mark.parametrize(("endpoint", "series"), [("series", "id"), ("measures", "series")])
def test_the_latest_figure_says_what_its_reading_says(client, endpoint, series):
    api_rows.measure()
    [row] = rows(client, endpoint, include="latest")
    reading = client.get(f"/api/v1/readings/{row[series]}/").json()

    assert row["latest"] == {name: reading[name] for name in row["latest"]}
    assert set(row["latest"]) >= {
        "value", "lower_95", "upper_95", "count", "denominator", "state", "qualifier", "provisional", "source",
        "retrieved", "definition_version",
    }  # fmt: skip
