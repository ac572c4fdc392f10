"""The API's formats and errors: what was asked for, or a problem document that says what is wrong."""

import base64

import pytest
from rest_framework.exceptions import Throttled

from cdp.api_support.views import ReadOnlyViewSet

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "accept", "status", "kind"),
    [
        ("actions/", "*/*", 200, "application/json"),
        ("actions/", "application/json", 200, "application/json"),
        ("actions/", "text/csv", 200, "text/csv; charset=utf-8"),
        ("actions/", "text/html, */*;q=0.8", 200, "application/json"),
        ("actions/?format=csv", "application/json", 200, "text/csv; charset=utf-8"),
        ("actions.csv", "text/html, */*;q=0.8", 200, "text/csv; charset=utf-8"),
        ("actions.json", "text/csv", 200, "application/json"),
        ("actions/", "application/xml", 406, "application/problem+json"),
        ("actions/?format=xml", "*/*", 400, "application/problem+json"),
        ("actions.xml/", "*/*", 404, "application/problem+json"),
        ("actions/northshire:1.1/", "text/csv", 406, "application/problem+json"),
        ("actions/northshire:1.1/", "application/json", 200, "application/json"),
        ("actions.csv?colour=red", "text/csv", 400, "application/problem+json"),
    ],
)
def test_the_answer_has_the_format_that_was_asked_for(client, action, address, accept, status, kind):
    response = client.get(f"/api/v1/{address}", headers={"accept": accept})

    assert (response.status_code, response["Content-Type"]) == (status, kind)


def test_a_cache_keeps_json_and_csv_apart(client):
    assert "Accept" in client.get("/api/v1/actions/")["Vary"].split(", ")


@pytest.mark.parametrize(
    ("address", "parameter", "detail"),
    [
        (
            "outcomes/?colour=red",
            "colour",
            "There is no parameter “colour” here. Allowed: cursor, fields, format, page_size.",
        ),
        ("outcomes.csv?page_size=5", "page_size", "There is no parameter “page_size” here. Allowed: fields, format."),
        ("outcomes/absent/?colour=red", "colour", "There is no parameter “colour” here. Allowed: fields, format."),
        ("outcomes/?page_size=1001", "page_size", "“1001” is not a whole number from 1 to 1000."),
        ("outcomes/?page_size=0", "page_size", "“0” is not a whole number from 1 to 1000."),
        ("outcomes/?cursor=x", "cursor", "This cursor was not made by us. Follow the links next and previous."),
        (
            "actions/?delivery_status=green",
            "delivery_status",
            "“green” is not allowed. Use one of: not_reported, on_track, at_risk, late, complete.",
        ),
        ("actions/?due_from=21/11/2026", "due_from", "“21/11/2026” is not a date. Write it as 2026-11-21."),
        ("actions/?delivery_status=", "delivery_status", "The value is empty. Give one, or leave the parameter out."),
        ("actions/?due_to=2026-01-01&due_to=2027-01-01", "due_to", "This parameter can be given once only."),
        (
            "actions/?partnership=absent",
            "partnership",
            "There is no partnership “absent” that you may see. Those there are: /api/v1/partnerships/",
        ),
        (
            "actions/?priority=P9",
            "priority",
            "There is no priority “P9” that you may see. Those there are: /api/v1/priorities/",
        ),
        (
            "observations/?area=E99999999",
            "area",
            "There is no area “E99999999” that you may see. Those there are: /api/v1/areas/",
        ),
        ("observations/?series=x", "series", "“x” is not a whole number."),
        ("observations/?is_headline=maybe", "is_headline", "“maybe” is not allowed. Use one of: true, false."),
        (
            "observations/?from=2022-01-01&to=2021-01-01",
            "to",
            "2021-01-01 is before 2022-01-01, the day given as from.",
        ),
    ],
)
def test_a_bad_parameter_is_named_with_what_is_allowed(client, address, parameter, detail):
    response = client.get(f"/api/v1/{address}")

    assert response.status_code == 400
    assert response.json() == {
        "type": "/api/#parameters",
        "title": "The request has a fault",
        "status": 400,
        "detail": "The address has query parameters that cannot be used. See errors.",
        "instance": response.wsgi_request.get_full_path(),
        "request_id": response["X-Request-ID"],
        "errors": [{"parameter": parameter, "detail": detail}],
    }


@pytest.mark.parametrize("cursor", ['["next"]', '["next", "\\u0000"]', '["back", 1]', '["next", {}]', "[" * 5000, "é"])
def test_a_made_up_cursor_is_refused(client, cursor):
    text = base64.urlsafe_b64encode(cursor.encode()).decode()

    assert client.get("/api/v1/series/", {"cursor": text}).status_code == 400


@pytest.mark.parametrize(
    "address", ["nowhere/", "actions/northshire:9/", "areas/E9/", "series/abc/", "series/" + "9" * 40]
)
def test_what_is_not_there_is_a_problem_document_and_no_page(client, address):
    response = client.get(f"/api/v1/{address}", follow=True)

    assert (response.status_code, response["Content-Type"]) == (404, "application/problem+json")
    assert response.json()["detail"] == "There is nothing here that you may see."


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
def test_nothing_can_be_written(client, action, method):
    for address in ("/api/v1/actions/", "/api/v1/actions/northshire:1.1/"):
        response = getattr(client, method)(address)

        assert (response.status_code, response["Allow"]) == (405, "GET, HEAD, OPTIONS")
        assert response["Content-Type"] == "application/problem+json"


@pytest.mark.parametrize("address", ["actions/", "actions.csv", "actions/northshire:1.1/"])
def test_head_and_options_have_no_body(client, action, address):
    head, options = client.head(f"/api/v1/{address}"), client.options(f"/api/v1/{address}")

    assert (head.status_code, head.getvalue()) == (200, b"")
    assert (options.status_code, options["Allow"], options.content) == (204, "GET, HEAD, OPTIONS", b"")


def test_a_fault_of_ours_is_a_problem_document_that_gives_nothing_away(client, monkeypatch):
    monkeypatch.setattr(ReadOnlyViewSet, "list", lambda *args, **kwargs: 1 / 0)
    client.raise_request_exception = False

    response = client.get("/api/v1/actions/")

    assert (response.status_code, response["Content-Type"]) == (500, "application/problem+json")
    assert (
        response.json()["detail"] == "The fault is ours and has been logged. Quote the request id when you report it."
    )


def test_whoever_asks_too_often_is_told_when_to_come_back(client, monkeypatch):
    def refuse(*args, **kwargs):
        raise Throttled(wait=12.4)

    monkeypatch.setattr(ReadOnlyViewSet, "list", refuse)

    response = client.get("/api/v1/actions/")

    assert (response.status_code, response["Retry-After"], response.json()["status"]) == (429, "13", 429)
