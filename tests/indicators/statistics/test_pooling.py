import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.statistics.inputs import CountNotPossible, DenominatorNotPossible, MultiplierNotPossible
from indicators.statistics.pooling import NothingKnown, Pooled, pooled


def test_areas_are_taken_together_as_one():
    assert pooled([10, 30], [100, 300], multiplier=100) == Pooled(10.0, 40.0, 400.0, 2)
    # The average of the two values, 50 and 1, would be 25.5.
    assert pooled([5, 10], [10, 1000], multiplier=100).value == pytest.approx(100 * 15 / 1010)


@pytest.mark.parametrize(
    ("counts", "denominators", "expected"),
    [
        ([1, None, 3], [10, 10, 10], Pooled(0.2, 4.0, 20.0, 2)),
        ([1, 2, 3], [10, math.nan, 10], Pooled(0.2, 4.0, 20.0, 2)),
        # A count above its people is no error: events may happen to somebody twice.
        ([30], [10], Pooled(3.0, 30.0, 10.0, 1)),
        ([0, 0], [10, 10], Pooled(0.0, 0.0, 20.0, 2)),
        # Nobody, and nothing happened to them.
        ([1, 0], [10, 0], Pooled(0.1, 1.0, 10.0, 2)),
        ([2.5], [10], Pooled(0.25, 2.5, 10.0, 1)),
    ],
)
def test_an_area_of_which_something_is_unknown_is_left_out(counts, denominators, expected):
    assert pooled(counts, denominators, multiplier=1) == expected


@pytest.mark.parametrize(
    ("counts", "denominators", "multiplier", "error"),
    [
        ([], [], 1, NothingKnown),
        ([None, 2], [10, None], 1, NothingKnown),
        ([math.nan], [math.nan], 1, NothingKnown),
        ([0], [0], 1, NothingKnown),
        ([-1, 2], [10, 10], 1, CountNotPossible),
        ([math.inf], [10], 1, CountNotPossible),
        ([1], [-10], 1, DenominatorNotPossible),
        ([1], [math.inf], 1, DenominatorNotPossible),
        ([1], [0], 1, DenominatorNotPossible),
        ([1], [10], 0, MultiplierNotPossible),
        ([1], [10], -100, MultiplierNotPossible),
        ([1], [10], math.inf, MultiplierNotPossible),
    ],
)
def test_what_cannot_be_is_refused_by_name(counts, denominators, multiplier, error):
    with pytest.raises(error):
        pooled(counts, denominators, multiplier=multiplier)


@given(st.lists(st.tuples(st.integers(0, 1000), st.integers(1, 1000)), min_size=1, max_size=15))
def test_the_figure_of_all_is_between_those_of_the_areas(areas):
    counts, denominators = np.array(areas).T

    value = pooled(counts, denominators, multiplier=1).value

    values = counts / denominators
    assert values.min() - 1e-9 <= value <= values.max() + 1e-9
