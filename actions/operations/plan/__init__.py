"""The plan itself, changed by whoever holds EDIT_PLAN: never deleted, each change one version more and one event.

    action = plan.add_action(partnership=partnership, by=lead, ref="1.2", title="…", priority=priority, leads=[agency])
    plan.change_action(action=action, version=action.version, by=lead, title="…")
    plan.postpone(action=action, version=action.version, due_on=day, reason="…", by=lead)
    plan.archive(record=action, version=action.version, reason="…", by=lead)

Refusals: NotTheirs (not found), Stale(current=) where somebody was quicker, NotSound(errors={field: sentence}),
WrongState(sentence). `version_of(record)` is the version to hand back, also for those that keep no number.
"""

from actions.operations.plan import bulk
from actions.operations.plan.actions import add_action, change_action, postpone
from actions.operations.plan.archive import archive, bring_back, stand_for
from actions.operations.plan.keeping import version_of
from actions.operations.plan.order import in_order, mark_of, put_in_order
from actions.operations.plan.parts import (
    add_measure,
    add_milestone,
    archive_part,
    bring_back_part,
    change_measure,
    change_milestone,
)
from actions.operations.plan.recommendation_parts import (
    add_recommendation_part,
    change_recommendation_part,
    remove_recommendation_part,
)
from actions.operations.plan.recommendations import add_recommendation, change_recommendation
from actions.operations.plan.refusals import NotSound, NotTheirs, PlanRefused, Stale, WrongState
from actions.operations.plan.seats import change_seat, end_seat, give_seat
from actions.operations.plan.strategies import add_priority, add_strategy, change_priority, change_strategy

__all__ = [
    "NotSound",
    "NotTheirs",
    "PlanRefused",
    "Stale",
    "WrongState",
    "add_action",
    "add_measure",
    "add_milestone",
    "add_priority",
    "add_recommendation",
    "add_recommendation_part",
    "add_strategy",
    "archive",
    "archive_part",
    "bring_back",
    "bring_back_part",
    "bulk",
    "change_action",
    "change_measure",
    "change_milestone",
    "change_priority",
    "change_recommendation",
    "change_recommendation_part",
    "change_seat",
    "change_strategy",
    "end_seat",
    "give_seat",
    "in_order",
    "mark_of",
    "postpone",
    "put_in_order",
    "remove_recommendation_part",
    "stand_for",
    "version_of",
]
