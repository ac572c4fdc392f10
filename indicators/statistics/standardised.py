"""Standardised rates: what an area's rate would be if ages did not differ between areas.

Directly: the area's rates at each age, weighted by one standard population. Indirectly: the area's events against
those it would have at a reference population's rates.

Age bands lie along the last axis: one area is a flat list of bands, many areas are an array (areas, bands). Reference
and standard populations are broadcast, so that one list of bands serves all areas. One area gives Python floats, many
give arrays. A missing number (None or nan) in any band makes the result nan. PHE's package counts a missing count as
none; here whoever knows that it means none writes 0.

Source: OHID, Public health technical guidance, "Rates"; APHO Technical Briefing 3 (2008).
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from indicators.statistics.inputs import (
    BandsDiffer,
    DenominatorNotPossible,
    check_multiplier,
    events,
    first_reason,
    number,
    people,
    plain,
    refuse,
    side_by_side,
)
from indicators.statistics.intervals import byars

# The European Standard Population 2013: 100,000 people in 19 age bands. Source: Eurostat, Revision of the European
# Standard Population, 2013, with its two youngest bands taken together, and its two oldest.
EUROPEAN_STANDARD_2013 = dict(
    zip(
        (*(f"{age}-{age + 4}" for age in range(0, 90, 5)), "90+"),
        (
            *(5_000, 5_500, 5_500, 5_500, 6_000, 6_000, 6_500, 7_000, 7_000, 7_000),
            *(7_000, 6_500, 6_000, 5_500, 5_000, 4_000, 2_500, 1_500, 1_000),
        ),
        strict=True,
    )
)
# Directly standardised rates are not made of fewer events (OHID technical guidance, "Rates").
FEWEST_EVENTS = 10


class Reason(StrEnum):
    """Why there is no rate."""

    MISSING = "missing"
    FEW_EVENTS = "few_events"
    NONE_EXPECTED = "none_expected"


REASON_WORDS = {
    Reason.MISSING: "a count or a population is missing",
    Reason.FEW_EVENTS: "there are fewer than ten events",
    Reason.NONE_EXPECTED: "no events are expected",
}


class DirectRate(NamedTuple):
    """A directly standardised rate; the numbers are nan where there is a reason why not (an object array for many)."""

    value: float | np.ndarray
    lower: float | np.ndarray
    upper: float | np.ndarray
    reason: Reason | np.ndarray | None


class IndirectEstimate(NamedTuple):
    """An indirectly standardised ratio or rate, and the events that it sets against each other."""

    value: float | np.ndarray
    lower: float | np.ndarray
    upper: float | np.ndarray
    observed: float | np.ndarray
    expected: float | np.ndarray
    reason: Reason | np.ndarray | None


def direct_rate(counts, populations, *, standard=None, multiplier=100_000, confidence=0.95):
    """The directly standardised rate with Dobson's limits; the standard is the European one of 2013 unless given.

    DSR = Σwᵢxᵢ/nᵢ / Σw, Var(DSR) = Σwᵢ²xᵢ/nᵢ² / (Σw)², limits DSR + √(Var(DSR)/O)·(L − O) with O = Σx and L Byar's
    limits of O. Source: Dobson, Kuulasmaa, Eberle and Scherer, Statistics in Medicine 1991. With fewer than ten
    events in all the numbers are nan and the reason is FEW_EVENTS, so Byar's approximation always serves. Raises
    CountNotPossible, DenominatorNotPossible (a population or a weight of zero), BandsDiffer, ConfidenceNotPossible,
    MultiplierNotPossible.
    """
    x = events(counts)
    return _direct(x, x, populations, standard, multiplier, confidence)


def direct_rate_of_repeats(people_by_events, populations, *, standard=None, multiplier=100_000, confidence=0.95):
    """direct_rate() of events that befall the same person again, which widens the limits.

    `people_by_events` has one axis more, the last: how many people had one event, two, three …; shape (bands, most)
    or (areas, bands, most). With fₖ people of k events, x = Σk·fₖ events vary by Σk²·fₖ instead of x. Source: PHE's
    method for rates of events that are not independent; Stukel, Glynn, Fisher and others, Statistics in Medicine 1994.
    """
    f = events(people_by_events)
    if f.ndim < 2:
        raise BandsDiffer("give people by band and by number of events")
    k = np.arange(1, f.shape[-1] + 1)
    return _direct((f * k).sum(axis=-1), (f * k**2).sum(axis=-1), populations, standard, multiplier, confidence)


def indirect_ratio(
    counts, populations, reference_counts, reference_populations, *, multiplier=1, confidence=0.95
) -> IndirectEstimate:
    """Observed events against expected, O / E × multiplier, E = Σnᵢ·Xᵢ/Nᵢ at the reference population's rates Xᵢ/Nᵢ.

    Limits: Byar's of O, exact below ten events, by E. A band of the area may have no people, the reference may not.
    Where nothing is expected the ratio is nan with the reason NONE_EXPECTED. Raises CountNotPossible,
    DenominatorNotPossible, BandsDiffer, ConfidenceNotPossible, MultiplierNotPossible.
    """
    check_multiplier(multiplier)
    observed, expected = _observed_and_expected(counts, populations, reference_counts, reference_populations)
    return _indirect(observed, expected, multiplier, confidence)


def indirect_rate(
    counts, populations, reference_counts, reference_populations, *, multiplier=100_000, confidence=0.95
) -> IndirectEstimate:
    """indirect_ratio() times the reference population's own crude rate ΣX/ΣN, per `multiplier` people."""
    check_multiplier(multiplier)
    observed, expected = _observed_and_expected(counts, populations, reference_counts, reference_populations)
    crude = number(reference_counts).sum(axis=-1) / number(reference_populations).sum(axis=-1)
    return _indirect(observed, expected, crude * multiplier, confidence)


def _direct(x, variance, populations, standard, multiplier, confidence):
    check_multiplier(multiplier)
    weights = people(list(EUROPEAN_STANDARD_2013.values()) if standard is None else standard)
    x, variance, n, w = side_by_side(x, variance, people(populations), weights)
    share = w / n / w.sum(axis=-1, keepdims=True)
    total = x.sum(axis=-1)
    value = (share * x).sum(axis=-1)
    # The ten events that a rate needs stand in where there are fewer, so that nothing is divided by nought.
    base = np.maximum(total, FEWEST_EVENTS)
    stretch = np.sqrt((share**2 * variance).sum(axis=-1) / base)
    limits = byars(base, confidence=confidence)
    reason = first_reason({Reason.MISSING: np.isnan(value), Reason.FEW_EVENTS: total < FEWEST_EVENTS})
    figures = (value, value + stretch * (limits.lower - base), value + stretch * (limits.upper - base))
    return DirectRate(*_only_where_sound(figures, reason, multiplier), _reason(reason))


def _observed_and_expected(counts, populations, reference_counts, reference_populations):
    n = number(populations)
    refuse(n < 0, DenominatorNotPossible, "a population is below zero")
    refuse(np.isinf(n), DenominatorNotPossible, "a population is without end")
    x, n, reference_x, reference_n = side_by_side(
        events(counts), n, events(reference_counts), people(reference_populations)
    )
    return x.sum(axis=-1), (n * reference_x / reference_n).sum(axis=-1)


def _indirect(observed, expected, per, confidence):
    reason = first_reason({Reason.MISSING: np.isnan(observed + expected), Reason.NONE_EXPECTED: expected == 0})
    limits = byars(observed, confidence=confidence)
    by = np.where(expected == 0, 1.0, expected)
    figures = (observed / by, limits.lower / by, limits.upper / by)
    sound = _only_where_sound(figures, reason, per)
    return IndirectEstimate(*sound, plain(observed), plain(expected), _reason(reason))


def _only_where_sound(figures, reason, per):
    sound = np.equal(reason, None)
    return tuple(plain(np.where(sound, figure * per, np.nan)) for figure in figures)


def _reason(reason):
    return reason.item() if reason.ndim == 0 else reason
