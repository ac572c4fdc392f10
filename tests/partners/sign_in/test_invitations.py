"""What becomes of an invitation: the operations, without a page."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Mail
from cdp.models import AuditEvent
from partners.models import Invitation, Person
from partners.operations import invitations
from partners.roles import Role

pytestmark = pytest.mark.django_db


def invite(partnership, by, **more):
    asked = {"email": "new@example.org", "name": "Nia New", "role": Role.DATA_LEAD} | more
    return invitations.invite(partnership=partnership, by=by, **asked)


def token_in(message):
    return message.body.split("/join/")[1].split("/")[0]


@pytest.fixture
def send(django_capture_on_commit_callbacks):
    """Do something, let its mails go, and hand back the last token."""

    def do(work, *args, **kwargs):
        with django_capture_on_commit_callbacks(execute=True):
            made = work(*args, **kwargs)
        return made, token_in(mail.outbox[-1])

    return do


def test_the_mail_says_who_invites_to_what_and_only_a_digest_is_kept(partnership, partnership_lead, send, settings):
    settings.SITE_ADDRESS = "https://partners.example/"

    made, token = send(invite, partnership, partnership_lead)

    message = mail.outbox[0]
    assert message.to == ["new@example.org"]
    assert message.subject == "Lee Lead invites you to Northshire Combating Drugs Partnership"
    assert f"https://partners.example/join/{token}/" in message.body
    assert "as data lead." in message.body
    assert "lead@example.org" in message.body
    assert made.token_digest == invitations.digest_of(token)
    assert token not in str(Invitation.objects.values().get())
    assert AuditEvent.objects.values_list("kind", "person_name").get() == ("invitation.sent", "Lee Lead")


def test_a_name_cannot_add_a_header_to_the_mail(partnership, partnership_lead, send):
    partnership_lead.name = "Lee\nBcc: all@example.org"

    send(invite, partnership, partnership_lead)

    assert mail.outbox[0].subject.startswith("Lee Bcc: all@example.org invites")


def test_a_mail_server_that_is_down_does_not_undo_the_invitation(
    partnership, partnership_lead, django_capture_on_commit_callbacks, settings
):
    settings.EMAIL_BACKEND = "tests.partners.sign_in.test_invitations.DownBackend"

    with django_capture_on_commit_callbacks(execute=True):
        invite(partnership, partnership_lead)

    assert Invitation.objects.count() == 1
    waiting = Mail.objects.get()
    assert (waiting.state, waiting.error) == ("waiting", "The mail server cannot be reached: no mail today")


class DownBackend:
    def __init__(self, **options):
        pass

    def open(self):
        pass

    def close(self):
        pass

    def send_messages(self, messages):
        raise ConnectionRefusedError("no mail today")


def test_a_role_of_an_agency_is_not_offered_without_the_agency(partnership, partnership_lead):
    with pytest.raises(ValidationError, match="Choose the agency"):
        invite(partnership, partnership_lead, role=Role.LEAD_OFFICER)


def test_who_has_the_role_is_not_invited_to_it(partnership, partnership_lead):
    with pytest.raises(invitations.AlreadyAMember):
        invite(partnership, partnership_lead, email="LEAD@example.org", role=Role.PARTNERSHIP_LEAD)


def test_a_second_invitation_takes_the_first_back(partnership, partnership_lead, send):
    _, first = send(invite, partnership, partnership_lead)
    _, second = send(invite, partnership, partnership_lead, email="New@Example.org")

    with pytest.raises(invitations.Withdrawn):
        invitations.find(digest=invitations.digest_of(first))
    assert invitations.find(digest=invitations.digest_of(second)).email == "new@example.org"


def test_accepting_gives_the_role_once(partnership, partnership_lead, stranger, send):
    made, token = send(invite, partnership, partnership_lead)

    membership = invitations.accept(invitation=made, by=stranger)

    assert (membership.user, membership.partnership, membership.role) == (stranger, partnership, Role.DATA_LEAD)
    with pytest.raises(invitations.UsedAlready):
        invitations.find(digest=invitations.digest_of(token))
    with pytest.raises(invitations.UsedAlready):
        invitations.accept(invitation=made, by=partnership_lead)
    kinds = AuditEvent.objects.order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["invitation.sent", "invitation.accepted", "role.given"]


def test_a_new_person_has_the_name_and_address_of_the_invitation(partnership, partnership_lead):
    made = invite(partnership, partnership_lead)

    person = invitations.accept_as_new(invitation=made, password="three words nobody guesses")

    assert (person.email, person.name) == ("new@example.org", "Nia New")
    assert person.check_password("three words nobody guesses")
    assert person.memberships.get().role == Role.DATA_LEAD


def test_an_address_that_signs_in_already_gets_no_second_account(partnership, partnership_lead, stranger):
    made = invite(partnership, partnership_lead, email="STRANGER@example.org")

    with pytest.raises(invitations.AccountExists):
        invitations.accept_as_new(invitation=made, password="three words nobody guesses")

    assert Person.objects.filter(email__iexact="stranger@example.org").get() == stranger


@pytest.mark.parametrize(("days", "is_open"), [(13.9, True), (14, False), (400, False)])
def test_an_invitation_is_open_for_a_fortnight(partnership, partnership_lead, days, is_open):
    made = invite(partnership, partnership_lead)
    later = timezone.now() + timedelta(days=days)

    if is_open:
        assert invitations.find(digest=made.token_digest, now=later) == made
    else:
        with pytest.raises(invitations.Expired) as refused:
            invitations.find(digest=made.token_digest, now=later)
        assert refused.value.ask == "Lee Lead (lead@example.org)"


def test_what_was_accepted_is_not_withdrawn(partnership, partnership_lead, stranger):
    made = invite(partnership, partnership_lead)
    invitations.accept(invitation=made, by=stranger)

    with pytest.raises(invitations.UsedAlready):
        invitations.withdraw(invitation=made, by=partnership_lead)
