"""A webhook received by a real server, sent by a real worker, which is killed on the way: nothing is lost."""

import os
import signal
import threading
import time

import pytest
from django.db import connection
from standardwebhooks import Webhook

from cdp import audit, jobs
from cdp.changes import feed
from cdp.changes.webhooks import operations
from cdp.models import Change, Job
from cdp.tools import servers
from tests import served
from tests.worker import database_url, wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = 2
SECONDS = 60


@pytest.fixture
def broker(monkeypatch):
    monkeypatch.delenv("REDIS_URL", raising=False)
    with servers.redis() as address:
        monkeypatch.setenv("CELERY_BROKER_URL", address)
        yield address


@pytest.fixture
def start(broker, settings, tmp_path):
    settings.JOB_LEASE_SECONDS, settings.JOB_RESEND_SECONDS, settings.JOB_RETRY_SECONDS = LEASE, 1, 0.1
    settings.WEBHOOKS_TO_THIS_MACHINE = True
    numbers = iter(range(10))

    def start():
        return worker(
            tmp_path / f"worker-{next(numbers)}.log",
            DATABASE_URL=database_url(settings), CELERY_BROKER_URL=broker, ENVIRONMENT="test",
            JOB_LEASE_SECONDS=str(LEASE), JOB_RETRY_SECONDS="0.1", JOB_TICK_SECONDS="1", MEDIA_ROOT=str(tmp_path),
            WEBHOOKS_TO_THIS_MACHINE="1",
        )  # fmt: skip

    yield start
    connection.close()


def endpoint_at(site, partnership, by):
    return operations.make(partnership=partnership, url=f"{site}/hook", description="Platform", kinds=[], by=by)


def change(action, times):
    for _ in range(times):
        audit.record(kind="action.changed", subject=action)


def ids(site):
    return [asked.headers["webhook-id"] for asked in site.asked]


def wanted(endpoint):
    feed.settle()
    uids = Change.objects.filter(noun="actions").order_by("position").values_list("uid", flat=True)
    return [f"{uid}_{endpoint.pk}" for uid in uids]


def ticking(truth):
    """With a clock that ticks meanwhile."""

    def look():
        jobs.tick()
        time.sleep(0.3)
        return truth()

    return wait_for(look, SECONDS)


def test_a_worker_killed_while_it_sends_loses_nothing_and_the_next_goes_on_in_order(
    start, action, partnership, partnership_lead
):
    is_reached, may_go_on = threading.Event(), threading.Event()

    def handler(asked):
        if len(site.asked) == 3 and not may_go_on.is_set():
            is_reached.set()
            may_go_on.wait(4)
        return served.Answer(b"", status=204)

    with served.served(handler) as site:
        endpoint, secret = endpoint_at(site, partnership, partnership_lead)
        with start() as first:
            change(action, 8)
            assert is_reached.wait(SECONDS)
            # It has sent the third message and waits for the answer.
            os.killpg(first.pid, signal.SIGKILL)
            first.wait()
        may_go_on.set()
        assert endpoint.deliveries.filter(state="delivered").count() == 2

        with start():
            change(action, 1)
            assert ticking(lambda: endpoint.deliveries.filter(state="delivered").count() == 9)

    got = ids(site)
    # At least once: what nobody had noted comes again, under the same id.
    assert list(dict.fromkeys(got)) == wanted(endpoint)
    assert got.count(got[2]) == 2
    assert len(got) == 10
    for asked in site.asked:
        Webhook(secret).verify(asked.body, asked.headers)
    assert Job.objects.filter(kind="deliver_webhooks").exclude(state="done").count() == 0


def test_a_receiver_that_hangs_redirects_fails_and_sends_much_gets_everything_in_the_end(
    start, action, partnership, partnership_lead
):
    faults = iter(
        [
            served.Answer(b"", status=500),
            served.Answer(b"", status=302, headers={"Location": "/elsewhere"}),
            served.Answer(b"a" * 5_000_000, status=503),
            None,
        ]
    )

    def handler(asked):
        fault = next(faults, served.Answer(b"a" * 1_000_000))
        if fault is None:
            time.sleep(7)
            return served.Answer(b"", status=200)
        return fault

    with served.served(handler) as site:
        endpoint, _ = endpoint_at(site, partnership, partnership_lead)
        with start():
            change(action, 6)

            def delivered():
                # The waits of two days, gone by.
                endpoint.deliveries.filter(state="waiting").update(next_attempt_at="2020-01-01T00:00Z")
                return endpoint.deliveries.filter(state="delivered").count() == 6

            assert ticking(delivered)
        assert site.count("/elsewhere") == 0

    assert sorted(set(ids(site))) == sorted(wanted(endpoint))
    tried = endpoint.deliveries.order_by("pk").values_list("attempts", flat=True)
    assert sum(tried) == 10


def test_a_receiver_that_is_gone_is_asked_once(start, action, partnership, partnership_lead):
    with served.served(lambda asked: served.Answer(b"", status=410)) as site:
        endpoint, _ = endpoint_at(site, partnership, partnership_lead)
        with start():
            change(action, 4)
            assert ticking(lambda: type(endpoint).objects.get().disabled_at)
            jobs.tick()
            time.sleep(2)

    assert len(site.asked) == 1
    assert "410" in type(endpoint).objects.get().disabled_reason
