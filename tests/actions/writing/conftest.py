"""Programs that write, each with a real token of a person."""

import json

import pytest
from django.core.cache import cache
from django.test import Client

from cdp.access import tokens
from cdp.models import Scope
from tests.factories import PersonalTokenFactory

ROOT = "/api/v1/"


@pytest.fixture(autouse=True)
def _nobody_has_asked_before():
    cache.clear()


@pytest.fixture
def token_of():
    """A token of a person with every scope, or with these."""
    made = {}

    def token_of(person, scopes=tuple(Scope.values)):
        if (person.pk, scopes) not in made:
            new = tokens.new()
            PersonalTokenFactory(person=person, prefix=new.prefix, digest=new.digest, scopes=list(scopes))
            made[person.pk, scopes] = new.text
        return made[person.pk, scopes]

    return token_of


@pytest.fixture
def sends(token_of):
    """The answer to what a person's program sends: `raw` goes as it is, anything else as JSON."""

    def sends(method, address, body=None, *, by=None, scopes=tuple(Scope.values), raw=None, **options):
        headers = options.pop("headers", {})
        if by is not None:
            headers = {"Authorization": f"Bearer {token_of(by, scopes)}"} | headers
        if (etag := options.pop("etag", None)) is not None:
            headers["If-Match"] = etag
        if (key := options.pop("key", None)) is not None:
            headers["Idempotency-Key"] = key
        data = json.dumps({} if body is None else body) if raw is None else raw
        options.setdefault("content_type", "application/json")
        if method == "get":
            return Client().get(ROOT + address, headers=headers)
        return Client().generic(method.upper(), ROOT + address, data, headers=headers, **options)

    return sends


@pytest.fixture
def reads(sends):
    """(what stands at an address, its ETag)"""

    def reads(address, by):
        response = sends("get", address, by=by)
        assert response.status_code == 200, response.content
        return response.json(), response["ETag"]

    return reads


@pytest.fixture
def problem_of():
    """What a refusal says, once it is seen to be a problem document of this status."""

    def problem_of(response, status):
        assert response.status_code == status, response.content
        assert response["Content-Type"].startswith("application/problem+json")
        problem = response.json()
        assert (problem["status"], bool(problem["request_id"])) == (status, True)
        return problem

    return problem_of
