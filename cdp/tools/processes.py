"""Starts programs so that none of them outlives us, and stops them in good order."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import time
from dataclasses import dataclass
from pathlib import Path

from cdp.tools.problems import Problem

PR_SET_PDEATHSIG = 1
PATIENCE = 10
HOST = "127.0.0.1"
# Under make the end of make is ours too: it may have been killed without a word.
PARENT = os.getppid() if "MAKELEVEL" in os.environ else None


@dataclass
class Child:
    """A program that we started, leader of a process group of its own."""

    name: str
    process: subprocess.Popen
    log: Path
    farewell: int = signal.SIGTERM

    def is_alive(self):
        return self.process.poll() is None

    def last_words(self, lines=15):
        try:
            return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])
        except OSError:
            return ""


def start(name, command, *, env, log, cwd=None, user=None, farewell=signal.SIGTERM):
    """Start a program in the background; `farewell` is the signal that it takes as a polite request to end."""
    log.parent.mkdir(parents=True, exist_ok=True)
    credentials = {} if user is None else {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}
    with open(log, "w") as output:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=env,
            cwd=cwd,
            start_new_session=True,
            preexec_fn=_end_with_parent(farewell),
            **credentials,
        )
    return Child(name, process, log, farewell)


def _end_with_parent(signum):
    """On Linux the kernel itself tells the child when we are gone, even after a `kill -9`."""
    if sys.platform != "linux":
        return None
    libc = ctypes.CDLL(None)
    return lambda: libc.prctl(PR_SET_PDEATHSIG, signum, 0, 0, 0)


def stop(children, *, patience=PATIENCE):
    """Ask all to end, wait for all, then kill what is left of their groups."""
    for child in children:
        if child.is_alive():
            with contextlib.suppress(ProcessLookupError):
                child.process.send_signal(child.farewell)
    until = time.monotonic() + patience
    while any(child.is_alive() for child in children) and time.monotonic() < until:
        time.sleep(0.05)
    for child in children:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(child.process.pid, signal.SIGKILL)
        child.process.wait()


def run(name, command, *, env, cwd, seconds=None):
    """Run a program to its end, its output being ours; true if it succeeded, None after too long."""
    until = time.monotonic() + seconds if seconds else float("inf")
    process = subprocess.Popen(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        env=env,
        cwd=cwd,
        start_new_session=True,
        preexec_fn=_end_with_parent(signal.SIGTERM),
    )
    with running([Child(name, process, Path(os.devnull), signal.SIGINT)]):
        while process.poll() is None:
            if time.monotonic() > until:
                return None
            if parent_is_gone():
                raise Problem("make has ended.")
            time.sleep(0.1)
    return process.returncode == 0


def parent_is_gone():
    return PARENT is not None and os.getppid() != PARENT


@contextlib.contextmanager
def running(children):
    """The children of this list, whoever adds to it, end with the block."""
    try:
        yield children
    finally:
        stop(children)


def free_port():
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


def port_is_free(port):
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind((HOST, port))
        except OSError:
            return False
    return True


def wait_until(answers, child, *, seconds, otherwise):
    """Poll until `answers()` is true; a child that ended, or too long a wait, is a problem that shows its log."""
    until = time.monotonic() + seconds
    while not answers():
        if not child.is_alive() or time.monotonic() > until:
            raise Problem(f"{otherwise}\nThe end of its log {child.log}:\n{child.last_words()}")
        time.sleep(0.05)
