"""A real Celery worker in a process of its own."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60
STOP_SECONDS = 40


@contextlib.contextmanager
def worker(log, *options, **settings):
    """Runs for the length of the block, with these settings laid over the environment; its output goes to the log."""
    command = [sys.executable, "-m", "celery", "-A", "cdp.celery", "worker", "--concurrency", "1", "--loglevel", "INFO"]
    with open(log, "w") as output:
        process = subprocess.Popen(
            [*command, "--without-gossip", "--without-mingle", *options],
            cwd=ROOT,
            env={**os.environ, **settings},
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        assert wait_for(lambda: "ready." in log.read_text() or process.poll() is not None, START_SECONDS)
        assert process.poll() is None, log.read_text()
        yield process
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(timeout=STOP_SECONDS)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()


def database_url(settings):
    """The tests' own database, as the worker has to be told of it."""
    found = settings.DATABASES["default"]
    place = f"{found['HOST'] or 'localhost'}:{found['PORT'] or 5432}"
    return f"postgres://{found['USER']}:{found['PASSWORD']}@{place}/{found['NAME']}"


def wait_for(truth, seconds):
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        if found := truth():
            return found
        time.sleep(0.1)
    return truth()
