"""A load of a document tells what it did to the figures, as a run of any source does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.operations.documents import load_documents
from cdp.models import Job
from indicators.models import (
    Notice,
    Observation,
    Refresh,
    RefreshChange,
    RefreshDifference,
    Source,
    SupersededObservation,
)
from partners.models import Partnership
from tests.factories import DisclosureRuleFactory, PersonFactory, SubscriptionFactory
from tests.loading.folder import OBSERVATIONS
from tests.loading.test_load_partnership import change
from tests.pages import words

LINES = OBSERVATIONS.splitlines(keepends=True)


@pytest.fixture
def loaded(folder):
    load_documents(folders=[folder])
    return folder


@pytest.fixture
def loaded_again(loaded):
    """One figure has moved by a little and one by much, one is gone and one has come."""
    change(loaded, "observations.csv", "33.5,exact,33.5%", "34,exact,34%")
    change(loaded, "observations.csv", "12,exact,12,", "120,exact,120,")
    change(
        loaded,
        "observations.csv",
        LINES[2],
        LINES[2].replace("2021", "2020").replace("2022", "2021").replace("/22", "/21"),
    )
    load_documents(folders=[loaded])
    return loaded


def changes(run):
    return list(
        RefreshChange.objects.filter(refresh=run)
        .order_by("indicator__code")
        .values_list("indicator__code", "added", "changed", "removed")
    )


def test_a_first_load_tells_how_many_figures_each_indicator_got(loaded):
    assert changes(Refresh.objects.get()) == [("continuity-of-care", 2, 0, 0), ("deaths", 3, 0, 0)]
    assert not RefreshDifference.objects.exists()


def test_a_later_load_tells_what_it_did_to_each_indicator(loaded_again):
    run = Refresh.objects.first()

    assert changes(run) == [("continuity-of-care", 1, 1, 1), ("deaths", 0, 1, 0)]
    assert (run.added, run.changed, run.unchanged, run.gone, run.removed, run.moved) == (1, 2, 2, 1, 1, 1)
    told = run.differences.order_by("pk").values_list("kind", "indicator__code", "period", "was", "now")
    assert list(told) == [
        ("moved", "deaths", "2021", 12, 120),
        ("gone", "continuity-of-care", "2021/22", 29, None),
        ("changed", "continuity-of-care", "2022/23", 33.5, 34),
        ("added", "continuity-of-care", "2020/21", None, 29),
    ]


def test_the_same_again_writes_nothing(loaded_again):
    before = [
        list(model.objects.order_by("pk").values()) for model in (Refresh, RefreshChange, RefreshDifference, Source)
    ]

    load_documents(folders=[loaded_again])

    after = [
        list(model.objects.order_by("pk").values()) for model in (Refresh, RefreshChange, RefreshDifference, Source)
    ]
    assert after == before
    assert SupersededObservation.objects.count() == 3


def test_a_load_that_fails_in_the_end_tells_nothing(loaded, monkeypatch):
    change(loaded, "observations.csv", "33.5,exact,33.5%", "34,exact,34%")
    monkeypatch.setattr("actions.operations.documents.recompute_readings", lambda **_: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        load_documents(folders=[loaded])

    assert (Refresh.objects.count(), RefreshChange.objects.count()) == (1, 2)


def test_a_check_tells_nothing(loaded):
    change(loaded, "observations.csv", "33.5,exact,33.5%", "34,exact,34%")

    load_documents(folders=[loaded], check=True)

    assert (Refresh.objects.count(), RefreshChange.objects.count()) == (1, 2)


def test_the_number_of_figures_agrees_with_what_the_runs_tell(loaded_again):
    runs = RefreshChange.objects.values_list("added", "removed")

    stands = sum(added - removed for added, removed in runs)

    assert (stands, Source.objects.get().number_of_figures) == (5, 5)
    assert Observation.objects.count() == 5


def test_a_load_stands_after_the_one_before_whatever_the_clock_says(loaded):
    ahead = timezone.now() + timedelta(hours=1)
    Refresh.objects.update(finished_at=ahead, published_at=ahead)
    change(loaded, "observations.csv", "33.5,exact,33.5%", "34,exact,34%")

    load_documents(folders=[loaded])

    first, second = Refresh.objects.order_by("pk")
    assert second.published_at > first.published_at
    assert Source.objects.get().last_changed_at == second.published_at


def test_numbers_that_a_disclosure_rule_binds_are_not_repeated(loaded):
    rule = DisclosureRuleFactory()
    rule.indicators.set(Observation.objects.get(printed="12").series.indicator.__class__.objects.filter(code="deaths"))
    change(loaded, "observations.csv", "12,exact,12,", "120,exact,120,")

    load_documents(folders=[loaded])

    told = Refresh.objects.first().differences.values_list("kind", "was", "now", "is_withheld")
    assert list(told) == [("moved", None, None, True)]


def test_who_follows_the_document_is_told(loaded):
    Partnership.objects.update(is_published=True)
    SubscriptionFactory(source=Source.objects.get(), person=PersonFactory())
    change(loaded, "observations.csv", "33.5,exact,33.5%", "34,exact,34%")

    load_documents(folders=[loaded])

    job = Job.objects.get()
    assert (job.kind, job.payload) == ("tell_subscribers", {"refresh": Refresh.objects.first().pk})
    assert not Notice.objects.exists()


def test_the_pages_tell_of_it_and_look_back(client, loaded_again):
    Partnership.objects.update(is_published=True)
    first, second = Refresh.objects.order_by("pk")
    long_ago = timezone.now() - timedelta(days=10)
    Refresh.objects.filter(pk=first.pk).update(started_at=long_ago, finished_at=long_ago, published_at=long_ago)

    page = words(client.get(second.get_absolute_url()))
    revisions = client.get("/data/revisions/").context["page"].rows
    then = words(client.get(f"/indicators/continuity-of-care/?as_of={long_ago:%Y-%m-%d}&areas=E06000999"))

    for said in ("1 figure added, 2 changed, 1 taken out", "Changes by indicator", "Moved by more than the limit"):
        assert said in page
    assert "kept as last published" not in page
    assert sorted((row.figure.period, row.was_words, row.now_words) for row in revisions) == [
        ("2021", "12 deaths", "120 deaths"),
        ("2021/22", "29%", "No longer given"),
        ("2022/23", "33.5%", "34%"),
    ]
    assert ("33.5%" in then, "34%" in then) == (True, False)
