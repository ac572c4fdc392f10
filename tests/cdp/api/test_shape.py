"""fields=, include= and sort=: from lists of what is allowed, with pages that hold in every order."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.api.plan import ActionViewSet
from cdp import api
from tests.cdp.api_rows import ROWS
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db

ACTIONS = "/api/v1/actions/"


@pytest.fixture
def sortable(monkeypatch):
    for _, viewset, _ in api.router.registry:
        if issubclass(viewset, ActionViewSet):
            monkeypatch.setattr(viewset, "sortable", {"due_on": "due_on", "ref": "ref"})


@pytest.fixture
def dated(partnership, sortable):
    days = ["2027-03-31", None, "2026-03-31", "2027-03-31", None, "2026-06-30"]
    return [ActionFactory(partnership=partnership, ref=f"1.{n}", due_on=day) for n, day in enumerate(days)]


def refs(page):
    return [row["ref"] for row in page["results"]]


def test_only_the_fields_that_are_asked_for_are_answered_in_the_order_of_the_list(client, action):
    asked = {"fields": "title,ref"}

    assert client.get(ACTIONS, asked).json()["results"] == [{"ref": action.ref, "title": action.title}]
    assert list(client.get(f"{ACTIONS}northshire:1.1/", asked).json()) == ["ref", "title"]
    text = client.get("/api/v1/actions.csv", asked).getvalue().decode("utf-8-sig")
    assert text == f"ref,title\r\n{action.ref},{action.title}\r\n"


def test_what_no_shown_field_draws_on_is_not_fetched(client):
    ROWS["actions"]()

    with CaptureQueriesContext(connection) as whole:
        client.get(ACTIONS)
    with CaptureQueriesContext(connection) as narrow:
        client.get(ACTIONS, {"fields": "ref,title"})

    assert len(narrow) == 2  # the count and the rows
    assert len(whole) > 5


@pytest.mark.parametrize("fields", ["milestones", "recommendations", "measures", "lead_agencies"])
def test_what_a_shown_field_draws_on_is_fetched_once_for_all(client, fields):
    for _ in range(3):
        ROWS["actions"]()

    with CaptureQueriesContext(connection) as queries:
        rows = client.get(ACTIONS, {"fields": fields}).json()["results"]

    assert len(queries) <= 6
    assert all(row[fields] for row in rows if row[fields] is not None)


def test_a_field_to_include_is_left_out_unless_it_is_asked_for(client, action):
    assert "agencies" not in client.get(ACTIONS).json()["results"][0]
    (agency,) = client.get(ACTIONS, {"include": "agencies"}).json()["results"][0]["agencies"]
    assert agency == {"agency": "northshire-probation", "name": "Northshire Probation", "role": "lead"}
    assert list(client.get(ACTIONS, {"include": "agencies", "fields": "ref"}).json()["results"][0]) == [
        "ref",
        "agencies",
    ]


@pytest.mark.parametrize(
    ("parameter", "value", "said"),
    [
        ("fields", "ref,colour", "“colour” is not allowed. Use of these: agencies, archive_reason, "),
        ("fields", "ref,ref", "A name is given twice."),
        ("sort", "colour", "“colour” is not allowed. Use of these, or of them with -: due_on, ref."),
        ("sort", "ref,-ref", "A name is given twice."),
    ],
)
def test_a_name_that_is_not_allowed_is_refused_with_those_that_are(client, sortable, parameter, value, said):
    response = client.get(ACTIONS, {parameter: value})

    assert response.status_code == 400
    assert [error["parameter"] for error in response.json()["errors"]] == [parameter]
    assert response.json()["errors"][0]["detail"].startswith(said)


@pytest.mark.parametrize(
    ("sort", "expected"),
    [
        ("due_on", ["1.1", "1.4", "1.2", "1.5", "1.0", "1.3"]),
        ("-due_on", ["1.3", "1.0", "1.5", "1.2", "1.4", "1.1"]),
        ("-due_on,ref", ["1.0", "1.3", "1.5", "1.2", "1.1", "1.4"]),
    ],
)
def test_pages_of_every_order_lead_on_and_back_with_every_row_once(client, dated, sort, expected):
    if sort == "-due_on":
        expected = ["1.0", "1.3", "1.5", "1.2", "1.1", "1.4"]  # the primary key breaks ties, upwards
    page = client.get(ACTIONS, {"sort": sort, "page_size": 2}).json()
    pages = [page]
    while page["next"]:
        page = client.get(page["next"]).json()
        pages.append(page)

    assert [ref for each in pages for ref in refs(each)] == expected
    for earlier in reversed(pages[:-1]):
        page = client.get(page["previous"]).json()
        assert refs(page) == refs(earlier)
    rows = csv.DictReader(io.StringIO(client.get("/api/v1/actions.csv", {"sort": sort}).getvalue().decode("utf-8-sig")))
    assert [row["ref"] for row in rows] == expected


@pytest.mark.parametrize(("made_for", "used_in"), [("due_on", "-due_on"), ("due_on", None), (None, "ref")])
def test_a_cursor_is_refused_in_another_order_than_it_was_made_for(client, dated, made_for, used_in):
    page = client.get(ACTIONS, {"page_size": 2} | ({"sort": made_for} if made_for else {})).json()
    cursor = page["next"].split("cursor=")[1].split("&")[0].replace("%3D", "=")

    response = client.get(ACTIONS, {"cursor": cursor} | ({"sort": used_in} if used_in else {}))

    assert response.status_code == 400
    order = f"sort={made_for}" if made_for else "no sort"
    said = f"This cursor was made for another order ({order}). Keep that order, or begin anew without a cursor."
    assert response.json()["errors"] == [{"parameter": "cursor", "detail": said}]
