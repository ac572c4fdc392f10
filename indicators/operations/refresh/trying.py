"""A run that somebody waits for and that nobody publishes unasked: looked at first, then published by its own review.

The same way as any other run, but carried out here and now and held whatever it says.
"""

from django.db import transaction

from cdp import jobs
from indicators.models import Refresh
from indicators.operations.refresh import asking, review
from indicators.operations.refresh.attending import attended
from indicators.operations.refresh.control import locked
from indicators.operations.refresh.running import last_published
from indicators.operations.refresh.settled import digest_of_reading


class NotPublished(Exception):
    """Says why the figures are as they were."""


class LookedAtOtherwise(NotPublished):
    """Other figures were published since the run was compared, or another mapping was made."""

    def __init__(self, source):
        super().__init__(f"Other figures of {source} were published since, or it is read in another way now.")


def look(*, source, by, location) -> Refresh:
    """What the file at this location would change: a run that is held, or one that changes nothing.

    Raises as asking for a run does, and NotPublished with a sentence where the file cannot be read.
    """
    with transaction.atomic():
        run = asking.ask_to_look(source=source, by=by, location=location)
        run = _here(run)
        if run.outcome not in (Refresh.Outcome.HELD, Refresh.Outcome.UNCHANGED):
            raise NotPublished(run.error or "The file could not be read.")
    return run


def publish(*, run, by, note="", remove_gone=False) -> Refresh:
    """Publish what was looked at, or nothing: LookedAtOtherwise, or NotPublished with the reason."""
    with transaction.atomic():
        run = locked(run)
        if is_outdated(run):
            raise LookedAtOtherwise(run.source)
        run = review.approve(run=run, by=by, note=note, remove_gone=remove_gone)
        # What was shown of it goes on being told.
        asking.hand_over(run, run.job, **run.job.payload | {"is_looked_at": True})
        run = _here(run)
        if run.outcome == Refresh.Outcome.HELD:
            raise LookedAtOtherwise(run.source)
        if run.outcome not in Refresh.PUBLISHED:
            raise NotPublished(run.error or "The figures could not be published.")
    return run


def is_outdated(run):
    """Whether it was compared with other figures than stand now, or read in another way than it would be."""
    return last_published(run.source) != run.compared_with or digest_of_reading(run.source) != run.read_with


def _here(run):
    with attended(None) as watcher:
        jobs.run_here(run.job)
        run.refresh_from_db()
        if watcher.error:
            raise watcher.error
    return run
