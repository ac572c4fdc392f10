"""Rows of the database as the values that the three lights are judged from."""

import datetime
from collections import Counter

from django.utils import timezone

from actions import delivery, measures
from actions.delivery import Override, Step, Update
from actions.measures import MeasureFacts
from actions.models import DeliveryStatus, LightOverride
from cdp import words
from indicators.models import State


def update_of(action):
    """The latest update, from the action's own columns: a list needs no further query."""
    if action.delivery_status == DeliveryStatus.NOT_REPORTED:
        return None
    return Update(
        status=action.delivery_status,
        confidence=action.confidence,
        reported_on=timezone.localdate(action.reported_at),
        reported_by=getattr(action, "reporter", None) or action.reported_by.name,
    )


def steps_of(action):
    return [Step(milestone.title, milestone.due_on, milestone.done_on) for milestone in milestones_of(action)]


def milestones_of(action):
    """Those that stand: as actions/listed.py gives them, or of all that were fetched."""
    listed = getattr(action, "standing_milestones", None)
    if listed is not None:
        return listed
    return [milestone for milestone in action.milestones.all() if milestone.archived_at is None]


def override_of(action, light):
    """What holds for this light; fetch the action through queries.with_overrides()."""
    said = getattr(action, f"override_of_{light}")
    if said is None:
        return None
    set_at = datetime.datetime.fromisoformat(said["set_at"])
    # SQLite keeps moments in UTC and does not say so.
    set_at = set_at if set_at.tzinfo else set_at.replace(tzinfo=datetime.UTC)
    return Override(
        state=said["state"],
        reason=said["reason"],
        set_by=said["set_by"],
        set_on=timezone.localdate(set_at),
        until=datetime.date.fromisoformat(said["until"]),
    )


def delivery_of(action, *, on):
    """The delivery light of an action; fetch it with its overrides, its milestones and reported_by."""
    light = delivery.delivery(
        update=update_of(action), steps=steps_of(action), starts_on=action.starts_on, due_on=action.due_on, on=on
    )
    return delivery.overridden(light, override_of(action, LightOverride.Which.DELIVERY), on=on)


def confidence_of(action, *, on):
    light = delivery.confidence(update=update_of(action), on=on)
    return delivery.overridden(light, override_of(action, LightOverride.Which.CONFIDENCE), on=on)


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
    """From the measures alone, as an update is judged beside them."""
    return measures.outcome(facts, on=on)


def outcome_shown(action, facts, *, on):
    """The outcome light of an action, as somebody may have set it."""
    override = override_of(action, LightOverride.Which.OUTCOME)
    word = word_of(LightOverride.Which.OUTCOME, override.state) if override else ""
    return delivery.overridden(outcome_of(facts, on=on), override, on=on, word=word)


def word_of(light, state):
    """The word of a state, which on the outcome light is that of its verdict."""
    own = measures.OUTCOME_WORDS.get(state, "") if light == LightOverride.Which.OUTCOME else ""
    return own or words.shape_and_word(state)[1]


def light_items(found):
    """[(state, number, words)] for the tag `counts`, worst first; an overridden light is counted as one."""
    counted = Counter((light.state, light.said_how.lower(), light.is_overridden) for light in found)
    place = sorted(counted, key=lambda each: (words.ORDER[each[0]], each[2]))
    return [(state, counted[state, said, is_set], said) for state, said, is_set in place]
