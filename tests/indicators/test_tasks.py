"""What the worker does, without a worker: tests/services/test_worker.py has a real one."""

import datetime

import pytest
from kombu.exceptions import ChannelError, OperationalError

from indicators import tasks
from indicators.models import Reading, Refresh
from indicators.tasks import WorkerNotReachable
from tests.factories import (
    AreaFactory,
    IndicatorFactory,
    ObservationFactory,
    PersonFactory,
    RefreshFactory,
    SourceFactory,
)
from tests.indicators.fingertips import row, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def source(tmp_path, settings):
    settings.MEDIA_ROOT = tmp_path / "media"
    IndicatorFactory(fingertips_id=93517)
    AreaFactory(code="E06000900")
    return SourceFactory(location=str(write(tmp_path / "figures.csv", row())))


@pytest.fixture
def sent(monkeypatch):
    """What would have been handed to the broker, which is outside the building."""
    messages = []
    monkeypatch.setattr(
        tasks.refresh_source, "apply_async", lambda args=None, kwargs=None, **options: messages.append(args)
    )
    return messages


def test_the_task_refreshes_and_says_who_asked(source):
    person = PersonFactory()

    tasks.refresh_source(source.pk, person.pk)

    run = source.refreshes.get()
    assert (run.outcome, run.added, run.started_by) == (Refresh.Outcome.CHANGED, 1, person)


def test_the_task_may_run_twice(source):
    tasks.refresh_source(source.pk)
    tasks.refresh_source(source.pk)

    assert [run.outcome for run in source.refreshes.all()] == [Refresh.Outcome.UNCHANGED, Refresh.Outcome.CHANGED]


def test_the_task_leaves_a_running_refresh_alone(source):
    running = RefreshFactory(source=source, outcome=Refresh.Outcome.RUNNING, finished_at=None)

    tasks.refresh_source(source.pk)

    assert list(source.refreshes.all()) == [running]


@pytest.mark.parametrize("change", [{"location": ""}, {"kind": "sample", "location": ""}])
def test_the_task_passes_over_a_source_without_location(source, change):
    for name, value in change.items():
        setattr(source, name, value)
    source.save()

    tasks.refresh_source(source.pk)

    assert not source.refreshes.exists()


def test_a_source_that_is_gone_by_then_is_no_error():
    tasks.refresh_source(4711)

    assert not Refresh.objects.exists()


def test_the_clock_sends_one_task_for_each_scheduled_source(source, sent, django_capture_on_commit_callbacks):
    due = SourceFactory(location="figures.csv", is_scheduled=True)
    other = SourceFactory(location="figures.csv", is_scheduled=True)

    with django_capture_on_commit_callbacks(execute=True):
        tasks.refresh_due_sources()

    assert sorted(sent) == sorted([(due.pk,), (other.pk,)])


def test_the_clock_recomputes_all_readings():
    ObservationFactory()

    tasks.recompute_readings()

    assert Reading.objects.count() == 1


def test_asking_hands_over_ids_only(source, sent):
    person = PersonFactory()

    tasks.ask_for_refresh(source=source, by=person)

    assert sent == [(source.pk, person.pk)]


@pytest.mark.parametrize("fault", [OperationalError("no broker"), ChannelError("no folder"), OSError("disk full")])
def test_an_unreachable_broker_has_a_name(source, monkeypatch, fault):
    def fail(*_, **__):
        raise fault

    monkeypatch.setattr(tasks.refresh_source, "apply_async", fail)

    with pytest.raises(WorkerNotReachable):
        tasks.ask_for_refresh(source=source, by=PersonFactory())


def test_every_task_has_limits_and_a_dead_run_is_given_up_after_them():
    from indicators.operations.refresh import STALE_AFTER

    ours = [tasks.refresh_source, tasks.refresh_due_sources, tasks.recompute_readings]

    assert all(task.soft_time_limit < task.time_limit for task in ours)
    assert datetime.timedelta(seconds=tasks.refresh_source.time_limit) < STALE_AFTER
