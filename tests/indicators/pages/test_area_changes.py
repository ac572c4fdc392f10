"""Areas that came and went: what the page of an indicator says of it, and what it never joins or ranks."""

import csv
import datetime
import io

import pytest

from indicators.models import AreaType
from tests.factories import AreaFactory, IndicatorFactory
from tests.indicators.pages.figures import days, series_of
from tests.indicators.pages.reading import page_of, section_of, words_of
from tests.indicators.pages.world import areas_of_size, counted_series, neighbours_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def exits():
    return IndicatorFactory(code="early-exits", name="Early exits", value_type="proportion", multiplier=100, unit="%")


@pytest.fixture
def bucks(england):
    area = AreaFactory(code="E06000060", name="Buckinghamshire", valid_from=datetime.date(2020, 4, 1))
    area.parents.add(england)
    return area


@pytest.fixture
def county(bucks):
    area = AreaFactory(
        code="E10000002", name="Buckinghamshire (former county)", area_type=AreaType.UPPER_TIER,
        valid_to=datetime.date(2020, 3, 31),
    )  # fmt: skip
    area.successors.add(bucks)
    return area


def over_time(client, *codes):
    areas = "&".join(f"areas={code}" for code in codes)
    return section_of(page_of(client, f"/indicators/early-exits/?{areas}"), "trend")


def sentences(section):
    return [words_of(one) for one in section.select(".cdp-said li")]


def added_rows(section):
    """The rows of the table that are no figures."""
    return [words_of(row) for row in section.select("tbody tr") if "Buckinghamshire was" in words_of(row)]


def test_figures_of_before_are_marked_where_the_source_gives_them(client, exits, bucks, county):
    series_of(exits, bucks, [10, 12, 14, 16], last_year=2022)

    section = over_time(client, "E06000060")

    assert sentences(section) == [
        (
            "Buckinghamshire was formed on 1 April 2020, of Buckinghamshire (former county). Its figures of before "
            "then are the source’s own, for the ground that it covers now."
        )
    ]
    assert added_rows(section) == ["Buckinghamshire was formed 1 April 2020 Earlier figures are the source’s own"]


def test_figures_of_the_area_of_before_are_not_joined_and_can_be_set_beside(client, exits, bucks, county):
    series_of(exits, bucks, [14, 16], last_year=2022)
    series_of(exits, county, [10, 12], last_year=2019)

    section = over_time(client, "E06000060")

    assert sentences(section) == [
        (
            "Buckinghamshire was formed on 1 April 2020, of Buckinghamshire (former county). Before April 2020 there "
            "are figures of Buckinghamshire (former county) ; they are not joined to this line."
        )
    ]
    assert section.select_one(".cdp-said a")["href"] == "?areas=E06000060&areas=E10000002"
    assert added_rows(section) == []


def test_two_lines_side_by_side_have_the_mark_between_them(client, exits, bucks, county):
    series_of(exits, bucks, [14, 16], last_year=2022)
    series_of(exits, county, [10, 12], last_year=2019)

    section = over_time(client, "E06000060", "E10000002")

    assert added_rows(section) == ["Buckinghamshire was formed 1 April 2020 Earlier figures are the source’s own"]


def test_a_code_that_changed_is_said_and_its_series_goes_on(client, exits, england):
    new = AreaFactory(code="E08000038", name="Barnsley", valid_from=datetime.date(2021, 4, 1))
    AreaFactory(code="E08000016", name="Barnsley", valid_to=datetime.date(2021, 3, 31)).successors.add(new)
    series_of(exits, new, [10, 12, 14], last_year=2022)

    section = over_time(client, "E08000038")

    assert sentences(section) == [
        (
            "Before 1 April 2021 Barnsley had the code E08000016 and nearly the same boundary. Figures under both are "
            "one series."
        )
    ]


def test_an_address_with_the_code_of_before_still_leads_to_the_area(client, exits, england):
    new = AreaFactory(code="E08000038", name="Barnsley", valid_from=datetime.date(2021, 4, 1))
    AreaFactory(code="E08000016", name="Barnsley", valid_to=datetime.date(2021, 3, 31)).successors.add(new)
    series_of(exits, new, [10, 12])

    response = client.get("/indicators/early-exits/?areas=E08000016")

    assert (response.status_code, response.context["selection"].focus) == (200, new)


def test_an_abolished_area_says_when_and_what_came_after(client, exits, bucks, county):
    series_of(exits, county, [10, 12, 0, 14], last_year=2022)
    series_of(exits, bucks, [14, 16], last_year=2022)

    section = over_time(client, "E10000002")

    assert sentences(section) == [
        (
            "Buckinghamshire (former county) was abolished after 31 March 2020; Buckinghamshire came after it. Figures "
            "for a later time are kept as the source gives them and are compared with none."
        )
    ]
    assert "The source gives 0; the area had been abolished by then." in words_of(section)


def test_a_nought_after_the_end_is_drawn_nowhere(client, exits, county):
    series_of(exits, county, [10, 12, 0, 14], last_year=2022)

    response = client.get("/indicators/early-exits/?areas=E10000002")

    (line,) = response.context["sections"][0].chart.layers[:1]
    assert [point.value for point in line.points] == [10, 12, 14]


def test_a_nought_of_an_area_that_exists_is_a_value(client, exits, bucks):
    series_of(exits, bucks, [10, 0, 14], last_year=2022)

    response = client.get("/indicators/early-exits/?areas=E06000060")

    (line,) = response.context["sections"][0].chart.layers[:1]
    assert [point.value for point in line.points] == [10, 0, 14]


def test_figures_after_the_end_are_neither_beside_nor_in_the_funnel_nor_among_neighbours(client, exits, bucks, county):
    counted_series(exits, bucks, [160], last_year=2022)
    counted_series(exits, county, [100], last_year=2022)
    others = areas_of_size(exits, (1000, 0.4), (900, 0.4), (800, 0.4), (700, 0.4))
    for one in others:
        observation = one.series.get().observations.get()
        for name, value in days(2022).items():
            setattr(observation, name, value)
        observation.save()
        one.series.get().reading.__class__.objects.filter(area=one).update(**days(2022))
    neighbours_of(bucks, [county, *others])

    page = page_of(client, "/indicators/early-exits/?areas=E06000060")

    # The list of newest figures keeps it; the picture of one period does not.
    bars = [words_of(row) for row in section_of(page, "areas").select("figure tbody tr")]
    assert [row for row in bars if "former county" in row] == []
    assert "former county" not in words_of(section_of(page, "funnel"))
    (row,) = [words_of(row) for row in section_of(page, "neighbours").select("tbody tr") if "former" in words_of(row)]
    assert "No figure" in row


def test_the_download_says_no_value_and_keeps_what_was_worked_out_later(client, exits, county):
    series_of(exits, county, [10, 12, 0, 14], last_year=2022)

    response = client.get("/indicators/early-exits/?areas=E10000002&format=csv")

    rows = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [(row["period"], row["value"], row["state"], row["note"]) for row in rows[1:]] == [
        ("2020", "12.0", "published", "The area was abolished after 31 March 2020."),
        ("2021", "", "not_available", "The source gives 0; the area had been abolished by then."),
        ("2022", "14.0", "published", "The area was abolished after 31 March 2020."),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_costs_the_same_however_many_areas_it_came_of(client, exits, bucks, count, django_assert_num_queries):
    series_of(exits, bucks, [10, 12, 14], last_year=2022)
    for _ in range(count):
        AreaFactory(area_type=AreaType.DISTRICT).successors.add(bucks)

    with django_assert_num_queries(15):
        client.get("/indicators/early-exits/?areas=E06000060")
