"""A job is written with its cause, once, and the queue is told when both are safe."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from cdp import jobs, tasks
from cdp.jobs import asking, ticking
from cdp.models import Job, JobState
from tests.factories import JobFactory, PersonFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("handler")]
HOUR = datetime.timedelta(hours=1)


def ended(state, **values):
    now = timezone.now()
    return JobFactory(kind="test", key="a", state=state, due_at=now, finished_at=now, error="No", **values)


def test_a_job_is_written_and_sent_when_its_cause_is_committed(sent, django_capture_on_commit_callbacks):
    person = PersonFactory()

    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask(kind="test", key="a", payload={"source": 1}, by=person)
        before = list(sent)

    job.refresh_from_db()
    assert (before, sent) == ([], [job.pk])
    assert (job.state, job.payload, job.asked_by, job.attempts) == (JobState.WAITING, {"source": 1}, person, 0)
    assert job.sent_at is not None


def test_what_is_rolled_back_is_neither_written_nor_sent(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True), transaction.atomic():
        jobs.ask(kind="test", key="a")
        transaction.set_rollback(True)

    assert (Job.objects.count(), sent) == (0, [])


@pytest.mark.parametrize("fault", [OSError("disk full"), RuntimeError("anything at all")])
def test_a_queue_that_fails_costs_nothing_but_a_warning(monkeypatch, django_capture_on_commit_callbacks, caplog, fault):
    def fail(job):
        raise fault

    monkeypatch.setattr(tasks, "send_job", fail)

    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask(kind="test", key="a")

    job.refresh_from_db()
    assert (job.state, job.sent_at) == (JobState.WAITING, None)
    assert [record.levelname for record in caplog.records] == ["WARNING"]


def test_a_job_for_later_is_left_to_the_sweeper(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        jobs.ask(kind="test", key="a", due_at=timezone.now() + HOUR)

    assert sent == []


def test_a_job_that_its_caller_runs_is_not_sent_unless_it_does_not(sent, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.ask(kind="test", key="a", send=False)
    ticking.sweep(timezone.now())
    assert sent == []

    ticking.sweep(job.due_at + HOUR)

    assert sent == [job.pk]


@pytest.mark.parametrize("state", ["waiting", "running"])
def test_one_that_has_not_ended_is_returned_instead_of_a_second(state):
    running = {"lease_until": timezone.now(), "started_at": timezone.now()} if state == "running" else {}
    there = JobFactory(kind="test", key="a", state=state, **running)

    asked, other = jobs.ask(kind="test", key="a"), jobs.ask(kind="test", key="b")

    assert (asked, asked.is_new, other.is_new) == (there, False, True)


@pytest.mark.parametrize("state", ["done", "parked", "cancelled"])
def test_a_period_is_filled_once_and_what_has_none_may_be_asked_for_again(state):
    there = ended(state, period="2026-11-22")

    same, next_one = (jobs.ask(kind="test", key="a", period=period) for period in ("2026-11-22", "2026-11-23"))

    assert (same, same.is_new, next_one.is_new) == (there, False, True)
    assert jobs.ask(kind="test", key="a", period="2026-11-22") == next_one


def test_a_lost_race_returns_the_winner_and_keeps_the_callers_transaction(monkeypatch):
    """The other's row appears between our looking and our writing."""
    standing, looks = asking._standing, []

    def blind_at_first(*words):
        looks.append(words)
        if len(looks) == 1:
            JobFactory(kind="test", key="a")
            return None
        return standing(*words)

    monkeypatch.setattr(asking, "_standing", blind_at_first)
    with transaction.atomic():
        person = PersonFactory()
        job = jobs.ask(kind="test", key="a", by=person)

    assert (job.is_new, job.asked_by, Job.objects.count()) == (False, None, 1)
    assert type(person).objects.filter(pk=person.pk).exists()


def test_an_unknown_kind_is_refused_when_it_is_asked_for():
    with pytest.raises(jobs.UnknownKind, match="“tset”"):
        jobs.ask(kind="tset", key="a")


@pytest.mark.parametrize("options", [{"seconds": 0}, {"seconds": 1741}, {"attempts": 0}])
def test_a_kind_that_could_not_be_kept_is_refused_when_it_is_registered(options):
    with pytest.raises(ValueError, match="Jobs of kind wrong"):
        jobs.handles("wrong", **options)
