"""Somebody leaves a partnership by themselves, once they have seen what ends and what stays."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache

from partners import presenters, step_up
from partners.forms import LeaveForm
from partners.models import Membership, Partnership
from partners.operations import invitations
from partners.operations import membership as memberships
from partners.roles import Role


@never_cache
def leave(request, partnership):
    """Found by those who have a role there; the last lead is told why not yet, and whom to ask."""
    mine = get_object_or_404(Partnership, slug=partnership, pk__in=request.user.memberships.values("partnership"))
    form = LeaveForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        step_up.require(request)
        if form.is_valid():
            try:
                reason = form.cleaned_data["reason"]
                memberships.leave_by_oneself(person=request.user, partnership=mine, reason=reason, kept=form.kept)
            except memberships.EndedAlready as refusal:
                messages.warning(request, str(refusal))
                return redirect("account")
            except memberships.LastLead:
                pass  # the page says it
            else:
                messages.success(request, f"You have left {mine.short_name}. Your roles there have ended.")
                return redirect("account")
    is_last_lead = memberships.is_last_lead(request.user, mine)
    context = {
        # Not `partnership`: the page is one of the account.
        "left": mine,
        "form": form,
        "roles": presenters.roles_of(request.user, mine),
        "is_last_lead": is_last_lead,
        "to_ask": _chairs(mine, request.user) if is_last_lead else [],
        "is_invited": invitations.open_ones(email=request.user.email, partnership=mine).exists(),
    }
    return render(request, "partners/account_leave.html", context, status=409 if _is_refused(request, context) else 200)


def _is_refused(request, context):
    return request.method == "POST" and context["is_last_lead"]


def _chairs(partnership, person):
    """Who answers for the partnership, and so knows who should lead it next."""
    role = Role.SENIOR_RESPONSIBLE_OWNER
    found = Membership.objects.filter(partnership=partnership, role=role, user__is_active=True).exclude(user=person)
    return sorted({str(membership.user) for membership in found.select_related("user")})
