"""What a control chart says: causes, types of point, assurance, and the chart itself."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple

from indicators.statistics.comparison import Polarity


class Improvement(StrEnum):
    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class Cause(StrEnum):
    """Why a point is a signal; the first that holds."""

    ABOVE_LIMITS = "above_limits"
    BELOW_LIMITS = "below_limits"
    RISING = "rising"
    FALLING = "falling"
    TWO_IN_THREE_ABOVE = "two_in_three_above"
    TWO_IN_THREE_BELOW = "two_in_three_below"
    RUN_ABOVE = "run_above"
    RUN_BELOW = "run_below"
    COMMON = "common"


class PointType(StrEnum):
    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"
    NOT_KNOWN = "not_known"


class Assurance(StrEnum):
    MEETS = "consistent_pass"
    MISSES = "consistent_fail"
    INCONSISTENT = "inconsistent"
    NOT_ASSESSED = "not_assessed"


IMPROVEMENTS = {
    Polarity.HIGHER_IS_BETTER: Improvement.INCREASE,
    Polarity.LOWER_IS_BETTER: Improvement.DECREASE,
    Polarity.NOT_JUDGED: Improvement.NEUTRAL,
}
HIGH_CAUSES = frozenset({Cause.ABOVE_LIMITS, Cause.RISING, Cause.TWO_IN_THREE_ABOVE, Cause.RUN_ABOVE})
POINT_TYPES = {  # (is high, improvement)
    (True, Improvement.INCREASE): PointType.IMPROVEMENT,
    (True, Improvement.DECREASE): PointType.CONCERN,
    (True, Improvement.NEUTRAL): PointType.NEUTRAL_HIGH,
    (False, Improvement.INCREASE): PointType.CONCERN,
    (False, Improvement.DECREASE): PointType.IMPROVEMENT,
    (False, Improvement.NEUTRAL): PointType.NEUTRAL_LOW,
}
# What the icons of Making Data Count say, variation first, then assurance.
WORDS = {
    PointType.COMMON_CAUSE: "Common cause, no significant change",
    PointType.IMPROVEMENT: "Special cause, getting better",
    PointType.CONCERN: "Special cause, getting worse",
    PointType.NEUTRAL_HIGH: "Special cause, higher than usual",
    PointType.NEUTRAL_LOW: "Special cause, lower than usual",
    PointType.NOT_KNOWN: "Not enough data",
    Assurance.MEETS: "Likely to meet the target every time",
    Assurance.MISSES: "Likely to miss the target every time unless something changes",
    Assurance.INCONSISTENT: "May meet or miss the target by chance",
    Assurance.NOT_ASSESSED: "Not set against a target",
}


class Limits(NamedTuple):
    """The process limits of one baseline, in the unit of the values; no limits (None) for a single value."""

    mean: float
    average_range: float | None
    lower: float | None
    upper: float | None


@dataclass(frozen=True)
class ControlPoint:
    """A value with the limits in force there, and the signal that it is part of."""

    value: float
    mean: float
    lower: float | None
    upper: float | None
    cause: Cause
    type: PointType
    is_provisional: bool


@dataclass(frozen=True)
class ControlChart:
    """An XmR chart; `variation` is the type of the newest point, `assurance` that of the newest limits."""

    points: tuple[ControlPoint, ...]
    baselines_at: tuple[int, ...]
    variation: PointType
    assurance: Assurance

    @property
    def variation_words(self):
        return WORDS[self.variation]

    @property
    def assurance_words(self):
        return WORDS[self.assurance]

    @property
    def is_provisional(self):
        """Whether the newest limits rest on fewer than twelve values."""
        return self.points[-1].is_provisional
