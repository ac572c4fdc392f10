"""How our views describe themselves in the OpenAPI document, beyond what drf-spectacular reads by itself."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.generics import GenericAPIView
from rest_framework.serializers import ModelSerializer

from cdp.api_support import deprecation
from cdp.api_support.negotiation import XLSXRenderer
from cdp.api_support.problems import ProblemSerializer
from cdp.api_support.shape import FIELDS, INCLUDE, SORT

AS_OF = OpenApiParameter(
    "as_of",
    OpenApiTypes.DATE,
    description="The figures as they were known at the end of this day, in London; today’s if it is left out. "
    "The header As-Of of the answer, and of a list the field as_of, say the day.",
)
CSV_DESCRIPTION = "Every row that the filters leave, in columns named like the fields. Nested objects are left out."
BOOK_DESCRIPTION = "The same rows in an accessible Excel workbook, as long as they are few enough for one."
PROBLEMS = {
    "400": "A query parameter does not exist or holds what it cannot hold",
    "404": "Not there, or not yours to see",
    "405": "This cannot be done at this address",
    "406": "A format that we do not make",
    "413": "More than we take, or more rows than fit into a workbook",
    "414": "The address is too long",
    "429": "Too many requests; Retry-After says how long to wait",
    "500": "The fault is ours",
}
PROBLEMS_OF_WRITING = {
    "400": "The body or a header cannot be read, or names a member that does not exist or has another type",
    "401": "Nobody, or a token that is wrong, revoked or expired",
    "403": "The scope is missing, or the role does not allow it",
    "409": "It stands in the way of something else, or is still being done",
    "412": "It has been changed since; the header ETag says how it stands now",
    "415": "A content type that this address does not take",
    "422": "It was understood and cannot be taken: errors say why, each with a pointer into the body",
    "428": "If-Match is missing",
}
PROBLEM_EXAMPLE = {
    "type": "/api/#parameters",
    "title": "The request has a fault",
    "status": 400,
    "detail": "The address has query parameters that cannot be used. See errors.",
    "instance": "/api/v1/observations/?from=yesterday",
    "request_id": "4f6c2f0d3c5e4b7e9a1d8b6f2c7e5a90",
    "errors": [{"parameter": "from", "detail": "“yesterday” is not a date. Write it as 2026-11-21."}],
}


class ApiSchema(AutoSchema):
    def _map_basic_serializer(self, serializer, direction):
        schema = super()._map_basic_serializer(serializer, direction)
        if getattr(serializer, "is_strict", False):
            schema["additionalProperties"] = False
        if isinstance(serializer, ModelSerializer):
            # What we answer has every field, unless fields= leaves some out; only what one sends could lack any.
            schema["required"] = sorted(set(schema["properties"]) - set(getattr(self.view, "includable", ())))
        deprecation.mark_fields(serializer, schema)
        return schema

    def get_operation(self, *args, **kwargs):
        operation = super().get_operation(*args, **kwargs)
        if operation and (declared := deprecation.of_view(self.view)):
            operation |= declared.in_document
        return operation

    def _get_format_parameters(self):
        parameters = super()._get_format_parameters()
        for parameter in parameters:
            parameter["description"] = "Goes before the Accept header. Endings work too: /api/v1/observations.csv"
        return parameters

    def get_override_parameters(self):
        parameters = [*super().get_override_parameters(), *self._shape_parameters()]
        return [*parameters, AS_OF] if getattr(self.view, "looks_back", False) else parameters

    def _shape_parameters(self):
        if not isinstance(self.view, GenericAPIView) or not hasattr(self.view, "parameters"):
            return []
        about = {
            FIELDS: (list(self.view.get_serializer().fields), "Only these fields, with commas between them."),
            INCLUDE: (sorted(self.view.includable), "Fields beside the usual ones, with commas between them."),
            SORT: (sorted(self.view.sortable), "The order, with commas; - before a name begins with the last."),
        }
        return [
            OpenApiParameter(name, OpenApiTypes.STR, description=f"{text} Of: {', '.join(allowed)}.")
            for name in self.view.parameters()
            for allowed, text in [about[name]]
        ]

    def _get_paginator(self):
        """The paginator knows what it is that it pages, for the list of some has a field more."""
        paginator = super()._get_paginator()
        if paginator:
            paginator.looks_back = getattr(self.view, "looks_back", False)
        return paginator

    def _get_response_bodies(self, direction="response"):
        responses = super()._get_response_bodies(direction)
        if csv := responses.get("200", {}).get("content", {}).get("text/csv"):
            csv.clear()
            csv["schema"] = {"type": "string", "description": CSV_DESCRIPTION}
        if book := responses.get("200", {}).get("content", {}).get(XLSXRenderer.media_type):
            book.clear()
            book["schema"] = {"type": "string", "format": "binary", "description": BOOK_DESCRIPTION}
        if self._is_list_view():
            responses["200"]["headers"] = {
                "Link": {"description": "Addresses of the next and the previous page.", "schema": {"type": "string"}}
            }
        problem = self.resolve_serializer(ProblemSerializer, "response")
        problems = PROBLEMS if self.method == "GET" else PROBLEMS | PROBLEMS_OF_WRITING
        for status, description in problems.items():
            content = {"application/problem+json": {"schema": problem.ref}}
            if status == "400":
                content["application/problem+json"]["example"] = PROBLEM_EXAMPLE
            responses[status] = {"description": description, "content": content}
        return responses
