"""The parts of a recommendation: put in, reworded, taken out. Nothing is ever reported on a part, so that one that is
taken out leaves nothing behind but its event, which keeps its words and why.
"""

from django.db import transaction

from actions.models import SubRecommendation
from actions.operations.plan import judging, keeping
from actions.operations.plan.refusals import WrongState
from cdp import audit


@transaction.atomic
def add_recommendation_part(*, recommendation, by, text):
    """After those that are there."""
    owner = _owner(recommendation, by)
    new = _read(owner, text)
    part = SubRecommendation(
        recommendation=owner, position=max(1, keeping.next_position(owner.sub_recommendations)), **new
    )
    keeping.put_in(part, kind="plan.part_added", by=by, fields=["text"])
    _count_up(owner)
    return part


@transaction.atomic
def change_recommendation_part(*, part, version, by, text):
    owner, part = _locked(part, by)
    new = _read(owner, text, part)
    written = keeping.differences(part, new)
    part = keeping.write(part, new, version=version, kind="plan.part_changed", by=by)
    if written:
        _count_up(owner)
    return part


@transaction.atomic
def remove_recommendation_part(*, part, version, reason, by):
    owner, part = _locked(part, by)
    reason = judging.reason(reason, "Say why it is removed")
    keeping.require_version(part, version)
    # Of the recommendation: the history of a part that is gone stands on no page.
    audit.record(kind="plan.part_removed", by=by, subject=owner, changes={"part": [part.text, None]}, reason=reason)
    part.delete()
    _count_up(owner)


def _owner(recommendation, by):
    owner = keeping.locked(recommendation, by)
    if owner.archived_at:
        raise WrongState("This recommendation is archived. Bring it back to change it.")
    return owner


def _locked(part, by):
    """(recommendation, part) as they are now; WrongState where somebody has taken the part out meanwhile."""
    owner = _owner(part.recommendation, by)
    found = SubRecommendation.objects.select_for_update().filter(pk=part.pk, recommendation=owner).first()
    if found is None:
        raise WrongState("Somebody else has removed this part since you opened it.")
    found.recommendation = owner
    return owner, found


def _count_up(owner):
    """Whoever has the recommendation open is told that it is no longer as it was."""
    keeping.count_up(owner)
    owner.save(update_fields=["version"])


def _read(owner, text, part=None):
    judge = judging.Judge({"text": text}, ("text",))
    judge.text("text", "what this part recommends", limit=judging.REASON_LIMIT, required=True)
    others = owner.sub_recommendations.exclude(pk=part.pk) if part else owner.sub_recommendations
    if judge.new.get("text") and others.filter(text=judge.new["text"]).exists():
        judge.refuse("text", "This recommendation has a part of the same words. Change one of the two.")
    return judge.done()
