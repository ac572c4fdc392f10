"""The page of what the rules found."""

import datetime
import io

import openpyxl
import pytest

from indicators.models import Indicator, SourceKind
from indicators.presenters.quality import findings_of
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    IndicatorFactory,
    PartnershipFactory,
    RuleFindingFactory,
    SourceFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db
FOUND_AT = datetime.datetime(2026, 11, 2, 9, tzinfo=datetime.UTC)


@pytest.fixture
def source(partnership):
    document = DocumentFactory(partnership=partnership, title="Needs assessment 2021")
    return SourceFactory(slug="needs", name="Needs assessment", kind=SourceKind.DOCUMENT, document=document)


@pytest.fixture
def finding(source, northshire):
    indicator = IndicatorFactory(code="opiate-rate", name="Opiate use")
    return of(source, indicator, northshire, sentence="3.9 lies below its own 95% interval, 5.7 to 7.6.")


def of(source, indicator, area, *, figures=1, **fields):
    shown = [
        {"observation": n, "said": f"3.{n} (2016/17, Table 2)", "indicator": indicator.code, "area": area.code}
        for n in range(1, figures + 1)
    ]
    return RuleFindingFactory(
        source=source, indicator=indicator, area=area, figures=shown, first_found_at=FOUND_AT, **fields
    )


def words(response):
    return " ".join(response.content.decode().split())


def test_a_finding_stands_with_its_rule_its_figures_and_its_source(client, finding):
    page = words(client.get("/data/quality/"))

    assert "1 place where figures break a rule" in page
    assert '<h2 id="rule-value-outside-interval">A value outside its own interval</h2>' in page
    assert "<p>3.9 lies below its own 95% interval, 5.7 to 7.6.</p>" in page
    assert '<a class="govuk-link" href="/indicators/opiate-rate/?areas=E06000001">3.1 (2016/17, Table 2)</a>' in page
    assert '<a class="govuk-link" href="/northshire/document/">Needs assessment</a>. First found on' in page


def test_rules_come_in_their_order_and_the_long_list_of_figures_is_folded(client, source, northshire):
    jump = of(source, IndicatorFactory(name="A"), northshire, rule="jump", figures=11)
    first = of(source, IndicatorFactory(name="B"), northshire)

    response = client.get("/data/quality/")

    groups = response.context["groups"]
    assert [[row.finding for row in group.rows] for group in groups] == [[first], [jump]]
    assert [(len(row.shown), len(row.folded)) for row in groups[1].rows] == [(8, 3)]
    assert "3 more figures<" in words(response)


def test_what_is_about_an_area_as_a_whole_is_headed_by_the_area(client, source, northshire):
    of(source, IndicatorFactory(name="The first of many"), northshire, rule="ended-area", figures=9)

    page = words(client.get("/data/quality/"))

    assert '<h3 class="govuk-heading-s govuk-!-margin-bottom-1">Northshire</h3>' in page
    assert "1 more figure<" in page


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("", ["one", "two"]),
        ("?rule=jump", ["two"]),
        ("?source=needs", ["one"]),
        ("?indicator=second", ["two"]),
        ("?indicator=ONE", ["one"]),
        ("?indicator=unheard-of", []),
        ("?rule=jump&source=needs", []),
    ],
)
def test_the_list_is_narrowed(client, source, northshire, query, seen):
    of(source, IndicatorFactory(code="first", name="one"), northshire)
    of(SourceFactory(slug="other"), IndicatorFactory(code="second", name="two"), northshire, rule="jump")

    response = client.get(f"/data/quality/{query}")

    assert [row.finding.indicator.name for group in response.context["groups"] for row in group.rows] == seen
    assert ("No finding matches these filters" in words(response)) == (not seen)


@pytest.mark.parametrize("query", ["?rule=unheard-of", "?source=nothing", "?page=9", "?format=pdf"])
def test_what_the_address_cannot_mean_is_refused(client, finding, query):
    assert client.get(f"/data/quality/{query}").status_code == 400


def test_an_empty_list_says_what_follows(client):
    page = words(client.get("/data/quality/"))

    assert "No figure breaks a rule" in page
    assert '<a class="govuk-link" href="/data/">See what was read</a>' in page


def test_findings_of_an_unpublished_document_are_its_members_alone(client, viewer, partnership, finding):
    partnership.is_published = False
    partnership.save()

    seen_by_all = client.get("/data/quality/")
    client.force_login(viewer)
    seen_by_a_member = client.get("/data/quality/")

    assert "Opiate use" not in words(seen_by_all)
    assert "Opiate use" in words(seen_by_a_member)


def test_findings_are_downloaded_as_csv_and_excel(client, finding):
    (row,) = rows_of_csv(client.get("/data/quality/?format=csv"))
    book = openpyxl.load_workbook(io.BytesIO(client.get("/data/quality/?format=xlsx").content))

    assert row == {
        "rule": "value-outside-interval",
        "title": "A value outside its own interval",
        "source": "Needs assessment",
        "indicator": "opiate-rate",
        "indicator_name": "Opiate use",
        "area": "E06000001",
        "area_name": "Northshire",
        "finding": "3.9 lies below its own 95% interval, 5.7 to 7.6.",
        "figures": "3.1 (2016/17, Table 2)",
        "first_found_at": FOUND_AT.isoformat(),
        "sample_data": "no",
    }
    assert book["Table"]["H4"].value == "3.9 lies below its own 95% interval, 5.7 to 7.6."


def test_sample_figures_say_so(client, northshire):
    partnership = PartnershipFactory(is_sample=True)
    own = SourceFactory(kind=SourceKind.DOCUMENT, document=DocumentFactory(partnership=partnership))
    of(own, IndicatorFactory(), northshire)

    assert "Sample data, made up." in words(client.get("/data/quality/"))
    assert rows_of_csv(client.get("/data/quality/?format=csv"))[0]["sample_data"] == "yes"


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_three_queries(client, northshire, count, django_assert_num_queries):
    for _ in range(count):
        document = DocumentFactory()
        own = SourceFactory(kind=SourceKind.DOCUMENT, document=document)
        of(own, IndicatorFactory(), northshire, figures=3)

    with django_assert_num_queries(3):
        response = client.get("/data/quality/")

    assert response.context["page"].paginator.count == count


def test_the_document_page_links_to_what_the_rules_found_in_it(client, finding):
    page = words(client.get("/northshire/document/"))

    assert '<a class="govuk-link" href="/data/quality/?source=needs">1 place where figures break a rule' in page


def test_an_indicator_has_the_findings_that_concern_it_in_its_areas(finding, source, northshire, viewer):
    elsewhere = AreaFactory()
    of(source, finding.indicator, elsewhere)
    of(source, IndicatorFactory(), northshire)
    tied = of(source, IndicatorFactory(name="Z"), northshire, rule="share-and-count", figures=2)
    tied.figures[1]["indicator"] = "opiate-rate"
    tied.save()

    groups = findings_of(Indicator.objects.get(code="opiate-rate"), [northshire], viewer)

    assert [[row.finding for row in group.rows] for group in groups] == [[finding], [tied]]
