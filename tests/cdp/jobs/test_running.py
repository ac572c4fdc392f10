"""Claiming a job, doing it, and every way in which an attempt may end."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone

from cdp import jobs
from cdp.jobs import claims, running
from cdp.models import Job, JobState
from tests.factories import JobFactory, PersonFactory

pytestmark = pytest.mark.django_db
MINUTE = datetime.timedelta(minutes=1)


def made(**values):
    return JobFactory(kind="test", **values)


def abandoned(**values):
    """As a worker leaves it that is killed: running, and silent since."""
    long_ago = timezone.now() - 60 * MINUTE
    values = {"attempts": 1, "started_at": long_ago, "due_at": long_ago} | values
    return made(state="running", lease_until=long_ago + MINUTE, **values)


def run(job):
    running.run(job.pk)
    job.refresh_from_db()
    return job


def raising(fault):
    def handler(claim):
        raise fault

    return handler


def test_a_job_is_done(handler):
    seen = []
    handler(lambda claim: seen.append((claim.payload, claim.attempt, claim.job.state)))

    job = run(made(payload={"source": 7}))

    assert seen == [({"source": 7}, 1, "running")]
    assert (job.state, job.attempts, job.lease_until, job.error) == (JobState.DONE, 1, None, "")
    assert job.finished_at >= job.started_at


def test_a_second_message_finds_nothing_to_do(handler):
    calls = []
    handler(calls.append)
    job = run(made())

    run(job)

    assert (len(calls), job.attempts) == (1, 1)


@pytest.mark.parametrize("state", ["running", "waiting"])
def test_a_job_that_another_holds_or_that_is_not_due_is_left_alone(handler, state):
    later = timezone.now() + MINUTE
    held = {"lease_until": later, "started_at": timezone.now(), "attempts": 1} if state == "running" else {}
    handler(lambda claim: pytest.fail("This must not be run."))
    job = made(state=state, due_at=timezone.now() if held else later, **held)

    assert run(job).state == state


def test_a_lapsed_lease_is_taken_over_and_the_first_can_write_nothing_more(handler):
    handler()
    job = abandoned()
    first = claims.Claim(job)

    second = claims.claim(job.pk)

    assert second.attempt == 2
    with pytest.raises(jobs.LeaseLost):
        first.check()
    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        first.fence()
    with pytest.raises(jobs.LeaseLost), transaction.atomic():
        first.finish()
    assert not first.renew()
    second.check()
    with transaction.atomic():
        second.fence()


@pytest.mark.parametrize(("base", "delays"), [(60, [60, 300]), (10_000, [10_000, 21_600])])
def test_a_failing_job_waits_longer_each_time_and_is_parked_after_three(handler, settings, base, delays):
    settings.JOB_RETRY_SECONDS = base
    handler(raising(ValueError("a secret")))
    job, waits = made(), []

    for _ in range(2):
        run(job)
        waits.append(round((job.due_at - timezone.now()).total_seconds()))
        assert job.state == JobState.WAITING
        Job.objects.filter(pk=job.pk).update(due_at=timezone.now())
    run(job)

    assert waits == delays
    assert (job.state, job.attempts) == (JobState.PARKED, 3)
    assert job.error == "Something went wrong that should not (ValueError). The worker's log says more."


def test_an_attempt_says_when_to_try_again_and_what_it_waits_for(handler):
    handler(raising(jobs.TryLater("The server is being repaired.", seconds=7200)))

    job = run(made())

    assert (job.state, job.error, job.sent_at) == (JobState.WAITING, "The server is being repaired.", None)
    assert round((job.due_at - timezone.now()).total_seconds()) == 7200


def test_waiting_for_something_that_never_comes_ends_too(handler):
    handler(raising(jobs.TryLater("The server is being repaired.")), attempts=1)

    job = run(made(attempts_allowed=1))

    assert (job.state, job.error) == (JobState.PARKED, "The server is being repaired.")


def test_a_hopeless_job_is_parked_at_once(handler):
    handler(raising(jobs.GiveUp("The address answers with a page about kittens.")))

    job = run(made())

    assert (job.state, job.attempts, job.error) == (
        JobState.PARKED, 1, "The address answers with a page about kittens.",
    )  # fmt: skip


def test_a_job_that_takes_too_long_says_so(handler):
    handler(raising(TimeoutError()), seconds=300)
    job = made()

    running.run(job.pk, out_of_time=TimeoutError)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.WAITING, "It took longer than 5 minutes and was stopped.")


def test_a_worker_that_is_told_to_stop_gives_the_job_back_and_it_counts_as_no_failure(handler):
    handler(raising(SystemExit()))
    job = made()

    with pytest.raises(SystemExit):
        running.run(job.pk)

    job.refresh_from_db()
    assert (job.state, job.attempts, job.attempts_allowed) == (JobState.WAITING, 1, 4)
    assert job.due_at <= timezone.now()


def test_a_job_that_somebody_breaks_off_at_the_terminal_does_not_go_on_elsewhere(handler):
    handler(raising(KeyboardInterrupt()))
    job = made()

    with pytest.raises(KeyboardInterrupt):
        jobs.run_here(job)

    job.refresh_from_db()
    assert (job.state, job.error) == (JobState.CANCELLED, "It was broken off where it was started.")


def test_a_job_can_be_run_here_before_it_is_due_but_not_twice(handler):
    job = jobs.run_here(made(due_at=timezone.now() + MINUTE, created_at=timezone.now()))
    assert job.state == JobState.DONE

    with pytest.raises(jobs.NotFree, match="it is done"):
        jobs.run_here(job)


def test_a_kind_that_the_code_no_longer_knows_is_parked_in_words():
    job = run(JobFactory(kind="forgotten"))

    assert (job.state, job.error) == (
        JobState.PARKED, "No code here knows how to do a job of the kind “forgotten”.",
    )  # fmt: skip


def test_the_effect_and_the_end_are_one_transaction(handler):
    """Whoever is killed after it has done the job; whoever is killed before has left no trace."""

    def work(claim):
        with transaction.atomic():
            claim.finish()
            PersonFactory(name="The effect")
        claim.check()
        raise SystemExit

    handler(work)
    job = made()
    with pytest.raises(SystemExit):
        running.run(job.pk)

    assert run(job).state == JobState.DONE
    assert PersonFactory._meta.model.objects.filter(name="The effect").count() == 1


@pytest.mark.django_db(transaction=True)
def test_a_fence_needs_a_transaction(handler):
    handler()
    claim = claims.claim(made().pk)

    with pytest.raises(transaction.TransactionManagementError):
        claim.fence()


@pytest.mark.django_db(transaction=True)
def test_a_fence_holds_on_while_it_is_published_and_no_longer(handler):
    handler()
    claim = claims.claim(made().pk)

    with transaction.atomic():
        claim.fence()
        within = Job.objects.get().lease_until - timezone.now()
    after = Job.objects.get().lease_until - timezone.now()

    assert within > 29 * MINUTE
    assert after <= MINUTE


# What a kind is told ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("fault", "state"), [(jobs.GiveUp("No."), "parked"), (jobs.Cancelled(), "cancelled")])
def test_a_kind_hears_of_the_end_in_the_same_transaction(handler, fault, state):
    heard = []
    handler(raising(fault), on_end=lambda job: heard.append((job.state, Job.objects.get().state)))

    run(made())

    assert heard == [(state, state)]


def test_an_end_that_the_kind_cannot_bear_is_left_to_a_person(handler):
    handler(raising(jobs.Cancelled()), on_end=lambda job: PersonFactory(name="Half done") and 1 / 0)

    job = run(made())

    assert (job.state, job.error) == (
        JobState.PARKED,
        "Cancelled while it was running. What belongs to it could not be put in order (ZeroDivisionError).",
    )
    assert not PersonFactory._meta.model.objects.exists()
