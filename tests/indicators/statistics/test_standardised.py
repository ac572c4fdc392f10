import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from indicators.statistics.inputs import (
    BandsDiffer,
    ConfidenceNotPossible,
    CountNotPossible,
    DenominatorNotPossible,
    MultiplierNotPossible,
)
from indicators.statistics.standardised import (
    EUROPEAN_STANDARD_2013,
    REASON_WORDS,
    Reason,
    direct_rate,
    direct_rate_of_repeats,
    indirect_rate,
    indirect_ratio,
)
from tests.indicators.vectors import number, rows

CONFIDENCES = [(0.95, "lower95_0cl", "upper95_0cl"), (0.998, "lower99_8cl", "upper99_8cl")]
EVENTS = [f"persons_{how}" for how in ("1_event", "2_events", "3_events", "4_events")]
NAN = pytest.approx([math.nan] * 3, nan_ok=True)


def bands(table, area, *columns):
    """Columns of an area's age bands; PHE counts an empty cell as none."""
    chosen = [row for row in rows(table) if row["area"] == area]
    return [[number(row[column]) or 0.0 for row in chosen] for column in columns]


def assert_figures_are(found, row, lower, upper):
    """All printed digits; the limits that the workbook leaves out are passed over."""
    assert found.value == pytest.approx(float(row["value"]), rel=1e-9)
    for limit, column in ((found.lower, lower), (found.upper, upper)):
        assert not row[column] or limit == pytest.approx(float(row[column]), rel=1e-9)


def test_the_european_standard_population_is_that_of_2013():
    assert {row["age_band"]: int(row["standard_population"]) for row in rows("esp2013")} == EUROPEAN_STANDARD_2013
    assert sum(EUROPEAN_STANDARD_2013.values()) == 100_000


@pytest.mark.parametrize("row", [row for row in rows("calculate_dsr_expected") if row["value"]])
@pytest.mark.parametrize(("confidence", "lower", "upper"), CONFIDENCES)
def test_a_directly_standardised_rate_is_that_of_phe(row, confidence, lower, upper):
    options = {"multiplier": float(row["multiplier"]), "confidence": confidence}
    if "nonind" in row["area"]:
        table = "calculate_dsr_nonindependent_inputs"
        people, standard, *repeats = bands(table, row["area"], "pop", "stdpop", *EVENTS)
        found = direct_rate_of_repeats(np.transpose(repeats), people, standard=standard, **options)
    else:
        counts, people, standard = bands("calculate_dsr_inputs", row["area"], "count", "pop", "stdpop")
        found = direct_rate(counts, people, standard=standard, **options)

    assert found.reason is None
    assert_figures_are(found, row, lower, upper)


def test_fewer_than_ten_events_have_no_directly_standardised_rate():
    counts, people = bands("calculate_dsr_inputs", "testdata_tiny", "count", "pop")
    (repeats,) = bands("calculate_dsr_nonindependent_inputs", "testdata_nonind_tiny", EVENTS[0])
    ten = [counts[0] + 10 - sum(counts), *counts[1:]]

    assert list(direct_rate(counts, people)[:3]) == NAN
    assert direct_rate(counts, people).reason is Reason.FEW_EVENTS
    assert direct_rate_of_repeats(np.transpose([repeats]), people).reason is Reason.FEW_EVENTS
    assert direct_rate(ten, people).reason is None


@pytest.mark.parametrize("row", [row for row in rows("calculate_isr_expected") if "testdata" in row["area"]])
@pytest.mark.parametrize(("confidence", "lower", "upper"), CONFIDENCES)
def test_an_indirectly_standardised_figure_is_that_of_phe(row, confidence, lower, upper):
    counts, _ = bands("calculate_isr_inputs", row["area"], "count", "pop")
    # The smallest area leaves the reference's cells empty too; all areas share one reference.
    people, *reference = bands("calculate_isr_inputs", "testdata_big", "pop", "refcount", "refpop")
    indirect = indirect_rate if row["kind"] == "rate" else indirect_ratio

    found = indirect(counts, people, *reference, multiplier=float(row["multiplier_or_refvalue"]), confidence=confidence)

    assert (found.observed, found.reason) == (float(row["observed"]), None)
    assert found.expected == pytest.approx(float(row["expected"]), rel=1e-9)
    assert_figures_are(found, row, lower, upper)


@pytest.mark.parametrize("row", [row for row in rows("calculate_isr_expected") if row["area"].startswith("Area")])
def test_a_band_without_people_adds_nothing_to_what_is_expected(row):
    table = "calculate_isr_inputs_zero_population"
    indirect = indirect_rate if row["kind"] == "rate" else indirect_ratio

    found = indirect(
        *bands(table, row["area"], "count", "pop", "refcount", "refpop"),
        multiplier=float(row["multiplier_or_refvalue"]),
    )

    assert found.expected == pytest.approx(float(row["expected"]), rel=1e-9)
    assert_figures_are(found, row, "lower95_0cl", "upper95_0cl")


def test_many_areas_have_the_figures_of_each_and_their_own_reasons():
    names = ["testdata_big", "testdata_small", "testdata_tiny"]
    counts = [bands("calculate_dsr_inputs", name, "count")[0] for name in names]
    people, reference_counts, reference_people = bands(
        "calculate_isr_inputs", "testdata_big", "pop", "refcount", "refpop"
    )

    direct = direct_rate(counts, people)
    ratio = indirect_ratio(counts, people, reference_counts, reference_people)

    assert list(direct.reason) == [None, None, Reason.FEW_EVENTS]
    assert {type(one) for one in direct.reason} == {type(None), Reason}
    for place, area in enumerate(counts):
        assert [one[place] for one in direct[:3]] == pytest.approx(list(direct_rate(area, people)[:3]), nan_ok=True)
        assert [one[place] for one in ratio[:5]] == pytest.approx(
            list(indirect_ratio(area, people, reference_counts, reference_people)[:5])
        )


def test_a_missing_number_makes_a_missing_rate_with_the_reason():
    direct = direct_rate([[20, None], [20, 5]], [[100, 100], [100, 100]], standard=[1, 1])
    indirect = indirect_rate([20, 5], [100, None], [5, 5], [100, 100])

    assert list(direct.reason) == [Reason.MISSING, None]
    assert np.isnan(direct.value).tolist() == [True, False]
    assert (indirect.reason, math.isnan(indirect.value), indirect.observed) == (Reason.MISSING, True, 25)


def test_where_nothing_is_expected_there_is_no_ratio():
    found = indirect_ratio([1, 2], [100, 100], [0, 0], [100, 100])

    assert list(found[:3]) == NAN
    assert found.reason is Reason.NONE_EXPECTED


def test_areas_of_equal_ages_have_their_crude_rate_and_limits():
    """One band is the crude rate: Dobson's limits become Byar's own."""
    direct = direct_rate([40], [1000], standard=[7], multiplier=1000)

    assert direct.value == pytest.approx(40)
    # Byar's upper limit is within a hundredth of the exact one for forty events.
    assert direct.upper == pytest.approx(stats.chi2.ppf(0.975, 82) / 2, rel=0.01)


@settings(derandomize=True, deadline=None, max_examples=50)
@given(st.lists(st.tuples(st.integers(1, 400), st.integers(1, 5000)), min_size=10, max_size=10))
def test_a_standardised_rate_lies_between_its_bands_and_repeats_widen_it(bands_):
    counts, more = np.transpose(bands_)
    people = counts + more

    once = direct_rate(counts, people, standard=[1] * 10, multiplier=1)
    # The same events, as many of them as can be in pairs of one person.
    twice = direct_rate_of_repeats(np.column_stack([counts % 2, counts // 2]), people, standard=[1] * 10, multiplier=1)

    assert (counts / people).min() <= once.value * (1 + 1e-12)
    assert once.value <= (counts / people).max() * (1 + 1e-12)
    assert twice.value == pytest.approx(once.value)
    assert twice.lower <= once.lower < once.value < once.upper <= twice.upper


def test_every_reason_has_its_words():
    assert set(REASON_WORDS) == set(Reason)


@pytest.mark.parametrize(
    ("calculation", "error"),
    [
        (lambda: direct_rate([20, -1], [50, 50], standard=[1, 1]), CountNotPossible),
        (lambda: direct_rate([20, 1], [50, 0], standard=[1, 1]), DenominatorNotPossible),
        (lambda: direct_rate([20, 1], [50, 50], standard=[1, 0]), DenominatorNotPossible),
        (lambda: direct_rate([20, 1], [50, 50]), BandsDiffer),
        (lambda: direct_rate(20, 50), BandsDiffer),
        (lambda: direct_rate([], [], standard=[]), BandsDiffer),
        (lambda: direct_rate([20, 1], [50], standard=[1, 1]), BandsDiffer),
        (lambda: direct_rate([[20, 1]] * 3, [[50, 50]] * 2, standard=[1, 1]), BandsDiffer),
        (lambda: direct_rate([20, 1], [50, 50], standard=[1, 1], multiplier=0), MultiplierNotPossible),
        (lambda: direct_rate([20, 1], [50, 50], standard=[1, 1], confidence=95), ConfidenceNotPossible),
        (lambda: direct_rate_of_repeats([20, 1], [50, 50], standard=[1, 1]), BandsDiffer),
        (lambda: indirect_ratio([20, 1], [50, 50], [5, 5], [9, 0]), DenominatorNotPossible),
        (lambda: indirect_ratio([20, 1], [50, -5], [5, 5], [9, 9]), DenominatorNotPossible),
        (lambda: indirect_ratio([20, 1], [50, 5], [5, -5], [9, 9]), CountNotPossible),
        (lambda: indirect_rate([20, 1], [50, 5], [5, 5, 5], [9, 9, 9]), BandsDiffer),
        (lambda: indirect_rate([20, 1], [50, 5], [5, 5], [9, 9], multiplier=-1), MultiplierNotPossible),
    ],
)
def test_what_cannot_be_is_refused_by_name(calculation, error):
    with pytest.raises(error):
        calculation()
