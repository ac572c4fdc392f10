"""How a value stands against a goal: a single limit, a range between two limits, or a limit by the interval.

A goal has a direction, so that an indicator that is not judged is "not compared". So is a missing number (None or nan)
and an interval the wrong way round. A percentile of the areas, or England's value of the year before, is a goal like
any other: its number is the limit. (Fingertips takes higher for better when the goal is England's year before,
whatever the polarity; here the polarity is always the indicator's.) The single functions give a Standing; those for
many take arrays and answer with places in STANDINGS. Source: the goals ("targets") of Fingertips.
"""

import numpy as np

from indicators.statistics.comparison import STANDINGS, Polarity, judge_many
from indicators.statistics.inputs import number, refuse


class GoalNotPossible(ValueError):
    """The lower limit of a goal is above its upper limit."""


def compare_goal(*, value, goal, polarity):
    """Better where the goal is reached, at the limit too; otherwise worse."""
    return STANDINGS[int(compare_goal_many(value=value, goal=goal, polarity=polarity))]


def compare_goal_many(*, value, goal, polarity):
    value, goal = number(value), number(goal)
    # At the limit the goal is reached, from whichever side it was aimed at.
    higher = np.where(_polarity(polarity) == Polarity.HIGHER_IS_BETTER, value >= goal, value > goal)
    return _judged(higher=higher, lower=~higher, compared=~(np.isnan(value) | np.isnan(goal)), polarity=polarity)


def compare_goal_range(*, value, low, high, polarity):
    """A goal of two limits: below the low one, between ("similar"), or at and above the high one.

    The low limit belongs to the range and the high one does not, whatever the polarity. Raises GoalNotPossible.
    """
    return STANDINGS[int(compare_goal_range_many(value=value, low=low, high=high, polarity=polarity))]


def compare_goal_range_many(*, value, low, high, polarity):
    value, low, high = number(value), number(low), number(high)
    refuse(low > high, GoalNotPossible, "the lower limit of a goal is above its upper limit")
    return _judged(
        higher=value >= high,
        lower=value < low,
        compared=~(np.isnan(value) | np.isnan(low) | np.isnan(high)),
        polarity=polarity,
    )


def compare_goal_by_interval(*, lower, upper, goal, polarity):
    """A single limit against a confidence interval: "similar" where the limit is inside.

    An interval that only begins at the limit is on the higher side; one that only ends there is "similar".
    """
    return STANDINGS[int(compare_goal_by_interval_many(lower=lower, upper=upper, goal=goal, polarity=polarity))]


def compare_goal_by_interval_many(*, lower, upper, goal, polarity):
    lower, upper, goal = number(lower), number(upper), number(goal)
    return _judged(
        higher=lower >= goal, lower=upper < goal, compared=(lower <= upper) & ~np.isnan(goal), polarity=polarity
    )


def _judged(*, higher, lower, compared, polarity):
    has_direction = _polarity(polarity) != Polarity.NOT_JUDGED
    return judge_many(higher=higher, lower=lower, compared=compared & has_direction, polarity=polarity)


def _polarity(polarity):
    return np.asarray(polarity, dtype=str)
