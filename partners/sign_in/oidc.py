"""The exchange with an organisation's server: OpenID Connect's code flow with PKCE, a nonce and a signed token.

allauth keeps the state, asks for the code and changes it for a token. Two things it leaves out are added: a nonce, so
that a token of another sign-in is of no use, and the check of the token's signature also where it came straight from
the server.
"""

import secrets
from urllib.parse import urlsplit

from allauth.socialaccount.adapter import get_adapter
from allauth.socialaccount.helpers import render_authentication_error
from allauth.socialaccount.models import SocialApp
from allauth.socialaccount.providers.base import ProviderException
from allauth.socialaccount.providers.oauth2.client import OAuth2Error
from allauth.socialaccount.providers.oauth2.views import OAuth2CallbackView
from allauth.socialaccount.providers.openid_connect.provider import (
    OpenIDConnectProvider,
    OpenIDConnectProviderAccount,
)
from allauth.socialaccount.providers.openid_connect.views import OpenIDConnectOAuth2Adapter
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.cache import cache
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from partners.sign_in import id_tokens

WELL_KNOWN = "/.well-known/openid-configuration"
KEPT_SECONDS = 3600
# After a change of its keys a server is asked anew, but forged tokens must not have us ask without end.
ASK_AGAIN_SECONDS = 60


class ServerNotAsked(OAuth2Error):
    """What an organisation's server says of itself cannot be used."""


class TokenRefused(OAuth2Error):
    """The token is not believed; the message goes to the log."""


class OrganisationAccount(OpenIDConnectProviderAccount):
    def to_str(self):
        return self.account.extra_data.get("email") or self.account.extra_data.get("name") or self.get_brand()["name"]


class OrganisationAdapter(OpenIDConnectOAuth2Adapter):
    state = None

    @property
    def openid_config(self):
        if not hasattr(self, "_openid_config"):
            provider = self.get_provider()
            self._openid_config = checked(_fetched(provider.server_url), provider)
        return self._openid_config

    def get_callback_url(self, request, app):
        return request.build_absolute_uri(reverse("organisation-callback", args=[self.provider_id]))

    def complete_login(self, request, app, token, **kwargs):
        id_token = kwargs["response"].get("id_token")
        if not isinstance(id_token, str):
            raise TokenRefused("The server gave no identity token.")
        expected = id_tokens.Expected(
            issuer=self.openid_config["issuer"],
            client_id=app.client_id,
            nonce=(self.state or {}).get("nonce", ""),
            tenants=tenants_of(app),
        )
        return self.get_provider().sociallogin_from_response(request, self._believed(id_token, expected))

    def _believed(self, id_token, expected):
        address = self.openid_config["jwks_uri"]
        try:
            try:
                return id_tokens.read(id_token, keys=_fetched(address), expected=expected)
            except id_tokens.KeyNotKnown:
                if not cache.add(f"organisation-keys-asked:{address}", 1, ASK_AGAIN_SECONDS):
                    raise
                return id_tokens.read(id_token, keys=_fetched(address, anew=True), expected=expected)
        except id_tokens.NotBelieved as problem:
            raise TokenRefused(str(problem)) from problem
        except id_tokens.TenantRefused as problem:
            raise ProviderException(str(problem)) from problem


class OrganisationProvider(OpenIDConnectProvider):
    """An organisation's accounts; which ones there are comes from the environment, see cdp/organisations.py."""

    id = "organisation"
    name = "Organisation account"
    account_class = OrganisationAccount
    oauth2_adapter_class = OrganisationAdapter
    pkce_enabled_default = True
    # A token may come only with the code of a sign-in that we began ourselves.
    supports_token_authentication = False

    def get_login_url(self, request, **kwargs):
        return reverse("organisation-sign-in", args=[self.app.provider_id])

    def get_callback_url(self):
        return reverse("organisation-callback", args=[self.app.provider_id])

    def redirect(self, request, process, next_url=None, data=None, *, ask_again=False, **kwargs):
        """`ask_again` has the organisation ask who it is, also somebody whom it knows already."""
        nonce = secrets.token_urlsafe(24)
        kwargs["auth_params"] = {"nonce": nonce} | ({"prompt": "login"} if ask_again else {})
        try:
            response = super().redirect(request, process, next_url, data, nonce=nonce, **kwargs)
        except (OAuth2Error, OSError) as problem:
            # Where to send the person is on the server's own page, which may be down.
            return render_authentication_error(request, self, exception=problem)
        if response.status_code != 302:
            return response
        # Our content policy lets forms lead nowhere else, and browsers hold a redirect that follows a form to it; where
        # an organisation sends people on to is not ours to know. A page that leads on by itself is no form.
        return render(request, "partners/to_organisation.html", {"provider": self, "address": response.url})

    def extract_uid(self, data):
        return data.identity

    def extract_extra_data(self, data):
        """Only what is shown; of all else that a server tells nothing is kept."""
        return {"name": data.name, "email": data.email}

    def extract_common_fields(self, data):
        return {"name": data.name}

    def extract_email_addresses(self, data):
        """None: an address in a token proves nothing about the mailbox."""
        return []


class Callback(OAuth2CallbackView):
    def _get_state(self, request, provider):
        state, response = super()._get_state(request, provider)
        self.adapter.state = state
        return state, response


@login_not_required
@never_cache
def callback(request, provider_id):
    try:
        return Callback.adapter_view(OrganisationAdapter(request, provider_id))(request)
    except SocialApp.DoesNotExist as problem:
        raise Http404 from problem


def tenants_of(app):
    tenants = app.settings.get("tenants")
    return None if tenants is None else frozenset(tenants)


def checked(config, provider):
    """The server's own description, if it belongs to the address that was set."""
    wanted = ("issuer", "authorization_endpoint", "token_endpoint", "jwks_uri")
    if not isinstance(config, dict) or not all(isinstance(config.get(name), str) for name in wanted):
        raise ServerNotAsked(f"{provider.server_url} does not describe an OpenID Connect server.")
    for name in wanted[1:]:
        if not (config[name].startswith("https://") or is_near(config[name])):
            raise ServerNotAsked(f"{name} of {provider.server_url} is not an https address.")
    issuer, is_entra = config["issuer"], tenants_of(provider.app) is not None
    if (
        is_entra
        and id_tokens.TENANT_HERE not in issuer
        and not any(tenant in issuer for tenant in tenants_of(provider.app))
    ):
        raise ServerNotAsked(f"The issuer {issuer!r} names no tenant.")
    if not is_entra and issuer.rstrip("/") != provider.server_url.removesuffix(WELL_KNOWN).rstrip("/"):
        raise ServerNotAsked(f"{provider.server_url} says that it is {issuer!r}.")
    return config


def is_near(address):
    """On this machine, where tests and trials run; never in production."""
    parts = urlsplit(address)
    return not settings.PRODUCTION and parts.scheme == "http" and parts.hostname in {"localhost", "127.0.0.1", "::1"}


def _fetched(address, *, anew=False):
    """A document of the server, kept for an hour. Raises what `requests` raises, which allauth turns into a page."""
    key = f"organisation-document:{address}"
    known = None if anew else cache.get(key)
    if known is None:
        with get_adapter().get_requests_session() as session:
            answer = session.get(address, allow_redirects=False)
            answer.raise_for_status()
            known = answer.json()
        if not isinstance(known, dict):
            raise ServerNotAsked(f"{address} answers with something else than a description.")
        cache.set(key, known, KEPT_SECONDS)
    return known
