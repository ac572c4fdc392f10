"""What every method here asks of the numbers it is given: floats or arrays, nothing missing unseen, nothing absurd.

A missing number (None or nan) becomes nan and goes through to the result. What cannot be, such as a count below zero,
is refused with a named error, which says which number of an array it was.
"""

import numpy as np
from scipy import special

# Beyond these nothing is counted, and the formulas leave the range of a float: such a number is a fault of its source.
LEAST, MOST = 1e-9, 1e15


class CountNotPossible(ValueError):
    """A count of events is below zero, or too large to be one."""


class DenominatorNotPossible(ValueError):
    """A denominator is zero or below, or too small or large to be one."""


class CountAboveDenominator(ValueError):
    """More people have the property than there are people."""


class ConfidenceNotPossible(ValueError):
    """A confidence is no share from 0.9 to 1."""


class MultiplierNotPossible(ValueError):
    """A multiplier (the "per") is not a number above zero."""


class ValueNotPossible(ValueError):
    """A figure has no place on its scale, or is without end."""


class TooFewValues(ValueError):
    """Fewer values than the method needs."""


class BandsDiffer(ValueError):
    """Lists that go side by side, band by band, are not of the same length."""


def number(value):
    """One number or many as a float array; None is nan."""
    return np.asarray(np.nan if value is None else value, dtype=float)


def plain(result):
    """A Python float for one number, the array itself for many."""
    return float(result) if np.ndim(result) == 0 else result


def refuse(wrong, error, words):
    """Raise the error where anything is wrong, and say which of many it was."""
    if wrong.any():
        where = "" if wrong.ndim == 0 else f" (first at place {int(np.flatnonzero(wrong)[0])} of {wrong.size})"
        raise error(words + where)


def events(count):
    """Counts of events as an array: none below zero. Fractions are allowed, for counts are shared out and rounded."""
    x = number(count)
    refuse(x < 0, CountNotPossible, "a count is below zero")
    refuse(x > MOST, CountNotPossible, f"a count is above {MOST:g}")
    return x


def people(denominator):
    """Denominators as an array: all above zero."""
    n = number(denominator)
    refuse(n <= 0, DenominatorNotPossible, "a denominator is zero or below")
    refuse((n > MOST) | (n < LEAST), DenominatorNotPossible, f"a denominator is not from {LEAST:g} to {MOST:g}")
    return n


def counts(count, denominator):
    """Counts and denominators, broadcast against each other."""
    return np.broadcast_arrays(events(count), people(denominator))


def side_by_side(*bands):
    """Arrays of one shape whose last axis are the bands; unlike in broadcasting, one band never serves for many."""
    sizes = {one.shape[-1] if one.ndim else 0 for one in bands}
    if len(sizes) > 1 or 0 in sizes:
        raise BandsDiffer(f"the lists do not have the same bands: {', '.join(str(one.shape) for one in bands)}")
    try:
        return np.broadcast_arrays(*bands)
    except ValueError as error:
        raise BandsDiffer(f"the areas do not go together: {error}") from error


def check_multiplier(multiplier):
    if not LEAST <= multiplier <= MOST:
        raise MultiplierNotPossible(f"{multiplier} is no multiplier; give 1, 100, 100,000 or the like")


def normal_quantile(confidence):
    """The two-sided normal quantile: 1.959964 for 0.95, 3.090232 for 0.998."""
    if not 0.9 <= confidence < 1:
        raise ConfidenceNotPossible(f"{confidence} is no confidence; give a share such as 0.95 or 0.998")
    return float(special.ndtri(1 - (1 - confidence) / 2))


def first_reason(tests):
    """The first reason that holds for each place, as an object array; None where none does. Reasons to bool arrays."""
    reason = np.full(np.broadcast_shapes(*(np.shape(holds) for holds in tests.values())), None, dtype=object)
    for why, holds in reversed(tests.items()):
        reason[np.broadcast_to(holds, reason.shape)] = why
    return reason
