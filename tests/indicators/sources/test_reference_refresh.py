"""The sources of areas and of neighbours on the whole way: from a server like the real one to what stands."""

import datetime

import pytest

from cdp import jobs
from indicators.models import Area, AreaType, Observation, Refresh, SourceKind
from indicators.operations.refresh import approve, refresh
from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory, SourceFactory
from tests.indicators.fingertips import row, write
from tests.served import Answer, at, served
from tests.sources_served.ons_geography import ROOT, Geography, error

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _england():
    england = AreaFactory(code="E92000001", name="England", area_type=AreaType.COUNTRY)
    for code, name in (("E12000001", "North East"), ("E12000006", "East of England")):
        AreaFactory(code=code, name=name, area_type=AreaType.REGION).parents.add(england)


def refreshed(geography, source=None, **options):
    with served(geography) as site:
        source = source or SourceFactory(kind=SourceKind.ONS_GEOGRAPHY, options=options, publishing="at_once")
        source.location = f"{site}{ROOT}"
        source.save()
        return source, refresh(source=source)


def test_areas_come_from_the_portal_page_by_page():
    _, run = refreshed(Geography(largest_page=2))

    assert (run.outcome, run.error, run.added, run.rejected) == (Refresh.Outcome.CHANGED, "", 8, 0)
    assert sorted(Area.objects.get(code="E07000010").parents.values_list("code", flat=True)) == [
        "E10000003", "E12000006", "E23000023",
    ]  # fmt: skip
    assert Area.objects.get(code="E23000013").name == "Cleveland police force area"


def test_the_same_again_changes_nothing():
    source, _ = refreshed(Geography())

    _, run = refreshed(Geography(), source=source)

    assert (run.outcome, run.added, run.changed) == (Refresh.Outcome.UNCHANGED, 0, 0)


def test_an_error_of_the_server_leaves_everything_as_it_was():
    geography = Geography()
    geography.faults["LAD24_RGN24_EN_LU"] = error(400, "Invalid URL")

    _, run = refreshed(geography)

    assert (run.outcome, Area.objects.count()) == (Refresh.Outcome.FAILED, 3)
    assert "Invalid URL" in run.error


@pytest.mark.parametrize(("publishing", "outcome"), [("at_once", "changed"), ("after_review", "held")])
def test_what_a_run_says_of_the_areas_is_kept_whether_it_is_held_or_not(publishing, outcome):
    AreaFactory(code="E07000010", name="Fenlands", area_type=AreaType.DISTRICT)
    source = SourceFactory(kind=SourceKind.ONS_GEOGRAPHY, publishing=publishing)

    _, run = refreshed(Geography(), source=source)

    assert (run.outcome, run.remarks) == (outcome, ["Fenlands (E07000010) is now called Fenland."])
    assert run.hold_reasons == (["This source is published after a review."] if outcome == "held" else [])


def test_what_was_held_says_the_same_once_it_is_published(data_lead):
    AreaFactory(code="E07000010", name="Fenlands", area_type=AreaType.DISTRICT)
    source = SourceFactory(kind=SourceKind.ONS_GEOGRAPHY, publishing="after_review")
    _, run = refreshed(Geography(), source=source)

    approved = approve(run=run, by=data_lead)
    jobs.run_here(approved.job)

    run.refresh_from_db()
    assert (run.outcome, run.remarks) == ("changed", ["Fenlands (E07000010) is now called Fenland."])


def test_neighbours_come_from_an_address():
    area = FootprintFactory(area__code="E06000901", area__name="Northshire").area
    AreaFactory(code="E08000903", name="Eastborough")
    text = "AREACD,1,2\nE06000901,E08000903,W06000001\n"
    with served(at({"/neighbours.csv": Answer(text)})) as site:
        source = SourceFactory(
            kind=SourceKind.NEAREST_NEIGHBOURS, location=f"{site}/neighbours.csv", publishing="at_once",
            options={"name": "Nearest, 2025"},
        )  # fmt: skip

        run = refresh(source=source)

    assert (run.outcome, run.error, run.added) == (Refresh.Outcome.CHANGED, "", 1)
    assert [one.area.name for one in area.neighbour_group.neighbours.all()] == ["Eastborough"]


def test_a_source_that_goes_over_to_a_new_code_goes_on_in_one_series(tmp_path):
    """Barnsley: nothing is gone and nothing is new when E08000016 becomes E08000038."""
    old = AreaFactory(code="E08000016", name="Barnsley", valid_to=datetime.date(2025, 3, 31))
    old.successors.add(AreaFactory(code="E08000038", name="Barnsley", valid_from=datetime.date(2025, 4, 1)))
    IndicatorFactory(fingertips_id=93517)
    file = tmp_path / "figures.csv"
    write(file, row(Area_Code="E08000016", Time_period="2023"), row(Area_Code="E08000016", Time_period="2024"))
    source = SourceFactory(location=str(file), publishing="at_once")
    first = refresh(source=source)
    write(file, row(Area_Code="E08000038", Time_period="2023"), row(Area_Code="E08000038", Time_period="2024"))

    second = refresh(source=source)

    assert (first.added, second.added, second.changed, second.gone) == (2, 0, 0, 0)
    assert set(Observation.objects.values_list("series__area__code", flat=True)) == {"E08000038"}
