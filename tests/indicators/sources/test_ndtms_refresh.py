"""The three NDTMS sources on the whole way: from a server like the real one to figures that stand."""

import pytest

from indicators.models import Observation, Refresh, SourceKind, State
from indicators.operations.refresh import refresh
from tests.factories import AreaFactory, IndicatorFactory, SourceFactory
from tests.served import served
from tests.sources_served.books import ods
from tests.sources_served.ndtms import DEATHS, NATIONAL, PREVALENCE, Forms, GovUk

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def _areas():
    for code, name in (("E92000001", "England"), ("E08000003", "Manchester"), ("E08000014", "Sefton")):
        AreaFactory(code=code, name=name)


def count(code):
    return IndicatorFactory(code=code, unit="people", value_type="count", multiplier=1)


def standing(**about):
    rows = Observation.objects.filter(**about).order_by("series__area__code", "period_end", "series__category")
    return [tuple(row) for row in rows.values_list("series__area__code", "period", "value", "state")]


def test_the_monthly_reports_are_published_as_provisional_and_read_again_without_a_change():
    count("adults-in-treatment-rolling-year")
    options = {"regions": ["E12000002"], "cohorts": ["adults"], "areas": ["Sefton"], "seconds_between": 0}
    forms = Forms()
    with served(forms) as site:
        source = SourceFactory(kind=SourceKind.NDTMS_MONTHLY, location=site, options=options)

        first = refresh(source=source)
        # Another token makes other bytes of the same report.
        forms.token = "token-2"
        second = refresh(source=source)

    assert (first.outcome, first.error, first.added, first.rejected) == (Refresh.Outcome.CHANGED, "", 30, 0)
    assert (second.outcome, second.added, second.changed) == (Refresh.Outcome.UNCHANGED, 0, 0)
    assert standing(series__category="", series__area__code="E08000014") == [
        ("E08000014", "Year ending May 2025", 2890.0, State.PROVISIONAL),
        ("E08000014", "Year ending June 2025", 2893.0, State.PROVISIONAL),
        ("E08000014", "Year ending July 2025", None, State.SUPPRESSED),
    ]


def test_the_page_of_england_in_place_of_an_authority_changes_nothing():
    count("adults-in-treatment-rolling-year")
    forms = Forms()
    with served(forms) as site:
        options = {"regions": ["E12000002"], "cohorts": ["adults"], "seconds_between": 0}
        source = SourceFactory(kind=SourceKind.NDTMS_MONTHLY, location=site, options=options)
        forms.refuses = 100

        run = refresh(source=source)

    assert (run.outcome, Observation.objects.count()) == (Refresh.Outcome.FAILED, 0)
    assert run.error == "NDTMS did not answer the report on Manchester: the page is that of “England”."


def test_the_yearly_tables_are_published():
    IndicatorFactory(code="drug-treatment-mortality-ratio", unit="ratio", value_type="ratio", multiplier=1)
    count("opiate-crack-users")
    AreaFactory(code="E06000015", name="Derby")
    books = {
        ("adults", 2023): ods({"Table_9_2": [*DEATHS[:4], ["Sefton", *DEATHS[4][1:]]]}),
        ("adults", 2024): ods({"Table_1_1": NATIONAL, "Table_9_2": DEATHS, "2_1_Drug_prevalence": PREVALENCE}),
        ("young people", 2024): ods({"Table_1_1": NATIONAL}),
    }
    with served(GovUk(books)) as site:
        source = SourceFactory(kind=SourceKind.NDTMS_TABLES, location=site)

        first, second = refresh(source=source), refresh(source=source)

    assert (first.outcome, first.error, second.outcome) == (Refresh.Outcome.CHANGED, "", Refresh.Outcome.UNCHANGED)
    assert standing(series__category="") == [
        ("E06000015", "2016/17", 2162.0, State.MODELLED),
        ("E08000003", "2022/23 - 24/25", 1.237629579, State.PUBLISHED),
    ]
    (ratio,) = Observation.objects.filter(series__indicator__code="drug-treatment-mortality-ratio")
    assert (ratio.count, ratio.lower_95, ratio.upper_95) == (61.0, 0.9467, 1.5898)
    told = {(reject.value, reject.reason) for reject in first.rejects.exclude(value__startswith="sheet ")}
    assert ("Middle-earth", "Unknown area.") in told


def test_an_export_of_viewit_is_published_from_a_file(tmp_path):
    count("adults-in-treatment")
    path = tmp_path / "export.csv"
    path.write_text(
        "ReportingPeriod,Area,sex,age_group,drug_group,intreatment_allintx\n"
        "2020/21,Sefton,Total,Total,Total,1600\n2021/22,Sefton,Total,Total,Total,NULL\n",
        encoding="utf-8",
    )
    source = SourceFactory(kind=SourceKind.NDTMS_VIEWIT, location=str(path))

    run = refresh(source=source)

    assert (run.outcome, run.error) == (Refresh.Outcome.CHANGED, "")
    assert standing() == [
        ("E08000014", "2020/21", 1600.0, State.PUBLISHED),
        ("E08000014", "2021/22", None, State.NOT_AVAILABLE),
    ]


def test_options_that_there_are_not_are_refused_before_anything_is_asked():
    with served(Forms()) as site:
        source = SourceFactory(kind=SourceKind.NDTMS_MONTHLY, location=site, options={"cohorts": ["children"]})

        run = refresh(source=source)

        assert site.asked == []
    assert run.outcome == Refresh.Outcome.FAILED
    assert "children" in run.error
