"""What a series says now."""

import datetime
import json
import random

import pytest
from django.utils import timezone

from indicators.models import AreaType, Reading, State, ValueType
from indicators.operations.readings import recompute_readings
from indicators.periods import Period
from tests.factories import (
    AreaFactory,
    IndicatorFactory,
    ObservationFactory,
    ReadingFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def refresh():
    return RefreshFactory()


@pytest.fixture
def england():
    return AreaFactory(code="E92000001", name="England", area_type=AreaType.COUNTRY)


@pytest.fixture
def region(england):
    region = AreaFactory(code="E12000001", name="The region", area_type=AreaType.REGION)
    region.parents.add(england)
    return region


@pytest.fixture
def area(region):
    area = AreaFactory(code="E06000900", name="Northshire")
    area.parents.add(region)
    return area


@pytest.fixture
def indicator():
    return IndicatorFactory(polarity="lower_is_better")


@pytest.fixture
def series(indicator, area):
    return SeriesFactory(indicator=indicator, area=area, is_headline=True)


def observe(series, period, value, *, refresh, **more):
    """An observation of a period given as its text; "" is undated."""
    days = Period.parse(period) if period else Period.undated()
    return ObservationFactory(
        series=series, refresh=refresh, period=period, period_start=days.start, period_end=days.end, value=value, **more
    )


def reading(series):
    return Reading.objects.get(series=series)


def test_the_reading_is_the_newest_observation_and_its_change(series, refresh):
    observe(series, "2020/21", 12.5, refresh=refresh)
    newest = observe(series, "2022/23", 10.3, refresh=refresh, lower_95=9, upper_95=11, count=103, denominator=1000)
    observe(series, "2021/22", 10.7, refresh=refresh)

    assert recompute_readings(series_ids=[series.pk]) == 1

    now = reading(series)
    assert (now.observation, now.period, now.value, now.lower_95, now.count) == (newest, "2022/23", 10.3, 9, 103)
    assert (now.previous_period, now.previous_value, now.change) == ("2021/22", 10.7, -0.4)
    assert json.loads(now.spark) == [["2020/21", 12.5], ["2021/22", 10.7], ["2022/23", 10.3]]
    assert (now.indicator, now.area, now.is_headline) == (series.indicator, series.area, True)


def test_a_reading_is_of_the_source_of_its_figure(series):
    first, second = (RefreshFactory(source=SourceFactory(rank=rank)) for rank in (20, 10))
    observe(series, "2021/22", 12.5, refresh=first)
    observe(series, "2022/23", 10.3, refresh=second)
    observe(series, "2022/23", 10.9, refresh=first)
    beside = SeriesFactory()
    observe(beside, "2022/23", 1, refresh=first)

    recompute_readings()

    assert (reading(series).source, reading(beside).source) == (second.source, first.source)


def test_rolling_windows_are_never_differenced(series, refresh):
    for period, value in [("2016 - 18", 6.0), ("2017 - 19", 6.5), ("2018 - 20", 7.0), ("2019 - 21", 9.0)]:
        observe(series, period, value, refresh=refresh)

    recompute_readings()

    now = reading(series)
    assert (now.period, now.previous_period, now.change) == ("2019 - 21", "2016 - 18", 3.0)
    assert (now.trend, now.trend_reason) == ("cannot_be_calculated", "not_yearly")


def test_a_year_has_no_change_against_a_quarter_or_against_three_years(series, refresh):
    observe(series, "2014 - 16", 1.0, refresh=refresh)
    observe(series, "2021 Q4", 3.0, refresh=refresh)
    observe(series, "2022", 12.0, refresh=refresh)

    recompute_readings()

    now = reading(series)
    assert (now.value, now.previous_value, now.previous_period, now.change) == (12.0, None, "", None)
    assert json.loads(now.spark) == [["2022", 12.0]]


@pytest.mark.parametrize(("qualifier", "change"), [("exact", 10.0), ("about", 10.0), ("over", None), ("at_most", None)])
def test_a_bound_has_no_difference(series, refresh, qualifier, change):
    observe(series, "2021", 40.0, refresh=refresh)
    observe(series, "2022", 50.0, refresh=refresh, qualifier=qualifier)

    recompute_readings()

    assert (reading(series).qualifier, reading(series).change) == (qualifier, change)


def test_the_spark_has_at_most_twelve_points_and_keeps_gaps(series, refresh):
    for year in range(2001, 2021):
        observe(series, str(year), float(year), refresh=refresh)
    observe(series, "2021", None, refresh=refresh, state=State.SUPPRESSED)

    recompute_readings()

    spark = json.loads(reading(series).spark)
    assert [label for label, _ in spark] == [str(year) for year in range(2010, 2022)]
    assert spark[-1] == ["2021", None]


def test_the_best_source_stands_and_then_the_newest_refresh(series):
    document, official = SourceFactory(rank=50), SourceFactory(rank=10)
    earlier = timezone.now() - datetime.timedelta(days=1)
    observe(series, "2021", 1.0, refresh=RefreshFactory(source=document))
    observe(series, "2021", 2.0, refresh=RefreshFactory(source=official, started_at=earlier))
    stands = observe(series, "2021", 3.0, refresh=RefreshFactory(source=SourceFactory(rank=10)))

    recompute_readings()

    assert (reading(series).observation, reading(series).value) == (stands, 3.0)


def test_a_second_value_of_the_same_source_never_stands(series, refresh):
    observe(series, "2021", 19.2, refresh=refresh, is_disputed=True)
    observe(series, "2021", 21.9, refresh=refresh, variant=1, is_disputed=True)

    recompute_readings()

    assert reading(series).value == 19.2


def test_an_undated_figure_counts_only_where_nothing_is_dated(series, refresh, indicator):
    undated_only = SeriesFactory(indicator=indicator)
    observe(series, "", 99.0, refresh=refresh)
    observe(series, "2015", 5.0, refresh=refresh)
    observe(undated_only, "", 7.0, refresh=refresh)

    recompute_readings()

    assert (reading(series).value, reading(series).period) == (5.0, "2015")
    alone = reading(undated_only)
    assert (alone.value, alone.period, alone.period_end, alone.change, alone.rank) == (7.0, "", None, None, None)


def test_suppressed_is_a_state_without_number_change_or_rank(series, refresh, indicator):
    for value in (1.0, 2.0):
        observe(SeriesFactory(indicator=indicator), "2022", value, refresh=refresh)
    observe(series, "2021", 40.0, refresh=refresh)
    observe(series, "2022", None, refresh=refresh, state=State.SUPPRESSED, count=4)

    recompute_readings()

    now = reading(series)
    assert (now.state, now.value, now.change, now.rank, now.fifth) == (State.SUPPRESSED, None, None, None, None)
    assert Reading.objects.filter(rank_of=2).count() == 2


def test_a_yearly_series_has_its_recent_trend(series, refresh):
    series.indicator.value_type = ValueType.CRUDE_RATE
    series.indicator.save()
    for year, value in zip(range(2018, 2023), (10.0, 12.0, 14.0, 16.0, 18.0), strict=True):
        observe(series, str(year), value, refresh=refresh, lower_95=value - 0.5, upper_95=value + 0.5)

    recompute_readings()

    now = reading(series)
    assert (now.trend, now.trend_verdict, now.trend_reason, now.trend_points) == (
        "increasing",
        "getting_worse",
        "",
        5,
    )


@pytest.mark.parametrize(
    ("polarity", "england_standing", "region_standing", "neighbours_standing"),
    [
        ("lower_is_better", "worse", "similar", "better"),
        ("higher_is_better", "better", "similar", "worse"),
        ("not_judged", "higher", "similar", "lower"),
    ],
)
def test_standings_come_from_the_interval_and_the_nearest_ancestors(
    series, refresh, england, region, polarity, england_standing, region_standing, neighbours_standing
):
    indicator = series.indicator
    indicator.polarity = polarity
    indicator.save()
    neighbours = AreaFactory(area_type=AreaType.NEIGHBOUR_GROUP)
    series.area.parents.add(neighbours)
    observe(series, "2022", 12.0, refresh=refresh, lower_95=11, upper_95=13)
    for area, value in [(england, 10.0), (region, 13.0), (neighbours, 14.0)]:
        observe(SeriesFactory(indicator=indicator, area=area), "2022", value, refresh=refresh)
        observe(SeriesFactory(indicator=indicator, area=area, sex="Male"), "2022", 1.0, refresh=refresh)

    recompute_readings()

    now = reading(series)
    assert (now.england_value, now.standing_england) == (10.0, england_standing)
    assert (now.region_value, now.standing_region) == (13.0, region_standing)
    assert (now.neighbours_value, now.standing_neighbours) == (14.0, neighbours_standing)


def test_another_period_of_england_is_no_comparator(series, refresh, england):
    observe(series, "2022", 12.0, refresh=refresh, lower_95=11, upper_95=13)
    observe(SeriesFactory(indicator=series.indicator, area=england), "2021", 10.0, refresh=refresh)

    recompute_readings()

    assert (reading(series).england_value, reading(series).standing_england) == (None, "not_compared")


def test_a_count_is_neither_ranked_nor_compared(series, refresh, england):
    series.indicator.value_type = ValueType.COUNT
    series.indicator.save()
    observe(series, "2022", 120, refresh=refresh, lower_95=100, upper_95=140)
    observe(SeriesFactory(indicator=series.indicator), "2022", 130, refresh=refresh)
    observe(SeriesFactory(indicator=series.indicator, area=england), "2022", 9000, refresh=refresh)

    recompute_readings()

    now = reading(series)
    assert (now.england_value, now.standing_england, now.rank) == (9000, "not_compared", None)


@pytest.mark.parametrize(
    ("polarity", "ranks", "fifths"),
    [
        ("lower_is_better", [1, 2, 2, 4, 5], [5, 3, 3, 2, 1]),
        ("higher_is_better", [5, 3, 3, 2, 1], [1, 2, 2, 4, 5]),
        ("not_judged", [5, 3, 3, 2, 1], [5, 3, 3, 2, 1]),
    ],
)
def test_ranks_share_ties_and_the_first_fifth_is_the_worst(refresh, polarity, ranks, fifths):
    indicator = IndicatorFactory(polarity=polarity)
    everyone = [SeriesFactory(indicator=indicator) for _ in range(5)]
    for series, value in zip(everyone, (1.0, 2.0, 2.0, 4.0, 5.0), strict=True):
        observe(series, "2022", value, refresh=refresh)
    observe(SeriesFactory(indicator=indicator, area__area_type=AreaType.DISTRICT), "2022", 0.5, refresh=refresh)

    recompute_readings()

    rows = [reading(series) for series in everyone]
    assert [row.rank for row in rows] == ranks
    assert [row.fifth for row in rows] == fifths
    assert {row.rank_of for row in rows} == {5}


@pytest.mark.parametrize(("others", "rank", "fifth"), [(0, None, None), (1, 1, None), (3, 1, None), (4, 1, 5)])
def test_few_areas_have_no_rank_or_no_fifths(series, refresh, others, rank, fifth):
    observe(series, "2022", 1.0, refresh=refresh)
    for place in range(others):
        observe(SeriesFactory(indicator=series.indicator), "2022", 2.0 + place, refresh=refresh)

    recompute_readings()

    assert (reading(series).rank, reading(series).fifth) == (rank, fifth)


def test_an_abolished_area_keeps_its_later_figure_but_is_never_ranked(refresh, indicator, england):
    abolished = AreaFactory(valid_to=datetime.date(2021, 3, 31))
    abolished.parents.add(england)
    gone = SeriesFactory(indicator=indicator, area=abolished)
    others = [SeriesFactory(indicator=indicator) for _ in range(2)]
    observe(gone, "2021/22", 0.4, refresh=refresh, lower_95=0, upper_95=0.5)
    observe(SeriesFactory(indicator=indicator, area=england), "2021/22", 3.0, refresh=refresh)
    for place, series in enumerate(others):
        observe(series, "2021/22", 2.0 + place, refresh=refresh)

    recompute_readings()

    assert (reading(gone).value, reading(gone).rank, reading(gone).standing_england) == (0.4, None, "not_compared")
    assert [(reading(series).rank, reading(series).rank_of) for series in others] == [(1, 2), (2, 2)]


def test_the_noughts_after_an_area_was_abolished_are_no_values(refresh, indicator):
    """A source goes on giving rows; the last figure of the area's own time stands, though it was nought."""
    gone = SeriesFactory(indicator=indicator, area__valid_to=datetime.date(2021, 3, 31))
    observe(gone, "2019/20", 3.0, refresh=refresh)
    observe(gone, "2020/21", 0.0, refresh=refresh)
    observe(gone, "2021/22", 0.0, refresh=refresh)
    observe(gone, "2022/23", 0.0, refresh=refresh)

    recompute_readings()

    assert (reading(gone).period, reading(gone).value, reading(gone).previous_value) == ("2020/21", 0.0, 3.0)
    assert json.loads(reading(gone).spark) == [["2019/20", 3.0], ["2020/21", 0.0]]


def test_an_abolished_area_with_noughts_alone_says_nothing(refresh, indicator):
    gone = SeriesFactory(indicator=indicator, area__valid_to=datetime.date(2021, 3, 31))
    observe(gone, "2021/22", 0.0, refresh=refresh)

    recompute_readings()

    assert not Reading.objects.filter(series=gone).exists()


def test_sample_areas_are_ranked_among_themselves(series, refresh):
    observe(series, "2022", 1.0, refresh=refresh)
    observe(SeriesFactory(indicator=series.indicator, area__is_sample=True), "2022", 2.0, refresh=refresh)

    recompute_readings()

    assert set(Reading.objects.values_list("rank", flat=True)) == {None}


def test_a_new_value_of_england_recomputes_those_who_stand_against_it(series, refresh, england):
    national = SeriesFactory(indicator=series.indicator, area=england)
    observe(series, "2022", 12.0, refresh=refresh, lower_95=11, upper_95=13)
    figure = observe(national, "2022", 10.0, refresh=refresh)
    recompute_readings()
    figure.value = 12.5
    figure.save()

    assert recompute_readings(series_ids=[national.pk]) == 2

    assert (reading(series).england_value, reading(series).standing_england) == (12.5, "similar")


def test_a_second_run_changes_nothing(series, refresh):
    observe(series, "2021", 40.1, refresh=refresh, lower_95=39.9999999999, upper_95=40.3)
    observe(series, "2022", 0.1 + 0.2, refresh=refresh)

    assert (recompute_readings(), recompute_readings()) == (1, 0)


def test_a_series_without_observations_loses_its_reading(series, refresh):
    figure = observe(series, "2021", 40.0, refresh=refresh)
    recompute_readings()
    figure.delete()

    assert recompute_readings() == 1
    assert not Reading.objects.exists()


def test_a_reading_of_another_indicator_is_left_alone(series, refresh):
    stale = ReadingFactory(value=1.0, observation__value=2.0)
    observe(series, "2021", 40.0, refresh=refresh)

    assert recompute_readings(series_ids=[series.pk]) == 1

    stale.refresh_from_db()
    assert stale.value == 1.0


def test_the_order_of_the_rows_does_not_matter(indicator, area):
    rows = [(period, rank) for period in ("2019", "2020", "2021", "2020 - 22", "") for rank in (10, 20)]
    seen = set()
    for seed in range(3):
        series = SeriesFactory(indicator=indicator, area=area, category_type="order", category=str(seed))
        sources = {rank: RefreshFactory(source=SourceFactory(rank=rank)) for rank in (10, 20)}
        for period, rank in random.Random(seed).sample(rows, len(rows)):
            observe(series, period, float(rank + len(period)), refresh=sources[rank])
        recompute_readings()
        now = reading(series)
        seen.add((now.period, now.value, now.previous_period, now.change, now.spark))

    assert len(seen) == 1


@pytest.mark.parametrize("count", [1, 30])
def test_the_number_of_queries_does_not_grow_with_the_series(indicator, refresh, count, django_assert_max_num_queries):
    for place in range(count):
        observe(SeriesFactory(indicator=indicator), "2021", float(place), refresh=refresh)

    with django_assert_max_num_queries(13):
        assert recompute_readings() == count
