"""Jobs of the feed: changes get their places, webhooks are sent, and what is old goes."""

import logging
from datetime import time

from cdp import jobs
from cdp.changes import keeping
from cdp.changes.webhooks import delivering, handing_over
from cdp.models import WebhookEndpoint

logger = logging.getLogger(__name__)

FORGET = "forget_changes"
AT = jobs.Daily(time(5, 45))


def _names(keys):
    numbers = {key.partition(":")[2]: key for key in keys}
    found = WebhookEndpoint.objects.filter(pk__in=numbers).select_related("partnership")
    return {numbers[str(one.pk)]: f"{one.partnership.short_name}: {one.description}" for one in found}


@jobs.handles(handing_over.KIND, seconds=300, title="Send webhooks", words=_names)
def deliver_webhooks(claim):
    delivering.deliver(claim, int(claim.job.key.partition(":")[2]))


@jobs.every_tick
def tick(now):
    """A feed that nobody reads is kept in order too, and whatever was missed when it changed is made up for."""
    handing_over.ask_all(now=now)


@jobs.scheduled
def every_night(now):
    period = AT.newest(now)
    yield jobs.Slot(FORGET, "", period, lambda: jobs.ask(kind=FORGET, key="", period=period))


@jobs.handles(FORGET, seconds=900, title="Clear old changes and deliveries")
def forget(claim):
    changes = keeping.forget_changes(check=claim.check)
    deliveries = keeping.forget_deliveries(check=claim.check)
    logger.info("%s old changes and %s old deliveries were deleted", changes, deliveries)
