"""The gap between two groups, the first less and by the second, from their published limits alone: pure.

For figures whose counts do not make the figure, such as rates adjusted for age.
"""

import math

from indicators.statistics.inequality import Gap
from indicators.statistics.inputs import normal_quantile
from indicators.statistics.intervals import Estimate


class LimitsNotPossible(ValueError):
    """A figure or a limit that is not above nought has no logarithm."""


def from_limits(first: Estimate, second: Estimate, *, confidence=0.95) -> Gap:
    """Difference d ± √((d₁ to its limit)² + (d₂ to its limit)²); ratio exp(ln r ± z√(se₁² + se₂²)).

    Each se is that of the logarithm, (ln U − ln L) / 2z, as the limits have it. Sources: Zou and Donner, Statistics in
    Medicine 2008, 27: 1693-1702; Altman and Bland, BMJ 2003, 326: 219. Raises LimitsNotPossible.
    """
    if min(*first, *second) <= 0:
        raise LimitsNotPossible("a figure or a limit is not above nought")
    difference = first.value - second.value
    z = normal_quantile(confidence)
    errors = [(math.log(one.upper) - math.log(one.lower)) / (2 * z) for one in (first, second)]
    ratio, reach = first.value / second.value, math.exp(z * math.hypot(*errors))
    return Gap(
        Estimate(
            difference,
            difference - math.hypot(first.value - first.lower, second.upper - second.value),
            difference + math.hypot(first.upper - first.value, second.value - second.lower),
        ),
        Estimate(ratio, ratio / reach, ratio * reach),
    )
