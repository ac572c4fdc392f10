"""The organisations whose accounts may be used to sign in, as the environment says. Pure.

Microsoft Entra: one registration for all organisations, of which those on the list may come in
    ENTRA_CLIENT_ID, ENTRA_CLIENT_SECRET
    ENTRA_TENANTS     ids of the organisations' tenants, with commas
    ENTRA_AUTHORITY   optional; another cloud of Microsoft's
    ENTRA_NAME        optional; what the button says, "Microsoft" if not set
Any other server that speaks OpenID Connect, each under a short name of our own
    OIDC_PROVIDERS=police,council       then for each of them
    OIDC_POLICE_NAME, OIDC_POLICE_SERVER, OIDC_POLICE_CLIENT_ID, OIDC_POLICE_CLIENT_SECRET
"""

import re
import uuid
from urllib.parse import urlsplit

from django.core.exceptions import ImproperlyConfigured

ENTRA = "entra"
AUTHORITY = "https://login.microsoftonline.com/organizations/v2.0"
# Of the tenant that holds everybody's personal accounts.
PERSONAL = "9188040d-6c67-4c5b-b112-36a304b66dad"
NEAR = {"localhost", "127.0.0.1", "::1"}


def read_organisations(env, *, production):
    """allauth's list of apps. Raises ImproperlyConfigured with what is missing or wrong."""
    apps = [_entra(env)] if env("ENTRA_CLIENT_ID", default="") else []
    apps += [_other(env, name) for name in env.list("OIDC_PROVIDERS", default=[])]
    names = [app["provider_id"] for app in apps]
    if len(set(names)) != len(names):
        raise ImproperlyConfigured(f"OIDC_PROVIDERS names one organisation twice: {', '.join(names)}.")
    for app in apps:
        _check_address(app["settings"]["server_url"], production=production)
    return apps


def _entra(env):
    tenants = [_tenant(text) for text in env.list("ENTRA_TENANTS", default=[])]
    if not tenants:
        raise ImproperlyConfigured("ENTRA_TENANTS is not set. Give the ids of the tenants that may sign in.")
    app = _app(ENTRA, env("ENTRA_NAME", default="Microsoft"), "ENTRA", env)
    app["settings"] |= {"server_url": env("ENTRA_AUTHORITY", default=AUTHORITY).rstrip("/"), "tenants": tenants}
    return app


def _other(env, name):
    if not re.fullmatch(r"[a-z][a-z0-9]{0,29}", name) or name == ENTRA:
        raise ImproperlyConfigured(f"OIDC_PROVIDERS: {name!r} must be a short word of small letters and digits.")
    prefix = f"OIDC_{name.upper()}"
    app = _app(name, _needed(env, f"{prefix}_NAME"), prefix, env)
    app["settings"]["server_url"] = _needed(env, f"{prefix}_SERVER").rstrip("/")
    return app


def _app(name, title, prefix, env):
    return {
        "provider_id": name,
        "name": title[:40],
        "client_id": _needed(env, f"{prefix}_CLIENT_ID"),
        "secret": _needed(env, f"{prefix}_CLIENT_SECRET"),
        "settings": {"scope": ["openid", "profile", "email"], "oauth_pkce_enabled": True},
    }


def _needed(env, name):
    if text := env(name, default=""):
        return text
    raise ImproperlyConfigured(f"{name} is not set.")


def _tenant(text):
    try:
        tenant = str(uuid.UUID(text.strip()))
    except ValueError:
        raise ImproperlyConfigured(f"ENTRA_TENANTS: {text!r} is not the id of a tenant.") from None
    if tenant == PERSONAL:
        raise ImproperlyConfigured("ENTRA_TENANTS holds the tenant of personal accounts, which anybody can make.")
    return tenant


def _check_address(address, *, production):
    parts = urlsplit(address)
    if parts.scheme == "https" and parts.hostname:
        return
    if parts.scheme == "http" and parts.hostname in NEAR and not production:
        return
    raise ImproperlyConfigured(f"{address!r} is not an https address.")
