from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.forms import ProgressUpdateForm
from actions.models import Action
from actions.operations import progress
from actions.presenters import my as my_work
from actions.presenters.action import aim_of
from cdp import exports, words
from indicators.operations.sources import waiting_for_review


def report_progress(request, partnership, ref):
    action = get_object_or_404(
        Action.objects.reportable_by(request.user)
        .select_related("partnership")
        .prefetch_related("measures__series__indicator", "milestones"),
        partnership__slug=partnership,
        ref=ref,
    )
    last = action.updates.select_related("reported_by").first()
    if request.method == "POST" and last and "nothing_changed" in request.POST:
        return _reported(request, action, **_unchanged(last))
    form = ProgressUpdateForm(request.POST or None, last=last, aim=aim_of(action))
    if form.is_valid():
        return _reported(request, action, **form.cleaned_data)
    today = timezone.localdate()
    context = {
        "partnership": action.partnership,
        "action": action,
        "form": form,
        "last": last,
        "meeting": action.partnership.meetings.filter(held_on__gte=today).order_by("held_on").first(),
        "open_milestones": [milestone for milestone in action.milestones.all() if milestone.done_on is None],
    }
    return render(request, "actions/report_progress.html", context)


def _reported(request, action, **said):
    try:
        progress.report_progress(action=action, by=request.user, **said)
    except progress.NotTheirsToReport as refusal:
        raise Http404 from refusal
    messages.success(request, f"Progress reported on action {action.ref}")
    return redirect(action)


def _unchanged(last):
    """What was said last time, said again today."""
    return {
        "delivery_status": last.delivery_status,
        "confidence": last.confidence,
        "narrative": f"No change since {words.day(last.reported_at)}.",
        "next_step": last.next_step,
        "blocker": last.blocker,
    }


def my(request):
    work = my_work.work_of(request.user, on=timezone.localdate())
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, work.table())
    return render(request, "actions/my.html", {"work": work, "held": waiting_for_review(request.user)})
