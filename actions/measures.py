"""What the measures of an action say: one verdict each, and the outcome light of the action. From values alone."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from actions.delivery import OUTCOME_RULE, Light
from cdp import words
from indicators import figures

SERVICE = "service"


class MeasureVerdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    RIGHT_WAY = "right_way"
    WRONG_WAY = "wrong_way"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_JUDGED = "not_judged"
    NOT_ENOUGH_DATA = "not_enough_data"


# How a verdict looks and reads. The order is the order of attention: the first of several colours the light.
SHOWN = {
    MeasureVerdict.WRONG_WAY: ("getting_worse", "Moving the wrong way"),
    MeasureVerdict.MISSED: ("worse", "Target missed"),
    MeasureVerdict.NO_CLEAR_CHANGE: ("no_change", "No clear change"),
    MeasureVerdict.NOT_ENOUGH_DATA: ("not_enough_data", "Not enough data"),
    MeasureVerdict.NOT_JUDGED: ("cannot_say", "Not judged"),
    MeasureVerdict.RIGHT_WAY: ("getting_better", "Moving the right way"),
    MeasureVerdict.MET: ("better", "Target met"),
}
ATTENTION = {verdict: place for place, verdict in enumerate(SHOWN)}


@dataclass(frozen=True)
class MeasureFacts:
    """A measure and the newest figure of its series. None is what is not known."""

    name: str
    scope: str
    polarity: str
    unit: str = ""
    value: float | None = None
    period: str = ""
    period_end: datetime.date | None = None
    trend: str = ""
    trend_verdict: str = ""
    baseline: Decimal | None = None
    baseline_period: str = ""
    target: Decimal | None = None
    target_on: datetime.date | None = None

    @property
    def is_service(self):
        return self.scope == SERVICE


def verdict(facts: MeasureFacts, *, on: datetime.date) -> MeasureVerdict:
    """Moving the wrong way outweighs everything: a target met today is lost that way tomorrow."""
    if facts.trend_verdict == "getting_worse":
        return MeasureVerdict.WRONG_WAY
    reached = is_at_target(facts)
    if reached:
        return MeasureVerdict.MET
    if reached is False and facts.target_on and facts.target_on < on:
        return MeasureVerdict.MISSED
    if facts.trend_verdict == "getting_better":
        return MeasureVerdict.RIGHT_WAY
    if facts.trend == "no_significant_change":
        return MeasureVerdict.NO_CLEAR_CHANGE
    if facts.trend in ("increasing", "decreasing"):
        return MeasureVerdict.NOT_JUDGED
    return MeasureVerdict.NOT_ENOUGH_DATA


def is_at_target(facts: MeasureFacts) -> bool | None:
    """None where there is nothing to compare. Exact decimals: 0 is a target like any other, and equal is reached."""
    if facts.value is None or facts.target is None:
        return None
    value, target = Decimal(str(facts.value)), Decimal(str(facts.target))
    if facts.polarity == "higher_is_better":
        return value >= target
    if facts.polarity == "lower_is_better":
        return value <= target
    return value == target


def sentence(facts: MeasureFacts, *, on: datetime.date) -> str:
    """The measure in words: where it stood, where it is, where it is to go."""
    parts = []
    if facts.baseline is not None:
        parts.append(f"Baseline {_figure(facts.baseline, facts)} ({facts.baseline_period}).")
    if facts.value is None:
        parts.append("No figure has been loaded.")
    else:
        parts.append(f"Now {_figure(facts.value, facts)} ({facts.period or 'no date given'}).")
    parts.append(target_sentence(facts, on=on))
    return " ".join(parts)


def target_sentence(facts: MeasureFacts, *, on: datetime.date) -> str:
    if facts.target is None:
        return "No target has been set."
    target = f"Target {_figure(facts.target, facts)} by {words.day(facts.target_on)}"
    reached = is_at_target(facts)
    if reached:
        return f"{target}: at target."
    if reached is False and facts.target_on < on:
        return f"{target}: its date has passed and it was not reached."
    return f"{target}."


def outcome(measures: Sequence[MeasureFacts], *, on: datetime.date) -> Light:
    """The outcome light of an action, from its service measures only. The worst is named; nothing is averaged."""
    service = [facts for facts in measures if facts.is_service]
    if not service:
        return Light("cannot_say", _without_service(measures), OUTCOME_RULE, "No figure", word="Cannot be judged")
    judged = sorted(((verdict(facts, on=on), facts) for facts in service), key=lambda pair: ATTENTION[pair[0]])
    worst = judged[0][0]
    state, word = SHOWN[worst]
    return Light(
        state=state,
        word=word,
        inputs=" ".join(f"{facts.name}: {SHOWN[one][1].lower()}. {sentence(facts, on=on)}" for one, facts in judged),
        rule=OUTCOME_RULE,
        age=_age([facts for one, facts in judged if one is worst], on=on),
    )


def said_against_measured(*, status: str, measures: Sequence[MeasureFacts], on: datetime.date) -> list[str]:
    """The service measures that get significantly worse while the lead says on track (or complete)."""
    if status not in ("on_track", "complete"):
        return []
    return [facts.name for facts in measures if facts.is_service and verdict(facts, on=on) is MeasureVerdict.WRONG_WAY]


def _without_service(measures):
    if not measures:
        return "No measure is tied to this action, so its outcome cannot be judged."
    names = ", ".join(facts.name for facts in measures)
    return (
        f"No service measure is tied to this action. {names}: "
        "it belongs to the partnership and is not held against one action."
    )


def _age(measures, *, on):
    ends = [facts.period_end for facts in measures if facts.period_end]
    if not ends:
        return "No dated figure"
    return f"Figure ends {words.day(min(ends))}, {words.age(min(ends), on=on)}"


def _figure(number, facts):
    # A target's column keeps four places, a computed figure a dozen: nobody printed either.
    return figures.text(float(number), unit=facts.unit)
