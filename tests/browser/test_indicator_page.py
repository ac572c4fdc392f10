"""The page of one indicator in a real Chromium: whole without JavaScript, and a step change marked by keyboard."""

import datetime

import pytest
from playwright.sync_api import expect

from tests.browser import checks
from tests.factories import AreaFactory, FootprintFactory, IndicatorFactory
from tests.indicators.pages.world import action_on, counted_series, deciles, neighbours_of

ADDRESS = "/indicators/early-exits/?areas=E06000001"
CHARTS = ("trend", "control", "areas", "funnel", "inequality")
COUNTS = [160, 171, 158, 149, 163, 181, 160, 158, 139, 160, 159, 151, 160, 97]
LONG = 30_000  # Plotly's bundle is large and the machine may be busy


@pytest.fixture
def series(transactional_db, partnership):
    exits = IndicatorFactory(
        code="early-exits", name="Early exits", polarity="lower_is_better", value_type="proportion", multiplier=100,
        unit="%",
    )  # fmt: skip
    england = AreaFactory(code="E92000001", name="England", area_type="country")
    northshire = AreaFactory(code="E06000001", name="Northshire")
    northshire.parents.add(england)
    FootprintFactory(partnership=partnership, area=northshire)
    counted_series(exits, england, [40_100, 40_321], denominator=100_000)
    series = counted_series(exits, northshire, COUNTS)
    others = [
        counted_series(exits, AreaFactory(), [round(size * share)], denominator=size).area
        for size, share in ((1000, 0.301), (900, 0.4), (300, 0.41), (2000, 0.407), (1500, 0.5))
    ]
    neighbours_of(northshire, others)
    deciles(exits, northshire, [80, 76, 72, 68, 64, 60, 56, 52, 48, 40])
    action_on(series, partnership, starts_on=datetime.date(2019, 4, 1))
    return series


@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_is_whole_without_javascript(series, new_page, width):
    page = new_page(viewport={"width": width, "height": 900}, java_script_enabled=False)

    page.goto(ADDRESS)

    for name in CHARTS:
        figure = page.locator(f"figure:has(#{name}-drawing)")
        expect(figure.locator("svg[role=img]:visible")).to_have_count(1)
        if figure.locator("details[open]").count() == 0:  # a short table is open from the start
            figure.locator("summary").click()
        expect(figure.locator("table").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_charts_come_alive_and_axe_finds_nothing_with_every_table_open(series, new_page):
    page = new_page(viewport={"width": 1280, "height": 900})
    page.goto(ADDRESS)

    for name in CHARTS:
        page.locator(f"figure:has(#{name}-drawing)").scroll_into_view_if_needed()
        expect(page.locator(f"[data-chart='{name}-figure'] .main-svg").first).to_be_visible(timeout=LONG)
    page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true; })")

    found = checks.violations(page, {})
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


def test_a_lead_marks_a_step_change_with_the_keyboard(series, page, sign_in, partnership_lead):
    sign_in(page, partnership_lead)
    page.goto(ADDRESS)
    page.get_by_role("link", name="Mark a step change").press("Enter")
    page.get_by_label("2015, from 1 January 2015").press("Space")
    page.get_by_label("What changed?").fill("A new service opened")

    page.get_by_role("button", name="Mark the step change").press("Enter")

    expect(page.get_by_text("Step change marked from 1 January 2015")).to_be_visible()
    expect(page.get_by_text("Marked by Lee Lead")).to_be_visible()
