"""Every kind of chart in a real Chromium under our content policy: Plotly's where there is room, else the drawing."""

import re

import pytest
from django.template import engines
from playwright.sync_api import expect

from tests.indicators.charts.examples import KINDS

PAGE = """{% load static %}<!doctype html><html lang="en"><head><meta charset="utf-8"><title>Charts</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="{% static 'vendor/govuk.css' %}"><link rel="stylesheet" href="{% static 'cdp.css' %}">
</head>
<body class="govuk-template__body"><main class="cdp-main govuk-width-container">
{% for chart in charts %}{% drawn chart csv="?format=csv" %}{% enddrawn %}{% endfor %}</main>
<script type="module" src="{% static 'charts.js' %}"></script></body></html>"""
LONG = 30_000  # Plotly's bundle is large and the machine may be busy


@pytest.fixture
def open_charts(new_page, client):
    """A page with a chart of each kind at our own address, with the policy that a real page sends."""
    policy = client.get("/about/").headers["Content-Security-Policy"]
    html = engines["django"].from_string(PAGE).render({"charts": [build() for build in KINDS.values()]})

    def open_page(width, **options):
        page = new_page(viewport={"width": width, "height": 900}, **options)
        page.route(
            re.compile("/charts-of-each-kind/$"),
            lambda route: route.fulfill(
                body=html, content_type="text/html; charset=utf-8", headers={"Content-Security-Policy": policy}
            ),
        )
        page.goto("/charts-of-each-kind/")
        return page

    return open_page


def test_plotly_draws_each_kind_without_a_breach_of_the_policy(open_charts, transactional_db):
    page = open_charts(1280)

    for kind in KINDS:
        page.locator(f"figure:has(#{kind}-drawing)").scroll_into_view_if_needed()
        expect(page.locator(f"[data-chart='{kind}-figure'] .main-svg").first).to_be_visible(timeout=LONG)
        expect(page.locator(f"#{kind}-drawing")).to_be_hidden()
    assert page.locator("[data-chart] .point").count() > 40
    assert page.locator("style").count() == 0


def test_a_chart_that_loses_its_room_gives_way_to_the_drawing(open_charts, transactional_db):
    page = open_charts(1280)
    box, drawing = page.locator("[data-chart='trend-figure']"), page.locator("#trend-drawing")
    expect(box.locator(".main-svg").first).to_be_visible(timeout=LONG)

    page.set_viewport_size({"width": 768, "height": 900})

    expect(box).to_be_hidden()
    expect(drawing.locator("svg.cdp-chart--middle")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(box).to_be_visible()


@pytest.mark.parametrize(("width", "frame"), [(1280, "wide"), (768, "middle"), (320, "narrow")])
def test_without_javascript_one_drawing_of_each_kind_stands_and_fits(open_charts, transactional_db, width, frame):
    page = open_charts(width, java_script_enabled=False)

    for kind in KINDS:
        shown = page.locator(f"#{kind}-drawing svg:visible")
        expect(shown).to_have_count(1)
        expect(shown).to_have_class(re.compile(f"cdp-chart--{frame}"))
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


@pytest.mark.parametrize("width", [1280, 768, 320])
def test_no_word_of_a_drawing_is_clipped(open_charts, transactional_db, width):
    page = open_charts(width, java_script_enabled=False)

    outside = page.evaluate(
        """() => [...document.querySelectorAll("svg.cdp-chart text")].filter((text) => {
          const frame = text.closest("svg").getBoundingClientRect();
          const box = text.getBoundingClientRect();
          return box.left < frame.left - 1 || box.right > frame.right + 1 || box.bottom > frame.bottom + 1;
        }).map((text) => text.textContent)"""
    )

    assert outside == []
