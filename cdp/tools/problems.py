"""Failures that a person can do something about are said in one sentence, without a traceback."""

import os
import signal
import subprocess
import sys


class Problem(Exception):
    """What is missing, and what to do about it."""


class Stopped(BaseException):
    """A signal asked us to end; unwinding runs every `finally` on the way out."""

    def __init__(self, signum):
        super().__init__(signum)
        self.signum = signum


def run_tool(main):
    """Run a tool to its exit code; signals unwind it, so that it always cleans up behind itself."""
    for signum in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(signum, _unwind)
    try:
        code = main()
    except Problem as problem:
        say(f"Stopped: {problem}", to=sys.stderr)
        code = 1
    except Stopped as stopped:
        code = 128 + stopped.signum
    sys.exit(code)


def _unwind(signum, frame):
    # A second signal while we clean up must not interrupt the cleaning.
    for each in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(each, signal.SIG_IGN)
    raise Stopped(signum)


def say(text, *, to=None):
    """Print at once; a terminal that has gone away (make was killed) is no reason to fail."""
    try:
        print(text, file=to or sys.stdout, flush=True)
    except (BrokenPipeError, OSError):
        sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - stays open until the process ends


def call(command, *, failing, log=None, **options):
    """Run a command to its end; its output is kept back and shown only when it fails."""
    done = subprocess.run(
        [str(part) for part in command],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
        **options,
    )
    if done.returncode:
        tail = "\n".join(done.stdout.strip().splitlines()[-15:])
        say(tail, to=sys.stderr)
        raise Problem(failing)
    return done.stdout
