"""The API once more, asked with tokens: a person's own, and those of programs with each role, at home and abroad."""

import logging
from datetime import timedelta
from itertools import product

import pytest
from django.core.cache import cache
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from oauth2_provider.models import AccessToken

from cdp.access import tokens
from cdp.models import Scope
from partners.roles import ROLES_OF_A_PARTNERSHIP, ROLES_OF_AN_AGENCY, Role
from tests import factories as make
from tests.partners.matrix import API, PAGES
from tests.partners.matrix_world import OWN_PUBLISHED, OWN_UNPUBLISHED, SIGNED_OUT, VISITORS, reaches
from tests.partners.test_matrix import (  # noqa: F401, one world for both files
    WRITES,
    address_of,
    answer_of,
    api_names,
    keys_of,
    listed_of,
    routes,
    rows_of,
    world,
)

pytestmark = pytest.mark.django_db
OUTSIDER = next(one for one in VISITORS if one.name == "of no partnership")
LISTS = [name for name in API if name in api_names()]
# When a token was last used is written once the answer has been sent.
NOTED = ('UPDATE "cdp_personaltoken" SET "last_used_at"', 'UPDATE "cdp_apiclient" SET "last_used_at"')
ROLES = [one for one in VISITORS if one.role in ROLES_OF_A_PARTNERSHIP]


@pytest.fixture(scope="module")
def bearers(world, django_db_blocker):  # noqa: F811, the fixture
    """{(who, place of a program or None): {scopes: token}} in the world that is undone with it."""
    with django_db_blocker.unblock():
        made = {(visitor, None): _personal(person) for visitor, person in world.people.items()}
        for visitor in ROLES:
            made[visitor, OWN_UNPUBLISHED] = _of_a_program(
                visitor, world.places[OWN_UNPUBLISHED], world.people[visitor]
            )
        yield made


def _personal(person):
    texts = {}
    for scopes in (("read",), ("write:updates",), tuple(Scope.values)):
        new = tokens.new()
        make.PersonalTokenFactory(person=person, prefix=new.prefix, digest=new.digest, scopes=list(scopes))
        texts[scopes] = new.text
    return texts


def _of_a_program(visitor, place, person):
    agency = person.memberships.first().agency if visitor.role in ROLES_OF_AN_AGENCY else None
    client = make.ApiClientFactory(partnership=place.partnership, scopes=Scope.values)
    make.MembershipFactory(user=client.account, partnership=place.partnership, role=visitor.role, agency=agency)
    texts = {}
    for scopes in (("read",), ("write:updates",), tuple(Scope.values)):
        text = f"{client.pk}.{'-'.join(scopes).replace(':', '.')}"
        row = AccessToken(application=client.application, scope=" ".join(scopes), token="")
        row.expires, row._raw_token = timezone.now() + timedelta(minutes=15), text
        row.save()
        texts[scopes] = text
    return texts


@pytest.fixture(autouse=True)
def _quiet(caplog):
    caplog.set_level(logging.CRITICAL)
    cache.clear()


def get(address, bearer, method="get"):
    with transaction.atomic(), CaptureQueriesContext(connection) as queries:
        client = Client(raise_request_exception=False, headers={"Authorization": f"Bearer {bearer}"})
        response = getattr(client, method)(address)
        if response.streaming:
            b"".join(response.streaming_content)
        transaction.set_rollback(True)
    said = [each["sql"] for each in queries if WRITES.match(each["sql"])]
    return response, [sql for sql in said if not sql.startswith(NOTED)]


def sees(visitor, slug, listed, place):
    """A program has its role in one partnership; elsewhere it is whoever has none."""
    who = visitor if slug in (None, place.slug) else OUTSIDER
    return reaches(who, listed.who, place, is_shared=listed.is_shared)


@pytest.mark.parametrize("name", LISTS)
def test_a_token_finds_what_its_person_or_program_sees(world, bearers, name):  # noqa: F811
    wrong = []
    for (visitor, slug), texts in bearers.items():
        cache.clear()
        held = keys_of(get(f"/api/v1/{name}/?page_size=100", texts[("read",)])[0])
        for place, listed in product(world.places.values(), listed_of(name)):
            key, may = str(place.at(listed.key)), sees(visitor, slug, listed, place)
            who = f"{visitor.name} ({slug or 'a person'})"
            if (key in held) != may:
                wrong.append(f"list of {place.slug} by {who}: {key in held}")
            if slug and not place.is_published:
                status = get(f"/api/v1/{name}/{key}/", texts[("read",)])[0].status_code
                if status != (200 if may else 404):
                    wrong.append(f"row of {place.slug} by {who}: {status}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", LISTS)
def test_without_the_scope_read_a_token_finds_what_a_visitor_sees(world, bearers, name):  # noqa: F811
    wrong = []
    for (visitor, slug), texts in bearers.items():
        if visitor.role not in (Role.PARTNERSHIP_LEAD, Role.LEAD_OFFICER):
            continue
        held = keys_of(get(f"/api/v1/{name}/?page_size=100", texts[("write:updates",)])[0])
        for place, listed in product(world.places.values(), listed_of(name)):
            key = str(place.at(listed.key))
            if (key in held) != reaches(SIGNED_OUT, listed.who, place, is_shared=listed.is_shared):
                wrong.append(f"{place.slug} by {visitor.name} ({slug or 'a person'}): {key in held}")

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize("name", LISTS)
def test_a_token_for_reading_writes_nothing(world, bearers, name):  # noqa: F811
    lead = [texts for (visitor, _), texts in bearers.items() if visitor.role == "partnership_lead"]
    for texts, place, method in product(lead, world.places.values(), ("post", "put", "patch", "delete")):
        for end in ("", f"{place.at(listed_of(name)[0].key)}/"):
            response, written = get(f"/api/v1/{name}/{end}", texts[("read",)], method)
            assert response.status_code in {401, 403, 404, 405}, (method, end, response.content)
            assert written == []


# What is nowhere below /api/ is told as the API tells it: a wrong token is named there.
@pytest.mark.parametrize("name", [name for name in PAGES if name in routes() and name != "api-not-found"])
def test_a_token_opens_no_page(world, bearers, name, monkeypatch):  # noqa: F811
    """With every scope and the highest role: a page takes it for nobody."""
    monkeypatch.setattr("django.template.backends.django.Template.render", lambda *args, **options: "")
    chosen = [texts for (visitor, _), texts in bearers.items() if visitor.role == "partnership_lead"]
    for row, texts in product(rows_of(name), chosen):
        # What is the same for all partnerships stands in one place alone.
        place = world.places[OWN_PUBLISHED if row.is_shared else OWN_UNPUBLISHED]
        address = address_of(name, row, place)
        response, _ = get(address, texts[tuple(Scope.values)])
        visitors, _ = get(address, "nothing")
        assert answer_of(response, address) == answer_of(visitors, address)
