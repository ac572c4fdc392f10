"""A run over everything goes chunk by chunk, while others bring in figures."""

import datetime

import numpy as np
import pytest

from indicators.models import Reading, Refresh
from indicators.operations import readings
from indicators.operations.readings import recompute_readings
from indicators.operations.readings.areas import AreaMap
from indicators.operations.readings.read import Reader
from tests.factories import (
    AreaFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    ObservationFactory,
    RefreshFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db


def observe(series, value, **more):
    return ObservationFactory(series=series, value=value, lower_95=value - 1, upper_95=value + 1, **more)


def rows():
    return list(Reading.objects.order_by("pk").values_list())


def test_the_size_of_a_chunk_changes_no_reading(monkeypatch):
    areas = [AreaFactory() for _ in range(6)]
    for _ in range(3):
        indicator = IndicatorFactory()
        for place, area in enumerate(areas):
            observe(SeriesFactory(indicator=indicator, area=area), 10.0 + place)
    assert recompute_readings() == 18
    whole = rows()
    monkeypatch.setattr(readings, "SERIES_AT_A_TIME", 1)

    assert recompute_readings() == 0

    Reading.objects.all().delete()
    assert recompute_readings() == 18
    assert rows() == whole


def test_an_indicator_without_series_and_a_series_without_figures_are_passed_over():
    IndicatorFactory()
    SeriesFactory()

    assert recompute_readings() == 0


def test_what_a_refresh_brought_in_during_the_run_is_read():
    series = SeriesFactory()
    observe(series, 12.5)
    reader, areas = Reader(), AreaMap()
    newer = SeriesFactory(indicator=series.indicator)
    observe(newer, 13.5, refresh=RefreshFactory())

    read = reader.read([series.indicator_id])
    peers = areas.arrays_of(np.unique(read.subjects.area_id)).peers

    assert read.subjects.id[read.figures.series].tolist() == [series.pk, newer.pk]
    assert read.figures.value.tolist() == [12.5, 13.5]
    assert peers.tolist() == [0, 0]


def test_a_figure_whose_refresh_is_gone_is_no_figure():
    series = SeriesFactory()
    observe(series, 12.5, refresh=(gone := RefreshFactory()))
    Refresh.objects.filter(pk=gone.pk)._raw_delete("default")

    assert recompute_readings() == 0


def test_the_arrays_of_areas_say_who_is_beside_whom():
    england = AreaFactory(area_type="country")
    region = AreaFactory(area_type="region")
    region.parents.add(england)
    county, other = AreaFactory(area_type="upper_tier", valid_to=datetime.date(2000, 1, 31)), AreaFactory()
    county.parents.add(region)
    NeighbourFactory(group=NeighbourGroupFactory(area=county), area=other, position=1)
    NeighbourFactory(group=county.neighbour_group, position=2)  # has no figures here

    arrays = AreaMap().arrays_of(np.array([england.pk, region.pk, county.pk, other.pk]))

    assert arrays.comparators.tolist() == [[-1, 0, 0, -1], [-1, -1, 1, -1], [-1, -1, -1, -1]]
    assert arrays.neighbours.tolist() == [[-1, -1], [-1, -1], [3, -1], [-1, -1]]
    assert arrays.peers.tolist() == [-1, 0, 1, 1]
    assert arrays.valid_to[2] == 30
