"""What a printed figure may stand for: the span of numbers that are printed so, and sums and quotients of spans.

"18%" may be anything from 17.5 to 18.5, "6,500 people" anything from 6,450 to 6,550, "8,778 people" is 8,778 people.
Two figures contradict each other where no numbers in their spans agree: by the rules of rounding and by nothing else.
"""

import math
import re
from decimal import Decimal
from typing import NamedTuple

# A share of the number itself, so that sums in binary fractions do not part what touches.
EPSILON = 1e-9
# More decimals than anybody prints: the number was not rounded, but its parts may be (attributable fractions, totals).
UNROUNDED_DECIMALS = 5
UNROUNDED_SLACK = 0.005
# "About 1,600" is printed for 1,625 and for 1,658.
ABOUT = 0.1
# A number that ends in two noughts or more may have been rounded to them, where two digits or more are left of it.
ROUNDED_TO = 100
DIGITS_KEPT = 10
COUNT = "count"


class Span(NamedTuple):
    """Every number from low to high, both included."""

    low: float
    high: float

    def __add__(self, other):
        return Span(self.low + other.low, self.high + other.high)

    def minus(self, other):
        return Span(self.low - other.high, self.high - other.low)

    def times(self, factor):
        return Span(*sorted((self.low * factor, self.high * factor)))

    def over(self, other):
        """The quotient of two spans; None where the divisor may be 0 or either may be below it."""
        if self.low < 0 or other.low <= 0:
            return None
        if math.isinf(other.high):
            return Span(0, self.high / other.low)
        return Span(self.low / other.high, self.high / other.low)

    def widened(self, share):
        """By a share of itself on both sides."""
        return Span(self.low - abs(self.low) * share, self.high + abs(self.high) * share)

    def agrees_with(self, other):
        return not (self.is_below(other) or other.is_below(self))

    def shares_more_than_an_end_with(self, other):
        """An end alone does not do where a mean has something on both sides of it."""
        return min(self.high, other.high) - max(self.low, other.low) > EPSILON * max(1, abs(self.low), abs(other.low))

    def is_below(self, other):
        """Every number of this span is below every number of the other."""
        if math.isinf(self.high) or math.isinf(other.low):
            return False
        return other.low - self.high > EPSILON * max(1, abs(other.low), abs(self.high))


def total(spans):
    added = Span(0, 0)
    for span in spans:
        added = added + span
    return added


def have_a_number_in_common(spans):
    spans = list(spans)
    return not Span(0, min(span.high for span in spans)).is_below(Span(max(span.low for span in spans), 0))


def decimals_of(number, printed=""):
    """With how many decimals a number is printed: as in the printed text where it stands there, else its own."""
    for found in re.findall(r"\d[\d,]*(?:\.\d+)?", printed) if printed else ():
        plain = found.replace(",", "")
        if float(plain) == abs(number):
            return len(plain.partition(".")[2])
    text = repr(float(number))
    if "e" in text:
        return max(0, -Decimal(text).normalize().as_tuple().exponent)
    return len(text.partition(".")[2].rstrip("0"))


def span_of(row, facts):
    """The span of a figure's value; None without one."""
    if row.value is None:
        return None
    if facts.value_type == COUNT:
        plain = count_span(row.value, facts)
    else:
        plain = rounded_span(row.value, decimals_of(row.value, row.printed))
    if row.qualifier == "exact":
        return plain
    if row.qualifier == "about":
        about = Span(row.value, row.value).widened(ABOUT)
        return Span(min(plain.low, about.low), max(plain.high, about.high))
    if row.qualifier in ("over", "at_least"):
        return Span(plain.low, math.inf)
    return Span(-math.inf, plain.high)


def rounded_span(number, decimals):
    if decimals >= UNROUNDED_DECIMALS:
        return Span(number, number).widened(UNROUNDED_SLACK)
    half = 0.5 * 10.0**-decimals
    return Span(number - half, number + half)


def count_span(number, facts):
    """A count is what it says, unless it ends in noughts or our disclosure rule has rounded it."""
    half, step = (facts.rounded_to - 1) / 2, ROUNDED_TO
    if number != int(number):
        own = rounded_span(number, decimals_of(number))
        return Span(own.low - half, own.high + half)
    while abs(number) >= step * DIGITS_KEPT and number % step == 0:
        half, step = max(half, step / 2), step * 10
    return Span(number - half, number + half)


def significant_digits(number):
    """1500 has two, 0.00123 three, 45.301 five."""
    digits = Decimal(repr(float(number))).normalize().as_tuple().digits
    return len(digits) if number else 0
