"""A plan of many actions for bench_board.py: each with a lead, milestones, an approved update and a recommendation."""

import datetime

from django.db import connection
from django.utils import timezone

from actions.models import (
    Action,
    ActionAgency,
    Decision,
    Meeting,
    Milestone,
    ProgressUpdate,
    Recommendation,
    UpdateState,
)
from partners.models import Agency, Partnership, Person

AGENCIES, EVERY = 12, 10
STATUSES = ("on_track", "at_risk", "late", "complete")
CONFIDENCES = ("confident", "some_doubt", "not_confident")


def fill(slug, *, actions, today):
    partnership = Partnership.objects.get(slug=slug)
    priorities = list(partnership.priorities.all())
    person = Person.objects.create_user("bench@example.gov.uk", name="Bo Bench")
    agencies = [
        Agency.objects.create(
            slug=f"bench-{number}", name=f"Bench agency {number}", kind=Agency.kind.field.choices[0][0]
        )
        for number in range(AGENCIES)
    ]
    meeting = Meeting.objects.create(partnership=partnership, held_on=today - datetime.timedelta(days=60))
    Meeting.objects.create(partnership=partnership, held_on=today + datetime.timedelta(days=30))
    made = Action.objects.bulk_create(_action(partnership, priorities, person, today, at) for at in range(actions))
    ActionAgency.objects.bulk_create(
        ActionAgency(action=one, agency=agencies[at % AGENCIES]) for at, one in enumerate(made)
    )  # fmt: skip
    Milestone.objects.bulk_create(
        Milestone(action=one, position=step, title=f"Step {step}", planned_on=day, due_on=day)
        for at, one in enumerate(made)
        for step, day in enumerate((_day(today, at), _day(today, at + 7)))
    )
    reported = [one for one in made if one.reported_at]
    ProgressUpdate.objects.bulk_create(_update(one, person) for one in reported)
    recommendations = Recommendation.objects.bulk_create(
        Recommendation(partnership=partnership, ref=f"R{at}", title=f"Recommendation {at}", position=at)
        for at in range(actions // EVERY)
    )
    Action.recommendations.through.objects.bulk_create(
        Action.recommendations.through(action=one, recommendation=recommendations[at % len(recommendations)])
        for at, one in enumerate(made)
        if recommendations
    )
    Decision.objects.bulk_create(
        Decision(
            meeting=meeting, position=at, kind="ask", text=f"Ask {at}", agency=agencies[at % AGENCIES], action=one,
            due_on=_day(today, at), recorded_at=timezone.now() - datetime.timedelta(days=60), recorded_by=person,
        )
        for at, one in enumerate(made[::EVERY])
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as the database's own housekeeping would before long


def _day(today, at):
    return today + datetime.timedelta(days=at * 13 % 400 - 20)


def _action(partnership, priorities, person, today, at):
    is_reported = at % 5 > 0
    return Action(
        partnership=partnership,
        ref=f"{at}",
        title=f"Do what was agreed under number {at}",
        priority=priorities[at % len(priorities)],
        position=at,
        due_on=_day(today, at + 30),
        delivery_status=STATUSES[at % 4] if is_reported else "not_reported",
        confidence=CONFIDENCES[at % 3] if is_reported else "",
        reported_at=timezone.now() - datetime.timedelta(days=at % 100) if is_reported else None,
        reported_by=person if is_reported else None,
    )


def _update(action, person):
    at = action.reported_at
    return ProgressUpdate(
        action=action, state=UpdateState.APPROVED, delivery_status=action.delivery_status,
        confidence=action.confidence, narrative="As agreed.", started_at=at, started_by=person, saved_at=at,
        saved_by=person, reported_at=at, reported_by=person, decided_at=at, decided_by=person,
    )  # fmt: skip
