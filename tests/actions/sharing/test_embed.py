"""Charts and scorecards within pages of other sites: published data, on allowed sites, and no other page of ours."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import (
    AreaFactory,
    DocumentFactory,
    EmbedSiteFactory,
    FootprintFactory,
    IndicatorFactory,
    MeasureFactory,
    MembershipFactory,
    PartnershipFactory,
    PriorityFactory,
    ReadingFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.pages.figures import series_of

pytestmark = pytest.mark.django_db
SCORECARD = "/embed/northshire/scorecard/"


@pytest.fixture
def site(partnership):
    return EmbedSiteFactory(partnership=partnership, origin="https://www.northshire.gov.uk")


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def policy(response):
    return response["Content-Security-Policy"].split("frame-ancestors ")[1].split(";")[0]


def measured(partnership, *, value=46.0, **of_source):
    series = SeriesFactory(indicator=IndicatorFactory(name="Deaths"), is_headline=True)
    source = SourceFactory(name="Yearly tables", **of_source)
    reading = ReadingFactory(observation__series=series, observation__source=source, value=value)
    MeasureFactory(action=None, priority=PriorityFactory(partnership=partnership), series=series)
    return reading


# Who may frame what --------------------------------------------------------------------------------------------------


def test_only_the_sites_of_the_partnership_may_show_it(client, partnership, site):
    EmbedSiteFactory(partnership=partnership, origin="https://health.northshire.gov.uk:8443")
    EmbedSiteFactory(origin="https://elsewhere.example")

    response = client.get(SCORECARD)

    assert policy(response) == "https://health.northshire.gov.uk:8443 https://www.northshire.gov.uk"
    assert "X-Frame-Options" not in response
    assert "script-src 'self'" in response["Content-Security-Policy"]


def test_without_a_site_nobody_may_show_it(client, partnership):
    response = client.get(SCORECARD)

    assert response.status_code == 200
    assert policy(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


@pytest.mark.parametrize(
    "address", ["/", "/northshire/", "/northshire/public/", "/northshire/indicators/", "/sign-in/", "/nowhere/",
                "/northshire/sharing/", "/embed/nowhere/scorecard/", "/embed/northshire/indicators/deaths/", "/s/x/"],
)  # fmt: skip
def test_every_other_page_stays_out_of_frames(client, partnership, site, partnership_lead, address):
    client.force_login(partnership_lead)

    response = client.get(address)

    assert policy(response) == "'none'"
    assert response["X-Frame-Options"] == "DENY"


def test_a_fault_of_the_address_is_not_framed_either(client, partnership, site):
    measured(partnership)
    code = IndicatorFactory(name="Other").code

    response = client.get(f"/embed/northshire/indicators/{code}/?areas=nowhere")

    assert response.status_code == 400
    assert policy(response) == "'none'"


def test_a_site_that_is_stopped_shows_nothing_any_more(client, partnership, site):
    site.delete()

    assert policy(client.get(SCORECARD)) == "'none'"


# What is shown -------------------------------------------------------------------------------------------------------


def test_the_scorecard_says_title_source_and_the_way_back(client, partnership, site):
    reading = measured(partnership)

    page = soup(client.get(SCORECARD))

    said = page.find("main").get_text(" ", strip=True)
    assert "How the strategy of Northshire Combating Drugs Partnership is going" in page.title.text
    assert "Deaths" in said
    assert reading.period in said
    assert "Source: Yearly tables." in said
    assert [each["href"] for each in page.find_all("a")] == ["http://localhost:8000/northshire/"]
    assert page.find_all(["header", "footer", "nav", "form"]) == []


def test_a_chart_says_headline_title_source_table_and_the_way_back(client, partnership, site):
    series = series_of(IndicatorFactory(), AreaFactory(), [40.1, 42.2, 44.3, 45.4, 46.5])
    code, area = series.indicator.code, series.area.code

    page = soup(client.get(f"/embed/northshire/indicators/{code}/?areas={area}"))

    figure = page.find("figure")
    assert figure.find("svg")
    assert figure.find("figcaption").find("strong").text
    assert "46.5" in figure.find("table").get_text()
    assert "Source:" in figure.get_text()
    assert page.find("html")["lang"] == "en-GB"
    assert page.find("h1").text.startswith(series.indicator.name)
    links = [each["href"] for each in page.find_all("a")]
    assert all(link.startswith(f"http://localhost:8000/indicators/{code}/") for link in links)


def test_without_areas_it_is_that_of_the_partnership(client, partnership, site):
    own = series_of(IndicatorFactory(), AreaFactory(), [1.0, 2.0, 3.0])
    FootprintFactory(partnership=partnership, area=own.area)
    SeriesFactory(indicator=own.indicator)

    page = soup(client.get(f"/embed/northshire/indicators/{own.indicator.code}/"))

    assert own.area.name in page.find("h1").text


def test_an_indicator_without_a_figure_says_so(client, partnership, site):
    code = IndicatorFactory().code

    assert (
        "There is no published figure of it yet."
        in client.get(f"/embed/northshire/indicators/{code}/").content.decode()
    )


def test_an_empty_strategy_says_so(client, partnership):
    assert "No measure has been chosen yet" in client.get(SCORECARD).content.decode()


def test_what_is_not_published_is_shown_to_nobody(client, partnership, partnership_lead, site):
    code = IndicatorFactory().code
    partnership.is_published = False
    partnership.save()
    client.force_login(partnership_lead)

    assert client.get(SCORECARD).status_code == 404
    assert client.get(f"/embed/northshire/indicators/{code}/").status_code == 404


def test_a_member_sees_no_more_than_a_visitor(client, partnership, partnership_lead, site):
    hidden = PartnershipFactory(is_published=False)
    MembershipFactory(user=partnership_lead, partnership=hidden)
    reading = measured(partnership, value=987.0, kind="document", document=DocumentFactory(partnership=hidden))
    client.force_login(partnership_lead)

    assert "987" not in client.get(SCORECARD).content.decode()
    chart = client.get(f"/embed/northshire/indicators/{reading.indicator.code}/")
    assert "987" not in chart.content.decode()


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_no_cookie_and_no_difference_by_cookie(client, partnership, partnership_lead, site, settings, is_signed_in):
    settings.REQUIRE_SECOND_FACTOR = True
    if is_signed_in:
        client.force_login(partnership_lead)

    response = client.get(SCORECARD)

    assert "Cookie" not in response.get("Vary", "")
    assert not response.cookies
    assert response["Cache-Control"] == "public, no-cache"


@pytest.mark.parametrize("number", [1, 3])
def test_the_scorecard_asks_the_same_for_one_and_for_three(client, partnership, site, number):
    for _ in range(number):
        measured(partnership)

    with CaptureQueriesContext(connection) as queries:
        client.get(SCORECARD)

    assert len(queries) == 4, [one["sql"][:100] for one in queries]


@pytest.mark.parametrize("number", [2, 4])
def test_the_chart_asks_the_same_for_two_areas_and_for_four(client, partnership, site, number):
    indicator = IndicatorFactory()
    codes = [series_of(indicator, AreaFactory(), [1.0, 2.0, 3.0]).area.code for _ in range(number)]

    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"/embed/northshire/indicators/{indicator.code}/?areas={','.join(codes)}")

    assert response.status_code == 200
    assert len(queries) == 16, [one["sql"][:100] for one in queries]
