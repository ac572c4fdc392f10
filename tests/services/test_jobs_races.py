"""Several at once want one job: threads with connections of their own on PostgreSQL."""

import contextlib
import datetime
import threading
import time

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from cdp import jobs, tasks
from cdp.jobs import claims, endings, keeper, running
from cdp.models import Heartbeat, Job
from tests.factories import JobFactory
from tests.services import slow_jobs  # noqa: F401, registers its kinds
from tests.worker import wait_for

pytestmark = pytest.mark.django_db(transaction=True)

AT_ONCE = 8


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    monkeypatch.setattr(tasks, "send_job", lambda job: None)


def all_at_once(function, number=AT_ONCE):
    """Call it in so many threads at one moment; the answers in the order in which they came."""
    gate, answers = threading.Barrier(number), []

    def call():
        try:
            gate.wait(timeout=10)
            answers.append(function())
        except Exception as fault:  # noqa: BLE001, an error is an answer that the test looks at
            answers.append(fault)
        finally:
            connection.close()

    threads = [threading.Thread(target=call) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


@pytest.mark.parametrize("period", ["", "2026-11-22"])
def test_all_who_ask_get_the_same_job_and_one_made_it(period):
    def ask():
        with transaction.atomic():
            job = jobs.ask(kind="slow", key="a", period=period)
            # The transaction must still be good for something.
            Job.objects.count()
        return job.pk, job.is_new

    answers = all_at_once(ask)

    assert {pk for pk, _ in answers} == {Job.objects.get().pk}
    assert [is_new for _, is_new in answers].count(True) == 1


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_one_of_all_who_claim_gets_the_job(state):
    past = timezone.now() - datetime.timedelta(hours=1)
    held = {"attempts": 1, "lease_until": past, "started_at": past} if state == "running" else {}
    job = JobFactory(kind="slow", state=state, due_at=past, **held)

    answers = all_at_once(lambda: claims.claim(job.pk))

    assert [claim.attempt for claim in answers if claim] == [job.attempts + 1]


def test_a_silent_job_is_taken_back_once():
    past = timezone.now() - datetime.timedelta(hours=1)
    job = JobFactory(kind="slow", state="running", attempts=1, due_at=past, lease_until=past, started_at=past)

    answers = all_at_once(lambda: endings.take_back(job.pk))

    assert answers.count(True) == 1


def test_two_ticks_at_once_fill_each_slot_once():
    answers = all_at_once(jobs.tick, 4)

    assert answers == [None] * 4
    assert sorted(Job.objects.values_list("kind", flat=True)) == [
        "apply_retention", "ask_for_reports", "clear_uploads", "close_audit_days", "forget_changes",
        "recompute_readings", "tidy", "warn_of_tokens", "write_reminders",
    ]  # fmt: skip


def test_who_holds_the_row_is_neither_robbed_nor_waited_for(settings):
    """While an effect is being published its lease may lapse as others see it; the row's lock says that it is alive."""
    settings.JOB_LEASE_SECONDS = 0.2
    job = JobFactory(kind="slow")
    claim = claims.claim(job.pk)

    with transaction.atomic():
        claim.fence()
        time.sleep(0.5)
        began = time.monotonic()
        (taken_back,) = all_at_once(lambda: endings.take_back(job.pk), 1)
        (second,) = all_at_once(lambda: claims.claim(job.pk), 1)
        (refusal,) = all_at_once(lambda: jobs.cancel(job=job, by="Dee Data"), 1)
        waited = time.monotonic() - began

    assert (taken_back, second) == (False, None)
    assert isinstance(refusal, jobs.JobNotCancellable)
    assert waited < 4
    with transaction.atomic():
        claim.finish()


@pytest.mark.parametrize("is_committed", [True, False])
def test_no_sweeper_and_no_worker_gets_a_job_while_it_is_published(settings, monkeypatch, is_committed):
    """Far longer than its lease: others see one that lapsed long ago, and at every moment the row is locked."""
    settings.JOB_LEASE_SECONDS = 0.1
    job = JobFactory(kind="slow", payload={"seconds": 0})
    claim = claims.claim(job.pk)
    stop, seen, at_commit = threading.Event(), [], []
    # What whoever comes right behind the commit finds, before the lease is given back its usual length.
    monkeypatch.setattr(claim, "renew", lambda: at_commit.extend(all_at_once(lambda: claims.claim(job.pk), 1)))

    def hunt():
        while not stop.is_set():
            jobs.tick()
            running.run(job.pk)
            row = Job.objects.get(pk=job.pk)
            seen.append((row.attempts, row.state, row.lease_until < timezone.now()))

    hunters = [threading.Thread(target=all_at_once, args=(hunt, 1)) for _ in range(3)]
    with contextlib.suppress(BrokenEffect), transaction.atomic():
        claim.fence()
        Heartbeat.objects.create(name="The effect", beaten_at=timezone.now())
        time.sleep(0.2)
        for hunter in hunters:
            hunter.start()
        time.sleep(2)
        (locked,) = all_at_once(lambda: locked_now(job), 1)
        stop.set()
        for hunter in hunters:
            hunter.join(timeout=30)
        if not is_committed:
            raise BrokenEffect

    assert len(seen) > 10
    assert set(seen) == {(1, "running", True)}
    assert isinstance(locked, OperationalError)
    assert Heartbeat.objects.filter(name="The effect").exists() is is_committed
    if is_committed:
        assert at_commit == [None]
        assert Job.objects.get(pk=job.pk).lease_until > timezone.now() + datetime.timedelta(minutes=29)
    else:
        # What was rolled back has left its lease lapsed: now, and only now, another may take it, and the first is out.
        assert claims.claim(job.pk).attempt == 2
        with pytest.raises(jobs.LeaseLost), transaction.atomic():
            claim.finish()


class BrokenEffect(Exception):
    pass


def locked_now(job):
    with transaction.atomic():
        return Job.objects.select_for_update(nowait=True).get(pk=job.pk)


def test_the_keeper_renews_the_lease_hears_of_a_cancellation_and_leaves_no_connection(settings):
    settings.JOB_LEASE_SECONDS = 0.4
    job = JobFactory(kind="slow")
    claim = claims.claim(job.pk)
    first = Job.objects.get().lease_until
    before = connections_to_the_database()

    with keeper.kept(claim):
        time.sleep(1)
        claim.check()
        renewed = Job.objects.get().lease_until
        jobs.cancel(job=job, by="Dee Data")
        time.sleep(0.5)
        with pytest.raises(jobs.Cancelled):
            claim.check()

    assert renewed > first
    # The server takes a moment to say goodbye.
    assert wait_for(lambda: connections_to_the_database() <= before, 5)


def connections_to_the_database():
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")
        return cursor.fetchone()[0]


def test_the_keeper_outlasts_the_lock_of_its_own_handler(settings):
    settings.JOB_LEASE_SECONDS = 0.4
    claim = claims.claim(JobFactory(kind="slow").pk)

    with keeper.kept(claim):
        with transaction.atomic():
            claim.fence()
            time.sleep(3)
        time.sleep(0.5)
        claim.check()

    assert Job.objects.get().lease_until > timezone.now()


def test_inside_a_transaction_there_is_no_keeper_and_none_is_needed():
    with transaction.atomic():
        claim = claims.claim(JobFactory(kind="slow").pk)
        with keeper.kept(claim):
            assert not claim.has_keeper
            (other,) = all_at_once(lambda: claims.claim(claim.job.pk), 1)

    assert other is None
