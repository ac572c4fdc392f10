"""Work that outlives a request. Every job is a row, written with its cause; the queue only carries the news of it.

    @jobs.handles("refresh", seconds=1740, title="Refresh a source")      in <app>/jobs.py, found by itself
    def run(claim): ...
    jobs.ask(kind="refresh", key=f"source:{source.pk}", by=person)        in the transaction of its cause

A handler may be run again after any moment at which its worker can be killed. What must happen once only happens in a
transaction that calls claim.fence(), or claim.finish() where the job is done with it.
"""

from cdp.jobs.asking import ask
from cdp.jobs.changing import JobNotCancellable, JobNotRetryable, cancel, retry, set_aside
from cdp.jobs.claims import Claim
from cdp.jobs.faults import Cancelled, GiveUp, LeaseLost, NotFree, TryLater, UnknownKind
from cdp.jobs.kinds import handles
from cdp.jobs.running import run_here
from cdp.jobs.schedule import Daily, Monthly, Slot, Weekly, every_tick, scheduled
from cdp.jobs.ticking import tick
from cdp.jobs.watching import Health, health

__all__ = [
    "Cancelled",
    "Claim",
    "Daily",
    "GiveUp",
    "Health",
    "JobNotCancellable",
    "JobNotRetryable",
    "LeaseLost",
    "Monthly",
    "NotFree",
    "Slot",
    "TryLater",
    "UnknownKind",
    "Weekly",
    "ask",
    "cancel",
    "every_tick",
    "handles",
    "health",
    "retry",
    "run_here",
    "scheduled",
    "set_aside",
    "tick",
]
