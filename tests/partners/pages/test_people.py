"""…/people/ and what it leads to: who finds it, what is done there, what is refused."""

import datetime

import pytest
from django.utils import timezone

from actions.models import Mail, ProgressUpdate
from cdp.models import AuditEvent
from partners.models import AccessRequest, Invitation, Membership
from partners.operations import membership
from partners.roles import Role
from tests.factories import AccessRequestFactory, InvitationFactory, MembershipFactory, PersonFactory, SeatFactory
from tests.pages import rows_of_csv
from tests.signing_in import main_text, page_of, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def invitation(partnership, partnership_lead):
    return InvitationFactory(
        partnership=partnership, invited_by=partnership_lead, email="new@example.org", name="Nia New"
    )


@pytest.fixture
def asked(partnership, stranger):
    return AccessRequestFactory(partnership=partnership, person=stranger, role=Role.DATA_LEAD)


@pytest.fixture
def addresses(partnership, viewer, invitation, asked):
    """Every address of these pages with what a POST to it holds."""
    role = viewer.memberships.get()
    return {
        "/northshire/people/": None,
        "/northshire/people/invite/": {"email": "b@example.org", "name": "Bo", "role": "reader"},
        f"/northshire/people/invitations/{invitation.pk}/withdraw/": {},
        f"/northshire/people/invitations/{invitation.pk}/resend/": {},
        f"/northshire/people/requests/{asked.pk}/": {"grant": "1", "role": "reader"},
        f"/northshire/people/{viewer.pk}/": {"role": "reader"},
        f"/northshire/people/roles/{role.pk}/end/": {"reason": ""},
        f"/northshire/people/{viewer.pk}/leave/": {"reason": ""},
    }


def state():
    """Everything that these pages change."""
    return [
        list(Membership.objects.order_by("pk").values()),
        list(Invitation.objects.order_by("pk").values()),
        list(AccessRequest.objects.order_by("pk").values()),
        AuditEvent.objects.exclude(kind__startswith="person.").count(),
        Mail.objects.count(),
    ]


def summary(response):
    found = page_of(response).select_one(".govuk-error-summary")
    return " ".join(found.get_text(" ").split()) if found else ""


# Who finds these pages ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("who", ["viewer", "lead_officer", "data_lead", "stranger", "foreign_lead"])
def test_for_everybody_else_the_pages_are_not_there(request, client, partnership_lead, addresses, who):
    if who == "foreign_lead":
        person = MembershipFactory(role=Role.PARTNERSHIP_LEAD).user
    else:
        person = request.getfixturevalue(who)
    prove(client, person)
    before = state()

    for address, sent in addresses.items():
        if "withdraw" not in address and "resend" not in address:
            assert client.get(address).status_code == 404, address
        if sent is not None:
            assert client.post(address, sent).status_code == 404, address
    assert state() == before


def test_a_row_of_another_partnership_is_not_found_here(lead, viewer):
    role = MembershipFactory(role=Role.DATA_LEAD)
    rows = [
        f"invitations/{InvitationFactory().pk}/withdraw/",
        f"invitations/{InvitationFactory().pk}/resend/",
        f"requests/{AccessRequestFactory().pk}/",
        f"{role.user.pk}/",
        f"{role.user.pk}/leave/",
        f"roles/{role.pk}/end/",
    ]
    before = state()

    assert {lead.post(f"/northshire/people/{row}", {"role": "reader"}).status_code for row in rows} == {404}
    assert state() == before


def test_every_change_asks_who_it_is_once_the_last_proof_is_old(client, partnership_lead, addresses):
    prove(client, partnership_lead, seconds_ago=3600)
    before = state()

    for address, sent in addresses.items():
        if sent is not None:
            response = client.post(address, sent)
            assert (response.status_code, response.url.startswith("/account/prove/")) == (302, True), address
    assert state() == before
    assert client.get("/northshire/people/").status_code == 200


def test_withdrawing_and_sending_again_need_a_post(lead, invitation):
    for work in ("withdraw", "resend"):
        assert lead.get(f"/northshire/people/invitations/{invitation.pk}/{work}/").status_code == 405


def test_a_role_taken_away_while_a_lead_has_a_form_open_writes_nothing(lead, partnership, partnership_lead, addresses):
    other = MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD).user
    assert lead.get("/northshire/people/invite/").status_code == 200
    membership.take_role(membership=partnership_lead.memberships.get(), by=other)
    before = state()

    for address, sent in addresses.items():
        if sent is not None:
            response = lead.post(address, sent)
            assert response.status_code == 404
            assert "Nothing was saved. Perhaps your role was changed" in main_text(response)
    assert state() == before


def test_a_role_taken_away_while_a_lead_officer_reports_writes_nothing(
    client, partnership, partnership_lead, lead_officer, action
):
    client.force_login(lead_officer)
    address = "/northshire/actions/1.1/report/"
    assert client.get(address).status_code == 200
    membership.take_role(membership=lead_officer.memberships.get(), by=partnership_lead)
    before = AuditEvent.objects.count()

    said = {"version": "0", "delivery_status": "late", "confidence": "confident", "narrative": "Too late", "submit": ""}
    answers = [client.post(address, said), client.post(address, said, headers={"accept": "application/json"})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert "Nothing was saved." in main_text(answers[0])
    assert (ProgressUpdate.objects.count(), AuditEvent.objects.count()) == (0, before)


# The list -------------------------------------------------------------------------------------------------------------


def test_the_list_shows_people_invitations_and_requests(lead, lead_officer, invitation, asked):
    InvitationFactory(partnership=invitation.partnership, name="Accepted", accepted_at=timezone.now(),
                      accepted_by=PersonFactory())  # fmt: skip
    page = lead.get("/northshire/people/")

    said = main_text(page)
    assert "2 people have roles, 1 request to answer" in said
    rows = [" ".join(row.get_text(" ").split()) for row in page_of(page).select("section:last-of-type tbody tr")]
    assert rows == [
        "Lee Lead (you) lead@example.org Partnership lead " + rows[0].rpartition("lead ")[2],
        "Olu Officer officer@example.org Lead officer Northshire Probation Never",
    ]
    assert "Nia New" in said
    assert "Sam Stranger" in said
    assert "Accepted" not in said


def test_an_invitation_whose_time_is_over_says_so(lead, invitation):
    assert "Expired" not in main_text(lead.get("/northshire/people/"))

    earlier = timezone.now() - datetime.timedelta(days=20)
    Invitation.objects.update(invited_at=earlier, expires_at=earlier + datetime.timedelta(days=14))

    assert "Expired" in main_text(lead.get("/northshire/people/"))


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("", ["Dee Data", "Lee Lead", "Olu Officer"]),
        ("?role=data_lead", ["Dee Data"]),
        ("?agency=northshire-probation", ["Olu Officer"]),
        ("?q=LEAD%40", ["Lee Lead"]),
        ("?role=nothing", ["Dee Data", "Lee Lead", "Olu Officer"]),
        ("?role=reader", []),
    ],
)
def test_the_list_is_narrowed_and_downloaded_as_it_is_shown(lead, lead_officer, data_lead, query, names):
    page = lead.get(f"/northshire/people/{query}")

    assert [member.person.name for member in page.context["members"]] == names
    rows = rows_of_csv(lead.get(f"/northshire/people/{query}{'&' if query else '?'}format=csv"))
    assert [row["name"] for row in rows] == names
    if not names:
        assert "Nobody matches these filters. Show all 3" in main_text(page)


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_makes_the_same_queries(lead, partnership, count, django_assert_num_queries):
    for _ in range(count):
        MembershipFactory(partnership=partnership, agency=SeatFactory(partnership=partnership).agency)
        InvitationFactory(partnership=partnership, agency=SeatFactory(partnership=partnership).agency)
        AccessRequestFactory(partnership=partnership)

    with django_assert_num_queries(6):
        lead.get("/northshire/people/")


@pytest.mark.parametrize("count", [1, 3])
def test_a_person_makes_the_same_queries(lead, partnership, viewer, count, django_assert_num_queries):
    for _ in range(count):
        MembershipFactory(
            user=viewer, partnership=partnership, role=Role.DEPUTY, agency=SeatFactory(partnership=partnership).agency
        )

    with django_assert_num_queries(6):
        lead.get(f"/northshire/people/{viewer.pk}/")


# Inviting -------------------------------------------------------------------------------------------------------------


def test_somebody_is_invited_to_a_role_of_an_agency(lead, partnership, agency):
    response = lead.post(
        "/northshire/people/invite/",
        {"email": "New@Example.org", "name": "Nia New", "role": "lead_officer", "agency": agency.pk},
        follow=True,
    )

    made = Invitation.objects.get()
    assert (made.email, made.name, made.role, made.agency) == ("new@example.org", "Nia New", "lead_officer", agency)
    assert response.redirect_chain == [("/northshire/people/", 302)]
    assert "Nia New is invited. The link goes to new@example.org." in main_text(response)
    assert Mail.objects.get().to == "new@example.org"


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"email": ""}, "Enter an email address"),
        ({"email": "new"}, "Enter an email address, such as name@example.org"),
        ({"name": " "}, "Enter the person’s name"),
        ({"role": ""}, "Choose a role"),
        ({"role": "national_reader"}, "national_reader is not one of the available choices"),
        ({"role": "lead_officer"}, "Choose the agency that this role acts for"),
        ({"agency": "999999"}, "Choose an agency of this partnership"),
        ({"email": "lead@example.org", "role": "partnership_lead"}, "Lee Lead has this role already"),
        ({"name": "x" * 201}, "at most 200 characters"),
        ({"name": "Nia\x00New"}, "Null characters are not allowed"),
    ],
)
def test_what_is_wrong_with_an_invitation_is_said_and_nothing_is_sent(lead, changed, sentence):
    sent = {"email": "new@example.org", "name": "Nia New", "role": "reader"} | changed

    response = lead.post("/northshire/people/invite/", sent)

    assert sentence in summary(response)
    assert (Invitation.objects.count(), Mail.objects.count()) == (0, 0)


def test_an_agency_of_another_partnership_is_not_offered(lead):
    foreign = SeatFactory().agency

    response = lead.post(
        "/northshire/people/invite/",
        {"email": "a@example.org", "name": "A", "role": "lead_officer", "agency": foreign.pk},
    )

    assert "Choose an agency of this partnership" in summary(response)
    assert foreign.name not in main_text(response)


def test_an_invitation_is_sent_again_and_withdrawn(lead, invitation):
    again = lead.post(f"/northshire/people/invitations/{invitation.pk}/resend/", follow=True)
    assert "A new link goes to new@example.org." in main_text(again)
    second = Invitation.objects.get(withdrawn_at=None)

    gone = lead.post(f"/northshire/people/invitations/{second.pk}/withdraw/", follow=True)
    assert "The invitation of Nia New is withdrawn." in main_text(gone)
    assert not Invitation.objects.filter(withdrawn_at=None).exists()

    late = lead.post(f"/northshire/people/invitations/{second.pk}/resend/", follow=True)
    assert "has been withdrawn. Invite the person anew." in main_text(late)


# Roles ----------------------------------------------------------------------------------------------------------------


def test_a_role_is_given_on_the_persons_page(lead, viewer):
    response = lead.post(f"/northshire/people/{viewer.pk}/", {"role": "data_lead"}, follow=True)

    assert "Vic Viewer is now Data lead." in main_text(response)
    assert sorted(viewer.memberships.values_list("role", flat=True)) == ["board_member", "data_lead"]


def test_a_role_that_is_held_is_not_given_again(lead, viewer):
    response = lead.post(f"/northshire/people/{viewer.pk}/", {"role": "board_member"})

    assert "Vic Viewer has this role already." in summary(response)


def test_taking_a_role_away_says_what_happens_and_is_done_by_the_button(lead, viewer):
    role = MembershipFactory(user=viewer, partnership=viewer.memberships.get().partnership, role=Role.DATA_LEAD)
    address = f"/northshire/people/roles/{role.pk}/end/"

    assert "This role ends at once: Data lead" in main_text(lead.get(address))
    assert Membership.objects.filter(pk=role.pk).exists()
    response = lead.post(address, {"reason": "Another does it"}, follow=True)

    assert response.redirect_chain == [(f"/northshire/people/{viewer.pk}/", 302)]
    assert "Vic Viewer is no longer Data lead." in main_text(response)
    assert AuditEvent.objects.get(kind="role.taken").reason == "Another does it"


def test_after_the_last_role_the_list_is_shown(lead, viewer):
    response = lead.post(f"/northshire/people/roles/{viewer.memberships.get().pk}/end/")

    assert response.url == "/northshire/people/"


def test_the_last_lead_is_told_why_not(lead, partnership_lead):
    role = partnership_lead.memberships.get()

    for address in (f"roles/{role.pk}/end/", f"{partnership_lead.pk}/leave/"):
        response = lead.post(f"/northshire/people/{address}", follow=True)
        assert "would be without a partnership lead. Make somebody else partnership lead first." in main_text(response)
    assert Membership.objects.filter(pk=role.pk).exists()


def test_ones_own_last_lead_role_stays_and_the_page_says_whom_to_ask(lead, partnership, partnership_lead):
    MembershipFactory(partnership=partnership, role=Role.PARTNERSHIP_LEAD, user__name="Lou Lead")

    response = lead.post(f"/northshire/people/roles/{partnership_lead.memberships.get().pk}/end/", follow=True)

    assert "You cannot take away your own role as partnership lead. Ask Lou Lead." in main_text(response)
    assert partnership_lead.memberships.exists()


def test_who_leaves_loses_every_role_here(lead, viewer):
    address = f"/northshire/people/{viewer.pk}/leave/"

    assert "Vic Viewer leaves Northshire" in main_text(lead.get(address))
    response = lead.post(address, follow=True)

    assert "Vic Viewer has left Northshire. All their roles here have ended." in main_text(response)
    assert not viewer.memberships.exists()


@pytest.mark.parametrize("is_leaving", [True, False])
def test_a_reason_with_personal_data_is_asked_about_before_a_role_ends(lead, viewer, is_leaving):
    ending = f"{viewer.pk}/leave/" if is_leaving else f"roles/{viewer.memberships.get().pk}/end/"
    address, sent = f"/northshire/people/{ending}", {"reason": "Now at vic@example.org"}

    asked = lead.post(address, sent)
    assert "email address" in summary(asked)
    assert viewer.memberships.exists()
    tick = page_of(asked).select_one("input[name=keep_personal_data]")["value"]
    lead.post(address, sent | {"keep_personal_data": tick})

    assert not viewer.memberships.exists()
    assert AuditEvent.objects.get(kind="privacy.kept").changes == {"reason": [None, "an email address"]}


# Requests -------------------------------------------------------------------------------------------------------------


def test_a_request_is_granted_as_it_was_asked(lead, asked, stranger):
    address = f"/northshire/people/requests/{asked.pk}/"
    page = page_of(lead.get(address))

    assert page.select_one("input[name=role][checked]")["value"] == "data_lead"
    response = lead.post(address, {"grant": "1", "role": "data_lead"}, follow=True)

    assert "Sam Stranger is now Data lead." in main_text(response)
    assert stranger.memberships.get().role == "data_lead"


def test_a_request_is_refused_with_a_reason(lead, asked, stranger):
    address = f"/northshire/people/requests/{asked.pk}/"

    empty = lead.post(address, {"refuse": "1", "answer": " "})
    assert "Say why the request is refused" in summary(empty)
    assert AccessRequest.objects.get().decided_at is None
    numbered = lead.post(address, {"refuse": "1", "answer": "Ring 07700 900123"})
    assert "phone number" in summary(numbered)
    assert AccessRequest.objects.get().decided_at is None
    lead.post(address, {"refuse": "1", "answer": "We have one already"})

    assert (AccessRequest.objects.get().answer, stranger.memberships.count()) == ("We have one already", 0)


def test_a_request_that_was_answered_meanwhile_is_shown_with_its_answer(lead, asked, partnership_lead):
    address = f"/northshire/people/requests/{asked.pk}/"
    lead.post(address, {"refuse": "1", "answer": "No"})

    late = lead.post(address, {"grant": "1", "role": "reader"}, follow=True)

    assert "Lee Lead has answered this request already." in main_text(late)
    shown = main_text(lead.get(address))
    assert "Refused by Lee Lead" in shown
    assert "Grant it" not in shown
