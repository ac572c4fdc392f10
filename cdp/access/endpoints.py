"""POST /api/oauth/token and /api/oauth/revoke, with the errors that RFC 6749 and RFC 7009 name."""

import base64
import binascii
import hashlib
import json
from functools import wraps
from urllib.parse import unquote_plus

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from oauth2_provider.models import Application

from cdp import audit
from cdp.access import limits, oauth
from cdp.api_support.limits import address_of

FORM = "application/x-www-form-urlencoded"
NO_STORE = {"Cache-Control": "no-store", "Pragma": "no-cache"}


def endpoint(view):
    """A form, sent by POST, each of its fields once, with nothing in the address."""

    @login_not_required
    @csrf_exempt
    @sensitive_post_parameters("client_secret", "token")
    @wraps(view)
    def wrapped(request):
        if request.method != "POST":
            return _error("invalid_request", "Send a POST.", status=405, headers={"Allow": "POST"})
        if request.content_type != FORM:
            return _error("invalid_request", f"Send a form: Content-Type {FORM}.")
        if request.GET:
            return _error("invalid_request", "Send everything in the body: an address stands in logs.")
        if again := [name for name, values in request.POST.lists() if len(values) > 1]:
            return _error("invalid_request", f"Sent more than once: {', '.join(sorted(again))[:100]}.")
        if any("\x00" in value for value in request.POST.values()):
            return _error("invalid_request", "There is a character in it that no text holds.")
        client_id = _client_id(request)
        address = address_of(request)
        who = hashlib.sha256(client_id.encode(errors="replace")).hexdigest()[:24]
        if limits.is_shut(address, who):
            return _error(
                "temporarily_unavailable",
                "Too many attempts, or too many tokens. A token works for 15 minutes: keep it.",
                status=429,
                headers={"Retry-After": str(limits.SECONDS)},
            )
        response = view(request)
        if response.status_code == 401:
            limits.count(f"wrong:{address}:{who}")
            limits.count(f"wrong:{address}")
            _tell_of_refusal(client_id, address)
        elif view is _token and response.status_code == 200:
            limits.count(f"tokens:{address}:{who}")
        return response

    return wrapped


def _token(request):
    _, headers, body, status = oauth.Core().create_token_response(request)
    return _answer(request, headers, body, status)


def _revoke(request):
    """Also where there is no such token, as RFC 7009 wants it: what was to end has ended."""
    _, headers, body, status = oauth.Core().create_revocation_response(request)
    return _answer(request, headers, body, status)


token, revoke = endpoint(_token), endpoint(_revoke)


def _answer(request, headers, body, status):
    if status == 401:
        # In the way in which the client came: by its header, or in the body where nothing is to be answered.
        error = json.loads(body)
        came_by_header = "HTTP_AUTHORIZATION" in request.META
        headers = {"WWW-Authenticate": 'Basic realm="API clients"'} if came_by_header else {}
        return _error(error["error"], "There is no such client, or its secret is another.", 401, headers)
    response = HttpResponse(body or "", status=status, content_type="application/json")
    for name, value in {**headers, **NO_STORE}.items():
        response[name] = value
    return response


def _error(error, description, status=400, headers=()):
    body = {"error": error, "error_description": description}
    return JsonResponse(body, status=status, headers={**NO_STORE, **dict(headers)})


@sensitive_variables()
def _client_id(request):
    """As it was sent, by header or in the form; empty where it cannot be read."""
    scheme, _, coded = request.META.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "basic":
        return request.POST.get("client_id", "")
    try:
        return unquote_plus(base64.b64decode(coded).decode().partition(":")[0])
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return ""


def _tell_of_refusal(client_id, address):
    """Of an id that belongs to no client nothing is kept of what was typed: secrets get into the wrong box."""
    application = Application.objects.select_related("api_client__partnership").filter(client_id=client_id).first()
    client = getattr(application, "api_client", None) if application else None
    if client is None:
        reason = "No client has this id."
    else:
        reason = "It has been revoked." if client.revoked_at else "The secret was another."
    audit.record(kind="client.refused", subject=client, changes={"address": address}, reason=reason)
