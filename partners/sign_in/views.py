"""The account page and what it leads to. What is not here are allauth's views, named in urls.py."""

from allauth.account.internal import flows
from allauth.account.utils import get_next_redirect_url
from allauth.account.views import LoginView
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from allauth.socialaccount.internal.flows import connect as connecting
from allauth.socialaccount.models import SocialAccount, SocialApp
from allauth.socialaccount.providers.base.constants import AuthProcess
from allauth.usersessions.internal import flows as session_flows
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse, reverse_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from cdp import audit
from partners import emails, presenters, step_up
from partners.operations import people
from partners.sign_in import factors, organisations
from partners.sign_in.account import log_limit, organisation_name
from partners.sign_in.devices import in_words
from partners.sign_in.forms import AddressForm, NameForm

LAST_WAY = "This is your only way to sign in. Add another one first."


class SignIn(LoginView):
    template_name = "account/login.html"

    def get_context_data(self, **kwargs):
        return super().get_context_data(**kwargs) | {"organisations": organisations.providers(self.request)}


@login_not_required
@never_cache
@require_POST
def sign_out(request):
    """By POST only, so that no foreign page can sign someone out with a link."""
    flows.logout.logout(request, show_message=False)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@login_not_required
def too_many(request, exception=None):
    log_limit(request)
    return render(request, "429.html", status=429)


@require_GET
@never_cache
def account(request):
    kept = Authenticator.objects.filter(user=request.user).order_by("created_at")
    by_type = {type_: [each for each in kept if each.type == type_] for type_ in Authenticator.Type}
    codes = by_type[Authenticator.Type.RECOVERY_CODES]
    linked = [
        (each, organisation_name(each.provider), each.extra_data.get("email") or each.extra_data.get("name", ""))
        for each in SocialAccount.objects.filter(user=request.user).order_by("date_joined")
    ]
    sessions = UserSession.objects.purge_and_list(request.user)
    context = {
        "passkeys": by_type[Authenticator.Type.WEBAUTHN],
        "app": next(iter(by_type[Authenticator.Type.TOTP]), None),
        "codes_left": len(codes[0].wrap().get_unused_codes()) if codes else None,
        "linked": linked,
        "organisations": [
            each
            for each in organisations.providers(request)
            if each.app.provider_id not in {row.provider for row, *_ in linked}
        ],
        "sessions": [
            {"row": each, "device": in_words(each.user_agent), "is_current": each.is_current()}
            for each in sorted(sessions, key=lambda each: each.created_at, reverse=True)
        ],
        "held": presenters.held_by(request.user),
        "is_national": request.user.national_roles.exists(),
        "needs_second_factor": factors.needs_second_factor(request.user),
        "deadline": factors.deadline(request.user),
    }
    return render(request, "partners/account.html", context)


@never_cache
def second_factor(request):
    """Asks for a second factor: for later while there is time, then before anything else."""
    then = get_next_redirect_url(request) or reverse(settings.LOGIN_REDIRECT_URL)
    if not factors.needs_second_factor(request.user):
        return redirect(then)
    context = {"then": then, "must": factors.must_add_now(request), "deadline": factors.deadline(request.user)}
    return render(request, "partners/second_factor.html", context)


@never_cache
def prove(request):
    """Step-up for those who sign in at their organisation: it asks them again."""
    then = get_next_redirect_url(request) or reverse("account")
    mine = {each.provider for each in SocialAccount.objects.filter(user=request.user)}
    offered = [each for each in organisations.providers(request) if each.app.provider_id in mine]
    if request.method == "POST":
        chosen = next((each for each in offered if each.app.provider_id == request.POST.get("organisation")), None)
        if chosen is None:
            raise Http404
        return chosen.redirect(request, AuthProcess.LOGIN, next_url=then, ask_again=True)
    return render(request, "partners/prove.html", {"organisations": offered, "then": then})


# Name and address ----------------------------------------------------------------------------------------------------


def change_name(request):
    form = NameForm(request.POST or None, initial={"name": request.user.name})
    if form.is_valid():
        people.rename(person=request.user, name=form.cleaned_data["name"], by=request.user)
        messages.success(request, "Your name has been changed.")
        return redirect("account")
    return render(request, "partners/change_name.html", {"form": form})


@step_up.required
def change_address(request):
    form = AddressForm(request.POST or None)
    if form.is_valid():
        email = form.cleaned_data["email"]
        people.ask_to_change_address(
            person=request.user,
            email=email,
            to_link=lambda token: emails.address(reverse("confirm-address", args=[token])),
        )
        messages.success(request, f"Open the link that we sent to {email}. Until then your address stays as it is.")
        return redirect("account")
    return render(request, "partners/change_address.html", {"form": form})


@login_not_required
@never_cache
def confirm_address(request, token):
    """Opened by a person, not by a program that looks through mail: only the button changes something."""
    try:
        if request.method == "POST":
            people.change_address(token=token)
            messages.success(request, "Your email address has been changed.")
            return redirect("account")
        _person, new = people.read_change(token)
    except people.AddressNotUsable as problem:
        return render(request, "partners/confirm_address.html", {"problem": problem}, status=410)
    return render(request, "partners/confirm_address.html", {"new": new})


# Passkeys ------------------------------------------------------------------------------------------------------------


class AddPasskey(AddWebAuthnView):
    template_name = "mfa/webauthn/add_form.html"

    def get_context_data(self, **kwargs):
        context = super().get_context_data(**kwargs)
        options = webauthn.begin_registration(self.request.user, passwordless=True)
        return context | {"js_data": {"creation_options": options}}

    def get_success_url(self):
        return reverse("mfa_view_recovery_codes" if self.did_generate_recovery_codes else "account")


class RemovePasskey(RemoveWebAuthnView):
    success_url = reverse_lazy("account")

    def form_valid(self, form):
        if not factors.other_ways_to_sign_in(self.request.user, without=self.object):
            messages.error(self.request, LAST_WAY)
            return redirect("account")
        return super().form_valid(form)


# Organisations -------------------------------------------------------------------------------------------------------


@login_not_required
@require_POST
def organisation_sign_in(request, provider_id):
    return _provider(request, provider_id).redirect(
        request, AuthProcess.LOGIN, next_url=get_next_redirect_url(request) or None
    )


@require_POST
@step_up.required
def link_organisation(request, provider_id):
    # Bound to the person: signed in as another by the time the answer comes, nothing is linked.
    return _provider(request, provider_id).redirect(
        request, AuthProcess.CONNECT, next_url=reverse("account"), data={"person": request.user.pk}
    )


@require_POST
@step_up.required
def unlink_organisation(request, pk):
    linked = get_object_or_404(SocialAccount, pk=pk, user=request.user)
    if factors.other_ways_to_sign_in(request.user, without=linked):
        connecting.disconnect(request, linked)
    else:
        messages.error(request, LAST_WAY)
    return redirect("account")


def _provider(request, provider_id):
    try:
        return organisations.OrganisationsAdapter(request).get_provider(request, provider=provider_id)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem


# Sessions ------------------------------------------------------------------------------------------------------------


@require_POST
def end_session(request, pk):
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    audit.record(
        kind="person.session_ended", by=request.user, subject=request.user, reason=in_words(session.user_agent)
    )
    was_current = session.is_current()
    session_flows.sessions.end_sessions(request, [session])
    if was_current:
        return redirect(settings.LOGOUT_REDIRECT_URL)
    messages.success(request, "That session has been ended.")
    return redirect("account")


@require_POST
def end_other_sessions(request):
    audit.record(kind="person.session_ended", by=request.user, subject=request.user, reason="All other sessions")
    session_flows.sessions.end_other_sessions(request, request.user)
    messages.success(request, "You have been signed out everywhere else.")
    return redirect("account")
