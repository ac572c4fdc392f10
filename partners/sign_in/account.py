"""Passwords, sessions and words: allauth's account adapter, and the log of who came and who was refused."""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.auth_backends import AuthenticationBackend
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core import context
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.http import HttpResponseRedirect
from django.urls import reverse

from cdp import audit
from partners import emails, step_up
from partners.belonging import with_places
from partners.models import Person
from partners.sign_in import factors

WRONG = "The email address or the password is not right. Passwords tell capital letters from small ones."
TOO_MANY = "There were too many attempts. Wait five minutes, then try again."
LIMIT_LOGGED_SECONDS = 300

# What a banner says after allauth did something; what is not here says nothing.
BANNERS = {
    "account/messages/password_changed.txt": "Your password has been changed.",
    "account/messages/password_set.txt": "Your password has been set.",
    "mfa/messages/totp_activated.txt": "The authenticator app has been added.",
    "mfa/messages/totp_deactivated.txt": "The authenticator app has been removed.",
    "mfa/messages/webauthn_added.txt": "The passkey has been added.",
    "mfa/messages/webauthn_removed.txt": "The passkey has been removed.",
    "usersessions/messages/sessions_logged_out.txt": "You have been signed out everywhere else.",
    "socialaccount/messages/account_connected.txt": "Your organisation's account has been linked.",
    "socialaccount/messages/account_connected_updated.txt": "Your organisation's account was linked already.",
    "socialaccount/messages/account_connected_other.txt": "That account is linked to somebody else already.",
    "socialaccount/messages/account_disconnected.txt": "Your organisation's account is no longer linked.",
}
# What is told by mail, so that somebody notices what they did not do themselves.
NOTICES = {
    "account/email/password_changed": "The password of your account was changed.",
    "account/email/password_set": "A password was set for your account.",
    "account/email/password_reset": "The password of your account was changed by a link from an email.",
    "mfa/email/totp_activated": "An authenticator app was added to your account.",
    "mfa/email/totp_deactivated": "The authenticator app was removed from your account.",
    "mfa/email/webauthn_added": "A passkey was added to your account.",
    "mfa/email/webauthn_removed": "A passkey was removed from your account.",
    "mfa/email/recovery_codes_generated": "New recovery codes were made for your account. The old ones no longer work.",
    "socialaccount/email/account_connected": "An organisation's account was linked to your account.",
    "socialaccount/email/account_disconnected": "An organisation's account was unlinked from your account.",
}
FACTOR_WORDS = {
    Authenticator.Type.TOTP: "code",
    Authenticator.Type.WEBAUTHN: "passkey",
    Authenticator.Type.RECOVERY_CODES: "recovery code",
}


class Backend(AuthenticationBackend):
    """Finds people by the one address on their row; allauth would also look into a table that we leave empty."""

    def _authenticate_by_email(self, email, password):
        for person in Person.objects.filter(email__iexact=email):
            if found := self._check_password(person, password):
                return found
        return None

    def get_user(self, user_id):
        """Whoever is signed in, with what the header of each page says of them: one query."""
        person = with_places(Person.objects.filter(pk=user_id)).first()
        return person if person and self.user_can_authenticate(person) else None


class ResetTokens(PasswordResetTokenGenerator):
    """Django's own, which ends with the first use, with a sign-in and with a change of address."""


class AccountAdapter(DefaultAccountAdapter):
    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": WRONG,
        "incorrect_password": "The password is not right.",
        "enter_current_password": "The current password is not right.",
        "too_many_login_attempts": TOO_MANY,
        "rate_limited": TOO_MANY,
        "incorrect_code": factors.FactorAdapter.error_messages["incorrect_code"],
    }

    def is_open_for_signup(self, request):
        """By invitation only, see joining.py."""
        return False

    # Who came, and who did not ------------------------------------------------------------------------------------

    def pre_authenticate(self, request, **credentials):
        try:
            super().pre_authenticate(request, **credentials)
        except ValidationError:
            log_limit(request, email=credentials.get("email", ""))
            raise

    def authentication_failed(self, request, **credentials):
        audit.refused_sign_in(reason="Wrong password", email=credentials.get("email", ""), method="password")

    def pre_login(self, request, user, **hook):
        refused = super().pre_login(request, user, **hook)
        if refused:
            audit.refused_sign_in(reason="The account is closed", person=user)
        return refused

    def post_login(self, request, user, **hook):
        response = super().post_login(request, user, **hook)
        audit.signed_in(person=user, method=method_in_words(request, user))
        if not factors.was_proved_twice(request) and factors.needs_second_factor(user):
            return HttpResponseRedirect(factors.asking_address(response.url))
        return response

    def logout(self, request):
        if request.user.is_authenticated:
            audit.signed_out(person=request.user)
        super().logout(request)

    # Asking again -------------------------------------------------------------------------------------------------

    def is_reauthentication_required(self, *, app, **options):
        return not step_up.is_recent(context.request)

    def reauthenticate(self, user, password):
        person = self.authenticate(context.request, email=user.email, password=password)
        return person is not None and person.pk == user.pk

    def get_reauthentication_methods(self, user):
        """The second factor first, where there is one; then the password, then the organisation."""
        if not user.is_authenticated:
            return []
        found = {method["id"]: method for method in super().get_reauthentication_methods(user)}
        words = {
            "mfa_reauthenticate:webauthn": "Use a passkey",
            "mfa_reauthenticate": "Use a code",
            "reauthenticate": "Use your password",
        }
        methods = [found[name] | {"description": text} for name, text in words.items() if name in found]
        # Whoever has nothing at all yet is told there what to do.
        if not methods or user.socialaccount_set.exists():
            entry = {"id": "prove", "description": "Use your organisation's account", "url": reverse("prove")}
            methods.append(entry)
        return methods

    # Words and mails ----------------------------------------------------------------------------------------------

    def add_message(self, request, level, message_template=None, message_context=None, extra_tags="", message=None):
        text = message or BANNERS.get(message_template)
        if text:
            super().add_message(request, level, message=text, extra_tags=extra_tags)

    def get_password_change_redirect_url(self, request):
        return reverse("account")

    def get_reset_password_from_key_url(self, key):
        path = reverse("account_reset_password_from_key", kwargs={"uidb36": "UID", "key": "KEY"})
        return emails.address(path.replace("UID-KEY", key))

    def send_password_reset_mail(self, user, email, context):
        """To the address that the account has, not to the one that was typed."""
        if not user.has_usable_password() and user.socialaccount_set.exists():
            emails.no_password(person=user)
        else:
            emails.reset_password(person=user, link=context["password_reset_url"])

    def send_notification_mail(self, template_prefix, user, context=None, email=None):
        if sentence := NOTICES.get(template_prefix):
            audit.record(kind="person.security_changed", by=self._acting(user), subject=user, reason=sentence)
            emails.told(person=user, sentence=sentence)

    def send_mail(self, template_prefix, email, context):
        raise NotImplementedError(f"No mail of ours answers to {template_prefix}.")

    def _acting(self, user):
        request = context.request
        return request.user if request and request.user.is_authenticated else user


def method_in_words(request, person):
    """ "password and code", "passkey", "Microsoft": what this session was opened with."""
    words = []
    for record in get_authentication_records(request, person):
        if record["method"] == "socialaccount":
            words.append(organisation_name(record.get("provider", "")))
        else:
            words.append(FACTOR_WORDS.get(record.get("type"), record["method"].replace("_", " ")))
    return " and ".join(dict.fromkeys(words)) or "unknown"


def organisation_name(provider_id):
    for app in settings.SOCIALACCOUNT_PROVIDERS["organisation"]["APPS"]:
        if app["provider_id"] == provider_id:
            return app["name"]
    return provider_id


def log_limit(request, *, email=""):
    """Once in five minutes for an address: whoever hammers must not fill the log too."""
    place = context.request and DefaultAccountAdapter().get_client_ip(request)
    if cache.add(f"sign-in-limited:{place}", 1, LIMIT_LOGGED_SECONDS):
        person = Person.objects.filter(email__iexact=email).first() if email else None
        audit.record(kind="person.sign_in_limited", subject=person, reason=f"Too many attempts from {place}")
