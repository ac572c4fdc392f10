"""Reports: what somebody has, one that is saved, one that was made, and what is taken away of it."""

from functools import partial

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.text import slugify

from actions.forms_reports import ReportForm, initial_of
from actions.models.report import RunState
from actions.operations import reports as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, Stale, WrongState
from actions.presenters import reports as presenter
from actions.reports import kinds
from cdp import audit
from cdp.papers import answers, html, store
from partners import step_up
from partners.belonging import places_of
from partners.models import Partnership

SHOWN_RUNS = 20
ASKED = "The report is being made"


def reports(request):
    seen = operations.reports_seen_by(request.user)
    context = {
        "mine": presenter.report_rows(seen.filter(owner=request.user), request.user),
        "shared": presenter.report_rows(seen.exclude(owner=request.user), request.user),
        "runs": presenter.run_rows(operations.runs_seen_by(request.user))[:SHOWN_RUNS],
        "kinds": list(kinds.KINDS.values()),
        "places": places_of(request.user),
        "chosen": Partnership.objects.visible_to(request.user).filter(slug=request.GET.get("partnership", "")).first(),
    }
    return render(request, "actions/reports/reports.html", context)


def new_report(request):
    kind = _kind(request.GET.get("kind", ""))
    first = {"partnerships": request.GET.getlist("partnership")}
    form = _form(request, kind, initial=first)
    if request.method == "POST" and form.is_bound and form.is_valid():
        made = _kept(request, form) if request.POST.get("do") == "save" else _asked(request, form, kind=kind)
        if made:
            return redirect(made)
    return render(request, "actions/reports/new.html", {"form": form, "kind": kind})


def saved_report(request, pk):
    seen = operations.reports_seen_by(request.user).select_related("owner", "partnership")
    report = get_object_or_404(seen, pk=pk)
    is_own = report.owner_id == request.user.pk
    do = request.POST.get("do", "") if request.method == "POST" else ""
    if do == "run":
        return _run(request, report)
    if request.method == "POST" and not is_own:
        raise Http404
    if do == "archive":
        operations.archive_report(report=report, by=request.user)
        messages.success(request, f"“{report.name}” is archived. What was made of it stays.")
        return redirect("reports")
    form = current = None
    if is_own and report.kind in kinds.KINDS:
        form = _form(request, kinds.of(report.kind), initial=initial_of(report), report=report)
        if request.method == "POST" and form.is_bound and form.is_valid():
            try:
                if _changed(request, form, report):
                    return redirect(report)
            except Stale as refusal:
                current = refusal.current
                form.data = form.data.copy()
                form.data["version"] = current.version
                form.add_error(None, "This report was saved elsewhere since you opened it. Saving again replaces that.")
    pairs, fault = presenter.told(report.filters, person=request.user, kind=report.kind)
    context = {
        "report": report, "row": presenter.ReportRow(report, request.user), "is_own": is_own, "form": form,
        "current": current, "pairs": pairs, "fault": fault,
        "runs": presenter.run_rows(operations.runs_seen_by(request.user).filter(report=report))[:SHOWN_RUNS],
    }  # fmt: skip
    return render(request, "actions/reports/report.html", context)


def report_run(request, pk):
    run = _found(request, pk)
    if request.GET.get("format") == "json":
        return JsonResponse(presenter.progress(run), headers={"Cache-Control": "no-store"})
    if request.method == "POST":
        return _done(request, run)
    page = presenter.RunPage(run, operations.may_open(request.user, run))
    pairs, fault = presenter.told(run.filters, person=request.user, kind=run.kind)
    # What was asked may name what its asker may no longer see.
    context = {"run": run, "page": page, "pairs": pairs, "fault": fault}
    return render(request, "actions/reports/run.html", context)


def read_report(request, pk):
    run = _opened(request, pk)
    if run.is_restricted:
        audit.saw_restricted(title=presenter.name_of(run), partnership=_partnership(run))
    paper = html.body(store.opened(run.frozen))
    return render(request, "actions/reports/read.html", {"run": run, "name": presenter.name_of(run), "paper": paper})


def report_file(request, pk, file_format):
    run = _opened(request, pk)
    name = slugify(presenter.name_of(run))[:60] or run.kind
    return answers.file_of(
        request, file_format, of=run, what="report", write=partial(store.written, run.frozen),
        name=f"{name}-{timezone.localdate(run.frozen.as_at):%Y-%m-%d}", title=presenter.name_of(run),
        is_restricted=run.is_restricted, partnership=_partnership(run),
    )  # fmt: skip


def _kind(key):
    try:
        return kinds.of(key)
    except kinds.UnknownKind as refusal:
        raise Http404 from refusal


def _form(request, kind, *, initial, report=None):
    said = {"person": request.user, "kind": kind.key, "report": report}
    if request.method != "POST":
        return ReportForm(initial=initial, **said)
    form = ReportForm(request.POST, **said)
    if request.POST.get("do") == "choices":
        return ReportForm(initial=form.typed(), **said)
    return form


def _asked(request, form, *, kind):
    try:
        run = operations.ask(kind=kind.key, filters=form.filters, by=request.user)
    except NotWhole as refusal:
        form.refuse(refusal.errors)
    except WrongState as refusal:
        form.add_error(None, str(refusal))
    else:
        messages.success(request, ASKED)
        return run
    return None


def _kept(request, form):
    try:
        report = operations.save_report(kind=form.kind.key, by=request.user, **form.said)
    except NotWhole as refusal:
        form.refuse(refusal.errors)
        return None
    messages.success(request, "The report is saved")
    return report


def _changed(request, form, report):
    version = form.cleaned_data["version"] or 0
    try:
        operations.change_report(report=report, version=version, by=request.user, **form.said)
    except NotWhole as refusal:
        form.refuse(refusal.errors)
        return False
    except NotTheirs as refusal:
        raise Http404 from refusal
    messages.success(request, "The changes are saved")
    return True


def _run(request, report):
    try:
        run = operations.ask_again(report=report, by=request.user)
    except NotTheirs as refusal:
        raise Http404 from refusal
    except (NotWhole, WrongState, kinds.UnknownKind) as refusal:
        messages.warning(request, str(refusal))
        return redirect(report)
    messages.success(request, ASKED)
    return redirect(run)


def _done(request, run):
    try:
        if request.POST.get("do") == "cancel":
            operations.cancel(run=run, by=request.user)
            messages.success(request, "It has been asked to stop")
        elif request.POST.get("do") == "again":
            run = operations.ask(kind=run.kind, filters=run.filters, by=request.user, report=_still(request, run))
            messages.success(request, ASKED)
        else:
            raise Http404
    except NotTheirs as refusal:
        raise Http404 from refusal
    except (NotWhole, WrongState, kinds.UnknownKind) as refusal:
        messages.warning(request, str(refusal))
    return redirect(run)


def _still(request, run):
    """The saved report that it was of, as long as it is there for this person."""
    return operations.reports_seen_by(request.user).filter(pk=run.report_id).first()


def _found(request, pk):
    seen = operations.runs_seen_by(request.user).select_related("report", "job", "frozen", "asked_by")
    return get_object_or_404(seen.defer("frozen__data"), pk=pk)


def _opened(request, pk):
    """What was made, for whom it was made, as long as they may see all that it holds."""
    run = get_object_or_404(operations.runs_seen_by(request.user).select_related("report", "frozen"), pk=pk)
    if run.state != RunState.MADE or not operations.may_open(request.user, run):
        raise Http404
    if run.is_restricted:
        step_up.require(request)
    return run


def _partnership(run):
    slugs = run.filters.get("partnerships", ())
    return Partnership.objects.filter(slug=slugs[0]).first() if len(slugs) == 1 else None
