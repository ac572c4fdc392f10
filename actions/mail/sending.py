"""The job that sends a mail: once, as far as a mail server lets us know.

The row is marked in the same transaction in which the message is handed over, with the job's own row held, so that
neither two workers nor a worker that was taken for dead send it twice. Should the process be killed in the moment
between the server's "taken" and our commit, the mail goes out a second time with the same Message-ID, by which mail
programs tell that they have it already.
"""

from django.db import transaction
from django.utils import timezone

from actions.mail import letters, smtp, switches, writing
from actions.mail.faults import Never, NotNow
from actions.models import Mail, MailKind, ProgressUpdate, UpdateState
from cdp import audit, jobs
from cdp.jobs.changing import JobNotRetryable
from cdp.models import Job, JobState
from cdp.sealing import SealBroken

# A failed one is sent when somebody has its job tried again.
TO_SEND = (Mail.State.WAITING, Mail.State.FAILED)


def send(claim):
    mail = Mail.objects.filter(pk=claim.payload["mail"]).first()
    if mail is None or mail.state not in TO_SEND:
        return
    try:
        _send(claim, mail)
    except NotNow as fault:
        _note(mail, fault)
        raise jobs.TryLater(str(fault)) from fault
    except (Never, SealBroken) as fault:
        _note(mail, fault)
        raise jobs.GiveUp(str(fault)) from fault


@transaction.atomic
def _send(claim, mail):
    claim.finish()
    mail = Mail.objects.select_for_update(of=("self",)).select_related("person").get(pk=mail.pk)
    if mail.state not in TO_SEND:
        return
    mail.attempts += 1
    if reason := _no_longer(mail):
        mail.state, mail.error = Mail.State.DROPPED, reason
    else:
        # The job counts attempts too of which a killed worker left no trace in our row.
        smtp.hand_over(letters.message_of(mail, attempt=max(mail.attempts, claim.attempt)))
        mail.state, mail.error, mail.sent_at = Mail.State.SENT, "", timezone.now()
    mail.save(update_fields=["state", "error", "sent_at", "attempts"])


def _no_longer(mail):
    """Why the mail need not be sent any more, in a sentence; empty while it should."""
    if mail.person and not mail.person.is_active:
        return "The account has been closed."
    if mail.person and switches.is_off(mail.person, mail.kind):
        return "Such mails have been switched off."
    if mail.kind == MailKind.REMINDER and _all_said(mail):
        return "All of it has been reported meanwhile."
    # The one mail stands for the whole queue.
    waiting = ProgressUpdate.objects.waiting().filter(action__partnership=mail.partnership_id)
    if mail.kind == MailKind.TO_APPROVE and not waiting.exists():
        return "Nothing waits for approval any more."
    return ""


def _all_said(mail):
    links = list(mail.links.select_related("action"))
    return bool(links) and all(
        link.used_at
        or link.action.archived_at
        or link.action.updates.filter(
            reported_at__gt=mail.made_at, state__in=(UpdateState.SUBMITTED, UpdateState.APPROVED)
        ).exists()
        for link in links
    )


def _note(mail, fault):
    """What went wrong, to be read while the next attempt is waited for."""
    Mail.objects.filter(pk=mail.pk, state__in=TO_SEND).update(error=str(fault), attempts=mail.attempts + 1)


def job_ended(job):
    """In the transaction in which the job is parked or cancelled."""
    rows = Mail.objects.filter(pk=job.payload.get("mail"), state=Mail.State.WAITING)
    rows.update(state=Mail.State.FAILED, error=job.error or "Its sending was cancelled.")


class NotToBeRetried(Exception):
    """The message says why."""


@transaction.atomic
def retry(*, mail, by):
    """A failed mail waits to be sent again."""
    mail = Mail.objects.select_for_update(of=("self",)).get(pk=mail.pk)
    if mail.state != Mail.State.FAILED:
        raise NotToBeRetried(f"The mail is not one that failed: {mail.get_state_display().lower()}.")
    mail.state, mail.error = Mail.State.WAITING, ""
    mail.save(update_fields=["state", "error"])
    parked = Job.objects.filter(kind=writing.SEND, key=writing.job_key(mail), state=JobState.PARKED).first()
    if parked is None:
        writing.ask_to_send(mail, by=by)
    else:
        try:
            jobs.retry(job=parked, by=by)
        except JobNotRetryable as fault:
            raise NotToBeRetried(str(fault)) from fault
    audit.record(kind="mail.retried", by=by, subject=audit.Thing("actions.mail", mail.subject, key=str(mail.pk)),
                 partnership=mail.partnership)  # fmt: skip
    return mail
