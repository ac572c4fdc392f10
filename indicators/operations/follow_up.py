"""What comes after a run: the figures are checked by the rules of data quality, and those who follow it are told."""

import contextlib

from cdp import changes, jobs
from cdp.models import Job
from indicators.models import REFERENCE_KINDS, Refresh

CHECK, TELL = "check_figures", "tell_subscribers"


def tell(run, *, kind="figures.published"):
    """Others of what a run has changed: which one it was, and the indicators whose series are to be read again."""
    partnership = run.source.document.partnership if run.source.document_id else None
    changes.record(kind=kind, noun="refreshes", thing=run.pk, partnership=partnership)
    codes = run.changes.order_by("indicator__code").values_list("indicator__code", flat=True).distinct()
    changes.record_each(kind=kind, noun="indicators", things=codes, partnership=partnership)
    if run.source.kind in REFERENCE_KINDS:
        changes.record(kind="reference.loaded", noun="areas")


def ask(run, *, check):
    """In the transaction that ends the run, so that neither is ever missing."""
    if check:
        # A check that is at work already may have read the figures as they were, so that each run has its own.
        jobs.ask(kind=CHECK, key=f"refresh:{run.pk}", payload={"refresh": run.pk})
    if run.source.subscriptions.exists():
        jobs.ask(kind=TELL, key=f"refresh:{run.pk}:{run.outcome}", payload={"refresh": run.pk})


def run_here(run):
    """For a command, which wants to have everything done when it ends."""
    if run.outcome in Refresh.PUBLISHED:
        for job in Job.objects.filter(kind=CHECK, key=f"refresh:{run.pk}", state="waiting"):
            # A worker that was quicker does it as well as we.
            with contextlib.suppress(jobs.NotFree):
                jobs.run_here(job)
