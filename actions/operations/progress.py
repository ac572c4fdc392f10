"""An update from the first word to the approval in one step, for those who enter what was agreed elsewhere."""

from django.db import transaction

from actions.operations.updates import NotTheirs, save, start, submit
from actions.operations.updates.deciding import settle

__all__ = ["NotTheirs", "report_progress"]


@transaction.atomic
def report_progress(*, action, by, now=None, **said):
    """For the sample, for tests and for what was approved on paper: nobody else has to approve it."""
    update = start(action=action, by=by, now=now)
    update = save(update=update, version=update.version, by=by, now=now, **said)
    update = submit(update=update, version=update.version, by=by, now=now)
    return settle(update, by=by, now=now)
