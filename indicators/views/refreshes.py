"""One run of a source: its progress, what it changes, what it could not take in, and what a person decides about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render

from cdp import exports, words
from indicators.mending import MendForm, field_of
from indicators.models import Refresh, RefreshReject
from indicators.operations import refresh as operations
from indicators.operations import rollback
from indicators.operations.run_notes import PASSED_OVER
from indicators.operations.sources import may_manage, may_refresh, save_alias
from indicators.presenters.refreshes import effects_of_taking_back, progress
from indicators.presenters.run import RunPage
from indicators.source_forms import ReviewForm, TakeBackForm
from indicators.views.data import REFUSED, sent

REJECTS_A_PAGE = 100
REJECT_COLUMNS = [
    exports.Column("file", "File"),
    exports.Column("row", "Row", numeric=True),
    exports.Column("column", "Column"),
    exports.Column("value", "Value"),
    exports.Column("reason", "Reason"),
]
# What a button does, which is the name of the operation, and what is said then; deciding on a held run has a form.
SAID = {
    "cancel": "The run has been asked to stop",
    "resume": "The run goes on",
    "replay": "The files of that run are read again",
}


@login_not_required
def refresh(request, pk):
    run = _run(request, pk)
    if request.GET.get("format") == "json":
        return JsonResponse(progress(run), headers={"Cache-Control": "no-store"})
    if request.method == "POST" and request.POST.get("do") in SAID:
        return _started(request, run, request.POST["do"])
    page = RunPage(run, may_refresh=may_refresh(request.user), may_manage=may_manage(request.user))
    rejects = run.rejects.exclude(reason__startswith=PASSED_OVER)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, _reject_table(run, rejects))
    form = _review_form(request, run) if page.can_be_decided else None
    if request.method == "POST":
        if form is None:
            raise Http404
        if form.is_valid() and _decided(request, form, run):
            return redirect(run)
    context = {
        "page": page,
        "run": run,
        "form": form,
        "rejects": Paginator(rejects, REJECTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "indicators/refresh.html", context)


def take_back(request, pk):
    """Asks once more before the figures from before a run stand again."""
    if not may_manage(request.user):
        raise Http404
    run = _run(request, pk)
    if not rollback.can_be_rolled_back(run):
        raise Http404
    form = TakeBackForm(sent(request))
    if form.is_valid():
        try:
            undone = rollback.roll_back(run=run, by=request.user, note=form.cleaned_data["note"])
        except rollback.RollbackRefused as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, f"The run of {words.moment(run.started_at)} was taken back")
            return redirect(undone)
    context = {"run": run, "form": form, "effects": effects_of_taking_back(run)}
    return render(request, "indicators/take_back.html", context)


def mend(request, pk):
    """Say what a source means by a text, so that the rows that have it can be read."""
    if not may_manage(request.user):
        raise Http404
    visible = RefreshReject.objects.filter(refresh__in=Refresh.objects.visible_to(request.user))
    reject = get_object_or_404(visible.select_related("refresh__source"), pk=pk)
    run = reject.refresh
    field = field_of(reason=reject.reason, column=reject.column, value=reject.value)
    if not field:
        raise Http404
    form = MendForm(sent(request), field=field, text=reject.value)
    if form.is_valid():
        alias = save_alias(source=run.source, field=field, text=reject.value, by=request.user, **form.said)
        meaning = alias.area or alias.indicator or alias.value or "all ages"
        messages.success(
            request, f"“{reject.value}” now stands for {meaning}. Read the file again to take its rows in."
        )
        return redirect(f"{run.get_absolute_url()}#rejects")
    same = run.rejects.filter(reason=reject.reason, column=reject.column, value=reject.value)
    context = {"run": run, "reject": reject, "form": form, "number": same.count()}
    return render(request, "indicators/mend.html", context)


def _run(request, pk):
    related = ("source__document", "started_by", "reviewed_by", "job", "replay_of", "undoes", "undone_by")
    return get_object_or_404(Refresh.objects.visible_to(request.user).select_related(*related), pk=pk)


def _started(request, run, do):
    if not may_refresh(request.user):
        raise Http404
    try:
        started = getattr(operations, do)(run=run, by=request.user)
    except REFUSED as refusal:
        messages.error(request, str(refusal))
        return redirect(run)
    messages.success(request, SAID[do])
    return redirect(started if isinstance(started, Refresh) else run)


def _review_form(request, run):
    return ReviewForm(sent(request), gone=run.gone)


def _decided(request, form, run):
    """Whether it was; a refusal goes back into the form, so that nothing that was typed is lost."""
    said = form.cleaned_data
    try:
        if said["decision"] == "approve":
            operations.approve(run=run, by=request.user, note=said["note"], remove_gone=said.get("remove_gone", False))
        else:
            operations.decline(run=run, by=request.user, note=said["note"])
    except REFUSED as refusal:
        form.add_error(None, str(refusal))
        return False
    run.refresh_from_db()
    done = {"approve": "The run is approved", "decline": "The run is declined; the figures are as they were"}
    messages.success(request, done[said["decision"]])
    return True


def _reject_table(run, rejects):
    rows = rejects.values_list("file_name", "row", "column", "value", "reason").iterator()
    title = f"Rows of {run.source} that were rejected, {words.moment(run.started_at)}"
    notes = []
    if run.rejected > (stored := rejects.count()):
        notes.append(f"{run.rejected:,} rows were rejected; the first {stored:,} are listed.")
    return exports.Table(f"refresh-{run.pk}-rejects", title, REJECT_COLUMNS, rows, notes)
