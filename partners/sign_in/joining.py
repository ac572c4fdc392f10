"""/join/<token>/: an invitation opened. Looking changes nothing, since programs open links in mail before people do."""

from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.models import Login
from allauth.socialaccount.providers.base.constants import AuthProcess
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from partners.models import Person
from partners.operations import invitations
from partners.sign_in import organisations
from partners.sign_in.forms import JoinForm


@login_not_required
@never_cache
@sensitive_post_parameters("password")
def join(request, token):
    try:
        invitation = invitations.find(digest=invitations.digest_of(token))
        return _answer(request, invitation)
    except invitations.InvitationNotUsable as problem:
        return render(request, "partners/join_refused.html", {"problem": problem}, status=problem.status)
    except invitations.AccountExists:
        return redirect(request.path)


def _answer(request, invitation):
    owner = Person.objects.filter(email__iexact=invitation.email).first()
    offered = organisations.providers(request)
    form = JoinForm(person=Person(email=invitation.email, name=invitation.name))
    if request.method == "POST":
        way = request.POST.get("way", "")
        if request.user.is_authenticated:
            return _accept(request, invitation)
        if owner is None and way == "passkey":
            return _with_passkey(request, invitation)
        if owner is None and way == "password":
            form = JoinForm(request.POST, person=Person(email=invitation.email, name=invitation.name))
            if form.is_valid():
                return _with_password(request, invitation, form.cleaned_data["password"])
        for each in offered:
            if way == each.app.provider_id:
                return _at_organisation(request, invitation, each)
    context = {"invitation": invitation, "owner": owner, "form": form, "organisations": offered}
    return render(request, "partners/join.html", context)


def _accept(request, invitation):
    invitations.accept(invitation=invitation, by=request.user)
    messages.success(request, f"Welcome to {invitation.partnership}.")
    return redirect(_then(invitation))


def _with_password(request, invitation, password):
    person = invitations.accept_as_new(invitation=invitation, password=password)
    messages.success(request, f"Welcome to {invitation.partnership}.")
    login = Login(user=person, email=person.email, redirect_url=_then(invitation))
    return perform_password_login(request, {"email": person.email}, login)


def _with_passkey(request, invitation):
    """The account is made first, since a passkey carries its number; whoever stops now asks for a password by email."""
    person = invitations.accept_as_new(invitation=invitation)
    record_authentication(request, person, "invitation")
    perform_login(request, Login(user=person, email=person.email))
    return redirect("mfa_add_webauthn")


def _at_organisation(request, invitation, provider):
    return provider.redirect(
        request, AuthProcess.LOGIN, next_url=_then(invitation), data={"invitation": invitation.token_digest}
    )


def _then(invitation):
    return reverse("strategy", args=[invitation.partnership.slug])
