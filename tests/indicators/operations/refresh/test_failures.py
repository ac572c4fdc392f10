"""Runs of a source that fail, or are refused: the good figures stay, and the run says why."""

import datetime

import pytest
from django.utils import timezone

from indicators.models import Refresh, Series, SourceKind, SupersededObservation
from indicators.operations.refresh import (
    RefreshAlreadyRunning,
    SourceNotRefreshable,
    ask_for_refresh,
    refresh,
)
from indicators.operations.staging import publishing
from tests.factories import RefreshFactory
from tests.indicators.fingertips import HEADER, row, write
from tests.indicators.operations.runs import counts, figures

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "The file figures.csv is empty."),
        (b"\xef\xbb\xbf<!doctype html><title>Sorry</title>", "figures.csv is a web page, not a CSV file."),
        (b"PK\x03\x04rest", "figures.csv is an Excel workbook or ZIP file, not a CSV file."),
        (HEADER.encode(), "The file has a header but no rows: the source has no data for what was asked."),
        (b"a,b\r\n1,2\r\n", "figures.csv is not in the Fingertips layout"),
    ],
)
def test_what_is_no_file_of_figures_fails_with_a_sentence(source, file, content, reason):
    file.write_bytes(content)

    run = refresh(source=source)

    assert (run.outcome, counts(run)) == (Refresh.Outcome.FAILED, {})
    assert run.error.startswith(reason)
    source.refresh_from_db()
    assert source.last_checked_at is None


def test_a_file_that_breaks_off_leaves_the_good_figures(source, file):
    write(file, row())
    refresh(source=source)
    file.write_bytes(file.read_bytes().replace(b"52.5", b"99") + row(Time_period="2018/19").encode() + b'\r\n93517,"')

    run = refresh(source=source)

    assert (run.outcome, figures()) == (Refresh.Outcome.FAILED, [("E06000900", "2019/20", 52.5)])


def test_a_fault_while_publishing_leaves_nothing_half_written(source, file, monkeypatch):
    write(file, row())
    refresh(source=source)
    write(file, row(Value="99"), row(Time_period="2018/19"), row(Sex="Male"))

    def fail(**_):
        raise RuntimeError("power cut")

    monkeypatch.setattr(publishing, "recompute_readings", fail)
    with pytest.raises(RuntimeError, match="power cut"):
        refresh(source=source)

    assert figures() == [("E06000900", "2019/20", 52.5)]
    assert (Series.objects.count(), SupersededObservation.objects.count()) == (1, 0)
    run = Refresh.objects.first()
    assert (run.outcome, run.error) == (
        Refresh.Outcome.FAILED,
        "Something went wrong that should not (RuntimeError). Nothing was changed.",
    )


def test_after_a_failure_the_next_run_succeeds(source, file):
    file.write_bytes(b"")
    refresh(source=source)
    write(file, row())

    assert refresh(source=source).outcome == Refresh.Outcome.CHANGED


def test_two_runs_of_one_source_are_never_at_once(source, file):
    write(file, row())
    waiting = ask_for_refresh(source=source, by=None)

    with pytest.raises(RefreshAlreadyRunning, match="is being refreshed already"):
        refresh(source=source)

    assert list(source.refreshes.all()) == [waiting]


def test_a_run_whose_worker_was_killed_does_not_block_for_ever(source, file):
    write(file, row())
    long_ago = timezone.now() - datetime.timedelta(hours=1)
    dead = RefreshFactory(source=source, outcome=Refresh.Outcome.RUNNING, started_at=long_ago, finished_at=None)

    run = refresh(source=source)

    dead.refresh_from_db()
    assert (run.outcome, dead.outcome) == (Refresh.Outcome.CHANGED, Refresh.Outcome.FAILED)
    assert dead.error == "The run was broken off: its worker stopped."


def test_a_run_that_was_given_up_does_not_publish_any_more(source, file):
    write(file, row())

    def give_up(*_):
        Refresh.objects.filter(outcome="running").update(outcome="failed", finished_at=timezone.now(), error="Given up")

    run = refresh(source=source, progress=give_up)

    assert (run.outcome, run.error, figures()) == (Refresh.Outcome.FAILED, "Given up", [])


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"location": ""}, "has no location set"),
        ({"kind": SourceKind.DOCUMENT}, "its figures are loaded with the document"),
    ],
)
def test_what_cannot_be_refreshed_is_refused_before_it_begins(source, options, reason):
    for name, value in options.items():
        setattr(source, name, value)

    with pytest.raises(SourceNotRefreshable, match=reason):
        refresh(source=source)

    assert not Refresh.objects.exists()
