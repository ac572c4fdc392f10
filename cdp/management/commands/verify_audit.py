import datetime

from django.core.management.base import BaseCommand, CommandError
from django.utils.formats import date_format

from cdp.audit.verifying import verify


class Command(BaseCommand):
    help = (
        "Checks the audit: every event against its digest, every closed day against its events, the days against their "
        "chain. Exit code 1 and a line a fault where something was changed, added, removed or put in another order."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--expect",
            action="append",
            default=[],
            metavar="DAY=DIGEST",
            help="a day's digest as it was printed or sent, such as 2026-11-21=3f5a…; may be given several times",
        )

    def handle(self, *, expect, **options):
        report = verify(expected=dict(_expected(each) for each in expect))
        for fault in report.faults:
            self.stdout.write(str(fault))
        if report.faults:
            number = len(report.faults)
            raise CommandError(f"The audit is not what it was: {number} fault{'s' if number > 1 else ''}.")
        self.stdout.write(
            f"{report.events:,} events in order, {report.redacted:,} of them redacted; {report.days:,} days closed, "
            f"{report.not_closed:,} events of days that are not closed yet."
        )
        if report.last:
            self.stdout.write(f"Digest of {date_format(report.last.day, 'j F Y')}: {report.last.digest}")
        if report.is_behind:
            self.stdout.write("Days that are over have not been closed. Is a worker running?")


def _expected(text):
    day, _, digest = text.partition("=")
    try:
        day = datetime.date.fromisoformat(day)
    except ValueError:
        raise CommandError(f"“{text}” is not a day and a digest, such as 2026-11-21=3f5a….") from None
    if len(digest) != 64:
        raise CommandError(f"The digest of {day} has {len(digest)} letters; a whole one has 64.")
    return day, digest
