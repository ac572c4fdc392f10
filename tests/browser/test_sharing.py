"""In a real Chromium: a chart within the page of another site, and a link that opens one page."""

import datetime

import pytest
from django.utils import timezone

from actions.operations import sharing
from tests.browser import checks
from tests.factories import AreaFactory, EmbedSiteFactory, IndicatorFactory
from tests.indicators.pages.figures import series_of
from tests.served import Answer, served

PARENT = """<!DOCTYPE html><title>A council</title><h1>A council</h1>
<iframe src="{address}" title="A chart" width="600" height="100"></iframe>
<script>addEventListener("message", (event) => {{ window.told = event.data; }});</script>"""


@pytest.fixture
def council(live_server):
    """Another site, whose page shows a frame of ours."""

    def page_of(asked):
        # The frame's own address stands in that of the page: /?/embed/…
        target = asked.target.removeprefix("/?")
        return Answer(PARENT.format(address=f"{live_server.url}{target}").encode(), content_type="text/html")

    with served(page_of) as address:
        yield address


@pytest.fixture
def chart(transactional_db, partnership):
    series = series_of(IndicatorFactory(), AreaFactory(), [40.1, 42.2, 44.3, 45.4, 46.5])
    return f"/embed/{partnership.slug}/indicators/{series.indicator.code}/?areas={series.area.code}"


def test_an_allowed_site_shows_the_chart_and_is_told_how_high_it_is(page, council, chart, partnership):
    EmbedSiteFactory(partnership=partnership, origin=str(council))

    page.goto(f"{council}/?{chart}")

    frame = page.frame_locator("iframe")
    frame.locator("figure figcaption").wait_for()
    page.wait_for_function("window.told && window.told.height > 300")
    assert page.evaluate("window.told.cdpEmbed").endswith(chart)


def test_another_site_shows_nothing(chromium, council, chart, partnership):
    EmbedSiteFactory(partnership=partnership, origin="https://www.example.gov.uk")
    # Not by new_page: that the policy refuses is what is wanted here.
    page = chromium.new_page()

    page.goto(f"{council}/?{chart}")
    page.wait_for_timeout(500)

    assert page.frame_locator("iframe").locator("figure").count() == 0
    assert page.evaluate("window.told === undefined")
    page.close()


@pytest.mark.parametrize("width", [1280, 320])
def test_a_shared_link_opens_one_page_that_fits_and_axe_finds_nothing(
    new_page, transactional_db, action, partnership, partnership_lead, width
):
    page = new_page(viewport={"width": width, "height": 800})
    last_day = timezone.localdate() + datetime.timedelta(days=3)
    for path in ("/northshire/", "/northshire/actions/1.1/"):
        _, token = sharing.make_link(
            partnership=partnership, path=path, label="Scrutiny", last_day=last_day, by=partnership_lead
        )

        page.goto(f"/s/{token}/")

        assert "Shared link until" in page.locator("header").inner_text()
        assert page.locator("main a:not([href^='#'])").count() == 0
        assert page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth") <= 0
        assert checks.violations(page) == []
