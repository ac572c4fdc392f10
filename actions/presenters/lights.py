"""Rows of the database as the values that the three lights are judged from."""

from django.utils import timezone

from actions import delivery, measures
from actions.delivery import Step, Update
from actions.measures import MeasureFacts
from actions.models import DeliveryStatus
from indicators.models import State


def update_of(action):
    """The latest update, from the action's own columns: a list needs no further query."""
    if action.delivery_status == DeliveryStatus.NOT_REPORTED:
        return None
    return Update(
        status=action.delivery_status,
        confidence=action.confidence,
        reported_on=timezone.localdate(action.reported_at),
        reported_by=action.reported_by.name,
    )


def steps_of(action):
    return [Step(milestone.title, milestone.due_on, milestone.done_on) for milestone in action.milestones.all()]


def delivery_of(action, *, on):
    """The delivery light of an action; fetch it with its milestones and reported_by."""
    return delivery.delivery(
        update=update_of(action), steps=steps_of(action), starts_on=action.starts_on, due_on=action.due_on, on=on
    )


def confidence_of(action, *, on):
    return delivery.confidence(update=update_of(action), on=on)


def facts_of(measure):
    """A measure with what its series says now; fetch it with its series' indicator and reading."""
    series = measure.series
    reading = getattr(series, "reading", None)
    return MeasureFacts(
        name=series.indicator.name,
        scope=series.indicator.scope,
        polarity=series.indicator.polarity,
        unit=series.indicator.unit,
        value=reading.value if reading else None,
        lower=reading.lower_95 if reading else None,
        upper=reading.upper_95 if reading else None,
        period=reading.period if reading else "",
        period_end=reading.period_end if reading else None,
        is_for_comparison=not reading or reading.state != State.NOT_COMPARABLE,
        trend=reading.trend if reading else "",
        trend_verdict=reading.trend_verdict if reading else "",
        baseline=measure.baseline,
        baseline_period=measure.baseline_period,
        target=measure.target,
        target_on=measure.target_on,
    )


def outcome_of(facts, *, on):
    return measures.outcome(facts, on=on)
