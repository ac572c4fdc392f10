"""Recent trend, as Fingertips publishes it: whether the newest five yearly figures rise or fall beyond chance.

Source: OHID, Public health technical guidance, "Trend markers". Five consecutive years, tested at 99.8%. Labels worked
out by the interval method equal the published ones for proportions too, so that it is the method unless another is
asked for. Two things are ours. Where intervals are missing, Fingertips' software says "No significant change"; no test
was made, so we say that it cannot be calculated (a Trend's `label` says what Fingertips does). And years may not be
missing among the five: the guidance forbids it, the newest software does not.

terms   what is said: directions, verdicts, reasons, kinds of figure and their words
slopes  the tests themselves, over many series at once
series  one series: which of its figures are tested, and what follows
"""

from indicators.statistics.trend.series import MinimumNotPossible, recent_change, recent_trend
from indicators.statistics.trend.slopes import (
    POINTS,
    REASONS,
    SIGNIFICANT_CHI_SQUARED,
    STANDARD_ERRORS_WIDE,
    RecentTrends,
    SlopeTests,
    interval_tests,
    proportion_tests,
    recent_trends,
)
from indicators.statistics.trend.terms import (
    DIRECTION_OF_SIGN,
    DIRECTION_WORDS,
    GUIDANCE_TYPES,
    PUBLISHED_TYPES,
    REASON_WORDS,
    Direction,
    Method,
    Reason,
    Trend,
    TrendPoint,
    ValueType,
    Verdict,
    verdict_of,
)

__all__ = [
    "DIRECTION_OF_SIGN",
    "DIRECTION_WORDS",
    "GUIDANCE_TYPES",
    "POINTS",
    "PUBLISHED_TYPES",
    "REASONS",
    "REASON_WORDS",
    "SIGNIFICANT_CHI_SQUARED",
    "STANDARD_ERRORS_WIDE",
    "Direction",
    "Method",
    "MinimumNotPossible",
    "Reason",
    "RecentTrends",
    "SlopeTests",
    "Trend",
    "TrendPoint",
    "ValueType",
    "Verdict",
    "interval_tests",
    "proportion_tests",
    "recent_change",
    "recent_trend",
    "recent_trends",
    "verdict_of",
]
