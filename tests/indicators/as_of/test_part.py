"""Readings of a part are what they are when all are worked out, and say nothing that nobody has asked for."""

import datetime

import pytest
from django.db.models import F, Q

from indicators.models import AreaType, Observation, Reading, Series
from indicators.operations.as_of import figures_as_known
from indicators.operations.as_of.part import BLANK, BLANK_RANKS
from indicators.operations.as_of.wanted import EVERYTHING, NONE, NOTHING, Wanted
from tests.factories import (
    AreaFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.as_of.history import OF_A_READING, at, publish

pytestmark = pytest.mark.django_db
DAY = datetime.date(2026, 5, 3)
COMPARED = ("england_value", "region_value", "neighbours_value", "rank")


@pytest.fixture
def councils():
    """Eight in one region of England, each beside the three that follow it."""
    england = AreaFactory(code="E92000001", area_type=AreaType.COUNTRY)
    region = AreaFactory(code="E12000001", area_type=AreaType.REGION)
    region.parents.add(england)
    councils = [AreaFactory() for _ in range(8)]
    for place, council in enumerate(councils):
        council.parents.add(region)
        group = NeighbourGroupFactory(area=council)
        for step in (1, 2, 3):
            NeighbourFactory(group=group, area=councils[(place + step) % 8], position=step)
    return councils


@pytest.fixture
def indicators(councils):
    """Two for everybody and for women, of which the figures changed on 10 May, and one that stayed as it was."""
    source, still = SourceFactory(), SourceFactory()
    areas = [*councils, *councils[0].parents.all(), *councils[0].parents.get().parents.all()]
    changing, staying = [IndicatorFactory(), IndicatorFactory()], IndicatorFactory()
    groups = ({}, {"sex": "Female"})
    series = [
        SeriesFactory(indicator=one, area=area, **group) for one in changing for group in groups for area in areas
    ]
    as_ever = [SeriesFactory(indicator=staying, area=area) for area in areas]
    limits = {"lower_95": 0.0, "upper_95": 100.0}
    for day, more in (("2026-05-01", 0), ("2026-05-02", 1), ("2026-05-10", 7)):
        values = {
            (one, year): 10.0 + more + place + year % 7 for place, one in enumerate(series) for year in (2019, 2020)
        }
        publish(source, values, moment=at(day), **limits)
        Observation.objects.update(count=F("value") * 10, denominator=1000)
    publish(still, {(one, 2020): 5.5 + place for place, one in enumerate(as_ever)}, moment=at("2026-05-01"), **limits)
    return [*changing, staying]


def readings(wanted):
    """{series id: its reading} as known on the day."""
    with figures_as_known(DAY, wanted=lambda: wanted):
        rows = Reading.objects.values_list(*OF_A_READING)
        return {row[0]: dict(zip(OF_A_READING, row, strict=True)) for row in rows}


def without(reading, *columns):
    return {name: value for name, value in reading.items() if name not in columns}


def ids(*conditions, **more):
    return set(Series.objects.filter(*conditions, **more).values_list("pk", flat=True))


def test_readings_of_an_area_are_the_same_but_for_their_ranks(indicators, councils):
    everything = readings(EVERYTHING)

    found = readings(Wanted(areas=frozenset([councils[2].pk]), has_ranks=False))

    own = ids(area=councils[2], indicator__in=indicators[:2])
    # What stayed as it was is there in any case.
    assert found.keys() == own | ids(indicator=indicators[2])
    assert all(everything[pk][column] for pk in own for column in COMPARED)
    assert {pk: without(found[pk], *BLANK_RANKS) for pk in own} == {
        pk: without(everything[pk], *BLANK_RANKS) for pk in own
    }
    assert {found[pk][name] for pk in own for name in BLANK_RANKS} == {None}
    for pk in found.keys() - own:
        assert found[pk] == everything[pk]


def test_readings_of_some_series_have_their_ranks_where_these_are_asked_for(indicators, councils):
    everything = readings(EVERYTHING)
    some = ids(area=councils[0], indicator=indicators[0]) | ids(area=councils[5], indicator=indicators[1], sex="Female")

    found = readings(Wanted(series=Q(pk__in=some)))

    assert some < found.keys()
    assert found.keys() == some | ids(indicator=indicators[2])
    assert found == {pk: everything[pk] for pk in found}


def test_what_is_not_compared_says_nothing_of_other_areas(indicators, councils):
    """The headline of the one council is compared and its neighbours are read, among them the other one's."""
    everything = readings(EVERYTHING)
    chosen = ids(area=councils[0], sex="Persons", indicator=indicators[0])
    areas = frozenset([councils[0].pk, councils[1].pk])

    found = readings(Wanted(areas=areas, compared=Q(pk__in=chosen), has_ranks=False))
    alone = ids(area__in=areas, indicator__in=indicators[:2]) - chosen

    assert {found[pk][column] for pk in alone for column in BLANK} == {None, "", "not_compared"}
    blank = (*BLANK, *BLANK_RANKS)
    assert {pk: without(found[pk], *blank) for pk in alone} == {pk: without(everything[pk], *blank) for pk in alone}
    for pk in chosen:
        assert without(found[pk], *BLANK_RANKS) == without(everything[pk], *BLANK_RANKS)


@pytest.mark.parametrize("wanted", [NOTHING, Wanted(series=NONE), Wanted(areas=frozenset())])
def test_of_what_nobody_asks_for_there_is_no_reading(indicators, wanted):
    assert readings(wanted).keys() == ids(indicator=indicators[2])


def test_which_series_stands_for_its_indicator_is_told_for_the_areas_asked_for(source, councils):
    """Until 10 May it was the one by age; then the one of all ages had more figures."""
    indicator = IndicatorFactory()
    by_age = [SeriesFactory(indicator=indicator, area=area, age="15-64 yrs") for area in councils[:2]]
    of_all = [SeriesFactory(indicator=indicator, area=area, age="All ages") for area in councils[:2]]
    publish(source, {(one, 2020): 10.5 for one in by_age}, moment=at("2026-05-01"))
    publish(source, {(one, 2020): 10.5 for one in (*by_age, *of_all)}, moment=at("2026-05-10"))
    assert ids(is_headline=True) == {one.pk for one in of_all}

    with figures_as_known(DAY, wanted=lambda: Wanted(areas=frozenset([councils[0].pk]))):
        assert ids(is_headline=True, area=councils[0]) == {by_age[0].pk}
        assert list(Reading.objects.values_list("series", "is_headline")) == [(by_age[0].pk, True)]
    with figures_as_known(DAY):
        assert ids(is_headline=True) == {one.pk for one in by_age}
