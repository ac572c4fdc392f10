"""Programs of a partnership: let in, changed, given a new secret, revoked; by whom, and with what."""

import pytest
from django.core.exceptions import ValidationError

from cdp.access import clients
from cdp.models import ApiClient, AuditEvent
from partners.models import Membership, Person
from partners.roles import Role
from tests.factories import ApiClientFactory
from tests.signing_in import main_text, page_of, prove

pytestmark = pytest.mark.django_db
FORM = {"name": "Data platform", "purpose": "The county's", "role": "reader", "scopes": ["read"]}
LIST, NEW = "/northshire/clients/", "/northshire/clients/new/"


def make(client, person, **fields):
    prove(client, person)
    return client.post(NEW, FORM | fields, follow=True)


def test_a_lead_lets_a_program_in_and_sees_its_secret_once(client, partnership, partnership_lead, asks_for_token):
    page = make(client, partnership_lead)

    secret = page_of(page).select_one("#made-secret").text.strip()
    made = ApiClient.objects.get()
    assert (made.partnership, made.created_by, made.scopes) == (partnership, partnership_lead, ["read"])
    assert made.application.client_id in main_text(page)
    assert secret not in client.get(f"{LIST}{made.pk}/").content.decode()
    assert asks_for_token(made, secret).status_code == 200


def test_it_acts_as_an_account_of_its_own(partnership, program):
    made, _ = program(role=Role.COMMISSIONER)

    account = made.account
    assert (account.is_service, account.is_active, account.has_usable_password()) == (True, False, False)
    assert account.email.endswith("@programs.invalid")
    assert str(account) == "Data platform (program)"
    held = Membership.objects.get(user=account)
    assert (held.partnership, held.role) == (partnership, Role.COMMISSIONER)


def test_its_making_is_recorded_without_its_secret(program, partnership_lead):
    made, secret = program()

    event = AuditEvent.objects.get(kind="client.made")
    assert (event.person, event.partnership, event.subject_name) == (
        partnership_lead,
        made.partnership,
        "Data platform",
    )
    assert event.changes["role"] == [None, "reader"]
    assert secret not in str(vars(event))


def test_nobody_gives_a_program_more_than_they_hold(client, data_lead, program):
    prove(client, data_lead)
    offered = {box["value"] for box in page_of(client.get(NEW)).select("input[name=role]")}
    assert offered == {"data_lead", "public_involvement_lead", "board_member", "commissioner", "reader"}

    response = make(client, data_lead, role="partnership_lead")

    assert response.status_code == 422
    with pytest.raises(clients.MoreThanTheirOwn):
        program(role=Role.SENIOR_RESPONSIBLE_OWNER, scopes=["read"], by=data_lead)
    assert not ApiClient.objects.exists()


def test_nobody_takes_hold_of_a_program_that_holds_more(client, data_lead, program):
    """With its new secret they would have all that it may do."""
    made, _ = program(role=Role.PARTNERSHIP_LEAD, scopes=["read", "decide:updates"])
    with pytest.raises(clients.MoreThanTheirOwn):
        clients.rotate_secret(client=made, by=data_lead)
    with pytest.raises(clients.MoreThanTheirOwn):
        clients.change_client(client=made, purpose="Mine", scopes=["read"], by=data_lead)

    prove(client, data_lead)
    page = client.get(f"{LIST}{made.pk}/")
    assert "This program may do more than you" in main_text(page)
    assert [field["value"] for field in page_of(page).select("input[name=do]")] == ["revoke"]
    client.post(f"{LIST}{made.pk}/", {"do": "rotate"})
    assert not AuditEvent.objects.filter(kind="client.rotated").exists()


def test_but_they_can_shut_it_out(client, data_lead, program):
    made, _ = program(role=Role.PARTNERSHIP_LEAD)
    prove(client, data_lead, seconds_ago=3600)

    page = client.post(f"{LIST}{made.pk}/", {"do": "revoke"}, follow=True)

    made.refresh_from_db()
    assert made.revoked_by == data_lead
    assert "Programs without access any more" in main_text(page)
    assert not Membership.objects.filter(user=made.account).exists()


def test_a_role_of_an_agency_has_its_agency(client, partnership_lead, agency):
    assert "Choose the agency" in main_text(make(client, partnership_lead, role="lead_officer", scopes=["read"]))

    page = make(client, partnership_lead, role="lead_officer", agency=agency.pk, scopes=["write:updates"])

    assert page.status_code == 200
    assert Membership.objects.get(user__is_service=True).agency == agency


def test_scopes_that_its_role_cannot_use_are_named(client, partnership_lead, program):
    response = make(client, partnership_lead, scopes=["read", "write:imports"])

    assert "A reader cannot make use of write:imports" in main_text(response)
    with pytest.raises(ValidationError):
        program(scopes=["read", "write:imports"])
    assert not Person.objects.filter(is_service=True).exists()


def test_two_programs_of_one_name_are_told_apart(client, partnership_lead, program):
    made, _ = program()
    assert "There is a program of this name already" in main_text(make(client, partnership_lead))

    clients.revoke_client(client=made, by=partnership_lead)
    assert make(client, partnership_lead).status_code == 200


def test_what_it_may_do_is_changed(client, partnership_lead, program):
    made, _ = program(role=Role.DATA_LEAD)
    prove(client, partnership_lead)

    client.post(f"{LIST}{made.pk}/", {"do": "change", "purpose": "Another", "scopes": ["write:figures"]})

    made.refresh_from_db()
    assert (made.purpose, made.scopes) == ("Another", ["write:figures"])
    assert AuditEvent.objects.get(kind="client.changed").changes["scopes"] == [["read"], ["write:figures"]]


def test_a_new_secret_takes_the_place_of_the_old_one(client, partnership_lead, program, asks_for_token):
    made, old = program()
    prove(client, partnership_lead)

    page = client.post(f"{LIST}{made.pk}/", {"do": "rotate"}, follow=True)

    new = page_of(page).select_one("#made-secret").text.strip()
    assert [asks_for_token(made, one).status_code for one in (old, new)] == [401, 200]
    assert AuditEvent.objects.filter(kind="client.rotated").count() == 1


@pytest.mark.parametrize("do", ["change", "rotate"])
def test_whoever_signed_in_long_ago_is_asked_again(client, partnership_lead, program, do):
    made, _ = program()
    prove(client, partnership_lead, seconds_ago=3600)

    assert client.post(NEW, FORM | {"name": "Two"}).url.startswith("/account/prove")
    sent = {"do": do, "purpose": "Another", "scopes": ["read"]}
    assert client.post(f"{LIST}{made.pk}/", sent).url.startswith("/account/prove")


def test_those_who_may_not_do_not_find_it(client, viewer, stranger, program, elsewhere):
    made, _ = program()
    foreign = ApiClientFactory(partnership=elsewhere)

    for person in (viewer, stranger):
        prove(client, person)
        for address in (LIST, NEW, f"{LIST}{made.pk}/"):
            assert client.get(address).status_code == 404
            assert client.post(address, FORM).status_code == 404
    with pytest.raises(clients.NotTheirs):
        clients.revoke_client(client=made, by=viewer)
    prove(client, made.created_by)
    assert client.get(f"{LIST}{foreign.pk}/").status_code == 404


def test_what_the_page_does_not_offer_is_not_there(client, partnership_lead, program):
    made, _ = program()
    prove(client, partnership_lead)

    assert client.post(f"{LIST}{made.pk}/", {"do": "dance"}).status_code == 404


def test_a_second_press_of_the_button_says_so(client, partnership_lead, program):
    made, _ = program()
    prove(client, partnership_lead)
    client.post(f"{LIST}{made.pk}/", {"do": "revoke"})

    page = client.post(f"{LIST}{made.pk}/", {"do": "revoke"}, follow=True)

    assert "revoked already" in main_text(page)


def test_there_is_an_end_to_how_many_there_are(partnership, program, monkeypatch):
    monkeypatch.setattr(clients, "MOST_CLIENTS", 1)
    program()

    with pytest.raises(clients.ClientRefused, match="Revoke one of them first"):
        program(name="One more")


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_asks_as_often_for_three_as_for_one(
    client, partnership_lead, program, count, django_assert_num_queries
):
    for number in range(count):
        program(name=f"Platform {number}")
    prove(client, partnership_lead)
    client.get(LIST)

    with django_assert_num_queries(5):
        page = client.get(LIST)

    assert len(page.context["living"]) == count


def test_the_pages_of_a_program_stay_small(client, partnership_lead, program, django_assert_max_num_queries):
    made, _ = program()
    prove(client, partnership_lead)
    client.get(NEW)

    for address in (NEW, f"{LIST}{made.pk}/"):
        with django_assert_max_num_queries(12):
            assert client.get(address).status_code == 200


def test_it_is_reached_from_the_page_on_which_a_partnership_is_run(client, partnership_lead):
    prove(client, partnership_lead)

    assert page_of(client.get("/northshire/manage/")).select(f"main a[href='{LIST}']")
