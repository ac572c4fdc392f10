"""Test databases: who asks them, who else is connected to them, and one connection under Chromium."""

import contextlib

from django.db import connection, connections

# By these, or by the mark, a test says that it asks the database; without, pytest-django lets none through.
ASKING = {"db", "transactional_db", "django_db_setup", "django_db_reset_sequences", "live_server"}


def asks_nobody(item):
    """Whether a test cannot end otherwise with other servers, as it asks none of those that the settings name."""
    marked = item.get_closest_marker("django_db") or item.get_closest_marker("services")
    return not marked and ASKING.isdisjoint(item.fixturenames)


def services_first(items):
    """Those that need the servers wait for them more than they work.

    At the end both processes would wait, at the beginning the other one works on. Their order stays otherwise.
    """
    return sorted(items, key=lambda item: item.get_closest_marker("services") is None)


def refuse(*args, **options):
    raise AssertionError("This test asks the cache: give it the mark django_db, so that it is tried with Redis too.")


def end_other_sessions():
    """PostgreSQL drops no database that somebody uses, and a killed worker's session can outlive its process."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                " WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
            )


@contextlib.contextmanager
def one_connection(begin):
    """`begin` has an event loop in this thread from here on, for which Django would open a second connection.

    Nobody would ever close that one: it would be there until it is collected as garbage, and the database in use.
    """
    ours = connections["default"]
    with begin as begun:
        connections["default"] = ours
        yield begun
