"""Each night the days of the audit that are over are closed."""

import logging
from datetime import time

from cdp import jobs
from cdp.audit import chain

logger = logging.getLogger(__name__)

KIND = "close_audit_days"
AT = jobs.Daily(time(1, 15))


@jobs.scheduled
def every_night(now):
    period = AT.newest(now)
    yield jobs.Slot(KIND, "", period, lambda: jobs.ask(kind=KIND, key="", period=period))


@jobs.handles(KIND, seconds=840, title="Close the days of the audit")
def close_audit_days(claim):
    for day in chain.close_days(check=claim.check):
        # In the log it stands outside of the database that it vouches for.
        logger.info("Audit of %s closed: %s events, digest %s", day.day, day.number_of_events, day.digest)
