"""/join/<token>/ as those see it who were invited."""

from datetime import timedelta

import pytest
from django.utils import timezone

from cdp.models import AuditEvent
from partners.models import Invitation, Person
from partners.operations import invitations
from partners.roles import Role
from tests.signing_in import main_text as text
from tests.signing_in import page_of, sign_in, with_password

pytestmark = pytest.mark.django_db
TOKEN = "a-token-that-nobody-guesses"
PASSWORD = "three words nobody guesses"


@pytest.fixture
def invitation(partnership, partnership_lead):
    made = invitations.invite(
        email="new@example.org", name="Nia New", partnership=partnership, role=Role.DATA_LEAD, by=partnership_lead
    )
    made.token_digest = invitations.digest_of(TOKEN)
    made.save()
    return made


def open_link(client, token=TOKEN):
    return client.get(f"/join/{token}/")


def test_the_page_says_who_invites_to_what_and_changes_nothing(client, invitation):
    page = text(open_link(client))

    assert "Lee Lead invites you to Northshire Combating Drugs Partnership" in page
    assert "Data lead" in page
    assert "Set the password and accept" in page
    assert Invitation.objects.get().accepted_at is None


def test_with_a_password_the_person_is_made_signed_in_and_led_to_the_partnership(client, invitation, partnership):
    open_link(client)
    before = client.session.session_key

    response = client.post(f"/join/{TOKEN}/", {"way": "password", "password": PASSWORD})

    person = Person.objects.get(email="new@example.org")
    assert response.url == "/northshire/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert client.session.session_key != before
    assert person.memberships.get().role == Role.DATA_LEAD
    assert AuditEvent.objects.filter(kind="person.signed_in", person=person).exists()


@pytest.mark.parametrize(
    ("password", "sentence"),
    [
        ("", "Enter a password"),
        ("short", "at least 12 characters"),
        ("password1234", "too common"),
        ("new@example.org", "too similar to the email"),
    ],
)
def test_a_weak_password_is_refused_with_its_reason_and_the_invitation_stays_open(
    client, invitation, password, sentence
):
    response = client.post(f"/join/{TOKEN}/", {"way": "password", "password": password})

    assert sentence in text(response)
    assert not Person.objects.filter(email="new@example.org").exists()
    assert open_link(client).status_code == 200


def test_with_a_passkey_the_account_comes_first_and_then_the_passkey(client, invitation):
    response = client.post(f"/join/{TOKEN}/", {"way": "passkey"})

    assert response.url == "/account/passkeys/add/"
    assert "Add a passkey" in text(client.get(response.url))
    assert not Person.objects.get(email="new@example.org").has_usable_password()


def test_somebody_signed_in_takes_the_role_themselves(client, invitation, stranger):
    client.force_login(stranger)
    assert "You are signed in as Sam Stranger" in text(open_link(client))

    response = client.post(f"/join/{TOKEN}/", {"way": "accept"})

    assert response.url == "/northshire/"
    assert stranger.memberships.get().role == Role.DATA_LEAD
    assert not Person.objects.filter(email="new@example.org").exists()


def test_whoever_has_an_account_signs_in_and_comes_back(client, invitation, stranger):
    Invitation.objects.update(email="Stranger@example.org")

    page = page_of(open_link(client))
    assert page.select_one("main a.govuk-button")["href"] == f"/sign-in/?next=/join/{TOKEN}/"
    assert page.select("main input[type=password]") == []

    response = sign_in(client, with_password(stranger), next=f"/join/{TOKEN}/")
    assert response.url == f"/join/{TOKEN}/"


def test_nobody_sets_a_password_for_an_account_that_is_there(client, invitation, stranger):
    Invitation.objects.update(email="stranger@example.org")
    before = Person.objects.get(pk=stranger.pk).password

    client.post(f"/join/{TOKEN}/", {"way": "password", "password": PASSWORD})

    assert Person.objects.get(pk=stranger.pk).password == before
    assert "_auth_user_id" not in client.session


def test_a_closed_account_is_not_opened_by_an_invitation(client, invitation, stranger):
    Invitation.objects.update(email="stranger@example.org")
    Person.objects.filter(pk=stranger.pk).update(is_active=False)

    assert "has been closed" in text(open_link(client))


def spoil(invitation, how, by):
    if how == "used":
        invitations.accept(invitation=invitation, by=by)
    elif how == "withdrawn":
        invitations.withdraw(invitation=invitation, by=by)
    elif how == "expired":
        long_ago = timezone.now() - timedelta(days=30)
        Invitation.objects.update(invited_at=long_ago, expires_at=long_ago + timedelta(days=14))


@pytest.mark.parametrize(
    ("how", "status", "sentence"),
    [
        ("used", 410, "This invitation has been accepted already. Its link worked once."),
        ("withdrawn", 410, "This invitation has been withdrawn. You may have been sent a newer one."),
        ("expired", 410, "This invitation has expired. It was open for 14 days."),
    ],
)
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_link_that_no_longer_works_says_why_and_whom_to_ask(
    client, invitation, partnership_lead, how, status, sentence, method
):
    spoil(invitation, how, partnership_lead)

    response = getattr(client, method)(f"/join/{TOKEN}/", {"way": "password", "password": PASSWORD})

    assert response.status_code == status
    assert sentence in text(response)
    assert "Ask Lee Lead (lead@example.org) for a new one." in text(response)
    assert not Person.objects.filter(email="new@example.org").exists()


@pytest.mark.parametrize("token", [TOKEN[:-1], TOKEN + "x", "é" * 40, "0" * 4000])
def test_a_forged_link_says_so_and_names_nobody(client, invitation, token):
    response = open_link(client, token)

    assert response.status_code == 404
    assert "This is not the link of an invitation." in text(response)
    assert "Ask the person who leads your partnership for a new one." in text(response)
    assert "Lee" not in text(response)


def test_an_invitation_withdrawn_while_the_form_is_open_is_refused_when_it_is_sent(
    client, invitation, partnership_lead
):
    open_link(client)
    invitations.withdraw(invitation=invitation, by=partnership_lead)

    response = client.post(f"/join/{TOKEN}/", {"way": "password", "password": PASSWORD})

    assert response.status_code == 410
    assert not Person.objects.filter(email="new@example.org").exists()
