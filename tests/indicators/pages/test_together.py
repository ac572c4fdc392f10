"""A partnership of several councils: their figures added up, and every reason not to."""

import datetime

import pytest
from bs4 import BeautifulSoup

from indicators.models import AreaType, State, WithheldFigure
from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory
from tests.indicators.pages.figures import series_of
from tests.indicators.pages.reading import words_of
from tests.indicators.pages.world import counted_series

pytestmark = pytest.mark.django_db
ADDRESS = "/northshire/indicators/"


@pytest.fixture
def share():
    return IndicatorFactory(code="early-exits", name="Early exits", value_type="proportion", multiplier=100, unit="%")


@pytest.fixture
def county(partnership):
    """Northamptonshire's case: the county of before is the main area, and the two councils that came of it."""
    area = AreaFactory(
        code="E10000021", name="Northshire", area_type=AreaType.UPPER_TIER, valid_to=datetime.date(2019, 3, 31)
    )
    return FootprintFactory(partnership=partnership, area=area).area


@pytest.fixture
def halves(partnership, county):
    found = [
        FootprintFactory(partnership=partnership, area__name=name, is_main=False).area for name in ("East", "West")
    ]
    for area in found:
        area.parents.add(county)
    return found


def section(client):
    return BeautifulSoup(client.get(ADDRESS).content, "html.parser").select_one("#together")


def rows(client):
    return [words_of(row) for row in section(client).select("tbody tr")]


def refused(client):
    found = [words_of(one) for one in section(client).select("p") if words_of(one).startswith("Not added up")]
    return found[0] if found else ""


def test_a_share_is_worked_out_anew_from_all_counts(client, share, halves):
    counted_series(share, halves[0], [160], denominator=400)
    counted_series(share, halves[1], [30], denominator=100)

    assert rows(client) == [
        "Early exits 2021. 38% 190 of 500 33.9 to 42.3 Worked out here East 40%, West 30%",
    ]


def test_counts_are_added_without_an_interval(client, halves):
    deaths = IndicatorFactory(name="Deaths", value_type="count", unit="deaths", multiplier=1)
    series_of(deaths, halves[0], [12])
    series_of(deaths, halves[1], [30])

    assert rows(client) == ["Deaths 2021. 42 deaths None for a count East 12 deaths, West 30 deaths"]


def test_a_hidden_part_leaves_no_sum(client, share, halves):
    counted_series(share, halves[0], [160])
    counted_series(share, halves[1], [3], state=State.SUPPRESSED, value=None)

    assert rows(client) == []
    assert refused(client) == (
        "Not added up: 1 indicator, since the figure of an area is hidden, and a sum could give it back."
    )


def test_a_part_that_is_rounded_by_a_rule_leaves_no_sum(client, share, halves):
    counted_series(share, halves[0], [160])
    series = counted_series(share, halves[1], [100])
    WithheldFigure.objects.create(observation=series.observations.get(), reason="rounded", value=25.2, count=101)

    assert rows(client) == []
    assert "is hidden" in refused(client)


@pytest.mark.parametrize(
    ("value_type", "reason"),
    [
        ("directly_standardised_rate", "an age-standardised rate cannot be added up"),
        ("mean", "a mean cannot be added up"),
        ("ratio", "a ratio cannot be added up"),
    ],
)
def test_other_kinds_of_figures_are_not_added_up(client, halves, value_type, reason):
    indicator = IndicatorFactory(value_type=value_type)
    for area in halves:
        series_of(indicator, area, [12])

    assert (rows(client), refused(client)) == ([], f"Not added up: 1 indicator, since {reason}.")


def test_an_area_without_a_figure_leaves_no_sum(client, share, halves):
    counted_series(share, halves[0], [160])

    assert (rows(client), refused(client)) == ([], "Not added up: 1 indicator, since an area has no figure.")


def test_figures_of_two_periods_are_not_added_up(client, share, halves):
    counted_series(share, halves[0], [160], last_year=2021)
    counted_series(share, halves[1], [160], last_year=2022)

    assert refused(client) == "Not added up: 1 indicator, since the newest figures are of different periods."


def test_a_figure_that_a_source_gives_for_the_whole_is_not_worked_out_again(client, share, county, halves):
    counted_series(share, county, [300], denominator=800)
    for area in halves:
        counted_series(share, area, [150])

    assert (rows(client), refused(client)) == ([], "")


def test_a_county_is_never_added_to_its_own_districts(client, share, partnership):
    county = FootprintFactory(partnership=partnership, area__area_type=AreaType.UPPER_TIER).area
    for _ in range(2):
        district = FootprintFactory(partnership=partnership, area__area_type=AreaType.DISTRICT, is_main=False).area
        district.parents.add(county)
        counted_series(share, district, [10])
    counted_series(share, county, [160])

    assert section(client) is None


def test_an_area_within_another_of_its_kind_is_never_added_to_it(client, share, partnership):
    whole = FootprintFactory(partnership=partnership).area
    part = FootprintFactory(partnership=partnership, is_main=False).area
    part.parents.add(whole)
    for area in (whole, part):
        counted_series(share, area, [160])

    assert section(client) is None


def test_a_partnership_of_one_area_has_nothing_to_add_up(client, share, partnership):
    counted_series(share, FootprintFactory(partnership=partnership).area, [160])

    assert section(client) is None


@pytest.mark.parametrize("count", [1, 3])
def test_the_scorecard_costs_the_same_for_1_and_3_indicators_added_up(client, halves, count, django_assert_num_queries):
    for _ in range(count):
        indicator = IndicatorFactory(value_type="proportion", multiplier=100)
        for area in halves:
            counted_series(indicator, area, [160])

    with django_assert_num_queries(12):
        client.get(ADDRESS)

    assert len(rows(client)) == count
