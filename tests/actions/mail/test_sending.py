"""From the row to the mail server and back: once, and never lost."""

import pytest
from django.db import transaction
from django.utils import timezone

from actions import mail
from actions.mail import sending, switches
from actions.mail.sending import NotToBeRetried
from actions.models import Mail, MailKind
from cdp import jobs
from cdp.models import AuditEvent, Job
from cdp.sealing import seal
from partners.models import Person
from tests.factories import MailFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _quick(settings):
    settings.JOB_RETRY_SECONDS = 0


def write(person, **more):
    given = {
        "kind": MailKind.REMINDER,
        "key": "digest",
        "subject": "Two updates are due",
        "text": "Dear Olu,\n\nTwo updates are due.",
        "why": "you lead these actions.",
    }
    return mail.write(person=person, **{**given, **more})


def run(written):
    job = Job.objects.get(kind="send_mail", key=f"mail:{written.pk}", state="waiting")
    jobs.run_here(job)
    written.refresh_from_db()
    return job


# Writing --------------------------------------------------------------------------------------------------------------


def test_a_mail_is_a_row_and_a_job_and_leaves_nothing_where_its_cause_is_undone(lead_officer):
    with transaction.atomic():
        write(lead_officer)
        assert (Mail.objects.count(), Job.objects.count()) == (1, 1)
        transaction.set_rollback(True)

    assert (Mail.objects.count(), Job.objects.count()) == (0, 0)


def test_the_same_mail_is_written_once_a_day(lead_officer):
    first, second = write(lead_officer), write(lead_officer)

    assert (first.is_new, second.is_new, second.pk) == (True, False, first.pk)
    assert Job.objects.count() == 1


def test_a_name_adds_no_header_and_what_cannot_be_written_is_left_out(lead_officer):
    written = write(lead_officer, subject="Due\nBcc: all@example.org" + "x" * 300, text="a\x00b \ud800")

    assert written.subject.startswith("Due Bcc: all@example.orgx")
    assert (len(written.subject), "\n" in written.subject) == (200, False)
    assert "\x00" not in written.text


def test_whoever_has_switched_them_off_or_left_gets_none(lead_officer):
    switches.switch(person=lead_officer, kind=MailKind.REMINDER, on=False, by=lead_officer)

    assert write(lead_officer) is None
    assert write(lead_officer, kind=MailKind.RETURNED) is not None
    lead_officer.is_active = False
    assert write(lead_officer, kind=MailKind.APPROVED) is None


# Sending --------------------------------------------------------------------------------------------------------------


def test_it_is_sent_once_with_an_id_of_its_own_and_says_why_it_came(server, lead_officer, settings):
    settings.SITE_ADDRESS = "https://partners.example/"
    written = write(lead_officer, text=f"Report here: {seal('https://partners.example/m/abc/')}")

    run(written)

    message = server.messages[0]
    assert (written.state, written.attempts, written.sent_at is not None) == ("sent", 1, True)
    assert (message["To"], message["Subject"]) == ("officer@example.org", "Two updates are due")
    assert message["Message-ID"].startswith(f"<mail-{written.pk}-")
    assert message["Message-ID"].endswith("@partners.example>")
    assert message["Auto-Submitted"] == "auto-generated"
    body = message.get_content()
    assert "Report here: https://partners.example/m/abc/" in body
    assert "You get this email because you lead these actions." in body
    assert "https://partners.example/m/abc/" not in written.text


def test_one_click_unsubscribes_from_what_may_be_unsubscribed(server, lead_officer):
    run(write(lead_officer))
    run(write(lead_officer, kind=MailKind.RETURNED))

    reminder, returned = server.messages
    assert reminder["List-Unsubscribe"].strip().startswith("<http://localhost:8000/mail/off/")
    assert reminder["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert reminder["List-Unsubscribe"].strip(" <>") in reminder.get_content()
    assert (returned["List-Unsubscribe"], "/mail/off/" in returned.get_content()) == (None, False)


def test_a_second_job_sends_nothing_a_second_time(server, lead_officer):
    written = write(lead_officer)
    run(written)

    jobs.run_here(jobs.ask(kind="send_mail", key=f"mail:{written.pk}", payload={"mail": written.pk}))

    assert len(server.taken) == 1


def test_a_second_sending_can_be_told_from_a_first(server, lead_officer):
    """As after a worker that was killed between the server's word and our commit."""
    written = write(lead_officer)
    run(written)
    Mail.objects.update(state="waiting", sent_at=None)

    jobs.run_here(jobs.ask(kind="send_mail", key=f"mail:{written.pk}", payload={"mail": written.pk}))

    first, second = server.messages
    assert first["Message-ID"] == second["Message-ID"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        (lambda person: Person.objects.filter(pk=person.pk).update(is_active=False), "The account has been closed."),
        (
            lambda person: switches.switch(person=person, kind=MailKind.REMINDER, on=False, by=person),
            "Such mails have been switched off.",
        ),
    ],
)
def test_what_is_no_longer_wanted_is_dropped(server, lead_officer, change, reason):
    written = write(lead_officer)
    change(lead_officer)

    run(written)

    assert (written.state, written.error, server.taken) == ("dropped", reason, [])


# The mail server down, slow, refusing --------------------------------------------------------------------------------

PASSING = {
    "down": (lambda server, settings: setattr(settings, "EMAIL_PORT", 9), "cannot be reached: [Errno 111]"),
    "busy": (
        lambda server, settings: server.answers.update(RCPT="451 try later"),
        "the address: 451 try later",
    ),
    "full": (lambda server, settings: server.answers.update(TAKEN="452 disk full"), "refused the message: 452 disk"),
    "closed for now": (lambda server, settings: server.answers.update(CONNECT="421 not now"), "421"),
    "silent": (lambda server, settings: server.pauses.update(CONNECT=1.5), "did not answer in time"),
    "slow to take it": (lambda server, settings: server.pauses.update(DATA=1.5), "did not answer in time"),
    "hanging up": (lambda server, settings: setattr(server, "hangs_up_at", "MAIL"), "cannot be reached"),
}


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_that_may_pass_is_waited_for(server, lead_officer, settings, fault):
    breaks, words = PASSING[fault]
    written = write(lead_officer)
    breaks(server, settings)

    job = run(written)

    job.refresh_from_db()
    assert (written.state, written.attempts, job.state) == ("waiting", 1, "waiting")
    assert words in written.error
    assert words in job.error
    server.answers, server.pauses, server.hangs_up_at = {}, {}, ""
    server.taken.clear()
    server.point(settings)
    run(written)
    assert (written.state, written.error, len(server.taken)) == ("sent", "", 1)


@pytest.mark.parametrize("answers", [{"RCPT": "550 no such mailbox"}, {"TAKEN": "554 looks like spam"}])
def test_what_is_refused_for_good_fails_at_once_and_can_be_sent_again(server, lead_officer, partnership_lead, answers):
    written = write(lead_officer)
    server.answers = answers

    job = run(written)

    job.refresh_from_db()
    assert (written.state, job.state, written.attempts) == ("failed", "parked", 1)
    assert next(iter(answers.values())) in written.error
    server.answers = {}
    server.taken.clear()
    sending.retry(mail=written, by=partnership_lead)
    run(written)
    assert (written.state, len(server.taken)) == ("sent", 1)
    assert AuditEvent.objects.filter(kind="mail.retried", person_name="Lee Lead").count() == 1


def test_a_server_that_stays_down_fails_the_mail_in_the_end(server, lead_officer, settings):
    settings.EMAIL_PORT = 9
    written = write(lead_officer)

    for _ in range(8):
        assert written.state == "waiting"
        run(written)

    assert written.state == "failed"
    assert "cannot be reached" in written.error
    assert written.attempts == 8


def test_a_server_that_is_slow_to_say_goodbye_gets_the_mail_once(server, lead_officer):
    server.pauses = {"QUIT": 1.5}
    written = write(lead_officer)

    run(written)

    assert (written.state, len(server.taken)) == ("sent", 1)


def test_an_address_that_is_none_is_no_matter_of_time(server):
    written = MailFactory(to="nobody\n@example.org")

    jobs.run_here(jobs.ask(kind="send_mail", key=f"mail:{written.pk}", payload={"mail": written.pk}))

    written.refresh_from_db()
    assert (written.state, server.taken) == ("failed", [])


def test_a_link_that_was_sealed_with_another_key_is_not_sent_half(server, lead_officer, settings):
    written = write(lead_officer, text=f"Report here: {seal('https://partners.example/m/abc/')}")
    settings.SECRET_KEY = "another one"

    run(written)

    assert (written.state, server.taken) == ("failed", [])
    settings.SECRET_KEY_FALLBACKS = ["for development and tests only, never in production"]
    sending.retry(mail=written, by=lead_officer)
    run(written)
    assert written.state == "sent"


def test_a_mail_that_has_not_failed_is_not_sent_again(lead_officer):
    with pytest.raises(NotToBeRetried):
        sending.retry(mail=write(lead_officer), by=lead_officer)


def test_a_job_that_was_set_aside_leaves_a_mail_that_can_be_sent_again(server, lead_officer, partnership_lead):
    written = write(lead_officer)
    jobs.cancel(job=Job.objects.get(), by=partnership_lead)
    written.refresh_from_db()
    assert written.state == "failed"

    sending.retry(mail=written, by=partnership_lead)
    run(written)

    assert (written.state, len(server.taken)) == ("sent", 1)
    assert written.sent_at <= timezone.now()
