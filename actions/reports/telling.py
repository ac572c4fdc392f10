"""The mail about a report that a schedule asked for: a link, behind which whoever follows it signs in."""

from actions.mail import writing
from actions.models import MailKind
from cdp import words
from partners.emails import address

WHY = "you asked for this report to be made on a schedule. You can change that on its page."


def made(run):
    _write(run, f"Your report is made: {run.report.name}", "is made. Sign in to read it or take it away:")


def failed(run):
    _write(run, f"Your report could not be made: {run.report.name}", "could not be made. Sign in to see why:")


def _write(run, subject, said):
    """In the caller's transaction, once for each run. Nothing of what the report holds stands in it."""
    report = run.report
    text = (
        f"Hello {run.asked_by.name},\n\n"
        f"Your report “{report.name}” of {words.day(run.asked_at)} {said}\n\n"
        f"{address(run.get_absolute_url())}\n\n"
        f"When and whether it is made:\n\n{address(report.get_absolute_url())}\n"
    )
    writing.write(
        kind=MailKind.ACCOUNT, key=f"report-run:{run.pk}", subject=subject, text=text, why=WHY, person=run.asked_by
    )
