"""Life expectancy from one period's deaths and population: Chiang's abridged life table with Silcocks's limits.

Twenty age bands along the last axis: 0, 1-4, 5-9 … 85-89, 90 and over. One area is a flat list, many are an array
(areas, bands); results have the same shape, the expectation at the start of each band.

Source: Chiang, The life table and its construction, 1968; Silcocks, Jenner and Reza, Journal of Epidemiology and
Community Health 2001, 55: 38-43; PHE's method (phe_life_expectancy), whose refusals are kept.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np

from indicators.statistics.inputs import BandsDiffer, first_reason, normal_quantile, number, side_by_side

AGES = (0, 1, *range(5, 95, 5))
# How far through a band people who die in it have lived: babies die early in their first year.
LIVED = np.array([0.1] + [0.5] * 19)
SMALLEST_POPULATION = 5_000
WIDEST_INTERVAL = 20


class Reason(StrEnum):
    """Why there is no life expectancy."""

    MISSING = "missing"
    DEATHS_BELOW_ZERO = "deaths_below_zero"
    NO_PEOPLE = "no_people"
    MORE_DEATHS_THAN_PEOPLE = "more_deaths_than_people"
    SMALL_POPULATION = "small_population"
    NO_DEATHS_AT_THE_END = "no_deaths_at_the_end"
    NO_SURVIVORS = "no_survivors"
    WIDE_INTERVAL = "wide_interval"


REASON_WORDS = {
    Reason.MISSING: "deaths or a population are missing",
    Reason.DEATHS_BELOW_ZERO: "a number of deaths is below zero",
    Reason.NO_PEOPLE: "an age band has no people",
    Reason.MORE_DEATHS_THAN_PEOPLE: "an age band has more deaths than people",
    Reason.SMALL_POPULATION: "5,000 people or fewer live there",
    Reason.NO_DEATHS_AT_THE_END: "nobody died in the oldest age band",
    Reason.NO_SURVIVORS: "so many died in one age band that nobody would outlive it",
    Reason.WIDE_INTERVAL: "the interval is wider than 20 years",
}


class LifeExpectancy(NamedTuple):
    """Years still to live at each of AGES: arrays (…, 20); nan where `reason`, an object array, says why."""

    years: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    reason: np.ndarray


def life_expectancy(deaths, populations, *, confidence=0.95) -> LifeExpectancy:
    """Years still to live at the start of each band, with limits.

    M = D/P, q = n·M / (1 + (1 − a)·n·M), a = 0.1 at age 0 and 0.5 after; l survivors, L = n·(lᵢ₊₁ + a·d) years lived,
    in the open band l/M; e = ΣL / l. Var(e) = Σ l²·((1 − a)·n + eᵢ₊₁)²·q²(1 − q)/D / l², with l²/(M²·D) for the open
    band: Silcocks's term, for its length of life varies too. A band without deaths varies by nothing.

    Refused for the whole area: missing numbers, deaths below zero or above the population, a band without people,
    5,000 people or fewer, and (the formula has no answer) no deaths in the open band or a band that nobody survives.
    Refused for one age: an interval wider than 20 years. Raises BandsDiffer where there are not twenty bands,
    ConfidenceNotPossible.
    """
    z = normal_quantile(confidence)
    d, p = number(deaths), number(populations)
    d, p = side_by_side(d, p)
    if d.shape[-1] != len(AGES):
        raise BandsDiffer(f"there are {d.shape[-1]} age bands; the method has {len(AGES)}")
    reason = _refusals(d, p)
    refused = ~np.equal(reason, None)[..., None]
    years, errors = _table(np.where(refused, 1.0, d), np.where(refused, 10.0, p))
    too_wide = ~refused & (2 * z * errors > WIDEST_INTERVAL)
    reason = np.broadcast_to(reason[..., None], years.shape).copy()
    reason[too_wide] = Reason.WIDE_INTERVAL
    sound = np.equal(reason, None)
    return LifeExpectancy(
        *(np.where(sound, figure, np.nan) for figure in (years, years - z * errors, years + z * errors)), reason
    )


def _refusals(d, p):
    """Why each area has no life table."""
    widths = np.append(np.diff(AGES), np.nan)
    with np.errstate(divide="ignore", invalid="ignore"):
        chance = _chance(d / p, widths)[..., :-1]
    tests = {
        Reason.MISSING: ~(np.isfinite(d) & np.isfinite(p)).all(axis=-1),
        Reason.DEATHS_BELOW_ZERO: (d < 0).any(axis=-1),
        Reason.NO_PEOPLE: (p <= 0).any(axis=-1),
        Reason.MORE_DEATHS_THAN_PEOPLE: (d > p).any(axis=-1),
        Reason.SMALL_POPULATION: p.sum(axis=-1) <= SMALLEST_POPULATION,
        Reason.NO_DEATHS_AT_THE_END: d[..., -1] == 0,
        Reason.NO_SURVIVORS: (chance >= 1).any(axis=-1),
    }
    return first_reason(tests)


def _chance(rate, widths):
    """The chance of dying within a band."""
    return widths * rate / (1 + (1 - LIVED) * widths * rate)


def _table(d, p):
    """Years still to live at each age, and their standard errors."""
    widths = np.append(np.diff(AGES), 0.0)
    rate = d / p
    q = _chance(rate, widths)
    q[..., -1] = 1.0
    survivors = np.cumprod(np.concatenate([np.ones_like(q[..., :1]), 1 - q[..., :-1]], axis=-1), axis=-1)
    dying = survivors * q
    lived = widths * (survivors - (1 - LIVED) * dying)
    lived[..., -1] = survivors[..., -1] / rate[..., -1]
    years = _from_here_on(lived) / survivors
    ahead = np.concatenate([years[..., 1:], np.zeros_like(years[..., :1])], axis=-1)
    varies = np.where(d > 0, q**2 * (1 - q) / np.where(d > 0, d, 1.0), 0.0)
    terms = survivors**2 * ((1 - LIVED) * widths + ahead) ** 2 * varies
    terms[..., -1] = survivors[..., -1] ** 2 / (rate[..., -1] ** 2 * d[..., -1])
    return years, np.sqrt(_from_here_on(terms)) / survivors


def _from_here_on(numbers):
    return np.flip(np.cumsum(np.flip(numbers, axis=-1), axis=-1), axis=-1)
