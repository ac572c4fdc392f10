"""The meetings of a partnership's board and what they decide: everybody who sees the partnership reads them."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone

from actions.forms_meetings import CloseForm, DecisionForm, MeetingForm
from actions.models import Decision, Meeting
from actions.operations import meetings as operations
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.presenters import decisions as presenter
from actions.presenters import packs
from actions.queries import may_hold_meetings
from actions.views.pages import download_notes, visible_partnership
from cdp import exports
from partners.belonging import permissions_in
from partners.models import Partnership
from partners.roles import Permission


@login_not_required
def meetings(request, partnership):
    partnership = visible_partnership(request, partnership)
    today = timezone.localdate()
    file_format = exports.requested_format(request)
    if file_format and request.GET.get("list") == "decisions":
        notes = download_notes(partnership)
        return exports.respond(file_format, presenter.decisions_table(partnership, notes, on=today))
    page = presenter.meetings_page(partnership, on=today)
    if file_format:
        notes = download_notes(partnership)
        return exports.respond(file_format, presenter.meetings_table(page, partnership, notes))
    context = {"partnership": partnership, "page": page, "may_hold": _may_hold(request, partnership)}
    return render(request, "actions/meetings.html", context)


def new_meeting(request, partnership):
    partnership = get_object_or_404(Partnership.objects.where(request.user, Permission.HOLD_MEETINGS), slug=partnership)
    form = MeetingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        made = _tried(form, operations.plan_meeting, partnership=partnership, by=request.user, **form.cleaned_data)
        if made:
            messages.success(request, f"{made}: the dates are set")
            return redirect(made)
    return render(request, "actions/meeting_form.html", {"partnership": partnership, "form": form})


@login_not_required
def meeting(request, partnership, pk):
    found = _meeting(request, partnership, pk)
    today = timezone.localdate()
    may_hold = _may_hold(request, found.partnership)
    can_record = may_hold and found.cancelled_at is None and found.held_on <= today
    form = DecisionForm(partnership=found.partnership) if can_record else None
    if request.method == "POST":
        _require(request, found.partnership)
        if "hold_after_all" in request.POST:
            return _moved(request, found, operations.hold_after_all, "It is held after all", meeting=found)
        form = DecisionForm(request.POST, partnership=found.partnership)
        if form.is_valid():
            try:
                made = _tried(form, operations.record_decision, meeting=found, by=request.user, **form.cleaned_data)
            except WrongState as refusal:
                messages.warning(request, str(refusal))
                return redirect(found)
            if made:
                messages.success(
                    request, f"{made.get_kind_display()} recorded. It is carried forward until it is closed."
                )
                return redirect(found)
    context = {
        "partnership": found.partnership,
        "meeting": found,
        "page": presenter.meeting_page(found, on=today),
        "dates": presenter.dates_of(found),
        "may_hold": may_hold,
        "packs": packs.rows_of(found.packs.visible_to(request.user).order_by("number")),
        "may_freeze": Permission.FREEZE_PACKS in permissions_in(request.user, found.partnership),
        "is_past": found.held_on < today,
        "form": form,
    }
    return render(request, "actions/meeting.html", context)


def change_meeting(request, partnership, pk):
    found = _meeting(request, partnership, pk)
    _require(request, found.partnership)
    if request.method == "POST" and "cancel" in request.POST:
        return _moved(request, found, operations.cancel_meeting, "The meeting is cancelled", meeting=found)
    initial = {name: getattr(found, name) for name in operations.FIELDS}
    form = MeetingForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            made = _tried(form, operations.change_meeting, meeting=found, by=request.user, **form.cleaned_data)
        except WrongState as refusal:
            messages.warning(request, str(refusal))
            return redirect(found)
        if made:
            messages.success(request, "The dates are saved")
            return redirect(made)
    context = {
        "partnership": found.partnership,
        "meeting": found,
        "form": form,
        "has_decisions": found.decisions.exists(),
    }
    return render(request, "actions/meeting_form.html", context)


@login_not_required
def decision(request, partnership, pk, decision):
    found = get_object_or_404(
        presenter.full_decisions(Decision.objects.visible_to(request.user)).select_related("recorded_by"),
        meeting__partnership__slug=partnership,
        meeting=pk,
        pk=decision,
    )
    partnership = found.meeting.partnership
    change, close = _decision_forms(found) if _may_hold(request, partnership) else (None, None)
    if request.method == "POST":
        _require(request, partnership)
        if "reopen" in request.POST:
            return _moved(request, found, operations.reopen_decision, "It is carried forward again", decision=found)
        answer, change, close = _decided(request, found)
        if answer:
            return answer
    (row,) = [presenter.Row(found, found.is_overdue(on=timezone.localdate()))]
    context = {
        "partnership": partnership,
        "decision": found,
        "row": row,
        "answered": found.action.recommendations.current().order_by("position") if found.action else (),
        "may_hold": _may_hold(request, partnership),
        "change": change,
        "close": close,
        "form": next((one for one in (change, close) if one and one.errors), None),
    }
    return render(request, "actions/decision.html", context)


def _decision_forms(found, *, changed=None, closed=None):
    initial = {name: getattr(found, name) for name in operations.SAID}
    return (
        DecisionForm(changed, partnership=found.meeting.partnership, decision=found, initial=initial),
        CloseForm(closed),
    )


def _decided(request, found):
    """Where to go, or None and both forms with what is wrong in one of them."""
    is_closing = "close" in request.POST
    change, close = _decision_forms(
        found, changed=None if is_closing else request.POST, closed=request.POST if is_closing else None
    )
    form = close if is_closing else change
    if not form.is_valid():
        return None, change, close
    operation = operations.close_decision if is_closing else operations.change_decision
    try:
        done = _tried(form, operation, decision=found, by=request.user, **form.cleaned_data)
    except WrongState as refusal:
        messages.warning(request, str(refusal))
        return redirect(found), change, close
    if done is None:
        return None, change, close
    messages.success(request, "It is closed, and carried forward no longer" if is_closing else "The changes are saved")
    return redirect(found.meeting if is_closing else found), change, close


def _meeting(request, partnership, pk):
    visible = Partnership.objects.visible_to(request.user)
    return get_object_or_404(
        Meeting.objects.filter(partnership__in=visible).select_related("partnership", "cancelled_by"),
        partnership__slug=partnership,
        pk=pk,
    )


def _may_hold(request, partnership):
    """Which links to show; the operations ask again."""
    return Permission.HOLD_MEETINGS in permissions_in(request.user, partnership)


def _require(request, partnership):
    if not (request.user.is_authenticated and may_hold_meetings(request.user, partnership)):
        raise Http404


def _tried(form, operation, **said):
    """What the operation made; None where it found something wrong, which then stands in the form."""
    try:
        return operation(**said)
    except NotWhole as refusal:
        form.refuse(refusal.errors)
        return None
    except NotTheirs as refusal:
        raise Http404 from refusal


def _moved(request, found, operation, words, **subject):
    try:
        operation(by=request.user, **subject)
        messages.success(request, words)
    except NotTheirs as refusal:
        raise Http404 from refusal
    except WrongState as refusal:
        messages.warning(request, str(refusal))
    return redirect(found)
