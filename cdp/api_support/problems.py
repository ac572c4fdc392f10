"""Every error of the API is a problem document (RFC 9457): what is wrong, in a sentence, and where."""

import json
import logging
import re
from urllib.parse import unquote_plus

from django.core.exceptions import BadRequest, PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.core.signals import got_request_exception
from django.http import Http404, HttpResponse, UnreadablePostError
from django.urls import reverse
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

from cdp.access import tokens

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
NAMES_TOKEN = re.compile(r"[?&;](access_)?token=")
TITLES = {
    400: "The request has a fault",
    401: "Who is asking is not known",
    403: "Not allowed",
    404: "Not found",
    405: "This cannot be done here",
    406: "No such format",
    409: "It stands in the way of something else",
    410: "No longer here",
    412: "It has been changed since",
    413: "Too large",
    414: "The address is too long",
    415: "No such format",
    422: "It cannot be taken as it is",
    428: "Say which version is changed",
    429: "Too many requests",
    500: "Something went wrong here",
    503: "Not available at present",
}
# What is said where nobody said more: of answers that come from before or behind our views.
DETAILS = {
    400: "The request cannot be read.",
    403: "This is not allowed.",
    404: "There is nothing here that you may see.",
    405: "This method is not possible at this address; the header Allow says which are.",
    413: "The body is larger than this address takes.",
    429: "Wait for as many seconds as Retry-After says, then go on more slowly.",
    500: "The fault is ours and has been logged. Quote the request id when you report it.",
}


class BadParameters(exceptions.APIException):
    """Query parameters that do not exist or hold what they cannot hold; each is named, none is ignored."""

    status_code = 400

    def __init__(self, errors):
        self.errors = [{"parameter": parameter, "detail": detail} for parameter, detail in errors]
        super().__init__("The address has query parameters that cannot be used. See errors.")


class TooMuchAsked(BadParameters):
    """More in one request than we take: how much that is, how much was asked, and what to do instead."""

    def __init__(self, errors, *, limit, asked, instead):
        self.members = {"limit": limit, "asked": asked, "instead": instead}
        super().__init__(errors)


class TooLarge(exceptions.APIException):
    """`members` may say the limit and what to do instead."""

    status_code = 413

    def __init__(self, detail=None, **members):
        self.members = members
        super().__init__(detail)


class MustSayVersion(exceptions.APIException):
    status_code = 428
    default_detail = "Send If-Match with the ETag of what you read, so that nobody else’s change is lost."


class ChangedSince(exceptions.APIException):
    status_code = 412
    default_detail = "It has been changed since you read it. Read it again and send its new ETag as If-Match."


class ProblemRenderer(JSONRenderer):
    media_type = CONTENT_TYPE
    format = "problem"
    charset = None


class ProblemErrorSerializer(serializers.Serializer):
    parameter = serializers.CharField(required=False, help_text="The query parameter at fault.")
    pointer = serializers.CharField(required=False, help_text="The field of the body at fault, as a JSON pointer.")
    detail = serializers.CharField(help_text="What is wrong with it, and what is allowed.")
    confirm = serializers.CharField(
        required=False, help_text="What looks like personal data: send this in keep_personal_data where it has to stay."
    )


class ProblemSerializer(serializers.Serializer):
    """A problem document, RFC 9457."""

    type = serializers.CharField(help_text="about:blank, or the address of the rule that was broken.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The address that was asked for.")
    request_id = serializers.CharField(help_text="Quote it when you report a fault.")
    errors = ProblemErrorSerializer(many=True, required=False, help_text="One entry for each fault of a 400 or 422.")
    conflicts_with = serializers.CharField(required=False, help_text="The address of what is in the way of a 409.")
    limit = serializers.IntegerField(required=False, help_text="Where more was asked than we take: the most we take.")
    asked = serializers.IntegerField(required=False, help_text="And how much was asked.")
    instead = serializers.CharField(required=False, help_text="And the address, or the way, to have all of it.")


def document(request, status, detail, errors=None):
    said = {
        "type": f"{reverse('api')}#parameters" if errors else "about:blank",
        "title": TITLES.get(status, "The request failed"),
        "status": status,
        "detail": detail,
        "instance": _instance(request),
        "request_id": getattr(request, "id", ""),
    }
    return said | ({"errors": errors} if errors else {})


def _instance(request):
    """The address that was asked for; a token in it is not said again, since problems are logged and passed on."""
    for address in (request.get_full_path(), request.path):
        plain = unquote_plus(address)
        if not NAMES_TOKEN.search(plain) and not tokens.WHOLE.search(plain):
            return address
    return reverse("api")


def answer(request, status, detail="", *, headers=None, errors=None, members=()):
    """A problem from where no view of ours is at work."""
    said = document(request, status, detail or DETAILS.get(status, TITLES.get(status, "The request failed.")), errors)
    said.update(members)
    body = json.dumps(said, ensure_ascii=False).encode()
    return HttpResponse(body, status=status, content_type=CONTENT_TYPE, headers=headers)


def in_place_of(request, response):
    """The same failure as a problem document, where it is something else, as a page for people."""
    kind = response.get("Content-Type", "")
    # OAuth has errors of its own (RFC 6749), which its programs read.
    is_said = kind.startswith(CONTENT_TYPE) or (kind == "application/json" and "/oauth/" in request.path_info)
    if response.status_code < 400 or is_said:
        return response
    kept = {name: response[name] for name in ("Allow", "Retry-After", "WWW-Authenticate") if name in response}
    return answer(request, response.status_code, headers=kept)


def handle(exception, context):
    """REST framework's EXCEPTION_HANDLER for our views."""
    request = context["request"]
    exception = _as_api_exception(exception, request)
    errors = getattr(exception, "errors", None)
    detail = exception.detail
    if isinstance(exception, exceptions.ValidationError):
        errors, detail = list(pointers(exception.detail)), "The body cannot be taken as it is. See errors."
    problem = document(request, exception.status_code, str(detail), errors) | getattr(exception, "members", {})
    # Whoever asked for CSV cannot be told in CSV what went wrong.
    request.accepted_renderer, request.accepted_media_type = ProblemRenderer(), ProblemRenderer.media_type
    set_rollback()
    return Response(problem, status=exception.status_code, headers=_headers(exception))


def pointers(detail, path=""):
    """[{pointer, detail}] of what a serializer found, which is nested as the body is."""
    if isinstance(detail, dict):
        for name, within in detail.items():
            # What is wrong with the whole belongs to the whole.
            is_whole = name == "non_field_errors"
            yield from pointers(within, path if is_whole else f"{path}/{_escaped(name)}")
    elif isinstance(detail, list) and any(isinstance(each, dict | list) for each in detail):
        for number, within in enumerate(detail):
            yield from pointers(within, f"{path}/{number}" if within else path)
    else:
        for each in detail if isinstance(detail, list) else [detail]:
            yield {"pointer": path, "detail": str(each)}


def _escaped(name):
    return str(name).replace("~", "~0").replace("/", "~1")


def _as_api_exception(exception, request):
    if isinstance(exception, Http404):
        return exceptions.NotFound(DETAILS[404])
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exception, exceptions.MethodNotAllowed):
        return exceptions.MethodNotAllowed(
            request.method, detail=f"{request.method} is not possible here; the header Allow says what is."
        )
    if isinstance(exception, exceptions.NotAcceptable):
        return exceptions.NotAcceptable("Ask for application/json, or for text/csv where the address is a list.")
    if isinstance(exception, RequestDataTooBig):
        return TooLarge(DETAILS[413])
    if isinstance(exception, UnreadablePostError):
        return exceptions.ParseError("The body broke off before its end.")
    if isinstance(exception, BadRequest):
        return exceptions.ParseError(str(exception) or DETAILS[400])
    if isinstance(exception, SuspiciousOperation):
        return exceptions.ParseError(DETAILS[400])
    if not isinstance(exception, exceptions.APIException):
        logger.exception("api_error", exc_info=exception)
        # Whoever listens for faults, the test client among them, hears of this one though it is answered here.
        got_request_exception.send(sender=handle, request=request)
        return exceptions.APIException(DETAILS[500])
    return exception


def _headers(exception):
    headers = dict(getattr(exception, "headers", {}))
    if authenticate := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = authenticate
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(wait)
    return headers
