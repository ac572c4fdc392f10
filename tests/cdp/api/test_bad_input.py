"""Requests that no program should send, at every list, and what comes of them: a refusal that says what it refuses."""

import gzip
import io
import json

import pytest
from django.test import Client

from actions.models import ProgressUpdate
from cdp import api
from cdp.access import tokens
from cdp.models import IdempotentAnswer, Scope
from tests.factories import PersonalTokenFactory

pytestmark = pytest.mark.django_db
LISTS = [prefix for prefix, *_ in api.router.registry] + ["changes"]
DEEP = (
    "partnership__memberships__user__password__startswith", "id__in__gt__lt", "filter[area][parent][code]",
    "area.parent.parent", "$where", "a" * 3000,
)  # fmt: skip
ACTION = "/api/v1/actions/northshire:1.1/updates/"


def problem(response, status):
    assert response.status_code == status, (response.status_code, response.content[:300])
    assert response["Content-Type"].startswith("application/problem+json")
    said = response.json()
    assert (said["status"], bool(said["request_id"]), len(said["detail"]) > 10) == (status, True, True)
    return said


def named(response):
    return [error["parameter"] for error in problem(response, 400)["errors"]]


@pytest.mark.parametrize("name", LISTS)
def test_what_is_given_twice_and_may_be_given_once_is_named(client, name):
    assert named(client.get(f"/api/v1/{name}/?page_size=1&page_size=1")) == ["page_size"]


@pytest.mark.parametrize("name", LISTS)
def test_a_filter_that_leads_deeper_than_those_that_there_are_is_named(client, name):
    for parameter in DEEP:
        assert named(client.get(f"/api/v1/{name}/", {parameter: "x"})) == [parameter]


@pytest.mark.parametrize("value", ["id," * 1000, "id,id", "partnership.memberships.user.password", "*", "id;drop", "-"])
@pytest.mark.parametrize("parameter", ["fields", "sort", "include"])
@pytest.mark.parametrize("name", ["actions", "observations", "series"])
def test_names_that_are_none_deep_or_many_are_refused(client, name, parameter, value):
    assert named(client.get(f"/api/v1/{name}/", {parameter: value})) == [parameter]


def test_a_filter_of_hundreds_of_values_is_answered_or_refused_and_no_fault(client):
    many = "&".join(f"area=E{number:08}" for number in range(400))

    assert named(client.get(f"/api/v1/observations/?{many}")) == ["area"]


# Bodies that do not arrive -------------------------------------------------------------------------------------------


class Broken(io.RawIOBase):
    """A connection that ends in the middle of the body."""

    def readable(self):
        return True

    def read(self, size=-1):
        raise OSError("connection reset by peer")

    readinto = readline = read


@pytest.fixture
def sends(lead_officer, action):
    new = tokens.new()
    PersonalTokenFactory(person=lead_officer, prefix=new.prefix, digest=new.digest, scopes=list(Scope.values))
    headers = {"Authorization": f"Bearer {new.text}", "Idempotency-Key": '"once"'}

    def sends(body=b"{}", address=ACTION, headers=headers, content_type="application/json", **environ):
        return Client().generic("POST", address, body, content_type=content_type, headers=headers, **environ)

    yield sends
    assert ProgressUpdate.objects.count() == IdempotentAnswer.objects.count()


def test_a_body_that_breaks_off_with_its_connection_is_refused(sends):
    problem(sends(**{"wsgi.input": Broken(), "CONTENT_LENGTH": "100"}), 400)

    assert not ProgressUpdate.objects.exists()


def test_a_body_that_is_shorter_than_it_said_is_refused(sends):
    body = json.dumps({"blocker": "No rooms"}).encode()

    problem(sends(**{"wsgi.input": io.BytesIO(body[:-5]), "CONTENT_LENGTH": str(len(body))}), 400)
    assert not ProgressUpdate.objects.exists()
    assert sends(body).status_code == 201


@pytest.mark.parametrize("length", ["-1", "many", "1e3", "\u0661", "99999999999999999999"])
def test_a_length_that_is_none_is_no_fault_of_ours(sends, length):
    problem(sends(b'{"blocker": "No rooms"}', CONTENT_LENGTH=length), 413 if length.startswith("9") else 400)


def test_a_zipped_body_is_refused(sends):
    problem(sends(gzip.compress(b'{"blocker": "No rooms"}'), HTTP_CONTENT_ENCODING="gzip"), 400)


@pytest.mark.parametrize("name", ["access_token", "token"])
def test_a_token_in_the_address_of_what_writes_is_refused_and_nothing_is_written(sends, name):
    assert named(sends(address=f"{ACTION}?{name}=cdp_abc", headers={})) == [name]
    assert not ProgressUpdate.objects.exists()


def test_two_tokens_in_one_header_are_refused(sends):
    problem(sends(headers={"Authorization": "Bearer cdp_a, Bearer cdp_b"}), 401)
