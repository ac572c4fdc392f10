"""Cancelling, going on, and reading the same files again."""

import pytest

from cdp import jobs
from indicators.models import Alias, Refresh
from indicators.operations.refresh import (
    RefreshAlreadyRunning,
    RefreshNotAllowed,
    ask_for_refresh,
    cancel,
    refresh,
    replay,
    resume,
)
from indicators.operations.refresh import running as module
from tests.factories import PersonFactory
from tests.indicators.fingertips import row, write
from tests.indicators.operations.runs import figures

pytestmark = pytest.mark.django_db
Outcome = Refresh.Outcome


def carried_out(run):
    jobs.run_here(run.job)
    run.refresh_from_db()
    return run


def test_a_run_that_is_asked_for_waits_for_the_worker(source, file):
    write(file, row())
    by = PersonFactory()

    run = ask_for_refresh(source=source, by=by)

    assert (run.outcome, run.started_by, run.job.state, run.job.payload) == (
        Outcome.WAITING,
        by,
        "waiting",
        {"refresh": run.pk},
    )
    assert carried_out(run).outcome == Outcome.CHANGED
    run.job.refresh_from_db()
    assert run.job.state == "done"


def test_a_second_wish_is_told_that_a_run_waits_already(source, file):
    run = ask_for_refresh(source=source, by=None)

    with pytest.raises(RefreshAlreadyRunning):
        ask_for_refresh(source=source, by=PersonFactory())

    assert list(source.refreshes.all()) == [run]


def test_a_slot_of_the_schedule_is_filled_once(source, file):
    write(file, row())
    first = ask_for_refresh(source=source, by=None, period="2026-11-22")
    carried_out(first)

    assert ask_for_refresh(source=source, by=None, period="2026-11-22") == first
    assert ask_for_refresh(source=source, by=None, period="2026-11-23") != first


def test_a_run_that_waits_can_be_cancelled(source, file):
    run = ask_for_refresh(source=source, by=None)

    cancel(run=run, by=PersonFactory())

    run.refresh_from_db()
    assert (run.outcome, run.finished_at is None) == (Outcome.CANCELLED, False)
    run.job.refresh_from_db()
    assert run.job.state == "cancelled"


def test_a_run_at_work_stops_and_leaves_everything_as_it_was(source, file, monkeypatch):
    write(file, row())
    run = ask_for_refresh(source=source, by=None)
    read = module.Stage.read

    def read_while_somebody_cancels(stage, *files, **options):
        cancel(run=Refresh.objects.get(pk=run.pk), by=PersonFactory())
        return read(stage, *files, **options)

    monkeypatch.setattr(module.Stage, "read", read_while_somebody_cancels)
    jobs.run_here(run.job)

    run.refresh_from_db()
    assert (run.outcome, figures()) == (Outcome.CANCELLED, [])


def test_a_run_that_has_ended_cannot_be_cancelled(source, file):
    write(file, row())
    run = refresh(source=source)

    with pytest.raises(RefreshNotAllowed, match="has ended already: changed"):
        cancel(run=run, by=PersonFactory())


def test_a_cancelled_run_goes_on_with_what_it_has_fetched(source, file, monkeypatch):
    write(file, row())
    run = ask_for_refresh(source=source, by=None)

    def stop(*_):
        raise RuntimeError("The power went")

    with monkeypatch.context() as patch:
        patch.setattr(module.Stage, "read", stop)
        jobs.run_here(run.job)
    run.refresh_from_db()
    assert (run.outcome, run.files.count()) == (Outcome.WAITING, 1)
    cancel(run=run, by=PersonFactory())
    file.unlink()  # nothing is there any more that could be fetched

    run.refresh_from_db()
    run = carried_out(resume(run=run, by=PersonFactory()))

    assert (run.outcome, figures()) == (Outcome.CHANGED, [("E06000900", "2019/20", 52.5)])


def test_kept_bytes_that_were_spoilt_are_fetched_again(source, file, monkeypatch):
    write(file, row())
    run = refresh(source=source)
    Refresh.objects.filter(pk=run.pk).update(outcome="failed", published_at=None, error="Broken off")
    kept = next(path for path in (file.parent / "media/sources" / source.slug).iterdir())
    kept.write_bytes(b"x" * kept.stat().st_size)

    run.refresh_from_db()
    run = carried_out(resume(run=run, by=None))

    assert (run.outcome, kept.read_bytes()) == (Outcome.UNCHANGED, file.read_bytes())


def test_only_a_broken_off_run_goes_on(source, file):
    write(file, row())
    run = refresh(source=source)

    with pytest.raises(RefreshNotAllowed, match="Only a run that was cancelled or failed can go on: changed"):
        resume(run=run, by=PersonFactory())


def test_a_mended_word_is_read_again_from_the_kept_file(source, file, area):
    write(file, row(), row(Time_period="2018/19", Area_Code="E06999999"))
    run = refresh(source=source)
    assert (run.added, run.rejected) == (1, 1)
    file.unlink()
    Alias.objects.create(source=source, field="area", text="E06999999", area=area, made_at=run.started_at)

    again = carried_out(replay(run=run, by=PersonFactory()))

    assert (again.outcome, again.added, again.rejected, again.replay_of) == (Outcome.CHANGED, 1, 0, run)
    assert len(figures()) == 2


def test_a_run_without_kept_files_cannot_be_read_again(source, file):
    file.write_bytes(b"")
    run = refresh(source=source)

    with pytest.raises(RefreshNotAllowed, match="kept no files"):
        replay(run=run, by=PersonFactory())
