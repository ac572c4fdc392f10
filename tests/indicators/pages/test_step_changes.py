import datetime

import pytest
from bs4 import BeautifulSoup

from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory, StepChangeFactory
from tests.indicators.pages.figures import series_of

pytestmark = pytest.mark.django_db
PAGE = "/indicators/early-exits/?areas=E06000001&group=everybody"
ADDRESS = "/indicators/early-exits/step-changes/?areas=E06000001&group=everybody"
FORM = {"starts_on": "2016-01-01", "reason": "A new service"}


@pytest.fixture
def series(partnership, northshire):
    FootprintFactory(partnership=partnership, area=northshire)
    return series_of(IndicatorFactory(code="early-exits", name="Early exits"), northshire, list(range(10)))


def soup_of(response):
    return BeautifulSoup(response.content, "html.parser")


def test_a_lead_finds_the_page_and_marks_a_step_change(client, series, partnership_lead):
    client.force_login(partnership_lead)
    (link,) = soup_of(client.get(PAGE)).select("#control-section a[href*=step-changes]")

    response = client.post(link["href"], FORM)

    assert response.url == f"{PAGE}#control-section"
    made = series.step_changes.get()
    assert (made.starts_on, made.reason, made.marked_by) == (
        datetime.date(2016, 1, 1),
        "A new service",
        partnership_lead,
    )
    assert "Step change marked from 1 January 2016" in client.get(response.url).content.decode()


def test_the_form_offers_the_periods_that_leave_three_figures_on_either_side(client, series, partnership_lead):
    client.force_login(partnership_lead)

    labels = [label.get_text(strip=True) for label in soup_of(client.get(ADDRESS)).select(".govuk-radios__label")]

    assert labels == [f"{year}, from 1 January {year}" for year in range(2019, 2014, -1)]


def test_where_no_period_is_left_the_page_says_why(client, series, partnership_lead):
    for year in (2015, 2018):
        StepChangeFactory(series=series, starts_on=datetime.date(year, 1, 1))
    client.force_login(partnership_lead)

    page = soup_of(client.get(ADDRESS))

    assert page.select(".govuk-radios__input") == []
    assert "There is no other period to choose" in page.get_text()


@pytest.mark.parametrize("who", ["viewer", "lead_officer", "stranger"])
def test_others_find_neither_link_nor_page(client, series, who, request):
    client.force_login(request.getfixturevalue(who))

    assert soup_of(client.get(PAGE)).select("a[href*=step-changes]") == []
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, FORM).status_code == 404
    assert series.step_changes.count() == 0


def test_another_areas_series_is_not_found(client, series, partnership_lead):
    series_of(series.indicator, AreaFactory(code="E06000099"), list(range(10)))
    client.force_login(partnership_lead)

    assert client.post(ADDRESS.replace("E06000001", "E06000099"), FORM).status_code == 404


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"starts_on": ""}, "Select the first period of the changed process"),
        ({"reason": " "}, "Say what changed"),
        ({"reason": "x" * 301}, "What changed must be 300 characters or fewer"),
        ({"starts_on": "2020-01-01"}, "Select one of the periods listed: limits need three figures on either side"),
    ],
)
def test_what_is_wrong_is_said_at_the_field_and_in_the_summary(client, series, partnership_lead, changed, said):
    client.force_login(partnership_lead)

    page = soup_of(client.post(ADDRESS, {**FORM, **changed}))

    assert said in page.select_one(".govuk-error-summary").get_text()
    assert said in page.select_one("form .govuk-error-message").get_text()
    assert series.step_changes.count() == 0


def test_a_mark_is_removed_again_and_only_of_this_series(client, series, partnership_lead):
    made = StepChangeFactory(series=series, starts_on=datetime.date(2016, 1, 1))
    other = StepChangeFactory()
    client.force_login(partnership_lead)

    missed = client.post(ADDRESS, {"remove": other.pk})
    response = client.post(ADDRESS, {"remove": made.pk})

    assert (missed.status_code, response.url) == (404, f"{PAGE}#control-section")
    assert (series.step_changes.count(), other.series.step_changes.count()) == (0, 1)
