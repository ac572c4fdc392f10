"""What Celery knows of us: a job's number in, and the tick of the clock. Replace this file to replace Celery."""

import os

from celery import shared_task
from celery.exceptions import SoftTimeLimitExceeded
from django.conf import settings
from kombu.pools import producers

from cdp.celery import SENDING_OPTIONS, app
from cdp.jobs import ticking, watching
from cdp.jobs.kinds import seconds_of
from cdp.jobs.running import run

TICK_LIMITS = {"soft_time_limit": 240, "time_limit": 300}


@shared_task(name="cdp.run_job")
def run_job(job_id):
    give_way()
    watching.beat(watching.WORKER)
    run(job_id, out_of_time=SoftTimeLimitExceeded)
    ticking.tick_if_late()


def give_way():
    """A load has hours, a page has not: where both want the processor the page is to have it."""
    os.setpriority(os.PRIO_PROCESS, 0, max(os.getpriority(os.PRIO_PROCESS, 0), settings.WORKER_NICENESS))


@shared_task(name="cdp.tick", **TICK_LIMITS)
def tick():
    ticking.tick()


def send_job(job):
    """Once and without patience: a page must not wait for a queue that does not answer."""
    soft = seconds_of(job.kind)
    hard = soft + settings.JOB_GRACE_SECONDS
    connection = app.connection_for_write(transport_options=SENDING_OPTIONS)
    with producers[connection].acquire(block=True, timeout=1) as producer:
        run_job.apply_async((job.pk,), producer=producer, retry=False, soft_time_limit=soft, time_limit=hard)
