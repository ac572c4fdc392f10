"""What the worker does: ids in, one operation called. Each task may run twice."""

import logging

from celery import shared_task
from kombu.exceptions import ChannelError, OperationalError

from indicators.models import Source
from indicators.operations import readings, refresh
from partners.models import Person

logger = logging.getLogger(__name__)

# The longest first load takes minutes. refresh.STALE_AFTER must stay above the hard limit.
REFRESH_LIMITS = {"soft_time_limit": 1740, "time_limit": 1800}
READINGS_LIMITS = {"soft_time_limit": 840, "time_limit": 900}


class WorkerNotReachable(Exception):
    """The message could not be handed over, so that no worker will hear of it."""


@shared_task(**REFRESH_LIMITS)
def refresh_source(source_id, by_id=None):
    source = Source.objects.filter(pk=source_id).first()
    if source is None:
        logger.warning("Source %s is no longer there", source_id)
        return
    try:
        run = refresh.refresh(source=source, by=Person.objects.filter(pk=by_id).first())
    except (refresh.RefreshAlreadyRunning, refresh.SourceNotRefreshable) as error:
        logger.warning("%s", error)
    else:
        logger.info("Refresh %s of %s: %s", run.pk, source.slug, run.outcome)


@shared_task(**REFRESH_LIMITS)
def refresh_due_sources():
    """One task a source, so that a slow or broken one holds up no other."""
    for source in Source.objects.filter(is_scheduled=True):
        if refresh.can_be_refreshed(source):
            refresh_source.delay_on_commit(source.pk)


@shared_task(**READINGS_LIMITS)
def recompute_readings():
    logger.info("%s readings changed", readings.recompute_readings())


def ask_for_refresh(*, source, by):
    """Leave the refresh to the worker; WorkerNotReachable at once where there is no queue to put it into."""
    try:
        refresh_source.apply_async((source.pk, by.pk), retry=False)
    except (OperationalError, ChannelError, OSError) as error:
        raise WorkerNotReachable from error
