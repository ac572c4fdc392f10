"""The life of a progress update: drafted, submitted, then approved or sent back with a reason; or withdrawn.

    update = updates.start(action=action, by=person)           the open one, or a draft that begins with what stands
    update = updates.save(update=update, version=update.version, by=person, narrative="...", milestones=[...])
    update = updates.submit(update=update, version=update.version, by=person)
    updates.approve(update=update, version=update.version, by=lead)

Nothing but the approval changes the action. What was approved never changes: a correction is a new update. Every
operation locks the action first, so that what two people do at once happens one after the other.
"""

from actions.operations.updates.deciding import approve, send_back
from actions.operations.updates.drafting import begin, no_change, save, save_on, start, submit, withdraw
from actions.operations.updates.evidence import add_evidence, remove_evidence
from actions.operations.updates.refusals import (
    AlreadyOpen,
    EvidenceRefused,
    NotTheirs,
    NotWhole,
    Stale,
    UpdateRefused,
    WrongState,
)
from actions.operations.updates.said import DRAFT_LIMIT, LIMITS, lacking

__all__ = [
    "DRAFT_LIMIT",
    "LIMITS",
    "AlreadyOpen",
    "EvidenceRefused",
    "NotTheirs",
    "NotWhole",
    "Stale",
    "UpdateRefused",
    "WrongState",
    "add_evidence",
    "approve",
    "begin",
    "lacking",
    "no_change",
    "remove_evidence",
    "save",
    "save_on",
    "send_back",
    "start",
    "submit",
    "withdraw",
]
