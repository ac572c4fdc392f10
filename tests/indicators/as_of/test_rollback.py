"""A run is taken back as a whole, and the days on which it stood still show it."""

import datetime

import pytest

from indicators.models import (
    Observation,
    PublishedJudgement,
    Reading,
    Refresh,
    RefreshChange,
    RefreshPart,
    RuleFinding,
    Series,
    SourceKind,
    SupersededObservation,
)
from indicators.operations import follow_up
from indicators.operations.as_of import figures_as_known
from indicators.operations.rollback import RollbackRefused, can_be_rolled_back, roll_back, taken_back
from tests.factories import (
    DocumentFactory,
    EvidenceFigureFactory,
    PersonFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.as_of.history import OF_A_READING, OF_AN_OBSERVATION, at, photograph, publish

pytestmark = pytest.mark.django_db
JULY = at("2026-07-03")


def figures():
    return dict(Observation.objects.order_by("period").values_list("period", "value"))


def without(rows, *names):
    return [{name: value for name, value in row.items() if name not in names} for row in rows]


def test_what_the_run_changed_added_and_removed_is_as_it_was_before(source, runs, series):
    other = SeriesFactory(area=series.area)
    before = photograph()
    run = publish(source, {(series, 2021): 60.5, (other, 2021): 7.5}, moment=at("2026-06-20"))
    assert (run.changed, run.added, run.removed) == (1, 1, 1)
    by = PersonFactory()

    undoing = roll_back(run=run, by=by, note="Wrong denominators", now=JULY)

    after = photograph()
    assert without(after["observations"], "refresh_id") == without(before["observations"], "refresh_id")
    assert after["readings"] == before["readings"]
    assert after["headlines"] == before["headlines"]
    assert (undoing.changed, undoing.added, undoing.removed) == (1, 1, 1)
    assert (undoing.outcome, undoing.undoes, undoing.published_at) == (Refresh.Outcome.CHANGED, run, JULY)
    assert (undoing.started_by, undoing.reviewed_by, undoing.review_note) == (by, by, "Wrong denominators")
    told = RefreshChange.objects.filter(refresh=undoing).values_list("indicator", "changed", "added", "removed")
    assert set(told) == {(series.indicator_id, 1, 1, 0), (other.indicator_id, 0, 0, 1)}
    source.refresh_from_db()
    assert (source.number_of_figures, source.last_changed_at) == (2, JULY)


def test_restored_figures_belong_to_the_roll_back_and_what_it_took_is_kept(source, runs):
    undoing = roll_back(run=runs[-1], by=None, now=JULY)

    assert set(Observation.objects.values_list("refresh", flat=True)) == {undoing.pk}
    kept = SupersededObservation.objects.filter(replaced_by=undoing)
    assert set(kept.values_list("value", "refresh", "known_until")) == {
        (43.5, runs[-1].pk, JULY),
        (53.5, runs[-1].pk, JULY),
    }


def test_each_day_goes_on_showing_what_stood_on_it(source, runs):
    roll_back(run=runs[-1], by=None, now=JULY)

    def known(day):
        with figures_as_known(datetime.date.fromisoformat(day)):
            return figures(), Reading.objects.get().value

    assert known("2026-06-02") == ({"2020": 42.5, "2021": 51.5}, 51.5)
    assert known("2026-06-03") == known("2026-07-02") == ({"2020": 43.5, "2021": 53.5}, 53.5)
    assert known("2026-07-03") == ({"2020": 42.5, "2021": 51.5}, 51.5)
    assert figures() == {"2020": 42.5, "2021": 51.5}


def test_the_first_run_can_be_taken_back_and_leaves_nothing_standing(source, series):
    run = publish(source, {(series, 2020): 41.5}, moment=at("2026-04-03"))
    evidence = EvidenceFigureFactory(observation=Observation.objects.get())

    roll_back(run=run, by=None, now=JULY)

    assert not Observation.objects.exists()
    assert not Reading.objects.exists()
    assert not Series.objects.filter(is_headline=True).exists()
    evidence.refresh_from_db()
    assert (evidence.observation, evidence.value) == (None, 41.5)
    with figures_as_known(datetime.date(2026, 7, 2)):
        assert figures() == {"2020": 41.5}


def test_a_roll_back_can_be_taken_back(source, runs):
    before = photograph()
    undoing = roll_back(run=runs[-1], by=None, now=JULY)

    roll_back(run=undoing, by=None, now=at("2026-07-04"))

    assert without(photograph()["observations"], "refresh_id") == without(before["observations"], "refresh_id")
    assert without(photograph()["readings"]) == before["readings"]
    with figures_as_known(JULY.date()):
        assert figures() == {"2020": 42.5, "2021": 51.5}


def test_only_the_newest_run_that_changed_something_can_be_taken_back(source, runs):
    RefreshFactory(source=source, outcome="unchanged", started_at=at("2026-06-05"))
    RefreshFactory(source=source, outcome="failed", error="No answer", started_at=at("2026-06-06"))

    with pytest.raises(RollbackRefused, match="A later run changed figures of this source on 3 June 2026"):
        roll_back(run=runs[1], by=None)
    assert [can_be_rolled_back(run) for run in runs] == [False, False, True]


def test_a_run_is_taken_back_once(source, runs):
    before = runs[-1]
    roll_back(run=before, by=None, now=JULY)

    with pytest.raises(RollbackRefused, match="This run was taken back on 3 July 2026"):
        roll_back(run=before, by=None)
    assert Refresh.objects.filter(undoes=before).count() == 1


@pytest.mark.parametrize("outcome", ["unchanged", "declined", "cancelled"])
def test_a_run_that_changed_nothing_is_not_taken_back(outcome):
    with pytest.raises(RollbackRefused, match="changed no figure"):
        roll_back(run=RefreshFactory(outcome=outcome), by=None)


def test_documents_and_reference_data_are_not_taken_back():
    document = SourceFactory(kind=SourceKind.DOCUMENT, document=DocumentFactory())

    with pytest.raises(RollbackRefused, match="Load the document as it was before"):
        roll_back(run=RefreshFactory(source=document), by=None)
    with pytest.raises(RollbackRefused, match="only figures can be taken back"):
        roll_back(run=RefreshFactory(source=SourceFactory(kind=SourceKind.ONS_GEOGRAPHY)), by=None)


def test_what_was_taken_back_is_not_believed_to_have_been_read(source, runs, series):
    untouched = SeriesFactory().indicator
    for indicator in (series.indicator, untouched):
        RefreshPart.objects.create(source=source, indicator=indicator, digest="x", rows=2)
    PublishedJudgement.objects.create(
        series=series, source=source, refresh=runs[-1], period="2021", period_end=datetime.date(2021, 12, 31)
    )

    roll_back(run=runs[-1], by=None)

    assert [part.indicator for part in RefreshPart.objects.all()] == [untouched]
    assert not PublishedJudgement.objects.exists()


def test_the_same_bytes_are_known_again_until_a_person_lets_them_in(source, runs):
    run = runs[-1]
    Refresh.objects.filter(pk=run.pk).update(sha256="a" * 64)
    assert taken_back(source, "a" * 64) == ""

    undoing = roll_back(run=run, by=None, note="Wrong year.", now=JULY)

    assert taken_back(source, "a" * 64) == "These figures were taken back on 3 July 2026: Wrong year."
    assert [taken_back(source, text) for text in ("b" * 64, "")] == ["", ""]
    assert taken_back(SourceFactory(), "a" * 64) == ""
    again = roll_back(run=undoing, by=None, now=at("2026-07-04"))
    assert taken_back(source, "a" * 64) == ""
    roll_back(run=again, by=None, now=at("2026-07-05"))
    assert taken_back(source, "a" * 64) == "These figures were taken back on 5 July 2026."
    RefreshFactory(source=source, sha256="a" * 64, started_at=at("2026-07-06"))
    assert taken_back(source, "a" * 64) == ""


def test_findings_speak_of_the_figures_that_stand_again(source, series):
    limits = {"lower_95": 30.0, "upper_95": 50.0}
    publish(source, {(series, 2020): 41.5}, moment=at("2026-04-03"), **limits)
    run = publish(
        source, {(series, 2020): 41.5, (series, 2021): 4150.0}, moment=at("2026-04-04"), is_disputed=True, **limits
    )
    follow_up.run_here(roll_back(run=run, by=None))
    assert not RuleFinding.objects.exists()

    undone = Refresh.objects.get(undoes=run)
    follow_up.run_here(roll_back(run=undone, by=None))

    assert RuleFinding.objects.filter(rule="value-outside-interval").count() == 1


def test_a_clock_that_runs_behind_does_not_turn_history_round(source, runs):
    undoing = roll_back(run=runs[-1], by=None, now=at("2026-01-01"))

    assert undoing.published_at > runs[-1].published_at


def test_columns_of_a_photograph_are_all_of_the_models():
    assert {"refresh_id", "is_disputed", "place"} <= set(OF_AN_OBSERVATION)
    assert {"rank", "spark", "standing_goal"} <= set(OF_A_READING)
