"""Who asks the API: a person's token, a program's token, or the session of a browser, in this order.

Afterwards `request.user` is the person or the program's own account, and `request.auth` the Access of a token or None
for a session. A token that is wrong, has ended, or does not stand where tokens stand is never answered as a visitor:
a program would go on and read less than it believes.
"""

import re
from contextlib import suppress
from datetime import timedelta

from django.contrib.auth.models import AnonymousUser
from django.db import OperationalError
from django.db.models import Q
from django.utils import timezone
from oauth2_provider.models import AccessToken
from rest_framework import authentication, exceptions
from rest_framework.permissions import SAFE_METHODS

from cdp.access import tokens
from cdp.access.networks import network_of
from cdp.access.scopes import Access, known
from cdp.models import ApiClient, PersonalToken, Scope

BEARER = re.compile(r"bearer +([A-Za-z0-9._~+/-]+=*) *", re.IGNORECASE)
NEVER_IN_ADDRESS = ("access_token", "token")
IN_HEADER = (
    "Send the token in the header “Authorization: Bearer …”. In an address it would stand in logs and histories."
)
NOTED_EVERY = timedelta(minutes=1)
MARK_OF_CLIENT = 8


class WithBearer(authentication.BaseAuthentication):
    def authenticate(self, request):
        if named := [name for name in NEVER_IN_ADDRESS if name in request.GET]:
            from cdp.api_support.problems import BadParameters  # which needs views, and views need this module

            raise BadParameters([(name, IN_HEADER) for name in named])
        text = self._bearer(request)
        if text is None or not self.is_ours(text):
            return None
        person, access = self.find(request, text)
        request._request.access = access
        # Without this scope a token reads what everybody reads; what it may write it still writes as its person.
        hides = request.method in SAFE_METHODS and Scope.READ not in access.scopes
        return (AnonymousUser() if hides else person), access

    def authenticate_header(self, request):
        fault = getattr(request._request, "bearer_fault", "")
        return f'Bearer realm="API", error="invalid_token", error_description="{fault}"' if fault else "Bearer"

    def _bearer(self, request):
        header = request.META.get("HTTP_AUTHORIZATION", "")
        if not header:
            return None
        found = BEARER.fullmatch(header)
        if found is None:
            refuse(request, "The Authorization header must be the word Bearer, a space, and one token.")
        return found[1]


def refuse(request, sentence):
    request._request.bearer_fault = sentence
    raise exceptions.AuthenticationFailed(sentence)


class PersonalTokenAuthentication(WithBearer):
    def is_ours(self, text):
        return text.startswith(tokens.MARK)

    def find(self, request, text):
        try:
            prefix = tokens.prefix_of(text)
        except tokens.NotAToken:
            refuse(request, "This is not a token that was made here. Perhaps a part of it was lost on the way.")
        row = PersonalToken.objects.select_related("person").filter(prefix=prefix).first()
        if row is None or not tokens.is_same(text, row.digest):
            refuse(request, "There is no such token.")
        if row.revoked_at is not None:
            refuse(request, "This token has been revoked. Its owner can make another one.")
        if row.expires_at <= timezone.now():
            refuse(request, "This token has expired. Its owner can make another one.")
        if not row.person.is_active or row.person.is_service:
            refuse(request, "The account of this token is closed.")
        return row.person, Access("token", row.pk, row.name, known(row.scopes), row.last_used_at, f"cdp_{row.prefix}…")


class ClientAuthentication(WithBearer):
    def is_ours(self, text):
        return not text.startswith(tokens.MARK)

    def find(self, request, text):
        row = (
            AccessToken.objects.select_related("application__api_client__account")
            .filter(token_checksum=tokens.digest_of(text))
            .first()
        )
        client = getattr(row.application, "api_client", None) if row else None
        if client is None or client.revoked_at is not None:
            refuse(request, "There is no such token.")
        if row.expires <= timezone.now():
            refuse(request, "This token has expired. Ask for a new one at /api/oauth/token.")
        # Narrowed since it was given out, it is narrower at once.
        scopes = known(row.scope.split()) & known(client.scopes)
        mark = f"{row.application.client_id[:MARK_OF_CLIENT]}…"
        return client.account, Access("client", client.pk, client.name, scopes, client.last_used_at, mark)


class SessionAuthentication(authentication.SessionAuthentication):
    """Of people in the browser; what changes something needs their form's own token against other sites."""


def note_use(access, *, address="", now=None):
    """When it was last used, and from which network, at most once a minute; called once the answer has been sent."""
    now = now or timezone.now()
    if access.last_used_at and now - access.last_used_at < NOTED_EVERY:
        return
    model = PersonalToken if access.kind == "token" else ApiClient
    stale = Q(last_used_at=None) | Q(last_used_at__lte=now - NOTED_EVERY)
    # A database that is busy is not worth a word: the next request notes it.
    with suppress(OperationalError):
        model.objects.filter(stale, pk=access.pk).update(last_used_at=now, last_used_from=network_of(address))
