"""The workbook of a partnership's plan: checked against the plan, and applied whole or not at all."""

from actions.models import ImportState
from actions.operations import plan_import
from actions.operations.imports.refusals import FileRefused, NotCommitted, SeenOtherwise, TooLarge
from actions.operations.imports.report import MOST_LISTED, Counts, Difference, Fault, Report
from actions.plan_book.mapping import needs_a_person
from actions.plan_book.reading import MOST_BYTES, WorkbookRefused
from actions.presenters.plan_import import said


def begin(*, partnership, file, by):
    if file.size > MOST_BYTES:
        raise TooLarge(f"A workbook of the plan may have {MOST_BYTES // 2**20} MB.")
    if not file.size:
        raise FileRefused(("file", "The file is empty."))
    try:
        run = plan_import.keep(partnership=partnership, file=file, by=by)
    except WorkbookRefused as refusal:
        raise FileRefused(("file", str(refusal))) from refusal
    return {"plan": run, "file_name": run.file_name, "sha256": run.sha256}


def report(imported, *, by):
    run, state = imported.plan, imported.state_of_kind
    if state != ImportState.CHECKED:
        return Report(seen=str(state), counts=Counts(**imported.counts))
    try:
        book = plan_import.book_of(run)
    except WorkbookRefused as refusal:
        return Report(seen="unreadable", counts=Counts(), because=[str(refusal)])
    if needs_a_person(book, run.mapping):
        return Report(
            seen="unmapped", counts=Counts(), because=["Say on its page which column is which. Then read this again."]
        )
    return _report(run, plan_import.check(run, user=by))


def _report(run, check):
    told = Report(seen=f"{check.digest}{'-faults' if check.faults else ''}", counts=_counts(check))
    for change in check.changes:
        kind, sheet = "added" if change.is_new else "changed", change.row.mapped.read.name
        told.differences += [
            Difference(kind, change.row.name, f"{sheet} {one.cell}", one.heading, one.was, one.now)
            for one in said(check, change)
        ]
    told.faults = [
        Fault(f"{run.file_name}, {fault.sheet}", fault.row, fault.heading, fault.written, fault.sentence)
        for fault in check.faults
    ]
    told.is_cut = max(len(told.differences), len(told.faults)) > MOST_LISTED or check.faults.is_cut
    told.differences, told.faults = told.differences[:MOST_LISTED], told.faults[:MOST_LISTED]
    told.notes = [f"{sheet} {cell}: {sentence}" for sheet, cell, sentence in check.notes]
    if check.faults:
        told.because.append("The workbook has faults, so nothing of it is applied.")
    elif not check.changes:
        told.because.append("It changes nothing.")
    if invited := len(check.of("people", is_new=True)):
        # Roles are given by somebody who has just shown who they are, which no program can.
        told.because.append(
            f"It invites {invited:,} {'person' if invited == 1 else 'people'}. Apply it on its page, or leave the "
            "sheet of people out."
        )
    return told


def _counts(check):
    new = sum(change.is_new for change in check.changes)
    return Counts(
        added=new,
        changed=len(check.changes) - new,
        unchanged=sum(check.unchanged.values()),
        rejected=len({(fault.sheet, fault.row) for fault in check.faults}),
    )


def commit(imported, *, by, found, choice):
    try:
        plan_import.apply(run=imported.plan, digest=found.seen, by=by)
    except plan_import.PlanOtherwise as refusal:
        raise SeenOtherwise(str(refusal)) from refusal
    except plan_import.NotApplied as refusal:
        raise NotCommitted(str(refusal)) from refusal
    imported.plan.refresh_from_db()
    return found.counts


def withdraw(imported, *, by, state):
    if state == ImportState.COMMITTED:
        raise NotCommitted("A plan that was applied is not taken back as a whole. Change it, or send another workbook.")
    if imported.plan:
        plan_import.discard(run=imported.plan, by=by)
        imported.plan = None
