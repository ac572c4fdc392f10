"""Limits of the API: counted for each person and each address, told in every answer."""

import pytest
from django.core.cache import cache

from cdp.api_support import limits
from tests.factories import PersonFactory

pytestmark = pytest.mark.django_db

LIST = "/api/v1/outcomes/"


@pytest.fixture(autouse=True)
def _counted_anew(settings, monkeypatch):
    cache.clear()
    settings.API_LIMITS = {"address": 12, "person": 3, "client": 3}
    # In the middle of a window, wherever the clock stands.
    monkeypatch.setattr(limits.time, "time", lambda: 1_000_000_020 - 1_000_000_020 % 60 + 20)
    yield
    cache.clear()


def test_every_answer_says_what_is_left(client):
    first, second, missing = client.get(LIST), client.get(LIST), client.get("/api/v1/nowhere/")

    assert first["RateLimit-Policy"] == '"address";q=12;w=60'
    assert [each["RateLimit"] for each in (first, second, missing)] == [
        '"address";r=11;t=40',
        '"address";r=10;t=40',
        '"address";r=9;t=40',
    ]


def test_whoever_is_over_the_limit_is_told_when_to_come_back(client):
    answers = [client.get(LIST) for _ in range(13)]

    assert [each.status_code for each in answers] == [200] * 12 + [429]
    last = answers[-1]
    assert (last["Retry-After"], last["RateLimit"]) == ("40", '"address";r=0;t=40')
    assert (last["Content-Type"], last.json()["status"]) == ("application/problem+json", 429)
    assert last.json()["request_id"] == last["X-Request-ID"]


def test_a_file_of_a_whole_list_counts_ten(client):
    assert client.get("/api/v1/outcomes.csv")["RateLimit"] == '"address";r=2;t=40'
    assert client.get("/api/v1/outcomes.csv").status_code == 429


def test_a_person_has_a_limit_of_their_own_wherever_they_come_from(client, viewer):
    client.force_login(viewer)
    answers = [client.get(LIST, REMOTE_ADDR=f"203.0.113.{number}") for number in range(4)]

    assert [each.status_code for each in answers] == [200, 200, 200, 429]
    assert answers[0]["RateLimit-Policy"] == '"person";q=3;w=60'
    client.force_login(PersonFactory())
    assert client.get(LIST).status_code == 200


def test_wrong_tokens_are_counted_for_the_address_before_they_are_looked_at(client):
    answers = [client.get(LIST, headers={"authorization": "Bearer cdp_wrong"}) for _ in range(13)]

    assert [each.status_code for each in answers] == [401] * 12 + [429]


def test_an_address_is_taken_from_the_trusted_proxy_and_not_from_what_anybody_writes(client, settings, rf):
    request = rf.get(LIST, headers={"x-forwarded-for": "203.0.113.7, 198.51.100.2"}, REMOTE_ADDR="10.0.0.1")

    assert limits.address_of(request) == "10.0.0.1"
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    assert limits.address_of(request) == "198.51.100.2"


def test_the_developer_page_is_no_answer_of_the_api(client):
    assert "RateLimit" not in client.get("/api/")
