"""Each night what has been kept long enough is taken out."""

from datetime import time

from cdp import jobs
from cdp.privacy import applying

KIND = "apply_retention"
AT = jobs.Daily(time(3, 15))


@jobs.scheduled
def every_night(now):
    period = AT.newest(now)
    yield jobs.Slot(KIND, "", period, lambda: jobs.ask(kind=KIND, key="", period=period))


@jobs.handles(KIND, seconds=1740, title="Take out what was kept long enough")
def apply_retention(claim):
    applying.apply(check=claim.check)
