"""Which readings an answer of the API shows: those of its page, which is known before they are worked out."""

import base64
import binascii
import json

from django.db.models import Exists, Q

from cdp.api_support import uids
from cdp.api_support.pagination import MAX_PAGE_SIZE, PAGE_SIZE
from cdp.api_support.problems import BadParameters
from cdp.api_support.shape import FIELDS, INCLUDE, SORT
from cdp.as_of.seen import seen_by_all
from indicators.api.filters import SeriesFilterSet
from indicators.models import Series
from indicators.operations.as_of.wanted import NONE, NOTHING, Wanted

READINGS, SERIES, FIGURES = "v1:readings-", "v1:series-", "v1:observations-"
# A series stands for its indicator where it has most figures, and so that may have been another one.
HEADLINE, LATEST = "is_headline", "latest"


class NotAnswered(Exception):
    """The address asks for what cannot be; the answer will say so, and shows nothing."""


def of_answer(match, request) -> Wanted:
    shows_readings = match.view_name.startswith(READINGS) or _includes_latest(match, request)
    narrows = match.view_name.startswith(FIGURES) and HEADLINE in request.GET
    if not (shows_readings or narrows or match.view_name.startswith(SERIES)):
        return NOTHING
    try:
        shown, among = _series_shown(match, request, is_paged=not narrows)
    except NotAnswered:
        return NOTHING
    places = list(among.order_by().values_list("indicator", "area").distinct())
    return Wanted(
        indicators=frozenset(indicator for indicator, _ in places),
        areas=frozenset(area for _, area in places),
        series=Q(pk__in=shown.order_by().values("pk")) if shows_readings else NONE,
    )


def _includes_latest(match, request):
    """Whether series are asked for with the newest figure of each."""
    named = ",".join(request.GET.get(name, "") for name in (INCLUDE, FIELDS)).split(",")
    return match.view_name.startswith(SERIES) and LATEST in map(str.strip, named)


def _series_shown(match, request, *, is_paged):
    """(the series that are shown, and those in whose indicators and areas the headlines have to be those of then)"""
    pk = match.kwargs.get("series", match.kwargs.get("pk"))
    if pk is not None:
        one = Series.objects.filter(pk=_number(match, pk))
        return one, one
    shown = _filtered(request, request.GET)
    if HEADLINE in request.GET:
        # Which those are will be known when the headlines are.
        others = request.GET.copy()
        del others[HEADLINE]
        return shown, _filtered(request, others)
    if is_paged and SORT not in request.GET and not _wants_file(match, request):
        shown = _page(shown, request.GET)
    return shown, shown


def _number(match, text):
    """Of a series, which an address names by its number or by a uid."""
    noun = match.view_name.removeprefix("v1:").rpartition("-")[0]
    pk = int(text) if text.isascii() and text.isdigit() else uids.decode(noun, text)
    if pk is None or pk > uids.LARGEST_KEY:
        raise NotAnswered
    return pk


def _filtered(request, query):
    filters = SeriesFilterSet(query, queryset=Series.objects.all(), request=request)
    try:
        if filters.is_valid():
            return filters.qs
    except BadParameters as fault:
        raise NotAnswered from fault
    raise NotAnswered


def _wants_file(match, request):
    """Which has no pages. Whoever asks for a file by a header that names JSON too gets more worked out than needed."""
    asked = match.kwargs.get("format") or request.GET.get("format") or request.headers.get("Accept", "")
    return any(word in asked for word in ("csv", "xlsx", "spreadsheet"))


def _page(series, query):
    """The series of one page: up to one more than it holds of those of which everybody sees a figure.

    Those between, which this person may see or not, are among them; what comes after cannot come up.
    """
    is_backwards, position = _cursor(query)
    if position is not None:
        series = series.filter(**{"pk__lt" if is_backwards else "pk__gt": position})
    sure = series.filter(Exists(seen_by_all())).order_by("-pk" if is_backwards else "pk")
    size = _page_size(query)
    last = sure.values_list("pk", flat=True)[size : size + 1]
    for pk in last:
        series = series.filter(**{"pk__gte" if is_backwards else "pk__lte": pk})
    return series


def _cursor(query):
    """(whether the page lies before the position, the position), as KeysetPagination writes them."""
    if "cursor" not in query:
        return False, None
    try:
        direction, position = json.loads(base64.urlsafe_b64decode(query["cursor"].encode()))
        return direction == "previous", int(position)
    except (ValueError, TypeError, OverflowError, binascii.Error, RecursionError) as fault:
        raise NotAnswered from fault


def _page_size(query):
    asked = query.get("page_size", str(PAGE_SIZE))
    if not (asked.isascii() and asked.isdigit()):
        raise NotAnswered
    return min(int(asked[:9]), MAX_PAGE_SIZE)
