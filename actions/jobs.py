"""What a worker does about actions. Operations are imported where they are called: they import half of the project."""

import logging
from datetime import time

from cdp import jobs

logger = logging.getLogger(__name__)

REMIND = "write_reminders"
# Early enough to lie on top in the morning.
AT = jobs.Daily(time(6, 30))
# With delays from a minute to six hours: a mail server may be down for a day.
ATTEMPTS = 8


def _mails(keys):
    """mail:12 -> its subject"""
    from actions.models import Mail

    numbers = {key: key.partition(":")[2] for key in keys if key.startswith("mail:")}
    subjects = dict(Mail.objects.filter(pk__in=numbers.values()).values_list("pk", "subject"))
    return {key: subjects.get(int(number), key) for key, number in numbers.items()}


def _mail_ended(job):
    from actions.mail import sending

    sending.job_ended(job)


@jobs.handles("send_mail", seconds=120, attempts=ATTEMPTS, title="Send an email", words=_mails, on_end=_mail_ended)
def send_mail(claim):
    from actions.mail import sending

    sending.send(claim)


@jobs.scheduled
def every_night(now):
    period = AT.newest(now)
    yield jobs.Slot(REMIND, "", period, lambda: jobs.ask(kind=REMIND, key="", period=period))


@jobs.handles(REMIND, seconds=840, title="Write reminders of updates that are due")
def write_reminders(claim):
    from actions.mail import reminders

    logger.info("%s digests written", reminders.write_reminders(check=claim.check))
