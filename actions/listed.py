"""Milestones and lead agencies of many actions, which come with the actions themselves; and what answers what.

A board judges thousands of actions: a row of its own for each milestone and each lead costs more than all judging.
"""

import datetime
import json
from typing import NamedTuple

from django.db.models import F, OuterRef, Subquery

from actions.models import Action, ActionAgency, Milestone
from partners.belonging import Listed, Row
from partners.models import Agency

OF_AGENCY = [field.attname for field in Agency._meta.concrete_fields]


class ListedMilestone(NamedTuple):
    """What a list of actions needs to know of a milestone that stands."""

    position: int
    pk: int
    title: str
    planned_on: datetime.date
    due_on: datetime.date
    done_on: datetime.date | None

    archived_at = None


def with_parts(actions):
    """Actions as list_parts() reads them, and in `reporter` the name of who reported last: no query more."""
    milestones = Milestone.objects.current().filter(action=OuterRef("pk")).order_by().values("action")
    leads = ActionAgency.objects.filter(action=OuterRef("pk"), role=ActionAgency.Role.LEAD).order_by().values("action")
    of_lead = Row("position", "pk", *(f"agency__{name}" for name in OF_AGENCY))
    return actions.annotate(
        milestones_listed=Subquery(milestones.annotate(listed=Listed(Row(*ListedMilestone._fields))).values("listed")),
        leads_listed=Subquery(leads.annotate(listed=Listed(of_lead)).values("listed")),
        reporter=F("reported_by__name"),
    )


def list_parts(actions):
    """The actions as a list, each with its `standing_milestones` and `lead_agencies`, in their order."""
    actions, agencies = list(actions), {}
    for action in actions:
        action.standing_milestones = [_milestone(row) for row in _rows(action.milestones_listed)]
        action.lead_agencies = [_agency(row[2:], agencies) for row in _rows(action.leads_listed)]
    return actions


def answered_by(recommendations, *, current):
    """Recommendations as a list, each with `answers`: those of the current actions that answer it, by number.

    An archived action answers nothing. Which are current the caller knows, so that no action is looked up for it.
    """
    links = Action.recommendations.through.objects.filter(recommendation=OuterRef("pk"))
    of_each = links.order_by().values("recommendation").annotate(listed=Listed(F("action"))).values("listed")
    found = list(recommendations.annotate(answers_listed=Subquery(of_each)))
    for one in found:
        one.answers = current.intersection(json.loads(one.answers_listed or "[]"))
        one.is_answered = bool(one.answers)
    return found


def _rows(listed):
    return sorted(json.loads(listed), key=_place) if listed else ()


def _place(row):
    return row[0], row[1]


def _milestone(row):
    *others, planned_on, due_on, done_on = row
    day = datetime.date.fromisoformat
    return ListedMilestone(*others, day(planned_on), day(due_on), day(done_on) if done_on else None)


def _agency(row, known):
    """One for all actions that it leads."""
    if row[0] not in known:
        known[row[0]] = Agency.from_db(None, OF_AGENCY, row)
    return known[row[0]]
