"""The five documents are loaded whole: the database is counted against the files, which are read here by themselves."""

import csv
from collections import Counter
from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from actions import models as actions
from indicators import models as indicators
from partners import models as partners
from tests.loading.conftest import digest

DOCUMENTS = settings.BASE_DIR / "actions" / "documents"
# The mark is what makes pytest-django set up a test database at all; the load itself is shared by the module.
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("shipped")]
# An area that a document has under a code of before is loaded under its present one.
PRESENT_CODES = {"local:police-force:kent": "E23000032"}
SLUGS = ("buckinghamshire", "medway", "milton-keynes", "northamptonshire", "worcestershire")


@pytest.fixture(scope="module")
def shipped(django_db_setup, django_db_blocker):
    """All five, loaded once for the whole module and rolled back after it; how many queries the load made."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        with CaptureQueriesContext(connection) as queries:
            call_command("load_partnership", "--all", stdout=StringIO())
        yield len(queries)
        transaction.set_rollback(True)


def the_file(slug):
    return yaml.safe_load((DOCUMENTS / slug / "partnership.yaml").read_text(encoding="utf-8"))


def the_table(slug, name):
    with (DOCUMENTS / slug / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def in_the_files(slug):
    content = the_file(slug)
    recommendations, of_actions, schemes = content["recommendations"], content["actions"], content["schemes"]
    versions = content["stakeholder_categories"]
    return {
        "agencies": len(content["agencies"]),
        "areas": len(content["partnership"]["areas"]),
        "principles": len(content["principles"]),
        "priorities": len(content["priorities"]),
        "recommendations": len(recommendations),
        "partners": sum(len(entry["partners"]) for entry in recommendations),
        "sub_recommendations": sum(len(entry["sub_recommendations"]) for entry in recommendations),
        "evidence_figures": sum(len(entry["evidence_figures"]) for entry in recommendations),
        "actions": len(of_actions),
        "lead_agencies": sum(len(entry["lead_agencies"]) for entry in of_actions),
        "schemes": len(schemes),
        "scheme_agencies": sum(len(entry["agencies"]) for entry in schemes),
        "findings": len(content["findings"]),
        "themes": len(content["themes"]),
        "categories": sum(len(version["categories"]) for version in versions),
        "sub_categories": sum(len(row["sub_categories"]) for version in versions for row in version["categories"]),
        "opportunities": len(content["opportunities"]),
        "ideas": sum(len(entry["ideas"]) for entry in content["opportunities"]),
        "intelligence_gaps": len(content["intelligence_gaps"]),
        "returns": len(content["return_on_investment"]),
        "measures_wanted": len(content["measures_wanted"]),
        "notes": len(content["notes"]),
        "contradictions": len(the_table(slug, "contradictions.csv")),
        "observations": len(the_table(slug, "observations.csv")),
    }


def in_the_database(slug):
    of_partnership, of_document = {"partnership__slug": slug}, {"document__partnership__slug": slug}
    of_recommendation = {"recommendation__partnership__slug": slug}
    categories = partners.StakeholderCategory.objects.filter(**of_document)
    opportunities = actions.Opportunity.objects.filter(**of_document)
    return {
        "agencies": partners.Seat.objects.filter(**of_partnership).count(),
        "areas": indicators.Footprint.objects.filter(**of_partnership).count(),
        "principles": partners.Principle.objects.filter(**of_partnership).count(),
        "priorities": actions.Priority.objects.filter(**of_partnership).count(),
        "recommendations": actions.Recommendation.objects.filter(**of_partnership).count(),
        "partners": actions.Recommendation.partners.through.objects.filter(**of_recommendation).count(),
        "sub_recommendations": actions.SubRecommendation.objects.filter(**of_recommendation).count(),
        "evidence_figures": actions.EvidenceFigure.objects.filter(
            **of_recommendation, observation__isnull=False
        ).count(),
        "actions": actions.Action.objects.filter(**of_partnership).count(),
        "lead_agencies": actions.ActionAgency.objects.filter(action__partnership__slug=slug, role="lead").count(),
        "schemes": actions.Scheme.objects.filter(**of_partnership).count(),
        "scheme_agencies": actions.Scheme.agencies.through.objects.filter(scheme__partnership__slug=slug).count(),
        "findings": actions.Finding.objects.filter(**of_partnership).count(),
        "themes": actions.Theme.objects.filter(**of_document).count(),
        "categories": categories.filter(parent=None).count(),
        "sub_categories": categories.exclude(parent=None).count(),
        "opportunities": opportunities.count(),
        "ideas": sum(len(row.ideas) for row in opportunities),
        "intelligence_gaps": actions.IntelligenceGap.objects.filter(**of_document).count(),
        "returns": actions.ReturnOnInvestment.objects.filter(**of_document).count(),
        "measures_wanted": actions.MeasureWanted.objects.filter(**of_document).count(),
        "notes": partners.DocumentNote.objects.filter(**of_document).count(),
        "contradictions": indicators.QualityFinding.objects.filter(**of_document).count(),
        "observations": indicators.Observation.objects.filter(source__document__partnership__slug=slug).count(),
    }


@pytest.mark.parametrize("slug", SLUGS)
def test_everything_in_the_files_is_in_the_database(slug):
    assert in_the_database(slug) == in_the_files(slug)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_figure_is_as_it_stands_in_the_table(slug):
    def as_text(number):
        return None if number in (None, "") else float(number)

    rows = Counter(
        (
            row["indicator"],
            PRESENT_CODES.get(row["area"], row["area"]),
            *(row[key] for key in ("sex", "age", "category_type", "category", "period")),
            *(row[key] or None for key in ("period_start", "period_end")),
            *(as_text(row[key]) for key in ("value", "lower_ci", "upper_ci", "count", "denominator")),
            *(row[key] for key in ("state", "qualifier", "printed", "note", "place")),
        )
        for row in the_table(slug, "observations.csv")
    )

    figures = indicators.Observation.objects.filter(source__document__partnership__slug=slug).values_list(
        "series__indicator__code", "series__area__code", "series__sex", "series__age", "series__category_type",
        "series__category", "period", "period_start", "period_end", "value", "lower_95", "upper_95", "count",
        "denominator", "state", "qualifier", "printed", "note", "place",
    )  # fmt: skip
    stored = Counter((*row[:7], *(day and day.isoformat() for day in row[7:9]), *row[9:]) for row in figures)
    assert stored == rows


@pytest.mark.parametrize("slug", SLUGS)
def test_every_lead_agency_stands_in_its_printed_order(slug):
    stored = {
        action.ref: [part.agency.slug for part in action.action_agencies.select_related("agency")]
        for action in actions.Action.objects.filter(partnership__slug=slug)
    }

    assert stored == {entry["ref"]: entry["lead_agencies"] for entry in the_file(slug)["actions"]}


@pytest.mark.parametrize("slug", SLUGS)
def test_the_partnership_is_published_with_its_main_area(slug):
    partnership = partners.Partnership.objects.get(slug=slug)
    entry = the_file(slug)["partnership"]

    assert partnership.is_published
    assert not partnership.is_sample
    assert partnership.footprint.get(is_main=True).area.code == entry["area"]


def test_figures_that_the_documents_dispute_are_marked():
    noted = indicators.Observation.objects.filter(note__startswith="contradicts:")
    outside = indicators.Observation.objects.filter(note__contains="below its own lower limit")

    assert (noted.count(), outside.count()) == (10, 2)
    assert indicators.Observation.objects.filter(is_disputed=True).count() == 12


def test_each_key_has_one_figure_that_stands():
    other = indicators.Observation.objects.filter(variant__gt=0)

    assert other.count() == 10
    for figure in other:
        assert indicators.Observation.objects.filter(
            series=figure.series, source=figure.source, period=figure.period, variant=0
        ).exists()


def test_the_framework_is_whole():
    levels = Counter(indicators.FrameworkMetric.objects.values_list("level", flat=True))

    assert (levels["headline"], levels["supporting"], indicators.Outcome.objects.count()) == (11, 22, 6)
    national = indicators.FrameworkMetric.objects.filter(is_local=False, level="headline")
    assert list(national.values_list("code", flat=True)) == ["H1", "H3", "H4", "H7", "H8"]


def test_an_ended_area_names_its_successors():
    county = indicators.Area.objects.get(code="E10000021")

    assert str(county.valid_to) == "2021-03-31"
    assert sorted(county.successors.values_list("code", flat=True)) == ["E06000061", "E06000062"]


def test_every_series_with_a_figure_has_a_reading():
    """All but one: its only figure is the nought of a county that had been abolished, which is no value."""
    without = indicators.Series.objects.filter(reading=None)

    assert [(series.area.code, series.indicator.code) for series in without] == [
        ("E10000021", "looked-after-children-identified-with-a-substance-misuse-need")
    ]
    assert list(without.get().observations.values_list("period", "value")) == [("2021", 0.0)]


def test_nothing_points_to_a_row_that_is_not_there():
    connection.check_constraints()


def test_the_load_makes_few_queries(shipped):
    """Rows are written in bulk: one query for each figure would already be 1,434."""
    assert shipped < 1000


def test_loading_all_again_changes_nothing():
    before, out = digest(), StringIO()

    call_command("load_reference", stdout=out)
    call_command("load_partnership", "--all", stdout=out)

    assert [line.rpartition(": ")[2] for line in out.getvalue().splitlines()] == ["nothing changed."] * 6
    assert digest() == before
