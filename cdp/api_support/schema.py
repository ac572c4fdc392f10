"""How our views describe themselves in the OpenAPI document, beyond what drf-spectacular reads by itself."""

from drf_spectacular.openapi import AutoSchema
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter
from rest_framework.serializers import ModelSerializer

from cdp.api_support.problems import ProblemSerializer

AS_OF = OpenApiParameter(
    "as_of",
    OpenApiTypes.DATE,
    description="The figures as they were known at the end of this day, in London; today’s if it is left out. "
    "The header As-Of of the answer, and of a list the field as_of, say the day.",
)
CSV_DESCRIPTION = "Every row that the filters leave, in columns named like the fields. Nested objects are left out."
PROBLEMS = {
    "400": "A query parameter does not exist or holds what it cannot hold",
    "404": "Not there, or not yours to see",
    "405": "The API can be read only",
    "406": "A format that we do not make",
    "429": "Too many requests; Retry-After says how long to wait",
    "500": "The fault is ours",
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
        if isinstance(serializer, ModelSerializer):
            # What we answer always has every field; only what one sends could leave some out.
            schema["required"] = sorted(schema["properties"])
        return schema

    def _get_format_parameters(self):
        parameters = super()._get_format_parameters()
        for parameter in parameters:
            parameter["description"] = "Goes before the Accept header. Endings work too: /api/v1/observations.csv"
        return parameters

    def get_override_parameters(self):
        parameters = super().get_override_parameters()
        return [*parameters, AS_OF] if getattr(self.view, "looks_back", False) else parameters

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
        if self._is_list_view():
            responses["200"]["headers"] = {
                "Link": {"description": "Addresses of the next and the previous page.", "schema": {"type": "string"}}
            }
        problem = self.resolve_serializer(ProblemSerializer, "response")
        for status, description in PROBLEMS.items():
            content = {"application/problem+json": {"schema": problem.ref}}
            if status == "400":
                content["application/problem+json"]["example"] = PROBLEM_EXAMPLE
            responses[status] = {"description": description, "content": content}
        return responses
