import pytest

from tests.factories import FrameworkMetricFactory, IndicatorFactory, OutcomeFactory
from tests.indicators.pages.figures import series_of
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("count", [1, 3])
def test_the_framework_counts_partnerships_with_a_local_figure(
    client, northshire, england, partnership, count, django_assert_num_queries
):
    partnership.footprint.create(area=northshire, is_main=True)
    outcome = OutcomeFactory(name="Less harm")
    for _ in range(count):
        indicator = IndicatorFactory(framework_metric=FrameworkMetricFactory(outcome=outcome))
        series_of(indicator, northshire, [1])
        series_of(indicator, england, [1])

    with django_assert_num_queries(4):
        response = client.get("/framework/")

    metrics = response.context["outcomes"][0].metrics.all()
    assert [number for metric in metrics for _, number in metric.rows] == [1] * count


def test_the_metrics_download_with_our_indicators_and_those_that_nothing_serves(client, northshire, partnership):
    partnership.footprint.create(area=northshire, is_main=True)
    outcome = OutcomeFactory(name="Less harm", level="strategic")
    served = FrameworkMetricFactory(outcome=outcome, code="H1", level="headline")
    FrameworkMetricFactory(outcome=outcome, code="S1", level="supporting")
    series_of(IndicatorFactory(code="early-exits", framework_metric=served), northshire, [1])
    IndicatorFactory(code="late-exits", framework_metric=served)

    rows = rows_of_csv(client.get("/framework/?format=csv"))

    assert [(row["outcome"], row["metric"], row["level"], row["indicator"], row["partnerships"]) for row in rows] == [
        ("Less harm", "H1", "Headline", "early-exits", "1"),
        ("Less harm", "H1", "Headline", "late-exits", "0"),
        ("Less harm", "S1", "Supporting", "", ""),
    ]
