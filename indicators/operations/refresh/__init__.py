"""One run of one source, from the wish to the published figures.

asking     a run is asked for: its row and its job in one transaction
running    what the worker does: fetch, read, compare, then publish or hold
keeping    the raw files of a run, and those of an earlier one
holding    what makes a run wait for a person
review     what that person decides
trying     a run that is looked at first, here and now, and then published
control    cancel, resume, read again
breaker    a source that fails again and again is left alone for a while
"""

from indicators.operations.refresh.asking import (
    RefreshAlreadyRunning,
    SourceNotRefreshable,
    ask_for_refresh,
    can_be_refreshed,
    refresh,
)
from indicators.operations.refresh.control import RefreshNotAllowed, cancel, replay, resume
from indicators.operations.refresh.review import approve, decline
from indicators.operations.refresh.running import job_ended, run_job

__all__ = [
    "RefreshAlreadyRunning",
    "RefreshNotAllowed",
    "SourceNotRefreshable",
    "approve",
    "ask_for_refresh",
    "can_be_refreshed",
    "cancel",
    "decline",
    "job_ended",
    "refresh",
    "replay",
    "resume",
    "run_job",
]
