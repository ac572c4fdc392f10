"""A worker, a clock, a source and the two servers behind them, each of which may be broken and started again."""

import contextlib
import os
import signal
import sys

from django.db import connection, connections

from cdp.models import Job
from cdp.tools import processes
from tests.worker import ROOT, START_SECONDS, wait_for

LEASE = 2
SECONDS = 60
SETTINGS = {
    "ENVIRONMENT": "test",
    "REDIS_URL": "",
    "JOB_LEASE_SECONDS": str(LEASE),
    "JOB_RETRY_SECONDS": "0.1",
    "JOB_RESEND_SECONDS": "3",
    "JOB_TICK_SECONDS": "1",
    "SOURCE_ATTEMPTS": "2",
    "SOURCE_FIRST_WAIT_SECONDS": "0.05",
    "SOURCE_ANSWER_SECONDS": "2",
    "SOURCE_MAX_BYTES": "30000000",
}
WORKER = ["worker", "--concurrency", "2", "--loglevel", "INFO", "--without-gossip", "--without-mingle"]


class Machinery:
    """Begins nothing by itself: what is missing is started when it is asked for."""

    def __init__(self, database, broker, folder):
        self.database, self.broker, self.folder = database, broker, folder
        self.children, self.workers, self.number = [], {}, 0

    def worker(self, name="first", **settings):
        """The running worker of this name, or a new one; `settings` are laid over those of all."""
        child = self.begin_worker(name, **settings)
        processes.wait_until(
            lambda: "ready." in child.log.read_text(), child, seconds=START_SECONDS, otherwise="No worker."
        )
        return child

    def begin_worker(self, name, **settings):
        """The same, without waiting until it is ready."""
        child = self.workers.get(name)
        if child is None or not child.is_alive():
            child = self.workers[name] = self._start([*WORKER, f"--hostname={name}@%h"], settings)
        return child

    def worker_of(self, job):
        """The worker among whose processes is the one that does the job."""
        alive = [child for child in self.workers.values() if child.is_alive()]
        return next(child for child in alive if process_of(job) in processes_of(child))

    def clock(self):
        """A beat, which sends a tick each second for as long as the machinery runs."""
        self.number += 1
        return self._start(["beat", "--pidfile=", "--schedule", str(self.folder / f"schedule-{self.number}")], {})

    def _start(self, command, settings):
        self.number += 1
        child = processes.start(
            command[0],
            [sys.executable, "-m", "celery", "-A", "cdp.celery", *command],
            env=self.environment(settings),
            log=self.folder / f"{self.number}-{command[0]}.log",
            cwd=ROOT,
        )
        self.children.append(child)
        return child

    def environment(self, settings=None):
        own = {
            "DATABASE_URL": self.database.address,
            "CELERY_BROKER_URL": self.broker.address,
            "MEDIA_ROOT": str(self.media),
        }
        return os.environ | SETTINGS | own | (settings or {})

    @property
    def media(self):
        return self.folder / "media"

    def end_worker(self, name):
        processes.stop([self.workers.pop(name)], patience=30)

    def said(self, words):
        """How often the workers have said so."""
        return sum(child.log.read_text(errors="replace").count(words) for child in self.children)

    def last_words(self):
        """What a failed test shows."""
        words = []
        for child in self.children[-4:]:
            lines = [line for line in child.last_words(2000).splitlines() if "cdp.tick" not in line]
            words += [f"--- {child.log.name}", *lines[-40:]]
        return "\n".join(words)


def kill_whole(child):
    """The worker and all of its processes, as a machine that is switched off would."""
    for number in processes_of(child):
        with contextlib.suppress(ProcessLookupError):
            os.kill(number, signal.SIGKILL)
    child.process.wait()


def processes_of(child):
    """The worker's own number and those of the processes in which it has the work done."""
    pid = child.process.pid
    with open(f"/proc/{pid}/task/{pid}/children") as file:
        return [pid, *map(int, file.read().split())]


def process_of(job):
    """The number of the process that does the job."""
    worker = Job.objects.values_list("worker", flat=True).get(pk=job.pk)
    return int(worker.rpartition(":")[2])


def kill_process_of(job):
    os.kill(process_of(job), signal.SIGKILL)


@contextlib.contextmanager
def pointed_at(address_settings):
    """Django's own database is this one for the length of the block, in threads that begin in it too."""
    before = dict(connections.databases["default"])
    old = connections["default"]
    connections.databases["default"].clear()
    connections.databases["default"].update({**before, "OPTIONS": {}, **address_settings})
    connections["default"] = connections.create_connection("default")
    try:
        yield
    finally:
        connection.close()
        connections.databases["default"].clear()
        connections.databases["default"].update(before)
        connections["default"] = old


def eventually(truth, what="", seconds=SECONDS):
    found = wait_for(truth, seconds)
    assert found, what() if callable(what) else what
    return found
