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


def _packs(keys):
    """pack:12 -> its title"""
    from actions.models import Pack

    numbers = {key: key.partition(":")[2] for key in keys if key.startswith("pack:")}
    titles = {pack.pk: str(pack) for pack in Pack.objects.filter(pk__in=numbers.values()).select_related("meeting")}
    return {key: titles.get(int(number), key) for key, number in numbers.items()}


def _pack_ended(job):
    from actions.packs import building

    building.job_ended(job)


@jobs.handles("build_pack", seconds=600, title="Build a board pack", words=_packs, on_end=_pack_ended)
def build_pack(claim):
    from actions.packs import building

    building.run_job(claim)


MAKE_REPORT, ASK_FOR_REPORTS = "make_report", "ask_for_reports"
# Before the working day, and before the reminders.
REPORTS_AT = jobs.Daily(time(5, 30))


def _reports(keys):
    """report-run:12 -> its kind; what somebody calls their own report is nobody else's."""
    from actions.models import ReportRun
    from actions.reports.kinds import KINDS

    numbers = {key: key.partition(":")[2] for key in keys if key.startswith("report-run:")}
    runs = ReportRun.objects.filter(pk__in=numbers.values()).values_list("pk", "kind")
    names = {pk: KINDS[kind].title for pk, kind in runs if kind in KINDS}
    return {key: names.get(int(number), key) for key, number in numbers.items()}


def _report_ended(job):
    from actions.reports import making

    making.job_ended(job)


@jobs.handles(MAKE_REPORT, seconds=600, title="Make a report", words=_reports, on_end=_report_ended)
def make_report(claim):
    from actions.reports import making

    making.run_job(claim)


@jobs.scheduled
def every_morning(now):
    period = REPORTS_AT.newest(now)
    yield jobs.Slot(ASK_FOR_REPORTS, "", period, lambda: jobs.ask(kind=ASK_FOR_REPORTS, key="", period=period))


@jobs.handles(ASK_FOR_REPORTS, seconds=300, title="Ask for the reports that are due")
def ask_for_reports(claim):
    from django.utils import timezone

    from actions.operations import reports

    asked = reports.ask_for_scheduled(on=timezone.localdate(), check=claim.check)
    logger.info("%s scheduled reports asked for", asked)
