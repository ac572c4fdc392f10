import csv
import io

import pytest

from tests.factories import AreaFactory, FrameworkMetricFactory, IndicatorFactory
from tests.indicators.pages.figures import series_of

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


def test_the_list_downloads_what_it_shows(client):
    IndicatorFactory(name="Deaths")
    IndicatorFactory(name="Arrests")

    response = client.get("/indicators/?q=deaths&format=csv")

    rows = csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig")))
    assert [row["name"] for row in rows] == ["Deaths"]


@pytest.mark.parametrize("query", ["page=abc", "scope=nonsense", "source=nobody", "sort=x", "format=pdf"])
def test_the_list_says_what_it_does_not_understand(client, query):
    assert client.get(f"/indicators/?{query}").status_code == 400
