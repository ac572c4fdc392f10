"""/access/ for whoever signs in, and /access/national/ for the staff of the site."""

import pytest

from cdp.models import AuditEvent
from partners.models import AccessRequest, NationalRole
from partners.roles import Role
from tests.factories import (
    AccessRequestFactory,
    MembershipFactory,
    NationalRoleFactory,
    PartnershipFactory,
    PersonFactory,
)
from tests.signing_in import main_text, page_of, prove

pytestmark = pytest.mark.django_db


@pytest.fixture
def asking(client, stranger, partnership, partnership_lead):
    client.force_login(stranger)
    return client


def summary(response):
    found = page_of(response).select_one(".govuk-error-summary")
    return " ".join(found.get_text(" ").split()) if found else ""


def test_a_visitor_signs_in_first(client):
    assert client.get("/access/").url == "/sign-in/?next=/access/"


def test_only_partnerships_that_somebody_leads_and_that_one_sees_are_offered(asking):
    hidden = PartnershipFactory(is_published=False, name="Hidden")
    MembershipFactory(partnership=hidden, role=Role.PARTNERSHIP_LEAD)
    PartnershipFactory(name="Led by nobody", slug="led-by-nobody")

    options = [option.text for option in page_of(asking.get("/access/")).select("option")]

    assert options == ["Choose a partnership", "Northshire Combating Drugs Partnership"]
    assert asking.get(f"/access/?partnership={hidden.slug}").status_code == 404
    assert asking.get("/access/?partnership=led-by-nobody").status_code == 404


def test_a_choice_has_to_be_made(asking):
    assert "Choose a partnership" in summary(asking.get("/access/?partnership="))


def test_a_role_is_asked_for_and_the_page_says_that_it_waits(asking, stranger, agency):
    sent = {"role": "lead_officer", "agency": agency.pk, "why": "I lead the gate team"}

    response = asking.post("/access/?partnership=northshire", sent, follow=True)

    made = AccessRequest.objects.get()
    assert (made.person, made.role, made.agency, made.why) == (stranger, "lead_officer", agency, sent["why"])
    assert "Your request went to those who lead Northshire Combating Drugs Partnership." in main_text(response)
    assert "Lead officer, Northshire Probation. Waits for an answer" in main_text(response)


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"role": ""}, "Choose a role"),
        ({"role": "national_reader"}, "is not one of the available choices"),
        ({"role": "deputy"}, "Choose the agency that this role acts for"),
        ({"why": " "}, "Say why you need it"),
        ({"why": "x" * 2001}, "at most 2000 characters"),
        ({"role": "board_member"}, "You have this role already"),
    ],
)
def test_what_is_wrong_with_a_request_is_said(asking, stranger, partnership, changed, sentence):
    MembershipFactory(user=stranger, partnership=partnership, role=Role.BOARD_MEMBER)

    response = asking.post("/access/?partnership=northshire", {"role": "reader", "why": "Because"} | changed)

    assert sentence in summary(response)
    assert AccessRequest.objects.count() == 0


def test_what_looks_like_personal_data_is_asked_about_and_the_choice_kept(asking, stranger):
    address, sent = "/access/?partnership=northshire", {"role": "reader", "why": "Ring me on 07700 900123"}

    asked = asking.post(address, sent)
    assert "phone number" in summary(asked)
    assert AccessRequest.objects.count() == 0
    tick = page_of(asked).select_one("input[name=keep_personal_data]")["value"]
    asking.post(address, sent | {"keep_personal_data": tick})

    assert AccessRequest.objects.get().why == sent["why"]
    event = AuditEvent.objects.get(kind="privacy.kept")
    assert (event.person, event.changes) == (stranger, {"why": [None, "a phone number"]})


def test_a_second_request_waits_for_the_first(asking):
    for _ in range(2):
        response = asking.post("/access/?partnership=northshire", {"role": "reader", "why": "Because"})

    assert "has not been answered yet" in summary(response)
    assert AccessRequest.objects.count() == 1


def test_a_request_that_waits_can_be_taken_back_and_asked_anew(asking, stranger):
    address, sent = "/access/?partnership=northshire", {"role": "reader", "why": "Because"}
    asking.post(address, sent)
    asked = AccessRequest.objects.get()
    button = page_of(asking.get("/access/")).select_one("button[name=take_back]")

    response = asking.post("/access/", {"take_back": button["value"]}, follow=True)

    assert "Your request to Northshire Combating Drugs Partnership is taken back." in main_text(response)
    assert AccessRequest.objects.count() == 0
    assert AuditEvent.objects.get(kind="access.taken_back").person == stranger
    assert asking.post("/access/", {"take_back": asked.pk}).status_code == 404
    assert asking.post(address, sent).status_code == 302


@pytest.mark.parametrize("pk", ["", "x", "9" * 30])
def test_a_request_that_is_none_of_ones_own_is_not_there(asking, pk):
    AccessRequestFactory()

    assert asking.post("/access/", {"take_back": pk or AccessRequest.objects.get().pk}).status_code == 404
    assert AccessRequest.objects.count() == 1


def test_what_was_answered_meanwhile_is_not_taken_back(asking, stranger, partnership, partnership_lead):
    asked = AccessRequestFactory(person=stranger, partnership=partnership, decided_by=partnership_lead,
                                 is_granted=False, answer="No", decided_at="2026-06-01T12:00:00Z")  # fmt: skip

    response = asking.post("/access/", {"take_back": asked.pk}, follow=True)

    assert "Lee Lead has answered this request already." in main_text(response)
    assert AccessRequest.objects.count() == 1


def test_an_answer_is_read_there(asking, stranger, partnership, partnership_lead):
    AccessRequestFactory(person=stranger, partnership=partnership, decided_by=partnership_lead, is_granted=False,
                         answer="We have one already", decided_at="2026-06-01T12:00:00Z")  # fmt: skip

    said = main_text(asking.get("/access/"))

    assert "Refused by Lee Lead, 1 June 2026. We have one already" in said


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_the_same_queries(asking, stranger, count, django_assert_num_queries):
    for _ in range(count):
        MembershipFactory(user=stranger)
        AccessRequestFactory(person=stranger)

    with django_assert_num_queries(7):
        asking.get("/access/")


# National readers -----------------------------------------------------------------------------------------------------


@pytest.fixture
def staff(client):
    person = PersonFactory(email="staff@example.org", name="Sue Staff", is_staff=True)
    prove(client, person)
    return client


@pytest.mark.parametrize("who", ["viewer", "partnership_lead", "stranger"])
def test_only_staff_find_the_page_of_national_readers(request, client, who):
    given = NationalRoleFactory()
    prove(client, request.getfixturevalue(who))

    assert client.get("/access/national/").status_code == 404
    assert client.post("/access/national/", {"email": "lead@example.org"}).status_code == 404
    assert client.post(f"/access/national/{given.pk}/end/").status_code == 404
    assert NationalRole.objects.get() == given


def test_staff_find_the_page_from_their_own_access(staff, asking):
    assert "/access/national/" not in asking.get("/access/").content.decode()

    prove(staff, PersonFactory(is_staff=True))
    assert "/access/national/" in staff.get("/access/").content.decode()


def test_staff_give_and_take_the_role(staff, stranger):
    given = staff.post("/access/national/", {"email": "STRANGER@example.org"}, follow=True)
    assert "Sam Stranger can now read every partnership." in main_text(given)

    role = NationalRole.objects.get()
    assert staff.get(f"/access/national/{role.pk}/end/").status_code == 405
    taken = staff.post(f"/access/national/{role.pk}/end/", follow=True)

    assert "Sam Stranger is no longer a national reader." in main_text(taken)
    assert not NationalRole.objects.exists()
    assert AuditEvent.objects.filter(kind__startswith="role.").count() == 2


@pytest.mark.parametrize(
    ("email", "sentence"),
    [
        ("", "Enter an email address"),
        ("nobody@example.org", "Nobody signs in here with this address"),
        ("reader@example.org", "has this role already"),
        ("closed@example.org", "Nobody signs in here with this address"),
    ],
)
def test_what_is_wrong_with_an_address_is_said(staff, email, sentence):
    NationalRoleFactory(person__email="reader@example.org")
    PersonFactory(email="closed@example.org", is_active=False)

    assert sentence in summary(staff.post("/access/national/", {"email": email}))
    assert NationalRole.objects.count() == 1


def test_giving_the_role_asks_who_it_is_once_the_last_proof_is_old(client, stranger):
    prove(client, PersonFactory(is_staff=True), seconds_ago=3600)

    response = client.post("/access/national/", {"email": "stranger@example.org"})

    assert response.url.startswith("/account/prove/")
    assert not NationalRole.objects.exists()


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_national_readers_makes_the_same_queries(staff, count, django_assert_num_queries):
    NationalRoleFactory.create_batch(count)

    with django_assert_num_queries(3):
        staff.get("/access/national/")
