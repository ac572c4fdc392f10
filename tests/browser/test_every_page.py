"""Every kind of page in a real Chromium, at desktop width and at 320 px: it fits, and axe finds nothing."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command

from partners.models import Person

RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
WIDTHS = (1280, 320)
PUBLIC = [
    "/", "/framework/", "/indicators/", "/indicators/prison-continuity-of-care/?areas=sample:exampleshire",
    "/indicators/hepatitis-b-vaccination-accepted/?areas=E06000042", "/data/", "/data/quality/",
    "/data/definitions/", "/data/judgements/", "/data/revisions/",
    "/data/refreshes/{refresh}/", "/api/",
    "/indicators/alcohol-specific-admissions/?areas=sample:exampleshire",
    "/indicators/drug-poisoning-admissions/?areas=sample:exampleshire",
    "/about/", "/accessibility/", "/privacy/", "/sign-in/", "/no-such-page/", "/indicators/?format=pdf",
    "/milton-keynes/", "/milton-keynes/recommendations/", "/milton-keynes/recommendations/MK-09/",
    "/milton-keynes/actions/", "/milton-keynes/schemes/", "/milton-keynes/schemes/MK-S07/",
    "/milton-keynes/findings/", "/milton-keynes/document/", "/milton-keynes/indicators/",
    "/milton-keynes/indicators/?figures=all", "/milton-keynes/agencies/", "/milton-keynes/agencies/arc-mk/",
    "/milton-keynes/priorities/MK-P1/", "/exampleshire/", "/exampleshire/priorities/P2/",
    "/exampleshire/recommendations/", "/exampleshire/recommendations/R7/", "/exampleshire/actions/",
    "/exampleshire/actions/?status=late", "/exampleshire/actions/EXA-2.4/", "/exampleshire/indicators/",
    "/exampleshire/agencies/exampleshire-probation/", "/exampleshire/meetings/", "/exampleshire/meetings/{meeting}/",
    "/exampleshire/meetings/{meeting}/decisions/{decision}/",
]  # fmt: skip
STEP_CHANGES = "/indicators/drug-poisoning-admissions/step-changes/?areas=sample:exampleshire"
SIGNED_IN = [
    STEP_CHANGES, "/my/", "/exampleshire/actions/EXA-2.4/", "/exampleshire/actions/EXA-2.4/report/", "/data/",
    "/exampleshire/actions/EXA-2.4/lights/", "/exampleshire/actions/EXA-2.4/lights/outcome/", "/exampleshire/meetings/",
    "/exampleshire/meetings/new/", "/exampleshire/meetings/{meeting}/", "/exampleshire/meetings/{meeting}/change/",
    "/exampleshire/meetings/{meeting}/decisions/{decision}/",
    "/exampleshire/plan/", "/exampleshire/plan/actions/EXA-2.4/", "/exampleshire/plan/actions/EXA-2.4/due-date/",
    "/exampleshire/plan/new-action/", "/exampleshire/plan/recommendations/R7/", "/exampleshire/plan/priorities/P2/",
    "/exampleshire/plan/seats/", "/exampleshire/plan/bulk/?kind=status&action={action}",
    "/exampleshire/plan/actions/EXA-2.4/measures/new/", "/exampleshire/plan/strategies/{strategy}/",
    "/exampleshire/strategies/{strategy}/",
]  # fmt: skip
SIGNED_IN += ["/exampleshire/manage/", "/exampleshire/people/", "/exampleshire/people/invite/", "/access/"]


@pytest.fixture
def loaded(transactional_db, tmp_path):
    call_command("load_reference", verbosity=0)
    call_command("load_partnership", "actions/documents/milton-keynes", verbosity=0)
    call_command("load_sample", people_file=tmp_path / "people.txt", verbosity=0)


def faults_of(page, address):
    """What a person would trip over on this page, each in a line."""
    page.goto(address)
    page.wait_for_load_state("networkidle")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = [f"{address}: scrolls sideways by {wide} px"] if wide > 0 else []
    for violation in Axe().run(page, options=RULES).response["violations"]:
        places = ", ".join(str(node["target"][0]) for node in violation["nodes"][:3])
        found.append(f"{address}: {violation['id']}, {violation['help']}: {places}")
    if page.locator("h1").count() != 1:
        found.append(f"{address}: {page.locator('h1').count()} main headings")
    return found


def test_every_page_fits_and_axe_finds_nothing(loaded, new_page, sign_in):
    from actions.models import Action, Decision
    from indicators.models import Refresh

    ask = Decision.objects.open().filter(kind="ask").latest("pk")
    action = Action.objects.select_related("priority").get(ref="EXA-2.4")
    places = {"refresh": Refresh.objects.latest("pk").pk, "meeting": ask.meeting_id, "decision": ask.pk}
    places |= {"action": action.pk, "strategy": action.priority.strategy_id}
    faults = []
    for width in WIDTHS:
        page = new_page(viewport={"width": width, "height": 800})
        for address in PUBLIC:
            faults += [f"{width} px {fault}" for fault in faults_of(page, address.format(**places))]
        sign_in(page, Person.objects.get(email="partnership_lead@exampleshire.example"))
        for address in SIGNED_IN:
            faults += [f"{width} px, signed in {fault}" for fault in faults_of(page, address.format(**places))]

    assert faults == []
