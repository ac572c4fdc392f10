"""The people of a partnership: who has which role, who is invited, who asks; and what a lead does about it."""

from functools import wraps

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cdp import exports
from partners import presenters, step_up
from partners.forms import EndForm, InviteForm, PeopleFilter, RefuseForm, RoleForm
from partners.models import AccessRequest, Invitation, Membership, Partnership, Person
from partners.operations import access, invitations
from partners.operations import membership as memberships
from partners.operations.looking_after import NotTheirs
from partners.roles import Permission

NOTICE = "Only those who lead the partnership find this page."


def of_those_who_manage(view):
    """Hands on the partnership of the address; 404 unless this person looks after its people, also if no longer."""

    @wraps(view)
    def wrapped(request, partnership, **where):
        mine = get_object_or_404(Partnership.objects.where(request.user, Permission.MANAGE_PEOPLE), slug=partnership)
        if request.method == "POST":
            step_up.require(request)
        try:
            return view(request, mine, **where)
        except NotTheirs as refusal:
            raise Http404 from refusal

    return wrapped


def sent(request):
    """What a form is filled with: also a POST without anything in it is one that was sent."""
    return request.POST if request.method == "POST" else None


def page(request, template, partnership, **context):
    context |= {"partnership": partnership, "source_notice": NOTICE}
    return render(request, f"partners/{template}.html", context)


@of_those_who_manage
def people(request, partnership):
    everybody = presenters.members_of(partnership)
    form = PeopleFilter(request.GET, agencies=presenters.agencies_of(everybody))
    shown = form.narrow(everybody)
    if file_format := exports.requested_format(request):
        return exports.respond(file_format, presenters.table(partnership, shown))
    requests = presenters.requests_of(partnership)
    return page(
        request,
        "people",
        partnership,
        headline=presenters.headline(everybody, requests),
        filters=form,
        members=shown,
        total=len(everybody),
        requests=requests,
        invitations=presenters.invitations_of(partnership, now=timezone.now()),
    )


# Invitations -----------------------------------------------------------------------------------------------------


@of_those_who_manage
def invite(request, partnership):
    form = InviteForm(sent(request), partnership=partnership)
    if form.is_valid():
        try:
            made = invitations.invite(**form.cleaned_data, partnership=partnership, by=request.user)
        except (invitations.AlreadyAMember, ValidationError) as refusal:
            form.add_error("email" if isinstance(refusal, invitations.AlreadyAMember) else None, _said(refusal))
        else:
            messages.success(request, f"{made.name} is invited. The link goes to {made.email}.")
            return redirect("people", partnership.slug)
    return page(request, "people_invite", partnership, form=form)


@require_POST
@of_those_who_manage
def withdraw_invitation(request, partnership, pk):
    invitation = get_object_or_404(Invitation, pk=pk, partnership=partnership)
    try:
        invitations.withdraw(invitation=invitation, by=request.user)
        messages.success(request, f"The invitation of {invitation.name} is withdrawn. Its link no longer works.")
    except invitations.InvitationNotUsable as refusal:
        messages.warning(request, str(refusal))
    return redirect("people", partnership.slug)


@require_POST
@of_those_who_manage
def resend_invitation(request, partnership, pk):
    invitation = get_object_or_404(Invitation, pk=pk, partnership=partnership)
    try:
        made = invitations.send_again(invitation=invitation, by=request.user)
        messages.success(request, f"A new link goes to {made.email}. The one before no longer works.")
    except (invitations.InvitationNotUsable, invitations.AlreadyAMember) as refusal:
        messages.warning(request, str(refusal))
    return redirect("people", partnership.slug)


# Roles -----------------------------------------------------------------------------------------------------------


@of_those_who_manage
def member(request, partnership, pk):
    """One person's roles here, and the form for another."""
    found = get_object_or_404(_people_of(partnership), pk=pk)
    form = RoleForm(sent(request), partnership=partnership)
    if form.is_valid():
        try:
            given = memberships.give_role(person=found, partnership=partnership, by=request.user, **form.cleaned_data)
        except (memberships.RoleRefused, ValidationError) as refusal:
            form.add_error("role", _said(refusal))
        else:
            messages.success(request, f"{found} is now {presenters.role_in_words(given)}.")
            return redirect("member", partnership.slug, found.pk)
    roles = presenters.roles_of(found, partnership)
    return page(request, "people_member", partnership, form=form, member=found, roles=roles)


@of_those_who_manage
def take_role(request, partnership, pk):
    role = get_object_or_404(
        Membership.objects.filter(user__is_service=False).select_related("user", "agency", "partnership"),
        pk=pk,
        partnership=partnership,
    )
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            memberships.take_role(membership=role, by=request.user, reason=reason, kept=form.kept)
        except memberships.RoleRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("member", partnership.slug, role.user_id)
        messages.success(request, f"{role.user} is no longer {presenters.role_in_words(role)}.")
        return _after_ending(request, partnership, role.user)
    return page(request, "people_end", partnership, form=form, member=role.user, roles=[role], is_leaving=False)


@of_those_who_manage
def leave(request, partnership, pk):
    found = get_object_or_404(_people_of(partnership), pk=pk)
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            memberships.leave(person=found, partnership=partnership, by=request.user, reason=reason, kept=form.kept)
        except memberships.RoleRefused as refusal:
            messages.warning(request, str(refusal))
            return redirect("member", partnership.slug, found.pk)
        messages.success(request, f"{found} has left {partnership.short_name}. All their roles here have ended.")
        return redirect("people", partnership.slug)
    roles = presenters.roles_of(found, partnership)
    return page(request, "people_end", partnership, form=form, member=found, roles=roles, is_leaving=True)


def _people_of(partnership):
    """Programs are let in and shut out elsewhere."""
    return Person.objects.filter(memberships__partnership=partnership, is_service=False).distinct()


def _after_ending(request, partnership, person):
    """Back to the person, unless that was their last role here or one's own right to be on these pages."""
    if not Partnership.objects.where(request.user, Permission.MANAGE_PEOPLE).filter(pk=partnership.pk).exists():
        return redirect("strategy", partnership.slug)
    if Membership.objects.filter(partnership=partnership, user=person).exists():
        return redirect("member", partnership.slug, person.pk)
    return redirect("people", partnership.slug)


# Requests --------------------------------------------------------------------------------------------------------


@of_those_who_manage
def access_request(request, partnership, pk):
    found = get_object_or_404(
        AccessRequest.objects.select_related("person", "agency", "partnership", "decided_by"),
        pk=pk,
        partnership=partnership,
    )
    is_refusing = "refuse" in request.POST
    asked = {"role": found.role, "agency": found.agency_id}
    granting = RoleForm(None if is_refusing else sent(request), partnership=partnership, initial=asked)
    refusing = RefuseForm(request.POST if is_refusing else None)
    form = refusing if is_refusing else granting
    if form.is_valid():
        try:
            if is_refusing:
                access.refuse(request=found, by=request.user, answer=form.cleaned_data["answer"], kept=form.kept)
                messages.success(request, f"The request of {found.person} is refused. They are told why.")
            else:
                given = access.grant(request=found, by=request.user, **form.cleaned_data)
                messages.success(request, f"{found.person} is now {presenters.role_in_words(given)}.")
        except access.RequestRefused as refusal:
            messages.warning(request, str(refusal))
        return redirect("people", partnership.slug)
    context = {"form": form, "granting": granting, "refusing": refusing, "asked": found}
    return page(request, "people_request", partnership, **context)


def _said(refusal):
    return " ".join(refusal.messages) if isinstance(refusal, ValidationError) else str(refusal)
