"""Pages and downloads as the figures were known on a day."""

import datetime
import io

import openpyxl
import pytest
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cdp.as_of import middleware
from indicators.models import Observation, Series, Source
from indicators.operations.as_of import figures_as_known
from indicators.operations.as_of import readings as readings_of_then
from indicators.operations.as_of.wanted import EVERYTHING
from tests.factories import (
    DocumentFactory,
    EvidenceFigureFactory,
    IndicatorFactory,
    MeasureFactory,
    PartnershipFactory,
    PriorityFactory,
    RecommendationFactory,
    RuleFindingFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.as_of.history import at, publish
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db
MAY = "as_of=2026-05-03"


def words(response):
    return " ".join((response.getvalue() if response.streaming else response.content).decode().split())


@pytest.mark.parametrize(
    ("query", "value", "revised"),
    [("", "53.5%", True), ("?as_of=2026-06-03", "53.5%", True), ("?as_of=2026-06-02", "51.5%", False)],
)
def test_an_indicator_says_what_was_known(client, runs, query, value, revised):
    response = client.get(f"/indicators/early-exits/{query}")

    assert response.context["head"].headline.startswith(f"Early exits: {value} in Northshire")
    assert ("51.5%" in words(response)) == (value == "51.5%" or revised)
    assert response.headers.get("As-Of", "") == query.removeprefix("?as_of=")


def test_before_the_year_came_the_year_before_is_the_newest(client, runs):
    page = words(client.get("/indicators/early-exits/?as_of=2026-05-02"))

    assert "Early exits: 41.5% in Northshire" in page
    assert not [value for value in ("42.5", "43.5", "51.5", "53.5") if value in page]


def test_the_page_says_to_which_day_it_looks_back_and_what_does_not_go_back(client, runs):
    page = words(client.get("/indicators/early-exits/?areas=E06000001&as_of=2026-05-03&page=2"))

    assert '<p class="govuk-notification-banner__heading">Figures as known on 3 May 2026</p>' in page
    assert "What people did, such as actions, updates and decisions, is shown as it is now." in page
    assert 'href="?areas=E06000001" data-as-of="today">See today’s figures</a>' in page


def test_a_page_of_today_has_no_banner_and_its_links_no_day(client, runs):
    page = words(client.get("/northshire/indicators/"))

    assert "Looking back" not in page
    assert "as_of=" not in page.replace('name="as_of-', "")


@pytest.mark.parametrize(
    ("address", "link"),
    [
        ("/northshire/", "/northshire/indicators/"),
        ("/northshire/indicators/", "/indicators/early-exits/?areas=E06000001"),
        ("/indicators/early-exits/", "/data/"),
        ("/data/revisions/", "/data/"),
    ],
)
def test_the_day_goes_along_from_page_to_page(client, runs, address, link):
    page = words(client.get(f"{address}?{MAY}"))

    said = f"{link}{'&amp;' if '?' in link else '?'}{MAY}"
    assert f'href="{said}"' in page
    assert f'href="{link}"' not in page


def test_the_day_stays_behind_where_work_is_done_and_where_nothing_is_a_figure(client, runs):
    page = words(client.get(f"/northshire/indicators/?{MAY}"))

    assert 'href="/sign-in/"' in page
    assert 'href="/about/"' in page
    assert 'href="#main"' in page


def test_filters_and_downloads_keep_the_day(client, runs):
    page = words(client.get(f"/northshire/indicators/?{MAY}"))

    assert '<form method="get" class="cdp-filters"><input type="hidden" name="as_of" value="2026-05-03">' in page
    assert f'href="?{MAY}&amp;format=csv"' in page
    # The form that asks for a day brings its own.
    assert 'data-as-of="form"><input type="hidden" name="as_of"' not in page


def test_a_day_is_asked_for_in_three_boxes_and_the_address_carries_one(client, runs):
    response = client.get(
        "/northshire/indicators/", {"q": "exits", "as_of-day": "3", "as_of-month": "5", "as_of-year": "2026"}
    )

    assert (response.status_code, response["Location"]) == (302, f"/northshire/indicators/?q=exits&{MAY}")
    emptied = client.get("/northshire/?as_of-day=&as_of-month=&as_of-year=")
    assert (emptied.status_code, emptied["Location"]) == (302, "/northshire/")


@pytest.mark.parametrize(
    "address", ["/", "/northshire/", "/northshire/indicators/", "/indicators/early-exits/", "/data/"]
)
def test_a_day_that_cannot_be_is_refused_in_a_sentence(client, runs, address):
    response = client.get(f"{address}?as_of=2026-02-30")

    assert response.status_code == 400
    assert "“2026-02-30” is not a date." in words(response)
    tomorrow = timezone.localdate() + datetime.timedelta(days=1)
    assert "lies ahead. Give today" in words(client.get(f"{address}?as_of={tomorrow}"))
    assert "No figure was known here before 3 April 2026." in words(client.get(f"{address}?as_of=2026-04-02"))


@pytest.mark.parametrize("address", ["/sign-in/", "/sign-in/lost-password/", "/healthz"])
def test_what_has_no_figures_does_not_look_back(client, runs, address):
    response = client.get(f"{address}?as_of=rubbish")

    assert response.status_code == 200
    assert "As-Of" not in response.headers


def test_what_is_sent_ignores_the_day(client, runs):
    assert client.post("/data/?as_of=rubbish", {"source": "yearbook"}).status_code == 404


def test_the_figures_of_a_day_are_gone_with_its_answer(client, runs):
    client.get(f"/northshire/?{MAY}")

    assert sorted(Observation.objects.values_list("value", flat=True)) == [43.5, 53.5]


def test_nothing_can_be_written_while_looking_back(runs):
    with figures_as_known(datetime.date(2026, 5, 3)):
        assert sorted(Observation.objects.values_list("value", flat=True)) == [42.5, 51.5]
        with pytest.raises(DatabaseError), transaction.atomic():
            Source.objects.update(name="Changed")

    assert Source.objects.get().name == "Yearbook"


@pytest.mark.django_db(transaction=True)
def test_looking_back_waits_for_nobody_who_writes(client, runs):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(f"/indicators/early-exits/?{MAY}").status_code == 200

    began = [query["sql"] for query in queries if query["sql"].startswith("BEGIN")]
    assert began == ["BEGIN"]
    assert connection.vendor == "postgresql" or connection.transaction_mode == "IMMEDIATE"
    Source.objects.update(name="Changed")
    assert Source.objects.get().name == "Changed"


def test_a_finding_about_figures_that_changed_since_is_not_told(client, runs, series, source):
    early = {"source": source, "first_found_at": at("2026-04-03")}
    RuleFindingFactory(indicator=series.indicator, area=series.area, sentence="53.5% is odd", **early)
    RuleFindingFactory(sentence="An old one", **early)

    assert "53.5% is odd" in words(client.get("/data/quality/"))
    then = words(client.get("/data/quality/?as_of=2026-06-02"))
    assert "53.5% is odd" not in then
    assert "An old one" in then


def test_a_csv_download_has_the_figures_of_then_and_the_day_in_its_name(client, runs):
    response = client.get(f"/indicators/early-exits/?format=csv&{MAY}")

    assert [row["value"] for row in rows_of_csv(response)] == ["42.5", "51.5"]
    assert response["Content-Disposition"] == 'attachment; filename="early-exits-as-known-on-2026-05-03.csv"'
    assert response["As-Of"] == "2026-05-03"


def test_a_workbook_says_on_its_cover_to_which_day_it_looks_back(client, runs):
    response = client.get(f"/northshire/indicators/?format=xlsx&{MAY}")

    book = openpyxl.load_workbook(io.BytesIO(response.content))
    assert "Figures as known on 3 May 2026." in [row[0].value for row in book["Cover"]]
    assert 51.5 in [cell.value for row in book["Table"] for cell in row]


def test_a_long_download_is_finished_before_its_figures_are_gone(client, source, northshire, monkeypatch):
    monkeypatch.setattr(middleware, "IN_MEMORY", 1000)  # so that it goes through a file
    indicator = IndicatorFactory(code="many")
    wanted = {(SeriesFactory(indicator=indicator, area=northshire, age=f"{age}"), 2020): age for age in range(300)}
    publish(source, wanted, moment=at("2026-05-01"))
    publish(source, dict.fromkeys(wanted, 1000.0), moment=at("2026-05-10"))

    rows = rows_of_csv(client.get(f"/api/v1/observations.csv?{MAY}"))

    assert sorted(float(row["value"]) for row in rows) == list(range(300))


ADDRESSES = [
    "/", "/framework/", "/indicators/", "/indicators/early-exits/", "/indicators/early-exits/?areas=E06000001",
    "/northshire/", "/northshire/indicators/", "/northshire/indicators/?show=figures", "/northshire/priorities/P1/",
    "/northshire/recommendations/", "/northshire/recommendations/R1/", "/northshire/actions/", "/data/",
    "/data/quality/", "/data/revisions/", "/api/v1/readings/", "/api/v1/readings/?indicator=early-exits",
    "/api/v1/readings/?area=E06000001", "/api/v1/readings/?is_headline=true", "/api/v1/readings/?page_size=1",
    "/api/v1/readings.csv", "/api/v1/readings.json", "/api/v1/observations/", "/api/v1/observations/?is_headline=true",
    "/api/v1/series/", "/api/v1/series/?is_headline=true", "/api/v1/series/?page_size=2", "/api/v1/sources/",
    "/api/v1/refreshes/", "/northshire/?format=csv", "/northshire/indicators/?sort=worst",
    "/northshire/indicators/?format=csv", "/indicators/early-exits/?format=csv", "/about/",
]  # fmt: skip


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_shows_the_same_with_its_own_readings_as_with_all(
    client, runs, partnership, series, source, address, monkeypatch
):
    elsewhere = SeriesFactory()
    publish_more(source, series, elsewhere)
    priority = PriorityFactory(partnership=partnership, code="P1")
    MeasureFactory(action=None, priority=priority, series=elsewhere)
    cited = RecommendationFactory(partnership=partnership, ref="R1", priority=priority)
    EvidenceFigureFactory(recommendation=cited, observation=Observation.objects.filter(series=elsewhere).first())
    day = f"{address}{'&' if '?' in address else '?'}as_of=2026-06-20"

    own = client.get(day)
    monkeypatch.setattr(middleware, "readings_shown", lambda match, request: EVERYTHING)
    everything = client.get(day)

    assert own.status_code == 200
    assert words(own) == words(everything)


def publish_more(source, series, elsewhere):
    """Two more indicators, and for the first a series that comes to stand for it in July."""
    other = SeriesFactory(area=series.area)
    wider = SeriesFactory(area=series.area, indicator=series.indicator, age="All ages")
    standing = {(series, 2020): 43.5, (series, 2021): 53.5, (wider, 2021): 5.5}
    publish(source, {**standing, (elsewhere, 2020): 7.5, (other, 2020): 8.5}, moment=at("2026-06-10"))
    late = {(wider, year): 6.5 for year in (2018, 2019, 2020, 2021)}
    publish(source, {**standing, **late, (elsewhere, 2020): 9.5, (other, 2020): 9.5}, moment=at("2026-07-10"))


def test_pages_of_an_answer_show_all_readings_one_after_the_other(client, runs, series, source):
    """Whatever lies between two of them: a series that came later, and one that only members see."""
    members = SourceFactory(
        kind="document", document=DocumentFactory(partnership=PartnershipFactory(is_published=False))
    )
    hidden, first, later, last = (SeriesFactory(area=series.area) for _ in range(4))
    publish(members, {(hidden, 2020): 1.5}, moment=at("2026-06-10"))
    standing = {(series, 2020): 43.5, (series, 2021): 53.5, (first, 2020): 7.5, (last, 2020): 8.5}
    publish(source, standing, moment=at("2026-06-11"))
    publish(source, {**dict.fromkeys(standing, 9.5), (later, 2020): 9.5}, moment=at("2026-07-10"))
    address, forwards, backwards = "/api/v1/readings/?page_size=1&as_of=2026-06-20", [], []

    while address:
        answer = client.get(address).json()
        forwards += [(row["series"], row["value"]) for row in answer["results"]]
        address, before = answer["next"], answer["previous"]
    while before:
        answer = client.get(before).json()
        backwards += [(row["series"], row["value"]) for row in answer["results"]]
        before = answer["previous"]

    assert forwards == [(series.pk, 53.5), (first.pk, 7.5), (last.pk, 8.5)]
    assert backwards == forwards[1::-1]


@pytest.mark.parametrize("query", ["cursor=x", "page_size=x", "area=nowhere", "period=x"])
def test_an_answer_that_is_refused_works_out_nothing(client, runs, query, monkeypatch):
    monkeypatch.setattr("indicators.operations.as_of.readings.work_out", pytest.fail)

    assert client.get(f"/api/v1/readings/?{MAY}&{query}").status_code == 400


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("/indicators/early-exits/", {"own", "abroad"}),
        ("/northshire/", {"own", "other"}),
        ("/northshire/indicators/", {"own", "other"}),
        ("/northshire/indicators/?show=figures", set()),
        ("/data/", set()),
        ("/about/", set()),
        ("/api/v1/readings/?area=E06000001", {"own", "other"}),
        ("/api/v1/readings/?page_size=1", {"own", "other"}),
        ("/indicators/", {"own", "other", "abroad", "foreign"}),
    ],
)
def test_only_readings_that_a_page_shows_are_worked_out(client, source, series, address, expected, monkeypatch):
    own, other = series, SeriesFactory(area=series.area)
    abroad, foreign = SeriesFactory(indicator=series.indicator), SeriesFactory()
    named = {one.pk: name for name, one in (("own", own), ("other", other), ("abroad", abroad), ("foreign", foreign))}
    publish(source, {(Series(pk=pk), 2020): 10.5 for pk in named}, moment=at("2026-05-01"))
    publish(source, {(Series(pk=pk), 2020): 11.5 for pk in named}, moment=at("2026-05-10"))
    written = set()

    def write(readings, **options):
        written.update(named[pk] for pk in readings.columns["series_id"].tolist())
        return really_write(readings, **options)

    really_write = readings_of_then.write
    monkeypatch.setattr(readings_of_then, "write", write)

    assert client.get(f"{address}{'&' if '?' in address else '?'}{MAY}").status_code == 200
    assert written == expected


# What looking back costs beside the page itself. SQLite takes one statement at a time.
MOST_MORE = {"postgresql": 25, "sqlite": 40}


@pytest.mark.parametrize(
    "address",
    [
        "/", "/northshire/", "/northshire/indicators/", "/indicators/", "/data/revisions/", "/api/v1/readings/",
        "/api/v1/observations/",
    ],
)  # fmt: skip
def test_more_rows_take_no_more_queries(client, source, northshire, address):
    def asked(query):
        with CaptureQueriesContext(connection) as found:
            assert client.get(f"{address}?{query}").status_code == 200
        return len(found)

    def queries(rows):
        wanted = {(SeriesFactory(area=northshire), 2020): 10.5 for _ in range(rows)}
        publish(source, wanted, moment=at("2026-05-01", 1))
        publish(source, dict.fromkeys(wanted, 11.5), moment=at("2026-05-01", 2))
        late = {(series, 2021): 10.5 for series, _ in wanted}
        publish(source, {**dict.fromkeys(wanted, 12.5), **late}, moment=at("2026-05-10"))
        found = asked(MAY), asked("")
        transaction.set_rollback(True)
        return found

    with transaction.atomic():
        one, of_today = queries(1)
    with transaction.atomic():
        assert queries(3)[0] == one
    assert one - of_today <= MOST_MORE[connection.vendor]
