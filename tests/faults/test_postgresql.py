"""PostgreSQL drops its connections, or falls over and gets up again, at any moment of a refresh."""

import signal

import pytest
from django.db import connection

from tests.faults.story import HOLDER, STEPS, assert_published, caught, size_for


def drop_connections():
    """All but ours and the one by which the run is held."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() "
            "AND pid <> pg_backend_pid() AND application_name <> %s",
            [HOLDER],
        )
        return cursor.fetchone()[0]


@pytest.mark.parametrize("step", STEPS)
def test_connections_are_dropped(tell, rounds, step):
    for _ in rounds(f"PostgreSQL drops its connections: {step}"):
        story, oracle = tell(size_for(step))
        with caught(story, step) as run:
            assert drop_connections() > 0

        assert_published(story, run, oracle)


@pytest.mark.parametrize("step", STEPS)
def test_the_server_falls_over_and_is_started_again(machinery, tell, rounds, step):
    for _ in rounds(f"PostgreSQL is stopped at once and started again: {step}"):
        story, oracle = tell(size_for(step))
        with caught(story, step) as run:
            connection.close()
            machinery.database.stop(signal.SIGQUIT)
            machinery.database.start()

        assert_published(story, run, oracle)
