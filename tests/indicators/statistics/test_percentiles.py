import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.comparison import Polarity
from indicators.statistics.inputs import ValueNotPossible
from indicators.statistics.percentiles import bounds, cut_groups, percentiles
from tests.indicators.vectors import rows

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED
POLARITIES = {"": NOT_JUDGED, "High is good": HIGHER, "Low is good": LOWER}
GROUPS = {"quintile": 5, "quartile": 4}
# What each row asks for, in the order in which its numbers are printed.
ASKED = {
    "quintile bounds": lambda values: bounds(values, groups=5),
    "quartile bounds": lambda values: bounds(values, groups=4),
    "min p25 median p75 max": lambda values: percentiles(values, [0, 0.25, 0.5, 0.75, 1]),
    "min p25 max p75": lambda values: percentiles(values, [0, 0.25, 1, 0.75]),
    "percentiles": lambda values: percentiles(values, [0, 0.25, 0.5, 0.75, 1]),
}


def written(text):
    """ "1..4" or "1 2 3 4", both ends included."""
    if ".." in text:
        first, last = text.split("..")
        return [float(whole) for whole in range(int(first), int(last) + 1)]
    return [float(part) for part in text.split()]


@pytest.mark.parametrize("row", rows("percentiles_legacy"))
def test_percentiles_are_those_of_fingertips(row):
    found = ASKED[row["what"]](written(row["integer_values_inclusive"]))

    assert (found or []) == written(row["expected_space_separated_empty_means_null"])


@pytest.mark.parametrize("row", rows("quantile_category_legacy"))
def test_areas_fall_in_the_categories_of_fingertips(row):
    values = written(row["values"])

    found = cut_groups([*values], polarity=POLARITIES[row["polarity"]], groups=GROUPS[row["what"]])

    # 0 is Fingertips' "not compared".
    category = dict(zip(values, found, strict=True)).get(float(row["value"])) or 0
    assert category == int(row["expected_category_0_means_not_compared"])


@pytest.mark.parametrize(
    ("values", "polarity", "groups", "expected"),
    [
        ([1, 2, 3, 4, 5], LOWER, 5, [1, 2, 3, 4, 5]),
        ([1, 2, 3, 4, 5], HIGHER, 5, [5, 4, 3, 2, 1]),
        ([5, None, 1, math.nan, 4, 2, 3], LOWER, 5, [5, None, 1, None, 4, 2, 3]),
        ([7, 7, 7, 7, 7], LOWER, 5, [1, 1, 1, 1, 1]),
        ([7, 7, 7, 7, 7], HIGHER, 5, [5, 5, 5, 5, 5]),
        ([-2, -1, 0, 1, 2], NOT_JUDGED, 5, [1, 2, 3, 4, 5]),
        ([1, 2, 3], LOWER, 2, [None, None, None]),
        ([4], LOWER, 5, [None]),
        ([], LOWER, 5, []),
    ],
)
def test_a_value_at_a_cut_belongs_below_it(values, polarity, groups, expected):
    assert cut_groups(values, polarity=polarity, groups=groups) == expected


def test_cuts_are_rounded_to_ten_decimals_with_halves_away_from_zero():
    thirds = percentiles([0, 0, 0, 1 / 3], [1])

    assert thirds == [0.3333333333]
    # Halves that a float holds exactly: 2⁻¹¹ ends in the eleventh decimal.
    assert percentiles([-(2**-11), 0, 0, 2**-11], [0, 1]) == [-0.0004882813, 0.0004882813]
    assert percentiles([1e30, 1e30, 1e30, 1e30], [0.5]) == [1e30]


@pytest.mark.parametrize(("values", "shares"), [([1, 2, 3, math.inf], [0.5]), ([1, 2, 3, 4], [1.5]), ([1] * 4, [-0.1])])
def test_what_cannot_be_is_refused_by_name(values, shares):
    with pytest.raises(ValueNotPossible):
        percentiles(values, shares)


@given(st.lists(st.integers(-20, 20), min_size=5, max_size=40))
def test_the_other_polarity_numbers_the_groups_from_the_other_end(values):
    from_below = cut_groups(values, polarity=LOWER)

    assert cut_groups(values, polarity=HIGHER) == [6 - group for group in from_below]
    # A higher value is never in a lower group.
    assert [group for _, group in sorted(zip(values, from_below, strict=True))] == sorted(from_below)
