"""The list of changes at an address with an ending: as JSON, or all that came after a cursor in one CSV."""

from drf_spectacular.utils import extend_schema
from rest_framework.renderers import JSONRenderer

from cdp import exports
from cdp.api_support import limits, whole
from cdp.api_support.negotiation import CSVRenderer
from cdp.api_support.problems import BadParameters
from cdp.changes import feed
from cdp.changes.api import Asked, Changes, ChangeSerializer
from cdp.changes.entries import entry

COLUMNS = [exports.Column(name, name) for name in ChangeSerializer().fields]
NO_PAGES = "A file has no pages: it holds all that came after since. To go on, send the cursor of its last row."


class ChangesFile(Changes):
    """What changed, as a file."""

    renderer_classes = [CSVRenderer, JSONRenderer]

    def cost(self):
        return limits.COST_OF_A_FILE if self._is_csv() else 1

    @extend_schema(exclude=True)
    def get(self, request, **ending):
        if not self._is_csv():
            return super().get(request)
        if "page_size" in request.query_params:
            raise BadParameters([("page_size", NO_PAGES)])
        response = whole.streamed("changes", exports.csv_chunks(COLUMNS, _rows(Asked(request))))
        response["Cache-Control"] = "no-store"
        return response

    def _is_csv(self):
        return self.request.accepted_renderer.format == "csv"


def _rows(asked):
    root, position, has_more = asked.request.build_absolute_uri("/").rstrip("/"), asked.position(), True
    while has_more:
        rows, position, has_more = feed.after(position, asked.request.user, whole.ROWS_AT_ONCE, narrowed=asked.narrow)
        for row in rows:
            yield list(entry(row, root).values())
