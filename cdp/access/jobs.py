"""Each morning those are told whose tokens stop working soon."""

import logging
from datetime import time

from cdp import jobs

logger = logging.getLogger(__name__)

KIND = "warn_of_tokens"
AT = jobs.Daily(time(6, 45))


@jobs.scheduled
def every_morning(now):
    period = AT.newest(now)
    yield jobs.Slot(KIND, "", period, lambda: jobs.ask(kind=KIND, key="", period=period))


@jobs.handles(KIND, seconds=600, title="Tell people whose API tokens stop working soon")
def warn_of_tokens(claim):
    from cdp.access import expiring

    logger.info("%s mails about tokens written", expiring.warn(check=claim.check))
