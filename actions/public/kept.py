"""The finished page for residents, kept by the rule of actions/kept_pages.py."""

import gzip
import hashlib
import json
import re
import time
from dataclasses import dataclass
from functools import cache

from django.contrib.auth.models import AnonymousUser
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from actions import kept_pages
from partners.models import Partnership

# Anybody may keep it, and asks each time whether it still stands: so nothing is ever read that has been changed.
CACHE_CONTROL = "public, no-cache"
ANY = "(any)"  # no slug


@dataclass(frozen=True)
class Kept:
    """A page as it is sent. `made_at` in whole seconds since 1970."""

    state: tuple
    body: bytes
    zipped: bytes
    digest: str
    made_at: int


def state_of(slug, *, on):
    """What the page of this day would be made of; None where no partnership of this name is published."""
    sql, parameters = _asking(connection.vendor)
    with connection.cursor() as cursor:
        cursor.execute(sql, [slug if one == ANY else one for one in parameters])
        row = cursor.fetchone()
    if row is None:
        return None
    *numbers, seen = row
    return (*map(str, numbers), str(sorted(json.loads(seen or "[]"))), on.isoformat())


@cache
def _asking(vendor):
    """The query with its parameters, ANY for the name. To put it together takes longer than the database's answer."""
    published = Partnership.objects.filter(slug=ANY, is_published=True)
    fields = [field.attname for field in Partnership._meta.concrete_fields]
    found = kept_pages.with_state(published, user=AnonymousUser())
    return found.values_list(*fields, *kept_pages.STATE, "state_seen").query.sql_with_params()


def page_of(slug, state, make) -> Kept:
    """The page that stands for this state, made where there is none. `make` gives its text.

    The state was asked for before the page is made: a change in between makes the page newer than its state, and the
    next who asks makes it again.
    """
    pages = caches["pages"]
    kept = pages.get(slug)
    if kept and kept.state == state:
        return kept
    body = make().encode()
    digest = hashlib.sha256(body).hexdigest()[:32]
    # The same text again is the same page: whoever has it need not fetch it anew.
    made_at = kept.made_at if kept and kept.digest == digest else int(time.time())
    kept = Kept(state, body, gzip.compress(body, 6, mtime=0), digest, made_at)
    pages.set(slug, kept, kept_pages.MOST_SECONDS)
    return kept


def answer(request, kept, *, now=None) -> HttpResponse:
    is_zipped = wants_gzip(request)
    response = HttpResponse(kept.zipped if is_zipped else kept.body)
    if is_zipped:
        response["Content-Encoding"] = "gzip"
    # Byte for byte the same, and so different for each encoding.
    etag = f'"{kept.digest}{"-gz" if is_zipped else ""}"'
    response["ETag"] = etag
    response["Cache-Control"] = CACHE_CONTROL
    patch_vary_headers(response, ["Accept-Encoding"])
    # Dates are of whole seconds: within the second in which it was made a page could still change unnoticed.
    is_dated = int(now or time.time()) > kept.made_at
    if is_dated:
        response["Last-Modified"] = http_date(kept.made_at)
    return get_conditional_response(
        request, etag=etag, last_modified=kept.made_at if is_dated else None, response=response
    )


def wants_gzip(request):
    """As Django's own middleware reads it, which would zip what is not zipped here."""
    return re.search(r"\bgzip\b", request.headers.get("Accept-Encoding", "")) is not None
