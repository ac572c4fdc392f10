"""Archived with a reason, brought back, or stood for by another: nothing of a plan is ever deleted."""

from django.db import transaction
from django.utils import timezone

from actions.models import Action, UpdateState
from actions.operations.plan import judging, keeping
from actions.operations.plan.refusals import NotSound, WrongState
from cdp import audit

# The column that names what stands for a record.
STAND_INS = {Action: "superseded_by"}
KINDS = {Action: {"archived": "action.archived", "back": "action.brought_back", "stood_for": "action.superseded"}}
RECOMMENDATION_KINDS = {
    "archived": "recommendation.archived",
    "back": "recommendation.brought_back",
    "stood_for": "recommendation.merged",
}


@transaction.atomic
def archive(*, record, version, reason, by, now=None):
    """An action or a recommendation: kept, read, and no longer counted."""
    record = _current(keeping.locked(record, by))
    reason = judging.reason(reason, "Say why it is archived")
    keeping.require_version(record, version)
    return _away(record, reason, kind="archived", by=by, now=now)


@transaction.atomic
def bring_back(*, record, version, by):
    """Counted again, with its dates and its history as they were."""
    record = keeping.locked(record, by)
    if record.archived_at is None:
        raise WrongState(f"This {_noun(record)} is not archived.")
    new = {"archived_at": None, "archived_by": None, "archive_reason": "", _stand_in(record): None}
    return keeping.write(record, new, version=version, kind=_kinds(record)["back"], by=by)


@transaction.atomic
def stand_for(*, record, version, successor, by, reason="", now=None):
    """Another stands for it from now on: it is archived, points there, and what it answered is answered there.

    Merging several into one is doing this to each of the others.
    """
    record = _current(keeping.locked(record, by))
    if successor is None:
        raise NotSound({"successor": f"Select the {_noun(record)} that stands for it"})
    successor = type(record).objects.select_for_update(of=("self",)).get(pk=successor.pk)
    if successor.pk == record.pk:
        raise NotSound({"successor": "Select another one: nothing stands for itself"})
    if successor.partnership_id != record.partnership_id or successor.archived_at:
        raise NotSound({"successor": f"Select one of this partnership’s {_noun(record)}s that is not archived"})
    keeping.require_version(record, version)
    successor.partnership = record.partnership
    setattr(record, _stand_in(record), successor)
    text = judging.clean(reason) or f"{successor.ref} stands for it"
    _away(record, judging.reason(text, ""), kind="stood_for", by=by, now=now, successor=successor)
    _hand_over(record, successor, by=by)
    return record


def _noun(record):
    return record._meta.verbose_name


def _stand_in(record):
    return STAND_INS.get(type(record), "merged_into")


def _kinds(record):
    return KINDS.get(type(record), RECOMMENDATION_KINDS)


def _current(record):
    if record.archived_at:
        raise WrongState(f"This {_noun(record)} is archived already.")
    if isinstance(record, Action):
        waiting = record.updates.filter(state=UpdateState.SUBMITTED).select_related("reported_by").first()
        if waiting:
            raise WrongState(
                f"An update by {waiting.reported_by} waits for approval. Approve it or send it back first, "
                "so that what was reported is not lost."
            )
    return record


def _away(record, reason, *, kind, by, now, successor=None):
    record.archived_at, record.archived_by, record.archive_reason = now or timezone.now(), by, reason
    keeping.count_up(record)
    record.save()
    changes = {_stand_in(record): successor} if successor else {}
    audit.record(kind=_kinds(record)[kind], by=by, subject=record, changes=changes, reason=reason)
    return record


def _hand_over(record, successor, *, by):
    """What an action answered, or what answers a recommendation, goes on being answered; both keep their own."""
    links = "recommendations" if isinstance(record, Action) else "actions"
    before = keeping.same_people(getattr(successor, links).all())
    getattr(successor, links).add(*getattr(record, links).all())
    after = keeping.same_people(getattr(successor, links).all())
    keeping.count_up(successor)
    successor.save(update_fields=["version"])
    taken = "action.took_over" if isinstance(record, Action) else "recommendation.took_over"
    changes = {"took_over": record} | ({links: [before, after]} if before != after else {})
    audit.record(kind=taken, by=by, subject=successor, changes=changes)
