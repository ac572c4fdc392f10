"""What the columns of the CSV of each list are: by CSV on the Web, and in a data package of all lists."""

from django.http import Http404
from django.urls import reverse
from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.response import Response

from cdp.api_support.filters import check_parameters
from cdp.api_support.views import OpenAPIView
from cdp.exports import PUBLISHER

CONTEXT = ["http://www.w3.org/ns/csvw", {"@language": "en"}]
LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
# The first kind that a field is, by its names in CSV on the Web and in a data package; what is none of them is text.
KINDS = (
    (serializers.BooleanField, {"base": "boolean", "format": "yes|no"}, "boolean"),
    (serializers.IntegerField, "integer", "integer"),
    (serializers.FloatField, "double", "number"),
    (serializers.DateTimeField, "dateTime", "datetime"),
    (serializers.DateField, {"base": "date", "format": "yyyy-MM-dd"}, "date"),
)
LISTS = (serializers.ListField, serializers.ManyRelatedField)
SEPARATOR = "; "


def _viewsets():
    from cdp.api import router  # the map imports this module

    return [(name, viewset) for name, viewset, _ in router.registry if hasattr(viewset, "parameters")]


def fields_of(viewset):
    """{name: field} of the columns of its CSV."""
    fields = viewset.serializer_class().fields
    return {
        name: field
        for name, field in fields.items()
        if not isinstance(field, serializers.BaseSerializer) and name not in viewset.includable
    }


def _kind(field):
    for kind, in_csvw, in_package in KINDS:
        if isinstance(field, kind):
            return in_csvw, in_package
    return "string", "string"


def csvw(name, viewset, root):
    """The metadata of one file."""
    columns = []
    for key, field in fields_of(viewset).items():
        column = {"name": key, "titles": key, "datatype": _kind(field)[0], "null": ""}
        column |= {"separator": SEPARATOR} if isinstance(field, LISTS) else {}
        columns.append(column | ({"dc:description": str(field.help_text)} if field.help_text else {}))
    return {
        "@context": CONTEXT,
        "url": f"{name}.csv",
        "dc:title": name,
        "dc:description": viewset.__doc__.strip(),
        "dc:publisher": PUBLISHER,
        "dc:license": LICENCE,
        "dc:isPartOf": f"{root}datapackage.json",
        "dialect": {"encoding": "utf-8", "header": True, "delimiter": ",", "lineTerminators": ["\r\n"]},
        "tableSchema": {"columns": columns},
    }


def package(root):
    """All files that can be had whole."""
    resources = [
        {
            "name": name,
            "path": f"{root}{name}.csv",
            "title": name,
            "description": viewset.__doc__.strip(),
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "schema": {
                "fields": [_column(key, field) for key, field in fields_of(viewset).items()],
                "missingValues": [""],
            },
        }
        for name, viewset in _viewsets()
    ]
    return {
        "name": "combating-drugs-partnerships",
        "title": "Combating Drugs Partnerships",
        "description": "What partnerships agreed to do, and the figures by which it is measured, as it stands now.",
        "homepage": root,
        "profile": "tabular-data-package",
        "licenses": [{"name": "OGL-UK-3.0", "path": LICENCE}],
        "contributors": [{"title": PUBLISHER, "role": "publisher"}],
        "resources": resources,
    }


def _column(name, field):
    kind = _kind(field)[1]
    column = {"name": name, "type": kind}
    column |= {"trueValues": ["yes"], "falseValues": ["no"]} if kind == "boolean" else {}
    return column | ({"description": str(field.help_text)} if field.help_text else {})


def _root(request):
    return request.build_absolute_uri(reverse("v1:index"))


@extend_schema(exclude=True)
class FileMetadata(OpenAPIView):
    """<list>.csv-metadata.json, where programs that know CSV on the Web look for it."""

    def get(self, request, name):
        check_parameters(request, {}, has_pages=False)
        for known, viewset in _viewsets():
            if known == name:
                return Response(csvw(name, viewset, _root(request)))
        raise Http404


@extend_schema(exclude=True)
class DataPackage(OpenAPIView):
    """datapackage.json, which Frictionless tools read."""

    def get(self, request):
        check_parameters(request, {}, has_pages=False)
        return Response(package(_root(request)))
