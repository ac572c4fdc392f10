"""A workbook that was applied is taken back as a whole, until somebody has gone on with one of its updates."""

import datetime

from django.db import transaction
from django.utils import timezone

from actions.models import Action, UpdateState
from actions.operations.updates import moving
from actions.operations.updates.said import WORDS
from actions.workbook.applying import WorkbookRefused, lock_actions, locked
from actions.workbook.standing import standings
from cdp import audit, words

FOR = datetime.timedelta(days=7)


def until(batch):
    return batch.applied_at + FOR


def in_the_way(batch, *, now):
    """[(action or None, sentence)] why it cannot be undone; empty where it can."""
    if now > until(batch):
        return [(None, f"It could be undone until {words.moment(until(batch))}.")]
    rows = [row for row in batch.rows.all() if "made" in row.said]
    known = standings(Action.objects.filter(pk__in=[row.action_id for row in rows]).select_related("partnership"))
    found = []
    for row in rows:
        standing = known.get(row.action_id)
        if standing is None or standing.newest is None:
            found.append((None, f"The update of {row.said['ref']} is gone."))
        elif standing.token != row.said["made"]:
            found.append((standing.action, _what_came_after(standing.newest, row)))
        elif standing.action.archived_at:
            found.append((standing.action, "The action is archived."))
    return found


def _what_came_after(update, row):
    if f"{update.pk}v" != row.said["made"].partition("v")[0] + "v":
        return f"{update.started_by} has begun another update since, on {words.moment(update.started_at)}."
    if update.state in (UpdateState.APPROVED, UpdateState.RETURNED, UpdateState.WITHDRAWN, UpdateState.SUBMITTED):
        return moving.at_what_stage(update)
    return f"{update.saved_by} has gone on with it since, on {words.moment(update.saved_at)}."


@transaction.atomic
def undo(*, batch, by, now=None):
    """Every update as it was before; WorkbookRefused names those with which somebody has gone on."""
    now = now or timezone.now()
    batch = locked(batch, by=by)
    if not batch.applied_at or batch.undone_at:
        raise WorkbookRefused("This workbook was undone already." if batch.undone_at else "Nothing of it was applied.")
    rows = [row for row in batch.rows.select_related("action", "update__action__partnership") if "made" in row.said]
    lock_actions(row.action for row in rows if row.action)
    if reasons := in_the_way(batch, now=now):
        told = " ".join(f"{action.ref}: {why}" if action else why for action, why in reasons)
        raise WorkbookRefused(f"This workbook cannot be undone. {told}")
    for row in rows:
        # Loaded anew: what was read before the lock may have been on its way.
        row.update.refresh_from_db()
        _put_back(row.update, row.was, batch, by=by, now=now)
    batch.undone_at, batch.undone_by = now, by
    batch.save(update_fields=["undone_at", "undone_by"])
    audit.record(kind="workbook.undone", by=by, subject=batch, now=now)
    return batch


def _put_back(update, was, batch, *, by, now):
    """Of an update that the workbook began only its record is left, withdrawn and with nothing of the workbook."""
    before = audit.snapshot(update, WORDS)
    for name, text in was["words"].items():
        setattr(update, name, text)
    if was["state"]:
        update.is_no_change = was["is_no_change"]
        for name in ("agency", "meeting", "reported_by", "decided_by"):
            setattr(update, f"{name}_id", was[name])
        for name in ("reported_at", "decided_at"):
            setattr(update, name, was[name] and datetime.datetime.fromisoformat(was[name]))
    moving.touch(update, by=by, now=now)
    to, changes = was["state"] or UpdateState.WITHDRAWN.value, audit.differences(before, update)
    reason = f"The workbook {batch.file_name} was undone."
    if to != update.state:
        moving.move(update, to=to, kind="update.put_back", by=by, now=now, reason=reason, changes=changes)
        return
    update.save()
    audit.record(
        kind="update.put_back", by=by, subject=update, partnership=update.action.partnership, changes=changes,
        reason=reason,
    )  # fmt: skip
