"""A test that asks neither a database nor a cache ends the same with all servers, and is run with one set alone."""

import pytest
from django.core.cache import caches

from tests.databases import asks_nobody, services_first


def test_without_a_mark_nobody_is_asked(request):
    assert asks_nobody(request.node)


@pytest.mark.django_db
def test_by_its_mark_a_test_asks_the_database(request):
    assert not asks_nobody(request.node)


def test_by_a_fixture_too(request, db):
    assert not asks_nobody(request.node)


def test_what_needs_the_servers_asks_them(request):
    request.node.add_marker("services")

    assert not asks_nobody(request.node)


def test_who_asks_nobody_gets_nothing_from_the_cache():
    with pytest.raises(AssertionError, match="asks the cache"):
        caches["default"].get("key")


def test_what_needs_the_servers_comes_first_and_keeps_its_order():
    class Item:
        def __init__(self, name, *marks):
            self.name, self.marks = name, marks

        def get_closest_marker(self, mark):
            return mark if mark in self.marks else None

    items = [Item("a"), Item("b", "services"), Item("c", "django_db"), Item("d", "services", "django_db"), Item("e")]

    assert "".join(item.name for item in services_first(items)) == "bdace"
