"""The list of the API that says what changed."""

from django.conf import settings
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import exceptions, serializers
from rest_framework.response import Response

from cdp.api_support.filters import MOST_VALUES
from cdp.api_support.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from cdp.api_support.problems import BadParameters
from cdp.api_support.views import OpenAPIView
from cdp.changes import cursors, feed, keeping, kinds, things
from cdp.changes.entries import entry
from cdp.changes.sight import is_kind, of_kinds
from partners.models import Partnership

MANY = ("kind", "noun", "partnership")
ALLOWED = sorted(["since", "page_size", "format", *MANY])
NOUNS = sorted({noun.name for noun in things.THINGS.values()} | {"outcomes", "framework-metrics", "rule-findings"})
NOW = "now"


class CursorTooOld(exceptions.APIException):
    status_code = 410
    default_code = "cursor_too_old"

    def __init__(self):
        super().__init__(
            f"Changes are kept for {settings.CHANGES_KEPT_DAYS} days, and some that came after this cursor are gone. "
            "Take a new cursor with ?since=now, read the lists that you mirror anew, then go on from that cursor."
        )


class ChangeSerializer(serializers.Serializer):
    """That a thing became another, and where to read it; never what it says."""

    uid = serializers.CharField(help_text="Of this change; the webhook-id of a webhook begins with it.")
    cursor = serializers.CharField(help_text="The place of this change: ?since= goes on after it. Opaque.")
    kind = serializers.ChoiceField(kinds.all_kinds(), help_text="What happened. New kinds may come.")
    happened_at = serializers.DateTimeField(help_text="When. The order is that of the list, not of these times.")
    noun = serializers.CharField(help_text="The list of this API in which the thing stands.")
    thing = serializers.CharField(allow_null=True, help_text="Its id there; null where all of the list is meant.")
    address = serializers.URLField(allow_null=True, help_text="Where to read it; null where it is gone.")
    partnership = serializers.CharField(allow_null=True, help_text="The slug of the partnership it belongs to.")


class ChangesSerializer(serializers.Serializer):
    next = serializers.URLField(help_text="Where to go on: at once if has_more, else later. Always there.")
    cursor = serializers.CharField(help_text="The same place for the parameter since.")
    has_more = serializers.BooleanField(help_text="Whether there is more to be read at once.")
    results = ChangeSerializer(many=True)


def _parameter(name, description, **options):
    return OpenApiParameter(name, options.pop("type", str), description=description, **options)


PARAMETERS = [
    _parameter("since", "Go on after this cursor; “now” for one from which to begin. From the start without it.",
               type={"type": "string", "minLength": 1, "examples": [NOW]}),
    _parameter("page_size", "Changes a page.",
               type={"type": "integer", "minimum": 1, "maximum": MAX_PAGE_SIZE, "default": PAGE_SIZE}),
    _parameter("kind", "A kind, or the beginning of several up to its point: “update.”. Several may be given.",
               many=True),
    _parameter("noun", "A list of this API. Several may be given.", many=True, enum=NOUNS),
    _parameter("partnership", "The slug of a partnership. Several may be given.", many=True),
]  # fmt: skip


class Changes(OpenAPIView):
    """What changed of all that one may see, in one order, to be read on from any place."""

    is_feed = True

    @extend_schema(operation_id="changes_list", parameters=PARAMETERS, responses=ChangesSerializer)
    def get(self, request):
        asked = Asked(request)
        rows, place, has_more = feed.after(asked.position(), request.user, asked.size, narrowed=asked.narrow)
        cursor, root = cursors.encode(place), request.build_absolute_uri("/").rstrip("/")
        following = request.build_absolute_uri(f"{request.path}?{asked.query_after(cursor)}")
        body = {
            "next": following,
            "cursor": cursor,
            "has_more": has_more,
            "results": [entry(row, root) for row in rows],
        }
        # The same question is answered otherwise as soon as there is more.
        return Response(body, headers={"Link": f'<{following}>; rel="next"', "Cache-Control": "no-store"})


class Asked:
    """The parameters of a request, each checked before anything is read."""

    def __init__(self, request):
        self.request, self.given = request, request.query_params
        faults = list(self._faults())
        if faults:
            raise BadParameters(faults)
        self.size = int(self.given.get("page_size", PAGE_SIZE))

    def _faults(self):
        for name, values in self.given.lists():
            if name not in ALLOWED:
                yield name, f"There is no parameter “{name}” here. Allowed: {', '.join(ALLOWED)}."
            elif "" in values:
                yield name, "The value is empty. Give one, or leave the parameter out."
            elif len(values) > (MOST_VALUES if name in MANY else 1):
                yield (
                    name,
                    f"At most {MOST_VALUES} values." if name in MANY else "This parameter can be given once only.",
                )
            elif fault := next((fault for value in values if (fault := self._fault(name, value))), ""):
                yield name, fault

    def _fault(self, name, value):
        if name == "page_size" and not (
            value.isascii() and value.isdigit() and len(value) < 9 and 1 <= int(value) <= MAX_PAGE_SIZE
        ):
            return f"“{value}” is not a whole number from 1 to {MAX_PAGE_SIZE}."
        if name == "kind" and not is_kind(value):
            return (
                f"There is no kind “{value}”. Use a beginning, such as “update.”, or: {', '.join(kinds.all_kinds())}."
            )
        if name == "noun" and value not in NOUNS:
            return f"There are no changes of “{value}”. Use one of: {', '.join(NOUNS)}."
        if name == "partnership" and not self._sees(value):
            return f"There is no partnership “{value}” that you may see."
        if name == "since" and value != NOW:
            try:
                cursors.decode(value)
            except cursors.NotACursor:
                return "This cursor was not made by us. Follow the link next, or begin with since=now."
        return ""

    def _sees(self, slug):
        return "\0" not in slug and Partnership.objects.visible_to(self.request.user).filter(slug=slug).exists()

    def position(self):
        since = self.given.get("since")
        if since is None:
            return 0
        if since == NOW:
            return feed.end()
        position = cursors.decode(since)
        if position < keeping.gone_before():
            raise CursorTooOld
        return position

    def narrow(self, rows):
        rows = rows.filter(of_kinds(self.given.getlist("kind")))
        if nouns := self.given.getlist("noun"):
            rows = rows.filter(noun__in=nouns)
        if slugs := self.given.getlist("partnership"):
            rows = rows.filter(partnership__slug__in=slugs)
        return rows

    def query_after(self, cursor):
        query = self.given.copy()
        query["since"] = cursor
        return query.urlencode()
