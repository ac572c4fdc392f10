"""What those who report do: begin an update, save it as they write, send it for approval, or take it back."""

from django.db import transaction
from django.db.models import prefetch_related_objects
from django.utils import timezone

from actions.mail import hooks
from actions.models import ActionAgency, ProgressUpdate, UpdateState
from actions.models.progress import EDITABLE_STATES, OPEN_STATES
from actions.operations.updates import moving, said, telling
from actions.operations.updates.refusals import AlreadyOpen, NotWhole, Stale, WrongState
from cdp import audit, privacy, words
from partners.roles import Permission, roles_granting

PARTS = ("milestones__milestone", "figures")
# What a new update begins with; what happened has to be said anew.
CARRIED = ("delivery_status", "confidence", "next_step", "blocker")


@transaction.atomic
def start(*, action, by, now=None):
    """The open update of the action, or else a draft that begins with what was approved last."""
    action = moving.locked_action(action, by=by)
    return _open(action) or _begin(action, by=by, now=moving.moment(now))


@transaction.atomic
def begin(*, action, by, now=None, **given):
    """A new draft with what is said; AlreadyOpen where there is one that nobody has decided on yet."""
    action = moving.locked_action(action, by=by)
    if found := _open(action):
        raise AlreadyOpen(found, _in_the_way(found))
    now = moving.moment(now)
    update = _begin(action, by=by, now=now)
    return _save(update, update.version, given, by=by, now=now) if given else update


@transaction.atomic
def save(*, update, version, by, now=None, **given):
    """Write down what was said so far. What is not given stays; what is already there is not saved again.

    Stale when somebody has saved or moved it since; nothing is written then.
    """
    update = moving.locked(update)
    moving.require_reporter(update, by)
    return _save(update, version, given, by=by, now=moving.moment(now))


@transaction.atomic
def save_on(*, action, version, by, now=None, **given):
    """As save(), on the open update of the action; version 0 says that nobody had begun one."""
    action = moving.locked_action(action, by=by)
    now = moving.moment(now)
    update = _open(action)
    if update is None and version:
        raise Stale(action.updates.order_by("-pk").select_related("reported_by", "decided_by", "saved_by").first())
    if update is None:
        update = _begin(action, by=by, now=now)
        version = update.version
    return _save(update, version, given, by=by, now=now)


@transaction.atomic
def submit(*, update, version, by, now=None, kept=()):
    """Send it for approval; NotWhole says what it lacks.

    `kept` names what looks like personal data and was confirmed to stay.
    """
    update = moving.locked(update)
    moving.require_reporter(update, by)
    moving.require_version(update, version)
    if update.state not in EDITABLE_STATES:
        raise WrongState(moving.at_what_stage(update))
    # Read once for all that is asked of them below.
    prefetch_related_objects([update], *PARTS)
    if errors := said.lacking(update, kept=kept):
        raise NotWhole(errors)
    now = moving.moment(now)
    texts = said.texts_of(update)
    privacy.tell_of_kept(texts=texts, public=texts, kept=kept, by=by, subject=update, now=now)
    _report(update, kind="update.submitted", by=by, now=now)
    return update


@transaction.atomic
def no_change(*, action, by, now=None):
    """Say with one click that what was approved last still holds."""
    action = moving.locked_action(action, by=by)
    now = moving.moment(now)
    last = action.updates.approved().first()
    if last is None:
        raise WrongState("Nothing has been approved yet that could still hold. Say how the work goes.")
    if found := _open(action):
        raise WrongState(_in_the_way(found))
    update = ProgressUpdate(
        action=action,
        is_no_change=True,
        narrative=f"No change since {words.day(last.reported_at)}.",
        started_at=now,
        started_by=by,
        saved_at=now,
        saved_by=by,
        **{name: getattr(last, name) for name in CARRIED},
    )
    texts = said.texts_of(update)
    if privacy.errors(texts, public=texts, asks=False):
        raise WrongState(
            "What was approved last holds what looks like personal data. Report progress and say it anew, without that."
        )
    _report(update, kind="update.no_change", by=by, now=now, was="")
    return update


@transaction.atomic
def withdraw(*, update, by, version=None, now=None):
    """Take it back; its words are kept and begin the next one. Without a version it is taken back as it is now."""
    update = moving.locked(update)
    moving.require_reporter(update, by)
    if version is not None:
        moving.require_version(update, version)
    if update.state not in OPEN_STATES:
        raise WrongState(moving.at_what_stage(update))
    now = moving.moment(now)
    moving.touch(update, by=by, now=now)
    told = telling.untold(update, _said_so_far(update))
    moving.move(update, to=UpdateState.WITHDRAWN, kind="update.withdrawn", by=by, now=now, changes=told)
    return update


def _open(action):
    found = action.updates.open().select_related("reported_by", "decided_by", "saved_by").first()
    if found:
        found.action = action
    return found


def beginnings(action):
    """{field: text} that a new update begins with: what was withdrawn since the last approval, or what was approved."""
    last = action.updates.approved().first()
    return begun_with(last, action.updates.filter(state=UpdateState.WITHDRAWN).order_by("-pk").first())


def begun_with(last, withdrawn):
    """The same of the update that was approved last and the one that was withdrawn last, where there are any."""
    if withdrawn and (last is None or withdrawn.saved_at > last.decided_at) and not withdrawn.is_no_change:
        return {name: getattr(withdrawn, name) for name in said.WORDS}
    return {name: getattr(last, name) for name in CARRIED} if last else {}


def _begin(action, *, by, now):
    words = beginnings(action)
    update = ProgressUpdate(action=action, started_at=now, started_by=by, saved_at=now, saved_by=by, **words)
    told = {name: ["", text] for name, text in words.items() if text}
    moving.move(update, to=UpdateState.DRAFT, kind="update.started", by=by, now=now, was="", changes=told)
    return update


def _save(update, version, given, *, by, now):
    new = said.read(update.action, given)
    changes = _differences(update, new)
    if not changes:
        return update
    moving.require_version(update, version)
    if update.state not in EDITABLE_STATES:
        raise WrongState(moving.at_what_stage(update))
    for name, text in new.words.items():
        setattr(update, name, text)
    update.is_no_change = False
    is_told = telling.begins_a_sitting(update, by=by, now=now)
    moving.touch(update, by=by, now=now)
    update.save()
    for name in ("milestones", "figures"):
        if name in changes:
            _replace(getattr(update, name), getattr(new, name), update)
    if is_told:
        partnership = update.action.partnership
        audit.record(kind="update.saved", by=by, subject=update, partnership=partnership, changes=changes, now=now)
    return update


def _differences(update, new):
    """{field: [from, to]}, also of the milestones and figures, in words."""
    changes = {name: [getattr(update, name), text] for name, text in new.words.items() if getattr(update, name) != text}
    for name, one, related in (
        ("milestones", _milestone, "milestone"),
        ("figures", _figure, "measure"),
    ):
        if (rows := getattr(new, name)) is not None:
            was = [one(row) for row in getattr(update, name).select_related(related)] if update.pk else []
            now = [one(row) for row in rows]
            if sorted(was, key=str) != sorted(now, key=str):
                changes[name] = [was, now]
    return changes


def _said_so_far(update):
    """{field: value} as _differences() words it."""
    said_so_far = {name: getattr(update, name) for name in said.WORDS}
    if update.pk:
        prefetch_related_objects([update], *PARTS)
        said_so_far["milestones"] = [_milestone(row) for row in update.milestones.all()]
        said_so_far["figures"] = [_figure(row) for row in update.figures.all()]
    return said_so_far


def _milestone(row):
    return {"milestone": row.milestone_id, "title": row.milestone.title, "met_on": row.met_on,
            "moved_to": row.moved_to, "reason": row.reason}  # fmt: skip


def _figure(row):
    return {"measure": row.measure_id, "period": row.period, "value": row.value.normalize(), "note": row.note}


def _replace(manager, rows, update):
    manager.all().delete()
    for row in rows:
        row.update = update
        row.save(force_insert=True)


def _report(update, *, kind, by, now, was=None):
    """From here on it waits for a decision."""
    action = update.action
    update.agency = agency_of(by, action)
    update.meeting = action.partnership.meetings.filter(
        cancelled_at__isnull=True, held_on__gte=timezone.localdate(now)
    ).order_by("held_on").first()  # fmt: skip
    update.reported_at, update.reported_by = now, by
    update.decided_at = update.decided_by = None
    if was is None:
        moving.touch(update, by=by, now=now)
    told = telling.untold(update, _said_so_far(update))
    moving.move(update, to=UpdateState.SUBMITTED, kind=kind, by=by, now=now, was=was, changes=told)
    hooks.submitted(update, by=by, now=now)


def agency_of(person, action):
    """The lead agency of the action for which this person reports; none for the partnership's own lead."""
    own = person.memberships.filter(
        partnership=action.partnership_id, role__in=roles_granting(Permission.REPORT_PROGRESS), agency__isnull=False
    )
    lead = ActionAgency.objects.filter(action=action, role=ActionAgency.Role.LEAD, agency__in=own.values("agency"))
    first = lead.select_related("agency").first()
    return first.agency if first else None


def _in_the_way(update):
    if update.state == UpdateState.SUBMITTED:
        return f"An update by {update.reported_by} waits for approval already."
    if update.state == UpdateState.RETURNED:
        return f"The last update was sent back by {update.decided_by}. Change it and send it again, or withdraw it."
    return f"{update.saved_by} has begun an update. Finish it, or withdraw it."
