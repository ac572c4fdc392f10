"""The account of a program is nobody: not listed, not mailed, not reminded, not escalated to, and never signed in."""

from datetime import timedelta
from io import BytesIO

import openpyxl
import pytest
from django.contrib.auth import authenticate
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from actions import mail, queries
from actions.mail import reminders
from actions.models import Mail
from actions.operations.plan import actions as plan_actions
from cdp.privacy import applying
from partners import emails, presenters
from partners.models import AccessRequest, Membership, Person
from partners.operations import access
from partners.operations import membership as memberships
from partners.roles import Role
from tests.actions.mail.story import board
from tests.signing_in import PASSPHRASE, main_text, page_of, prove, sign_in

pytestmark = pytest.mark.django_db
NAME = "Data platform (program)"


@pytest.fixture
def account(program, agency):
    """Of a program that reports for an agency."""
    made, _ = program(role=Role.LEAD_OFFICER, agency=agency, scopes=["read", "write:updates"])
    return made.account


@pytest.fixture
def leading(program):
    """Of a program that holds the role of those who look after the partnership."""
    made, _ = program(role=Role.PARTNERSHIP_LEAD, scopes=["read"], name="Leading")
    return made.account


# People --------------------------------------------------------------------------------------------------------------


def test_it_is_not_among_the_people_nor_in_their_file(client, account, partnership, partnership_lead):
    prove(client, partnership_lead)

    page = client.get("/northshire/people/")

    assert "1 person has a role" in main_text(page)
    for address in ("/northshire/people/", "/northshire/people/?format=csv"):
        response = client.get(address)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        assert partnership_lead.name.encode() in body
        assert NAME.encode() not in body
        assert account.email.encode() not in body
    assert [one.person for one in presenters.members_of(partnership)] == [partnership_lead]


def test_nobody_takes_its_role_as_a_person_s(client, account, partnership_lead):
    prove(client, partnership_lead)
    role = Membership.objects.get(user=account)

    for address in (f"{account.pk}/", f"{account.pk}/leave/", f"roles/{role.pk}/end/"):
        assert client.get(f"/northshire/people/{address}").status_code == 404
        assert client.post(f"/northshire/people/{address}").status_code == 404
    assert Membership.objects.filter(user=account).exists()


def test_it_is_no_lead_officer_to_choose(client, account, lead_officer, action, partnership, partnership_lead):
    assert account not in plan_actions.officers_of(partnership)
    prove(client, partnership_lead)

    page = client.get("/northshire/plan/actions/1.1/")

    assert page.status_code == 200
    choices = {option.text for option in page_of(page).select("select option")}
    assert lead_officer.name in " ".join(choices)
    assert NAME not in " ".join(choices)


def test_it_is_asked_nothing_as_an_approver_or_as_a_member(leading, partnership, partnership_lead):
    assert list(queries.approvers_of(partnership)) == [partnership_lead]
    assert leading not in queries.members_of(partnership)


def test_it_is_not_the_lead_that_a_partnership_has_to_keep(leading, partnership, partnership_lead):
    assert [one.user for one in memberships.leads_of(partnership)] == [partnership_lead]
    with pytest.raises(memberships.LastLead):
        memberships.leave_by_oneself(person=partnership_lead, partnership=partnership)


def test_the_admin_shows_people_alone(client, account, partnership):
    staff = Person.objects.create_superuser(email="staff@example.org", name="Sta Staff")
    prove(client, staff)

    listed = client.get("/admin/partners/person/")
    assert staff.email in listed.content.decode()
    assert account.email not in listed.content.decode()
    assert client.get(f"/admin/partners/person/{account.pk}/change/").status_code == 302
    assert NAME not in client.get(f"/admin/partners/partnership/{partnership.pk}/change/").content.decode()


def test_the_admin_has_no_page_on_which_applications_and_tokens_are_made(client):
    prove(client, Person.objects.create_superuser(email="staff@example.org", name="Sta Staff"))

    assert client.get("/admin/oauth2_provider/application/").status_code == 404
    assert "oauth2_provider" not in client.get("/admin/").content.decode()


# The plan as a workbook ----------------------------------------------------------------------------------------------


def test_it_is_not_in_the_plan_s_workbook(client, account, lead_officer, partnership, partnership_lead):
    prove(client, partnership_lead)

    response = client.get("/northshire/plan/export/")
    body = b"".join(response.streaming_content) if response.streaming else response.content

    book = openpyxl.load_workbook(BytesIO(body), read_only=True)
    cells = {str(cell) for sheet in book for row in sheet.iter_rows(values_only=True) for cell in row if cell}
    assert lead_officer.email in cells
    assert account.email not in cells
    assert NAME not in cells


# Mail ----------------------------------------------------------------------------------------------------------------


def test_it_is_neither_reminded_nor_escalated_to(account, leading, lead_officer, action, partnership):
    board(partnership)
    for days in range(0, 60, 5):
        reminders.write_reminders(on=timezone.localdate() + timedelta(days=days))

    told = set(Mail.objects.values_list("to", flat=True))
    assert lead_officer.email in told
    assert not {account.email, leading.email} & told


def test_no_mail_is_written_to_it(account, partnership):
    row = mail.write(
        kind="returned", key="update:1", person=account, partnership=partnership, subject="?", text="?", why="?"
    )
    emails.told(person=account, sentence="Your role has changed.")

    assert row is None
    assert not Mail.objects.exists()


def test_it_is_not_told_of_requests(leading, partnership, partnership_lead, stranger):
    access.ask(partnership=partnership, role=Role.READER, why="To read", by=stranger)

    assert AccessRequest.objects.exists()
    assert set(Mail.objects.values_list("to", flat=True)) == {partnership_lead.email}


# Signing in ----------------------------------------------------------------------------------------------------------


def test_it_never_signs_in(client, account):
    account.set_password(PASSPHRASE)
    account.save()

    assert authenticate(email=account.email, password=PASSPHRASE) is None
    sign_in(client, account)
    assert client.get("/my/").status_code == 302


def test_nobody_can_open_it_for_people(account):
    account.is_active = True

    with pytest.raises(ValidationError):
        account.full_clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        account.save()


def test_no_link_for_a_new_password_is_sent_to_it(client, account):
    client.post("/sign-in/lost-password/", {"email": account.email})

    assert not Mail.objects.exists()


def test_a_session_of_it_is_nobody(client, account):
    """Even if one were made."""
    client.force_login(account)

    assert client.get("/my/").url.startswith("/sign-in/")


# History -------------------------------------------------------------------------------------------------------------


def test_its_account_is_not_closed_as_one_that_nobody_uses(account):
    Membership.objects.filter(user=account).delete()
    Person.objects.filter(pk=account.pk).update(date_joined=timezone.now() - timedelta(days=3 * 365))

    applying.apply()

    account.refresh_from_db()
    assert account.email.endswith("@programs.invalid")
