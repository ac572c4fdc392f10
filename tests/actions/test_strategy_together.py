"""The strategy on a page of a partnership with several councils."""

import pytest
from bs4 import BeautifulSoup

from tests.actions.strategies import arrivals, text_of
from tests.factories import (
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    MeasureFactory,
    PriorityFactory,
)
from tests.indicators.pages.figures import series_of
from tests.indicators.pages.reading import words_of
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def councils(partnership):
    return [
        FootprintFactory(partnership=partnership, area__name=name, is_main=name == "East").area
        for name in ("East", "West")
    ]


def together(client, partnership):
    page = BeautifulSoup(client.get(f"/{partnership.slug}/").content, "html.parser")
    return page.select_one("#together")


def test_a_board_of_two_councils_gives_its_measures_for_both_together(client, partnership, councils):
    arrivals(councils, partnership, name="Arrivals")
    series_of(IndicatorFactory(name="No measure", value_type="count"), councils[0], [3])

    section = together(client, partnership)

    assert [words_of(row) for row in section.select("tbody tr")] == [
        "Arrivals 2021. 42 people None for a count 2 areas: East 12 people, West 30 people",
    ]
    assert words_of(section.select_one("p")).endswith("Here are the measures of this strategy.")


def test_a_board_never_adds_up_what_cannot_be_added_up_and_says_why(client, partnership, councils):
    arrivals(councils, partnership, value_type="mean", unit="days")

    section = together(client, partnership)

    assert section.select("tbody tr") == []
    assert words_of(section.select("p")[-1]) == "Not added up: 1 indicator, since a mean cannot be added up."


def test_a_board_without_measures_adds_up_the_figures_on_national_metrics(client, partnership, councils):
    indicator = IndicatorFactory(value_type="count", unit="people", framework_metric=FrameworkMetricFactory())
    for area, value in zip(councils, (12, 30), strict=True):
        series_of(indicator, area, [value])

    section = together(client, partnership)

    assert words_of(section.select_one("tbody td")) == "42 people"
    assert words_of(section.select_one("p")).endswith("Here are the figures on national metrics.")


def test_a_board_adds_up_the_group_that_the_strategy_is_measured_by(client, partnership, councils):
    indicator = IndicatorFactory(value_type="count", unit="people", multiplier=1)
    women = [series_of(indicator, area, [5], group={"sex": "Female"}) for area in councils]
    MeasureFactory(series=women[0], action=None, priority=PriorityFactory(partnership=partnership))

    section = together(client, partnership)

    assert words_of(section.select_one("tbody td")) == "10 people"
    assert "Female" in words_of(section.select_one("tbody th"))


def test_a_board_of_one_council_has_nothing_together_and_names_no_area(client, partnership):
    area = FootprintFactory(partnership=partnership, area__name="East").area
    arrivals([area], partnership, values=[12])

    assert together(client, partnership) is None
    assert "East." not in text_of(client.get(f"/{partnership.slug}/"))


@pytest.mark.parametrize("page", ["", "priorities/1/"])
def test_a_measure_says_of_which_of_two_councils_it_is(client, partnership, councils, page):
    arrivals(councils, partnership, measured_in=1)

    assert "West." in text_of(client.get(f"/{partnership.slug}/{page}"))


def test_the_boards_download_has_the_councils_together(client, partnership, councils):
    arrivals(councils, partnership, name="Arrivals")
    arrivals(councils, partnership, name="Days", value_type="mean", unit="days")

    rows = rows_of_csv(client.get(f"/{partnership.slug}/?format=csv"))

    assert [
        (row["title"], row["value"], row["period"], row["area"], row["status"], row["last_update"])
        for row in rows
        if row["kind"] == "All areas together"
    ] == [
        ("Arrivals", "42.0", "2021", "East and West (2 areas added up)", "", "2021-12-31"),
        ("Days", "", "2021", "East and West", "Not added up: a mean cannot be added up", ""),
    ]
