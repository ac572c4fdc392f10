"""The day goes along: links and filters of a page that looks back lead to pages that look back to the same day.

Done on the finished page. Addresses are made in many places, by models, presenters and templates, and none of them
needs to know of it; a page of today passes through untouched.
"""

import re
from functools import lru_cache
from html import escape, unescape

from django.urls import Resolver404, resolve

LINK = re.compile(r'(<a\b[^>]*?\shref=")([/?#][^"]*|)("[^>]*>)')
FORM = re.compile(r"<form\b[^>]*>")
# On a link or a form that leaves the day behind, or brings its own.
OWN = "data-as-of"
# Pages without a figure, and those where work is done: whoever goes there is back in the present.
NOT_ALONG = {
    "about", "accessibility", "api", "healthz", "my", "privacy", "readyz", "report-progress", "sign-out",
    "step-changes",
}  # fmt: skip
SIGN_IN = ("sign-in/", "account/", "join/")


def keep_day(response, on):
    if response.streaming or not response.get("Content-Type", "").startswith("text/html"):
        return
    page = response.content.decode(response.charset)
    response.content = with_day(page, on).encode(response.charset)


def with_day(page, on):
    """The page with the day in the addresses of its links and in the forms that ask by GET."""
    hidden = f'<input type="hidden" name="as_of" value="{on.isoformat()}">'
    page = LINK.sub(lambda link: _link(link, on), page)
    return FORM.sub(lambda form: form[0] + hidden if _asks(form[0]) else form[0], page)


def _asks(form):
    return OWN not in form and 'method="get"' in form


def _link(link, on):
    before, address, after = link.groups()
    address = unescape(address)
    path, has_query, query = address.partition("#")[0].partition("?")
    if OWN in link[0] or address.startswith(("#", "//")) or _has_day(query) or not _goes_along(path):
        return link[0]
    fragment = address[len(path) + len(has_query) + len(query) :]
    pairs = "&".join(filter(None, [query, f"as_of={on.isoformat()}"]))
    return f"{before}{escape(f'{path}?{pairs}{fragment}')}{after}"


def _has_day(query):
    return any(pair.partition("=")[0] == "as_of" for pair in query.split("&"))


@lru_cache(maxsize=4096)
def _goes_along(path):
    if not path:  # the same page
        return True
    try:
        match = resolve(path)
    except Resolver404:
        return False
    return not (match.namespaces or match.url_name in NOT_ALONG or is_sign_in(match))


def is_sign_in(match):
    """Who somebody is, how they come in and what they have set is of today."""
    return match.route.startswith(SIGN_IN)
