"""Every error of the API is a problem document (RFC 9457): what is wrong, in a sentence, and where."""

import logging

from django.core.exceptions import PermissionDenied
from django.core.signals import got_request_exception
from django.http import Http404
from django.urls import reverse
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import set_rollback

logger = logging.getLogger(__name__)

TITLES = {
    400: "The request has a fault",
    403: "Not allowed",
    404: "Not found",
    405: "Only reading is possible",
    406: "No such format",
    415: "No such format",
    429: "Too many requests",
    500: "Something went wrong here",
}


class BadParameters(exceptions.APIException):
    """Query parameters that do not exist or hold what they cannot hold; each is named, none is ignored."""

    status_code = 400

    def __init__(self, errors):
        self.errors = [{"parameter": parameter, "detail": detail} for parameter, detail in errors]
        super().__init__("The address has query parameters that cannot be used. See errors.")


class ProblemRenderer(JSONRenderer):
    media_type = "application/problem+json"
    format = "problem"


class ProblemErrorSerializer(serializers.Serializer):
    parameter = serializers.CharField(help_text="The query parameter at fault.")
    detail = serializers.CharField(help_text="What is wrong with it, and what is allowed.")


class ProblemSerializer(serializers.Serializer):
    """A problem document, RFC 9457."""

    type = serializers.CharField(help_text="about:blank, or the address of the rule that was broken.")
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    instance = serializers.CharField(help_text="The address that was asked for.")
    request_id = serializers.CharField(help_text="Quote it when you report a fault.")
    errors = ProblemErrorSerializer(many=True, required=False, help_text="One entry for each fault of a 400.")


def handle(exception, context):
    """REST framework's EXCEPTION_HANDLER for our views."""
    request = context["request"]
    exception = _as_api_exception(exception, request)
    problem = {
        "type": _type(exception.status_code),
        "title": TITLES.get(exception.status_code, "The request failed"),
        "status": exception.status_code,
        "detail": str(exception.detail),
        "instance": request.get_full_path(),
        "request_id": getattr(request, "id", ""),
    }
    if isinstance(exception, BadParameters):
        problem["errors"] = exception.errors
    # Whoever asked for CSV cannot be told in CSV what went wrong.
    request.accepted_renderer, request.accepted_media_type = ProblemRenderer(), ProblemRenderer.media_type
    set_rollback()
    return Response(problem, status=exception.status_code, headers=_headers(exception))


def _type(status):
    return f"{reverse('api')}#parameters" if status == 400 else "about:blank"


def _as_api_exception(exception, request):
    if isinstance(exception, Http404):
        return exceptions.NotFound("There is nothing here that you may see.")
    if isinstance(exception, PermissionDenied):
        return exceptions.PermissionDenied()
    if isinstance(exception, exceptions.MethodNotAllowed):
        return exceptions.MethodNotAllowed(
            request.method, detail="This API can be read only: use GET, HEAD or OPTIONS."
        )
    if isinstance(exception, exceptions.NotAcceptable):
        return exceptions.NotAcceptable("Ask for application/json, or for text/csv where the address is a list.")
    if not isinstance(exception, exceptions.APIException):
        logger.exception("api_error", exc_info=exception)
        # Whoever listens for faults, the test client among them, hears of this one though it is answered here.
        got_request_exception.send(sender=handle, request=request)
        return exceptions.APIException(
            "The fault is ours and has been logged. Quote the request id when you report it."
        )
    return exception


def _headers(exception):
    headers = {}
    if authenticate := getattr(exception, "auth_header", None):
        headers["WWW-Authenticate"] = authenticate
    if wait := getattr(exception, "wait", None):
        headers["Retry-After"] = str(wait)
    return headers
