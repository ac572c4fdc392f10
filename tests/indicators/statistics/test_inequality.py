import functools
import math

import numpy as np
import pytest
from scipy import special, stats

from indicators.statistics.differences import rate_difference, rate_ratio
from indicators.statistics.inequality import WIDEST_ERROR, Scale, gap, slope_index, standard_errors
from indicators.statistics.inputs import (
    BandsDiffer,
    ConfidenceNotPossible,
    DenominatorNotPossible,
    MultiplierNotPossible,
    TooFewValues,
    ValueNotPossible,
)
from tests.indicators.vectors import number, rows

SCALES = {"0": Scale.PLAIN, "1": Scale.LOG, "2": Scale.LOGIT}
POPULATIONS = [30.0, 25, 20, 15, 10]
RATES = [50.0, 44, 41, 30, 26]
ERRORS = [0.05, 0.06, 0.07, 0.08, 0.1]
EXPECTED = rows("phe_sii_expected")


def groups(row, *columns):
    chosen = [one for one in rows("phe_sii_inputs") if one["input_set"] == row["input_set"]]
    return [[float(one[column]) for one in chosen] for column in columns]


def index_of(row, confidence=0.95):
    return slope_index(
        *groups(row, "value", "population", "standard_error"),
        scale=SCALES[row["value_type"]],
        transform=row["transform"] != "none",
        multiplier=float(row["multiplier"]),
        confidence=confidence,
    )


def confidences(row):
    """The confidences of a row's limits; the test named "with 98% CI" says 95 in its own column."""
    if "with 98% ci" in row["test"].lower():
        return [0.98]
    return [float(one) / 100 for one in row["confidence"].strip("c()").split(",")]


def named(row):
    return f"{row['input_set']} {row['test']}"


@pytest.mark.parametrize("row", EXPECTED, ids=named)
def test_slope_and_relative_index_are_those_of_phe(row):
    found = index_of(row)

    assert found.slope.value == pytest.approx(float(row["sii"]), rel=1e-9)
    assert not row["rii"] or found.relative.value == pytest.approx(float(row["rii"]), rel=1e-9)
    assert not row["intercept"] or found.intercept == pytest.approx(float(row["intercept"]), rel=1e-9)


@pytest.mark.parametrize("row", [row for row in EXPECTED if row["sii_lower_1"]], ids=named)
def test_limits_are_those_that_phe_simulates(row):
    """PHE's package allows 5%; theirs are drawn at random, so that a hundredth of the interval's width is chance."""
    for place, confidence in enumerate(confidences(row), start=1):
        found = index_of(row, confidence)
        for index, estimate in (("sii", found.slope), ("rii", found.relative)):
            theirs = [number(row[f"{index}_{side}_{place}"]) for side in ("lower", "upper")]
            if None not in theirs:
                assert estimate[1:] == pytest.approx(theirs, rel=0.05)
                assert estimate[1:] == pytest.approx(theirs, abs=0.01 * (theirs[1] - theirs[0]))


def test_the_slope_is_that_of_numpys_weighted_fit():
    ranks = np.cumsum(POPULATIONS) / 100 - np.array(POPULATIONS) / 200
    slope, intercept = np.polyfit(ranks, RATES, 1, w=np.sqrt(POPULATIONS))

    found = slope_index(RATES, POPULATIONS, [0] * 5)

    assert (found.slope.value, found.intercept) == pytest.approx((slope, intercept))
    assert list(found.slope) == pytest.approx([slope] * 3)
    assert list(found.relative) == pytest.approx([(intercept + slope) / intercept] * 3)


@functools.cache
def drawn(scale):
    """Many draws of the slope and relative index with numpy's own fit; the seed only makes the test repeatable."""
    to, back = {
        Scale.PLAIN: (np.positive, np.positive),
        Scale.LOG: (np.log, np.exp),
        Scale.LOGIT: (special.logit, special.expit),
    }[scale]
    values, errors = np.array(RATES) / 100, np.array(ERRORS) * (0.1 if scale == Scale.PLAIN else 3)
    noise = np.random.default_rng(7).normal(size=(200_000, 5))
    ranks = np.cumsum(POPULATIONS) / 100 - np.array(POPULATIONS) / 200
    slopes, starts = np.polyfit(ranks, back(to(values) + noise * errors).T, 1, w=np.sqrt(POPULATIONS))
    return values, errors, slopes, (starts + slopes) / starts


@pytest.mark.parametrize("scale", Scale)
@pytest.mark.parametrize("confidence", [0.95, 0.998])
def test_limits_are_the_percentiles_of_drawings_without_drawing(scale, confidence):
    values, errors, slopes, ratios = drawn(scale)

    found = slope_index(values, POPULATIONS, errors, scale=scale, confidence=confidence)

    tails = [(1 - confidence) / 2, (1 + confidence) / 2]
    for estimate, draws in ((found.slope, slopes), (found.relative, ratios)):
        theirs = np.quantile(draws, tails)
        assert estimate[1:] == pytest.approx(theirs, abs=0.03 * (theirs[1] - theirs[0]))


def test_limits_of_normal_errors_are_exact():
    found = slope_index(RATES, POPULATIONS, [2.0] * 5)

    share = np.array(POPULATIONS) / 100
    ranks = np.cumsum(share) - share / 2 - 0.5
    error = 2 * math.sqrt(((share * ranks) ** 2).sum()) / (share * ranks**2).sum()
    assert found.slope.upper - found.slope.value == pytest.approx(stats.norm.ppf(0.975) * error)
    assert found.slope.value - found.slope.lower == pytest.approx(stats.norm.ppf(0.975) * error)


@pytest.mark.parametrize(("scale", "transform"), [(Scale.PLAIN, False), (Scale.LOG, False), (Scale.LOG, True)])
def test_intervals_hold_the_index_and_those_of_99_8_percent_hold_those_of_95(scale, transform):
    options = {"scale": scale, "transform": transform}
    for index in ("slope", "relative"):
        value, lower, upper = getattr(slope_index(RATES, POPULATIONS, ERRORS, **options), index)
        wide = getattr(slope_index(RATES, POPULATIONS, ERRORS, confidence=0.998, **options), index)

        assert wide.lower < lower < value < upper < wide.upper


def test_many_areas_have_the_indices_of_each_and_a_missing_figure_spoils_only_its_own():
    many = slope_index([RATES, [50.0, None, 41, 30, 26], RATES[::-1]], POPULATIONS, ERRORS, scale=Scale.LOG)

    for place, values in ((0, RATES), (2, RATES[::-1])):
        single = slope_index(values, POPULATIONS, ERRORS, scale=Scale.LOG)
        assert [one[place] for one in (*many.slope, *many.relative)] == pytest.approx(
            [*single.slope, *single.relative], rel=1e-12
        )
    assert np.isnan([one[1] for one in (*many.slope, *many.relative, many.intercept)]).all()
    assert {type(one) for one in (*single.slope, *single.relative, single.intercept)} == {float}


def test_errors_from_published_limits_are_those_that_made_them():
    rates, errors = np.array(RATES), np.array(ERRORS)
    reach = stats.norm.ppf(0.999) * errors

    lower, upper = rates * np.exp(-reach), rates * np.exp(reach)

    assert list(standard_errors(lower, upper, scale=Scale.LOG, confidence=0.998)) == pytest.approx(ERRORS)


def test_a_relative_index_of_figures_that_may_be_below_zero_has_no_limits_or_is_none():
    small = slope_index([5.0, 4, 3, 2, 1], POPULATIONS, [3.0] * 5)
    negative = slope_index([-5.0, -4, -3, -2, -1], POPULATIONS, [0.1] * 5)

    assert small.relative.value > 0
    assert np.isnan(small.relative[1:]).all()
    assert np.isnan(negative.relative).all()
    assert negative.slope.lower < negative.slope.value < negative.slope.upper


def test_figures_of_very_few_events_have_an_index_without_limits():
    found = slope_index(RATES, POPULATIONS, [*ERRORS[:4], WIDEST_ERROR * 1.01], scale=Scale.LOG)

    assert found.slope.value == slope_index(RATES, POPULATIONS, ERRORS, scale=Scale.LOG).slope.value
    assert np.isnan([*found.slope[1:], *found.relative[1:]]).all()


def test_the_gap_is_between_the_first_and_the_last_group():
    counts, people = [[90, 40, 30], [9, 0, 2]], [[1000, 1200, 1100], [500, 500, 600]]

    found = gap(counts, people, multiplier=1000)

    difference, ratio = rate_difference(9, 500, 2, 600, multiplier=1000), rate_ratio(9, 500, 2, 600)
    assert [one[1] for one in found.difference] == list(difference)
    assert [one[1] for one in found.ratio] == list(ratio)
    assert gap(counts[1], people[1], multiplier=1000) == (difference, ratio)


@pytest.mark.parametrize(
    ("calculation", "error"),
    [
        (lambda: slope_index(RATES[:4], POPULATIONS[:4], ERRORS[:4]), TooFewValues),
        (lambda: slope_index(RATES, POPULATIONS[:4], ERRORS), BandsDiffer),
        (lambda: slope_index(3.0, 1, 0.1), BandsDiffer),
        (lambda: slope_index([RATES] * 3, [POPULATIONS] * 2, ERRORS), BandsDiffer),
        (lambda: slope_index(RATES, [*POPULATIONS[:4], 0], ERRORS), DenominatorNotPossible),
        (lambda: slope_index([*RATES[:4], math.inf], POPULATIONS, ERRORS), ValueNotPossible),
        (lambda: slope_index([*RATES[:4], 0], POPULATIONS, ERRORS, scale=Scale.LOG), ValueNotPossible),
        (lambda: slope_index([0.5] * 4 + [1.0], POPULATIONS, ERRORS, scale=Scale.LOGIT), ValueNotPossible),
        (lambda: slope_index(RATES, POPULATIONS, [-0.1] * 5), ValueNotPossible),
        (lambda: slope_index(RATES, POPULATIONS, ERRORS, multiplier=0), MultiplierNotPossible),
        (lambda: slope_index(RATES, POPULATIONS, ERRORS, multiplier=math.nan), MultiplierNotPossible),
        (lambda: slope_index(RATES, POPULATIONS, ERRORS, confidence=95), ConfidenceNotPossible),
        (lambda: gap([5], [10]), TooFewValues),
        (lambda: gap([5, 6], [10, 10, 10]), BandsDiffer),
        (lambda: gap([5, 6], [10, 0]), DenominatorNotPossible),
        (lambda: standard_errors([0.0], [1.0], scale=Scale.LOG), ValueNotPossible),
    ],
)
def test_what_cannot_be_is_refused_by_name(calculation, error):
    with pytest.raises(error):
        calculation()
