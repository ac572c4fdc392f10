from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from cdp.access import clients, personal
from partners.roles import Role
from tests.factories import PartnershipFactory


@pytest.fixture(autouse=True)
def _nobody_has_tried_before():
    cache.clear()


@pytest.fixture
def hidden_place(partnership):
    """Northshire itself, before it is published: what only its members see."""
    partnership.is_published = False
    partnership.save()
    return partnership


@pytest.fixture
def elsewhere():
    return PartnershipFactory(slug="elsewhere", is_published=False)


@pytest.fixture
def token_of():
    """A token of a person, as text."""

    def token_of(person, *, scopes=("read",), days=30, ago=timedelta(0), **options):
        now = timezone.now() - ago
        return personal.make_token(
            person=person, name="Power BI", scopes=scopes, days=days, by=person, now=now, **options
        )

    return token_of


@pytest.fixture
def program(partnership, partnership_lead):
    """(client, secret) of a program with a role."""

    def program(*, role=Role.READER, scopes=("read",), agency=None, name="Data platform", place=partnership, by=None):
        return clients.make_client(
            partnership=place,
            name=name,
            purpose="The county's data platform.",
            role=role,
            agency=agency,
            scopes=scopes,
            by=by or partnership_lead,
        )

    return program


@pytest.fixture
def asks():
    """A request with a bearer token and no session."""

    def asks(address, bearer=None, method="get", **options):
        headers = {"Authorization": f"Bearer {bearer}"} if bearer else {}
        return getattr(Client(), method)(address, headers=headers | options.pop("headers", {}), **options)

    return asks


@pytest.fixture
def asks_for_token():
    def asks_for_token(client, secret, address="/api/oauth/token", **fields):
        sent = {"grant_type": "client_credentials", "client_id": client.application.client_id, "client_secret": secret}
        sent = {name: value for name, value in (sent | fields).items() if value is not None}
        return Client().post(address, urlencode(sent), content_type="application/x-www-form-urlencoded")

    return asks_for_token
