"""Kinds of jobs that only the workers of these tests know. What they do is written as heartbeats: names and moments."""

import os
import signal
import time

from django.db import transaction
from django.utils import timezone

from cdp import jobs
from cdp.models import Heartbeat


def note(what, claim):
    name = f"{what} {claim.job.pk} {claim.attempt}"
    Heartbeat.objects.create(name=name, beaten_at=timezone.now(), worker=str(os.getpid()))


@jobs.handles("slow", seconds=30)
def slow(claim):
    """Takes a while, and has its effect at the end of it in one transaction with the end of the job."""
    note("begun", claim)
    until = time.monotonic() + claim.payload["seconds"]
    while time.monotonic() < until:
        claim.check()
        time.sleep(0.05)
    with transaction.atomic():
        claim.finish()
        note("effect", claim)


@jobs.handles("stubborn", seconds=1)
def stubborn(claim):
    """Does not come to an end, and never asks whether it should."""
    time.sleep(30)


@jobs.handles("deadly", seconds=30)
def deadly(claim):
    """What the kernel does to a process that takes all memory."""
    note("begun", claim)
    os.kill(os.getpid(), signal.SIGKILL)
