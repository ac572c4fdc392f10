"""What a person may do with a job."""

import pytest
from django.utils import timezone

from cdp import jobs
from cdp.models import Job, JobState
from tests.factories import JobFactory, PersonFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person():
    return PersonFactory(name="Dee Data")


def parked(**values):
    now = timezone.now()
    return JobFactory(
        kind="test", key="a", state="parked", error="No.", attempts=3, due_at=now, finished_at=now, **values
    )


def test_a_waiting_job_is_cancelled_at_once_and_its_kind_told(handler, person):
    heard = []
    handler(on_end=lambda job: heard.append(job.state))

    job = jobs.cancel(job=JobFactory(kind="test"), by=person)

    assert (job.state, job.error, heard) == (JobState.CANCELLED, "Cancelled by Dee Data.", ["cancelled"])


def test_a_running_job_hears_of_it_at_its_next_check(handler, person):
    def work(claim):
        claim.check()
        jobs.cancel(job=claim.job, by=person)
        claim.check()
        pytest.fail("The handler went on.")

    handler(work)

    job = jobs.run_here(JobFactory(kind="test"))

    assert (job.state, job.error) == (JobState.CANCELLED, "Cancelled while it was running.")


@pytest.mark.parametrize("effect", ["fence", "finish"])
def test_nothing_is_published_after_a_job_was_asked_to_stop(handler, person, effect):
    def work(claim):
        jobs.cancel(job=claim.job, by=person)
        getattr(claim, effect)()

    handler(work)

    assert jobs.run_here(JobFactory(kind="test")).state == JobState.CANCELLED


def test_a_job_that_fails_after_it_was_asked_to_stop_is_not_tried_again(handler, person):
    def work(claim):
        jobs.cancel(job=claim.job, by=person)
        raise jobs.TryLater("The server is being repaired.")

    handler(work)

    job = jobs.run_here(JobFactory(kind="test"))

    assert (job.state, job.error) == (
        JobState.CANCELLED,
        "Cancelled. Before it could be: The server is being repaired.",
    )


@pytest.mark.parametrize("state", ["done", "parked", "cancelled"])
def test_what_has_ended_cannot_be_cancelled(handler, person, state):
    now = timezone.now()
    job = JobFactory(kind="test", state=state, error="No.", due_at=now, finished_at=now)

    with pytest.raises(jobs.JobNotCancellable, match="has ended already"):
        jobs.cancel(job=job, by=person)

    assert Job.objects.get().state == state


def test_a_parked_job_gets_as_many_attempts_as_a_new_one_with_numbers_of_their_own(
    handler, person, sent, django_capture_on_commit_callbacks
):
    seen = []

    def fail(claim):
        seen.append(claim.attempt)
        raise jobs.TryLater("Not yet.")

    handler(fail)
    with django_capture_on_commit_callbacks(execute=True):
        job = jobs.retry(job=parked(), by=person)
    assert (job.state, sent) == (JobState.WAITING, [job.pk])

    for _ in range(3):
        jobs.run_here(job)

    assert (job.state, seen) == (JobState.PARKED, [4, 5, 6])


def test_a_parked_job_that_nobody_needs_is_set_aside_and_keeps_its_reason(handler, person):
    heard = []
    handler(on_end=heard.append)

    job = jobs.set_aside(job=parked(), by=person)

    job.refresh_from_db()
    assert (job.state, job.error, heard) == (JobState.CANCELLED, "No. Set aside by Dee Data.", [])


def test_only_what_is_parked_is_tried_again(handler, person):
    with pytest.raises(jobs.JobNotRetryable, match="is not parked but waiting"):
        jobs.retry(job=JobFactory(kind="test"), by=person)


def test_what_was_asked_for_anew_meanwhile_is_not_tried_twice(handler, person):
    job = parked()
    jobs.ask(kind="test", key="a")

    with pytest.raises(jobs.JobNotRetryable, match="is under way already"):
        jobs.retry(job=job, by=person)

    job.refresh_from_db()
    assert job.state == JobState.PARKED


def test_a_job_of_a_kind_that_is_gone_is_not_tried_again(person):
    now = timezone.now()
    job = JobFactory(kind="forgotten", state="parked", error="No.", due_at=now, finished_at=now)

    with pytest.raises(jobs.JobNotRetryable, match="No code here knows"):
        jobs.retry(job=job, by=person)
