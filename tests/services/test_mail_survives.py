"""Mails survive what happens to workers and queues: a real worker, PostgreSQL, a Redis and a mail server of its own."""

import contextlib
import os
import signal
import threading
import time

import pytest
import redis
from django.db import connection
from django.utils import timezone

from actions import mail
from actions.mail import links
from actions.models import Mail, MailKind, MailLink
from actions.operations import mailed
from cdp import jobs
from cdp.models import Job
from cdp.tools import servers
from partners.roles import Role
from tests.factories import ActionFactory, MailFactory, MembershipFactory, PersonFactory
from tests.smtp_served import smtp_served
from tests.worker import database_url, wait_for, worker

pytestmark = pytest.mark.django_db(transaction=True)

LEASE = 2
SECONDS = 60


@pytest.fixture
def broker(monkeypatch):
    """A Redis that a test may empty and kill without taking it from another."""
    monkeypatch.delenv("REDIS_URL", raising=False)
    with servers.redis() as address:
        monkeypatch.setenv("CELERY_BROKER_URL", address)
        yield address


@pytest.fixture
def server():
    with smtp_served() as server:
        yield server


@pytest.fixture
def start(broker, server, settings, tmp_path):
    """Start a worker that sends to the mail server of this test; a context manager that gives its process."""
    settings.JOB_LEASE_SECONDS, settings.JOB_RESEND_SECONDS, settings.JOB_RETRY_SECONDS = LEASE, 1, 0.1
    numbers = iter(range(10))

    def start(*options):
        return worker(
            tmp_path / f"worker-{next(numbers)}.log", *options,
            DATABASE_URL=database_url(settings), CELERY_BROKER_URL=broker, ENVIRONMENT="test",
            EMAIL_URL=f"smtp://127.0.0.1:{server.port}", NOTIFY_API_KEY="",
            JOB_LEASE_SECONDS=str(LEASE), JOB_RETRY_SECONDS="0.1", JOB_TICK_SECONDS="1", MEDIA_ROOT=str(tmp_path),
        )  # fmt: skip

    yield start
    connection.close()


def write(number=1):
    person = PersonFactory()
    why = "you lead these actions."
    return mail.write(kind=MailKind.RETURNED, key=f"a{number}", person=person, subject="Due", text="Due.", why=why)


def all_are_sent():
    def sent():
        jobs.tick()
        time.sleep(0.3)
        return not Mail.objects.exclude(state="sent").exists()

    return wait_for(sent, SECONDS), list(Mail.objects.values("state", "error", "attempts")), list(Job.objects.values())


def ids(server):
    return [message["Message-ID"] for message in server.messages]


def kill(process):
    """The worker and all of its processes, as a machine that is switched off would."""
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def test_a_worker_that_is_killed_before_the_mail_is_taken_costs_time_and_no_mail(start, server):
    server.pauses = {"MAIL": 3}
    with contextlib.suppress(AssertionError), start() as first:
        write()
        assert wait_for(lambda: server.connections, SECONDS)
        time.sleep(0.5)
        kill(first)
    server.pauses = {}

    with start():
        found = all_are_sent()

    assert found[0], found
    assert len(server.taken) == 1


def test_a_worker_that_is_killed_after_the_mail_was_taken_sends_the_very_same_again(start, server):
    """SMTP knows no more than this: the second one has the Message-ID of the first."""
    server.pauses = {"TAKEN": 3}
    with contextlib.suppress(AssertionError), start() as first:
        write()
        assert wait_for(lambda: server.taken, SECONDS)
        kill(first)
    assert Mail.objects.get().state == "waiting"
    server.pauses = {}

    with start():
        found = all_are_sent()

    assert found[0], found
    assert len(server.taken) == 2
    assert len(set(ids(server))) == 1


def test_a_queue_that_loses_everything_loses_no_mail(start, broker, server):
    write()
    redis.Redis.from_url(broker).flushall()

    with start():
        found = all_are_sent()

    assert found[0], found
    assert len(server.taken) == 1


def test_a_mail_server_that_comes_back_gets_everything_once(start, server):
    server.answers = {"CONNECT": "421 not now"}
    with start():
        for number in range(5):
            write(number)
        assert wait_for(lambda: Mail.objects.filter(error__contains="421").count() == 5, SECONDS)
        server.answers = {}
        found = all_are_sent()

    assert found[0], found
    assert len(server.taken) == len(set(ids(server))) == 5


def test_two_workers_send_each_mail_once(start, server):
    server.pauses = {"DATA": 0.05}
    with start("--hostname=first@%h"), start("--hostname=second@%h"):
        threads = [threading.Thread(target=_write_some, args=(part,)) for part in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        found = all_are_sent()

    assert found[0], found
    assert (len(server.taken), len(set(ids(server)))) == (20, 20)


def _write_some(part):
    try:
        for number in range(5):
            write(part * 5 + number)
    finally:
        connection.close()


def test_of_two_who_use_a_link_at_once_one_is_told_that_it_was_used():
    action = ActionFactory()
    person = PersonFactory()
    MembershipFactory(user=person, partnership=action.partnership, role=Role.PARTNERSHIP_LEAD)
    link = links.NewLink(action)
    MailLink.objects.bulk_create([link.row(MailFactory(person=person), person, timezone.now())])
    said = {"delivery_status": "late", "confidence": "confident", "narrative": "Once"}
    answers = []

    def use():
        try:
            answers.append(mailed.report(token=link.token, version=0, **said).state)
        except (links.UsedAlready, links.SaidAlready) as refusal:
            answers.append(type(refusal).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=use) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(answers) == ["UsedAlready", "UsedAlready", "UsedAlready", "submitted"]
    assert (action.updates.count(), Mail.objects.filter(kind="reminder").count()) == (1, 1)
