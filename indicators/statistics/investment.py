"""What a pound spent on treatment brings back, and on what that rests. Pounds a person, exact decimals.

benefit per pound = gross benefit a person / cost a person; net benefit = gross benefit − cost. The short line counts
the benefit of people in treatment, the long one the long-term benefit of people in treatment and recovery; both rest
on one cost. Benefits are gross, at the source's prices, and nothing is taken off for what would have happened without
treatment.

Sources print the ratio rounded and may leave the cost out. It then lies between benefit / (ratio + half a step) and
benefit / (ratio − half a step), where a step is what the ratio is rounded to; two lines that rest on one cost share a
part of their ranges.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from decimal import Decimal
from enum import StrEnum

from indicators.statistics.course import exact

SHARE = Decimal("0.2")


class CostNotPossible(ValueError):
    """A cost is zero, below or without end, so that nothing is brought back for a pound of it."""


class BenefitNotPossible(ValueError):
    """A gross benefit is below zero or without end, or zero where a cost is to follow from it."""


class RatioNotPossible(ValueError):
    """A printed return for a pound is zero, below, or no more than half of what it is rounded to."""


class ShareNotPossible(ValueError):
    """An assumption cannot be moved by nothing, or by all of it."""


class Line(StrEnum):
    TREATMENT = "treatment"
    RECOVERY = "recovery"


@dataclass(frozen=True)
class Assumptions:
    """What the returns are worked out from: pounds a person."""

    cost: Decimal
    treatment: Decimal
    recovery: Decimal


@dataclass(frozen=True)
class Return:
    """One line worked out: pounds a person, and pounds for each pound."""

    gross: Decimal
    cost: Decimal
    per_pound: Decimal
    net: Decimal


@dataclass(frozen=True)
class Range:
    low: Decimal
    high: Decimal

    @property
    def middle(self):
        return (self.low + self.high) / 2


@dataclass(frozen=True)
class Sensitivity:
    """The return of a line for each pound with one assumption (a name in Assumptions) lower and higher."""

    line: Line
    assumption: str
    when_lower: Decimal
    when_higher: Decimal


def investment_return(benefit, cost) -> Return:
    """The return on a cost. Raises CostNotPossible, BenefitNotPossible."""
    benefit, cost = exact(benefit), exact(cost)
    if not (cost.is_finite() and cost > 0):
        raise CostNotPossible(f"a cost of {cost} pounds brings nothing back for a pound of it")
    if not (benefit.is_finite() and benefit >= 0):
        raise BenefitNotPossible(f"a gross benefit of {benefit} pounds is below zero")
    return Return(gross=benefit, cost=cost, per_pound=benefit / cost, net=benefit - cost)


def returns(assumptions: Assumptions) -> dict[Line, Return]:
    """Both lines from one cost. Raises CostNotPossible, BenefitNotPossible."""
    return {line: investment_return(getattr(assumptions, line), assumptions.cost) for line in Line}


def sensitivity(assumptions: Assumptions, *, share=SHARE) -> list[Sensitivity]:
    """One assumption at a time lower and higher by a share, the others as they are: those that move each line.

    Raises ShareNotPossible unless 0 < share < 1, CostNotPossible, BenefitNotPossible.
    """
    share = exact(share)
    if not 0 < share < 1:
        raise ShareNotPossible(f"an assumption cannot be moved by {share} of itself")
    found = []
    for line in Line:
        for name in (field.name for field in fields(Assumptions)):
            if name in ("cost", line):
                lower, higher = (
                    returns(replace(assumptions, **{name: exact(getattr(assumptions, name)) * (1 + step)}))[line]
                    for step in (-share, share)
                )
                found.append(Sensitivity(line, name, lower.per_pound, higher.per_pound))
    return found


def rounding_step(ratios: Sequence) -> Decimal:
    """What printed ratios are rounded to, as far as their last noughts tell: 0.1 for 6.10 and 51.70; at most 1."""
    places = max((-exact(ratio).normalize().as_tuple().exponent for ratio in ratios), default=0)
    return Decimal(1).scaleb(-max(places, 0))


def implied_cost(benefit, ratio, *, step) -> Range:
    """The costs at which a benefit comes to a printed ratio. Raises BenefitNotPossible, RatioNotPossible."""
    benefit, ratio, half = exact(benefit), exact(ratio), exact(step) / 2
    if not (benefit.is_finite() and benefit > 0):
        raise BenefitNotPossible(f"no cost follows from a gross benefit of {benefit} pounds")
    if not (ratio.is_finite() and ratio > half):
        raise RatioNotPossible(f"no cost follows from a return of {ratio} pounds for a pound")
    return Range(low=benefit / (ratio + half), high=benefit / (ratio - half))


def shared_cost(one: Range, other: Range) -> Range | None:
    """The costs that two ranges share; None where they do not fit one cost."""
    low, high = max(one.low, other.low), min(one.high, other.high)
    return Range(low, high) if low <= high else None
