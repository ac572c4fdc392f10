"""How our views describe themselves in the OpenAPI document, beyond what drf-spectacular reads by itself."""

from drf_spectacular.openapi import AutoSchema
from rest_framework.generics import GenericAPIView
from rest_framework.serializers import ModelSerializer

from cdp.api_support import deprecation, schema_answers, schema_nulls, schema_parameters
from cdp.api_support.filters import MOST_VALUES
from cdp.api_support.negotiation import XLSXRenderer
from cdp.api_support.problems import ProblemSerializer

CSV_DESCRIPTION = "Every row that the filters leave, in columns named like the fields. Nested objects are left out."
BOOK_DESCRIPTION = "The same rows in an accessible Excel workbook, as long as they are few enough for one."


class ApiSchema(AutoSchema):
    @property
    def _writes(self):
        return self.method != "GET"

    def _map_basic_serializer(self, serializer, direction):
        schema = super()._map_basic_serializer(serializer, direction)
        if getattr(serializer, "is_strict", False):
            schema["additionalProperties"] = False
        if isinstance(serializer, ModelSerializer):
            # What we answer has every field; what fields= leaves of it is described beside it: see schema_whole.py.
            is_own = type(serializer) is getattr(self.view, "serializer_class", None)
            left_out = set(self.view.includable) if is_own else set()
            schema["required"] = sorted(set(schema["properties"]) - left_out)
        deprecation.mark_fields(serializer, schema)
        return schema

    def _get_serializer_field_meta(self, field, direction):
        meta = super()._get_serializer_field_meta(field, direction)
        if direction == "response" and schema_nulls.can_be_null(field):
            meta["nullable"] = True
        return meta

    def get_operation(self, *args, **kwargs):
        operation = super().get_operation(*args, **kwargs)
        if operation and (declared := deprecation.of_view(self.view)):
            operation |= declared.in_document
        return operation

    def get_auth(self):
        scopes = getattr(self.view, "scopes", {})
        name = getattr(self.view, "action", None) or self.method.lower()
        return schema_answers.security(scopes.get(name) if self._writes else None)

    def _get_format_parameters(self):
        formats = self.map_renderers("format")
        if self._writes or not getattr(self.view, "answers_by_accept", True):
            return []
        return [schema_parameters.format_of(self.view, formats)]

    def get_override_parameters(self):
        parameters = [*super().get_override_parameters(), *self._shape_parameters()]
        parameters += [] if self._writes else [schema_parameters.IF_NONE_MATCH]
        return [*parameters, schema_parameters.AS_OF] if getattr(self.view, "looks_back", False) else parameters

    def _shape_parameters(self):
        if not isinstance(self.view, GenericAPIView) or not hasattr(self.view, "parameters"):
            return []
        return schema_parameters.shape_of(self.view, self.view.parameters())

    def _get_parameters(self):
        return [self._whole(parameter) for parameter in super()._get_parameters()]

    def _whole(self, parameter):
        if parameter["in"] == "path":
            return schema_parameters.in_path(self.view, parameter)
        if parameter.get("explode") and parameter["schema"].get("type") == "array":
            parameter["schema"] |= {"minItems": 1, "maxItems": MOST_VALUES}
            noun = {"partnership": "partnerships", "agency": "agencies"}.get(parameter["name"], f"{parameter['name']}s")
            if noun in schema_parameters.EXAMPLES and "enum" not in parameter["schema"]["items"]:
                parameter["schema"]["examples"] = [[schema_parameters.EXAMPLES[noun]]]
        return parameter

    def _get_paginator(self):
        """The paginator knows what it is that it pages, for the list of some has a field more."""
        paginator = super()._get_paginator()
        if paginator:
            paginator.looks_back = getattr(self.view, "looks_back", False)
        return paginator

    def _get_response_bodies(self, direction="response"):
        responses = super()._get_response_bodies(direction)
        content = responses.get("200", {}).get("content", {})
        for media, schema in (
            ("text/csv", {"type": "string", "description": CSV_DESCRIPTION}),
            (XLSXRenderer.media_type, {"type": "string", "format": "binary", "description": BOOK_DESCRIPTION}),
        ):
            if media in content:
                content[media] = {"schema": schema}
        for status, answer in responses.items():
            answer["description"] = answer.get("description") or {"201": "It was made"}.get(status, "As it stands")
            answer["headers"] = schema_answers.headers(*self._headers(status))
        if not self._writes:
            responses["304"] = schema_answers.refer("responses", "NotModified")
        self.resolve_serializer(ProblemSerializer, "response")
        return responses | self._problems()

    def _headers(self, status):
        names = list(getattr(deprecation.of_view(self.view), "headers", ()))
        names += [] if status == "204" else ["ETag"]
        names += ["Location"] if status == "201" else []
        names += ["As-Of"] if getattr(self.view, "looks_back", False) and not self._writes else []
        if self._is_list_view():
            names += ["Link", "Content-Disposition"]
        if self._sends("Idempotency-Key"):
            names.append("Idempotent-Replayed")
        return names

    def _sends(self, header):
        return ("header", header) in {(each["in"], each["name"]) for each in self._get_parameters()}

    def _problems(self):
        return schema_answers.problems_of(
            writes=self._writes,
            is_list=self._is_list_view(),
            has_path="{" in self.path or (self._writes and getattr(self.view, "finds_by_body", False)),
            needs_version=self._sends("If-Match"),
            makes_formats=getattr(self.view, "answers_by_accept", True),
            is_feed=getattr(self.view, "is_feed", False),
            reads_body=self._writes and self.method != "DELETE",
        )
