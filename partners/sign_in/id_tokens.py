"""Whether to believe an identity token, and who it says signs in. Pure: keys, time and settings are given.

A token is believed when a key that its issuer publishes has signed it, it was made for us and for this very request
(audience and nonce), its times hold, and it comes from whom we asked. OpenID Connect Core 1.0, section 3.1.3.7.

Microsoft Entra publishes one issuer for all its tenants with "{tenantid}" in it; a token names its own tenant. Such a
token is believed only if the tenant is on our list, its issuer is the published one with that tenant in place, and the
key is published for that issuer. Who signs in there is the issuer, the tenant and the object id: the email address can
be changed by each tenant at will, so it is only ever shown.
"""

import hashlib
import uuid
from dataclasses import dataclass

import jwt

# What an organisation's server may sign with. Never "none", and never a shared secret, which anyone may know who has
# the public key's text.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
# How far two clocks may differ, in seconds.
LEEWAY = 60
# Microsoft's tenant of all personal accounts: anybody can make one in any name.
PERSONAL_TENANT = "9188040d-6c67-4c5b-b112-36a304b66dad"
TENANT_HERE = "{tenantid}"
LONGEST_IDENTITY = 191


class NotBelieved(Exception):
    """What is wrong with a token, for the log; whoever stands before the page is told less."""


class KeyNotKnown(NotBelieved):
    """Signed with a key that we have not seen: the server may have changed its keys since we asked."""


class TenantRefused(Exception):
    """The token is true, but its organisation may not sign in here; the message is for the page."""


@dataclass(frozen=True)
class Expected:
    """What a token must say to be for us."""

    issuer: str
    client_id: str
    nonce: str
    tenants: frozenset[str] | None = None  # of Microsoft Entra: ids in lower case; None for any other server

    @property
    def is_entra(self):
        return self.tenants is not None


@dataclass(frozen=True)
class Identity:
    """Who signs in. `identity` is what we know them by; the rest is only shown."""

    identity: str
    name: str = ""
    email: str = ""


def read(token, *, keys, expected) -> Identity:
    """Raises NotBelieved, or TenantRefused for a true token of somebody who may not come in. `keys`: a JWK set."""
    key = _key_of(token, keys)
    claims = _claims(token, key, expected)
    if not expected.nonce or claims["nonce"] != expected.nonce:
        raise NotBelieved("The nonce is not the one that this sign-in began with.")
    if (party := claims.get("azp")) not in (None, expected.client_id):
        raise NotBelieved(f"The token was made for {party!r}.")
    identity = _of_entra(claims, key, expected) if expected.is_entra else f"{claims['iss']} {claims['sub']}"
    name, email = (str(claims.get(field) or "") for field in ("name", "email"))
    return Identity(identity=_short_enough(identity), name=name[:200], email=email[:254])


def _key_of(token, keys):
    try:
        header = jwt.get_unverified_header(token)
    except jwt.PyJWTError as problem:
        raise NotBelieved(f"The token cannot be read: {problem}") from problem
    if header.get("alg") not in ALGORITHMS:
        raise NotBelieved(f"The token is signed with {header.get('alg')!r}.")
    fitting = [
        key
        for key in keys.get("keys", [])
        if key.get("use") in (None, "sig")
        and key.get("alg") in (None, header["alg"])
        and key.get("kty") in ("RSA", "EC")
    ]
    named = [key for key in fitting if key.get("kid") == header.get("kid")]
    # A server with a single key need not name it.
    if not header.get("kid") and len(fitting) == 1:
        named = fitting
    if len(named) != 1:
        raise KeyNotKnown(f"The server publishes no key {header.get('kid')!r}.")
    return named[0]


def _claims(token, key, expected):
    template = expected.issuer if not expected.is_entra else None
    try:
        return jwt.decode(
            token,
            key=jwt.PyJWK(key, algorithm=jwt.get_unverified_header(token)["alg"]).key,
            algorithms=ALGORITHMS,
            audience=expected.client_id,
            issuer=template,
            leeway=LEEWAY,
            options={
                "require": ["iss", "sub", "aud", "exp", "iat", "nonce"],
                "verify_iss": template is not None,
                "enforce_minimum_key_length": True,
            },
        )
    except (jwt.PyJWTError, ValueError, TypeError) as problem:
        raise NotBelieved(f"{type(problem).__name__}: {problem}") from problem


def _of_entra(claims, key, expected):
    tenant, person = (_as_id(claims, field) for field in ("tid", "oid"))
    issuer = expected.issuer.replace(TENANT_HERE, tenant)
    if claims["iss"] != issuer:
        raise NotBelieved(f"The issuer is {claims['iss']!r}, not {issuer!r}.")
    if "issuer" in key and key["issuer"].replace(TENANT_HERE, tenant) != issuer:
        raise NotBelieved("The key is published for another issuer.")
    if tenant == PERSONAL_TENANT:
        raise TenantRefused("That is a personal Microsoft account. Use the account of your organisation.")
    if tenant not in expected.tenants:
        raise TenantRefused("Your organisation has not been set up to sign in here.")
    return f"{issuer} {tenant} {person}"


def _as_id(claims, field):
    try:
        return str(uuid.UUID(claims[field]))
    except (KeyError, ValueError, TypeError, AttributeError) as problem:
        raise NotBelieved(f"The token has no {field!r} that is an id.") from problem


def _short_enough(identity):
    """As the database can keep it; a digest of a longer one is as unlike any other."""
    if len(identity) <= LONGEST_IDENTITY:
        return identity
    return f"sha256 {hashlib.sha256(identity.encode()).hexdigest()}"
