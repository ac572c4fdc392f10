"""Leaving a partnership by oneself: what the page says ends and stays, what is written, who cannot go."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from actions.models import Action, Mail, ProgressUpdate, UpdateState
from actions.operations import updates
from cdp.models import AuditEvent
from partners.models import Membership
from partners.operations import membership
from partners.roles import Role
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    DecisionFactory,
    InvitationFactory,
    MeetingFactory,
    MembershipFactory,
    NationalRoleFactory,
    PersonFactory,
    ProgressUpdateFactory,
)
from tests.signing_in import main_text, page_of, prove

pytestmark = pytest.mark.django_db

ADDRESS = "/account/partnerships/northshire/leave/"


@pytest.fixture
def officer(client, lead_officer):
    """The client of a lead officer who showed who they are a moment ago."""
    prove(client, lead_officer)
    return client


def kinds():
    return list(AuditEvent.objects.exclude(kind__startswith="person.").order_by("pk").values_list("kind", flat=True))


def number_of_queries(client, address):
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)


# The account ----------------------------------------------------------------------------------------------------------


def test_the_account_shows_each_partnership_with_its_roles_and_a_way_out(client, lead_officer, partnership):
    MembershipFactory(user=lead_officer, partnership=partnership, role=Role.BOARD_MEMBER)
    other = MembershipFactory(user=lead_officer, partnership__name="Eastshire CDP", role=Role.READER).partnership
    client.force_login(lead_officer)

    rows = page_of(client.get("/account/")).select("#partnerships + dl .govuk-summary-list__row")

    told = [" ".join(row.select_one("dd").get_text(" ").split()) for row in rows]
    assert told == ["Reader", "Board member Lead officer, Northshire Probation"]
    ways = [row.select_one("dd:last-child a") for row in rows]
    assert [way["href"] for way in ways] == [f"/account/partnerships/{other.slug}/leave/", ADDRESS]
    assert " ".join(ways[1].get_text().split()) == "Leave this partnership: Northshire"


def test_a_national_role_is_shown_and_is_no_role_to_leave(client, stranger):
    NationalRoleFactory(person=stranger)
    prove(client, stranger)

    page = main_text(client.get("/account/"))

    assert "National reader The staff of this site give and take this role" in page
    assert "Leave this partnership" not in page
    MembershipFactory(partnership__slug="northshire")
    assert client.get(ADDRESS).status_code == 404


def test_who_has_no_role_is_told_so(client, stranger):
    client.force_login(stranger)

    page = main_text(client.get("/account/"))

    assert "You have no role in a partnership." in page
    assert "Leave this partnership" not in page


def test_more_roles_cost_the_account_no_more_queries(client, viewer):
    client.force_login(viewer)
    before = number_of_queries(client, "/account/")

    for _ in range(2):
        MembershipFactory(user=viewer, role=Role.READER)

    assert number_of_queries(client, "/account/") == before <= 15


# What is said before --------------------------------------------------------------------------------------------------


def test_the_page_says_what_ends_and_what_stays(officer, lead_officer, partnership, partnership_lead, agency, action):
    MembershipFactory(user__name="Dan Deputy", partnership=partnership, role=Role.DEPUTY, agency=agency)
    Action.objects.update(lead_officer=lead_officer)
    updates.start(action=action, by=lead_officer)
    decision = DecisionFactory(meeting__partnership=partnership, owner=lead_officer)
    InvitationFactory(partnership=partnership, email=lead_officer.email)

    page = main_text(officer.get(ADDRESS))

    assert "What ends at once Your role: Lead officer, Northshire Probation The invitation to another role" in page
    assert "1.1 Meet every prison leaver at the gate Draft. Northshire Probation: Dan Deputy can go on with it" in page
    assert "name you as lead officer until Lee Lead names somebody else: 1.1 Meet every prison leaver" in page
    asked = f"{decision.get_kind_display()}: {decision.text}"
    assert f"under your name until they are closed or given to somebody else: {asked}" in page
    assert "Nobody is sent an email." in page
    assert kinds() == ["update.started"]


def test_what_nobody_else_acts_for_goes_to_the_lead(officer, lead_officer, partnership_lead, action):
    updates.start(action=action, by=lead_officer)

    assert "nobody else acts for it yet; Lee Lead can go on with it" in main_text(officer.get(ADDRESS))


def test_what_others_do_and_what_is_done_is_no_concern(officer, lead_officer, partnership, partnership_lead, action):
    ProgressUpdateFactory(action=action, started_by=lead_officer)
    ProgressUpdateFactory(action=action, is_draft=True)
    ProgressUpdateFactory(action__title="Of another partnership", is_draft=True, started_by=lead_officer)
    ActionFactory(title="Also of another partnership", lead_officer=lead_officer)

    page = main_text(officer.get(ADDRESS))

    assert "not finished" not in page
    assert "another partnership" not in page
    assert "name you as lead officer" not in page


def test_more_to_leave_behind_costs_no_more_queries(officer, lead_officer, partnership, partnership_lead, agency):
    meeting = MeetingFactory(partnership=partnership)

    def leave_behind():
        action = ActionFactory(partnership=partnership, lead_officer=lead_officer)
        ActionAgencyFactory(action=action, agency=agency)
        updates.start(action=action, by=lead_officer)
        DecisionFactory(meeting=meeting, owner=lead_officer)
        MembershipFactory(partnership=partnership, role=Role.DEPUTY, agency=agency)

    leave_behind()
    before = number_of_queries(officer, ADDRESS)
    for _ in range(2):
        leave_behind()

    assert number_of_queries(officer, ADDRESS) == before <= 15


# Leaving --------------------------------------------------------------------------------------------------------------


def test_who_leaves_has_no_role_there_and_keeps_those_elsewhere(officer, lead_officer, partnership, agency, action):
    elsewhere = MembershipFactory(user=lead_officer, role=Role.READER)
    invitation = InvitationFactory(partnership=partnership, email=lead_officer.email)
    begun = updates.start(action=action, by=lead_officer)
    before = AuditEvent.objects.count()

    response = officer.post(ADDRESS, {"reason": "I retire"}, follow=True)

    assert response.redirect_chain == [("/account/", 302)]
    assert "You have left Northshire. Your roles there have ended." in main_text(response)
    assert list(lead_officer.memberships.all()) == [elsewhere]
    left, declined = AuditEvent.objects.order_by("pk")[before:]
    assert (left.kind, left.person_name, left.subject_name, left.partnership_slug, left.reason) == (
        "role.left",
        "Olu Officer",
        "Northshire Combating Drugs Partnership",
        "northshire",
        "I retire",
    )
    assert left.changes == {
        "role": ["lead_officer", None],
        "agency": [{"id": agency.pk, "name": "Northshire Probation"}, None],
    }
    assert (declined.kind, declined.person_name) == ("invitation.withdrawn", "Olu Officer")
    invitation.refresh_from_db()
    assert invitation.withdrawn_by == lead_officer
    assert ProgressUpdate.objects.get() == begun
    assert begun.state == UpdateState.DRAFT
    assert Mail.objects.count() == 0
    assert officer.get(ADDRESS).status_code == 404


def test_a_second_press_is_told_that_it_is_done(officer, lead_officer, partnership, monkeypatch):
    """Both came in before the first was done."""

    def meanwhile(**said):
        raise membership.EndedAlready("You have no role in Northshire any more.")

    monkeypatch.setattr(membership, "leave_by_oneself", meanwhile)

    assert "You have no role in Northshire any more." in main_text(officer.post(ADDRESS, follow=True))


def test_an_old_proof_is_asked_for_again_and_writes_nothing(client, lead_officer):
    prove(client, lead_officer, seconds_ago=3600)

    assert client.post(ADDRESS).url.startswith("/account/prove/")
    assert lead_officer.memberships.exists()
    assert client.get(ADDRESS).status_code == 200


@pytest.mark.parametrize("who", ["stranger", "foreign_lead", "staff"])
def test_who_has_no_role_there_finds_no_page(request, client, partnership, who):
    makes = {
        "foreign_lead": lambda: MembershipFactory(role=Role.PARTNERSHIP_LEAD).user,
        "staff": lambda: PersonFactory(is_staff=True, is_superuser=True),
        "stranger": lambda: request.getfixturevalue("stranger"),
    }
    prove(client, makes[who]())

    assert (client.get(ADDRESS).status_code, client.post(ADDRESS).status_code) == (404, 404)
    assert AuditEvent.objects.filter(kind="role.left").count() == 0


def test_a_reason_with_personal_data_is_asked_about_first(officer, lead_officer):
    sent = {"reason": "Write to me at olu@home.example"}

    asked = officer.post(ADDRESS, sent)
    assert "email address" in page_of(asked).select_one(".govuk-error-summary").get_text()
    assert lead_officer.memberships.exists()
    tick = page_of(asked).select_one("input[name=keep_personal_data]")["value"]
    officer.post(ADDRESS, sent | {"keep_personal_data": tick})

    assert not lead_officer.memberships.exists()
    assert "privacy.kept" in kinds()


# Leads ----------------------------------------------------------------------------------------------------------------


def test_the_last_lead_is_told_why_not_and_whom_to_ask(client, partnership, partnership_lead):
    MembershipFactory(user__name="Sue Sro", partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)
    MembershipFactory(user=PersonFactory(is_active=False), partnership=partnership, role=Role.PARTNERSHIP_LEAD)
    prove(client, partnership_lead)

    assert page_of(client.get("/account/")).select_one(f'a[href="{ADDRESS}"]')
    asked, sent = client.get(ADDRESS), client.post(ADDRESS)

    assert (asked.status_code, sent.status_code) == (200, 409)
    for response in (asked, sent):
        page = main_text(response)
        assert "You cannot leave Northshire yet" in page
        assert "You are its only partnership lead." in page
        assert "Ask Sue Sro, who answers for the partnership, who should lead it next." in page
        assert page_of(response).select_one('main a[href="/northshire/people/"]')
        assert page_of(response).select_one("main form") is None
    assert partnership_lead.memberships.exists()
    assert kinds() == []


def test_a_lead_goes_once_there_is_another(client, partnership, partnership_lead):
    MembershipFactory(user=partnership_lead, partnership=partnership, role=Role.BOARD_MEMBER)
    other = MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD).user
    prove(client, partnership_lead)

    client.post(ADDRESS)

    assert list(Membership.objects.filter(partnership=partnership).values_list("user", flat=True)) == [other.pk]
    assert kinds() == ["role.left", "role.left"]
    assert Mail.objects.count() == 0
