"""What is sent: read strictly and refused with a pointer at each fault; and how what came of it is answered.

400   it cannot be read, or names a member that there is not, or one of another type
422   it was understood, and cannot be as it is: errors say which member and why
409   something stands in the way; `conflicts_with` says what, where it has an address
428 and 412   If-Match is missing, or names a version that is no longer the newest
"""

import json

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema_field
from rest_framework import exceptions, serializers
from rest_framework.renderers import JSONRenderer

from cdp.access.scopes import needs
from cdp.api_support import conditional, idempotency, problems
from cdp.api_support.views import StrictJSONParser

DEEPEST = 10
IF_MATCH = OpenApiParameter(
    "If-Match",
    OpenApiTypes.STR,
    OpenApiParameter.HEADER,
    required=True,
    description="The ETag of what you read. Without it the answer is 428, and 412 where it has been changed since.",
)
IDEMPOTENCY_KEY = OpenApiParameter(
    "Idempotency-Key",
    {
        "type": "string",
        "pattern": idempotency.PATTERN,
        "examples": ['"8e03978e-40d5-43e8-bc93-6894a57f9324"'],
    },
    OpenApiParameter.HEADER,
    description="A text of your choice, new for each thing to be done and best a UUID. Sent again within 24 hours "
    "with the same body it gets the same answer, marked Idempotent-Replayed: true, and nothing is done twice. "
    "A refusal did nothing, and leaves the key free. Without a key each POST counts.",
)
NOBODY = "Writing needs a token or a session of somebody who may. See /api/ for how to get a token."


class NotTaken(exceptions.APIException):
    """`errors` is [{pointer, detail}]."""

    status_code = 422
    default_detail = "It cannot be taken as it is. See errors."

    def __init__(self, errors, detail=None):
        self.errors = errors
        super().__init__(detail)


class BadBody(NotTaken):
    status_code = 400
    default_detail = "The body cannot be read as it is. See errors."


class InTheWay(exceptions.APIException):
    """Something else has to be done first; `address` is that of what is in the way."""

    status_code = 409

    def __init__(self, detail, address=""):
        self.members = {"conflicts_with": address} if address else {}
        super().__init__(detail)


class Twice(dict):
    """An object of JSON with members of one name, of which every reader would take another."""

    names = ()


class BodyParser(StrictJSONParser):
    """UTF-8 without NaN, without members of one name, without what cannot be stored, and not deep."""

    def parse(self, stream, media_type=None, parser_context=None):
        try:
            text = stream.read().decode()
            data = json.loads(text, object_pairs_hook=_object, parse_constant=_refuse_constant)
        except UnicodeDecodeError as fault:
            raise exceptions.ParseError(f"The body is not UTF-8: byte {fault.start + 1} cannot be read.") from fault
        except RecursionError as fault:
            raise exceptions.ParseError("The body is nested too deeply.") from fault
        except ValueError as fault:
            raise exceptions.ParseError(f"The body is not JSON: {fault}") from fault
        if errors := list(_faults(data)):
            raise BadBody(errors[:50])
        return data


def _object(pairs):
    found = Twice(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        found.names = sorted({name for name in names if names.count(name) > 1}) if len(names) < 1000 else names[:1]
    return found


def _refuse_constant(name):
    raise ValueError(f"{name} is no number of JSON")


def _faults(value, pointer="", depth=0):
    if depth > DEEPEST:
        yield {"pointer": pointer, "detail": f"Nested more than {DEEPEST} deep."}
    elif isinstance(value, dict):
        for name in getattr(value, "names", ()):
            yield {"pointer": _joined(pointer, name), "detail": "This member is there twice."}
        for name, within in value.items():
            if not _is_text(name):
                yield {"pointer": _joined(pointer, name), "detail": "This name is no Unicode text."}
            yield from _faults(within, _joined(pointer, name), depth + 1)
    elif isinstance(value, list):
        for number, within in enumerate(value):
            yield from _faults(within, f"{pointer}/{number}", depth + 1)
    elif isinstance(value, str) and not _is_text(value):
        yield {"pointer": pointer, "detail": "This is no Unicode text: half of a pair of surrogates stands alone."}


def _is_text(text):
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


def _joined(pointer, name):
    name = name.encode("utf-8", "replace").decode()[:100]
    return f"{pointer}/{name.replace('~', '~0').replace('/', '~1')}"


class Body(serializers.Serializer):
    """Members that are named here and no others; one that is left out stays as it is."""

    # As the OpenAPI document says it: see ApiSchema.
    is_strict = True

    def to_internal_value(self, data):
        errors = {}
        if isinstance(data, dict):
            allowed = ", ".join(self.fields) or "none"
            for name in [name for name in data if name not in self.fields]:
                errors[str(name)[:100]] = [f"There is no such member here. Allowed: {allowed}."]
        try:
            value = super().to_internal_value(data)
        except serializers.ValidationError as fault:
            raise serializers.ValidationError(fault.detail | errors) from fault
        if errors:
            raise serializers.ValidationError(errors)
        return value


class Nothing(Body):
    """No members: an empty body, or {}."""


class Text(serializers.CharField):
    """A number is no text, whatever it looks like."""

    def to_internal_value(self, data):
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


@extend_schema_field(OpenApiTypes.BINARY)
class File(serializers.FileField):
    """As a part of a form. Other fields of files are answered, as addresses."""


class WholeNumber(serializers.IntegerField):
    def to_internal_value(self, data):
        if not isinstance(data, int) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Number(serializers.DecimalField):
    """A number of JSON, as exactly as it is kept."""

    def __init__(self, *, max_digits, decimal_places, **options):
        super().__init__(max_digits, decimal_places, coerce_to_string=False, **options)

    def to_internal_value(self, data):
        if not isinstance(data, int | float) or isinstance(data, bool):
            self.fail("invalid")
        return super().to_internal_value(data)


class Day(serializers.DateField):
    def __init__(self, **options):
        super().__init__(input_formats=["%Y-%m-%d"], **options)

    def to_internal_value(self, value):
        if not isinstance(value, str):
            self.fail("invalid", format="YYYY-MM-DD")
        return super().to_internal_value(value)


def said(request, serializer_class):
    """What the body says, cleaned; only what it names."""
    if not isinstance(request.data, dict):
        raise BadBody([{"pointer": "", "detail": "The body must be an object."}])
    serializer = serializer_class(data=request.data)
    serializer.is_valid(raise_exception=True)
    return serializer.validated_data


class WritesMixin:
    """For a viewset whose things are also written. Reading stays as it is."""

    http_method_names = ["get", "head", "options", "post", "patch", "delete"]
    parser_classes = [BodyParser]
    reads = ("list", "retrieve")

    def parameters(self):
        """What shapes an answer shapes that of a GET alone."""
        return super().parameters() if self.action in self.reads else []

    def may_write(self, scope=None):
        """401 for a visitor, 403 for a token without the scope; the roles are asked by the operations.

        The scope is that which `scopes` declares of the action, as the OpenAPI document does; of several one will do.
        """
        if not self.request.user.is_authenticated:
            raise exceptions.NotAuthenticated(NOBODY)
        wanted = scope or self.scopes[self.action]
        needs(self.request, *([wanted] if isinstance(wanted, str) else wanted))

    def once(self, do):
        """What `do` answers; with an Idempotency-Key it is done once. See idempotency.py."""
        return idempotency.once(self.request, do)


def required_version(request, noun, thing, *, shown):
    """The version of a thing, which If-Match names; `shown` gives its answer anew where it names another."""
    if_match = request.headers.get("If-Match", "")
    if not if_match.strip():
        raise problems.MustSayVersion
    if not conditional.matches(if_match, conditional.version_of(noun, thing.pk, thing.version)):
        raise changed_since(shown())
    return thing.version


def changed_since(answered=None):
    """412 with the ETag of how it stands now."""
    refusal = problems.ChangedSince()
    refusal.headers = {"ETag": answered["ETag"]} if answered is not None else {}
    return refusal


def answer(serializer, noun, *, status=200, location=""):
    """The thing as its own address answers it, with the same ETag."""
    thing = serializer.instance
    body = JSONRenderer().render(serializer.data)
    response = HttpResponse(body, status=status, content_type=JSONRenderer.media_type)
    version = getattr(thing, "version", None)
    response["ETag"] = conditional.etag_of(body, conditional.version_of(noun, thing.pk, version) if version else "")
    if location:
        response["Location"] = location
    return response
