"""The ways in: the developer page, the index of the endpoints and the page that shows the OpenAPI document."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe
from drf_spectacular.utils import extend_schema
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.response import Response

from cdp.api_support.filters import check_parameters
from cdp.api_support.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from cdp.api_support.views import OpenAPIView
from cdp.client import making
from cdp.developer import examples
from cdp.models import Scope


def _endpoints():
    from cdp.api import endpoints  # the map imports this module

    return [(name, reverse(f"v1:{name}-list"), words) for name, words in endpoints()]


@login_not_required
def developer_page(request):
    context = {
        "endpoints": _endpoints(),
        "root": request.build_absolute_uri("/").rstrip("/"),
        "scopes": Scope.choices,
        "page_size": PAGE_SIZE,
        "changes_kept_days": settings.CHANGES_KEPT_DAYS,
        "max_page_size": MAX_PAGE_SIZE,
        "limits": settings.API_LIMITS,
        "examples": examples.for_reader(request),
    }
    response = render(request, "cdp/api.html", context)
    # The examples hold what is the reader's own, and each key to send something with is a new one.
    response["Cache-Control"] = "private, no-cache"
    return response


class Index(OpenAPIView):
    """The addresses of all lists and of the description of this API."""

    @extend_schema(
        operation_id="index",
        responses={200: {"type": "object", "additionalProperties": {"type": "string", "format": "uri"}}},
    )
    def get(self, request):
        check_parameters(request, {}, has_pages=False)
        addresses = {name: address for name, address, _ in _endpoints()}
        addresses |= {"schema": reverse("v1:schema"), "docs": reverse("v1:docs")}
        return Response({name: request.build_absolute_uri(address) for name, address in addresses.items()})


class Docs(SpectacularSwaggerSplitView):
    """Swagger UI in files of our own, so that nothing inline and nothing from elsewhere is needed."""

    template_name = "cdp/api_docs.html"


@login_not_required
@require_safe
def client_in_python(request):
    """The client as it was made from the document: one file to keep."""
    headers = {"Content-Disposition": 'attachment; filename="cdp_client.py"'}
    return HttpResponse(making.MADE.read_bytes(), content_type="text/x-python; charset=utf-8", headers=headers)
