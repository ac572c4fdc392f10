"""What those who approve do, and the one place where an action follows what was said of it."""

from django.db import transaction

from actions.mail import hooks
from actions.models import UpdateState
from actions.operations.updates import figures, moving, said
from actions.operations.updates.refusals import NotTheirs, NotWhole, WrongState
from actions.queries import approvers_of, may_approve
from cdp import audit, privacy

REASON_LIMIT = 2_000


@transaction.atomic
def approve(*, update, version, by, now=None):
    """It becomes what everybody reads and what counts, word for word, for good."""
    update = _to_decide(update, version, by)
    others = approvers_of(update.action.partnership).exclude(pk=by.pk)
    if update.reported_by_id == by.pk and others.exists():
        raise WrongState(f"You sent this update, so that somebody else approves it: {_names(others)}.")
    return settle(update, by=by, now=now)


@transaction.atomic
def send_back(*, update, version, reason, by, now=None, kept=()):
    """To whoever reported it, with what has to change; `kept` as in submit()."""
    update = _to_decide(update, version, by)
    reason = said.clean(reason)
    if not reason:
        raise NotWhole({"reason": "Say what has to change before you can approve it"})
    if len(reason) > REASON_LIMIT:
        raise NotWhole({"reason": f"The reason must be {REASON_LIMIT:,} characters or fewer"})
    texts = {"reason": reason}
    if errors := privacy.errors(texts, kept=kept):
        raise NotWhole(errors)
    now = moving.moment(now)
    privacy.tell_of_kept(texts=texts, kept=kept, by=by, subject=update, now=now)
    moving.touch(update, by=update.saved_by, now=update.saved_at)
    update.decided_at, update.decided_by = now, by
    moving.move(update, to=UpdateState.RETURNED, kind="update.returned", by=by, now=now, reason=reason)
    hooks.returned(update, by=by, reason=reason, now=now)
    return update


def settle(update, *, by, now=None):
    """Approved, with all that follows from it; whoever calls it has asked whether it may be."""
    now = moving.moment(now)
    moving.touch(update, by=update.saved_by, now=update.saved_at)
    update.decided_at, update.decided_by = now, by
    moving.move(update, to=UpdateState.APPROVED, kind="update.approved", by=by, now=now)
    _take_effect(update, by=by, now=now)
    hooks.approved(update, by=by, now=now)
    return update


def _to_decide(update, version, by):
    update = moving.locked(update)
    if not may_approve(by, update.action.partnership):
        raise NotTheirs(f"{by} may not decide on updates of {update.action.partnership}.")
    if update.state != UpdateState.SUBMITTED:
        raise WrongState(moving.at_what_stage(update))
    moving.require_version(update, version)
    return update


def _names(people):
    names = [person.name for person in people[:3]]
    return " or ".join(filter(None, [", ".join(names[:-1]), names[-1]]))


def _take_effect(update, *, by, now):
    action = update.action
    follow(action)
    if moved := [_move(each, by=by, now=now) for each in update.milestones.select_related("milestone")]:
        action.version += len(moved)
        action.save(update_fields=["version"])
    figures.publish(update, by=by, now=now)


def follow(action):
    """The action repeats its newest approved update, which need not be the one just decided on."""
    newest = action.updates.approved().first()
    action.delivery_status = newest.delivery_status
    action.confidence = newest.confidence
    action.reported_at = newest.reported_at
    action.reported_by_id = newest.reported_by_id
    action.save(update_fields=["delivery_status", "confidence", "reported_at", "reported_by"])


def _move(word, *, by, now):
    """A milestone that is met is done on that day; one that is moved keeps the day first agreed beside the new one."""
    milestone = word.milestone
    before = audit.snapshot(milestone, ["done_on", "due_on"])
    if word.met_on:
        milestone.done_on = word.met_on
    else:
        milestone.due_on, milestone.done_on = word.moved_to, None
    milestone.save(update_fields=["done_on", "due_on"])
    kind = "milestone.met" if word.met_on else "milestone.moved"
    changes = audit.differences(before, milestone)
    audit.record(kind=kind, by=by, subject=milestone, changes=changes, reason=word.reason, now=now)
    return milestone
