"""`make demo` from an empty folder to the last process gone; the packages and the front end are those of this run."""

import os
import re
import signal
import subprocess
import sys
import time
import urllib.request

import pytest

from cdp.tools import frontend, places, processes

START_SECONDS = 240
# Sent as the clock would send it, by a process that has only the demo's settings in common with the worker.
SEND = "from cdp.celery import app; print(app.send_task('cdp.tick').id)"


@pytest.fixture
def demo(tmp_path):
    """A running demo: its process, its folder and its port."""
    port = processes.free_port()
    env = places.environment(
        VAR=tmp_path, PORT=port, CDP_PYTHON=sys.executable, CDP_FRONTEND=frontend.vendor_folder(), MAKEFLAGS=""
    )
    log = tmp_path / "make.log"
    with open(log, "w") as output:
        make = subprocess.Popen(
            ["make", "demo", f"PYTHON={sys.executable}"],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=places.ROOT,
            start_new_session=True,
        )
    try:
        wait_for(lambda: "Open http" in log.read_text() or make.poll() is not None, START_SECONDS)
        assert make.poll() is None, log.read_text()
        yield make, tmp_path, port
    finally:
        if make.poll() is None:
            os.killpg(make.pid, signal.SIGTERM)
            make.wait(timeout=30)


def test_the_demo_serves_works_and_leaves_nothing_behind(demo):
    make, folder, port = demo

    with urllib.request.urlopen(f"http://localhost:{port}/", timeout=20) as answer:
        page = answer.read().decode()
    task = send_task(folder)
    stylesheet = re.search(r'href="(/static/vendor/govuk\.[0-9a-f]+\.css)"', page)[1]
    with urllib.request.urlopen(f"http://localhost:{port}{stylesheet}", timeout=20) as answer:
        assert answer.headers["Content-Type"].startswith("text/css")

    worker_log = folder / "demo" / "logs" / "worker.log"
    assert wait_for(lambda: f"[{task}] succeeded" in worker_log.read_text(), 60), worker_log.read_text()
    assert (folder / "demo" / "people.txt").read_text() in (folder / "make.log").read_text()

    started = programs_of(folder)
    os.killpg(make.pid, signal.SIGINT)  # what Ctrl-C does: everything in the foreground hears it
    make.wait(timeout=60)

    assert len(started) >= 4  # web, worker and beat, and what they started
    assert wait_for(lambda: programs_of(folder) == [], 10), programs_of(folder)
    assert processes.port_is_free(port)


def send_task(folder):
    settings = os.environ | {
        "CDP_VAR": str(folder),
        "ENVIRONMENT": "demo",
        "CELERY_BROKER_URL": "filesystem://",
        "QUEUE_FOLDER": str(folder / "demo" / "queue"),
    }
    done = subprocess.run(
        [sys.executable, "-c", SEND], cwd=places.ROOT, env=settings, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def programs_of(folder):
    """The processes whose environment names this folder as theirs."""
    mark = f"CDP_VAR={folder}\0".encode()
    found = []
    for number in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{number}/environ", "rb") as file:
                if mark in file.read():
                    found.append(int(number))
        except OSError:
            continue
    return found


def wait_for(condition, seconds):
    until = time.monotonic() + seconds
    while not condition() and time.monotonic() < until:
        time.sleep(0.1)
    return condition()
