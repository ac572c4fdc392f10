"""A person has looked at what a held run would change, and says whether it is published."""

from django.db import transaction
from django.utils import timezone

from cdp import jobs
from indicators.models import Refresh
from indicators.operations.refresh.asking import KIND, hand_over, key_of
from indicators.operations.refresh.control import RefreshNotAllowed, locked


@transaction.atomic
def approve(*, run, by, note="", remove_gone=False):
    """Publish what was held: the worker reads the kept files again and publishes, if they still mean the same.

    With `remove_gone` the figures that are no longer in the source are taken out as well.
    """
    run = _held(run)
    job = jobs.ask(kind=KIND, key=key_of(run.source), by=by)
    if not job.is_new:
        raise RefreshNotAllowed(f"{run.source} is being refreshed at this moment. Look at what that run brings first.")
    hand_over(run, job, is_approved=True, remove_gone=remove_gone)
    run.outcome, run.job = Refresh.Outcome.WAITING, job
    _say_who(run, by, note)
    return run


@transaction.atomic
def decline(*, run, by, note=""):
    """Leave the figures as they are."""
    run = _held(run)
    run.outcome, run.finished_at = Refresh.Outcome.DECLINED, max(timezone.now(), run.started_at)
    _say_who(run, by, note)
    return run


def _held(run):
    run = locked(run)
    if run.outcome != Refresh.Outcome.HELD:
        raise RefreshNotAllowed(f"This run does not wait for a review: {run.get_outcome_display().lower()}.")
    return run


def _say_who(run, by, note):
    run.reviewed_at, run.reviewed_by, run.review_note = timezone.now(), by, note
    run.save(update_fields=["outcome", "finished_at", "job", "reviewed_at", "reviewed_by", "review_note"])
