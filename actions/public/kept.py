"""The finished page for residents, kept until something changes that it is made of.

The rule: a page stands for one day and one state of the record. The state is known by the newest events of the
partnership in the audit, where every change by a person stands; by the newest published runs of sources, through which
figures change; and by the step changes that are marked. One query asks for these numbers and whether the partnership
is published. What an operator does by a command on the server, and what changes for all partnerships at once, such as
the name of an agency, shows after MOST_SECONDS at the latest.

The newest numbers are counted and added up, for of two changes made at one time the earlier number may be written last.

Each process keeps pages in its own memory, which ends with it: a new release never shows pages of the one before.
"""

import gzip
import hashlib
import re
import time
from dataclasses import dataclass

from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.utils.cache import get_conditional_response, patch_vary_headers
from django.utils.http import http_date

from cdp.models import AuditEvent
from indicators.models import Refresh, StepChange
from partners.models import Partnership

MOST_SECONDS = 5 * 60
NEWEST = 30
# Anybody may keep it, and asks each time whether it still stands: so nothing is ever read that has been changed.
CACHE_CONTROL = "public, no-cache"

TABLES = {
    "events": AuditEvent._meta.db_table,
    "runs": Refresh._meta.db_table,
    "steps": StepChange._meta.db_table,
    "partnerships": Partnership._meta.db_table,
    "newest": NEWEST,
}
# The newest number, how many there are of the newest, and their sum, of three kinds of rows.
STATE = """
SELECT p.id, ({of} (SELECT id FROM {events} WHERE partnership_id = p.id ORDER BY id DESC LIMIT {newest}) n),
    ({of} (SELECT id FROM {runs} WHERE published_at IS NOT NULL ORDER BY published_at DESC LIMIT {newest}) n),
    ({of} (SELECT id FROM {steps} ORDER BY id DESC LIMIT {newest}) n)
FROM {partnerships} p WHERE p.slug = %s AND p.is_published
""".format(of="SELECT COALESCE(MAX(n.id), 0) || '.' || COUNT(*) || '.' || COALESCE(SUM(n.id), 0) FROM", **TABLES)  # noqa: S608, names of ours


@dataclass(frozen=True)
class Kept:
    """A page as it is sent. `made_at` in whole seconds since 1970."""

    state: tuple
    body: bytes
    zipped: bytes
    digest: str
    made_at: int


def state_of(slug, *, on):
    """What a page of this day would be made of; None where no partnership of this name is published."""
    with connection.cursor() as cursor:
        cursor.execute(STATE, [slug])
        found = cursor.fetchone()
    return (*found, on.isoformat()) if found else None


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
    pages.set(slug, kept, MOST_SECONDS)
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
