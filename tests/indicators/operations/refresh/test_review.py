"""What a person decides about a run that waits."""

import pytest

from cdp import jobs
from indicators.models import Observation, Refresh, SupersededObservation
from indicators.operations.refresh import RefreshNotAllowed, approve, decline, refresh
from tests.factories import PersonFactory
from tests.indicators.fingertips import row, write
from tests.indicators.operations.runs import figures

pytestmark = pytest.mark.django_db


@pytest.fixture
def held(reviewed_source, file):
    write(file, row(), row(Time_period="2018/19", Value="40"))
    return refresh(source=reviewed_source)


def carried_out(run):
    jobs.run_here(run.job)
    run.refresh_from_db()
    return run


def test_what_is_approved_is_published_by_the_worker(held):
    by = PersonFactory()

    run = approve(run=held, by=by, note="Checked with the office")
    assert (run.outcome, figures()) == (Refresh.Outcome.WAITING, [])
    run = carried_out(run)

    assert (run.outcome, run.added, len(figures())) == (Refresh.Outcome.CHANGED, 2, 2)
    assert (run.reviewed_by, run.review_note, run.published_at == run.finished_at) == (
        by,
        "Checked with the office",
        True,
    )


def test_the_kept_bytes_are_published_and_not_what_the_place_holds_by_then(held, file):
    write(file, row(Value="99"))

    carried_out(approve(run=held, by=PersonFactory()))

    assert [value for *_, value in figures()] == [40, 52.5]


def test_figures_that_are_gone_are_taken_out_only_when_asked(held, file, reviewed_source):
    carried_out(approve(run=held, by=PersonFactory()))
    write(file, row(Value="53"))

    run = carried_out(approve(run=refresh(source=reviewed_source), by=PersonFactory(), remove_gone=True))

    assert (run.changed, run.gone, run.removed, figures()) == (1, 1, 1, [("E06000900", "2019/20", 53)])
    assert SupersededObservation.objects.filter(replaced_by=run).count() == 2


def test_gone_figures_stay_otherwise(held, file, reviewed_source):
    carried_out(approve(run=held, by=PersonFactory()))
    write(file, row(Value="53"))

    run = carried_out(approve(run=refresh(source=reviewed_source), by=PersonFactory()))

    assert (run.gone, run.removed, Observation.objects.count()) == (1, 0, 2)


def test_what_is_declined_changes_nothing(held):
    by = PersonFactory()

    run = decline(run=held, by=by, note="A draft by mistake")

    assert (run.outcome, run.reviewed_by, run.finished_at is None, figures()) == (
        Refresh.Outcome.DECLINED,
        by,
        False,
        [],
    )


@pytest.mark.parametrize("decide", [approve, decline])
def test_only_a_run_that_waits_is_decided(held, decide):
    decline(run=held, by=PersonFactory())

    with pytest.raises(RefreshNotAllowed, match="does not wait for a review"):
        decide(run=held, by=PersonFactory())


def test_an_approval_does_not_hold_for_another_comparison(held, reviewed_source, file):
    """Figures that somebody else published in the meantime were not part of what the person saw."""
    other = Refresh.objects.get(pk=held.pk)
    reviewed_source.publishing = "at_once"
    reviewed_source.save()
    run = approve(run=held, by=PersonFactory())
    now = run.reviewed_at
    Refresh.objects.create(source=reviewed_source, outcome="changed", started_at=now, finished_at=now, published_at=now)

    run = carried_out(run)

    assert (run.pk, run.outcome, figures()) == (other.pk, Refresh.Outcome.HELD, [])
    assert run.hold_reasons == [
        "Another run was published since this one was compared, so that it has been compared again."
    ]
