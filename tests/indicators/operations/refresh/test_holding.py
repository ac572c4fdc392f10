"""A run that would change too much, or belongs to a source that is reviewed, changes nothing by itself."""

import pytest

from indicators.models import Observation, Refresh, RefreshDifference
from indicators.operations.refresh import refresh
from tests.factories import SourceFactory
from tests.indicators.fingertips import row, write
from tests.indicators.operations.runs import figures

pytestmark = pytest.mark.django_db
HELD, CHANGED, UNCHANGED = Refresh.Outcome.HELD, Refresh.Outcome.CHANGED, Refresh.Outcome.UNCHANGED


@pytest.fixture
def careful_source(file, indicator, area):
    return SourceFactory(slug="careful", location=str(file), publishing="unless_unusual", move_limit=50, gone_limit=10)


def values():
    return dict(Observation.objects.values_list("period", "value"))


def test_a_first_load_has_nothing_to_be_compared_with(careful_source, ten_periods):
    ten_periods()

    assert refresh(source=careful_source).outcome == CHANGED


def test_small_moves_are_published_at_once(careful_source, ten_periods):
    ten_periods()
    refresh(source=careful_source)
    ten_periods(y2019="60", y2018="40")

    run = refresh(source=careful_source)

    assert (run.outcome, run.changed, run.moved, run.hold_reasons) == (CHANGED, 2, 0, [])


def test_figures_that_move_by_more_than_the_limit_wait_for_a_person(careful_source, ten_periods):
    ten_periods()
    refresh(source=careful_source)
    ten_periods(y2019="80")

    run = refresh(source=careful_source)

    assert (run.outcome, run.moved, values()["2019"]) == (HELD, 1, 50)
    assert run.hold_reasons == ["1 figure of 10 that stood before would move by more than 50%."]
    assert (run.published_at, run.finished_at) == (None, None)
    difference = RefreshDifference.objects.get()
    assert (difference.kind, difference.period, difference.was, difference.now) == ("moved", "2019", 50, 80)


def test_figures_that_are_gone_wait_for_a_person(careful_source, ten_periods):
    ten_periods()
    refresh(source=careful_source)
    ten_periods(y2010=None, y2011=None)

    run = refresh(source=careful_source)

    assert (run.outcome, run.gone, len(values())) == (HELD, 2, 10)
    assert run.hold_reasons == ["2 of 10 figures that stand are no longer in the source."]


def test_one_in_ten_may_be_gone(careful_source, ten_periods):
    ten_periods()
    refresh(source=careful_source)
    ten_periods(y2010=None, y2019="51")

    run = refresh(source=careful_source)

    assert (run.outcome, run.gone, len(values())) == (CHANGED, 1, 10)


def test_a_file_of_which_most_rows_are_rejected_waits(careful_source, ten_periods, file):
    ten_periods()
    refresh(source=careful_source)
    good = [row(Time_period=str(year), Value="50") for year in range(2010, 2020)]
    bad = [row(Time_period=str(year), Area_Code="E06999999") for year in range(2010, 2022)]
    write(file, *good, row(Time_period="2020", Value="51"), *bad)

    run = refresh(source=careful_source)

    assert (run.outcome, run.hold_reasons) == (HELD, ["12 of 23 rows were rejected."])


def test_a_reviewed_source_is_held_whatever_changes(reviewed_source, file):
    write(file, row())

    run = refresh(source=reviewed_source)

    assert (run.outcome, run.added, figures()) == (HELD, 1, [])
    assert run.hold_reasons == ["This source is published after a review."]


def test_a_reviewed_source_of_which_nothing_changes_is_not_held(reviewed_source, file):
    write(file, row())
    run = refresh(source=reviewed_source)
    run.source.publishing = "at_once"
    run.source.save()
    write(file, row(), row())
    refresh(source=run.source)
    reviewed_source.refresh_from_db()
    reviewed_source.publishing = "after_review"
    reviewed_source.save()
    write(file, row(), row(), row())

    assert refresh(source=reviewed_source).outcome == UNCHANGED


def test_the_same_file_is_not_held_twice(reviewed_source, file):
    write(file, row())
    first = refresh(source=reviewed_source)

    second = refresh(source=reviewed_source)

    first.refresh_from_db()
    assert (first.outcome, second.outcome, second.rows_read) == (HELD, Refresh.Outcome.CANCELLED, 0)
    assert second.error.startswith("The same file waits for a review already")


def test_a_newer_file_takes_the_place_of_the_one_that_waits(reviewed_source, file):
    write(file, row())
    first = refresh(source=reviewed_source)
    write(file, row(Value="53"))

    second = refresh(source=reviewed_source)

    first.refresh_from_db()
    assert (first.outcome, first.review_note, second.outcome) == (
        Refresh.Outcome.DECLINED,
        "Replaced by a later run.",
        HELD,
    )
