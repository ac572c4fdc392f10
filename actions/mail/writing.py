"""Writing a mail: the row and the job that sends it, in the caller's transaction."""

from django.db import IntegrityError, transaction
from django.utils import timezone

from actions.mail import switches
from actions.models import Mail, MailLink
from cdp import jobs
from cdp.audit.values import clean

SEND = "send_mail"


def one_line(text):
    """A name from the outside must not add a header of its own."""
    return " ".join(clean(text).split())


@transaction.atomic
def write(
    *, kind, key, subject, text, why, day=None, person=None, to="", partnership=None, links=(), now=None
) -> Mail | None:
    """Once for each kind, key, address and day; a second time gives the first one, with `is_new` false.

    None where the person does not want such mails, or has left. `links` are those whose addresses stand in the text.
    """
    now = now or timezone.now()
    if person is not None and (not person.is_active or switches.is_off(person, kind)):
        return None
    mail = Mail(
        kind=kind,
        key=key,
        day=day or timezone.localdate(now),
        person=person,
        partnership=partnership,
        to=to or person.email,
        subject=_short(one_line(subject), 200),
        text=clean(text).strip() + "\n",
        why=_short(one_line(why), 300),
        made_at=now,
    )
    try:
        # A savepoint: whoever finds the mail written already keeps the rest of the transaction.
        with transaction.atomic():
            mail.save(force_insert=True)
    except IntegrityError:
        mail = Mail.objects.get(kind=kind, key=key, to=mail.to, day=mail.day)
        mail.is_new = False
        return mail
    mail.is_new = True
    MailLink.objects.bulk_create(link.row(mail, person, now) for link in links)
    ask_to_send(mail)
    return mail


def ask_to_send(mail, *, by=None):
    return jobs.ask(kind=SEND, key=job_key(mail), payload={"mail": mail.pk}, by=by)


def job_key(mail):
    return f"mail:{mail.pk}"


def _short(text, limit):
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
