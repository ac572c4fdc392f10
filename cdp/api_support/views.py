"""What every endpoint is made of: strict parameters, pages in JSON, whole lists as files, limits and ETags."""

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins
from rest_framework.exceptions import Throttled
from rest_framework.generics import get_object_or_404
from rest_framework.parsers import JSONParser
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.response import Response
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from cdp.api_support import conditional, deprecation, limits, problems, shape, whole
from cdp.api_support.filters import StrictFilterBackend
from cdp.api_support.middleware import ANYBODY
from cdp.api_support.negotiation import CSVRenderer, Negotiation, XLSXRenderer
from cdp.api_support.pagination import KeysetPagination, order
from cdp.api_support.schema import ApiSchema


class AlreadyAnswered(Exception):
    """What the caller has, or what is remembered, still stands."""

    def __init__(self, response):
        self.response = response


class StrictJSONParser(JSONParser):
    def parse(self, *args, **kwargs):
        try:
            return super().parse(*args, **kwargs)
        except RecursionError as fault:
            raise problems.exceptions.ParseError("The body is nested too deeply.") from fault


class OpenAPIView(APIView):
    """Everyone may call it, and its errors are problem documents."""

    # What a caller may see is decided by the queryset: published partnerships are everybody's.
    permission_classes = [AllowAny]
    parser_classes = [StrictJSONParser]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = Negotiation
    schema = ApiSchema()
    # Of what is sent; views that take files say more.
    most_bytes = 2**20
    # What the OpenAPI document says of it: whether Accept and ?format= choose what is answered, and with which scope a
    # token may do what is done here, {action or method: scope, or those of which one is needed}, if not only read.
    answers_by_accept = True
    scopes = {}

    def initial(self, request, *args, **kwargs):
        plain = request._request
        # Whoever tries tokens is stopped before the next is looked at.
        if "Authorization" in request.headers and not hasattr(plain, "counted"):
            failures = limits.look_at_failures(plain)
            if failures.is_over:
                plain.counted = failures
                self._stop_if_over(plain)
        super().initial(request, *args, **kwargs)
        self._refuse_large_body(request)
        if request.method in ("GET", "HEAD") and not hasattr(plain, "asked"):
            plain.identity = self._identity(request)
            if answer := conditional.begin(plain, plain.identity):
                raise AlreadyAnswered(answer)

    def check_throttles(self, request):
        plain = request._request
        is_counted = request.auth is None and hasattr(plain, "counted")
        if cost := self.cost() - is_counted:
            plain.counted = limits.count(plain, request.user, request.auth, cost=cost)
        self._stop_if_over(plain)

    def cost(self):
        return 1

    def _stop_if_over(self, plain):
        if plain.counted.is_over:
            raise Throttled(wait=plain.counted.seconds, detail=problems.DETAILS[429])

    def _identity(self, request):
        if not request.user.is_authenticated:
            return ANYBODY
        scopes = sorted(request.auth.scopes) if request.auth else "session"
        return f"{request.user.pk} {scopes}"

    def _refuse_large_body(self, request):
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdigit() and int(length) > self.most_bytes:
            raise problems.TooLarge(f"The body may have {self.most_bytes:,} bytes here, and this one has {length}.")

    def finalize_response(self, request, response, *args, **kwargs):
        return deprecation.say(self, super().finalize_response(request, response, *args, **kwargs))

    def handle_exception(self, exc):
        return exc.response if isinstance(exc, AlreadyAnswered) else super().handle_exception(exc)

    def get_exception_handler(self):
        return problems.handle

    def options(self, request, *args, **kwargs):
        """What may be done is in the Allow header; what it means is in the OpenAPI document."""
        return HttpResponse(status=204)


class ReadOnlyViewSet(OpenAPIView, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    http_method_names = ["get", "head", "options"]
    renderer_classes = [JSONRenderer, CSVRenderer, XLSXRenderer]
    pagination_class = KeysetPagination
    filter_backends = [StrictFilterBackend]
    filterset_class = None
    # Of the list; the last field must be unique, or pages would lose rows.
    ordering = ["pk"]
    # {name in sort=: path of the column}. Only what the database can put in order quickly.
    sortable = {}
    # Fields of the serializer that are left out unless include= names them.
    includable = ()
    # {field: the rows fetched beforehand that it draws on}, where that is not its source.
    draws_on = {}
    # Counting millions of rows would take longer than reading a page of them.
    counts_rows = True
    # Whether what it holds can be had as it was known on an earlier day.
    looks_back = False
    # Makes rows without a serializer, for lists of millions: indicators/api/rows.py.
    rows = None

    def get_renderers(self):
        return [JSONRenderer()] if self.detail else super().get_renderers()

    @property
    def file_format(self):
        """ "csv" or "xlsx", for which there are no pages; empty for JSON."""
        asked = self.request.accepted_renderer.format
        return asked if asked in whole.FORMATS else ""

    def cost(self):
        return limits.COST_OF_A_FILE if not self.detail and self.file_format else 1

    def parameters(self):
        """What may be asked for beside the filters."""
        names = [shape.FIELDS, *([shape.INCLUDE] if self.includable else [])]
        return names if self.detail or not self.sortable else [*names, shape.SORT]

    def order(self):
        return shape.ordering(self.request, self.sortable, self.ordering)

    def get_serializer(self, *args, **kwargs):
        serializer = super().get_serializer(*args, **kwargs)
        if getattr(self, "swagger_fake_view", False):
            return serializer
        fields = getattr(serializer, "child", serializer).fields
        kept = self.shown_fields(fields)
        for name in set(fields) - set(kept):
            del fields[name]
        return serializer

    def asks_for(self, name):
        """Whether it may be that include= or fields= names it: what is dear is not even put together otherwise."""
        asked = self.request.query_params
        return any(name in asked.get(parameter, "") for parameter in (shape.INCLUDE, shape.FIELDS))

    def shown_fields(self, every):
        return shape.shown(self.request, list(every), self.includable)

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        if not queryset._prefetch_related_lookups:
            return queryset
        return shape.without_unshown(queryset, self.get_serializer(), self.draws_on)

    def list(self, request, *args, **kwargs):
        queryset = self.filter_queryset(self.get_queryset())
        if self.file_format:
            return whole.respond(self, queryset, order(queryset.model, self.order()))
        if not self.rows:
            return self.get_paginated_response(self.get_serializer(self.paginate_queryset(queryset), many=True).data)
        rows = self.rows(self.shown_fields(self.rows.names), queryset)
        self.paginator.take = rows.take
        page = self.paginate_queryset(rows.fetched(self.order()))
        return self.get_paginated_response(rows.as_json(page))

    def retrieve(self, request, *args, **kwargs):
        thing = self.get_object()
        if asked := getattr(request._request, "asked", None):
            asked.is_kept = True
            if version := getattr(thing, "version", None):
                asked.version = conditional.version_of(self.basename, thing.pk, version)
        return Response(self.get_serializer(thing).data)


class RefMixin:
    """Detail addresses of what belongs to a partnership: <partnership's slug>:<its ref there>."""

    lookup_url_kwarg = "id"
    lookup_value_regex = "[a-z0-9-]+:[^/]+"
    ref_field = "ref"

    def get_object(self):
        partnership, _, ref = self.kwargs["id"].partition(":")
        rows = self.filter_queryset(self.get_queryset())
        return get_object_or_404(rows, **{"partnership__slug": partnership, self.ref_field: ref})


@extend_schema(exclude=True)
class NotFound(OpenAPIView):
    """Answers every address below /api/ that nothing else answers, so that a program gets a problem and no page."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise Http404
