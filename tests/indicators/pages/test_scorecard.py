import csv
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    AreaFactory,
    DocumentFactory,
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    ObservationFactory,
    OutcomeFactory,
    PartnershipFactory,
    ReadingFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/northshire/indicators/"


@pytest.fixture
def area(partnership):
    return FootprintFactory(partnership=partnership, area__name="Northshire").area


@pytest.fixture
def source(partnership):
    return SourceFactory(kind="document", document=DocumentFactory(partnership=partnership, title="Needs assessment"))


def reading_of(area, source, *, headline=True, group="", **fields):
    return ReadingFactory(
        observation__series__area=area,
        observation__series__is_headline=headline,
        observation__series__category_type="Substance" if group else "",
        observation__series__category=group,
        observation__refresh__source=source,
        is_headline=headline,
        **fields,
    )


def names(response):
    rows = BeautifulSoup(response.content, "html.parser").select("tbody tr:not(.cdp-band-row) th a")
    return [row.get_text(strip=True) for row in rows]


def test_the_scorecard_shows_each_indicator_once(client, area, source):
    deaths = IndicatorFactory(name="Deaths")
    reading_of(area, source, observation__series__indicator=deaths, value=7.6, printed="7.6%")
    reading_of(area, source, observation__series__indicator=deaths, headline=False, group="Opiates")
    reading_of(area, source, observation__series__indicator=IndicatorFactory(name="Arrivals", scope="service"))

    response = client.get(ADDRESS)

    page = BeautifulSoup(response.content, "html.parser")
    assert response.status_code == 200
    assert names(response) == ["Deaths", "Arrivals"]
    assert [band.strong.get_text() for band in page.select(".cdp-band")] == ["Population outcomes", "Service measures"]
    assert page.select_one("tbody td .cdp-value").get_text() == "7.6%"


def test_an_unpublished_partnership_is_not_found_by_others(client, partnership, area, source, viewer, stranger):
    partnership.is_published = False
    partnership.save()
    reading_of(area, source)

    assert client.get(ADDRESS).status_code == 404
    client.force_login(stranger)
    assert client.get(ADDRESS).status_code == 404
    client.force_login(viewer)
    assert len(names(client.get(ADDRESS))) == 1


def test_figures_of_a_hidden_partnership_stay_off_the_scorecards_of_others(client, area, source):
    hidden = SourceFactory(kind="document", document=DocumentFactory(partnership__is_published=False))
    reading_of(area, hidden, observation__series__indicator__name="Secret")
    reading_of(area, source, observation__series__indicator__name="Open")

    assert names(client.get(ADDRESS)) == ["Open"]


def test_areas_below_the_footprint_count_and_the_main_area_comes_first(client, area, source):
    ward = AreaFactory(name="A ward", area_type="ward")
    ward.parents.add(area)
    both, below = IndicatorFactory(name="Both"), IndicatorFactory(name="Only below")
    reading_of(ward, source, observation__series__indicator=both, value=1)
    reading_of(area, source, observation__series__indicator=both, value=2)
    reading_of(ward, source, observation__series__indicator=below, value=3)
    reading_of(AreaFactory(name="Elsewhere"), source)

    rows = [line.row for group in client.get(ADDRESS).context["groups"] for line in group["rows"]]

    assert [(row.indicator.name, row.area.name, row.figure) for row in rows] == [
        ("Both", "Northshire", "2%"),
        ("Only below", "A ward", "3%"),
    ]


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Deaths", "Supply arrests"]),
        ("?q=deaths", ["Deaths"]),
        ("?q=arrests+supply", ["Supply arrests"]),
        ("?scope=service", ["Supply arrests"]),
        ("?priority=supply", ["Supply arrests"]),
        ("?outcome=harm", ["Deaths"]),
        ("?metric=headline", ["Deaths"]),
        ("?metric=any", ["Deaths"]),
        ("?metric=supporting", []),
    ],
)
def test_filters_narrow_the_scorecard(client, area, source, query, found):
    deaths = IndicatorFactory(
        name="Deaths", framework_metric=FrameworkMetricFactory(), outcome=OutcomeFactory(code="harm")
    )
    supply = IndicatorFactory(name="Supply arrests", scope="service", national_priority="supply")
    for indicator in (deaths, supply):
        reading_of(area, source, observation__series__indicator=indicator)

    assert names(client.get(ADDRESS + query)) == found


def test_filters_stay_in_the_addresses_of_downloads_and_sorting(client, area, source):
    reading_of(area, source, observation__series__indicator__name="Deaths")

    page = BeautifulSoup(client.get(f"{ADDRESS}?q=deaths").content, "html.parser")

    assert [link["href"] for link in page.select(".cdp-downloads a")] == [
        "?q=deaths&format=csv",
        "?q=deaths&format=xlsx",
    ]
    assert page.select_one("a.cdp-sort")["href"] == "?q=deaths&sort=name"


@pytest.mark.parametrize("query", ["page=abc", "page=9", "scope=nonsense", "sort=colour", "show=nothing", "format=pdf"])
@pytest.mark.parametrize("show", ["", "&show=figures"])
def test_what_is_not_understood_is_said(client, area, source, query, show):
    reading_of(area, source)
    if query == "sort=colour" and show:
        show = ""

    response = client.get(f"{ADDRESS}?{show}&{query}")

    assert response.status_code == 400
    assert "We do not understand this address" in response.content.decode()


@pytest.mark.parametrize("query", ["", "?show=figures"])
@pytest.mark.parametrize("count", [1, 3])
def test_the_scorecard_costs_the_same_for_one_and_three(client, area, source, query, count, django_assert_num_queries):
    for _ in range(count):
        reading_of(area, source)

    with django_assert_num_queries(5):
        response = client.get(ADDRESS + query)

    assert response.context["total"] == count


def rows_of(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_download_has_the_rows_of_the_page(client, area, source):
    reading_of(area, source, observation__series__indicator__name="Deaths", value=7.6, england_value=5)
    reading_of(area, source, observation__series__indicator__name="Other")

    rows = rows_of(client.get(f"{ADDRESS}?q=deaths&format=csv"))

    assert [(row["name"], row["value"], row["england_value"]) for row in rows] == [("Deaths", "7.6", "5.0")]
    assert client.get(f"{ADDRESS}?format=xlsx").status_code == 200


def test_every_figure_of_the_documents_is_reachable(client, area, source):
    england = AreaFactory(code="E92000001", name="England")
    kept = [
        ObservationFactory(series__area=area, refresh__source=source, printed="about a tenth", place="Table 4"),
        ObservationFactory(series__area=england, refresh__source=source, place="Foreword"),
    ]
    ObservationFactory(series=kept[0].series, refresh=kept[0].refresh, variant=1, value=13)
    ObservationFactory(series__area=area)

    response = client.get(f"{ADDRESS}?show=figures")

    shown = response.context["figures"]
    assert [(row["area"].name, row["observation"].variant) for row in shown] == [
        ("Northshire", 0),
        ("Northshire", 1),
        ("England", 0),
    ]
    text = response.content.decode()
    assert all(words in text for words in ("about a tenth", "Table 4", "Foreword", "another value"))
    assert len(rows_of(client.get(f"{ADDRESS}?show=figures&format=csv"))) == 3


def test_a_sample_partnership_says_so_on_its_page_and_in_its_downloads(client):
    sample = PartnershipFactory(slug="exampleshire", is_sample=True)
    area = FootprintFactory(partnership=sample, area__is_sample=True).area
    ObservationFactory(series__area=area)

    response = client.get("/exampleshire/indicators/?show=figures")

    book = openpyxl.load_workbook(io.BytesIO(client.get("/exampleshire/indicators/?show=figures&format=xlsx").content))
    cover = [cell for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    assert response.context["total"] == 1
    assert "Sample data." in response.content.decode()
    assert "Sample data, made up." in cover


def test_a_second_page_says_so_in_its_title(client, area, source):
    indicators = [IndicatorFactory(name=f"Indicator {n:03}") for n in range(51)]
    for indicator in indicators:
        reading_of(area, source, observation__series__indicator=indicator)

    response = client.get(f"{ADDRESS}?page=2")

    title = BeautifulSoup(response.content, "html.parser").title.get_text()
    assert names(response) == ["Indicator 050"]
    assert title.startswith("Indicators (page 2 of 2)")
