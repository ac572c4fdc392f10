"""Every kind of page in a real Chromium, at desktop width and at 320 px: it fits, and axe finds nothing."""

import pytest

from tests.browser import checks
from tests.browser.sample_world import person

pytestmark = pytest.mark.django_db
WIDTHS = (1280, 320)
# What visitors see, and what the lead of a partnership does; in parts, so that no test of this file takes a minute.
PUBLIC = {
    "site": [
        "/", "/framework/", "/indicators/", "/api/", "/about/", "/accessibility/", "/privacy/", "/sign-in/",
        "/no-such-page/", "/indicators/?format=pdf", "/data/", "/data/quality/", "/data/definitions/",
        "/data/judgements/", "/data/revisions/", "/data/refreshes/{refresh}/",
    ],
    "charts": [
        "/indicators/prison-continuity-of-care/?areas=sample:exampleshire",
        "/indicators/hepatitis-b-vaccination-accepted/?areas=E06000042",
        "/indicators/alcohol-specific-admissions/?areas=sample:exampleshire",
        "/indicators/drug-poisoning-admissions/?areas=sample:exampleshire",
        "/milton-keynes/indicators/", "/milton-keynes/indicators/?figures=all", "/exampleshire/indicators/",
    ],
    "milton-keynes": [
        "/milton-keynes/", "/milton-keynes/recommendations/", "/milton-keynes/recommendations/MK-09/",
        "/milton-keynes/actions/", "/milton-keynes/schemes/", "/milton-keynes/schemes/MK-S07/",
        "/milton-keynes/findings/", "/milton-keynes/document/", "/milton-keynes/agencies/",
        "/milton-keynes/agencies/arc-mk/", "/milton-keynes/priorities/MK-P1/",
    ],
    "exampleshire": [
        "/exampleshire/", "/exampleshire/priorities/P2/", "/exampleshire/recommendations/",
        "/exampleshire/recommendations/R7/", "/exampleshire/actions/", "/exampleshire/actions/?status=late",
        "/exampleshire/actions/EXA-2.4/", "/exampleshire/agencies/exampleshire-probation/", "/exampleshire/meetings/",
        "/exampleshire/meetings/{meeting}/", "/exampleshire/meetings/{meeting}/decisions/{decision}/",
    ],
    "delivery-and-comparison": [
        "/exampleshire/delivery/", "/exampleshire/delivery/?priority=P2&agency=exampleshire-probation",
        "/milton-keynes/delivery/", "/exampleshire/agencies/exampleshire-council-housing/", "/?metric=H9",
        "/compare/", "/compare/?with=exampleshire&with=milton-keynes", "/compare/?with=exampleshire",
    ],
    "residents": [
        "/exampleshire/public/", "/milton-keynes/public/", "/embed/exampleshire/scorecard/",
        "/embed/exampleshire/indicators/drug-misuse-deaths/", "/s/forged/",
    ],
}  # fmt: skip
SIGNED_IN = {
    "reporting": [
        "/my/", "/data/", "/indicators/drug-poisoning-admissions/step-changes/?areas=sample:exampleshire",
        "/exampleshire/actions/EXA-2.4/", "/exampleshire/actions/EXA-2.4/report/",
        "/exampleshire/actions/EXA-2.4/lights/", "/exampleshire/actions/EXA-2.4/lights/outcome/",
        "/exampleshire/meetings/", "/exampleshire/meetings/new/", "/exampleshire/meetings/{meeting}/",
        "/exampleshire/meetings/{meeting}/change/", "/exampleshire/meetings/{meeting}/decisions/{decision}/",
    ],
    "plan": [
        "/exampleshire/plan/", "/exampleshire/plan/actions/EXA-2.4/", "/exampleshire/plan/actions/EXA-2.4/due-date/",
        "/exampleshire/plan/new-action/", "/exampleshire/plan/recommendations/R7/", "/exampleshire/plan/priorities/P2/",
    ],
    "parts-of-the-plan": [
        "/exampleshire/plan/seats/", "/exampleshire/plan/bulk/?kind=status&action={action}",
        "/exampleshire/plan/actions/EXA-2.4/measures/new/", "/exampleshire/plan/strategies/{strategy}/",
        "/exampleshire/strategies/{strategy}/", "/exampleshire/plan/recommendations/R7/parts/new/",
        "/exampleshire/plan/actions/all/order/", "/exampleshire/plan/recommendations/R7/parts/order/",
    ],
    "people": [
        "/exampleshire/manage/", "/exampleshire/people/", "/exampleshire/people/invite/", "/access/", "/account/",
        "/account/partnerships/exampleshire/leave/", "/exampleshire/sharing/",
    ],
}  # fmt: skip


# Pages on which something is asked for once they are there: charts, and whatever scripts not every page has.
ASKS_FOR_MORE = "[data-chart], [data-plotly], script[src]:not([src$='start.js'], [src$='charts.js'])"


def faults_of(page, address):
    """What a person would trip over on this page, each in a line."""
    page.goto(address)
    if page.locator(ASKS_FOR_MORE).count():
        page.wait_for_load_state("networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{address}: scrolls sideways by {wide} px"] if wide > 0 else []
    for violation in checks.violations(page):
        places = ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
        found.append(f"{address}: {violation['id']}, {violation['help']}: {places}")
    if page.locator("h1").count() != 1:
        found.append(f"{address}: {page.locator('h1').count()} main headings")
    return found


def places_in(sample):
    """What stands in an address for a number that nobody knows before."""
    found = {"refresh": sample.refresh.pk, "meeting": sample.meeting.pk, "decision": sample.decision.pk}
    return found | {"action": sample.action.pk, "strategy": sample.strategy.pk}


@pytest.fixture
def places(sample):
    return places_in(sample)


@pytest.mark.parametrize("part", PUBLIC)
@pytest.mark.parametrize("width", WIDTHS)
def test_what_visitors_see_fits_and_axe_finds_nothing(places, browse, width, part):
    page = browse(viewport={"width": width, "height": 800})

    assert [fault for address in PUBLIC[part] for fault in faults_of(page, address.format(**places))] == []


@pytest.mark.parametrize("part", SIGNED_IN)
@pytest.mark.parametrize("width", WIDTHS)
def test_what_a_partnership_lead_does_fits_and_axe_finds_nothing(places, browse, width, part):
    page = browse(person("partnership_lead"), viewport={"width": width, "height": 800})

    assert [fault for address in SIGNED_IN[part] for fault in faults_of(page, address.format(**places))] == []
