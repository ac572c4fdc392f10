"""The workbook of an agency's progress updates, as a batch: checked, applied, undone for a while."""

from django.utils import timezone

from actions.models import ImportState
from actions.operations.imports.refusals import FileRefused, NotCommitted, SeenOtherwise, TooLarge
from actions.operations.imports.report import MOST_LISTED, Clash, Counts, Difference, Fault, Report
from actions.workbook import applying, undoing
from actions.workbook.checking import check
from actions.workbook.forms import WorkbookForm
from actions.workbook.reading import LARGEST, NotTaken

MOST_BYTES = LARGEST


def begin(*, partnership, file, by):
    if file.size > MOST_BYTES:
        raise TooLarge(f"A workbook of updates may have {MOST_BYTES // 2**20} MB.")
    form = WorkbookForm({}, {"file": file})
    if not form.is_valid():
        raise FileRefused(*(("file", sentence) for sentence in form.errors["file"]))
    try:
        batch = applying.upload(partnership=partnership, file=file, by=by)
    except NotTaken as refusal:
        raise FileRefused(("file", str(refusal))) from refusal
    return {"batch": batch, "file_name": batch.file_name, "sha256": batch.sha256}


def report(imported, *, by):
    batch = imported.batch
    if batch.applied_at:
        return Report(seen=f"{imported.state_of_kind}", counts=Counts(**imported.counts))
    found = check(batch)
    differences = [
        Difference("changed", row.ref, one.cell, one.name, one.was, one.now)
        for row in (*found.changes, *found.clashes)
        for one in row.changes
    ]
    faults = [
        Fault(batch.file_name, row.row.row, "", "", sentence) for row in found.problems for sentence in row.problems
    ]
    told = Report(
        seen=found.seen,
        counts=_counts(found),
        differences=differences[:MOST_LISTED],
        faults=faults[:MOST_LISTED],
        clashes=[
            Clash(
                row.row.row, row.ref, f"{row.standing.stage}. What stands here stays, unless overwrite names this row."
            )
            for row in found.clashes
        ],
        notes=[f"It cannot be submitted yet. {sentence}" for row in found.lacking for sentence in row.lacking],
        is_cut=max(len(differences), len(faults)) > MOST_LISTED,
    )
    if not (found.changes or found.clashes):
        told.because.append("No row of it changes anything.")
    return told


def _counts(found):
    return Counts(
        changed=len(found.changes),
        unchanged=len(found.unchanged),
        rejected=len(found.problems),
        clashes=len(found.clashes),
    )


def commit(imported, *, by, found, choice):
    try:
        batch = applying.apply(
            batch=imported.batch,
            seen=found.seen,
            by=by,
            submit=choice.submit,
            mine=set(choice.overwrite),
            leave_out=choice.leave_out,
        )
    except applying.SeenOtherwise as refusal:
        raise SeenOtherwise(str(refusal)) from refusal
    except applying.WorkbookRefused as refusal:
        raise NotCommitted(str(refusal)) from refusal
    imported.batch = batch
    written = sum("made" in row.said for row in batch.rows.all())
    counts = found.counts
    return Counts(changed=written, unchanged=counts.unchanged, rejected=counts.rejected, clashes=counts.clashes)


def withdraw(imported, *, by, state):
    if state != ImportState.COMMITTED:
        return
    try:
        imported.batch = undoing.undo(batch=imported.batch, by=by, now=timezone.now())
    except applying.WorkbookRefused as refusal:
        raise NotCommitted(str(refusal)) from refusal
