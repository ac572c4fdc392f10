"""A POST with an Idempotency-Key is done once, however often it comes (draft-ietf-httpapi-idempotency-key-header-07).

What was answered is kept for a day in the same transaction as what was done: a worker that dies between the two
leaves neither, and no key is ever stuck. A refusal did nothing, so nothing is kept of it and the key stays free.

Keys belong to whoever sends them. The same key with another method, address, type or body is a mistake of the
program, and a 422; one whose first request is still at work is a 409, and comes again a moment later.
"""

import hashlib
import re
from datetime import timedelta

from django.db import connection, transaction
from django.http import HttpResponse
from django.utils import timezone
from rest_framework import exceptions

from cdp.models import IdempotentAnswer

KEPT_FOR = timedelta(hours=24)
HEADER = "Idempotency-Key"
REPLAYED = "Idempotent-Replayed"
# A string of structured fields (RFC 8941); without its quotes it is taken too, as many programs send it.
KEY = re.compile(r'"([\x20\x21\x23-\x5b\x5d-\x7e]{1,255})"|([A-Za-z0-9._~:/+=*-]{1,255})')
PATTERN = f"^({KEY.pattern})$"
KEPT_HEADERS = ("Content-Type", "ETag", "Location")
WAIT_SECONDS = 1


class BadKey(exceptions.APIException):
    status_code = 400
    default_detail = f'{HEADER} must be a text of 1 to 255 ASCII characters in double quotes, such as "8e03978e-40d5".'


class UsedOtherwise(exceptions.APIException):
    status_code = 422
    default_detail = (
        f"This {HEADER} has been used for another request within 24 hours. Make a new key for each thing to be done."
    )


class StillAtWork(exceptions.APIException):
    status_code = 409
    default_detail = f"The first request with this {HEADER} is still being done. Send it again in a moment."
    wait = WAIT_SECONDS


def once(request, do):
    """The answer of `do`, an HttpResponse whose work and answer are kept together or not at all."""
    header = request.headers.get(HEADER)
    if header is None:
        with transaction.atomic():
            return do()
    key, mark, now = _key(header), fingerprint(request), timezone.now()
    with transaction.atomic():
        _alone(request.user, key)
        if kept := _kept(request.user, key, mark, now):
            return kept
        row = IdempotentAnswer.objects.create(person_id=request.user.pk, key=key, fingerprint=mark, created_at=now)
        response = do()
        row.status, row.body = response.status_code, response.content.decode()
        row.headers = {name: response[name] for name in KEPT_HEADERS if name in response}
        row.save(update_fields=["status", "body", "headers"])
    return response


def _key(header):
    found = KEY.fullmatch(header.strip())
    if found is None:
        raise BadKey
    return found[1] or found[2]


def _alone(person, key):
    """SQLite has one writer at a time anyhow. Held to the end of the transaction, however that comes."""
    if connection.vendor != "postgresql":
        return
    number = int.from_bytes(hashlib.sha256(f"idempotency {person.pk} {key}".encode()).digest()[:8], signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [number])
        if not cursor.fetchone()[0]:
            raise StillAtWork


def _kept(person, key, mark, now):
    """What was answered before, or None; of what is older than a day nothing is known any more."""
    mine = IdempotentAnswer.objects.filter(person_id=person.pk, key=key)
    mine.filter(created_at__lte=now - KEPT_FOR).delete()
    row = mine.first()
    if row is None:
        return None
    if row.fingerprint != mark:
        raise UsedOtherwise
    if row.status is None:
        raise StillAtWork
    response = HttpResponse(row.body, status=row.status, headers=row.headers)
    response[REPLAYED] = "true"
    return response


def fingerprint(request):
    """SHA-256 of method, address, content type and body; of a form with files, of its fields and of what is in them."""
    plain = request._request
    digest = hashlib.sha256()
    kind = (plain.content_type or "").lower()
    for part in (plain.method, plain.get_full_path(), kind):
        _add(digest, part.encode("utf-8", "surrogateescape"))
    if kind != "multipart/form-data":
        _add(digest, plain.body)
        return digest.hexdigest()
    for name, values in sorted(request.data.lists()):
        for value in values:
            _add(digest, name.encode("utf-8", "surrogatepass"))
            _add(digest, _content(value))
    return digest.hexdigest()


def _content(value):
    if isinstance(value, str):
        return value.encode("utf-8", "surrogatepass")
    within = hashlib.sha256(value.name.encode("utf-8", "surrogatepass"))
    for chunk in value.chunks():
        within.update(chunk)
    value.seek(0)
    return within.digest()


def _add(digest, part):
    # With its length, so that no two lists of parts look alike.
    digest.update(f"{len(part)}:".encode())
    digest.update(part)
