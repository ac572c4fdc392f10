"""A lease is kept alive in a file of SQLite too, where the handler's own transaction shuts every other writer out."""

import json
import os
import subprocess
import sys

from tests.worker import ROOT

WORK = """
import json, threading, time
from django.db import transaction
from django.utils import timezone
from cdp import jobs
from cdp.models import Job

seen = {}

def lease():
    return Job.objects.values_list("lease_until", flat=True).get()

def left():
    return (lease() - timezone.now()).total_seconds()

@jobs.handles("test", seconds=60)
def work(claim):
    first = lease()
    time.sleep(1.5)
    seen["renewed"] = lease() > first
    seen["threads"] = threading.active_count()
    with transaction.atomic():
        claim.fence()
        time.sleep(2.5)
    time.sleep(1)
    claim.check()
    seen["alive"] = 0 < left() < 2

job = jobs.run_here(jobs.ask(kind="test", key="a", send=False))
print(json.dumps({**seen, "state": job.state, "after": threading.active_count()}))
"""


def test_the_lease_is_renewed_beside_the_handler_and_after_its_transaction(tmp_path):
    (tmp_path / "static").mkdir()
    settings = {
        **os.environ, "CDP_VAR": str(tmp_path), "ENVIRONMENT": "test", "REDIS_URL": "", "LOG_LEVEL": "ERROR",
        "DATABASE_URL": f"sqlite:///{tmp_path / 'db.sqlite3'}", "CELERY_BROKER_URL": "filesystem://",
        "JOB_LEASE_SECONDS": "1.2",
    }  # fmt: skip
    for words in (["migrate", "-v0"], ["shell", "-v0", "-c", WORK]):
        done = subprocess.run(
            [sys.executable, "manage.py", *words], cwd=ROOT, env=settings, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr

    assert json.loads(done.stdout) == {"renewed": True, "threads": 2, "alive": True, "state": "done", "after": 1}
