"""Which kinds of jobs there are, and what does them."""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from cdp.jobs.faults import UnknownKind

_kinds = {}


@dataclass(frozen=True)
class Kind:
    name: str
    run: Callable
    seconds: int
    attempts: int
    on_end: Callable | None
    title: str
    words: Callable | None


def handles(name, *, seconds=600, attempts=3, on_end=None, title="", words=None):
    """Register the function below as what does jobs of this kind; it is called with a Claim.

    After `seconds` an attempt is broken off; after `attempts` failures the job is parked. `on_end(job)` is called in
    the transaction in which a job is parked or cancelled, whether a worker had it at that moment or not. For the page
    of jobs: `title` is the kind in words, and `words(keys)` gives a dictionary from keys to words in few queries.
    """
    longest = settings.JOB_LONGEST_SECONDS
    if not 0 < seconds <= longest:
        raise ValueError(f"Jobs of kind {name} may take from 1 to {longest} seconds, not {seconds}.")
    if attempts < 1:
        raise ValueError(f"Jobs of kind {name} need at least one attempt, not {attempts}.")

    def register(run):
        _kinds[name] = Kind(name, run, seconds, attempts, on_end, title or name.replace("_", " ").capitalize(), words)
        return run

    return register


def kind_of(name):
    """UnknownKind where nothing was registered."""
    try:
        return _kinds[name]
    except KeyError:
        raise UnknownKind(name) from None


def seconds_of(name):
    """A kind that nobody knows any more is sent all the same: the worker parks it, in words."""
    return _kinds[name].seconds if name in _kinds else settings.JOB_LONGEST_SECONDS


def title_of(name):
    """Also for a kind that a later version no longer knows."""
    return _kinds[name].title if name in _kinds else name.replace("_", " ").capitalize()


def words_of(jobs):
    """A dictionary from (kind, key) of these jobs to words; the queries are those of the kinds, not of the jobs."""
    keys = {}
    for job in jobs:
        keys.setdefault(job.kind, set()).add(job.key)
    found = {}
    for name, of_kind in keys.items():
        kind = _kinds.get(name)
        known = kind.words(of_kind) if kind and kind.words else {}
        found |= {(name, key): known.get(key, key) for key in of_kind}
    return found
