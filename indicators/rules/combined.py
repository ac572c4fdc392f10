"""One figure for the areas of a partnership, added up from the figure of each: pure.

A count is the sum of the counts. A proportion and a crude rate are the sum of the counts over the sum of the
denominators, times the multiplier, with Wilson's or Byar's limits (indicators/statistics/intervals). Nothing else can
be added up: a standardised rate, a mean or a ratio of the whole does not follow from those of its parts, and a rank or
a sum per person still less. Where one part is hidden there is no sum at all: with the parts that are shown it would
give the hidden one back.
"""

import math
from typing import NamedTuple

import numpy as np

from indicators.models import Qualifier, State, ValueType
from indicators.rules.limits import Counted, can_be_counted
from indicators.statistics.intervals import proportion, rate

FEWEST_PARTS = 2
WHY_NOT = {
    ValueType.DIRECTLY_STANDARDISED_RATE: "an age-standardised rate cannot be added up",
    ValueType.RATE: "it is not said what this rate is counted from",
    ValueType.MEAN: "a mean cannot be added up",
    ValueType.RATIO: "a ratio cannot be added up",
    ValueType.RANK: "a rank cannot be added up",
    ValueType.MONEY: "an amount of money cannot be added up without knowing for whom it is",
    ValueType.CHANGE: "a change cannot be added up",
}


class CannotBeAddedUp(ValueError):
    """Says why, in words that can follow "not added up: "."""


class Part(NamedTuple):
    """The figure of one area; None is a number that is not known."""

    value: float | None
    count: float | None = None
    denominator: float | None = None
    state: str = State.PUBLISHED
    qualifier: str = Qualifier.EXACT
    is_withheld: bool = False  # what is shown is not the whole figure: hidden, or rounded, by a disclosure rule


class Combined(NamedTuple):
    """The figure of all parts together; a count has no limits and no denominator."""

    value: float
    lower: float | None
    upper: float | None
    count: float
    denominator: float | None


def combine(parts, *, value_type, multiplier) -> Combined:
    """The figure of areas that do not overlap, in one period and for one group of people.

    Raises CannotBeAddedUp.
    """
    if value_type not in (ValueType.COUNT, ValueType.PROPORTION, ValueType.CRUDE_RATE):
        raise CannotBeAddedUp(WHY_NOT.get(value_type, "figures of this kind cannot be added up"))
    if len(parts) < FEWEST_PARTS:
        raise CannotBeAddedUp("there is only one area")
    # First, so that no other reason tells anything of a hidden figure.
    if any(part.is_withheld or part.state == State.SUPPRESSED for part in parts):
        raise CannotBeAddedUp("the figure of an area is hidden, and a sum could give it back")
    if any(part.value is None or not math.isfinite(part.value) for part in parts):
        raise CannotBeAddedUp("an area has no figure")
    if any(part.state == State.NOT_COMPARABLE for part in parts):
        raise CannotBeAddedUp("the source says that the figure of an area is not for comparison")
    if any(part.state == State.MODELLED for part in parts):
        raise CannotBeAddedUp("the figure of an area is a model's estimate")
    if any(part.qualifier != Qualifier.EXACT for part in parts):
        raise CannotBeAddedUp("the figure of an area is not exact")
    if value_type == ValueType.COUNT:
        return _sum(parts)
    return _share(parts, value_type, multiplier)


def _sum(parts):
    if any(part.value < 0 for part in parts):
        raise CannotBeAddedUp("a count is below nought")
    total = math.fsum(part.value for part in parts)
    return Combined(total, None, None, total, None)


def _share(parts, value_type, multiplier):
    numbers = {
        name: np.array([getattr(part, name) for part in parts], dtype=float)
        for name in ("value", "count", "denominator")
    }
    every = np.ones(len(parts), dtype=bool)
    is_proportion = value_type == ValueType.PROPORTION
    countable = Counted(
        is_proportion=every & is_proportion,
        is_rate=every & (not is_proportion),
        multiplier=np.full(len(parts), float(multiplier)),
        is_exact=every,
        **numbers,
    )
    if not can_be_counted(countable).all():
        raise CannotBeAddedUp("an area's figure does not come with the count and the denominator that make it")
    count, denominator = math.fsum(numbers["count"]), math.fsum(numbers["denominator"])
    estimate = (proportion if is_proportion else rate)(count, denominator, multiplier=multiplier)
    return Combined(estimate.value, estimate.lower, estimate.upper, count, denominator)
