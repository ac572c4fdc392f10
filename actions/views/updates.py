"""Progress updates to be read, approved, sent back and withdrawn, and the evidence that they rest on."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.forms import SendBackForm
from actions.models import Evidence, ProgressUpdate
from actions.operations import updates as operations
from actions.presenters import update as presenter
from partners.models import Partnership
from partners.roles import Permission


def approvals(request, partnership):
    """What waits for a decision in one partnership; for those who decide."""
    partnership = get_object_or_404(
        Partnership.objects.where(request.user, Permission.APPROVE_UPDATES), slug=partnership
    )
    today = timezone.localdate()
    waiting = ProgressUpdate.objects.approvable_by(request.user).filter(action__partnership=partnership)
    waiting = presenter.full_updates(waiting, user=request.user).order_by("reported_at", "pk")
    approvers = list(presenter.approvers_of(partnership))
    others = [one for one in approvers if one.pk != request.user.pk]
    context = {
        "partnership": partnership,
        "waiting": [presenter.beside(one, on=today, person=request.user) for one in waiting],
        "others": presenter.names(others) if others else "",
    }
    return render(request, "actions/approvals.html", context)


@login_not_required
def update(request, partnership, ref, pk):
    readable = ProgressUpdate.objects.readable_by(request.user).filter(
        action__partnership__slug=partnership, action__ref=ref, action__archived_at=None
    )
    found = get_object_or_404(presenter.with_life(presenter.full_updates(readable, user=request.user)), pk=pk)
    form = SendBackForm()
    if request.method == "POST":
        if not request.user.is_authenticated:
            raise Http404
        form = SendBackForm(request.POST if "send_back" in request.POST else None)
        try:
            if answer := _done(request, found, form):
                return answer
        except operations.NotTheirs as refusal:
            raise Http404 from refusal
        except (operations.WrongState, operations.Stale) as refusal:
            messages.warning(request, str(refusal))
            return redirect(found)
    context = {
        "partnership": found.action.partnership,
        "action": found.action,
        "update": found,
        "page": presenter.beside(found, on=timezone.localdate()),
        "colour": presenter.STATE_COLOURS[found.state],
        "moves": presenter.moves_of(found),
        "controls": presenter.controls_of(found, request.user),
        "form": form,
    }
    return render(request, "actions/update.html", context)


def _done(request, update, form):
    """Where to go after what was asked for; None where the form has to be shown again."""
    version = request.POST.get("version", "")
    version = int(version) if version.isdecimal() and len(version) < 10 else 0
    action = update.action
    if "approve" in request.POST:
        operations.approve(update=update, version=version, by=request.user)
        messages.success(request, f"Action {action.ref}: update approved. The board sees it now.")
    elif "withdraw" in request.POST:
        operations.withdraw(update=update, by=request.user)
        messages.success(request, f"Action {action.ref}: update withdrawn. Its words begin the next one.")
        return redirect("report-progress", action.partnership.slug, action.ref)
    elif "send_back" in request.POST:
        if not form.is_valid():
            return None
        operations.send_back(
            update=update, version=version, reason=form.cleaned_data["reason"], by=request.user, kept=form.kept
        )
        messages.success(request, f"Action {action.ref}: update sent back to {update.reported_by}.")
    if request.POST.get("next") == "approvals":
        return redirect("approvals", action.partnership.slug)
    return redirect(update)


@login_not_required
def evidence(request, partnership, ref, pk, evidence):
    """The file itself, never shown as a page of ours."""
    readable = ProgressUpdate.objects.readable_by(request.user).filter(
        action__partnership__slug=partnership, action__ref=ref, action__archived_at=None
    )
    found = get_object_or_404(Evidence.objects.exclude(file=""), pk=evidence, update__in=readable, update=pk)
    try:
        file = found.file.open("rb")
    except FileNotFoundError as fault:
        raise Http404 from fault
    response = FileResponse(file, as_attachment=True, filename=found.file_name, content_type=found.content_type)
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["Cache-Control"] = "private, no-store"
    return response
