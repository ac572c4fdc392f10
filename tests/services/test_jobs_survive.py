"""Jobs survive what happens to workers and queues: a real worker behind a Redis of its own and a real PostgreSQL."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time

import pytest
import redis
from django.db import connection

from cdp import jobs
from cdp.jobs import asking
from cdp.models import Heartbeat, Job
from cdp.tools import servers
from tests.services import slow_jobs
from tests.worker import ROOT, database_url, wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = 2
SECONDS = 40
KINDS = f"--include={slow_jobs.__name__}"


@pytest.fixture
def broker(monkeypatch):
    """A Redis that a test may empty and kill without taking it from another."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    with servers.redis() as address:
        monkeypatch.setenv("CELERY_BROKER_URL", address)
        yield address


@pytest.fixture
def quick(settings):
    """Leases and delays of seconds, here and in the workers."""
    settings.JOB_LEASE_SECONDS, settings.JOB_RESEND_SECONDS, settings.JOB_RETRY_SECONDS = LEASE, 1, 0.1


@pytest.fixture
def start(broker, quick, settings, tmp_path):
    """Start a worker of these tests; a context manager that gives its process."""
    numbers = iter(range(10))

    def start(*options):
        return worker(
            tmp_path / f"worker-{next(numbers)}.log", KINDS, *options,
            DATABASE_URL=database_url(settings), CELERY_BROKER_URL=broker, ENVIRONMENT="test",
            JOB_LEASE_SECONDS=str(LEASE), JOB_RETRY_SECONDS="0.1", JOB_TICK_SECONDS="1", MEDIA_ROOT=str(tmp_path),
        )  # fmt: skip

    yield start
    connection.close()


def ask(seconds=0.2, kind="slow"):
    return jobs.ask(kind=kind, key="a", payload={"seconds": seconds})


def noted(what):
    names = Heartbeat.objects.filter(name__startswith=what).order_by("beaten_at").values_list("name", flat=True)
    return [name.split()[-1] for name in names]


def ends_as(job, state, *, tick=False):
    """Wait for it, with a clock that ticks meanwhile if asked to."""

    def ended():
        if tick:
            jobs.tick()
            time.sleep(0.3)
        job.refresh_from_db()
        return job.state == state

    return wait_for(ended, SECONDS)


def kill(process):
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_worker_killed_in_the_middle_of_a_job_leaves_it_to_the_next_and_it_is_done_once(start):
    with start() as first:
        job = ask(seconds=3)
        assert wait_for(lambda: noted("begun"), SECONDS)
        kill(first)

    with start():
        assert ends_as(job, "done", tick=True)

    assert (job.attempts, noted("begun"), noted("effect")) == (2, ["1", "2"], ["2"])


def test_a_job_outlives_its_lease_while_its_worker_is_alive(start):
    with start():
        job = ask(seconds=3 * LEASE)

        assert ends_as(job, "done", tick=True)

    assert (job.attempts, noted("effect")) == (1, ["1"])


def test_a_job_that_kills_its_process_each_time_is_parked_and_the_worker_goes_on(start):
    with start():
        deadly = ask(kind="deadly")
        assert ends_as(deadly, "parked", tick=True)
        job = ask()
        assert ends_as(job, "done")

    assert noted("begun") == ["1", "2", "3", "1"]
    assert deadly.error == "It was tried 3 times, and in the end its worker stopped without a word."


def test_a_job_that_takes_too_long_is_stopped_and_tried_again(start):
    with start():
        job = ask(kind="stubborn")

        assert wait_for(lambda: Job.objects.filter(pk=job.pk).exclude(error="").exists(), SECONDS)

    job.refresh_from_db()
    assert (job.state, job.error) == ("waiting", "It took longer than 1 second and was stopped.")


def test_a_running_job_that_is_cancelled_stops_soon(start):
    with start():
        job = ask(seconds=25)
        assert wait_for(lambda: noted("begun"), SECONDS)

        jobs.cancel(job=job, by="Dee Data")

        assert ends_as(job, "cancelled")
    assert noted("effect") == []


def test_a_worker_that_is_stopped_in_good_order_gives_its_job_back(start):
    with start() as first:
        job = ask(seconds=25)
        assert wait_for(lambda: noted("begun"), SECONDS)
        first.send_signal(signal.SIGQUIT)
        first.wait(timeout=SECONDS)
    Job.objects.update(payload={"seconds": 0.1})

    with start():
        assert ends_as(job, "done", tick=True)

    assert noted("effect") == ["2"]


def test_messages_that_are_lost_are_sent_again(start, broker):
    job = ask()
    redis.Redis.from_url(broker).flushall()

    with start():
        assert ends_as(job, "done", tick=True)

    assert noted("effect") == ["1"]


def test_two_workers_and_many_messages_do_a_job_once(start):
    with start(), start("--hostname=second@%h"):
        job = ask(seconds=1)
        for _ in range(6):
            asking.send_now(job)
        assert ends_as(job, "done")
        time.sleep(1)

    assert (noted("begun"), noted("effect")) == (["1"], ["1"])


@contextlib.contextmanager
def refusing():
    """An address where nobody listens."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        yield place.getsockname()[1]


@contextlib.contextmanager
def silent():
    """An address that takes connections and never says a word."""
    with socket.socket() as place:
        place.bind(("127.0.0.1", 0))
        place.listen(50)
        yield place.getsockname()[1]


@pytest.mark.parametrize(("fault", "patience"), [(refusing, 2), (silent, 6)])
def test_with_the_queue_down_the_job_is_written_and_nobody_waits(start, broker, monkeypatch, fault, patience):
    with fault() as port:
        monkeypatch.setenv("CELERY_BROKER_URL", f"redis://127.0.0.1:{port}/0")
        began = time.monotonic()
        job = ask()
        took = time.monotonic() - began

    job.refresh_from_db()
    assert (job.state, job.sent_at) == ("waiting", None)
    assert took < patience

    monkeypatch.setenv("CELERY_BROKER_URL", broker)
    with start():
        assert ends_as(job, "done", tick=True)


def test_two_clocks_fill_each_slot_once(start, broker, settings, tmp_path):
    environment = {
        **os.environ,
        "DATABASE_URL": database_url(settings),
        "CELERY_BROKER_URL": broker,
        "ENVIRONMENT": "test",
        "JOB_TICK_SECONDS": "1",
    }
    command = [sys.executable, "-m", "celery", "-A", "cdp.celery", "beat", "--pidfile=", "--schedule"]
    with start("--concurrency=2"):
        beats = [
            subprocess.Popen(
                [*command, str(tmp_path / f"schedule-{number}")],
                cwd=ROOT,
                env=environment,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.STDOUT,
            )
            for number in range(2)
        ]
        try:
            done = Job.objects.filter(state="done")
            assert wait_for(lambda: done.count() == 9, SECONDS), list(Job.objects.values())
            time.sleep(3)
        finally:
            for beat in beats:
                beat.terminate()
                beat.wait(timeout=10)

    assert sorted(Job.objects.values_list("kind", "attempts", "state")) == [
        ("apply_retention", 1, "done"),
        ("ask_for_reports", 1, "done"),
        ("clear_uploads", 1, "done"),
        ("close_audit_days", 1, "done"),
        ("forget_changes", 1, "done"),
        ("recompute_readings", 1, "done"),
        ("tidy", 1, "done"),
        ("warn_of_tokens", 1, "done"),
        ("write_reminders", 1, "done"),
    ]
    assert jobs.health().is_alive
