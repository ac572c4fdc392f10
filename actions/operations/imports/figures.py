"""A table of figures for a mapped source, as a run of that source: held, then published or declined."""

from actions.models import Import, ImportState
from actions.operations.imports.refusals import FileRefused, InTheWay, NotCommitted, SeenOtherwise, TooLarge
from actions.operations.imports.report import MOST_LISTED, Counts, Difference, Fault, Report
from cdp.words import plural
from indicators.models import Mapping, Refresh, RefreshDifference, SourceKind
from indicators.operations import refresh as runs
from indicators.operations import rollback, uploads
from indicators.operations.disclosure_check import small_without_a_rule
from indicators.operations.refresh import trying
from indicators.source_forms import UploadForm

# What is uploaded on a page is read by the worker; a program waits, and of so many rows for some seconds.
MOST_BYTES = 2 * 2**20
MOST_ROWS = 20_000
ELSEWHERE = "Upload it on the page of its source."
CHANGE_OF = {
    RefreshDifference.Kind.ADDED: "added",
    RefreshDifference.Kind.CHANGED: "changed",
    RefreshDifference.Kind.MOVED: "changed",
}
REFUSED = (runs.RefreshNotAllowed, runs.RefreshAlreadyRunning, runs.SourceNotRefreshable)


def begin(*, partnership, file, by, source):
    """The run of a file, as fields of an import."""
    _refuse_file(source, file)
    _refuse_while_another_waits(partnership, source)
    try:
        run = trying.look(source=source, by=by, location=uploads.keep_upload(source=source, file=file, by=by))
    except (trying.NotPublished, uploads.UploadNotKept) as refusal:
        raise FileRefused(("file", str(refusal))) from refusal
    except REFUSED as refusal:
        raise InTheWay(str(refusal)) from refusal
    if run.rows_read > MOST_ROWS:
        raise TooLarge(f"A table may have {MOST_ROWS:,} rows here, and this one has {run.rows_read:,}. {ELSEWHERE}")
    return {"refresh": run, "file_name": run.file_name[:200], "sha256": run.sha256}


def _refuse_file(source, file):
    if source.kind != SourceKind.MAPPED:
        raise FileRefused(("source", f"{source} is not read by a mapping of columns. See /api/v1/sources/."))
    if not Mapping.objects.filter(source=source).exists():
        raise FileRefused(("source", f"It is not said yet which column of {source} is what. Make its mapping first."))
    form = UploadForm({}, {"file": file}, endings=uploads.endings_of(source))
    if not form.is_valid():
        raise FileRefused(*(("file", f"{sentence}.") for sentence in form.errors["file"]))
    if file.size > MOST_BYTES:
        raise TooLarge(f"A table may have {MOST_BYTES // 2**20} MB here. {ELSEWHERE}")


def _refuse_while_another_waits(partnership, source):
    """A later look takes the place of an earlier one of the same partnership, and of nobody else's."""
    held = source.refreshes.filter(outcome=Refresh.Outcome.HELD).first()
    if held and not Import.objects.filter(refresh=held, partnership=partnership).exists():
        raise InTheWay(f"A run of {source} waits for a review. Publish or decline that one first.", held)


def report(imported, *, by):
    run, state = imported.refresh, imported.state_of_kind
    is_open = state == ImportState.CHECKED
    is_outdated = is_open and trying.is_outdated(run)
    differences = list(run.differences.select_related("indicator", "area")[:MOST_LISTED])
    found = Report(
        seen=f"{run.pk}{run.outcome}{'-outdated' if is_outdated else ''}",
        counts=counts_of(run),
        differences=[_difference(run, each) for each in differences],
        faults=[Fault(each.file_name, each.row, each.column, each.value, each.reason) for each in _rejects(run)],
        notes=[*run.remarks, *small_without_a_rule(differences)],
    )
    told = run.added + run.changed + run.gone
    found.is_cut = told > len(differences) or found.counts.rejected > len(found.faults)
    if is_outdated:
        found.because.append(
            "Other figures of the source were published since, or it is read in another way now. Send the file again."
        )
    return found


def counts_of(run):
    return Counts(
        added=run.added,
        changed=run.changed,
        missing=run.gone - run.removed,
        removed=run.removed,
        unchanged=run.unchanged,
        rejected=run.rejected,
    )


def _rejects(run):
    return run.rejects.order_by("row", "pk")[:MOST_LISTED]


def _difference(run, each):
    return Difference(
        change=CHANGE_OF.get(each.kind) or ("removed" if run.removed else "missing"),
        what=", ".join(filter(None, [each.indicator.code, each.area.code, each.group])),
        where=each.period,
        column="value",
        was="" if each.was is None else f"{each.was:.15g}",
        now="" if each.now is None else f"{each.now:.15g}",
        is_withheld=each.is_withheld,
    )


def commit(imported, *, by, found, choice):
    if imported.refresh.rejected and not choice.leave_out:
        raise NotCommitted(
            f"{plural(imported.refresh.rejected, 'row')} cannot be published: see errors of the report. Mend them and "
            "send the file again, or commit with leave_out to go without them."
        )
    try:
        run = trying.publish(run=imported.refresh, by=by, remove_gone=choice.remove_gone)
    except trying.LookedAtOtherwise as refusal:
        raise SeenOtherwise(str(refusal)) from refusal
    except (trying.NotPublished, *REFUSED) as refusal:
        raise NotCommitted(str(refusal)) from refusal
    imported.refresh = run
    return counts_of(run)


def withdraw(imported, *, by, state):
    try:
        if state == ImportState.COMMITTED:
            rollback.roll_back(run=imported.refresh, by=by, note="Taken back by a program.")
        elif imported.refresh.outcome == Refresh.Outcome.HELD:
            runs.decline(run=imported.refresh, by=by)
    except (rollback.RollbackRefused, *REFUSED) as refusal:
        raise NotCommitted(str(refusal)) from refusal
