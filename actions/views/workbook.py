"""An agency's actions as a workbook: downloaded and uploaded, looked through, applied and undone."""

from django.contrib import messages
from django.db.models import Count
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.models import Batch
from actions.operations import updates
from actions.workbook import making, undoing
from actions.workbook.applying import SeenOtherwise, WorkbookRefused, apply, upload
from actions.workbook.checking import check
from actions.workbook.forms import ApplyForm, WorkbookForm
from actions.workbook.reading import NotTaken
from actions.workbook.standing import agencies_of
from cdp import audit, exports
from partners.models import Partnership
from partners.roles import Permission

EARLIER = 20


def workbook(request, partnership):
    partnership = _partnership(request, partnership)
    agencies = list(agencies_of(request.user, partnership))
    if exports.requested_format(request):
        return _download(request, partnership, agencies)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    if request.method == "POST" and form.is_valid():
        try:
            return redirect(upload(partnership=partnership, file=form.cleaned_data["file"], by=request.user))
        except NotTaken as refusal:
            form.add_error("file", str(refusal))
    counts = _numbers_of_actions(partnership)
    earlier = Batch.objects.filter(partnership=partnership, agency__in=agencies)
    context = {
        "partnership": partnership,
        "agencies": [(agency, counts.get(agency.pk, 0)) for agency in agencies],
        "form": form,
        "earlier": earlier.select_related("partnership", "agency", "uploaded_by", "applied_by", "undone_by")[:EARLIER],
    }
    return render(request, "actions/workbook.html", context)


def workbook_batch(request, partnership, pk):
    partnership = _partnership(request, partnership)
    theirs = Batch.objects.filter(partnership=partnership, agency__in=agencies_of(request.user, partnership))
    people = ("agency", "uploaded_by", "applied_by", "undone_by")
    batch = get_object_or_404(theirs.select_related("partnership", *people), pk=pk)
    try:
        if request.method == "POST" and "undo" in request.POST:
            return _undo(request, batch)
        return _applied(request, batch) if batch.applied_at else _check(request, batch)
    except updates.NotTheirs as refusal:
        raise Http404 from refusal


def _partnership(request, slug):
    """Whoever may report here; for all others there is no such page."""
    one_agency = Partnership.objects.where(request.user, Permission.REPORT_PROGRESS)
    every_agency = Partnership.objects.where(request.user, Permission.REPORT_ANY_PROGRESS)
    return get_object_or_404(one_agency | every_agency, slug=slug)


def _numbers_of_actions(partnership):
    """{agency: how many actions it leads}."""
    led = partnership.actions.current().filter(action_agencies__role="lead").order_by()
    return dict(led.values_list("action_agencies__agency").annotate(Count("pk", distinct=True)))


def _download(request, partnership, agencies):
    if exports.requested_format(request) != "xlsx":
        raise exports.UnknownFormat(request.GET["format"], "xlsx")
    wanted = request.GET.get("agency") or (agencies[0].slug if len(agencies) == 1 else "")
    agency = next((one for one in agencies if one.slug == wanted), None)
    if agency is None or not _numbers_of_actions(partnership).get(agency.pk):
        raise Http404("There is no such agency that leads an action and that this person reports for.")
    audit.exported(title=f"Progress updates of {agency} to fill in", file_format="xlsx")
    content = making.workbook(
        partnership=partnership,
        agency=agency,
        address=request.build_absolute_uri(request.path),
        notes=[exports.SAMPLE_NOTE] if partnership.is_sample else [],
    )
    response = HttpResponse(content, content_type=exports.XLSX_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{making.file_name(partnership, agency)}"'
    response["Cache-Control"] = "private, no-store"
    return response


def _check(request, batch):
    found = check(batch)
    form = ApplyForm(request.POST if request.method == "POST" else None, check=found)
    if request.method == "POST" and form.is_valid():
        submit = "submit" in request.POST
        try:
            apply(
                batch=batch,
                seen=form.cleaned_data["seen"],
                by=request.user,
                submit=submit,
                mine=form.mine(),
                leave_out=form.cleaned_data["leave_out"],
            )
        except SeenOtherwise as refusal:
            messages.warning(request, str(refusal))
            return redirect(batch)
        except WorkbookRefused as refusal:
            form.add_error("leave_out" if found.problems or found.lacking else None, str(refusal))
        else:
            return redirect(batch)
    context = {
        "partnership": batch.partnership,
        "batch": batch,
        "check": found,
        "form": form,
        "can_be_applied": bool(found.changes or found.clashes),
    }
    return render(request, "actions/workbook_check.html", context)


def _applied(request, batch):
    if request.method == "POST":
        messages.warning(request, f"{batch.applied_by} has applied this workbook already.")
        return redirect(batch)
    rows = batch.rows.select_related("update__action__partnership").order_by("row")
    context = {
        "partnership": batch.partnership,
        "batch": batch,
        "rows": [row for row in rows if "made" in row.said],
        "until": undoing.until(batch),
        "in_the_way": [] if batch.undone_at else undoing.in_the_way(batch, now=timezone.now()),
    }
    return render(request, "actions/workbook_applied.html", context)


def _undo(request, batch):
    try:
        undoing.undo(batch=batch, by=request.user)
    except WorkbookRefused as refusal:
        messages.warning(request, str(refusal))
    else:
        messages.success(request, "Every update is as it was before this workbook.")
    return redirect(batch)
