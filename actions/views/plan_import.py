"""A partnership's plan as a workbook: taken out, filled in, brought back, checked and applied."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from actions.forms_plan_import import PlanMappingForm, PlanWorkbookForm, said_of
from actions.models import PlanImport
from actions.operations import plan_import as operations
from actions.operations.updates.refusals import NotTheirs
from actions.plan_book.book import TooLongForACell, workbook
from actions.plan_book.mapping import needs_a_person
from actions.plan_book.reading import WorkbookRefused
from actions.plan_book.standing import standing_plan
from actions.presenters import plan_import as presenter
from cdp import audit, exports
from partners import step_up
from partners.models import Partnership
from partners.roles import Permission

MOST_EARLIER = 50


def _mine(request, slug):
    return get_object_or_404(Partnership.objects.where(request.user, Permission.EDIT_PLAN), slug=slug)


def plan_export(request, partnership):
    """The plan as it stands, or ?template for the same sheets without its rows."""
    mine = _mine(request, partnership)
    is_template = "template" in request.GET
    try:
        content = workbook(standing_plan(mine, user=request.user), is_template=is_template)
    except TooLongForACell as fault:
        messages.warning(request, str(fault))
        return redirect("plan-import", mine.slug)
    if not is_template:
        audit.exported(title=f"the plan of {mine} as a workbook", file_format="xlsx", partnership=mine)
    response = HttpResponse(content, content_type=exports.XLSX_TYPE)
    name = exports.file_name(f"{mine.slug}-plan-template" if is_template else f"{mine.slug}-plan", "xlsx")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["Cache-Control"] = "private, no-store"
    return response


def plan_import(request, partnership):
    mine = _mine(request, partnership)
    is_sent = request.method == "POST"
    form = PlanWorkbookForm(request.POST if is_sent else None, request.FILES if is_sent else None)
    if form.is_valid():
        try:
            return redirect(operations.keep(partnership=mine, file=form.cleaned_data["file"], by=request.user))
        except WorkbookRefused as refusal:
            form.add_error("file", str(refusal))
    earlier = PlanImport.objects.filter(partnership=mine).select_related("partnership", "uploaded_by", "applied_by")
    context = {
        "partnership": mine,
        "form": form,
        "earlier": earlier[:MOST_EARLIER],
        "has_plan": mine.strategies.exists(),
        "source_notice": NOTICE,
    }
    return render(request, "actions/plan_import/upload.html", context)


NOTICE = "Only those who may change the plan see this page."


def plan_import_run(request, partnership, pk):
    own = Partnership.objects.where(request.user, Permission.EDIT_PLAN).filter(slug=partnership)
    runs = PlanImport.objects.select_related("partnership", "uploaded_by", "applied_by")
    run = get_object_or_404(runs, pk=pk, partnership__in=own)
    mine = run.partnership
    context = {"partnership": mine, "run": run, "source_notice": NOTICE}
    try:
        if request.method == "POST" and "discard" in request.POST:
            operations.discard(run=run, by=request.user)
            messages.success(request, f"{run.file_name} is discarded. Nothing was changed.")
            return redirect("plan-import", mine.slug)
        if run.applied_at:
            return render(request, "actions/plan_import/applied.html", context)
        return _open_run(request, run, context)
    except NotTheirs as refusal:
        raise Http404 from refusal
    except operations.NotApplied as refusal:
        messages.warning(request, str(refusal))
        is_there = PlanImport.objects.filter(pk=run.pk).exists()
        return redirect(run) if is_there else redirect("plan-import", mine.slug)
    except WorkbookRefused as refusal:
        return render(request, "actions/plan_import/refused.html", context | {"refusal": refusal})


def _open_run(request, run, context):
    book = operations.book_of(run)
    if request.method == "POST" and "apply" in request.POST:
        if "people" in run.mapping and operations.check(run, user=request.user).of("people", is_new=True):
            step_up.require(request)  # it gives away roles
        found = operations.apply(run=run, digest=request.POST.get("digest", ""), by=request.user)
        messages.success(request, f"The plan says what the workbook says: {_counted(found)}.")
        return redirect(run)
    if request.method == "POST" or "map" in request.GET or needs_a_person(book, run.mapping):
        return _map(request, run, book, context)
    check = operations.check(run, user=request.user)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, presenter.table(check, run.partnership, run.file_name))
    context |= {
        "check": check,
        "sheets": presenter.sheets(check),
        "unchanged": presenter.unchanged(check),
        "faults": check.faults[: presenter.MOST_FAULTS],
        "number_new": sum(change.is_new for change in check.changes),
        "number_changed": sum(not change.is_new for change in check.changes),
        "number_invited": len(check.of("people", is_new=True)),
    }
    return render(request, "actions/plan_import/check.html", context)


def _map(request, run, book, context):
    if "check" in request.POST:
        form = PlanMappingForm(request.POST, book=book, mapping=run.mapping)
        if form.is_valid():
            operations.map_columns(run=run, mapping=form.mapping, by=request.user)
            return redirect(run)
    else:
        shown = said_of(request.POST, book) if request.method == "POST" else run.mapping
        form = PlanMappingForm(book=book, mapping=shown)
    context |= {"form": form, "needs_a_person": needs_a_person(book, run.mapping)}
    return render(request, "actions/plan_import/map.html", context)


def _counted(check):
    new = sum(change.is_new for change in check.changes)
    changed = len(check.changes) - new
    said = [f"{number:,} {word}" for number, word in ((new, "added"), (changed, "changed")) if number]
    invited = len(check.of("people", is_new=True))
    people = f", {invited} {'person' if invited == 1 else 'people'} invited" if invited else ""
    return f"{' and '.join(said)}{people}"
