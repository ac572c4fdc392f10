"""The downloads of an indicator's page: what each row says, and where its interval is from."""

import pytest

from tests.factories import AreaFactory, IndicatorFactory
from tests.indicators.pages.world import DECILES, counted_series, deciles
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db
ADDRESS = "/indicators/early-exits/?areas=E06000001&format=csv"


@pytest.fixture
def exits():
    return IndicatorFactory(
        code="early-exits", name="Early exits", value_type="proportion", multiplier=100, unit="%",
        polarity="lower_is_better",
    )  # fmt: skip


def test_an_interval_says_where_it_is_from_and_the_value_is_rounded_as_fingertips_does(client, exits, northshire):
    series = counted_series(exits, northshire, [160, 163])
    series.observations.filter(period="2020").update(lower_95=None, upper_95=None)

    earlier, later = rows_of_csv(client.get(ADDRESS))

    assert (earlier["interval_basis"], later["interval_basis"]) == ("worked out here", "published")
    assert float(earlier["lower_95"]) == pytest.approx(35.31, abs=0.01)
    assert (later["value"], later["as_fingertips"]) == ("40.75", "40.8")


def test_a_figure_without_count_or_limits_has_no_interval(client, exits, northshire):
    series = counted_series(exits, northshire, [160])
    series.observations.update(lower_95=None, upper_95=None, count=None)

    (row,) = rows_of_csv(client.get(ADDRESS))

    assert (row["lower_95"], row["upper_95"], row["interval_basis"]) == ("", "", "")


def test_the_areas_are_a_download_of_their_own(client, exits, northshire):
    counted_series(exits, northshire, [160], england_value=30, standing_england="worse", rank=2, rank_of=2)
    counted_series(exits, AreaFactory(name="Highton"), [100])

    rows = rows_of_csv(client.get(f"{ADDRESS}&table=areas"))

    assert [(row["area_name"], row["value"], row["standing_england"], row["rank"]) for row in rows] == [
        ("Highton", "25.0", "not_compared", ""),
        ("Northshire", "40.0", "worse", "2"),
    ]


def test_the_groups_by_deprivation_are_a_download_of_their_own(client, exits, northshire):
    counted_series(exits, northshire, [160])
    deciles(exits, northshire, [80, 76, 72, 68, 64, 60, 56, 52, 48, 40])

    rows = rows_of_csv(client.get(f"{ADDRESS}&table=deprivation"))

    assert {row["group"]: float(row["value"]) for row in rows} == dict(
        zip(DECILES, (20, 19, 18, 17, 16, 15, 14, 13, 12, 10), strict=True)
    )


def test_an_unknown_table_is_refused(client, exits, northshire):
    counted_series(exits, northshire, [160])

    assert client.get(f"{ADDRESS}&table=nonsense").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_every_download_costs_the_same_for_one_and_three(
    client, exits, northshire, count, django_assert_max_num_queries
):
    counted_series(exits, northshire, [160])
    for place in range(count):
        counted_series(exits, AreaFactory(), [100 + place])

    for table, most in (("", 6), ("areas", 15), ("deprivation", 6)):
        with django_assert_max_num_queries(most):
            rows_of_csv(client.get(f"{ADDRESS}&table={table}"))
