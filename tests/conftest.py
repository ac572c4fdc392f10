"""The people of the tests: the same names everywhere, so that a test reads as a sentence."""

import os

import pytest
from django.conf import settings
from django.core.cache import caches
from django.db import connection

from partners.roles import Role
from tests.databases import asks_nobody, end_other_sessions, refuse, services_first
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    MembershipFactory,
    PartnershipFactory,
    PersonFactory,
    SeatFactory,
)

if settings.REDIS_URL and (worker := os.environ.get("PYTEST_XDIST_WORKER", "")):
    # Limits on attempts are counted in the cache, and some tests empty it: each worker has a Redis database of its own.
    settings.CACHES["default"]["LOCATION"] = f"{settings.REDIS_URL.rpartition('/')[0]}/{int(worker[2:]) + 1}"


# Nobody's limit is reached by all tests of a minute together; those of limits set their own.
settings.API_LIMITS = dict.fromkeys(settings.API_LIMITS, 10**6)


def pytest_addoption(parser):
    parser.addoption(
        "--only-with-servers", action="store_true", help="leave out tests that ask neither a database nor a cache"
    )


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config, items):
    if config.getoption("only_with_servers"):
        left_out = [item for item in items if asks_nobody(item)]
        items[:] = services_first(item for item in items if not asks_nobody(item))
        config.hook.pytest_deselected(items=left_out)


@pytest.fixture(autouse=True)
def _no_cache_without_a_database(request, monkeypatch):
    """What is tried on one database alone must not ask the cache either, which is another one on the other."""
    if asks_nobody(request.node):
        monkeypatch.setattr(caches["default"], "make_and_validate_key", refuse)


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """SQLite is asked once in a process whether it knows JSON, which no test that counts queries is to count."""
    with django_db_blocker.unblock():
        assert connection.features.supports_json_field
    yield
    with django_db_blocker.unblock():
        end_other_sessions()


@pytest.fixture(autouse=True)
def _no_page_is_kept():
    """Numbers of rows begin anew with each test, and a page kept from another could pass for one of this."""
    caches["pages"].clear()
    caches["parts"].clear()


@pytest.fixture
def partnership():
    return PartnershipFactory(slug="northshire", name="Northshire Combating Drugs Partnership", short_name="Northshire")


@pytest.fixture
def agency(partnership):
    agency = AgencyFactory(slug="northshire-probation", name="Northshire Probation")
    SeatFactory(partnership=partnership, agency=agency)
    return agency


@pytest.fixture
def action(partnership, agency):
    action = ActionFactory(partnership=partnership, ref="1.1", title="Meet every prison leaver at the gate")
    ActionAgencyFactory(action=action, agency=agency)
    return action


@pytest.fixture
def viewer(partnership):
    person = PersonFactory(email="viewer@example.org", name="Vic Viewer")
    MembershipFactory(user=person, partnership=partnership, role=Role.BOARD_MEMBER)
    return person


@pytest.fixture
def lead_officer(partnership, agency):
    person = PersonFactory(email="officer@example.org", name="Olu Officer")
    MembershipFactory(user=person, partnership=partnership, agency=agency, role=Role.LEAD_OFFICER)
    return person


@pytest.fixture
def other_officer(partnership):
    """A lead officer of another agency of the same partnership."""
    other = AgencyFactory(slug="northshire-housing", name="Northshire Housing")
    SeatFactory(partnership=partnership, agency=other)
    person = PersonFactory(email="housing@example.org", name="Hal Housing")
    MembershipFactory(user=person, partnership=partnership, agency=other, role=Role.LEAD_OFFICER)
    return person


@pytest.fixture
def partnership_lead(partnership):
    person = PersonFactory(email="lead@example.org", name="Lee Lead")
    MembershipFactory(user=person, partnership=partnership, role=Role.PARTNERSHIP_LEAD)
    return person


@pytest.fixture
def data_lead(partnership):
    person = PersonFactory(email="data@example.org", name="Dee Data")
    MembershipFactory(user=person, partnership=partnership, role=Role.DATA_LEAD)
    return person


@pytest.fixture
def stranger():
    """Signed in, but a member of nothing here."""
    return PersonFactory(email="stranger@example.org", name="Sam Stranger")
