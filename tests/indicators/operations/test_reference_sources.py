"""Areas and neighbours from their offices: what is added, what is left alone, and what is only said."""

import datetime
from types import SimpleNamespace

import pytest

from indicators.models import Area, AreaType, NeighbourGroup, Reading, SourceKind
from indicators.operations.readings import recompute_readings
from indicators.operations.reference_sources import apply_reference, compare_reference
from indicators.sources.base import UNKNOWN_AREA, Reject
from indicators.sources.records import AreaRecord, NeighbourRecord
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    ObservationFactory,
    RefreshFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db
GEOGRAPHY = SimpleNamespace(kind=SourceKind.ONS_GEOGRAPHY, name="Areas", options={})
COUNTY = AreaRecord(2, "E10000003", "Cambridgeshire", "upper_tier", (), ("E07000008", "E07000010"), year=2024)
CAMBRIDGE = AreaRecord(2, "E07000008", "Cambridge", "district", ("E10000003", "E12000006"), year=2024)
FENLAND = AreaRecord(3, "E07000010", "Fenland", "district", ("E10000003", "E12000006"), year=2024)


@pytest.fixture
def region():
    england = AreaFactory(code="E92000001", name="England", area_type=AreaType.COUNTRY)
    region = AreaFactory(code="E12000006", name="East of England", area_type=AreaType.REGION)
    region.parents.add(england)
    return region


def neighbours_source(**options):
    return SimpleNamespace(kind=SourceKind.NEAREST_NEIGHBOURS, name="A publisher's list", options=options)


def take_in(source, items):
    result = compare_reference(source=source, items=items)
    apply_reference(run=None, result=result)
    return result


def counted(result):
    return result.added, result.changed, result.unchanged, result.gone


def parents(code):
    return sorted(Area.objects.get(code=code).parents.values_list("code", flat=True))


def test_areas_that_are_new_come_with_what_they_lie_in(region):
    result = take_in(GEOGRAPHY, [COUNTY, CAMBRIDGE, FENLAND])

    assert counted(result) == (3, 0, 0, 0)
    assert Area.objects.get(code="E07000008").area_type == AreaType.DISTRICT
    assert (parents("E07000008"), parents("E10000003")) == (["E10000003", "E12000006"], ["E12000006"])


def test_comparing_writes_nothing(region):
    result = compare_reference(source=GEOGRAPHY, items=[COUNTY, CAMBRIDGE, FENLAND])

    assert (result.added, Area.objects.count()) == (3, 2)


def test_the_same_again_changes_nothing(region):
    take_in(GEOGRAPHY, [COUNTY, CAMBRIDGE, FENLAND])

    again = take_in(GEOGRAPHY, [COUNTY, CAMBRIDGE, FENLAND])

    assert counted(again) == (0, 0, 3, 0)


def test_a_parent_that_changed_is_brought_into_line_and_others_stay(region):
    other = AreaFactory(code="E12000001", area_type=AreaType.REGION)
    force = AreaFactory(code="E23000023", area_type=AreaType.POLICE_FORCE)
    area = AreaFactory(code="E06000031", name="Peterborough")
    area.parents.add(other, force)

    result = take_in(GEOGRAPHY, [AreaRecord(1, "E06000031", "Peterborough", "unitary", ("E12000006",), year=2024)])

    assert (result.changed, parents("E06000031")) == (1, ["E12000006", "E23000023"])


def test_readings_are_judged_against_the_region_that_an_area_has_moved_to(region):
    area, indicator, refresh = AreaFactory(code="E06000031"), IndicatorFactory(), RefreshFactory()
    for where, value in ((area, 10), (region, 20)):
        ObservationFactory(series=SeriesFactory(indicator=indicator, area=where), value=value, refresh=refresh)
    recompute_readings()

    take_in(GEOGRAPHY, [AreaRecord(1, "E06000031", area.name, "unitary", ("E12000006",), year=2024)])

    assert Reading.objects.get(area=area).region_value == 20


def test_an_area_that_vanished_from_the_list_is_said_and_kept(region):
    area = AreaFactory(code="E06000099", name="Goneshire")

    result = take_in(GEOGRAPHY, [AreaRecord(1, "E06000031", "Peterborough", "unitary", ("E12000006",), year=2024)])

    area.refresh_from_db()
    assert (result.gone, area.valid_to) == (1, None)
    assert result.sentences == ["Not in the list any more, and kept: Goneshire (E06000099)."]


@pytest.mark.parametrize(
    "area",
    [
        {"code": "E08000038", "valid_from": datetime.date(2025, 4, 1)},
        {"code": "E06000028", "valid_to": datetime.date(2019, 3, 31)},
        {"code": "sample:northshire", "is_sample": True},
        {"code": "local:somewhere"},
        {"code": "E05000001", "area_type": AreaType.WARD},
    ],
    ids=["newer than the list", "ended", "sample", "ours", "of another kind"],
)
def test_what_the_list_cannot_have_is_not_missed(region, area):
    AreaFactory(**area)

    result = take_in(GEOGRAPHY, [AreaRecord(1, "E06000031", "Peterborough", "unitary", ("E12000006",), year=2024)])

    assert (result.gone, result.sentences) == (0, [])


def test_another_way_to_write_a_name_is_no_change_and_another_name_is(region):
    AreaFactory(code="E06000023", name="Bristol").parents.add(region)
    AreaFactory(code="E07000112", name="Shepway", area_type=AreaType.DISTRICT).parents.add(region)

    result = take_in(
        GEOGRAPHY,
        [
            AreaRecord(1, "E06000023", "Bristol, City of", "unitary", ("E12000006",), year=2024),
            AreaRecord(2, "E07000112", "Folkestone and Hythe", "district", ("E12000006",), year=2024),
        ],
    )

    assert (result.changed, result.unchanged) == (1, 1)
    assert result.sentences == ["Shepway (E07000112) is now called Folkestone and Hythe."]
    assert Area.objects.get(code="E06000023").name == "Bristol"


def test_a_code_that_changed_takes_its_figures_along(region):
    old = AreaFactory(code="E08000016", name="Barnsley")
    series = SeriesFactory(area=old)
    ObservationFactory(series=series)
    day = datetime.date(2025, 4, 1)

    result = take_in(
        GEOGRAPHY,
        [
            AreaRecord(1, "E08000038", "Barnsley", "unitary", valid_from=day),
            AreaRecord(1, "E08000016", "Barnsley", "unitary", valid_to=datetime.date(2025, 3, 31),
                       successors=("E08000038",)),
        ],
    )  # fmt: skip

    series.refresh_from_db()
    assert (series.area.code, series.area.valid_from, series.reading.area_id) == ("E08000038", day, series.area_id)
    assert (counted(result), result.sentences) == (
        (1, 1, 0, 0), ["Barnsley (E08000016) ended on 31 March 2025."],
    )  # fmt: skip


def test_a_list_of_before_does_not_bring_an_ended_area_back(region):
    ended = AreaFactory(code="E10000006", name="Cumbria", area_type=AreaType.UPPER_TIER,
                        valid_to=datetime.date(2023, 3, 31))  # fmt: skip

    result = take_in(GEOGRAPHY, [AreaRecord(1, "E10000006", "Cumbria", "upper_tier", ("E12000006",), year=2024)])

    ended.refresh_from_db()
    assert (ended.valid_to.year, parents("E10000006"), result.changed) == (2023, [], 0)
    assert result.sentences == ["The list still has Cumbria (E10000006), which ended on 31 March 2023: it stays ended."]


def test_a_parent_that_nobody_knows_is_rejected(region):
    result = take_in(GEOGRAPHY, [AreaRecord(7, "E06000031", "Peterborough", "unitary", ("E12000099",), year=2024)])

    assert result.rejects == [Reject(7, "", "E12000099", UNKNOWN_AREA)]


def test_an_area_of_another_kind_is_rejected(region):
    AreaFactory(code="E06000031", name="Peterborough", area_type=AreaType.DISTRICT)

    result = take_in(GEOGRAPHY, [AreaRecord(7, "E06000031", "Peterborough", "unitary", ("E12000006",), year=2024)])

    assert [(one.row, one.reason) for one in result.rejects] == [
        (7, "Peterborough is a district here and of another kind in the list.")
    ]


def test_a_partnership_of_one_district_lies_in_it_and_one_of_several_in_their_county(region):
    AreaFactory(code="E23000023", name="Cambridgeshire police force area", area_type=AreaType.POLICE_FORCE)
    one = AreaRecord(4, "E22000001", "Fenland", "csp", ("E23000023",), ("E07000010",), year=2024)
    two = AreaRecord(5, "E22000002", "Cambridge", "csp", ("E23000023",), ("E07000008", "E07000010"), year=2024)

    take_in(GEOGRAPHY, [COUNTY, CAMBRIDGE, FENLAND, one, two])

    assert Area.objects.get(code="E22000001").name == "Fenland community safety partnership"
    assert (parents("E22000001"), parents("E22000002")) == (["E07000010", "E23000023"], ["E10000003", "E23000023"])


# --- neighbours ------------------------------------------------------------------------------------------------------


@pytest.fixture
def northshire():
    area = AreaFactory(code="E06000901", name="Northshire")
    AreaFactory(code="E10000902", name="Westshire", area_type=AreaType.UPPER_TIER)
    AreaFactory(code="E08000903", name="Eastborough")
    AreaFactory(code="E07000904", name="Southtown", area_type=AreaType.DISTRICT)
    FootprintFactory(area=area)
    return area


def listed(*neighbours, area="E06000901"):
    return [NeighbourRecord(2, str(place), area, code, place) for place, code in enumerate(neighbours, 1)]


def names(area):
    return [one.area.name for one in area.neighbour_group.neighbours.all()]


def test_a_list_of_neighbours_is_taken_for_the_areas_of_partnerships(northshire):
    result = take_in(
        neighbours_source(name="Nearest, 2025"), listed("E08000903", "E07000904", "E10000902", "W06000001")
    )

    assert (counted(result), names(northshire)) == ((1, 0, 0, 0), ["Eastborough", "Westshire"])
    assert NeighbourGroup.objects.get().source == "A publisher's list"


def test_the_same_list_again_changes_nothing(northshire):
    take_in(neighbours_source(), listed("E08000903"))

    assert counted(take_in(neighbours_source(), listed("E08000903"))) == (0, 0, 1, 0)


def test_a_list_that_a_data_lead_named_is_left_alone(northshire):
    group = NeighbourGroupFactory(area=northshire, name="Chosen by us")
    NeighbourFactory(group=group, area=Area.objects.get(code="E10000902"), position=1)

    result = take_in(neighbours_source(), listed("E08000903"))

    assert (counted(result), names(northshire)) == ((0, 0, 0, 0), ["Westshire"])
    assert result.sentences == [
        "Northshire (E06000901) keeps its list “Chosen by us”, which a data lead gave it; this one is not taken."
    ]


def test_the_list_that_every_installation_has_gives_way(northshire):
    NeighbourGroupFactory(area=northshire, name="Nearest neighbours, ONS global model")

    result = take_in(neighbours_source(), listed("E08000903"))

    assert (counted(result), names(northshire)) == ((0, 1, 0, 0), ["Eastborough"])


def test_an_unknown_neighbour_is_rejected_and_the_others_are_taken(northshire):
    result = take_in(neighbours_source(), listed("E06000999", "E08000903"))

    assert names(northshire) == ["Eastborough"]
    assert [(one.row, one.column) for one in result.rejects] == [(2, "1")]


def test_a_neighbour_under_a_code_of_before_is_the_area_of_today(northshire):
    old = AreaFactory(code="E08000016", name="Barnsley", valid_to=datetime.date(2025, 3, 31))
    old.successors.add(AreaFactory(code="E08000038", name="Barnsley"))

    take_in(neighbours_source(), listed("E08000016"))

    assert northshire.neighbour_group.neighbours.get().area.code == "E08000038"


def test_an_area_that_the_list_no_longer_has_keeps_its_neighbours(northshire):
    take_in(neighbours_source(), listed("E08000903"))

    result = take_in(neighbours_source(), listed("E08000903", area="E10000902"))

    assert (result.gone, names(northshire)) == (1, ["Eastborough"])
    assert "The list no longer has Northshire (E06000901); its neighbours are kept." in result.sentences


def test_an_area_asked_for_that_nobody_knows_is_rejected(northshire):
    result = take_in(neighbours_source(areas=["E06000777"]), listed("E08000903"))

    assert result.rejects == [Reject(0, "areas", "E06000777", UNKNOWN_AREA)]
