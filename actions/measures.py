"""What the measures of an action say: one verdict each, and the outcome light of the action. From values alone.

A target with a baseline has a course: the straight line from the end of the baseline's period to the day of the target.
The newest figure is held against the line at the end of its own period, never at today, since it says nothing later.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from actions.delivery import OUTCOME_RULE, Light
from cdp import words
from indicators import figures
from indicators.periods import Period, PeriodNotUnderstood
from indicators.statistics import course
from indicators.statistics.course import Place

SERVICE = "service"


class MeasureVerdict(StrEnum):
    MET = "met"
    MISSED = "missed"
    BEHIND = "behind"
    ON_COURSE = "on_course"
    RIGHT_WAY = "right_way"
    WRONG_WAY = "wrong_way"
    NO_CLEAR_CHANGE = "no_clear_change"
    NOT_JUDGED = "not_judged"
    NOT_ENOUGH_DATA = "not_enough_data"


# How a verdict looks and reads. The order is the order of attention: the first of several colours the light.
SHOWN = {
    MeasureVerdict.WRONG_WAY: ("getting_worse", "Moving the wrong way"),
    MeasureVerdict.MISSED: ("worse", "Target missed"),
    MeasureVerdict.BEHIND: ("behind", "Behind"),
    MeasureVerdict.NO_CLEAR_CHANGE: ("no_change", "No clear change"),
    MeasureVerdict.NOT_ENOUGH_DATA: ("not_enough_data", "Not enough data"),
    MeasureVerdict.NOT_JUDGED: ("cannot_say", "Not judged"),
    MeasureVerdict.RIGHT_WAY: ("getting_better", "Moving the right way"),
    MeasureVerdict.ON_COURSE: ("on_course", "On course"),
    MeasureVerdict.MET: ("better", "Target met"),
}
# The words of the outcome light by its states; each state stands for one verdict.
OUTCOME_WORDS = dict(SHOWN.values())
# As many as the columns of targets and baselines keep.
MOST_PLACES = 4
WANTING = {MeasureVerdict.WRONG_WAY, MeasureVerdict.MISSED, MeasureVerdict.BEHIND}
ATTENTION = {verdict: place for place, verdict in enumerate(SHOWN)}


@dataclass(frozen=True)
class MeasureFacts:
    """A measure and the newest figure of its series. None is what is not known."""

    name: str
    scope: str
    polarity: str
    unit: str = ""
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    period: str = ""
    period_end: datetime.date | None = None
    is_for_comparison: bool = True  # False where the source says that the figure cannot be set beside others
    trend: str = ""
    trend_verdict: str = ""
    baseline: Decimal | None = None
    baseline_period: str = ""
    target: Decimal | None = None
    target_on: datetime.date | None = None

    @property
    def is_service(self):
        return self.scope == SERVICE

    @property
    def has_interval(self):
        return self.lower is not None and self.upper is not None

    @property
    def baseline_end(self):
        """The last day of the baseline's period; None where it cannot be read or has no end."""
        try:
            return Period.parse(self.baseline_period).end
        except PeriodNotUnderstood:
            return None


def verdict(facts: MeasureFacts, *, on: datetime.date) -> MeasureVerdict:
    """The first that holds, in this order.

    1. Moving the wrong way: the trend test is significant. It outweighs everything, for a target met today is lost that
       way tomorrow.
    2. Met: the newest figure is at the target or beyond it.
    3. Missed: it is not, and the target's date has passed.
    4. Behind: it is short of the line, and its interval does not reach the line.
    5. On course: it is beyond the line and its interval too; or it is at the line or beyond it by itself, and the
       trend test says that it moves the right way.
    6. Moving the right way: the trend test alone says so.
    7. No clear change: the trend test finds none, or the interval holds the line, so that either side may be chance.
    8. Not judged: it moves, and neither way is better; or the source says that the figure is not for comparison, which
       comes before all others.
    9. Not enough data.

    A figure without an interval (a count of kits, a sum of money) is held against the line as printed, as it is
    against the target. 4 and 5 need a baseline whose period can be read and a figure later than that.
    """
    if not facts.is_for_comparison:
        return MeasureVerdict.NOT_JUDGED
    if facts.trend_verdict == "getting_worse":
        return MeasureVerdict.WRONG_WAY
    reached = is_at_target(facts)
    if reached:
        return MeasureVerdict.MET
    if reached is False and facts.target_on and facts.target_on < on:
        return MeasureVerdict.MISSED
    if said := _against_the_line(facts):
        return said
    if facts.trend_verdict == "getting_better":
        return MeasureVerdict.RIGHT_WAY
    if facts.trend == "no_significant_change":
        return MeasureVerdict.NO_CLEAR_CHANGE
    if facts.trend in ("increasing", "decreasing"):
        return MeasureVerdict.NOT_JUDGED
    return MeasureVerdict.NOT_ENOUGH_DATA


def is_at_target(facts: MeasureFacts) -> bool | None:
    """None where there is nothing to compare. Exact decimals: 0 is a target like any other, and equal is reached."""
    if facts.value is None or facts.target is None or not facts.is_for_comparison:
        return None
    return course.reaches(facts.value, facts.target, polarity=facts.polarity)


def expected(facts: MeasureFacts) -> Decimal | None:
    """Where it should be at the end of the newest figure's period; None where no line can be drawn to there."""
    start, end, at = facts.baseline_end, facts.target_on, facts.period_end
    if facts.baseline is None or facts.target is None or None in (start, end, at) or at <= start or end <= start:
        return None
    return course.expected_position(
        baseline=facts.baseline, target=facts.target, elapsed=(at - start).days, total=(end - start).days
    )


def sentence(facts: MeasureFacts, *, on: datetime.date, follows_verdict: bool = False) -> str:
    """The measure in words: where it stood, where it is, where it is to go, and where it should be by now.

    Where it `follows_verdict`, its end does not say again what has just been said, and keeps what it adds to that.
    """
    line = expected(facts)
    is_open = is_at_target(facts) is False and facts.target_on >= on
    if line is not None and is_open:
        return _course_sentence(facts, line, on=on, follows_verdict=follows_verdict)
    parts = []
    if facts.baseline is not None:
        parts.append(f"Baseline {_figure(facts.baseline, facts)} ({facts.baseline_period}).")
    if facts.value is None:
        parts.append("No figure has been loaded.")
    else:
        parts.append(f"Now {_figure(facts.value, facts)} ({facts.period or 'no date given'}).")
        if not facts.is_for_comparison:
            parts.append("The source says that this figure is not for comparison.")
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


def _against_the_line(facts):
    """Behind, on course or neither, from the line; None where there is no line or no side of it is good."""
    line = expected(facts)
    if line is None or facts.value is None:
        return None
    place = course.place(facts.value, line, polarity=facts.polarity, lower=facts.lower, upper=facts.upper)
    if place is Place.TOO_NEAR:
        if facts.trend_verdict != "getting_better":
            return MeasureVerdict.NO_CLEAR_CHANGE
        is_there = course.reaches(facts.value, line, polarity=facts.polarity)
        return MeasureVerdict.ON_COURSE if is_there else MeasureVerdict.RIGHT_WAY
    return {Place.SHORT: MeasureVerdict.BEHIND, Place.BEYOND: MeasureVerdict.ON_COURSE}.get(place)


def _course_sentence(facts, line, *, on, follows_verdict):
    """ "Expected by 31 March 2025: 52.5%, a straight line from 46% (2022/23) to 60% by 31 March 2027; now …"."""
    should, now = _told_apart(line, facts.value, facts)
    known = [facts.period] if facts.period else []
    if facts.has_interval:
        known.append(figures.interval(facts.lower, facts.upper))
    elif facts.polarity != "not_judged":
        known.append("no interval given")
    course_of_it = (
        f"Expected by {words.day(facts.period_end)}: {should}, a straight line from {_figure(facts.baseline, facts)} "
        f"({facts.baseline_period}) to {_figure(facts.target, facts)} by {words.day(facts.target_on)}"
    )
    where = f" ({', '.join(known)})" if known else ""
    return f"{course_of_it}; now {now}{where}{_ending(facts, on=on, follows_verdict=follows_verdict)}."


def _ending(facts, *, on, follows_verdict):
    if facts.polarity == "not_judged":
        return ""
    said = verdict(facts, on=on)
    near = ": too near the line to tell"
    ending = {
        MeasureVerdict.BEHIND: "" if follows_verdict else ": behind",
        MeasureVerdict.ON_COURSE: "" if follows_verdict else ": on course",
        MeasureVerdict.WRONG_WAY: "" if follows_verdict else ": moving the wrong way",
        MeasureVerdict.RIGHT_WAY: near if follows_verdict else f"{near}, and moving the right way",
        MeasureVerdict.NO_CLEAR_CHANGE: near,
    }.get(said, "")
    if said is MeasureVerdict.BEHIND and facts.trend_verdict == "getting_better":
        return f"{ending}, though moving the right way"
    is_worse = not course.reaches(facts.value, facts.baseline, polarity=facts.polarity)
    if said is MeasureVerdict.BEHIND and is_worse:
        return f"{ending}, and worse than the baseline"
    return ending


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
        inputs=" ".join(
            f"{facts.name}: {SHOWN[one][1].lower()}. {sentence(facts, on=on, follows_verdict=True)}"
            for one, facts in judged
        ),
        rule=OUTCOME_RULE,
        age=_age([facts for one, facts in judged if one is worst], on=on),
    )


@dataclass(frozen=True)
class Contradiction:
    """What the lead says and what the action's own measures say point in different directions."""

    said: str
    names: tuple[str, ...]
    is_worse: bool  # whether the measures are worse than what was said, or better

    @property
    def way(self):
        return "getting significantly worse" if self.is_worse else "getting significantly better"

    @property
    def sentence(self):
        """ "Reported on track; getting significantly worse: waiting times." """
        return f"Reported {words.shape_and_word(self.said)[1].lower()}; {self.way}: {', '.join(self.names)}."


def said_against_measured(*, status: str, measures: Sequence[MeasureFacts], on: datetime.date) -> Contradiction | None:
    """The service measures that contradict what the lead says; None where there are none.

    On track (or complete) is contradicted by each that gets significantly worse. Late or at risk is contradicted by
    those that get significantly better, as long as no other gets worse, misses its target or falls behind: then the
    doubt has its reason.
    """
    service = [facts for facts in measures if facts.is_service]
    if status in ("on_track", "complete"):
        names = [facts.name for facts in service if verdict(facts, on=on) is MeasureVerdict.WRONG_WAY]
    elif status in ("late", "at_risk"):
        if any(verdict(facts, on=on) in WANTING for facts in service):
            return None
        judged = (facts for facts in service if facts.is_for_comparison)
        names = [facts.name for facts in judged if facts.trend_verdict == "getting_better"]
    else:
        return None
    return Contradiction(status, tuple(names), is_worse=status in ("on_track", "complete")) if names else None


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


def _figure(number, facts, places=None):
    # A target's column keeps four places, a computed figure a dozen: nobody printed either.
    return figures.text(float(number), unit=facts.unit, places=places)


def _told_apart(line, value, facts):
    """Both in words, with more decimals where fewer would make two numbers look like one."""
    value = course.exact(value)
    fewest = max(figures.decimals([line]), figures.decimals([value]))
    for places in range(fewest, MOST_PLACES):
        if value == line or round(value, places) != round(line, places):
            break
    else:
        places = MOST_PLACES
    shown = None if places == fewest else places
    return _figure(line, facts, shown), _figure(value, facts, shown)
