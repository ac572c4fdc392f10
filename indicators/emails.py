"""Emails about figures: plain text, to one person each, built from rows that say that they are due."""

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string

from cdp.words import plural
from indicators.models import Notice

SUBJECTS = {
    Notice.Kind.CHANGED: "{source}: figures changed",
    Notice.Kind.HELD: "{source}: new figures wait for a review",
    Notice.Kind.FAILED: "{source}: a refresh failed",
}


def send_notice(notice):
    """One email to one person; raises what the mail server's library raises."""
    run = notice.refresh
    subject = SUBJECTS[notice.kind].format(source=run.source.name)
    address = settings.SITE_ADDRESS.rstrip("/")
    body = render_to_string(
        "indicators/emails/notice.txt",
        {
            "notice": notice,
            "run": run,
            "person": notice.person,
            "counts": _counts(run),
            "run_address": f"{address}{run.get_absolute_url()}",
            "source_address": f"{address}{run.source.get_absolute_url()}",
        },
    )
    EmailMessage(
        # A name from the outside must not add a header of its own.
        subject=" ".join(subject.split()),
        body=body,
        to=[notice.person.email],
    ).send()


def _counts(run):
    """ "2 figures added, 1 figure changed": only what is not nought."""
    numbers = ((run.added, "added"), (run.changed, "changed"), (run.removed, "taken out"))
    return ", ".join(f"{plural(number, 'figure')} {done}" for number, done in numbers if number)
