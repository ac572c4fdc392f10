"""Writing an event, in the transaction of what it tells of."""

import secrets
from dataclasses import dataclass

import structlog
from django.core.exceptions import ObjectDoesNotExist
from django.db.models import Max, Q
from django.utils import timezone

from cdp import changes as feed
from cdp.audit import digests
from cdp.audit.kinds import KINDS, UnknownKind
from cdp.audit.values import clean, plain
from cdp.logs import current_request
from cdp.models import AuditDay, AuditEvent
from partners.models import Partnership

# Where a record says to which partnership it belongs.
OWNERS = ("action", "update", "strategy", "priority", "recommendation", "meeting", "document", "milestone")
# Among the changes of an event, what it was done with: it is hashed and can be taken out as they are.
THROUGH = "through"


@dataclass(frozen=True)
class Thing:
    """A subject that is no record of the database, such as a page."""

    kind: str
    name: str
    address: str = ""
    key: str = ""


def record(
    *, kind, by=None, subject=None, partnership=None, changes=None, reason="", is_restricted=False, now=None
) -> AuditEvent:
    """One event. `changes` is {field: [from, to]}; a single value stands for what was not there before.

    The partnership is the subject's own unless another is given. Nothing is looked up for a subject whose relations are
    loaded. What is done through a token says so without being told.
    """
    if kind not in KINDS:
        raise UnknownKind(kind)
    now = now or timezone.now()
    person = by if by is not None and by.is_authenticated else None
    partnership = partnership or partnership_of(subject)
    changes = dict(changes or {}) | _through()
    event = AuditEvent(
        happened_at=now,
        day=_open_day(now),
        kind=kind,
        person_id=person and person.pk,
        person_name=clean(str(person))[:200] if person else "",
        partnership_id=partnership and partnership.pk,
        partnership_slug=partnership.slug if partnership else "",
        changes={clean(str(name)): _pair(change) for name, change in changes.items()},
        reason=clean(reason or ""),
        request_id=request_id(),
        is_restricted=is_restricted,
        salt=secrets.token_hex(16),
        **_about(subject),
    )
    event.digest = digests.of_event(event)
    event.save(force_insert=True)
    feed.of_record(kind=kind, subject=subject, partnership=partnership, now=now)
    return event


def _through():
    """The token or program of the request that is being answered; nothing for a page or the clock."""
    access = getattr(current_request.get(), "access", None)
    return {THROUGH: access.in_words} if access else {}


def history_of(obj, *parts):
    """The events of a record, and of the records that are parts of it: querysets or lists of one kind each."""
    wanted = _same(obj._meta, [obj.pk])
    for part in parts:
        found = list(part.values_list("pk", flat=True)) if hasattr(part, "values_list") else [each.pk for each in part]
        if found:
            wanted |= _same(part.model._meta if hasattr(part, "model") else part[0]._meta, found)
    return AuditEvent.objects.filter(wanted).order_by("-pk")


def _same(meta, keys):
    return Q(subject_kind=meta.label_lower, subject_id__in=[str(key) for key in keys])


def request_id():
    """Of the request or the job that this belongs to, as in the logs; empty for a command."""
    bound = structlog.contextvars.get_contextvars()
    if job := bound.get("job_id"):
        return f"job {job}"
    return bound.get("request_id", "")


def partnership_of(subject):
    """The partnership that a record belongs to, itself or through what it is a part of."""
    if subject is None or isinstance(subject, Partnership):
        return subject
    try:
        if found := getattr(subject, "partnership", None):
            return found
        for name in OWNERS:
            if owner := getattr(subject, name, None):
                return partnership_of(owner)
    except ObjectDoesNotExist:
        pass
    return None


def _about(subject):
    if subject is None:
        return {}
    if not isinstance(subject, Thing):
        address = subject.get_absolute_url() if hasattr(subject, "get_absolute_url") else ""
        name = getattr(subject, "name_in_history", "") or str(subject)
        subject = Thing(subject._meta.label_lower, name, address, str(subject.pk or ""))
    name = clean(subject.name)
    return {
        "subject_kind": subject.kind,
        "subject_id": subject.key,
        "subject_name": name if len(name) <= 300 else f"{name[:299]}…",
        # Half an address leads nowhere.
        "subject_address": subject.address if len(subject.address) <= 300 else "",
    }


def _pair(change):
    """From what to what."""
    if isinstance(change, list | tuple):
        if len(change) != 2:
            raise ValueError(f"A change is [from, to], not {len(change)} values. Give a list as [None, the list].")
        return [plain(each) for each in change]
    return [None, plain(change)]


def _open_day(now):
    """The day whose chain an event belongs to: its own, or where that is closed already, today's.

    Only a moment that was given can lie in a closed day: a day is closed an hour after its end.
    """
    day, today = timezone.localdate(now), timezone.localdate()
    if day == today:
        return day
    closed = AuditDay.objects.aggregate(last=Max("day"))["last"]
    return today if closed and day <= closed else day
