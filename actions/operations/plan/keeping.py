"""What all changes of the plan have in common: who may, one at a time, the version, and the event that tells of it."""

import json
import zlib

from actions.operations.plan.refusals import NotTheirs, Stale
from cdp import audit
from cdp.audit.values import plain
from partners.models import Partnership
from partners.roles import Permission


def for_editing(partnership, by):
    """The partnership, locked: changes of one plan happen one after the other, so that no two take the same number.

    Progress updates go on meanwhile: the lock is none that a row pointing at the partnership waits for.
    """
    mine = Partnership.objects.where(by, Permission.EDIT_PLAN).filter(pk=partnership.pk)
    found = mine.select_for_update(no_key=True, of=("self",)).first()
    if found is None:
        raise NotTheirs(f"{by} does not edit the plan of {partnership}.")
    return found


def locked(record, by):
    """The record as it is now, once nobody else is at work on it."""
    partnership = for_editing(record.partnership, by)
    found = type(record).objects.select_for_update(of=("self",)).get(pk=record.pk)
    found.partnership = partnership
    return found


def version_of(record):
    """Its number, or for those that keep none a number that is another one as soon as they say something else."""
    if hasattr(record, "version"):
        return record.version
    said = {field.attname: plain(getattr(record, field.attname)) for field in record._meta.concrete_fields}
    return zlib.crc32(json.dumps(said, sort_keys=True).encode())


def require_version(record, version):
    if version_of(record) != version:
        raise Stale(record)


def differences(record, new):
    """{field: [from, to]} of the values that are no longer as they were."""
    before = audit.snapshot(record, new)
    return {name: [before[name], plain(value)] for name, value in new.items() if before[name] != plain(value)}


def same_people(rows):
    """Names as an event keeps them, in one order whoever asked."""
    return sorted((plain(row) for row in rows), key=lambda each: (each["name"], str(each["id"])))


def count_up(record):
    if hasattr(record, "version"):
        record.version += 1


def write(record, new, *, version, kind, by, reason="", links=None):
    """Set what differs, as one version more and one event; what is already so is not written again.

    `links` is {name: (rows now, rows wanted, set them)} for what hangs on the record and is no column of it.
    """
    changes = differences(record, new)
    moved = {name: link for name, link in (links or {}).items() if same_people(link[0]) != same_people(link[1])}
    changes |= {name: [same_people(was), same_people(now)] for name, (was, now, _) in moved.items()}
    if not changes:
        return record
    require_version(record, version)
    for name, value in new.items():
        setattr(record, name, value)
    count_up(record)
    record.save()
    for _, now, put in moved.values():
        put(now)
    audit.record(kind=kind, by=by, subject=record, changes=changes, reason=reason)
    return record


def put_in(record, *, kind, by, links=(), fields=()):
    """A new record with what hangs on it, and the event. `links` are (name, rows, set them)."""
    record.save(force_insert=True)
    changes = {name: value for name in fields if (value := getattr(record, name)) not in (None, "")}
    for name, rows, put in links:
        put(rows)
        if rows:
            changes[name] = [None, same_people(rows)]
    audit.record(kind=kind, by=by, subject=record, changes=changes)
    return record


def next_position(rows):
    return max(rows.values_list("position", flat=True), default=-1) + 1
