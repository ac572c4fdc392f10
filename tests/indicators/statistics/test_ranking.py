from itertools import groupby

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.comparison import Polarity
from indicators.statistics.ranking import fifths, quantiles, ranks
from tests.indicators.vectors import number, rows

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED


@pytest.mark.parametrize(
    "group", [list(group) for _, group in groupby(rows("phe_quantile"), key=lambda row: row["group"])]
)
def test_areas_fall_in_the_groups_of_phe(group):
    first = group[0]

    found = quantiles([number(row["value"]) for row in group], polarity=first["polarity"], groups=int(first["groups"]))

    assert found == [int(row["expected"]) if row["expected"] not in {"", "NA"} else None for row in group]


@pytest.mark.parametrize(
    ("values", "polarity", "expected"),
    [
        ([10, 30, 20], HIGHER, [3, 1, 2]),
        ([10, 30, 20], LOWER, [1, 3, 2]),
        ([10, 30, 20], NOT_JUDGED, [3, 1, 2]),
        ([5, 7, 7, 9], LOWER, [1, 2, 2, 4]),
        ([5, 7, 7, 9], HIGHER, [4, 2, 2, 1]),
        ([5, None, float("nan"), 9], LOWER, [1, None, None, 2]),
        ([0, 0], LOWER, [1, 1]),
        ([], LOWER, []),
    ],
)
def test_the_best_is_first_and_ties_share_the_smaller_number(values, polarity, expected):
    assert ranks(values, polarity=polarity) == expected


@pytest.mark.parametrize(
    ("values", "polarity", "expected"),
    [
        ([1, 2, 3, 4, 5], HIGHER, [1, 2, 3, 4, 5]),
        ([1, 2, 3, 4, 5], LOWER, [5, 4, 3, 2, 1]),
        ([1, 2, 3, 4, 5], NOT_JUDGED, [5, 4, 3, 2, 1]),
        ([1, 1, 3, 4, 5], HIGHER, [1, 1, 3, 4, 5]),
        ([1, 2, 3, 4], HIGHER, [None, None, None, None]),
        ([1, 2, 3, 4, None], HIGHER, [None] * 5),
        ([1, 2, None, 3, 4, 5], HIGHER, [1, 2, None, 3, 4, 5]),
    ],
)
def test_the_first_fifth_is_the_worst(values, polarity, expected):
    assert fifths(values, polarity=polarity) == expected


@given(st.lists(st.integers(0, 20), min_size=5, max_size=60), st.sampled_from([HIGHER, LOWER]))
def test_a_better_rank_is_never_in_a_worse_fifth(values, polarity):
    places = sorted(zip(ranks(values, polarity=polarity), fifths(values, polarity=polarity), strict=True))

    found = [fifth for _, fifth in places]
    assert found == sorted(found, reverse=True)
    assert set(found) <= {1, 2, 3, 4, 5}
