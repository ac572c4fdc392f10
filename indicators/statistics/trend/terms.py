"""What a trend says: its direction, what that means, on what it rests, and each of them in words."""

from dataclasses import dataclass
from enum import StrEnum

from indicators.periods import Period
from indicators.statistics.comparison import Standing, judge

POINTS = 5


class Direction(StrEnum):
    INCREASING = "increasing"
    DECREASING = "decreasing"
    NO_SIGNIFICANT_CHANGE = "no_significant_change"
    CANNOT_BE_CALCULATED = "cannot_be_calculated"


class Verdict(StrEnum):
    """What the direction means; plain where it means nothing or the indicator is not judged."""

    GETTING_BETTER = "getting_better"
    GETTING_WORSE = "getting_worse"
    PLAIN = "plain"


class Reason(StrEnum):
    """Why a trend cannot be calculated."""

    VALUE_TYPE = "value_type"
    FEWER_THAN_FIVE = "fewer_than_five"
    FEWER_THAN_FOUR = "fewer_than_four"
    FEWER_THAN_THREE = "fewer_than_three"
    NOT_YEARLY = "not_yearly"
    OVERLAPPING = "overlapping"
    NOT_FOR_COMPARISON = "not_for_comparison"
    GAPS = "gaps"
    NOT_FINITE = "not_finite"
    NO_COUNTS = "no_counts"
    COUNT_EQUALS_DENOMINATOR = "count_equals_denominator"
    COUNT_NOT_POSSIBLE = "count_not_possible"
    NO_EVENTS = "no_events"
    NO_INTERVALS = "no_intervals"


class ValueType(StrEnum):
    """The kinds of figure that have a recent trend, under the names that our indicators and Fingertips give them."""

    PROPORTION = "proportion"
    CRUDE_RATE = "crude_rate"
    DIRECTLY_STANDARDISED_RATE = "directly_standardised_rate"
    INDIRECTLY_STANDARDISED_RATE = "indirectly_standardised_rate"
    RATE = "rate"
    INDIRECTLY_STANDARDISED_PROPORTION = "indirectly_standardised_proportion"
    RATIO = "ratio"
    INDIRECTLY_STANDARDISED_RATIO = "indirectly_standardised_ratio"
    RATE_RATIO = "rate_ratio"
    LIFE_EXPECTANCY = "life_expectancy"
    SLOPE_INDEX_OF_INEQUALITY = "slope_index_of_inequality"
    EXCESS_RISK = "excess_risk"
    MEAN = "mean"
    MEDIAN = "median"
    GAP = "gap"


class Method(StrEnum):
    INTERVALS = "intervals"
    PROPORTIONS = "proportions"


# Both of Fingertips' services test these alone, whatever the guidance lists.
PUBLISHED_TYPES = frozenset({ValueType.PROPORTION, ValueType.CRUDE_RATE, ValueType.DIRECTLY_STANDARDISED_RATE})
# The guidance, "Criteria for applying the tests".
GUIDANCE_TYPES = frozenset(ValueType)
PROPORTION_TYPES = frozenset({ValueType.PROPORTION, ValueType.INDIRECTLY_STANDARDISED_PROPORTION})

NUMBER_WORDS = {3: "three", 4: "four", 5: "five"}
TOO_FEW = {3: Reason.FEWER_THAN_THREE, 4: Reason.FEWER_THAN_FOUR, 5: Reason.FEWER_THAN_FIVE}
REASON_WORDS = {
    Reason.VALUE_TYPE: "there is no official test for this kind of figure",
    Reason.FEWER_THAN_FIVE: "fewer than five yearly figures",
    Reason.FEWER_THAN_FOUR: "fewer than four yearly figures",
    Reason.FEWER_THAN_THREE: "fewer than three yearly figures",
    Reason.NOT_YEARLY: "the figures are not yearly",
    Reason.OVERLAPPING: "the periods overlap",
    Reason.NOT_FOR_COMPARISON: "the source says that one of the newest five figures is not for comparison",
    Reason.GAPS: "a year is missing among the newest five figures",
    Reason.NOT_FINITE: "a figure is too large or has no end",
    Reason.NO_COUNTS: "a count or a denominator is missing",
    Reason.COUNT_EQUALS_DENOMINATOR: "in one year the count equals the denominator",
    Reason.COUNT_NOT_POSSIBLE: "a count is below zero or above its denominator",
    Reason.NO_EVENTS: "nothing was counted in any of the years",
    Reason.NO_INTERVALS: "a confidence interval is missing",
}
DIRECTION_WORDS = {
    Direction.INCREASING: "Rising",
    Direction.DECREASING: "Falling",
    Direction.NO_SIGNIFICANT_CHANGE: "No significant change",
    Direction.CANNOT_BE_CALCULATED: "Cannot be calculated",
}
# How the tests of many series answer.
DIRECTION_OF_SIGN = {1: Direction.INCREASING, -1: Direction.DECREASING, 0: Direction.NO_SIGNIFICANT_CHANGE}
VERDICTS = {Standing.BETTER: Verdict.GETTING_BETTER, Standing.WORSE: Verdict.GETTING_WORSE}
SIDES = {Direction.INCREASING: Standing.HIGHER, Direction.DECREASING: Standing.LOWER}


@dataclass(frozen=True)
class TrendPoint:
    """One figure of a series. None (or nan) is what is not known."""

    period: Period
    value: float | None
    lower: float | None = None
    upper: float | None = None
    count: float | None = None
    denominator: float | None = None


@dataclass(frozen=True)
class Trend:
    """A direction, what it means, and on what it rests. `reason` is given where nothing could be calculated.

    `chi_squared` is None for a change between two figures, which is no test of a slope.
    """

    direction: Direction
    verdict: Verdict = Verdict.PLAIN
    chi_squared: float | None = None
    reason: Reason | None = None
    points_used: tuple[TrendPoint, ...] = ()
    # What Fingertips publishes, where that is something else.
    published_as: Direction | None = None

    @property
    def words(self):
        """ "Falling: worse", "Rising over four years", "Cannot be calculated: fewer than five yearly figures"."""
        after = REASON_WORDS[self.reason] if self.reason else self.verdict.removeprefix("getting_")
        said = DIRECTION_WORDS[self.direction]
        if self.chi_squared is not None and len(self.points_used) < POINTS:
            said = f"{said} over {NUMBER_WORDS[len(self.points_used)]} years"
        return said if self.verdict == Verdict.PLAIN and not self.reason else f"{said}: {after}"

    @property
    def label(self):
        """The text of Fingertips' column "Recent Trend", which knows nothing of fewer than five years."""
        said = (self.published_as or self.direction).replace("_", " ").capitalize()
        return said if self.verdict == Verdict.PLAIN else f"{said} and {self.verdict.replace('_', ' ')}"


def verdict_of(direction, polarity):
    """What a direction means under a polarity."""
    side = SIDES.get(direction)
    return VERDICTS.get(judge(side, polarity), Verdict.PLAIN)
