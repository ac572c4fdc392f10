import datetime

import pytest
from django.test import Client
from drf_spectacular.generators import SchemaGenerator
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cdp.api_support.uids import encode
from indicators.api.versions import definition_version
from indicators.models import Observation
from indicators.operations.readings import recompute_readings
from tests.cdp.api_rows import document_source
from tests.cdp.test_api import csv_rows, results
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    ObservationFactory,
    PartnershipFactory,
    ReadingFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


def observe(label="", start=None, end=None, **fields):
    days = [day and datetime.date.fromisoformat(day) for day in (start, end)]
    return ObservationFactory(period=label, period_start=days[0], period_end=days[1], **fields)


def ids(client, endpoint="observations", **parameters):
    return [row["id"] for row in results(client, endpoint, **parameters)]


def test_an_observation_carries_all_that_it_takes_to_understand_it(client):
    read_at = datetime.datetime(2026, 11, 21, 14, 5, tzinfo=datetime.UTC)
    source = SourceFactory(slug="fingertips-csv")
    observation = observe(
        "2021/22", "2021-04-01", "2022-03-31",
        value=12.5, lower_95=11, upper_95=14, count=250, denominator=2000, qualifier="about", printed="about 12.5%",
        note="Rounded", place="Table 3", state="provisional", is_disputed=True, variant=1,
        refresh=RefreshFactory(source=source, started_at=read_at),
        series__indicator=IndicatorFactory(code="smoking", name="Smoking", unit="%"),
        series__area=AreaFactory(code="E10000099", name="Northshire"),
        series__sex="Female", series__age="18+", series__category_type="Housing", series__category="Owned",
    )  # fmt: skip

    assert client.get(f"/api/v1/observations/{observation.pk}/").json() == {
        "id": observation.pk, "uid": encode("observations", observation.pk), "series": observation.series_id,
        "indicator": "smoking", "indicator_name": "Smoking", "provisional": True,
        "definition_version": definition_version(observation.series.indicator),
        "unit": "%", "area": "E10000099", "area_name": "Northshire", "sex": "Female", "age": "18+",
        "category_type": "Housing", "category": "Owned", "period": "2021/22", "period_start": "2021-04-01",
        "period_end": "2022-03-31", "value": 12.5, "lower_95": 11.0, "upper_95": 14.0, "lower_998": None,
        "upper_998": None, "count": 250.0, "denominator": 2000.0, "state": "provisional", "qualifier": "about",
        "printed": "about 12.5%", "note": "Rounded", "place": "Table 3", "is_disputed": True, "variant": 1,
        "source": "fingertips-csv", "retrieved": "2026-11-21T14:05:00Z", "sample_data": False,
    }  # fmt: skip


def test_a_suppressed_figure_is_a_state_and_no_number(client):
    ObservationFactory(state="suppressed", value=None)

    [row] = results(client, "observations", state="suppressed")

    assert (row["state"], row["value"]) == ("suppressed", None)


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("2021/22", ["financial year", "same days"]),
        ("2021", ["calendar year"]),
        ("Apr 2021 - Mar 2022", ["financial year", "same days"]),
        ("2019", []),
    ],
)
def test_a_period_is_found_by_its_days_however_it_is_written(client, label, found):
    observe("2021/22", "2021-04-01", "2022-03-31", note="financial year")
    observe("Year ending March 2022", "2021-04-01", "2022-03-31", note="same days")
    observe("2021", "2021-01-01", "2021-12-31", note="calendar year")
    observe("", note="undated")

    assert [row["note"] for row in results(client, "observations", period=label)] == found


def test_an_academic_year_is_found_by_its_own_words(client):
    observe("2021/22", "2021-09-01", "2022-08-31", note="academic year")

    assert [row["note"] for row in results(client, "observations", period="2021/22")] == ["academic year"]


def test_days_enclose_periods(client):
    inside = observe("2021", "2021-01-01", "2021-12-31")
    observe("2020 - 21", "2020-01-01", "2021-12-31")
    observe("2022", "2022-01-01", "2022-12-31")
    observe("", None, None)

    assert ids(client, **{"from": "2021-01-01", "to": "2021-12-31"}) == [inside.pk]


def test_a_series_is_found_by_one_figure_that_is_all_that_was_asked(client):
    series = SeriesFactory()
    observe("2019", "2019-01-01", "2019-12-31", series=series)
    observe("2023", "2023-01-01", "2023-12-31", series=series)
    wanted = observe("2021", "2021-01-01", "2021-12-31").series

    assert ids(client, "series", **{"from": "2021-01-01", "to": "2021-12-31"}) == [wanted.pk]


@pytest.mark.parametrize("endpoint", ["observations", "series"])
def test_figures_are_narrowed_by_indicator_and_area_together(client, endpoint):
    smoking, north, south = IndicatorFactory(code="smoking"), AreaFactory(code="E1"), AreaFactory(code="E2")
    for indicator in (smoking, IndicatorFactory(code="deaths")):
        for area in (north, south, AreaFactory()):
            ObservationFactory(series__indicator=indicator, series__area=area)

    rows = results(client, endpoint, indicator="smoking", area=["E1", "E2"])

    assert [(row["indicator"], row["area"]) for row in rows] == [("smoking", "E1"), ("smoking", "E2")]


@pytest.mark.parametrize("endpoint", ["observations", "series"])
def test_a_partnerships_figures_are_those_of_its_areas_and_of_its_documents(client, partnership, endpoint):
    area = FootprintFactory(partnership=partnership, area=AreaFactory(code="E1")).area
    refresh = RefreshFactory(source=document_source(partnership=partnership))
    ObservationFactory(series__area=area)
    ObservationFactory(series__area=AreaFactory(code="E92000001"), refresh=refresh)
    ObservationFactory(series__area=AreaFactory(code="E2"))

    assert [row["area"] for row in results(client, endpoint, partnership="northshire")] == ["E1", "E92000001"]


def test_a_series_stays_when_only_some_of_its_figures_are_unpublished(client):
    series = SeriesFactory()
    public = observe("2021", "2021-01-01", "2021-12-31", series=series)
    hidden = document_source(partnership=PartnershipFactory(is_published=False))
    observe("2022", "2022-01-01", "2022-12-31", series=series, refresh=RefreshFactory(source=hidden))

    assert ids(client, "series") == [series.pk]
    assert ids(client, series=series.pk) == [public.pk]
    assert ids(client, "series", period="2022") == []


def test_an_unpublished_figure_changes_no_answer_and_its_own_reading_is_not_shown(client):
    series = observe("2011", "2011-01-01", "2011-12-31").series
    recompute_readings()
    before = results(client, "readings")
    hidden = RefreshFactory(source=document_source(partnership=PartnershipFactory(is_published=False)))
    observe("2010", "2010-01-01", "2010-12-31", series=series, refresh=hidden)
    observe("2012", "2012-01-01", "2012-12-31", series=series, refresh=hidden)
    observe("2011", "2011-01-01", "2011-12-31", series__indicator=series.indicator, refresh=hidden)

    recompute_readings()

    assert results(client, "readings") == before
    assert [row["period"] for row in before] == ["2011"]


def test_an_area_names_only_partnerships_that_one_may_see(client, partnership):
    area = FootprintFactory(partnership=partnership).area
    FootprintFactory(area=area, partnership=PartnershipFactory(is_published=False))

    assert client.get(f"/api/v1/areas/{area.code}/").json()["partnerships"] == ["northshire"]


@pytest.mark.parametrize(("on", "codes"), [("2021-03-31", ["E10000021"]), ("2021-04-01", ["E06000062"])])
def test_areas_are_narrowed_to_those_that_exist_on_a_day(client, on, codes):
    AreaFactory(code="E10000021", valid_to=datetime.date(2021, 3, 31))
    AreaFactory(code="E06000062", valid_from=datetime.date(2021, 4, 1))

    assert [row["code"] for row in results(client, "areas", on=on)] == codes


@pytest.mark.parametrize(
    ("location", "shown"),
    [("/srv/figures/data.csv", ""), ("https://example.org/data.csv", "https://example.org/data.csv")],
)
def test_a_source_shows_its_public_address_and_no_folder(client, location, shown):
    SourceFactory(slug="figures", location=location)

    assert client.get("/api/v1/sources/figures/").json()["location"] == shown


days = st.none() | st.dates(datetime.date(2019, 1, 1), datetime.date(2019, 1, 4))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(ends=st.lists(days, max_size=8), page_size=st.integers(1, 4))
def test_pages_hold_every_row_once_in_order_both_ways(db, ends, page_size):
    """Also where rows share a day or have none."""
    Observation.objects.all().delete()
    series = [SeriesFactory(), SeriesFactory()]
    for number, end in enumerate(ends):
        ObservationFactory(
            series=series[number % 2], period=str(number), period_start=end, period_end=end, variant=number
        )
    expected = ids(Client(), page_size=1000)
    assert sorted(expected) == sorted(Observation.objects.values_list("pk", flat=True))

    page = Client().get("/api/v1/observations/", {"page_size": page_size}).json()
    forwards, last = [row["id"] for row in page["results"]], page
    while page["next"]:
        page = last = Client().get(page["next"]).json()
        forwards += [row["id"] for row in page["results"]]
    backwards = [row["id"] for row in last["results"]]
    while last["previous"]:
        last = Client().get(last["previous"]).json()
        backwards = [row["id"] for row in last["results"]] + backwards

    assert forwards == backwards == expected


@pytest.fixture
def county():
    """An area that was abolished on 31 March 2021, with a zero and a figure for the year after."""
    area = AreaFactory(code="E10000021", name="Northamptonshire", valid_to=datetime.date(2021, 3, 31))
    series, refresh = SeriesFactory(area=area), RefreshFactory()
    observe("2020/21", "2020-04-01", "2021-03-31", series=series, refresh=refresh, value=0, count=0)
    observe(
        "2021/22", "2021-04-01", "2022-03-31", series=series, refresh=refresh, value=0, count=0, denominator=0,
        lower_95=0, upper_95=0, note="As read.",
    )  # fmt: skip
    observe("2022/23", "2022-04-01", "2023-03-31", series=series, refresh=refresh, value=12)
    return area


ABOLISHED = "As read. The source gives 0; the area had been abolished by then."


def test_the_zero_of_an_abolished_area_is_no_value(client, county):
    then, after, later = results(client, "observations", area="E10000021")

    assert (then["value"], then["state"], then["note"]) == (0, "published", "")
    assert (after["state"], after["note"]) == ("not_available", ABOLISHED)
    assert {after[name] for name in ("value", "lower_95", "upper_95", "count", "denominator")} == {None}
    assert (later["value"], later["state"]) == (12, "published")
    assert later["note"] == "The area was abolished after 31 March 2021."


@pytest.mark.parametrize(
    ("state", "found"), [("not_available", ["2021/22"]), ("published", ["2020/21", "2022/23"]), ("modelled", [])]
)
def test_the_zero_of_an_abolished_area_is_found_by_the_state_that_is_given(client, county, state, found):
    assert [row["period"] for row in results(client, "observations", state=state)] == found


def test_the_zero_of_an_abolished_area_is_no_value_in_csv_and_by_itself(client, county):
    zero = Observation.objects.get(period="2021/22")

    response = client.get("/api/v1/observations/?area=E10000021&format=csv")
    rows = csv_rows(response)
    alone = client.get(f"/api/v1/observations/{zero.pk}/").json()

    assert [(row["value"], row["state"]) for row in rows][1] == ("", "not_available")
    assert (alone["value"], alone["note"]) == (None, ABOLISHED)


def test_no_reading_is_made_of_the_zero_of_an_abolished_area(client):
    area = AreaFactory(valid_to=datetime.date(2021, 3, 31))
    only, series = SeriesFactory(area=area), SeriesFactory(area=area)
    observe("2021/22", "2021-04-01", "2022-03-31", series=only, value=0)
    observe("2020/21", "2020-04-01", "2021-03-31", series=series, value=7)
    observe("2021/22", "2021-04-01", "2022-03-31", series=series, value=0)

    recompute_readings()

    assert [(row["series"], row["period"], row["value"]) for row in results(client, "readings")] == [
        (series.pk, "2020/21", 7)
    ]


@pytest.mark.parametrize("endpoint", ["observations", "readings"])
@pytest.mark.parametrize("count", [1, 3])
def test_figures_of_abolished_areas_cost_the_same(client, endpoint, count, django_assert_max_num_queries):
    for _ in range(count):
        area = AreaFactory(valid_to=datetime.date(2021, 3, 31))
        for value in (0, 3):
            observe("2021/22", "2021-04-01", "2022-03-31", series=SeriesFactory(area=area), value=value)
    recompute_readings()

    with django_assert_max_num_queries(4):
        rows = results(client, endpoint)

    assert len(rows) == count * (2 if endpoint == "observations" else 1)


def test_the_api_describes_what_has_no_value():
    schema = SchemaGenerator(api_version="v1").get_schema(request=None, public=True)["components"]["schemas"]

    for name in ("Observation", "Reading"):
        fields = schema[name]["properties"]
        assert "after its area was abolished is no value" in fields["value"]["description"]
        assert "not_comparable" in fields["state"]["description"]
    assert "in a sentence" in schema["Reading"]["properties"]["not_compared_england"]["description"]


def test_a_reading_says_why_it_is_not_compared(client):
    ReadingFactory(observation=ObservationFactory(series__indicator=IndicatorFactory(value_type="count")))
    ReadingFactory(england_value=5, standing_england="worse")

    first, second = results(client, "readings")

    assert first["not_compared_england"] == "A count is not compared"
    assert (second["not_compared_england"], second["not_compared_region"]) == (
        "", "No figure for the region in this period",
    )  # fmt: skip
