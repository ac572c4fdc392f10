"""Who did what, when, from what to what, and why: an event for every change, sign-in, export and restricted view.

    from cdp import audit
    before = audit.snapshot(action, ["due_on", "lead_officer"])
    ...                                                              in the transaction of the change
    audit.record(kind="action.changed", by=person, subject=action, changes=audit.differences(before, action))
    audit.history_of(action)                                         its events, newest first

Events are the one history of a record, and are never changed. Each night the events of the days that are over are
hashed into a chain (chain.py), which `manage.py verify_audit` checks. What must not be kept is taken out by redact(),
which the chain allows for.
"""

from cdp.audit.kinds import KINDS, UnknownKind
from cdp.audit.looking import exported, saw_restricted
from cdp.audit.people import refused_sign_in, signed_in, signed_out
from cdp.audit.recording import Thing, history_of, record
from cdp.audit.redaction import NothingToRedact, redact
from cdp.audit.values import differences, snapshot

__all__ = [
    "KINDS",
    "NothingToRedact",
    "Thing",
    "UnknownKind",
    "differences",
    "exported",
    "history_of",
    "record",
    "redact",
    "refused_sign_in",
    "saw_restricted",
    "signed_in",
    "signed_out",
    "snapshot",
]
