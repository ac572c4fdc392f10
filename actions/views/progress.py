"""Reporting progress: the form, what it saves by itself, and what happens when two people write at once."""

from django.contrib import messages
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.forms import ProgressUpdateForm, initial_of
from actions.models import Action, Evidence
from actions.models.progress import EDITABLE_STATES
from actions.operations import updates
from actions.operations.updates.drafting import beginnings
from actions.presenters import both_versions
from actions.presenters import my as my_work
from actions.presenters.action import aim_of
from actions.presenters.update import returned_because
from actions.queries import approvers_of
from cdp import exports
from indicators.operations.sources import waiting_for_review


def report_progress(request, partnership, ref):
    action = get_object_or_404(
        Action.objects.reportable_by(request.user)
        .select_related("partnership")
        .prefetch_related("measures__series__indicator", "measures__series__area", "milestones"),
        partnership__slug=partnership,
        ref=ref,
    )
    try:
        if request.method != "POST":
            return _page(request, action)
        if "nothing_changed" in request.POST:
            return _nothing_changed(request, action)
        if "remove_evidence" in request.POST:
            return _remove(request, action)
        return _said(request, action)
    except updates.NotTheirs as refusal:
        raise Http404 from refusal
    except updates.WrongState as refusal:
        if _wants_json(request):
            return JsonResponse({"sentence": str(refusal)}, status=409)
        messages.warning(request, str(refusal))
        return redirect(action)


def _wants_json(request):
    return request.headers.get("Accept") == "application/json"


def _form(action, data=None, *args, update=None, **options):
    """Asks about what is current. What is archived or met is there only where something is said of it already, in the
    open update or in what is sent, so that nobody's words are lost with the next save.
    """
    milestones, measures = action.milestones.all(), action.measures.all()
    rest = [one for one in milestones if one.archived_at or one.done_on] + [one for one in measures if one.archived_at]
    told = _told_of(action, data, update) if rest else set()
    names = {one: f"{one._meta.verbose_name}-{one.pk}" for one in rest}
    return ProgressUpdateForm(
        data,
        *args,
        milestones=[one for one in milestones if one not in names or names[one] in told],
        measures=[one for one in measures if one not in names or names[one] in told],
        last=action.updates.approved().select_related("reported_by").first(),
        aim=aim_of(action),
        **options,
    )


def _told_of(action, data, update):
    """{"milestone-7", "measure-3"} of which the open update or this post says something."""
    if data is not None:
        update = _open(action)
    told = set(data or ())
    told |= {f"measure-{name.split('-')[1]}" for name in told if name.startswith("figure-")}
    if update:
        told |= {f"milestone-{word.milestone_id}" for word in update.milestones.all()}
        told |= {f"measure-{figure.measure_id}" for figure in update.figures.all()}
    return told


def _open(action):
    return (
        action.updates.open()
        .select_related("saved_by", "reported_by", "decided_by")
        .prefetch_related("milestones", "figures", "evidence")
        .first()
    )


def _page(request, action, form=None, status=200):
    update = _open(action)
    if update and update.state not in EDITABLE_STATES:
        return redirect("update", action.partnership.slug, action.ref, update.pk)
    if form is None:
        form = _form(action, update=update, initial=initial_of(update, beginnings(action) if update is None else None))
    last = action.updates.approved().select_related("reported_by").first()
    today = timezone.localdate()
    context = {
        "partnership": action.partnership,
        "action": action,
        "form": form,
        "update": update,
        "evidence": update.evidence.all() if update else [],
        "last": last,
        "returned": returned_because(update) if update else None,
        "meeting": action.partnership.meetings.filter(held_on__gte=today, cancelled_at=None)
        .order_by("held_on")
        .first(),
        "approvers": approvers_of(action.partnership),
        "more_open": _says_more(form, update),
    }
    return render(request, "actions/report_progress.html", context, status=status)


def _says_more(form, update):
    """Whether what is folded away has to be open: it holds an error, or something that was said."""
    folded = {name for _, names in form.groups for name in names}
    return bool(folded & set(form.errors)) or bool(
        update and (update.milestones.all() or update.figures.all() or update.evidence.all())
    )


def _nothing_changed(request, action):
    update = updates.no_change(action=action, by=request.user)
    messages.success(request, f"Action {action.ref}: that nothing has changed is sent for approval")
    return redirect("update", action.partnership.slug, action.ref, update.pk)


def _remove(request, action):
    evidence = get_object_or_404(Evidence, pk=_number(request.POST["remove_evidence"]), update__action=action)
    updates.remove_evidence(evidence=evidence, by=request.user)
    messages.success(request, f"Removed: {evidence.title}")
    return redirect("report-progress", action.partnership.slug, action.ref)


def _number(text):
    return int(text) if str(text).isdecimal() and len(text) < 19 else 0


def _said(request, action):
    """Saved as far as it is sound; then, if it was to be sent and is whole, sent."""
    is_draft = "submit" not in request.POST or _wants_json(request)
    form = _form(action, both_versions.chosen(request.POST, action), request.FILES, is_draft=is_draft)
    form.is_valid()
    try:
        update = updates.save_on(
            action=action, version=_number(request.POST.get("version", "0")), by=request.user, **form.said()
        )
        if not _wants_json(request):
            update = _with_evidence(update, form, by=request.user)
        if not is_draft and not form.errors:
            update = updates.submit(update=update, version=update.version, by=request.user, kept=form.kept)
    except updates.Stale as refusal:
        return _both(request, action, form, refusal.current)
    except updates.NotWhole as refusal:
        form.refuse(refusal.errors)
        update = _open(action)
    if _wants_json(request):
        return _saved(update, form)
    if form.errors:
        form.data = form.data.copy()
        form.data["version"] = str(update.version if update else 0)
        return _page(request, action, form)
    if is_draft:
        messages.success(request, "Draft saved. Nobody else is told until you send it for approval.")
        return redirect("report-progress", action.partnership.slug, action.ref)
    messages.success(request, f"Action {action.ref}: sent for approval")
    return redirect("update", action.partnership.slug, action.ref, update.pk)


def _with_evidence(update, form, *, by):
    """Each file and link on its own: one that is refused takes nothing else with it."""
    told = form.cleaned_data
    title, strength = told.get("evidence_title", ""), told.get("evidence_strength") or Evidence.Strength.DOCUMENT
    given = [("evidence_files", {"file": file}) for file in told.get("evidence_files") or []]
    if link := told.get("evidence_link"):
        given.append(("evidence_link", {"link": link}))
    for field, what in given:
        try:
            update = updates.add_evidence(
                update=update, by=by, title=title if len(given) == 1 else "", strength=strength, **what
            ).update
        except updates.EvidenceRefused as refusal:
            form.add_error(field, str(refusal))
    return update


def _saved(update, form):
    """What the page that saves by itself has to know."""
    problems = {name: [str(each) for each in errors] for name, errors in form.errors.items()}
    at = timezone.localtime(update.saved_at) if update else None
    return JsonResponse(
        {
            "version": update.version if update else 0,
            "saved_at": f"{at:%H:%M}" if at else "",
            "problems": problems,
        }
    )


def _both(request, action, form, current):
    """Nothing is overwritten: both versions side by side, and for each answer a choice."""
    if _wants_json(request):
        sentence = "Somebody else has changed this update since you opened it. Your words are kept on this page."
        return JsonResponse({"sentence": sentence, "stale": True}, status=409)
    context = {
        "partnership": action.partnership,
        "action": action,
        "current": current,
        "both": both_versions.of(form, current),
        "can_be_saved": current is None or current.state != "submitted",
        "version": current.version if current and current.state in EDITABLE_STATES else 0,
        "is_draft": "submit" not in request.POST,
        "has_files": bool(request.FILES),
    }
    return render(request, "actions/both_versions.html", context, status=409)


def my(request):
    work = my_work.work_of(request.user, on=timezone.localdate())
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, work.table())
    return render(request, "actions/my.html", {"work": work, "held": waiting_for_review(request.user)})
