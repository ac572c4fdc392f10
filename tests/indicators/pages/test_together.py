"""A partnership of several councils: their figures added up, and every reason not to."""

import datetime
import io

import openpyxl
import pytest
from bs4 import BeautifulSoup

from indicators.models import AreaType, State, WithheldFigure
from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory
from tests.indicators.pages.figures import series_of
from tests.indicators.pages.reading import words_of
from tests.indicators.pages.world import counted_series
from tests.pages import rows_of_csv

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
        "Early exits 2021. 38% 190 of 500 33.9 to 42.3 Worked out here 2 areas: East 40%, West 30%",
    ]


def test_counts_are_added_without_an_interval(client, halves):
    deaths = IndicatorFactory(name="Deaths", value_type="count", unit="deaths", multiplier=1)
    series_of(deaths, halves[0], [12])
    series_of(deaths, halves[1], [30])

    assert rows(client) == ["Deaths 2021. 42 deaths None for a count 2 areas: East 12 deaths, West 30 deaths"]


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


def test_a_sum_of_provisional_figures_is_provisional(client, share, halves):
    counted_series(share, halves[0], [160], denominator=400, state=State.PROVISIONAL)
    counted_series(share, halves[1], [30], denominator=100)

    assert "Provisional" in rows(client)[0]


def test_groups_that_do_not_stand_for_their_indicator_are_not_added_up(client, share, halves):
    for area in halves:
        counted_series(share, area, [160], denominator=400)
        counted_series(share, area, [10], group={"sex": "Female"})

    assert [row.split(" 2021")[0] for row in rows(client)] == ["Early exits"]


def test_a_page_of_several_has_the_sums_of_its_own_indicators_and_the_download_has_all(
    client, share, halves, monkeypatch
):
    monkeypatch.setattr("indicators.views.scorecard.LINES_A_PAGE", 1)
    deaths = IndicatorFactory(name="Deaths", value_type="count", unit="deaths")
    for area in halves:
        counted_series(share, area, [160])
        series_of(deaths, area, [12])

    def names(query):
        page = BeautifulSoup(client.get(f"{ADDRESS}{query}").content, "html.parser").select_one("#together")
        assert "These are the indicators of this page; the download has all." in words_of(page)
        return [words_of(row.th).split(" 2021")[0] for row in page.select("tbody tr")]

    assert names("") + names("?page=2") == ["Deaths", "Early exits"]
    assert len(downloaded(client, "Deaths")) == len(downloaded(client, "Early exits")) == 1


def downloaded(client, name):
    found = rows_of_csv(client.get(f"{ADDRESS}?format=csv"))
    return [row for row in found if row["name"] == name and row["area"] == ""]


def test_the_download_has_the_areas_together_and_says_of_how_many(client, share, halves):
    counted_series(share, halves[0], [160], denominator=400)
    counted_series(share, halves[1], [30], denominator=100)

    (row,) = downloaded(client, "Early exits")

    assert (row["area_name"], row["areas_together"], row["period"], row["period_end"]) == (
        "East and West", "2", "2021", "2021-12-31",
    )  # fmt: skip
    assert (row["value"], row["unit"], row["state"]) == ("38.0", "%", "published")
    assert (row["count"], row["denominator"], row["interval_basis"]) == ("190.0", "500.0", "worked out here")
    assert (float(row["lower_95"]), float(row["upper_95"])) == pytest.approx((33.85, 42.33), abs=0.01)
    assert row["together_note"] == "Added up from East 40%, West 30%"
    assert (row["standing_england"], row["trend"], row["change"]) == ("not_compared", "", "")


@pytest.mark.parametrize(
    ("kind", "more", "reason"),
    [
        ("directly_standardised_rate", {}, "an age-standardised rate cannot be added up"),
        ("mean", {}, "a mean cannot be added up"),
        ("count", {"state": State.SUPPRESSED, "value": None},
         "the figure of an area is hidden, and a sum could give it back"),
    ],
)  # fmt: skip
def test_the_download_says_why_something_is_not_added_up(client, halves, kind, more, reason):
    indicator = IndicatorFactory(name="Early exits", value_type=kind)
    series_of(indicator, halves[0], [12])
    series_of(indicator, halves[1], [13], **more)

    (row,) = downloaded(client, "Early exits")

    assert (row["value"], row["count"], row["state"]) == ("", "", "not_available")
    assert (row["together_note"], row["areas_together"]) == (f"Not added up: {reason}", "2")


def test_the_workbook_has_the_areas_together_under_headings_in_words(client, share, halves):
    counted_series(share, halves[0], [160], denominator=400)
    counted_series(share, halves[1], [30], denominator=100)

    response = client.get(f"{ADDRESS}?format=xlsx")
    cover, table = openpyxl.load_workbook(io.BytesIO(b"".join(response))).worksheets[:2]
    sheet = [[cell.value for cell in row] for row in table]

    headings = next(row for row in sheet if "Areas added up" in row)
    assert [row[headings.index("Value")] for row in sheet if row[headings.index("Areas added up")] == 2] == [38]
    assert any("are for East and West together" in str(cell.value) for row in cover for cell in row)


def test_a_figure_of_the_documents_own_area_has_no_number_of_areas(client, share, halves):
    counted_series(share, halves[0], [160])

    own = [row for row in rows_of_csv(client.get(f"{ADDRESS}?format=csv")) if row["area"]]

    assert [(row["areas_together"], row["together_note"]) for row in own] == [("", "")]


@pytest.mark.parametrize("count", [1, 3])
def test_the_download_costs_the_same_for_1_and_3_indicators_added_up(client, halves, count, django_assert_num_queries):
    for _ in range(count):
        indicator = IndicatorFactory(name="Early exits", value_type="proportion", multiplier=100)
        for area in halves:
            counted_series(indicator, area, [160])

    with django_assert_num_queries(9):
        found = downloaded(client, "Early exits")

    assert len(found) == count


@pytest.mark.parametrize("count", [1, 3])
def test_the_scorecard_costs_the_same_for_1_and_3_indicators_added_up(client, halves, count, django_assert_num_queries):
    for _ in range(count):
        indicator = IndicatorFactory(value_type="proportion", multiplier=100)
        for area in halves:
            counted_series(indicator, area, [160])

    with django_assert_num_queries(10):
        client.get(ADDRESS)

    assert len(rows(client)) == count
