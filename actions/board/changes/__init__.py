"""What changed between two moments, from the record alone: figures, delivery, confidence, the plan and decisions.

    changes_between(partnership, since=, until=, user=) -> Changes

Four queries, and one or two more for each that is not given. A figure or an action that was changed and
changed back is not told of: what counts is how it stood at either end.
"""

import datetime

from django.utils import timezone

from actions.board.changes import decisions, delivery, figures, plan
from actions.board.changes.decisions import meetings_and_decisions
from actions.board.changes.record import Record
from actions.board.changes.shape import KINDS, Change, Changes, Kind

__all__ = ["KINDS", "Change", "Changes", "Kind", "changes_between", "end_of", "meetings_and_decisions"]


def changes_between(partnership, *, since, until, user, actions=None, made=None, measured=None):
    """`since` and `until` are moments; `actions` are current ones with their milestones, `made` all decisions and
    `measured` the numbers of the series that the strategy is measured by, where these are at hand.
    """
    if actions is None:
        actions = list(partnership.actions.current().prefetch_related("milestones"))
    if made is None:
        _, made = meetings_and_decisions(partnership)
    for action in actions:
        action.partnership = partnership  # its address needs the slug
    record = Record.of(partnership, actions, since=since, until=until)
    return Changes.sorted(
        [
            *figures.changes(partnership, since=since, until=until, user=user, measured=measured),
            *delivery.changes(record),
            *plan.changes(record),
            *decisions.changes(made, since=since, until=until),
        ]
    )


def end_of(day):
    """The last moment of a day: what was approved on the day of a meeting was known to it."""
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time.max))
