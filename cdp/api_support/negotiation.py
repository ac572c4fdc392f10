"""JSON unless CSV or Excel is asked for: by Accept, by ?format= or by the ending of the address."""

from rest_framework.exceptions import NotAcceptable
from rest_framework.negotiation import DefaultContentNegotiation
from rest_framework.renderers import BaseRenderer

from cdp.api_support.problems import BadParameters


class CSVRenderer(BaseRenderer):
    """Stands for text/csv in the negotiation; the list itself is written by the view."""

    media_type = "text/csv"
    format = "csv"
    charset = "utf-8"

    def render(self, data, accepted_media_type=None, renderer_context=None):
        raise NotImplementedError("The view writes its files.")


class XLSXRenderer(CSVRenderer):
    media_type = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    format = "xlsx"
    charset = None


class Negotiation(DefaultContentNegotiation):
    """What the address says goes before what the Accept header says: a pasted link has no say in its headers."""

    def select_renderer(self, request, renderers, format_suffix=None):
        asked = format_suffix or request.query_params.get("format")
        if asked is None:
            return super().select_renderer(request, renderers, format_suffix)
        for renderer in renderers:
            if renderer.format == asked:
                return renderer, renderer.media_type
        if format_suffix:
            raise NotAcceptable
        allowed = ", ".join(renderer.format for renderer in renderers)
        raise BadParameters([("format", f"“{asked}” is not allowed. Use one of: {allowed}.")])
