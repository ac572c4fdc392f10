"""Which pages a shared link can open: those named here, of one partnership, as web pages."""

from urllib.parse import urlsplit

from django.http import QueryDict
from django.urls import Resolver404, resolve

# URL name: what it is called in the list of links.
PAGES = {
    "strategy": "Strategy on a page",
    "what-changed": "What changed",
    "priority": "Priority",
    "recommendation": "Recommendation",
    "action": "Action",
    "indicators": "Indicators",
    "read-pack": "Board pack",
}
LONGEST = 500
NAMED = "strategy, priority, recommendation, action, indicators, what changed, or a pack as it is read"
# A download is no page.
NOT_KEPT = ("format",)


class NotShareable(ValueError):
    """The message says which pages can be shared."""


def path_of(text, partnership) -> str:
    """The address that a person gave, as a path of this site with its filters; NotShareable says what is wrong."""
    parts = urlsplit(text.strip())
    match = _match(parts.path)
    if match is None or match.url_name not in PAGES:
        raise NotShareable(f"This page cannot be shared. Give the address of one of these: {NAMED}")
    if match.kwargs.get("partnership") != partnership.slug:
        raise NotShareable(f"This is not a page of {partnership.name}. Give the address of one of its own pages")
    query = QueryDict(parts.query, mutable=True)
    for name in NOT_KEPT:
        query.pop(name, None)
    path = f"{parts.path}?{query.urlencode()}" if query else parts.path
    if len(path) > LONGEST:
        raise NotShareable("The address is too long. Take filters away until it is shorter")
    return path


def match_of(path):
    """The page behind the address of a link; None where it is none that may be opened, or no longer one."""
    match = _match(urlsplit(path).path)
    return match if match and match.url_name in PAGES else None


def name_of(path):
    match = match_of(path)
    if match is None:
        return "A page that is no longer there"
    parts = [str(value) for name, value in match.kwargs.items() if name in ("code", "ref")]
    return " ".join([PAGES[match.url_name], *parts])


def _match(path):
    try:
        return resolve(path)
    except Resolver404:
        return None
