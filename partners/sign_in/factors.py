"""Passkeys and codes: how they are kept, and whose role needs a second factor."""

import base64
import hashlib
from datetime import timedelta

from allauth.account.internal.flows.login import get_authentication_records
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings
from django.http import HttpResponseRedirect, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from partners.roles import GRANTS, Permission

SECOND_FACTORS = [Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
# Whoever may do more than read.
CHANGING_ROLES = [role.value for role, granted in GRANTS.items() if granted - {Permission.VIEW}]
# Where somebody can get who still has to add a second factor: to where it is added, and out.
OPEN_WITHOUT = {
    "account", "second-factor", "sign-out", "account_reauthenticate", "account_change_password", "account_set_password",
    "mfa_activate_totp", "mfa_add_webauthn", "mfa_view_recovery_codes", "mfa_download_recovery_codes",
    "mfa_reauthenticate", "mfa_reauthenticate_webauthn", "prove", "organisation-link", "organisation-sign-in",
    "organisation-callback", "join", "healthz", "readyz", "privacy", "accessibility", "about", "public", "shared-link",
    "embed-scorecard", "embed-indicator", "oauth-token", "oauth-revoke",
}  # fmt: skip


class FactorAdapter(DefaultMFAAdapter):
    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": "The code is not right. Codes change every 30 seconds; enter the newest one.",
        "cannot_delete_authenticator": "This is your only way to sign in. Add another one first.",
        "cannot_generate_recovery_codes": "Add a passkey or an authenticator app first. The codes stand in for them.",
        "unverified_email": "Confirm your email address first.",
    }

    def get_totp_issuer(self):
        return "Combating Drugs Partnerships"

    def encrypt(self, text):
        """A stolen copy of the database alone gives no codes."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text):
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def generate_authenticator_name(self, user, type):
        number = Authenticator.objects.filter(user=user, type=type).count() + 1
        return "Passkey" if number == 1 else f"Passkey {number}"

    def get_public_key_credential_rp_entity(self):
        return super().get_public_key_credential_rp_entity() | {"name": "Combating Drugs Partnerships"}


def _cipher():
    """After a change of SECRET_KEY the old one reads on as long as it is among the fallbacks."""
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    digests = (hashlib.sha256(f"second factors {key}".encode()).digest() for key in keys)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(digest)) for digest in digests])


def has_second_factor(person):
    return Authenticator.objects.filter(user=person, type__in=SECOND_FACTORS).exists()


def needs_second_factor(person):
    """Whether a role of theirs changes something and no second factor stands before it yet."""
    if not settings.REQUIRE_SECOND_FACTOR:
        return False
    changes_things = person.is_staff or person.memberships.filter(role__in=CHANGING_ROLES).exists()
    return changes_things and not has_second_factor(person)


def deadline(person):
    return person.date_joined + timedelta(days=settings.SECOND_FACTOR_GRACE_DAYS)


def was_proved_twice(request):
    """Signed in with a passkey, a code, or at an organisation, whose own rules then hold."""
    records = get_authentication_records(request, request.user)
    return any(record["method"] in {"mfa", "socialaccount"} for record in records)


def must_add_now(request):
    """Costs nothing for those who signed in with two factors, and for the others until their time is over."""
    return (
        settings.REQUIRE_SECOND_FACTOR
        and request.user.is_authenticated
        and not was_proved_twice(request)
        and timezone.now() >= deadline(request.user)
        and needs_second_factor(request.user)
    )


def other_ways_to_sign_in(person, *, without):
    """Whether the person could still come in if `without`, one of their factors or accounts, were taken away."""
    passkeys = Authenticator.objects.filter(user=person, type=Authenticator.Type.WEBAUTHN)
    accounts = SocialAccount.objects.filter(user=person)
    if isinstance(without, Authenticator):
        passkeys = passkeys.exclude(pk=without.pk)
    else:
        accounts = accounts.exclude(pk=without.pk)
    return person.has_usable_password() or passkeys.exists() or accounts.exists()


def second_factor_middleware(get_response):
    def middleware(request):
        return get_response(request)

    def process_view(request, view, args, kwargs):
        match = request.resolver_match
        is_api = "v1" in match.namespaces
        if is_api and "Authorization" in request.headers:
            # Who asks is told by a token, and the session beside it counts for nothing (cdp/access/authentication.py).
            return None
        if match.url_name in OPEN_WITHOUT or not must_add_now(request):
            return None
        if is_api:
            problem = {
                "title": "Second factor needed",
                "status": 403,
                "detail": "Add a second factor on your account page.",
            }
            return JsonResponse(problem, status=403, content_type="application/problem+json")
        return HttpResponseRedirect(asking_address(request.get_full_path() if request.method == "GET" else ""))

    middleware.process_view = process_view
    return middleware


def asking_address(then=""):
    address = reverse("second-factor")
    return f"{address}?{urlencode({'next': then})}" if then else address
