"""Taking texts out of an event, in such a way that the chain still proves all the rest of it.

The redaction is an event itself. It says which pieces went, keeps their digests, and keeps the salts of those that
stayed: with both, the event's first digest can still be worked out, provided nothing else was touched.
"""

from django.db import connection, transaction
from django.utils import timezone

from cdp.audit import digests
from cdp.audit.recording import record
from cdp.models import AuditEvent
from partners.models import Partnership

REDACTED = "event.redacted"
REMOVED = "[removed]"


class NothingToRedact(Exception):
    """There is no such text in this event, or the event is one that must stay whole. Its sentence is for a page."""


@transaction.atomic
def redact(*, event, by, reason, fields=None, now=None) -> AuditEvent:
    """Take pieces out for good; the answer is the event that says so.

    `fields` are "changes.<field>", "reason", "subject_name" or "person_name"; left out, all changes and the reason go.
    """
    if not reason.strip():
        raise NothingToRedact("Say why the texts have to go.")
    now = now or timezone.now()
    event = AuditEvent.objects.select_for_update().get(pk=event.pk)
    if event.kind == REDACTED:
        raise NothingToRedact("A redaction cannot be redacted itself: it holds no text, and proves what it removed.")
    pieces = digests.pieces_of(event)
    earlier = last_redaction(event)
    salts, gone = (kept(earlier), removed(earlier)) if earlier else (digests.salts_of(event), {})
    going = [name for name in (pieces if fields is None else fields) if _goes(name, pieces, gone, fields)]
    if not going:
        raise NothingToRedact("There is nothing left in this event that could be taken out.")
    gone |= digests.of_pieces(event, {name: salts[name] for name in going})
    salts = {name: salt for name, salt in salts.items() if name not in gone}
    _blank(event, going)
    event.salt, event.redacted_at = "", now
    _write(event)
    changes = {
        "fields": [None, sorted(going)],
        "digest": [event.digest, digest_now(event)],
        "removed": gone,
        "kept": salts,
    }
    owner = Partnership.objects.filter(pk=event.partnership_id).first()
    return record(kind=REDACTED, by=by, subject=event, partnership=owner, changes=changes, reason=reason, now=now)


def _goes(name, pieces, gone, fields):
    if name not in pieces:
        raise NothingToRedact(f"This event has no text “{name}”.")
    if fields is None and name in ("person_name", "subject_name"):
        return False
    return name not in gone and bool(pieces[name])


def _blank(event, names):
    for name in names:
        if name.startswith(digests.CHANGE):
            event.changes[name.removeprefix(digests.CHANGE)] = [REMOVED, REMOVED]
        else:
            setattr(event, name, REMOVED)


def _write(event):
    """The one path by which a written event may change; PostgreSQL refuses every other."""
    _allow("on")
    event.save(update_fields=["person_name", "subject_name", "changes", "reason", "salt", "redacted_at"])
    _allow("")


def _allow(word):
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('cdp.redacting', %s, true)", [word])


def digest_now(event):
    """Of the event with what is left of it."""
    return digests.hashed({"pieces": digests.pieces_of(event), "was": event.digest, "at": event.redacted_at})


def last_redaction(event):
    return AuditEvent.objects.filter(
        kind=REDACTED, subject_kind=AuditEvent._meta.label_lower, subject_id=str(event.pk)
    ).first()


def kept(redaction):
    return dict(redaction.changes["kept"][1])


def removed(redaction):
    return dict(redaction.changes["removed"][1])


def fault_in(event, redaction):
    """What is wrong with an event that was redacted, in words; empty where only what was to go has gone.

    Each of these is a lie that somebody could try: texts changed under the cover of a redaction, a redaction of
    which no event tells, one that is told of and was undone.
    """
    if redaction is None:
        return "is marked as redacted, and no event tells of it"
    if event.redacted_at is None or event.salt:
        return "was redacted, and is marked as if it was not"
    pieces, salts, gone = digests.pieces_of(event), kept(redaction), removed(redaction)
    if set(pieces) != set(salts) | set(gone):
        return "has other fields than when it was redacted"
    filled = [name for name in gone if pieces[name] not in (REMOVED, [REMOVED, REMOVED])]
    if filled:
        return f"has something in “{filled[0]}”, which was taken out"
    if digests.of_event(event, digests.of_pieces(event, salts) | gone) != event.digest:
        return "is not what it was, apart from what was taken out"
    if digest_now(event) != redaction.changes["digest"][1]:
        return "is not what it was after the redaction"
    return ""
