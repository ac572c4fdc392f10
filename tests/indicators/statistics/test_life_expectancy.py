import math

import numpy as np
import pytest
from scipy import stats

from indicators.statistics.inputs import BandsDiffer, ConfidenceNotPossible
from indicators.statistics.life_expectancy import AGES, REASON_WORDS, Reason, life_expectancy
from tests.indicators.vectors import rows

TABLE = rows("life_expectancy")
DEATHS = [float(row["deaths"]) for row in TABLE]
PEOPLE = [float(row["population"]) for row in TABLE]
# The published limits were made with 1.96.
ROUNDED = 1.96 / stats.norm.ppf(0.975)


def changed(numbers, place, number):
    return [*numbers[:place], number, *numbers[place + 1 :]]


def test_life_expectancy_is_that_of_phe_to_every_printed_digit():
    found = life_expectancy(DEATHS, PEOPLE)

    assert [int(row["age_band_start"]) for row in TABLE] == list(AGES)
    expected = [[float(row[f"expected_{key}"]) for row in TABLE] for key in ("life_expectancy", "lower_95", "upper_95")]
    ours = [found.years, *(found.years + (limit - found.years) * ROUNDED for limit in (found.lower, found.upper))]
    np.testing.assert_allclose(ours, expected, rtol=1e-9)


def test_limits_are_those_of_phe_to_four_places_as_they_stand():
    found = life_expectancy(DEATHS, PEOPLE)

    np.testing.assert_allclose(found.lower, [float(row["expected_lower_95"]) for row in TABLE], atol=5e-5)
    np.testing.assert_allclose(found.upper, [float(row["expected_upper_95"]) for row in TABLE], atol=5e-5)


def test_everyone_living_to_the_open_band_lives_ninety_years_and_what_it_gives():
    deaths = [0.0] * 19 + [250.0]

    found = life_expectancy(deaths, [1000.0] * 20)

    assert found.years[0] == pytest.approx(90 + 4)
    # Only the open band varies: 1/M over the root of its deaths.
    assert found.upper[0] - found.years[0] == pytest.approx(stats.norm.ppf(0.975) * 4 / math.sqrt(250))


def test_a_higher_confidence_is_wider_by_the_normal_quantiles():
    narrow, wide = life_expectancy(DEATHS, PEOPLE), life_expectancy(DEATHS, PEOPLE, confidence=0.998)

    ratio = stats.norm.ppf(0.999) / stats.norm.ppf(0.975)
    np.testing.assert_allclose(wide.years - wide.lower, (narrow.years - narrow.lower) * ratio)


@pytest.mark.parametrize(
    ("deaths", "people", "reason"),
    [
        (changed(DEATHS, 3, None), PEOPLE, Reason.MISSING),
        (DEATHS, changed(PEOPLE, 3, math.nan), Reason.MISSING),
        (DEATHS, changed(PEOPLE, 3, math.inf), Reason.MISSING),
        (changed(DEATHS, 3, -1), PEOPLE, Reason.DEATHS_BELOW_ZERO),
        (DEATHS, changed(PEOPLE, 3, 0), Reason.NO_PEOPLE),
        (DEATHS, changed(PEOPLE, 3, -7), Reason.NO_PEOPLE),
        (changed(DEATHS, 3, PEOPLE[3] + 1), PEOPLE, Reason.MORE_DEATHS_THAN_PEOPLE),
        ([25] * 20, [250] * 20, Reason.SMALL_POPULATION),
        (changed(DEATHS, 19, 0), PEOPLE, Reason.NO_DEATHS_AT_THE_END),
        (changed(DEATHS, 18, PEOPLE[18] * 0.4), PEOPLE, Reason.NO_SURVIVORS),
    ],
)
def test_an_area_that_the_method_refuses_has_nothing_and_a_reason(deaths, people, reason):
    found = life_expectancy(deaths, people)

    assert set(found.reason) == {reason}
    assert np.isnan(np.array(found[:3])).all()


def test_just_above_the_smallest_population_there_is_a_life_expectancy():
    assert life_expectancy([25] * 20, [250] * 19 + [251]).reason[0] is None


def test_an_age_with_an_interval_wider_than_twenty_years_is_left_out_alone():
    """One death in the open band: its length of life is anybody's guess, at birth it hardly counts."""
    deaths = [*(0.0,) * 18, 380.0, 1.0]

    found = life_expectancy(deaths, [1000.0] * 19 + [12.0])

    assert [found.reason[0], found.reason[19]] == [None, Reason.WIDE_INTERVAL]
    assert math.isnan(found.years[19])


def test_many_areas_have_the_tables_of_each():
    areas = [DEATHS, changed(DEATHS, 3, -1), [2 * deaths for deaths in DEATHS[:18]] + DEATHS[18:]]

    found = life_expectancy(areas, PEOPLE)

    assert found.years.shape == (3, 20)
    assert list(found.reason[:, 0]) == [None, Reason.DEATHS_BELOW_ZERO, None]
    for place, deaths in enumerate(areas):
        np.testing.assert_array_equal(found.years[place], life_expectancy(deaths, PEOPLE).years)
        np.testing.assert_array_equal(found.lower[place], life_expectancy(deaths, PEOPLE).lower)
    assert found.years[2, 0] < found.years[0, 0]


def test_every_reason_has_its_words():
    assert set(REASON_WORDS) == set(Reason)


@pytest.mark.parametrize(
    ("calculation", "error"),
    [
        (lambda: life_expectancy(DEATHS[:19], PEOPLE[:19]), BandsDiffer),
        (lambda: life_expectancy(DEATHS, PEOPLE[:1]), BandsDiffer),
        (lambda: life_expectancy(100, 1000), BandsDiffer),
        (lambda: life_expectancy([DEATHS] * 3, [PEOPLE] * 2), BandsDiffer),
        (lambda: life_expectancy(DEATHS, PEOPLE, confidence=95), ConfidenceNotPossible),
    ],
)
def test_what_cannot_be_is_refused_by_name(calculation, error):
    with pytest.raises(error):
        calculation()
