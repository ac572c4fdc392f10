"""Strong ETags, and 304 where nothing has changed.

An ETag is made of the bytes that are answered, of a streamed file of the state of the database. What was answered is
remembered with the state before it was made: whoever has it already, and asks while that state still holds, is told so
without anything being made. Else the answer is made and its bytes are compared. So a 304 is never stale, and one that
cannot be told cheaply only costs more. Zipped bytes are other bytes: their ETag ends in -gz.

Where a thing has a version, the ETag begins with it, and If-Match asks for that part alone.
"""

import hashlib
import re
import zlib
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path

import django
import rest_framework
from django.conf import settings
from django.core.cache import cache as kept_answers
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import patch_vary_headers

from cdp.api_support import state

KEPT_SECONDS = 3600
# Details are sent again as they were; lists are only recognised.
LARGEST_KEPT = 32 * 1024
ZIPPED_FROM = 200
ZIP_LEVEL = 4
GZIP = 16 + zlib.MAX_WBITS
APPS = ("actions", "cdp", "indicators", "partners")
VARY = ["Accept", "Accept-Encoding", "Authorization", "Cookie"]
OPAQUE = re.compile(r'"([^"]*)"')


@dataclass(frozen=True)
class Kept:
    """An answer as it was when the database stood so; `body` is None where only its ETag is remembered."""

    state: str
    etag: str
    content_type: str
    headers: tuple
    body: bytes | None = None


@dataclass
class Asked:
    """What is known of a request while it is answered."""

    key: str
    state: str | None
    etag: str = ""  # of the answer as it was, where it still stands
    is_kept: bool = False  # whether the body is to be remembered too
    version: str = ""


def begin(request, identity):
    """The whole answer where it can be told already that it still stands, else None; sets request.asked."""
    key = _key(request, identity)
    kept = kept_answers.get(key)
    now, is_unchanged = state.ask(kept.state if kept else None)
    request.asked = Asked(key, now)
    if not (kept and is_unchanged):
        return None
    if now != kept.state:
        # Others have been changed since: the next who asks has less to look through.
        kept_answers.set(key, replace(kept, state=now), KEPT_SECONDS)
    if kept.body is None and not _has_it(request, kept.etag):
        request.asked.etag = kept.etag
        return None
    response = HttpResponse(kept.body or b"", content_type=kept.content_type, headers=dict(kept.headers))
    response["ETag"] = kept.etag
    return response


def finish(request, response):
    """The answer with its ETag, or that it has not changed; remembered for the next who asks."""
    asked = getattr(request, "asked", None)
    if request.method not in ("GET", "HEAD"):
        # What was written is answered with a strong ETag, which the zipping of pages would weaken.
        is_tagged = 200 <= response.status_code < 300 and "ETag" in response
        return zipped(request, response) if is_tagged else response
    if response.status_code != 200:
        return response
    if "ETag" not in response:
        if not (etag := _etag(request, response, asked)):
            return response
        response["ETag"] = etag
        if asked and asked.state:
            is_kept = asked.is_kept and not response.streaming and len(response.content) <= LARGEST_KEPT
            headers = tuple((name, response[name]) for name in ("Link", "As-Of") if name in response)
            body = response.content if is_kept else None
            kept = Kept(asked.state, etag, response["Content-Type"], headers, body)
            kept_answers.set(asked.key, kept, KEPT_SECONDS)
    if _has_it(request, response["ETag"]):
        return _not_modified(response)
    return zipped(request, response)


def etag_of(content, version=""):
    """Of bytes as they are answered, behind the version of what has one."""
    return f'"{f"{version}." if version else ""}{hashlib.sha256(content).hexdigest()[:32]}"'


def _etag(request, response, asked):
    if not response.streaming:
        return etag_of(response.content, asked.version if asked else "")
    if asked and asked.etag:
        return asked.etag
    if asked and asked.state:
        return f'"{hashlib.sha256(f"{asked.state} {asked.key}".encode()).hexdigest()[:32]}"'
    return ""


def _key(request, identity):
    parts = (
        release(), timezone.localdate().isoformat(), settings.SECRET_KEY, identity, request.build_absolute_uri(),
        request.headers.get("Accept", ""),
    )  # fmt: skip
    return f"api-{hashlib.sha256(chr(0).join(parts).encode()).hexdigest()}"


@cache
def release():
    """What the code is that makes answers: after an update none of the old ones stands."""
    digest = hashlib.sha256(f"{django.__version__} {rest_framework.VERSION}".encode())
    for app in APPS:
        for path in sorted(Path(settings.BASE_DIR, app).rglob("*.py")):
            digest.update(path.read_bytes())
    return digest.hexdigest()


def _has_it(request, etag):
    """Whether If-None-Match names it, zipped or not, strong or weak."""
    asked = request.headers.get("If-None-Match", "")
    if not asked:
        return False
    return asked.strip() == "*" or _opaque(etag) in {each.removesuffix("-gz") for each in OPAQUE.findall(asked)}


def _opaque(etag):
    return etag.removeprefix("W/").strip('"').removesuffix("-gz")


def version_of(noun, pk, version):
    """The part of an ETag that changes with the thing itself: the number that its forms carry along too."""
    return f"{noun}:{pk}:{version}"


def matches(if_match, version):
    """Whether an If-Match names this version of a thing, whatever the form in which it was answered."""
    if if_match.strip() == "*":
        return True
    return version in {opaque.removesuffix("-gz").partition(".")[0] for opaque in OPAQUE.findall(if_match)}


def _not_modified(response):
    answer = HttpResponse(status=304)
    for name in ("ETag", "Vary", "Link", "As-Of"):
        if name in response:
            answer[name] = response[name]
    answer.cookies = response.cookies
    del answer["Content-Type"]
    # What was begun ends here: nobody reads it, and the answer in its place must not end the request before its time.
    for end in response._resource_closers:
        end()
    return answer


def wants_gzip(request):
    return (
        re.search(r"\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|\s|$))", request.headers.get("Accept-Encoding", "")) is not None
    )


def zipped(request, response):
    """Zipped here and not by Django, whose zipped bytes differ each time and so have no strong ETag.

    That difference is against pages whose secrets stand beside what an attacker wrote: none of our answers holds one,
    and no browser sends its cookies along from another site.
    """
    if response.has_header("Content-Encoding") or not wants_gzip(request):
        return response
    if response.streaming:
        response.streaming_content = _zipped_pieces(response.streaming_content)
        del response["Content-Length"]
    else:
        if len(response.content) < ZIPPED_FROM:
            return response
        packer = zlib.compressobj(ZIP_LEVEL, zlib.DEFLATED, GZIP)
        response.content = packer.compress(response.content) + packer.flush()
        response["Content-Length"] = str(len(response.content))
    response["Content-Encoding"] = "gzip"
    if "ETag" in response:
        response["ETag"] = f'"{_opaque(response["ETag"])}-gz"'
    return response


def _zipped_pieces(pieces):
    packer = zlib.compressobj(ZIP_LEVEL, zlib.DEFLATED, GZIP)
    for piece in pieces:
        if packed := packer.compress(piece):
            yield packed
    yield packer.flush()


def say_who_may_keep(request, response, *, is_public):
    """Whoever has it asks each time whether it still stands; what only some may see stays with them."""
    patch_vary_headers(response, VARY)
    if "Cache-Control" not in response:
        may_be_kept = response.status_code in (200, 304) and request.method in ("GET", "HEAD")
        response["Cache-Control"] = (
            (("public" if is_public else "private") + ", no-cache") if may_be_kept else "no-store"
        )
