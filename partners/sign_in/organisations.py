"""What an organisation's account may do here. It comes in only where somebody has let it in before.

    it is linked to a person already                     that person is signed in
    it comes back with an open invitation                a new person is made and linked, or its own person accepts
    a person who is signed in links it to themselves     it is linked
    anything else                                        refused, and said whom to ask

An email address in a token links nobody to anybody: each organisation can write there what it likes.
"""

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter, _build_apps_from_settings
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.base.constants import AuthError, AuthProcess
from django.contrib import messages
from django.db import transaction
from django.shortcuts import redirect, render
from django.urls import reverse

from cdp import audit
from partners.models import Person
from partners.operations import invitations

REFUSED = "partners/organisation_refused.html"
FAILED = (
    "The sign-in at your organisation could not be completed. Try again; if it goes on, tell whoever runs this service."
)


class OrganisationsAdapter(DefaultSocialAccountAdapter):
    def is_open_for_signup(self, request, sociallogin):
        return False

    def can_authenticate_by_email(self, login, email):
        return False

    def authenticate_by_email(self, sociallogin):
        return None

    def list_apps(self, request, provider=None, client_id=None):
        """Only those of the settings: a row in the database must not open a door."""
        found = _build_apps_from_settings(provider=provider, client_id=client_id)
        return [app for apps in found.values() for app in apps]

    def get_connect_redirect_url(self, request, socialaccount):
        return reverse("account")

    def populate_user(self, request, sociallogin, data):
        """The name and the address of a new person are those of the invitation."""
        return sociallogin.user

    def on_authentication_error(self, request, provider, error=None, exception=None, extra_context=None):
        """A page without the reason, which is in the log; but why a whole organisation may not come in is told."""
        if error == AuthError.CANCELLED:
            return
        reason = str(exception) if exception else f"{error or 'unknown'}"
        audit.refused_sign_in(reason=reason[:300], method=provider.name)
        told = str(exception) if _is_for_people(exception) else FAILED
        raise ImmediateHttpResponse(_refusal(request, provider, told))

    def pre_social_login(self, request, sociallogin):
        process = sociallogin.state.get("process")
        if process == AuthProcess.CONNECT:
            if not request.user.is_authenticated or sociallogin.state.get("data") != {"person": request.user.pk}:
                self._refuse(request, sociallogin, "Sign in first, then link your organisation's account.")
            return
        invited = (sociallogin.state.get("data") or {}).get("invitation")
        if invited:
            self._join(request, sociallogin, invited)
        elif not sociallogin.is_existing:
            sentence = (
                "This account of your organisation is not linked to anybody here yet. Open the link of your "
                "invitation, or sign in another way and link it on your account page."
            )
            self._refuse(request, sociallogin, sentence)

    def _join(self, request, sociallogin, digest):
        try:
            with transaction.atomic():
                invitation = invitations.find(digest=digest)
                if sociallogin.is_existing:
                    person = Person.objects.get(pk=sociallogin.user.pk)
                    if person.is_active:
                        invitations.accept(invitation=invitation, by=person)
                else:
                    person = invitations.accept_as_new(invitation=invitation)
                    sociallogin.connect(request, person)
        except invitations.InvitationNotUsable as problem:
            self._refuse(request, sociallogin, f"{problem} Ask {problem.ask} for a new one.")
        except invitations.AccountExists:
            # They were offered to sign in instead; an account came to be since.
            raise ImmediateHttpResponse(redirect("sign-in")) from None
        messages.success(request, f"Welcome to {invitation.partnership}.")

    def _refuse(self, request, sociallogin, sentence):
        audit.refused_sign_in(reason=sentence, method=sociallogin.provider.name)
        raise ImmediateHttpResponse(_refusal(request, sociallogin.provider, sentence))


def _is_for_people(exception):
    return isinstance(exception, ProviderException)


def _refusal(request, provider, sentence):
    return render(request, REFUSED, {"provider": provider, "sentence": sentence}, status=403)


def providers(request):
    """The organisations that there are buttons for."""
    return OrganisationsAdapter(request).list_providers(request)
