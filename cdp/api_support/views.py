"""What every endpoint is made of: reading only, strict parameters, pages in JSON and whole lists in CSV."""

from django.http import Http404, HttpResponse
from drf_spectacular.utils import extend_schema
from rest_framework import mixins, serializers
from rest_framework.generics import get_object_or_404
from rest_framework.permissions import AllowAny
from rest_framework.renderers import JSONRenderer
from rest_framework.views import APIView
from rest_framework.viewsets import GenericViewSet

from cdp import exports
from cdp.api_support import problems
from cdp.api_support.filters import StrictFilterBackend, check_parameters
from cdp.api_support.negotiation import CSVRenderer, Negotiation
from cdp.api_support.pagination import KeysetPagination, order
from cdp.api_support.schema import ApiSchema

ROWS_AT_ONCE = 500


class OpenAPIView(APIView):
    """Everyone may call it, and its errors are problem documents."""

    # What a caller may see is decided by the queryset: published partnerships are everybody's.
    permission_classes = [AllowAny]
    renderer_classes = [JSONRenderer]
    content_negotiation_class = Negotiation
    schema = ApiSchema()

    def get_exception_handler(self):
        return problems.handle

    def options(self, request, *args, **kwargs):
        """What may be done is in the Allow header; what it means is in the OpenAPI document."""
        return HttpResponse(status=204)


class ReadOnlyViewSet(OpenAPIView, mixins.ListModelMixin, mixins.RetrieveModelMixin, GenericViewSet):
    http_method_names = ["get", "head", "options"]
    renderer_classes = [JSONRenderer, CSVRenderer]
    pagination_class = KeysetPagination
    filter_backends = [StrictFilterBackend]
    filterset_class = None
    # Of the list; the last field must be unique, or pages would lose rows.
    ordering = ["pk"]
    # Counting millions of rows would take longer than reading a page of them.
    counts_rows = True
    # Whether what it holds can be had as it was known on an earlier day.
    looks_back = False

    def get_renderers(self):
        return [JSONRenderer()] if self.detail else super().get_renderers()

    @property
    def wants_csv(self):
        return self.request.accepted_renderer.format == "csv"

    def list(self, request, *args, **kwargs):
        if not self.wants_csv:
            return super().list(request, *args, **kwargs)
        queryset = self.filter_queryset(self.get_queryset())
        queryset = queryset.order_by(*order(queryset.model, self.ordering))
        serializer = self.get_serializer()
        fields = [
            name for name, field in serializer.fields.items() if not isinstance(field, serializers.BaseSerializer)
        ]
        rows = (
            [_cell(shown[name]) for name in fields]
            for shown in map(serializer.to_representation, queryset.iterator(chunk_size=ROWS_AT_ONCE))
        )
        columns = [exports.Column(name, name) for name in fields]
        return exports.respond("csv", exports.Table(self.basename, self.basename, columns, rows))


def _cell(value):
    return "; ".join(map(str, value)) if isinstance(value, list) else value


class RefMixin:
    """Detail addresses of what belongs to a partnership: <partnership's slug>:<its ref there>."""

    lookup_url_kwarg = "id"
    lookup_value_regex = "[a-z0-9-]+:[^/]+"
    ref_field = "ref"

    def get_object(self):
        partnership, _, ref = self.kwargs["id"].partition(":")
        check_parameters(self.request, {}, has_pages=False)
        return get_object_or_404(self.get_queryset(), **{"partnership__slug": partnership, self.ref_field: ref})


@extend_schema(exclude=True)
class NotFound(OpenAPIView):
    """Answers every address below /api/v1/ that nothing else answers, so that a program gets a problem and no page."""

    def initial(self, request, *args, **kwargs):
        super().initial(request, *args, **kwargs)
        raise Http404
