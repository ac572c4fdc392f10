"""Below /api/ every failure is a problem document with a request id, wherever it happens."""

import pytest
from django.urls import reverse
from rest_framework import serializers

from cdp.api_support import conditional, problems
from cdp.api_support.views import ReadOnlyViewSet

pytestmark = pytest.mark.django_db


def is_problem(response, status):
    said = response.json()
    assert (response.status_code, response["Content-Type"]) == (status, "application/problem+json")
    assert (said["status"], said["request_id"]) == (status, response["X-Request-ID"])
    assert len(said["detail"]) > 10
    return said


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("/api/nowhere/", 404),
        ("/api/v2/actions/", 404),
        ("/api/v1/nowhere/", 404),
        ("/api/people/x/y/", 404),
        ("/api/v1/outcomes/?a=%ff", 400),
        ("/api/v1/outcomes/?%c3%28=1", 400),
        ("/api/v1/outcomes/?a=%00", 400),
        ("/api/v1/outcomes/%00/", 400),
        ("/api/v1/observations/?area=%00", 400),
        ("/api/v1/outcomes/?a=" + "b" * 8000, 414),
        ("/api/v1/outcomes/" + "b" * 8000 + "/", 414),
        ("/api/v1/outcomes/?" + "a=1&" * 600, 400),
    ],
)
def test_an_address_of_which_nothing_can_be_made_is_a_problem(client, address, status):
    is_problem(client.get(address), status)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/api/v1/outcomes/?token=SECRET", "/api/v1/outcomes/"),
        ("/api/v1/outcomes/?a=1&access%5Ftoken=SECRET", "/api/v1/outcomes/"),
        ("/api/v1/nowhere/?token=SECRET", "/api/v1/nowhere/"),
        ("/api/v1/outcomes/?key=cdp_ABCDEFGH_" + 40 * "x", "/api/v1/outcomes/"),
        ("/api/v1/outcomes/?key=cdp%5FABCDEFGH_" + 40 * "x", "/api/v1/outcomes/"),
        ("/api/v1/cdp_ABCDEFGH_" + 40 * "x" + "/", "/api/"),
        ("/api/v1/outcomes/?colour=red", "/api/v1/outcomes/?colour=red"),
    ],
)
def test_a_problem_repeats_its_address_without_tokens(client, address, said):
    assert client.get(address).json()["instance"] == said


def test_a_fault_in_a_middleware_is_a_problem(client, monkeypatch):
    client.raise_request_exception = False
    monkeypatch.setattr(conditional, "finish", lambda *args: 1 / 0)

    assert is_problem(client.get("/api/v1/outcomes/"), 500)["detail"] == problems.DETAILS[500]


def test_a_fault_before_the_first_row_of_a_file_is_a_problem(client, monkeypatch, action):
    client.raise_request_exception = False
    monkeypatch.setattr("cdp.api_support.whole._cell", lambda value: 1 / 0)

    is_problem(client.get("/api/v1/actions.csv"), 500)


def test_a_body_that_is_too_large_is_a_problem(client, monkeypatch):
    monkeypatch.setattr(ReadOnlyViewSet, "most_bytes", 10)

    said = is_problem(client.post("/api/v1/outcomes/", data="x" * 11, content_type="application/json"), 413)

    assert said["detail"] == "The body may have 10 bytes here, and this one has 11."


def test_the_pages_for_people_keep_their_errors(client):
    assert client.get("/nowhere/at/all/")["Content-Type"].startswith("text/html")
    assert client.get(reverse("api"))["Content-Type"].startswith("text/html")


class MilestoneSerializer(serializers.Serializer):
    due_on = serializers.DateField()


class BodySerializer(serializers.Serializer):
    title = serializers.CharField()
    milestones = MilestoneSerializer(many=True)

    def validate(self, attrs):
        raise serializers.ValidationError("It does not hold together.")


@pytest.mark.parametrize(
    ("body", "errors"),
    [
        (
            {"milestones": [{"due_on": "2026-01-01"}, {"due_on": "soon"}]},
            {
                "/title": "This field is required.",
                "/milestones/1/due_on": "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.",
            },
        ),
        ({"title": "A", "milestones": "none"}, {"/milestones": 'Expected a list of items but got type "str".'}),
        ({"title": "A", "milestones": []}, {"": "It does not hold together."}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_body_is_pointed_at(body, errors):
    serializer = BodySerializer(data=body)
    serializer.is_valid()

    assert {each["pointer"]: each["detail"] for each in problems.pointers(serializer.errors)} == errors


@pytest.mark.parametrize(("name", "pointer"), [("a/b", "/a~1b"), ("a~b", "/a~0b")])
def test_a_pointer_is_escaped(name, pointer):
    assert list(problems.pointers({name: ["Wrong."]})) == [{"pointer": pointer, "detail": "Wrong."}]
