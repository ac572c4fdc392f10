"""What programs bring in: a file is kept and looked at, and committed later by whoever may, whole or not at all.

Nothing here reads a file or writes a plan or a figure: each kind goes the way that its page goes.

figures    a table for a mapped source: a run that is held, and published or declined
progress   the workbook of an agency's updates: a batch, applied and undone
plan       the workbook of a plan
local      figures that come one by one, as a table of the partnership's own source
report     what an import would change, in one shape
sight      whose imports somebody finds
"""

from django.db import transaction
from django.utils import timezone

from actions.models import Import, ImportKind, ImportState
from actions.operations.imports import figures, plan, progress
from actions.operations.imports.refusals import FileRefused, InTheWay, NotCommitted, SeenOtherwise, TooLarge
from actions.operations.imports.report import Choice, Report
from actions.operations.imports.sight import may_bring, seen_by
from actions.operations.updates.refusals import NotTheirs
from cdp import audit
from indicators.models import Refresh
from indicators.operations import refresh as refreshes

__all__ = [
    "ENDED",
    "OF_KIND",
    "Choice",
    "FileRefused",
    "InTheWay",
    "NotCommitted",
    "Report",
    "SeenOtherwise",
    "TooLarge",
    "begin",
    "commit",
    "forget",
    "locked",
    "may_bring",
    "refuse_others",
    "report_of",
    "seen_by",
    "state_of",
    "withdraw",
]
OF_KIND = {
    ImportKind.LOCAL_FIGURES: figures,
    ImportKind.PROGRESS_WORKBOOK: progress,
    ImportKind.PLAN_WORKBOOK: plan,
}
ENDED = {
    ImportState.COMMITTED: "It has been committed already.",
    ImportState.UNCHANGED: "It changes nothing, so there is nothing to commit.",
    ImportState.REPLACED: "Another run of the source took its place. Send the file again to see what it would change.",
    ImportState.WITHDRAWN: "It was withdrawn.",
    ImportState.UNDONE: "It was committed and then taken back.",
    ImportState.EXPIRED: "It was not committed in time. Send the file again to see what it would change now.",
}


@transaction.atomic
def begin(*, partnership, kind, file, by, now=None, **needed) -> Import:
    """Keep a file and look at what it would change. FileRefused, TooLarge and InTheWay say why it is not taken."""
    refuse_others(by, kind, partnership)
    now = now or timezone.now()
    made = OF_KIND[kind].begin(partnership=partnership, file=file, by=by, **needed)
    imported = Import.objects.create(partnership=partnership, kind=kind, sent_at=now, sent_by=by, **made)
    imported.counts = report_of(imported, by=by).counts.as_dict()
    imported.save(update_fields=["counts"])
    audit.record(kind="import.checked", by=by, subject=imported, changes=_told(imported), now=now)
    return imported


def report_of(imported, *, by) -> Report:
    """What it would change now, or once it is over what it did; nothing is written."""
    found = OF_KIND[imported.kind].report(imported, by=by)
    if is_over := ENDED.get(state_of(imported)):
        found.because = [is_over]
    return found


def state_of(imported):
    return imported.state(on=timezone.localdate())


def locked(imported) -> Import:
    """As it is once nobody else is at work on it."""
    Import.objects.select_for_update().get(pk=imported.pk)
    # Asked for once more: beside the row that was waited for stand its relations as they were before the wait.
    of_kind = ("refresh__source", "refresh__undone_by", "batch__agency", "batch__partnership", "plan__partnership")
    return Import.objects.select_related("partnership", "sent_by", *of_kind).get(pk=imported.pk)


@transaction.atomic
def commit(*, imported, by, seen, choice, now=None) -> Import:
    """All of what was seen, or nothing, of an import that is locked. SeenOtherwise and NotCommitted say why not."""
    refuse_others(by, imported.kind, imported.partnership)
    if (state := state_of(imported)) != ImportState.CHECKED:
        raise NotCommitted(ENDED[state])
    found = report_of(imported, by=by)
    if found.seen != seen:
        raise SeenOtherwise("What it would change is no longer what you read.")
    if not found.may_be_committed:
        raise NotCommitted(" ".join(found.because))
    counts = OF_KIND[imported.kind].commit(imported, by=by, found=found, choice=choice)
    imported.counts = counts.as_dict()
    imported.save(update_fields=["counts"])
    audit.record(kind="import.committed", by=by, subject=imported, changes=_told(imported), now=now)
    return imported


@transaction.atomic
def withdraw(*, imported, by, now=None) -> Import:
    """Nothing of it is kept to be committed; what was committed is taken back as a whole, where its kind can be."""
    refuse_others(by, imported.kind, imported.partnership)
    state = state_of(imported)
    if state in (ImportState.WITHDRAWN, ImportState.UNDONE):
        raise NotCommitted(ENDED[state])
    OF_KIND[imported.kind].withdraw(imported, by=by, state=state)
    if state != ImportState.COMMITTED:
        imported.withdrawn_at = now or timezone.now()
        imported.save(update_fields=["withdrawn_at", "plan"])
    audit.record(kind="import.withdrawn", by=by, subject=imported, now=now)
    return imported


def forget(*, before, most):
    """The number of those that went, of what was sent before: see cdp/privacy/retention.py."""
    found = list(Import.objects.filter(sent_at__lt=before).select_related("refresh").order_by("pk")[:most])
    for imported in found:
        if imported.refresh_id and imported.refresh.outcome == Refresh.Outcome.HELD:
            refreshes.decline(run=imported.refresh, by=None)
        imported.delete()
    return len(found)


def _told(imported):
    return {name: number for name, number in imported.counts.items() if number}


def refuse_others(by, kind, partnership):
    if not may_bring(by, kind, partnership):
        raise NotTheirs(f"{by} may not bring {ImportKind(kind).label.lower()} to {partnership}.")
