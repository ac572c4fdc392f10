"""When sources are refreshed by themselves, and what else is done each night. Times are local."""

from datetime import time
from functools import partial

from django.db.models import Q

from cdp import jobs
from indicators.models import Frequency, Source

REFRESHES_AT = time(3, 15)
REFRESHES = {
    Frequency.DAILY: jobs.Daily(REFRESHES_AT),
    Frequency.WEEKLY: jobs.Weekly(REFRESHES_AT),
    Frequency.MONTHLY: jobs.Monthly(REFRESHES_AT),
}
# What is done once a night for all sources together.
NIGHTLY = {"recompute_readings": jobs.Daily(time(4, 30)), "clear_uploads": jobs.Daily(time(5, 15))}


@jobs.scheduled
def refreshes(now):
    """One job a source, so that a slow or broken one holds up no other."""
    awake = Q(paused_until=None) | Q(paused_until__lte=now)
    for source in Source.objects.filter(awake, is_scheduled=True):
        period = REFRESHES[source.frequency].newest(now)
        yield jobs.Slot("refresh", f"source:{source.pk}", period, partial(_ask_for_refresh, source, period))


@jobs.scheduled
def nightly(now):
    for kind, at in NIGHTLY.items():
        period = at.newest(now)
        yield jobs.Slot(kind, "all", period, partial(jobs.ask, kind=kind, key="all", period=period))


def _ask_for_refresh(source, period):
    from indicators.operations import refresh

    refresh.ask_for_refresh(source=source, by=None, period=period)
