"""What a worker is told to do about figures, and when."""

import datetime

import pytest
from django.utils import timezone

from cdp import jobs, tasks
from cdp.jobs.kinds import kind_of, words_of
from cdp.models import Job, JobState
from indicators import schedule
from indicators.models import Frequency, Reading
from indicators.operations import refresh
from tests.factories import JobFactory, ObservationFactory, SourceFactory

pytestmark = pytest.mark.django_db
NOW = datetime.datetime(2026, 11, 22, 4, 0, tzinfo=datetime.UTC)


@pytest.fixture(autouse=True)
def _no_queue(monkeypatch):
    monkeypatch.setattr(tasks, "send_job", lambda job: None)


@pytest.fixture
def asked(monkeypatch):
    """Refreshes asked for by the calendar, written as the operation writes them."""
    calls = []

    def ask_for_refresh(*, source, by, period):
        calls.append((source, by, period))
        jobs.ask(kind="refresh", key=f"source:{source.pk}", period=period)

    monkeypatch.setattr(refresh, "ask_for_refresh", ask_for_refresh, raising=False)
    return calls


def due(now=NOW):
    return [(slot.key, slot.period) for slot in schedule.refreshes(now)]


def scheduled(**values):
    return SourceFactory(location="figures.csv", is_scheduled=True, **values)


@pytest.mark.parametrize(
    ("frequency", "period"),
    [(Frequency.DAILY, "2026-11-22"), (Frequency.WEEKLY, "2026-W47"), (Frequency.MONTHLY, "2026-11")],
)
def test_a_source_is_refreshed_as_often_as_is_set(asked, frequency, period):
    source = scheduled(frequency=frequency)

    for minute in range(3):
        jobs.tick(now=NOW + datetime.timedelta(minutes=minute))

    assert asked == [(source, None, period)]


def test_each_frequency_has_its_slots():
    assert set(schedule.REFRESHES) == set(Frequency)


def test_only_scheduled_sources_that_are_awake_are_refreshed():
    SourceFactory(location="figures.csv", is_scheduled=False)
    scheduled(paused_until=NOW + datetime.timedelta(seconds=1))
    awake = [scheduled(), scheduled(paused_until=NOW)]

    assert due() == [(f"source:{source.pk}", "2026-11-22") for source in awake]


def test_one_source_that_cannot_be_asked_for_keeps_no_other_from_it(asked, monkeypatch):
    broken, sound = scheduled(), scheduled()
    ask = refresh.ask_for_refresh

    def refuse(*, source, by, period):
        return 1 / 0 if source == broken else ask(source=source, by=by, period=period)

    monkeypatch.setattr(refresh, "ask_for_refresh", refuse)
    jobs.tick(now=NOW)

    assert [source for source, _, _ in asked] == [sound]


def test_the_night_works_out_all_readings_anew():
    ObservationFactory()
    jobs.tick(now=NOW + datetime.timedelta(hours=1))

    job = jobs.run_here(Job.objects.get(kind="recompute_readings"))

    assert (job.state, job.period, Reading.objects.count()) == (JobState.DONE, "2026-11-22", 1)


def test_a_refresh_is_done_by_its_operation_and_ended_by_it_too(monkeypatch):
    done, ended = [], []
    monkeypatch.setattr(refresh, "run_job", lambda claim: done.append(claim.job), raising=False)
    monkeypatch.setattr(refresh, "job_ended", ended.append, raising=False)
    first, second = JobFactory(kind="refresh", key="source:1"), JobFactory(kind="refresh", key="source:2")

    jobs.run_here(first)
    jobs.cancel(job=second, by="Dee Data")

    assert (done, ended) == ([first], [second])


def test_a_refresh_has_nearly_as_long_as_the_broker_gives():
    assert kind_of("refresh").seconds == 1740


def test_jobs_are_named_for_their_sources():
    source = SourceFactory(name="Nomis")
    mine, gone, odd = (
        JobFactory(kind="refresh", key=key) for key in (f"source:{source.pk}", "source:4711", "something else")
    )

    said = words_of([mine, gone, odd])

    assert [said["refresh", job.key] for job in (mine, gone, odd)] == ["Nomis", "source:4711", "something else"]


def test_a_period_that_has_its_job_is_left_alone_whatever_became_of_it(asked):
    source = scheduled()
    now = timezone.now()
    JobFactory(
        kind="refresh", key=f"source:{source.pk}", period="2026-11-22", state="parked", error="No.", due_at=now,
        finished_at=now,
    )  # fmt: skip

    jobs.tick(now=NOW)

    assert asked == []
