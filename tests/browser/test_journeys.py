"""What people come to do, done in a real Chromium."""

import pytest
from django.core.management import call_command
from playwright.sync_api import expect

from actions.operations import updates
from indicators.models import Observation
from tests.factories import FootprintFactory, ObservationFactory, ReadingFactory, SeriesFactory


@pytest.fixture
def officer_with_password(transactional_db, lead_officer):
    lead_officer.set_password("a long enough passphrase")
    lead_officer.save()
    return lead_officer


def report(page, *, status, confidence, narrative):
    page.get_by_role("radio", name=status).check()
    page.get_by_role("radio", name=confidence, exact=True).check()
    page.get_by_label("What has happened so far?").fill(narrative)
    page.get_by_role("button", name="Send for approval").click()


@pytest.mark.parametrize("javascript", [True, False])
def test_a_lead_officer_signs_in_reports_progress_and_the_board_shows_it_once_approved(
    new_page, officer_with_password, partnership_lead, action, javascript
):
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=javascript)
    page.goto("/my/")
    page.get_by_label("Email address").fill("officer@example.org")
    page.get_by_label("Password", exact=True).fill("a long enough passphrase")
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/northshire/actions/1.1/")
    page.get_by_role("link", name="Report progress").or_(page.get_by_role("button", name="Report progress")).click()
    report(page, status="At risk", confidence="Some doubt", narrative="Release dates arrive too late.")

    expect(page.get_by_text("Release dates arrive too late.").first).to_be_visible()
    update = action.updates.get()
    updates.approve(update=update, version=update.version, by=partnership_lead)
    page.goto("/northshire/")
    expect(page.get_by_role("heading", name="1 action is agreed and it has been reported on")).to_be_visible()
    action.refresh_from_db()
    assert (action.delivery_status, action.confidence, action.reported_by) == (
        "at_risk",
        "some_doubt",
        officer_with_password,
    )


def test_an_empty_report_says_what_is_missing_and_moves_to_the_summary(
    page, sign_in, transactional_db, action, lead_officer
):
    sign_in(page, lead_officer)
    page.goto("/northshire/actions/1.1/report/")
    page.get_by_role("button", name="Send for approval").click()

    assert page.title().startswith("Error: ")
    expect(page.locator(".govuk-error-summary")).to_be_focused()
    assert action.updates.waiting().count() == 0


def test_the_keyboard_reaches_the_main_text_first(page, transactional_db, partnership):
    page.goto("/northshire/")
    page.keyboard.press("Tab")

    expect(page.get_by_role("link", name="Skip to main content")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_be_focused()


@pytest.fixture
def five_years(transactional_db, partnership):
    """A series of five yearly figures with their intervals."""
    import datetime

    area = FootprintFactory(partnership=partnership).area
    series = SeriesFactory(area=area, is_headline=True)
    for year in range(2018, 2023):
        latest = ObservationFactory(
            series=series,
            period=str(year),
            period_start=datetime.date(year, 1, 1),
            period_end=datetime.date(year, 12, 31),
            value=year - 2000,
            lower_95=year - 2001,
            upper_95=year - 1999,
        )
    ReadingFactory(observation=latest)
    return series


def test_a_chart_is_drawn_by_plotly_and_every_mark_stands_in_the_table(page, five_years):
    page.goto(f"/indicators/{five_years.indicator.code}/?areas={five_years.area.code}")
    page.locator("[data-chart]").first.scroll_into_view_if_needed()

    expect(page.locator("[data-chart] .main-svg").first).to_be_visible()
    table = page.locator("main").inner_text()
    for observation in Observation.objects.all():
        assert observation.period in table
    assert page.locator("a[href*='plotly.com']").count() == 0


def test_without_javascript_the_chart_is_a_drawing(new_page, five_years):
    page = new_page(java_script_enabled=False)

    page.goto(f"/indicators/{five_years.indicator.code}/?areas={five_years.area.code}")

    expect(page.locator("figure svg[role=img]").first).to_be_visible()


def test_the_api_reference_works_under_the_content_policy(page, transactional_db):
    page.goto("/api/v1/docs/")

    expect(page.get_by_text("/api/v1/observations/").first).to_be_visible()


def test_a_loaded_document_is_readable_from_list_to_figure(page, transactional_db):
    call_command("load_reference", verbosity=0)
    call_command("load_partnership", "actions/documents/milton-keynes", verbosity=0)

    page.goto("/")
    page.get_by_role("link", name="Milton Keynes Combating Drugs Partnership", exact=True).click()
    page.get_by_role("link", name="MK-09").first.click()
    expect(page.get_by_text("68.3%").first).to_be_visible()
    page.get_by_role("link", name="Hepatitis B vaccination", exact=False).first.click()
    expect(page.get_by_text("68.3%").first).to_be_visible()
