"""Whether somebody sits in front of a run and waits for it: then nothing is put off until later."""

from collections.abc import Callable
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

_watcher = ContextVar("refresh_watcher", default=None)


@dataclass
class Watcher:
    """The person's progress bar, and what went wrong that no run should meet."""

    progress: Callable | None = None
    error: BaseException | None = None


@contextmanager
def attended(progress):
    """Runs that are carried out in this block are waited for."""
    watcher = Watcher(progress)
    token = _watcher.set(watcher)
    try:
        yield watcher
    finally:
        _watcher.reset(token)


def watcher():
    """Whoever waits for this run, or None."""
    return _watcher.get()
