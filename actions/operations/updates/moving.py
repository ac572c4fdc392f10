"""What all moves have in common: the lock, the version, the step that is kept and the event that tells of it."""

from django.utils import timezone

from actions.models import Action, ProgressUpdate, UpdateState
from actions.operations.updates.refusals import NotTheirs, Stale
from cdp import audit


def locked_action(action, *, by):
    """The action as it is now, once nobody else is at work on it; NotTheirs unless this person may report on it."""
    found = Action.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=action.pk)
    if not Action.objects.reportable_by(by).filter(pk=found.pk).exists():
        raise NotTheirs(f"{by} may not report on {found.ref}.")
    return found


def locked(update):
    """The update as it is now, once nobody else is at work on its action."""
    action = Action.objects.select_for_update(of=("self",)).select_related("partnership").get(pk=update.action_id)
    found = ProgressUpdate.objects.select_related("reported_by", "decided_by", "saved_by", "agency").get(pk=update.pk)
    found.action = action
    return found


def require_reporter(update, by):
    if not Action.objects.reportable_by(by).filter(pk=update.action_id).exists():
        raise NotTheirs(f"{by} may not report on {update.action.ref}.")


def require_version(update, version):
    if update.version != version:
        raise Stale(update)


def touch(update, *, by, now):
    """One more version, by whoever touched it last."""
    update.version += 1
    update.saved_at, update.saved_by = now, by


def move(update, *, to, kind, by, now, reason="", changes=None, was=None):
    """Write the update in its new state, with the step and the event."""
    before = update.state if was is None else was
    update.state = to
    update.save()
    update.moves.create(from_state=before, to_state=to, moved_at=now, moved_by=by, reason=reason)
    audit.record(
        kind=kind,
        by=by,
        subject=update,
        partnership=update.action.partnership,
        changes={"state": [before or None, str(to)], **(changes or {})},
        reason=reason,
        now=now,
    )


def moment(now):
    return now or timezone.now()


def at_what_stage(update):
    """Why it can no longer be changed, in a sentence."""
    if update.state == UpdateState.SUBMITTED:
        return f"{update.reported_by} has sent this update for approval. Withdraw it to change it."
    if update.state == UpdateState.APPROVED:
        return f"{update.decided_by} has approved this update. A correction is a new update."
    if update.state == UpdateState.WITHDRAWN:
        return "This update was withdrawn. Report progress to begin a new one."
    if update.state == UpdateState.RETURNED:
        return f"{update.decided_by} has sent this update back. It waits for its lead agency."
    return "This update is a draft. It has not been sent for approval yet."
