"""The clock: late, missed and doubled ticks, lost messages and silent workers."""

import datetime
from functools import partial

import pytest
from django.utils import timezone

from cdp import jobs, tasks
from cdp.jobs import schedule, ticking
from cdp.models import Heartbeat, Job, JobState
from tests.factories import HeartbeatFactory, JobFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("handler")]
MINUTE = datetime.timedelta(minutes=1)
DAY = datetime.timedelta(days=1)
NIGHTLY = jobs.Daily(datetime.time(3, 15))


@pytest.fixture
def plan(monkeypatch):
    """The calendar of this test: a nightly job for each key."""
    keys = ["a"]

    def nightly(now):
        period = NIGHTLY.newest(now)
        for key in keys:
            yield jobs.Slot("test", key, period, partial(jobs.ask, kind="test", key=key, period=period))

    monkeypatch.setattr(schedule, "_schedules", [nightly])
    return keys


def utc(text):
    return datetime.datetime.fromisoformat(text).replace(tzinfo=datetime.UTC)


def filled():
    return sorted(Job.objects.values_list("key", "period"))


def do_all():
    for job in Job.objects.filter(state=JobState.WAITING):
        jobs.run_here(job)


def running(**values):
    started = timezone.now() - 60 * MINUTE
    values = {"attempts": 1, "due_at": started, "started_at": started} | values
    return JobFactory(kind="test", state="running", lease_until=started + MINUTE, **values)


# Slots ---------------------------------------------------------------------------------------------------------------


def test_a_slot_is_filled_once_however_often_the_clock_ticks(plan):
    for minute in range(20):
        jobs.tick(now=utc("2026-11-22 03:10") + minute * MINUTE)
        do_all()

    assert filled() == [("a", "2026-11-21"), ("a", "2026-11-22")]


def test_of_the_slots_that_were_missed_only_the_newest_is_made_up(plan):
    jobs.tick(now=utc("2026-11-22 03:15"))
    do_all()

    jobs.tick(now=utc("2026-11-27 23:59"))

    assert filled() == [("a", "2026-11-22"), ("a", "2026-11-27")]


@pytest.mark.parametrize("day", ["2026-03-29", "2026-10-25"])
def test_the_day_on_which_the_clocks_change_has_one_job(plan, day):
    jobs.tick(now=utc(f"{day} 00:00"))
    do_all()
    for minute in range(0, 24 * 60, 30):
        jobs.tick(now=utc(f"{day} 00:00") + minute * MINUTE)
        do_all()

    assert [period for _, period in filled()].count(day) == 1
    assert len(filled()) == 2


def test_a_slot_waits_until_what_is_under_way_has_ended(plan):
    by_hand = jobs.ask(kind="test", key="a")

    jobs.tick(now=utc("2026-11-22 03:15"))
    before = filled()
    jobs.run_here(by_hand)
    jobs.tick(now=utc("2026-11-22 03:16"))

    assert (before, filled()) == ([("a", "")], [("a", ""), ("a", "2026-11-22")])


def test_what_cannot_be_asked_for_keeps_no_other_from_it(plan, monkeypatch):
    plan[:] = ["a", "b", "c"]
    ask = jobs.ask

    def refuse_b(**words):
        return 1 / 0 if words["key"] == "b" else ask(**words)

    monkeypatch.setattr(jobs, "ask", refuse_b)
    jobs.tick(now=utc("2026-11-22 03:15"))

    assert filled() == [("a", "2026-11-22"), ("c", "2026-11-22")]


@pytest.mark.parametrize("count", [1, 3])
def test_a_tick_with_nothing_to_do_makes_seven_queries(plan, count, django_assert_num_queries):
    plan[:] = [f"key-{number}" for number in range(count)]
    now = timezone.now()
    jobs.tick(now=now)

    with django_assert_num_queries(7):
        jobs.tick(now=now)


# The sweeper ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("sent_before", "is_sent"), [(None, True), (6 * MINUTE, True), (4 * MINUTE, False)])
def test_a_message_that_led_to_nothing_is_sent_again(plan, sent, sent_before, is_sent):
    plan.clear()
    now = timezone.now()
    job = JobFactory(kind="test", due_at=now, sent_at=sent_before and now - sent_before)

    jobs.tick(now=now)
    jobs.tick(now=now)

    assert sent == [job.pk] * is_sent


def test_what_is_not_due_or_has_ended_is_not_sent(plan, sent):
    plan.clear()
    now = timezone.now()
    JobFactory(kind="test", due_at=now + MINUTE, created_at=now)
    JobFactory(kind="test", state="done", due_at=now, finished_at=now)

    jobs.tick(now=now)

    assert sent == []


def test_a_queue_that_cannot_be_reached_is_tried_once_a_tick(plan, monkeypatch):
    plan.clear()
    tries = []

    def fail(job):
        tries.append(job.pk)
        raise OSError

    monkeypatch.setattr(tasks, "send_job", fail)
    JobFactory.create_batch(3, kind="test")

    jobs.tick()

    assert len(tries) == 1


def test_a_job_whose_worker_went_silent_is_done_by_the_next(plan, sent, django_capture_on_commit_callbacks):
    plan.clear()
    job = running()

    with django_capture_on_commit_callbacks(execute=True):
        jobs.tick()

    job.refresh_from_db()
    assert (job.state, job.lease_until, job.error) == ("waiting", None, "Its worker stopped without a word.")
    assert set(sent) == {job.pk}
    assert jobs.run_here(job).attempts == 2


def test_a_job_that_kills_its_worker_each_time_is_parked_after_three(plan):
    plan.clear()
    job = running(attempts=3)

    jobs.tick()

    job.refresh_from_db()
    assert (job.state, job.error) == (
        "parked", "It was tried 3 times, and in the end its worker stopped without a word.",
    )  # fmt: skip


def test_a_silent_job_that_was_to_be_cancelled_is_cancelled_and_its_kind_told(plan, handler):
    plan.clear()
    heard = []
    handler(on_end=lambda job: heard.append(job.state))
    job = running(cancel_asked_at=timezone.now())

    jobs.tick()

    job.refresh_from_db()
    assert (job.state, heard) == ("cancelled", ["cancelled"])


def test_a_live_lease_is_left_alone(plan):
    plan.clear()
    job = running()
    Job.objects.update(lease_until=timezone.now() + MINUTE)

    jobs.tick()

    job.refresh_from_db()
    assert job.state == "running"


# Signs of life -------------------------------------------------------------------------------------------------------


def test_a_tick_is_a_sign_of_life(plan):
    HeartbeatFactory(beaten_at=timezone.now() - DAY)

    jobs.tick()

    health = jobs.health()
    assert (health.is_alive, Heartbeat.objects.count()) == (True, 2)
    assert timezone.now() - health.worker_seen_at < MINUTE


def test_a_worker_with_its_hands_full_is_alive():
    HeartbeatFactory(beaten_at=timezone.now() - DAY)
    running(heartbeat_at=timezone.now())

    assert jobs.health().is_alive


@pytest.mark.parametrize("seen", [None, 181])
def test_a_worker_that_was_not_heard_of_for_three_minutes_is_missing(seen):
    now = timezone.now()
    if seen:
        HeartbeatFactory(beaten_at=now - datetime.timedelta(seconds=seen))

    assert not jobs.health(now=now).is_alive
    assert jobs.health(now=now - datetime.timedelta(seconds=2)).is_alive is bool(seen)


def test_health_counts_what_waits_and_since_when():
    now = timezone.now()
    JobFactory(kind="test", due_at=now - MINUTE)
    JobFactory(kind="test", due_at=now + MINUTE, created_at=now)
    JobFactory(kind="test", state="parked", error="No.", due_at=now - DAY, finished_at=now)
    running()

    health = jobs.health(now=now)

    assert (health.waiting, health.running, health.parked) == (2, 1, 1)
    assert health.oldest_waiting_at == now - MINUTE


def test_jobs_keep_the_clock_going_where_its_own_messages_wait_behind_them(plan):
    now = timezone.now()
    HeartbeatFactory(name="clock", beaten_at=now - MINUTE / 2)
    ticking.tick_if_late(now=now)
    assert not Job.objects.exists()

    ticking.tick_if_late(now=now + MINUTE)

    assert Job.objects.count() == 1


# Tidying up ----------------------------------------------------------------------------------------------------------


def test_old_jobs_go_but_not_those_that_wait_for_a_person():
    long_ago = timezone.now() - 91 * DAY
    recent = timezone.now() - 89 * DAY
    for state in ("done", "cancelled", "parked"):
        for finished in (long_ago, recent):
            JobFactory(kind="test", key=f"{state} {finished:%Y}{finished:%j}", state=state, error="No.",
                       due_at=finished, finished_at=finished)  # fmt: skip

    jobs.run_here(jobs.ask(kind="tidy", key=""))

    left = Job.objects.exclude(kind="tidy").values_list("state", "finished_at")
    assert sorted(left) == sorted([("done", recent), ("cancelled", recent), ("parked", recent), ("parked", long_ago)])
