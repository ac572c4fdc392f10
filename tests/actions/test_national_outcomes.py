"""The outcomes on the national page: with intervals, by name and never by value."""

import datetime

import pytest
from bs4 import BeautifulSoup

from tests.factories import (
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    ObservationFactory,
    PartnershipFactory,
    ReadingFactory,
    SeriesFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def indicator():
    metric = FrameworkMetricFactory(code="H5", position=1)
    return IndicatorFactory(name="Deaths from drug misuse", unit="per 100,000", framework_metric=metric)


def figure(indicator, name, value, year=2021, *, place=None, lower=None, upper=None, **fields):
    """The newest figure of an area of that name in a partnership of its own."""
    place = place or PartnershipFactory(name=f"{name} partnership")
    area = FootprintFactory(partnership=place, area__name=name).area
    observation = ObservationFactory(
        series=SeriesFactory(area=area, indicator=indicator),
        value=value,
        period=str(year),
        period_start=datetime.date(year, 1, 1),
        period_end=datetime.date(year, 12, 31),
    )
    return ReadingFactory(observation=observation, lower_95=lower, upper_95=upper, **fields)


def section(client, query=""):
    page = BeautifulSoup(client.get(f"/{query}").content, "html.parser")
    return page.select_one('section[aria-labelledby="outcomes"]')


def names(one):
    return [row.th.text for row in one.select("figure tbody tr")]


def test_areas_stand_by_name_and_not_by_value(client, indicator):
    for name, value in (("Beeshire", 9), ("Ayshire", 5), ("Deeshire", 7), ("Ceeshire", 1)):
        figure(indicator, name, value)

    shown = section(client)
    bars = [bar["data-name"] for bar in shown.select("svg.cdp-chart--wide rect[data-name]")]
    downloaded = [row["area"] for row in rows_of_csv(client.get("/?format=csv&table=outcomes"))]

    assert names(shown) == bars == downloaded == ["Ayshire", "Beeshire", "Ceeshire", "Deeshire"]


def test_the_caption_the_table_the_drawing_and_the_download_hold_the_same_numbers(client, indicator):
    england = {"england_value": 6}
    figure(indicator, "Ayshire", 9, lower=8, upper=10, standing_england="worse", **england)
    figure(indicator, "Beeshire", 5, lower=4, upper=7, standing_england="similar", **england)

    one = section(client).figure
    table = {data["value"] for data in one.select("tbody data")}
    notes = [row.select("td")[-1].text for row in one.select("tbody tr")]
    drawn = {bar["data-value"] for bar in one.select("svg.cdp-chart--wide [data-value]")}
    rows = rows_of_csv(client.get("/?format=csv&table=outcomes&metric=H5"))

    assert one.strong.text == "2 areas: 1 worse than England, 1 similar to England"
    assert notes[:2] == ["Worse than England", "Similar to England"]
    assert {float(each) for each in table} == {float(each) for each in drawn} == {9, 5, 6}
    assert [(float(row["value"]), float(row["lower_95"]), float(row["upper_95"])) for row in rows] == [
        (9, 8, 10), (5, 4, 7),
    ]  # fmt: skip


def test_figures_of_different_periods_say_so_and_have_no_line_of_england(client, indicator):
    figure(indicator, "Ayshire", 9, 2020, england_value=6)
    figure(indicator, "Beeshire", 5, 2021, england_value=7)

    one = section(client).figure

    assert names(one) == ["Ayshire, 2020", "Beeshire, 2021"]
    assert "different periods" in one.text


def test_counts_are_not_drawn_side_by_side(client, indicator):
    indicator.value_type = "count"
    indicator.save()
    figure(indicator, "Ayshire", 900)

    shown = section(client)

    assert shown.figure is None
    assert "A count is not drawn side by side" in shown.text


def test_sample_data_are_marked_and_the_sentence_says_that_it_does_not_count_them(client, indicator):
    figure(indicator, "Ayshire", 9, standing_england="worse")
    figure(indicator, "Made up", 5, standing_england="better", place=PartnershipFactory(is_sample=True))

    one = section(client).figure

    assert one.strong.text == "1 area: 1 worse than England (sample data not counted)"
    assert "2 areas, 1 of them sample data, by name" in one.figcaption.text
    assert names(one) == ["Ayshire", "Made up (sample data)"]


@pytest.mark.parametrize(
    ("query", "shown"), [("", "H5"), ("?metric=H6", "H6"), ("?metric=H7", "H5"), ("?metric=%3C", "H5")]
)
def test_the_address_keeps_the_metric_and_another_word_shows_the_first(client, indicator, query, shown):
    other = IndicatorFactory(framework_metric=FrameworkMetricFactory(code="H6", position=2))
    FrameworkMetricFactory(code="H7", position=3)
    figure(indicator, "Ayshire", 9)
    figure(other, "Beeshire", 9)

    response = client.get(f"/{query}")

    assert response.context["outcomes"].metric.code == shown
    assert [metric.code for metric in response.context["outcomes"].choices] == ["H5", "H6"]
    assert section(client, query).select_one("option[selected]")["value"] == shown


def test_what_one_may_not_see_is_not_drawn(client, indicator):
    figure(indicator, "Ayshire", 9, place=PartnershipFactory(is_published=False))

    assert section(client).figure is None


def test_a_table_that_is_not_known_is_refused(client):
    assert client.get("/?format=csv&table=league").status_code == 400


def test_without_a_local_figure_the_page_says_so(client):
    PartnershipFactory()

    assert "No partnership has a local figure on a headline metric yet." in section(client).text


def test_where_enough_areas_share_a_period_a_funnel_says_whether_size_explains_the_differences(client):
    indicator = IndicatorFactory(framework_metric=FrameworkMetricFactory(code="H10"))
    for name, value in (("E", 40), ("C", 50), ("A", 51), ("D", 52), ("B", 49)):
        figure(indicator, name, value, count=value * 20, denominator=2000, england_value=50)
    sample = PartnershipFactory(is_sample=True)
    figure(indicator, "Sample", 90, place=sample, count=1800, denominator=2000, england_value=50)

    funnel = section(client).select("figure")[1]
    rows = [row for row in funnel.select("tbody tr") if len(row.th.text) == 1]
    dots = {
        mark["data-name"]: mark["data-value"] for mark in funnel.select("svg.cdp-chart--wide [data-name][transform]")
    }

    assert funnel.strong.text == "1 of 5 areas differs from England by more than size explains"
    assert [row.th.text for row in rows] == ["A", "B", "C", "D", "E"]
    assert {row.th.text: float(row.data["value"]) for row in rows} == {
        name: float(value) for name, value in dots.items()
    }


@pytest.mark.parametrize("spread", ["four areas", "two periods", "no denominators"])
def test_without_enough_areas_of_one_period_and_their_sizes_there_is_no_funnel(client, spread):
    indicator = IndicatorFactory(framework_metric=FrameworkMetricFactory(code="H10"))
    for number, name in enumerate("ABCD" if spread == "four areas" else "ABCDE"):
        size = {} if spread == "no denominators" else {"count": 500, "denominator": 1000}
        figure(indicator, name, 50, 2020 if spread == "two periods" and number == 0 else 2021, **size)

    assert len(section(client).select("figure")) == 1
