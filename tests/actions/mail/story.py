"""What the tests of reminders share: a board that closes its reporting in seven days, and the mail that follows."""

import datetime

from django.core import mail
from django.utils import timezone

from actions.mail.reminders import write_reminders
from tests.factories import MeetingFactory
from tests.mails import deliver, path_in


def board(partnership, *, closes_in=7, opened_before=30):
    today = timezone.localdate()
    closes = today + datetime.timedelta(days=closes_in)
    return MeetingFactory(
        partnership=partnership,
        held_on=closes + datetime.timedelta(days=7),
        reporting_opens_on=closes - datetime.timedelta(days=opened_before),
        reporting_closes_on=closes,
    )


def later(days):
    return timezone.now() + datetime.timedelta(days=days)


def reminded(**options):
    """Tonight's digests, sent: {address: message}."""
    mail.outbox.clear()
    write_reminders(**options)
    deliver()
    return {message.to[0]: message for message in mail.outbox}


def link_of(message):
    return path_in(message.body, "/m/")
