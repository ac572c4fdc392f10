import csv
import io
import re

import openpyxl
import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from indicators.models import Reading
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
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


def test_a_group_stands_where_its_area_has_no_figure_of_everybody(client, area, source):
    ward = AreaFactory(name="A ward", area_type="ward")
    ward.parents.add(area)
    deaths = IndicatorFactory(name="Deaths")
    for group in ("Opiates", "Alcohol"):
        reading_of(area, source, observation__series__indicator=deaths, headline=False, group=group)
    reading_of(ward, source, observation__series__indicator=deaths, headline=False, group="Cannabis")
    reading_of(ward, source, observation__series__indicator=deaths)

    [line] = [line for group in client.get(ADDRESS).context["groups"] for line in group["rows"]]

    assert (line.row.area, line.group, line.others) == (area, "Opiates", 1)


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
        "?q=deaths&format=ods",
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


@pytest.fixture
def with_neighbours(area):
    group = NeighbourGroupFactory(area=area, name="CIPFA nearest neighbours", source="A published list")
    for place, name in enumerate(("Westshire", "Eastborough"), 1):
        NeighbourFactory(group=group, area__name=name, position=place)


@pytest.mark.parametrize(
    ("count", "query", "queries"),
    [(1, "", 9), (3, "", 9), (100, "", 9), (1, "?show=figures", 5), (3, "?show=figures", 5)],
)
def test_the_scorecard_costs_the_same_for_1_3_and_100(
    client, area, source, with_neighbours, count, query, queries, django_assert_num_queries
):
    for _ in range(count):
        reading_of(
            area,
            source,
            observation__series__indicator__goal_lower=7,
            observation__series__indicator__goal_source="A strategy",
        )

    with django_assert_num_queries(queries):
        response = client.get(ADDRESS + query)

    assert response.context["total"] == count
    assert len(response.context["page"]) == count


@pytest.mark.parametrize("query", ["", "?sort=newest", "?sort=worst", "?q=deaths"])
def test_what_is_not_on_the_page_is_read_from_an_index_alone(client, area, source, query):
    """A table of a million readings has each of an area's in another place."""
    reading_of(area, source)
    [index] = [one for one in Reading._meta.indexes if one.name == "reading_scorecard"]
    kept = {Reading._meta.get_field(name).column for name in index.fields}

    with CaptureQueriesContext(connection) as found:
        client.get(ADDRESS + query)

    [every] = [one["sql"] for one in found if 'SELECT "indicators_reading"."series_id" AS "pk"' in one["sql"]]
    asked, condition = every.split(" WHERE ", 1)
    columns = '"indicators_reading"."([a-z_0-9]+)"'
    assert set(re.findall(columns, asked)) <= kept
    assert set(re.findall(columns, condition)) <= kept | {"is_headline"}


def test_a_row_says_how_it_stands_against_everyone_at_both_levels(client, area, source, with_neighbours):
    reading_of(
        area, source, observation__series__indicator__goal_lower=75,
        observation__series__indicator__goal_source="A strategy", observation__series__indicator__name="Completions",
        value=46.3, previous_value=50.5, previous_period="2020", change=-4.2, change_count=-22,
        standing_previous="worse", england_value=55.8, standing_england="worse", standing_england_998="worse",
        region_value=47, standing_region="similar", standing_region_998="similar", neighbours_value=50.9,
        standing_neighbours="worse", standing_neighbours_998="similar", neighbours_basis="pooled",
        standing_goal="worse", interval_is_computed=True,
    )  # fmt: skip

    page = BeautifulSoup(client.get(ADDRESS).content, "html.parser")

    change, against = (page.select_one(f'td[data-label="{label}"]') for label in ("Change", "Against others"))
    assert [line.get_text(" ", strip=True) for line in against.select("li")] == [
        "Clearly worse England 55.8%",
        "Similar Region 47%",
        "Worse Neighbours 50.9%, pooled",
        "Worse Goal 75%",
    ]
    assert [use["href"] for use in against.select("use")] == [
        "#shape-clearly-worse", "#shape-similar", "#shape-worse", "#shape-worse",
    ]  # fmt: skip
    assert against.small.get_text() == "Interval worked out here"
    assert change.get_text(" ", strip=True) == "Down 4.2 points Worse since 2020 Count down 22"
    said = page.select_one("section[aria-labelledby=reading]").get_text(" ", strip=True)
    assert "Neighbours of Northshire: Westshire, Eastborough." in said
    assert "CIPFA nearest neighbours. Source: A published list." in said
    assert "Goal of “Completions”: 75%. Source: A strategy." in said


def test_the_page_begins_with_how_many_stand_how(client, area, source):
    for standing, at_998, trend in (("worse", "worse", "getting_worse"), ("worse", "similar", "plain")):
        reading_of(
            area, source, england_value=5, standing_england=standing, standing_england_998=at_998,
            trend="increasing", trend_verdict=trend,
        )  # fmt: skip

    page = BeautifulSoup(client.get(ADDRESS).content, "html.parser")

    assert [line.get_text(" ", strip=True) for line in page.select(".cdp-tally li")] == [
        "1 clearly worse", "1 worse", "1 getting worse", "1 rising",
    ]  # fmt: skip


def test_those_that_are_alike_are_counted_together(client, area, source):
    for standing, trend, reason in (
        ("worse", "increasing", ""), ("worse", "increasing", ""), ("similar", "no_significant_change", ""),
        ("not_compared", "cannot_be_calculated", "fewer_than_five"), ("not_compared", "cannot_be_calculated", "gap"),
    ):  # fmt: skip
        reading_of(
            area, source, england_value=5, standing_england=standing, standing_england_998="similar", trend=trend,
            trend_reason=reason,
        )  # fmt: skip

    assert client.get(ADDRESS).context["summary"] == {
        "england": {"worse": 2, "similar": 1, "not_compared": 2},
        "trend": {"rising": 2, "no_change": 1, "not_enough_data": 1, "cannot_say": 1},
    }


def test_nothing_is_counted_where_nothing_can_be_said(client, area, source):
    reading_of(area, source)

    assert client.get(ADDRESS).context["summary"] is None


def test_trouble_comes_first_where_it_is_asked_for(client, area, source):
    for name, standing, at_998 in (
        ("Unknown", "not_compared", "not_compared"),
        ("Well", "better", "better"),
        ("Bad", "worse", "similar"),
        ("Worst", "worse", "worse"),
    ):
        reading_of(
            area, source, observation__series__indicator__name=name, england_value=5, standing_england=standing,
            standing_england_998=at_998,
        )  # fmt: skip

    assert names(client.get(f"{ADDRESS}?sort=worst")) == ["Worst", "Bad", "Well", "Unknown"]


def rows_of(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))


def test_the_download_has_the_rows_of_the_page(client, area, source):
    reading_of(area, source, observation__series__indicator__name="Deaths", value=7.6, england_value=5)
    reading_of(area, source, observation__series__indicator__name="Other")

    rows = rows_of(client.get(f"{ADDRESS}?q=deaths&format=csv"))

    assert [(row["name"], row["value"], row["england_value"]) for row in rows] == [("Deaths", "7.6", "5.0")]
    assert client.get(f"{ADDRESS}?format=xlsx").status_code == 200


def test_the_download_has_every_judgement(client, area, source):
    said = {
        "lower_95": 41.0, "upper_95": 51.7, "lower_998": 38.1, "upper_998": 54.6, "previous_value": 50.5,
        "previous_count": 173.0, "change_count": -22.0, "standing_previous": "similar", "england_value": 55.8,
        "standing_england": "worse", "standing_england_998": "similar", "region_value": 53.0,
        "standing_region": "worse", "standing_region_998": "worse", "neighbours_value": 50.9,
        "standing_neighbours": "similar", "standing_neighbours_998": "better", "neighbours_basis": "pooled",
        "standing_goal": "lower",
    }  # fmt: skip
    goal = {"goal_lower": 75.0, "goal_upper": 80.0, "goal_source": "A strategy"}
    reading_of(
        area, source, value=46.3, previous_period="2020", change=-4.2, interval_is_computed=True, **said,
        **{f"observation__series__indicator__{name}": given for name, given in goal.items()},
    )  # fmt: skip

    [row] = rows_of(client.get(f"{ADDRESS}?format=csv"))

    expected = said | goal | {"change_value": -4.2, "interval_basis": "worked out here", "change_since": "2020"}
    assert {name: row[name] for name in expected} == {name: str(given) for name, given in expected.items()}


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
    indicators = [IndicatorFactory(name=f"Indicator {n:03}") for n in range(101)]
    for indicator in indicators:
        reading_of(area, source, observation__series__indicator=indicator)

    response = client.get(f"{ADDRESS}?page=2")

    title = BeautifulSoup(response.content, "html.parser").title.get_text()
    assert names(response) == ["Indicator 100"]
    assert title.startswith("Indicators (page 2 of 2)")
