"""Each night: old jobs go, and a figure that belongs to nothing is reported."""

import logging
from datetime import time, timedelta

from django.apps import apps
from django.db.models import Exists, OuterRef
from django.utils import timezone

from cdp.api_support import state
from cdp.jobs.asking import ask
from cdp.jobs.kinds import handles
from cdp.jobs.schedule import Daily, Slot, scheduled
from cdp.models import Job, JobState

logger = logging.getLogger(__name__)

KEPT_FOR = timedelta(days=90)
# Parked jobs stay: somebody has to decide about them.
FORGOTTEN = (JobState.DONE, JobState.CANCELLED)
ROWS_AT_ONCE = 1000
AT = Daily(time(5, 30))


@scheduled
def every_night(now):
    period = AT.newest(now)
    yield Slot("tidy", "", period, lambda: ask(kind="tidy", key="", period=period))


@handles("tidy", seconds=900, title="Tidy up")
def tidy(claim):
    logger.info("%s old jobs were deleted", forget_old_jobs(check=claim.check))
    state.forget_old()
    for what, number in orphans().items():
        claim.check()
        if number:
            logger.warning("%s figures have no %s: the database has lost rows", number, what)


def forget_old_jobs(*, check=lambda: None, now=None):
    """In small bites, so that no other writer waits long."""
    before = (now or timezone.now()) - KEPT_FOR
    old = Job.objects.filter(state__in=FORGOTTEN, finished_at__lt=before).order_by("pk")
    deleted = 0
    while found := list(old.values_list("pk", flat=True)[:ROWS_AT_ONCE]):
        check()
        deleted += Job.objects.filter(pk__in=found, state__in=FORGOTTEN).delete()[1].get("cdp.Job", 0)
    return deleted


def orphans():
    """How many figures point at a row that is not there, which foreign keys forbid and damaged storage does not."""
    figures = apps.get_model("indicators", "Observation")
    found = {}
    for name in ("series", "source", "refresh"):
        field = figures._meta.get_field(name)
        there = field.related_model._base_manager.filter(pk=OuterRef(field.attname))
        lost = figures._base_manager.order_by().filter(~Exists(there), **{f"{field.attname}__isnull": False})
        found[name] = lost.count()
    return found
