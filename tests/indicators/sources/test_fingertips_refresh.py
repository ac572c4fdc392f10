"""Fingertips the whole way: from its answers to figures, judgements and the page of definitions."""

import pytest

from indicators.models import Observation, PublishedJudgement, Publishing, RawFile, Refresh, Series, SourceKind
from indicators.operations.refresh import refresh
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.served import busy, served
from tests.sources_served.fingertips import Fingertips

pytestmark = pytest.mark.django_db
AREAS = {
    "E92000001": ("England", "country"),
    "E12000001": ("North East", "region"),
    "E06000001": ("Hartlepool", "unitary"),
    "E06000002": ("Middlesbrough", "unitary"),
    "E06000063": ("Cumberland", "unitary"),
}
PER_INDICATOR = 5 * 5 + 2  # five areas in five years, and England by two deciles


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def areas():
    rows = {code: AreaFactory(code=code, name=name, area_type=kind) for code, (name, kind) in AREAS.items()}
    for code in ("E06000001", "E06000002", "E06000063"):
        rows[code].parents.add(rows["E12000001"], rows["E92000001"])
    return rows


@pytest.fixture
def indicators():
    kinds = {"unit": "per 100,000", "multiplier": 100_000, "value_type": "directly_standardised_rate"}
    return [
        IndicatorFactory(code="deaths", name="Drug deaths", fingertips_id=92432, **kinds),
        IndicatorFactory(code="completions", fingertips_id=90244, polarity="higher_is_better"),
        IndicatorFactory(code="admissions", fingertips_id=92904, **kinds | {"value_type": "crude_rate"}),
    ]


@pytest.fixture
def service():
    return Fingertips()


@pytest.fixture
def site(service):
    with served(service) as site:
        yield site


@pytest.fixture
def source(site, indicators):
    return SourceFactory(
        slug="fingertips",
        name="Fingertips",
        kind=SourceKind.FINGERTIPS,
        location=f"{site}/api",
        options={"pause_seconds": 0},
    )


def test_figures_are_published_with_their_categories_and_their_suppressed_values(source):
    run = refresh(source=source)

    assert (run.outcome, run.error, run.rejected) == (Refresh.Outcome.CHANGED, "", 0)
    assert run.added == Observation.objects.count() == 3 * PER_INDICATOR
    assert Series.objects.exclude(category_type="").count() == 3 * 2
    hidden = Observation.objects.get(state="suppressed")
    assert (hidden.series.area.name, hidden.value, hidden.count) == ("Middlesbrough", None, None)


def test_each_answer_is_kept_with_what_it_is(source):
    run = refresh(source=source)

    kinds = list(RawFile.objects.filter(refresh=run).values_list("about__kind", flat=True))
    assert sorted(kinds) == ["areas", "data", "data", "data", "metadata", "metadata"]


def test_the_same_answers_again_change_nothing(source):
    refresh(source=source)

    again = refresh(source=source)

    assert (again.outcome, again.added, again.changed) == (Refresh.Outcome.UNCHANGED, 0, 0)


def test_a_figure_that_moved_is_changed(source, service):
    refresh(source=source)
    service.moved["92432", "E06000001"] = 22

    run = refresh(source=source)

    assert (run.outcome, run.added, run.changed, run.gone) == (Refresh.Outcome.CHANGED, 0, 5, 0)


def test_an_indicator_that_is_not_answered_is_rejected_and_what_stands_of_it_is_not_gone(source, service):
    refresh(source=source)
    service.faults["92432"] = busy(status=404)

    run = refresh(source=source)

    assert (run.outcome, run.gone, run.rejected) == (Refresh.Outcome.UNCHANGED, 0, 1)
    assert run.rejects.get().reason.startswith("Deaths from drug misuse (92432) for Upper tier local authorities")
    assert Observation.objects.filter(series__indicator__code="deaths").count() == PER_INDICATOR


def test_an_indicator_that_fingertips_no_longer_has_is_gone_and_kept(source, service):
    refresh(source=source)
    source.publishing = Publishing.UNLESS_UNUSUAL
    source.save()
    del service.available["92432"]

    run = refresh(source=source)

    assert (run.outcome, run.gone) == (Refresh.Outcome.HELD, PER_INDICATOR)
    assert Observation.objects.count() == 3 * PER_INDICATOR


def test_what_fingertips_says_of_its_figures_is_kept_beside_ours(client, source):
    refresh(source=source)

    said = PublishedJudgement.objects.get(
        series__indicator__code="deaths", series__area__code="E06000001", series__category_type=""
    )
    page = client.get("/data/judgements/")

    assert (said.period, said.recent_trend) == ("2021", "No significant change")
    assert (said.compared_with_england, said.compared_with_parent) == ("Worse", "Similar")
    assert page.context["has_any"]


def test_the_page_of_definitions_shows_what_was_read(client, source):
    refresh(source=source)

    response = client.get("/data/definitions/")

    rows = {row.indicator.code: row for row in response.context["page"]}
    assert rows["deaths"].official.name == "Deaths from drug misuse"
    assert (rows["deaths"].differences, response.context["areas"]) == ([], [])


def test_the_newest_figures_come_as_json_too(source):
    source.options["format"] = "json"
    source.save()

    run = refresh(source=source)

    assert (run.outcome, run.rejected, run.added) == (Refresh.Outcome.CHANGED, 0, 3 * 4)
    assert set(Observation.objects.values_list("period", flat=True)) == {"2021", "2021/22"}


def test_categories_may_be_left_out(source):
    source.options["include_deprivation"] = False
    source.save()

    run = refresh(source=source)

    assert run.added == 3 * (PER_INDICATOR - 2)
    assert not Series.objects.exclude(category_type="").exists()


def test_a_service_that_is_dead_fails_the_run_and_leaves_the_figures(source, service):
    refresh(source=source)
    with served(lambda asked: busy(status=404)) as dead:
        source.location = f"{dead}/api"
        source.save()

        run = refresh(source=source)

    assert (run.outcome, run.error) == (Refresh.Outcome.FAILED, "The server answered 404 Not Found.")
    assert Observation.objects.count() == 3 * PER_INDICATOR
