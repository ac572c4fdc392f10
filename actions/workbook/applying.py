"""A workbook is uploaded and checked, then applied as a whole or not at all."""

import hashlib
import tempfile
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from actions.models import Action, Batch, BatchRow
from actions.operations import updates
from actions.operations.updates import evidence_files, telling
from actions.operations.updates.said import WORDS
from actions.workbook.checking import check
from actions.workbook.reading import read
from actions.workbook.standing import Standing, agencies_of
from cdp import audit
from cdp.words import plural


class WorkbookRefused(Exception):
    """The message is a sentence for the page. Nothing was written."""


class SeenOtherwise(WorkbookRefused):
    """Something stands here otherwise than it was shown."""

    def __init__(self):
        super().__init__("Something has changed here since this page was shown. Look at the changes again.")


def upload(*, partnership, file, by, now=None):
    """Keep a workbook and what its rows say; nothing else changes. NotTaken says why it is not taken."""
    name = evidence_files.clean_name(file.name)
    with tempfile.NamedTemporaryFile(suffix=".xlsx") as copy:
        digest = hashlib.sha256()
        for chunk in file.chunks():
            digest.update(chunk)
            copy.write(chunk)
        copy.flush()
        agencies = list(agencies_of(by, partnership))
        agency, rows = read(Path(copy.name), name, partnership=partnership, agencies=agencies)
    return _keep(file, name, digest.hexdigest(), partnership, agency, rows, by=by, now=now or timezone.now())


@transaction.atomic
def _keep(file, name, sha256, partnership, agency, rows, *, by, now):
    file.seek(0)
    # Kept under its own digest, so that no name that somebody chose is ever a path here.
    file.name = f"{sha256[:32]}.xlsx"
    batch = Batch.objects.create(
        partnership=partnership, agency=agency, file=file, file_name=name, sha256=sha256, uploaded_at=now,
        uploaded_by=by,
    )  # fmt: skip
    actions = dict(partnership.actions.filter(ref__in={row.ref for row in rows}).values_list("ref", "pk"))
    BatchRow.objects.bulk_create(
        BatchRow(
            batch=batch,
            row=row.number,
            action_id=actions.get(row.ref),
            said={"ref": row.ref, "token": row.token, "words": row.words, "no_change": row.no_change},
            problem="\n".join(row.problems),
        )
        for row in rows
    )
    audit.record(kind="workbook.uploaded", by=by, subject=batch, now=now)
    return batch


@transaction.atomic
def apply(*, batch, seen, by, submit, mine=(), leave_out=False, now=None):
    """Write all of it, as drafts or sent for approval; WorkbookRefused says why nothing was written.

    `seen` is what the check said when it was shown, `mine` the numbers of those rows that clash and are to be written
    all the same, `leave_out` whether rows that cannot be written are to be left out.
    """
    now = now or timezone.now()
    batch = locked(batch, by=by)
    if batch.applied_at:
        raise WorkbookRefused(f"{batch.applied_by} has applied this workbook already.")
    found = check(batch)
    lock_actions(row.action for row in found.rows if row.action)
    # Once more now that nobody else is at work on them.
    found = check(batch)
    if found.seen != seen:
        raise SeenOtherwise
    wanted = [row for row in (*found.changes, *found.clashes) if not row.is_clash or row.row.row in mine]
    taken = [row for row in wanted if not (submit and row.lacking)]
    out = len(found.problems) + len(wanted) - len(taken)
    if out and not leave_out:
        raise WorkbookRefused(
            f"{plural(out, 'row')} cannot be {'sent' if submit else 'saved'}. Mend the cells named on this page in "
            "the workbook and upload it again, or choose to leave these rows out."
        )
    if not taken:
        raise WorkbookRefused("There is nothing to write: no row is left that changes anything.")
    for row in sorted(taken, key=lambda row: row.row.row):
        _write(row, by=by, submit=submit, now=now)
    batch.applied_at, batch.applied_by, batch.is_submitted = now, by, submit
    batch.save()
    changes = {"rows": [None, len(taken)], "is_submitted": [None, submit]}
    audit.record(kind="workbook.applied", by=by, subject=batch, changes=changes, now=now)
    return batch


def locked(batch, *, by):
    """The batch as it is now, once nobody else is at work on it; NotTheirs unless this person may report for it."""
    found = Batch.objects.select_for_update(of=("self",)).select_related(
        "partnership", "agency", "applied_by", "undone_by"
    ).get(pk=batch.pk)  # fmt: skip
    if not agencies_of(by, found.partnership).filter(pk=found.agency_id).exists():
        raise updates.NotTheirs(f"{by} may not report for {found.agency}.")
    return found


def lock_actions(actions):
    """All of them in one order, so that two batches never wait for each other."""
    keys = {action.pk for action in actions}
    list(Action.objects.select_for_update(of=("self",)).filter(pk__in=keys).order_by("pk"))


def _write(checked, *, by, submit, now):
    row, standing = checked.row, checked.standing
    row.was = _was(standing)
    try:
        row.update = _written(checked, by=by, submit=submit, now=now)
    except updates.UpdateRefused as refusal:
        raise WorkbookRefused(f"Row {row.row}, action {standing.action.ref}: {refusal}") from refusal
    _tell(row.update, row.batch, by=by, now=now)
    row.action = standing.action
    row.said = {
        **row.said,
        "made": f"{row.update.pk}v{row.update.version}",
        "changed": [c.key for c in checked.changes],
    }
    row.save()


def _tell(update, batch, *, by, now):
    """A form that saves by itself is told of once a sitting; what a workbook writes is told of at once."""
    if told := telling.untold(update, {name: getattr(update, name) for name in WORDS}):
        audit.record(
            kind="update.saved", by=by, subject=update, partnership=batch.partnership, changes=told,
            reason=f"From the workbook {batch.file_name}.", now=now,
        )  # fmt: skip


def _written(checked, *, by, submit, now):
    standing, told = checked.standing, checked.words
    if checked.row.said["no_change"]:
        if submit:
            return updates.no_change(action=standing.action, by=by, now=now)
        told = {**standing.words, "narrative": standing.no_change_narrative}
    update = updates.save_on(action=standing.action, version=standing.version, by=by, now=now, **told)
    return updates.submit(update=update, version=update.version, by=by, now=now) if submit else update


def _was(standing: Standing):
    """What undo puts back: of an update that was not there yet, the words that it would have begun with."""
    update = standing.open
    was = {"state": update.state if update else "", "words": {name: standing.words[name] for name in WORDS}}
    if update is None:
        return was
    return was | {
        "is_no_change": update.is_no_change,
        "agency": update.agency_id,
        "meeting": update.meeting_id,
        "reported_at": update.reported_at and update.reported_at.isoformat(),
        "reported_by": update.reported_by_id,
        "decided_at": update.decided_at and update.decided_at.isoformat(),
        "decided_by": update.decided_by_id,
    }
