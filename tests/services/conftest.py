"""Tests that need the servers of production: `make test` starts them; by hand, name them in the environment."""

import os

import pytest


def pytest_collection_modifyitems(items):
    for item in items:
        if item.path.is_relative_to(os.path.dirname(__file__)):
            item.add_marker(pytest.mark.services)


@pytest.fixture(autouse=True)
def _servers_are_there(settings):
    """A missing server is a failure, not a skip: these tests are left out by `-m "not services"`."""
    engine = settings.DATABASES["default"]["ENGINE"]
    if not (engine.endswith("postgresql") and settings.REDIS_URL):
        pytest.fail("This test needs DATABASE_URL with a PostgreSQL and REDIS_URL with a Redis; make test starts both.")
