"""Which pages of other sites a browser lets read the API.

What everybody may read every page may read. Anything else, and whatever is sent with a token, is for the sites of
API_ALLOWED_ORIGINS. Cookies never go along: nobody's sign-in can be used by another site's page.
"""

from django.conf import settings
from django.http import HttpResponse
from django.utils.cache import patch_vary_headers

READING = ("GET", "HEAD")
READING_HEADERS = ["accept", "if-none-match"]
HEADERS = [*READING_HEADERS, "authorization", "content-type", "idempotency-key", "if-match"]
METHODS = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
EXPOSED = "As-Of, ETag, Idempotent-Replayed, Link, Location, RateLimit, RateLimit-Policy, Retry-After, X-Request-ID"
PREFLIGHT_SECONDS = 86_400


def preflight(request):
    """The answer to a browser that asks whether it may ask; None where it is none of that."""
    method = request.headers.get("Access-Control-Request-Method")
    if request.method != "OPTIONS" or not method or "Origin" not in request.headers:
        return None
    response = HttpResponse(status=204)
    patch_vary_headers(response, ["Origin", "Access-Control-Request-Method", "Access-Control-Request-Headers"])
    asked = {name.strip().lower() for name in request.headers.get("Access-Control-Request-Headers", "").split(",")}
    if _is_listed(request):
        response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        methods, headers = METHODS, HEADERS
    elif method in READING and asked <= {"", *READING_HEADERS}:
        response["Access-Control-Allow-Origin"] = "*"
        methods, headers = READING, READING_HEADERS
    else:
        # Without a word of what is allowed a browser lets nothing through.
        return response
    response["Access-Control-Allow-Methods"] = ", ".join(methods)
    response["Access-Control-Allow-Headers"] = ", ".join(headers)
    response["Access-Control-Max-Age"] = str(PREFLIGHT_SECONDS)
    return response


def say(request, response):
    """Which pages may read this answer."""
    if _is_listed(request) and request.method not in READING:
        response["Access-Control-Allow-Origin"] = request.headers["Origin"]
        patch_vary_headers(response, ["Origin"])
    elif request.method in READING:
        response["Access-Control-Allow-Origin"] = "*"
    else:
        return
    response["Access-Control-Expose-Headers"] = EXPOSED


def _is_listed(request):
    return request.headers.get("Origin") in settings.API_ALLOWED_ORIGINS
