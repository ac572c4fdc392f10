"""Pages in the states that they come in: empty, broken off, clashing, refused, looked back at, opened by a link."""

import pytest
from django.shortcuts import render
from django.test import RequestFactory
from django.utils import timezone

from actions.models import PackState
from actions.operations import updates
from cdp import views
from partners.roles import Role
from tests import factories as make
from tests.browser import checks
from tests.browser.sample_world import person

pytestmark = pytest.mark.django_db

BOARD = "/exampleshire/"


def faults_at(page, *addresses, status=200):
    found = []
    for address in addresses:
        page.goto(address)
        assert page.site.answers[-1] == ("GET", address, status)
        found += [f"{address}: {one}" for one in checks.faults_here(page)]
    return found


@pytest.fixture
def lead(sample, browse):
    return browse(person("partnership_lead"))


@pytest.fixture
def officer(sample, browse):
    return browse(person("lead_officer_housing"))


def test_a_partnership_in_which_nothing_stands_yet(sample, browse):
    partnership = make.PartnershipFactory(slug="emptyshire", name="Emptyshire Combating Drugs Partnership")
    begins = make.PersonFactory(name="Bea Begins")
    make.MembershipFactory(user=begins, partnership=partnership, role=Role.PARTNERSHIP_LEAD)
    page = browse(begins)
    parts = ["", "recommendations/", "actions/", "indicators/", "agencies/", "schemes/", "findings/", "document/"]
    parts += ["meetings/", "packs/", "plan/", "people/", "approvals/", "public/"]

    checks.nothing(faults_at(page, *[f"/emptyshire/{part}" for part in parts], "/my/"))


def test_an_update_that_was_sent_back(sample, officer):
    returned = sample.returned
    assert returned.state == "returned"

    checks.nothing(
        faults_at(officer, "/my/", f"{returned.action.get_absolute_url()}report/", returned.get_absolute_url())
    )


def test_two_who_wrote_one_update(sample, officer):
    """Both versions side by side, for the second to choose."""
    returned, writes = sample.returned, person("partnership_lead")
    address = f"{returned.action.get_absolute_url()}report/"
    updates.save_on(action=returned.action, version=returned.version, by=writes, narrative="By the lead")
    sent = {"version": returned.version, "narrative": "By the officer", "save": "1", "delivery_status": "at_risk"}
    clash = officer.site.client.post(address, sent)
    assert clash.status_code == 409

    officer.site.show(address, clash)
    checks.nothing(faults_at(officer, address, status=409))


@pytest.mark.parametrize("state", [PackState.WAITING, PackState.BUILDING, PackState.FAILED, PackState.CANCELLED])
def test_a_pack_on_its_way(sample, lead, state):
    pack = sample.draft_pack
    pack.state, pack.steps_all, pack.steps_done = state, 9, 4
    pack.fault = "In the section “Scorecard”: no figures. Nothing was frozen." if state == PackState.FAILED else ""
    pack.job = make.JobFactory()
    pack.save()

    checks.nothing(faults_at(lead, pack.get_absolute_url(), "/exampleshire/packs/"))


def test_nothing_found(sample, lead):
    addresses = ["/exampleshire/search/?q=zebra", "/search/?q=zebra", "/exampleshire/actions/?q=zebra"]
    addresses += ["/exampleshire/recommendations/?q=zebra", "/indicators/?q=zebra", "/exampleshire/search/?q=probation"]

    checks.nothing(faults_at(lead, *addresses))


def test_a_question_that_cannot_be_asked(sample, lead):
    checks.nothing(faults_at(lead, "/search/?q=" + "a" * 400))


def test_refusals(sample, browse, lead):
    """Nothing there, nothing that can be read, and whatever went wrong."""
    page = browse()
    found = faults_at(page, "/no-such-place/", status=404)
    found += faults_at(page, "/indicators/?format=pdf", f"{BOARD}?as_of=never", status=400)
    found += faults_at(page, "/m/never-sent/", "/s/never-made/", status=404)
    request = RequestFactory().get("/")
    request.user = person("partnership_lead")
    for address, answer in {
        "/broken/": views.server_error(request),
        "/forbidden/": views.permission_denied(request, PermissionError()),
    }.items():
        page.site.show(address, answer)
        found += faults_at(page, address, status=answer.status_code)
    for template, status in {"429.html": 429, "403_csrf.html": 403}.items():
        answer = render(request, template, status=status)
        page.site.show(f"/{status}-page/", answer)
        found += faults_at(page, f"/{status}-page/", status=status)

    checks.nothing(found)


def test_looking_back(sample, lead):
    day = timezone.localdate().isoformat()

    checks.nothing(faults_at(lead, f"{BOARD}?as_of={day}", f"{BOARD}indicators/?as_of={day}"))
    assert "Figures as known on" in lead.content()


def test_what_a_link_opens(sample, browse):
    """From a mail, and shared for a while; neither asks who one is."""
    page = browse()

    checks.nothing(faults_at(page, f"/m/{sample.mail_token}/", f"/s/{sample.shared_token}/"))
