"""How a figure is shown that is given for a time after its area was abolished."""

import copy

from cdp import words
from indicators.models import State
from indicators.rules.ended import NO_VALUE, is_after_the_end, is_no_value

EMPTY = ("value", "lower_95", "upper_95", "lower_998", "upper_998", "count", "denominator")


def as_it_counts(observation):
    """The observation; where its nought is no value, a copy without one. Its series has its area at hand."""
    if not is_no_value(observation.value, end=observation.period_end, valid_to=observation.series.area.valid_to):
        return observation
    empty = copy.copy(observation)
    for name in EMPTY:
        setattr(empty, name, None)
    empty.state = State.NOT_AVAILABLE
    empty.note = " ".join(filter(None, [observation.note, NO_VALUE]))
    return empty


def note_of(observation):
    """Its note, and that it is for a time after the area's end."""
    valid_to = observation.series.area.valid_to
    if observation.value is None or not is_after_the_end(end=observation.period_end, valid_to=valid_to):
        return observation.note
    return " ".join(filter(None, [observation.note, f"The area was abolished after {words.day(valid_to)}."]))
