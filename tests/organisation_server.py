"""An organisation's OpenID Connect server for tests, over real HTTP, that can be told to lie.

    with organisation_server() as server:
        server.claims |= {"aud": "somebody else"}           what its next tokens say instead
        server.sign_with = other_key()                      or with what they are signed

It does what the protocol asks: it keeps the nonce and the PKCE challenge of each request for a code, and gives a token
once, to whom the code belongs. With `tenant` it speaks as Microsoft Entra does: one issuer for all, "{tenantid}" in it.
"""

import base64
import hashlib
import json
import secrets
import time
from contextlib import contextmanager
from functools import lru_cache
from urllib.parse import urlencode

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

from tests.served import NOT_FOUND, Answer, served

CLIENT, SECRET = "client-of-tests", "secret-of-tests"
TENANT = "11111111-2222-4333-8444-555555555555"
PERSON = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"


@lru_cache
def key(name="kept"):
    """Made once a run: a key takes a tenth of a second. Each name has its own."""
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def published(private, kid, **more):
    """A public key as a server's list has it."""
    return json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(private.public_key())) | {
        "kid": kid, "use": "sig", "alg": "RS256", **more,
    }  # fmt: skip


class OrganisationServer:
    def __init__(self, *, tenant=""):
        self.tenant = tenant
        self.address = ""
        self.codes = {}
        self.claims, self.without = {}, ()
        self.sign_with, self.algorithm, self.kid = key(), "RS256", "first"
        self.keys = [published(key(), "first")]
        self.token = None  # said in place of a signed one

    @property
    def issuer(self):
        return f"{self.address}/{{tenantid}}/v2.0" if self.tenant else self.address

    @property
    def server_url(self):
        return f"{self.address}/organizations/v2.0" if self.tenant else self.address

    def answer(self, asked):
        place = asked.path.removeprefix("/organizations/v2.0")
        pages = {
            "/.well-known/openid-configuration": self._description,
            "/keys": lambda asked: {"keys": self.keys},
            "/authorize": self._authorize,
            "/token": self._token,
        }
        made = pages[place](asked) if place in pages else NOT_FOUND
        return Answer(json.dumps(made), content_type="application/json") if isinstance(made, dict) else made

    def _description(self, asked):
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.address}/authorize",
            "token_endpoint": f"{self.address}/token",
            "jwks_uri": f"{self.address}/keys",
            "token_endpoint_auth_methods_supported": ["client_secret_post"],
        }

    def _authorize(self, asked):
        """The person is taken to have said yes."""
        code = secrets.token_urlsafe(8)
        self.codes[code] = asked.query
        back = urlencode({"code": code, "state": asked.query["state"]})
        return Answer(b"", 302, headers={"Location": f"{asked.query['redirect_uri']}?{back}"})

    def _token(self, asked):
        begun = self.codes.pop(asked.form.get("code"), None)
        digest = hashlib.sha256(asked.form.get("code_verifier", "").encode()).digest()
        is_theirs = begun and (asked.form.get("client_id"), asked.form.get("client_secret")) == (CLIENT, SECRET)
        if not is_theirs or begun["code_challenge"] != base64.urlsafe_b64encode(digest).decode().rstrip("="):
            return Answer('{"error": "invalid_grant"}', 400, content_type="application/json")
        return {"access_token": "of no use here", "token_type": "Bearer", "id_token": self.token or self.made(begun)}

    def made(self, begun):
        now = int(time.time())
        tenant = self.claims.get("tid", self.tenant)
        claims = {
            "iss": self.issuer.replace("{tenantid}", tenant), "aud": begun["client_id"], "nonce": begun["nonce"],
            "sub": "person-7", "iat": now, "exp": now + 300, "name": "Orla Organisation",
            "email": "orla@council.example",
        }  # fmt: skip
        claims |= {"tid": tenant, "oid": PERSON, "ver": "2.0"} if self.tenant else {}
        claims = {name: value for name, value in (claims | self.claims).items() if name not in self.without}
        return jwt.encode(claims, self.sign_with, algorithm=self.algorithm, headers={"kid": self.kid})


@contextmanager
def organisation_server(**options):
    server = OrganisationServer(**options)
    with served(server.answer) as site:
        server.address = str(site).rstrip("/")
        server.site = site
        yield server


def app_of(server, name="council", title="Northshire Council"):
    """What cdp.organisations would read for it."""
    settings = {"server_url": server.server_url, "scope": ["openid", "profile", "email"], "oauth_pkce_enabled": True}
    settings |= {"tenants": [TENANT]} if server.tenant else {}
    return {"provider_id": name, "name": title, "client_id": CLIENT, "secret": SECRET, "settings": settings}
