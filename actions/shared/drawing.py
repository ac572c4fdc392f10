"""One page as the board of its partnership sees it, drawn for somebody who may see that page and nothing else.

The page's own view draws it, with the board's sight in the place of a person: so it shows no more than any member sees,
and restricted figures never. What leads anywhere else is taken out of the finished page, for links are made in many
places and none of them needs to know of this.
"""

import copy
import re
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest
from django.http import Http404, QueryDict
from django.urls import reverse

from actions.shared.links import ASK, PageGone
from actions.shared.pages import match_of
from cdp.as_of.middleware import as_of_middleware
from partners.sight import BoardOf

# What is for the screen alone leads elsewhere: it is not printed either.
GONE = re.compile(
    r"<form\b.*?</form>|<nav\b.*?</nav>|<(?P<tag>p|li)\b[^>]*\bclass=\"[^\"]*\bcdp-screen\b[^>]*>.*?</(?P=tag)>",
    re.DOTALL | re.IGNORECASE,
)
LINK = re.compile(r"<a\b(?P<attributes>[^>]*)>(?P<inside>.*?)</a>", re.DOTALL | re.IGNORECASE)
HREF = re.compile(r'\bhref="([^"]*)"')
ID = re.compile(r'\bid="[^"]*"')
# What makes something look like a link is left behind.
CLASS = re.compile(r'\bclass="(?!govuk-link\b)[^"]*"')


def page_of(request, link) -> str:
    """The page as HTML; PageGone where it is not there any more."""
    match = match_of(link.path)
    if match is None or match.kwargs.get("partnership") != link.partnership.slug:
        raise PageGone(f"It was moved or taken away. {ASK}")
    asked = _asked_by_board(request, link, match)
    try:
        response = as_of_middleware(lambda inner: match.func(inner, *match.args, **match.kwargs))(asked)
    except (Http404, BadRequest) as fault:
        raise PageGone(f"It was moved or taken away. {ASK}") from fault
    is_page = response.status_code == 200 and response["Content-Type"].startswith("text/html")
    if not is_page or response.streaming:
        raise PageGone(f"It was moved or taken away. {ASK}")
    return without_ways_out(response.content.decode(response.charset))


def _asked_by_board(request, link, match):
    """A request of the board for that page: of the visitor's own nothing is left but where it came from."""
    parts = urlsplit(link.path)
    asked = copy.copy(request)
    asked.method, asked.path, asked.path_info, asked.resolver_match = "GET", parts.path, parts.path, match
    asked.GET, asked.COOKIES, asked._files = QueryDict(parts.query), {}, {}
    asked._post = QueryDict()
    asked.META = {**request.META, "PATH_INFO": parts.path, "QUERY_STRING": parts.query, "REQUEST_METHOD": "GET"}
    asked.META.pop("HTTP_COOKIE", None)
    asked.user = BoardOf(link.partnership)
    asked.shared_link = link
    for name in ("session", "_messages", "_cached_user", "auser"):
        asked.__dict__.pop(name, None)
    return asked


def without_ways_out(html):
    """Without forms, navigation and downloads; links within the page and to what the law wants shown stay links."""
    return LINK.sub(_as_text, GONE.sub("", html))


def _as_text(link):
    attributes, inside = link["attributes"], link["inside"]
    href = HREF.search(attributes)
    address = href[1] if href else ""
    if address.startswith("#") or address in _kept():
        return link[0]
    if "govuk-button" in attributes or "format=" in address:
        return ""
    kept = "".join(f" {found[0]}" for found in (ID.search(attributes), CLASS.search(attributes)) if found)
    return f"<span{kept}>{inside}</span>"


def _kept():
    return {reverse("accessibility"), reverse("privacy")}
