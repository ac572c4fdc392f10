"""What waits to be sent, sent here: the worker's part, for tests without one."""

from django.core import mail

from actions.models import Mail
from cdp import jobs
from cdp.models import Job


def deliver():
    """Every job that waits to send a mail is done in this process; the messages that went out are in mail.outbox."""
    for job in Job.objects.filter(kind="send_mail", state="waiting").order_by("pk"):
        jobs.run_here(job)
    return mail.outbox


def link_in(text, part):
    """The first address in a text that holds this part."""
    return next(word for word in text.split() if word.startswith("http") and part in word)


def path_in(text, part):
    """The same without the host."""
    return "/" + link_in(text, part).split("/", 3)[3]


def mails(**conditions):
    return list(Mail.objects.filter(**conditions).order_by("pk"))
