"""Writing that something changed, in the transaction of the change."""

import logging
import secrets
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.db.models import Model
from django.utils import timezone

from cdp.changes import kinds, things
from cdp.models import Change, ChangeSight

logger = logging.getLogger(__name__)

_told_as_one = ContextVar("told_as_one", default=False)


def of_record(*, kind, subject, partnership, now):
    """For each event of the audit, which calls this, and for a record that goes without one."""
    if not (kind in kinds.CHANGES or kind in kinds.OTHERS) or not isinstance(subject, Model) or _told_as_one.get():
        return
    found = list(things.of(subject))
    if kind == kinds.APPROVED and hasattr(subject, "action"):
        found += things.of(subject.action)
    rows = [row for noun, thing in found if (row := _row(kind, noun, thing, partnership, now))]
    _write(rows)


def record(*, kind, noun, thing="", partnership=None, now=None):
    """For what is no event. Without a thing the whole list is meant, for everybody without a partnership."""
    record_each(kind=kind, noun=noun, things=[thing], partnership=partnership, now=now)


def record_each(*, kind, noun, things, partnership=None, now=None):
    """The same of several things of one list, in one query."""
    if kind not in kinds.OTHERS:
        raise ValueError(f"{kind!r} is not a kind of change. Add it to OTHERS in cdp/changes/kinds.py.")
    now = now or timezone.now()
    if not _told_as_one.get():
        _write([_made(kind, noun, str(thing), partnership, now) for thing in things])


@contextmanager
def as_one():
    """Whatever changes in this block is not told; its caller tells of it once, with record(), when it has ended."""
    token = _told_as_one.set(True)
    try:
        yield
    finally:
        _told_as_one.reset(token)


def _row(kind, noun, record, partnership, now):
    thing = noun.thing(record)
    if not thing:
        return None
    if partnership is None and not noun.is_shared:
        logger.error("A change (%s) of %s %s belongs to no partnership, and nobody is told of it", kind, noun, thing)
        return None
    row = _made(kind, noun.name, thing, partnership, now)
    if noun.name == "progress-updates" and record.state != "approved":
        row.sight, row.action_id = ChangeSight.REPORTERS, record.action_id
    return row


def _made(kind, noun, thing, partnership, now):
    uid = f"chg_{secrets.token_hex(12)}"
    return Change(uid=uid, happened_at=now, kind=kind, noun=noun, thing=thing[:200], partnership=partnership)


def _write(rows):
    if not rows:
        return
    Change.objects.bulk_create(rows)
    if not any(waiting[1] is _wake for waiting in connection.run_on_commit):
        transaction.on_commit(_wake, robust=True)


def _wake():
    """Once a transaction: whoever is to be told need not wait for the clock."""
    from cdp.changes.webhooks.handing_over import ask_all  # which needs this

    ask_all()
