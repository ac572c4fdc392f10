import pytest

from tests.factories import FrameworkMetricFactory, IndicatorFactory, OutcomeFactory
from tests.indicators.pages.figures import series_of

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
