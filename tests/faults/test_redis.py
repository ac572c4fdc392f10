"""The queue dies, forgets all it holds or falls silent, while a run is at work or waits."""

import pytest
import redis

from tests.faults.machinery import eventually
from tests.faults.story import Step, assert_published, caught

LOG = ("--appendonly", "yes")


@pytest.fixture
def client(machinery):
    with redis.Redis.from_url(machinery.broker.address) as client:
        yield client


@pytest.mark.parametrize("is_logged", [True, False], ids=["append-only file", "nothing kept"])
@pytest.mark.parametrize("step", [Step.FETCH, Step.PUBLISH])
def test_the_queue_is_killed_while_a_run_is_at_work(machinery, client, tell, rounds, step, is_logged):
    client.config_set("appendonly", "yes" if is_logged else "no")
    for _ in rounds(f"kill -9 of Redis, {'with' if is_logged else 'without'} append-only file: {step}"):
        story, oracle = tell()
        with caught(story, step) as run:
            machinery.broker.stop()
            machinery.broker.start(*LOG if is_logged else ())

        assert_published(story, run, oracle)


@pytest.mark.parametrize("is_logged", [True, False], ids=["append-only file", "nothing kept"])
def test_a_run_is_asked_for_while_the_queue_is_dead(machinery, tell, rounds, is_logged):
    for _ in rounds(f"Redis dead when asked, {'with' if is_logged else 'without'} append-only file"):
        story, oracle = tell()
        machinery.broker.stop()
        run = story.ask()
        machinery.broker.start(*LOG if is_logged else ())

        assert_published(story, run, oracle, attempts=1)


def test_the_queue_is_emptied_as_soon_as_a_run_was_asked_for(client, tell, rounds):
    for _ in rounds("FLUSHALL of Redis: waiting"):
        story, oracle = tell()
        run = story.ask()
        client.flushall()

        assert_published(story, run, oracle, attempts=1)


@pytest.mark.parametrize("step", [Step.FETCH, Step.PUBLISH])
def test_the_queue_is_emptied_while_a_run_is_at_work(client, tell, rounds, step):
    for _ in rounds(f"FLUSHALL of Redis: {step}"):
        story, oracle = tell()
        with caught(story, step) as run:
            client.flushall()

        assert_published(story, run, oracle, attempts=1)


@pytest.mark.parametrize("step", [Step.FETCH, Step.PUBLISH])
def test_the_queue_is_silent_for_a_while(client, tell, rounds, step):
    for _ in rounds(f"CLIENT PAUSE of Redis: {step}"):
        story, oracle = tell()
        with caught(story, step) as run:
            client.client_pause(4000)

        assert_published(story, run, oracle)


@pytest.mark.parametrize("kind", ["normal", "pubsub"])
def test_the_queue_drops_the_connections_of_a_kind(client, tell, rounds, kind):
    """Those by which work is asked for, or those by which the worker is spoken to; the server itself stays up."""
    for _ in rounds(f"Redis drops its connections: {kind}"):
        story, oracle = tell()
        eventually(lambda: client.client_list(_type="pubsub"))
        assert client.client_kill_filter(_type=kind) > 0

        assert_published(story, story.ask(), oracle)
