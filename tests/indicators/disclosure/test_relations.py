import datetime
import math

import pytest

from indicators.rules.disclosure import Slot, additive, age_band
from indicators.rules.disclosure_texts import small_counts

FULL = {"area": 1, "sex": "Persons", "age": "", "category_type": "", "category": "", "start": None, "end": None}
UNKNOWN = math.nan


def slot(years=(2021, 2021), **fields):
    first, last = years
    return Slot(**{**FULL, "start": datetime.date(first, 1, 1), "end": datetime.date(last, 12, 31), **fields})


def sums(counts, **options):
    """What adds up to what, as sets of (slot, coefficient)."""
    return [set(relation) for relation in additive(counts, **options).relations]


def test_everybody_is_men_and_women_even_where_the_numbers_do_not_add_up():
    counts = {slot(): 10, slot(sex="Male"): 6, slot(sex="Female"): 3}

    assert sums(counts) == [{(slot(), 1), (slot(sex="Male"), -1), (slot(sex="Female"), -1)}]


def test_women_whom_nobody_publishes_are_what_is_left():
    found = additive({slot(): 10, slot(sex="Male"): 8})

    assert found.unpublished == {slot(sex="Not Male"): 2}
    assert set(found.relations[0]) == {(slot(), 1), (slot(sex="Male"), -1), (slot(sex="Not Male"), -1)}


def test_bands_of_ages_fill_one_another():
    ages = ["", "Under 18", "18+", "18-24", "25+"]
    counts = {slot(age=age): number for age, number in zip(ages, (10, 4, 6, 2, 4), strict=True)}

    adults = {(slot(age="18+"), 1), (slot(age="18-24"), -1), (slot(age="25+"), -1)}
    found = sums(counts)
    assert len(found) == 2
    assert spans(found, adults)


def spans(found, wanted):
    """Whether a relation is among those found or the difference of two of them."""

    def plus(*relations):
        total = {}
        for sign, relation in relations:
            for cell, factor in relation:
                total[cell] = total.get(cell, 0) + sign * factor
        return {(cell, factor) for cell, factor in total.items() if factor}

    turned = {(cell, -factor) for cell, factor in wanted}
    pairs = [plus((a, one), (b, two)) for one in found for two in found for a in (1, -1) for b in (1, -1)]
    return any(each in (wanted, turned) for each in [*found, *pairs])


def test_bands_that_overlap_or_leave_a_gap_fill_nothing():
    assert sums({slot(age=age): 1 for age in ("18+", "18-29", "25+")}) == []


@pytest.mark.parametrize(("total", "is_sum"), [(9, True), (12, False), (UNKNOWN, True)])
def test_all_ages_of_a_service_for_adults_are_its_bands_if_they_add_up_or_nobody_knows(total, is_sum):
    counts = {slot(): total, slot(age="18-29"): 4, slot(age="30+"): 5}

    assert (len(sums(counts)) == 1) == is_sum


@pytest.mark.parametrize(("total", "is_sum"), [(9, True), (8, False), (UNKNOWN, True)])
def test_categories_add_up_where_a_sum_comes_out(total, is_sum):
    """People who use two drugs are counted twice, so that not every type of category has a total."""
    counts = {slot(): total} | {slot(category_type="Drug", category=name): n for name, n in (("A", 4), ("B", 5))}

    assert (len(sums(counts)) == 1) == is_sum


def test_one_year_that_adds_up_speaks_for_the_others():
    counts = {}
    for year, total in ((2020, 9), (2021, 30)):
        counts[slot((year, year))] = total
        counts |= {slot((year, year), category_type="Drug", category=name): n for name, n in (("A", 4), ("B", 5))}

    assert len(sums(counts)) == 2


def test_rounded_numbers_add_up_as_far_as_they_can():
    counts = {slot(): 105} | {slot(category_type="Drug", category=name): n for name, n in (("A", 50), ("B", 50))}

    assert len(sums(counts)) == 1


def test_areas_fill_the_area_around_them_by_level_if_the_numbers_say_so():
    counts = {slot(area=1): 10, slot(area=2): 4, slot(area=3): 6, slot(area=4): 7}

    found = sums(counts, within={1: {"district": [2, 3], "ward": [4]}})

    assert found == [{(slot(area=1), 1), (slot(area=2), -1), (slot(area=3), -1)}]


def test_three_years_are_their_years_and_rolling_windows_are_nothing():
    years = {slot((year, year)): year - 2000 for year in (2019, 2020, 2021)}
    pooled = slot((2019, 2021))

    assert sums({**years, pooled: 60}) == [{(pooled, 1)} | {(year, -1) for year in years}]
    assert sums({slot((first, first + 2)): 5 for first in (2017, 2018, 2019)}) == []


def test_a_period_without_days_adds_up_to_nothing():
    undated = slot(start="last decade", end="")

    assert sums({slot(): 4, undated: 4}) == []


@pytest.mark.parametrize(
    ("text", "band"),
    [
        ("", (0, math.inf)), ("Under 18", (0, 18)), ("<18", (0, 18)), ("18+", (18, math.inf)), ("18-24", (18, 25)),
        ("15", (15, 16)), ("adults", None),
    ],
)  # fmt: skip
def test_ages_are_read(text, band):
    assert age_band(text) == band


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("3 of 40", [3]), ("2 out of the 30", [2]), ("33% (4)", [4]), ("n=2", [2]), ("two people died", [2]),
        ("1 young person and 3 men", [1, 3]), ("3", [3]), ("40 of 60", []), ("3.5 per 1,000", []), ("£3 million", []),
        ("in 2021, 18-24 year olds", []), ("1,003 people", []), ("4%", []), ("", []),
    ],
)  # fmt: skip
def test_small_numbers_of_people_are_found_in_words(text, numbers):
    assert small_counts(text, below=5) == numbers
