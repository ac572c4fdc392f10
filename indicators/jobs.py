"""What a worker does about figures. Operations are imported where they are called: they import half of the project."""

import logging

from cdp import jobs
from indicators.models import Refresh, Source

logger = logging.getLogger(__name__)


def _sources(keys):
    """source:17 -> the source's name."""
    numbers = {key: key.partition(":")[2] for key in keys if key.startswith("source:")}
    names = dict(Source.objects.filter(pk__in=numbers.values()).values_list("pk", "name"))
    return {key: names.get(int(number), key) for key, number in numbers.items()}


def _runs(keys):
    """refresh:12, refresh:12:changed -> the name of the run's source."""
    numbers = {key: key.split(":")[1] for key in keys if key.startswith("refresh:")}
    names = dict(Refresh.objects.filter(pk__in=numbers.values()).values_list("pk", "source__name"))
    return {key: names.get(int(number), key) for key, number in numbers.items()}


def _refresh_ended(job):
    from indicators.operations import refresh

    refresh.job_ended(job)


@jobs.handles("refresh", seconds=1740, title="Refresh a source", words=_sources, on_end=_refresh_ended)
def run_refresh(claim):
    from indicators.operations import refresh

    refresh.run_job(claim)


def _nothing_more(keys):
    return dict.fromkeys(keys, "")


@jobs.handles("recompute_readings", seconds=840, title="Work out all readings anew", words=_nothing_more)
def recompute_readings(claim):
    from indicators.operations import readings

    logger.info("%s readings changed", readings.recompute_readings())


@jobs.handles("check_figures", seconds=1740, title="Check figures by the rules of data quality", words=_runs)
def check_figures(claim):
    from indicators.operations import quality

    run = Refresh.objects.filter(pk=claim.payload["refresh"]).first()
    if run is None:
        return
    report = quality.check_after(run=run)
    logger.info("%s figures checked, %s findings", report.figures, report.total)


@jobs.handles("tell_subscribers", seconds=600, attempts=5, title="Tell those who follow a source", words=_runs)
def tell_subscribers(claim):
    from indicators.operations import notices

    run = Refresh.objects.select_related("source").filter(pk=claim.payload["refresh"]).first()
    if run is not None:
        logger.info("%s people told of refresh %s", notices.tell_subscribers(run=run), run.pk)


@jobs.handles("clear_uploads", seconds=840, title="Clear uploaded files that nothing needs", words=_nothing_more)
def clear_uploads(claim):
    from indicators.operations import cleared_uploads

    logger.info("%s uploaded files were deleted", cleared_uploads.clear_uploads(check=claim.check))
