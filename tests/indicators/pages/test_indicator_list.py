import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import AreaFactory, FrameworkMetricFactory, IndicatorFactory
from tests.indicators.pages.figures import series_of
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_counts_areas_and_costs_the_same(client, northshire, count, django_assert_num_queries):
    for number in range(count):
        indicator = IndicatorFactory(name=f"Indicator {number}", framework_metric=FrameworkMetricFactory())
        series_of(indicator, northshire, [1])
        series_of(indicator, AreaFactory(is_sample=True), [1])

    with django_assert_num_queries(4):
        response = client.get("/indicators/")

    assert [(one.areas, one.newest.year) for one in response.context["page"]] == [(1, 2021)] * count


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Arrests", "Deaths"]),
        ("?sort=-name", ["Deaths", "Arrests"]),
        ("?sort=areas", ["Deaths", "Arrests"]),
        ("?sort=newest", ["Deaths", "Arrests"]),
        ("?source=Police", ["Arrests"]),
        ("?q=death", ["Deaths"]),
        ("?q=nothing", []),
    ],
)
def test_the_list_is_filtered_and_sorted(client, northshire, query, found):
    series_of(IndicatorFactory(name="Deaths"), northshire, [1])
    IndicatorFactory(name="Arrests", source_body="Police")
    IndicatorFactory(name="Made up", is_sample=True)

    assert [one.indicator.name for one in client.get(f"/indicators/{query}").context["page"]] == found


def test_only_the_indicators_of_the_page_are_counted(client, northshire):
    indicators = [IndicatorFactory(name=f"Indicator {number:03}") for number in range(52)]
    for indicator in indicators:
        series_of(indicator, northshire, [1])

    with CaptureQueriesContext(connection) as found:
        response = client.get("/indicators/?page=2")

    [counted] = [one["sql"] for one in found if "indicators_reading" in one["sql"]]
    assert [one.indicator for one in response.context["page"]] == indicators[50:]
    assert [one.areas for one in response.context["page"]] == [1, 1]
    assert f'"indicators_indicator"."id" IN ({indicators[50].pk}, {indicators[51].pk})' in counted
    assert response.context["page"].paginator.count == 52
    assert len(rows_of_csv(client.get("/indicators/?page=2&format=csv"))) == 52


@pytest.mark.parametrize(
    ("sort", "found"),
    [
        ("name", ["Arrests", "Deaths", "Exits"]),
        ("areas", ["Deaths", "Exits", "Arrests"]),
        ("-areas", ["Arrests", "Exits", "Deaths"]),
        ("newest", ["Exits", "Deaths", "Arrests"]),
        ("-newest", ["Arrests", "Deaths", "Exits"]),
    ],
)
def test_what_a_page_does_not_show_is_sorted_with_it(client, northshire, sort, found):
    deaths, exits = IndicatorFactory(name="Deaths"), IndicatorFactory(name="Exits")
    IndicatorFactory(name="Arrests")
    series_of(deaths, northshire, [1])
    series_of(deaths, AreaFactory(), [1])
    series_of(exits, northshire, [1, 2], last_year=2022)
    series_of(exits, northshire, [1], group={"category_type": "Substance", "category": "Opiates"})

    shown = client.get(f"/indicators/?sort={sort}").context["page"]

    assert [one.indicator.name for one in shown] == found
    assert {one.indicator.name: one.areas for one in shown} == {"Deaths": 2, "Exits": 1, "Arrests": 0}


def test_the_list_downloads_what_it_shows(client):
    IndicatorFactory(name="Deaths")
    IndicatorFactory(name="Arrests")

    response = client.get("/indicators/?q=deaths&format=csv")

    rows = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert [row["name"] for row in rows] == ["Deaths"]


@pytest.mark.parametrize("query", ["page=abc", "scope=nonsense", "source=nobody", "sort=x", "format=pdf"])
def test_the_list_says_what_it_does_not_understand(client, query):
    assert client.get(f"/indicators/?{query}").status_code == 400
