"""Statistical process control: the XmR chart of single values and moving ranges, read as Making Data Count reads it.

Limits are the mean ± 2.66 × the average moving range (3 / 1.128, a range of two values being 1.128 standard deviations
wide). Four signals are a special cause: a value outside the limits; 7 on one side of the mean; 7 rising or falling;
2 of 3 in a row within the outer third of the limits, all 3 on one side. Where several hold, the first of: limits,
trend, two of three, run. Sources: NHS England, Making Data Count; the choices it leaves open (screening, what a rebase
cuts) are those of NHSRplotthedots, with whose test data this agrees. Others use 8 and 6 values; the lengths are
arguments.

terms  what a chart says, and its words
rules  the signals
chart  the limits and the chart
"""

from indicators.statistics.spc.chart import (
    BaselineNotPossible,
    FixTooEarly,
    LengthNotPossible,
    NoValues,
    ValueNotKnown,
    assurance,
    limits,
    point_type,
    xmr,
)
from indicators.statistics.spc.rules import (
    members,
    part_of_two_in_three,
    run_ends,
    trend_ends,
    two_in_three,
)
from indicators.statistics.spc.terms import (
    IMPROVEMENTS,
    WORDS,
    Assurance,
    Cause,
    ControlChart,
    ControlPoint,
    Improvement,
    Limits,
    PointType,
)

__all__ = [
    "IMPROVEMENTS",
    "WORDS",
    "Assurance",
    "BaselineNotPossible",
    "Cause",
    "ControlChart",
    "ControlPoint",
    "FixTooEarly",
    "Improvement",
    "LengthNotPossible",
    "Limits",
    "NoValues",
    "PointType",
    "ValueNotKnown",
    "assurance",
    "limits",
    "members",
    "part_of_two_in_three",
    "point_type",
    "run_ends",
    "trend_ends",
    "two_in_three",
    "xmr",
]
