"""Switching mails off and on, the reminders of a partnership with their log, and the mailbox of the demo."""

import pytest
from django.core import mail
from django.test import Client

from actions.models import Mail, MailOff, ReminderPlan
from actions.operations import updates
from cdp.models import AuditEvent, Job
from tests.actions.mail.story import board, reminded
from tests.actions.updates.story import submitted
from tests.factories import MailFactory, PersonFactory
from tests.mails import deliver, path_in
from tests.signing_in import main_text, page_of

pytestmark = pytest.mark.django_db
PLAN = {
    "is_on": "on",
    "days_before": "14, 3",
    "days_after": "1, 10",
    "days_between": "7",
    "deputy_after": "2",
    "board_member_after": "9",
    "lead_after": "20",
    "subject": "Your turn",
    "opening": "Lee needs your words.",
}


# Switching off --------------------------------------------------------------------------------------------------------


@pytest.fixture
def off(action, lead_officer):
    """The address of the unsubscribe link, as it came."""
    board(action.partnership)
    return path_in(reminded()["officer@example.org"].body, "/mail/off/")


def test_a_mail_program_switches_off_with_one_click(off, lead_officer):
    """As RFC 8058 has it: a POST from nowhere, without cookies."""
    response = Client(enforce_csrf_checks=True).post(off, {"List-Unsubscribe": "One-Click"})

    assert response.status_code == 200
    assert list(MailOff.objects.values_list("person__email", "kind")) == [("officer@example.org", "reminder")]
    assert AuditEvent.objects.filter(kind="mail.switched").count() == 1


def test_looking_switches_nothing_off_and_the_button_does(client, off):
    assert client.get(off).status_code == 200
    assert MailOff.objects.count() == 0

    page = client.post(off)

    assert "You get no more of these emails" in main_text(page)
    client.post(off)
    assert MailOff.objects.count() == 1


@pytest.mark.parametrize("change", [lambda link: link[:-3] + "x/", lambda link: "/mail/off/nothing/"])
def test_a_forged_link_switches_nothing_off(client, off, change):
    response = client.post(change(off))

    assert (response.status_code, MailOff.objects.count()) == (404, 0)
    assert "This is not a link that we sent." in main_text(response)


def test_the_account_page_switches_on_again(client, off, lead_officer):
    client.post(off)
    client.force_login(lead_officer)

    client.post("/account/emails/", {"kind": "reminder", "on": "1"})

    assert MailOff.objects.count() == 0
    client.post("/account/emails/", {"kind": "approved", "on": "0"})
    assert MailOff.objects.get().kind == "approved"


@pytest.mark.parametrize("kind", ["returned", "nothing", ""])
def test_what_somebody_waits_for_cannot_be_switched_off(client, lead_officer, kind):
    client.force_login(lead_officer)

    assert client.post("/account/emails/", {"kind": kind, "on": "0"}).status_code == 400
    assert MailOff.objects.count() == 0


# The plan of reminders ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("who", "status"),
    [
        ("partnership_lead", 200),
        ("lead_officer", 404),
        ("viewer", 404),
        ("data_lead", 404),
        ("stranger", 404),
    ],
)
def test_who_sets_reminders(client, request, partnership, who, status):
    client.force_login(request.getfixturevalue(who))

    assert client.get("/northshire/reminders/").status_code == status
    assert client.post("/northshire/reminders/", {**PLAN, "save": "1"}).status_code == (302 if status == 200 else 404)
    assert ReminderPlan.objects.count() == (status == 200)


def test_the_plan_is_kept_and_told_to_the_audit(client, partnership, partnership_lead):
    client.force_login(partnership_lead)

    response = client.post("/northshire/reminders/", {**PLAN, "save": "1"}, follow=True)

    plan = ReminderPlan.objects.get()
    assert (plan.days_before, plan.days_after, plan.days_between) == ([3, 14], [1, 10], 7)
    assert (plan.deputy_after, plan.board_member_after, plan.lead_after) == (2, 9, 20)
    assert "Lead officers are reminded 14 and 3 days before and 1 and 10 days after" in main_text(response)
    event = AuditEvent.objects.get(kind="reminders.changed")
    assert event.changes["days_between"] == [5, 7]


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"days_before": "soon"}, "Enter days as whole numbers with commas between them"),
        ({"days_before": "0"}, "Enter days from 1 to 366"),
        ({"days_after": "99999999999999999999"}, "Enter days from 1 to 366"),
        ({"days_between": "0"}, "Enter 1 day or more"),
        ({"days_between": ""}, "Enter a number of days"),
        ({"board_member_after": "1"}, "The board member is told as late as the one before or later: enter 2 or more"),
        ({"lead_after": "3"}, "The partnership lead is told as late as the one before or later: enter 9 or more"),
        ({"subject": "x" * 151}, "150 characters"),
    ],
)
def test_a_plan_that_makes_no_sense_is_refused_beside_its_box(client, partnership, partnership_lead, said, problem):
    client.force_login(partnership_lead)

    response = client.post("/northshire/reminders/", {**PLAN, **said, "save": "1"})

    assert response.status_code == 422
    assert problem in main_text(response)
    assert ReminderPlan.objects.count() == 0


def test_words_can_be_tried_before_they_are_kept(client, action, partnership_lead):
    client.force_login(partnership_lead)

    response = client.post("/northshire/reminders/", {**PLAN, "preview": "1"})

    text = main_text(response)
    assert "Preview, not saved" in text
    assert "Your turn" in text
    assert "Lee needs your words." in page_of(response).select_one("#preview ~ .cdp-panel").text
    assert "1.1 Meet every prison leaver" in page_of(response).select_one("#preview ~ .cdp-panel").text
    assert ReminderPlan.objects.count() == 0


# The log --------------------------------------------------------------------------------------------------------------


def test_the_log_shows_what_was_sent_without_its_links(client, action, lead_officer, partnership_lead):
    board(action.partnership)
    link = path_in(reminded()["officer@example.org"].body, "/m/")
    client.force_login(partnership_lead)

    response = client.get("/northshire/reminders/")

    assert "An update is due by" in main_text(response)
    assert "officer@example.org" in main_text(response)
    assert link not in response.content.decode()
    assert "sealed" not in response.content.decode()


def test_the_log_is_narrowed_and_downloaded(client, action, lead_officer, partnership_lead):
    board(action.partnership)
    reminded()
    update = submitted(action, lead_officer)
    updates.send_back(update=update, version=update.version, reason="Which?", by=partnership_lead)
    client.force_login(partnership_lead)

    response = client.get("/northshire/reminders/?kind=returned&to=olu")
    assert [row.select_one("summary").text for row in page_of(response).select("#log ~ table tbody tr")] == [
        "Sent back: your update on action 1.1"
    ]
    file = client.get("/northshire/reminders/?kind=returned&format=csv").getvalue().decode()
    assert file.count("\r\n") == 2
    assert client.get("/northshire/reminders/?kind=nothing").status_code == 400


def test_mails_of_others_are_in_nobodys_log(client, partnership, partnership_lead):
    MailFactory(subject="About another place")
    client.force_login(partnership_lead)

    assert "About another place" not in client.get("/northshire/reminders/").content.decode()


def test_a_failed_mail_is_sent_again_by_its_button(client, partnership, partnership_lead):
    failed = MailFactory(partnership=partnership, state="failed", error="550 no such mailbox", attempts=8)
    client.force_login(partnership_lead)
    page = client.get("/northshire/reminders/")
    assert "550 no such mailbox" in main_text(page)

    response = client.post("/northshire/reminders/", {"retry": failed.pk}, follow=True)

    assert "waits to be sent" in main_text(response)
    deliver()
    failed.refresh_from_db()
    assert (failed.state, failed.error, len(mail.outbox)) == ("sent", "", 1)


@pytest.mark.parametrize("number", ["999999", "x", "", "9" * 30])
def test_only_a_mail_of_the_partnership_is_sent_again(client, partnership, partnership_lead, number):
    MailFactory(state="failed", error="No")
    client.force_login(partnership_lead)

    assert client.post("/northshire/reminders/", {"retry": number}).status_code == 404
    assert client.post("/northshire/reminders/", {"retry": Mail.objects.get().pk}).status_code == 404
    assert Job.objects.count() == 0


@pytest.mark.parametrize("mails", [1, 3])
def test_the_page_makes_the_same_queries(
    client, action, lead_officer, partnership_lead, django_assert_max_num_queries, mails
):
    MailFactory.create_batch(mails, partnership=action.partnership)
    for each in Mail.objects.all():
        each.person = PersonFactory()
        each.save()
    client.force_login(partnership_lead)

    with django_assert_max_num_queries(15):
        assert client.get("/northshire/reminders/").status_code == 200


# The mailbox of the demo ----------------------------------------------------------------------------------------------


def test_in_the_demo_messages_are_read_as_they_would_come(client, action, lead_officer, viewer, settings):
    settings.MAILS_ARE_SHOWN = True
    board(action.partnership)
    message = reminded()["officer@example.org"]
    client.force_login(viewer)

    listed = page_of(client.get("/mail/"))
    page = client.get(listed.select_one("main table a")["href"])

    link = path_in(message.body, "/m/")
    assert link in [a["href"].removeprefix("http://localhost:8000") for a in page_of(page).select(".cdp-mail a")]
    assert "You get this email because you are lead officer" in main_text(page)
    assert "List-Unsubscribe-Post" in main_text(page)


@pytest.mark.parametrize("address", ["/mail/", "/mail/1/"])
def test_anywhere_else_there_is_no_such_page_for_staff_either(client, address):
    MailFactory(pk=1)
    client.force_login(PersonFactory(is_staff=True, is_superuser=True))

    assert client.get(address).status_code == 404
