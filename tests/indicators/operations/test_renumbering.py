"""An area whose code changed goes on under the new one; an area that ended does not."""

import datetime

import pytest

from indicators.models import Area, AreaType, Footprint, Observation, Reading, Series
from indicators.operations.readings import recompute_readings
from indicators.operations.renumbering import join_renumbered
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    ObservationFactory,
    RefreshFactory,
    SeriesFactory,
    SupersededObservationFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def old():
    return AreaFactory(code="E08000016", name="Barnsley", valid_to=datetime.date(2025, 3, 31))


@pytest.fixture
def new(old):
    area = AreaFactory(code="E08000038", name="Barnsley", valid_from=datetime.date(2025, 4, 1))
    old.successors.add(area)
    return area


def observe(series, year, value, refresh, **more):
    return ObservationFactory(
        series=series, refresh=refresh, period=str(year), period_start=f"{year}-01-01", period_end=f"{year}-12-31",
        value=value, **more,
    )  # fmt: skip


def test_a_code_of_before_leads_to_the_present_area(old, new):
    assert Area.objects.ids_by_code() == {"E08000016": new.pk, "E08000038": new.pk}


def test_a_chain_of_codes_leads_to_its_end(old, new):
    newest = AreaFactory(code="E08000099")
    new.successors.add(newest)

    assert Area.objects.renumbered() == {old.pk: newest.pk, new.pk: newest.pk}


def test_a_county_that_a_unitary_replaced_is_another_area():
    county, unitary = AreaFactory(area_type=AreaType.UPPER_TIER), AreaFactory(area_type=AreaType.UNITARY)
    county.successors.add(unitary)

    assert Area.objects.renumbered() == {}


def test_two_that_became_one_are_other_areas():
    first, second, merged = AreaFactory(), AreaFactory(), AreaFactory()
    first.successors.add(merged)
    second.successors.add(merged)

    assert Area.objects.renumbered() == {}


def test_one_that_became_two_is_another_area(old, new):
    old.successors.add(AreaFactory())

    assert Area.objects.renumbered() == {}


def test_figures_under_both_codes_are_one_series_in_time(old, new):
    indicator, refresh = IndicatorFactory(), RefreshFactory()
    before, after = SeriesFactory(indicator=indicator, area=old), SeriesFactory(indicator=indicator, area=new)
    observe(before, 2024, 10, refresh)
    observe(after, 2025, 12, refresh)

    joined = join_renumbered()
    recompute_readings(series_ids=joined.series_ids)

    reading = Reading.objects.get()
    assert (reading.area, reading.value, reading.previous_value) == (new, 12, 10)


def test_a_series_that_stands_under_the_old_code_alone_moves_whole(old, new):
    series = SeriesFactory(area=old, is_headline=True)
    observation = observe(series, 2024, 10, RefreshFactory())
    SupersededObservationFactory(series=series, observation_id=observation.pk)

    joined = join_renumbered()

    series.refresh_from_db()
    assert (series.area, series.is_headline, joined.series_ids) == (new, True, {series.pk})


def test_a_figure_that_one_source_gives_under_both_codes_is_kept_and_said(old, new):
    indicator, refresh = IndicatorFactory(), RefreshFactory()
    before, after = SeriesFactory(indicator=indicator, area=old), SeriesFactory(indicator=indicator, area=new)
    observe(before, 2023, 10, refresh)
    observe(before, 2024, 11, refresh)
    observe(after, 2024, 12, refresh)

    joined = join_renumbered()

    assert sorted(Observation.objects.values_list("series__area__code", "value")) == [
        ("E08000016", 11), ("E08000038", 10), ("E08000038", 12),
    ]  # fmt: skip
    assert joined.sentences == ["1 figure of Barnsley under both E08000016 and E08000038; kept under both."]


def test_joining_again_moves_nothing(old, new):
    observe(SeriesFactory(area=old), 2024, 10, RefreshFactory())
    join_renumbered()

    assert join_renumbered().series_ids == set()


def test_footprints_and_neighbours_follow(old, new):
    footprint = FootprintFactory(area=old)
    neighbour = NeighbourFactory(area=old)
    group = NeighbourGroupFactory(area=old)

    join_renumbered()

    footprint.refresh_from_db()
    neighbour.refresh_from_db()
    group.refresh_from_db()
    assert (footprint.area, neighbour.area, group.area) == (new, new, new)


def test_a_partnership_that_has_both_keeps_both(old, new):
    footprint = FootprintFactory(area=old)
    FootprintFactory(partnership=footprint.partnership, area=new, is_main=False)

    join_renumbered()

    assert Footprint.objects.count() == 2


def test_neighbours_that_are_listed_by_the_new_code_are_pooled_with_figures_of_the_old(old, new):
    """The known gap: lists name E08000038, figures up to 2025 carry E08000016."""
    indicator, refresh = IndicatorFactory(), RefreshFactory()
    own = SeriesFactory(indicator=indicator)
    group = NeighbourGroupFactory(area=own.area)
    listed = [new, AreaFactory(), AreaFactory()]
    for position, area in enumerate(listed, 1):
        NeighbourFactory(group=group, area=area, position=position)
    for area in (own.area, old, *listed[1:]):
        series = Series.objects.get_or_create(indicator=indicator, area=area)[0]
        observe(series, 2024, 10, refresh, count=10, denominator=100)

    joined = join_renumbered()
    recompute_readings(series_ids=joined.series_ids)

    reading = Reading.objects.get(series=own)
    assert (reading.neighbours_value, reading.neighbours_basis) == (10, "pooled")
