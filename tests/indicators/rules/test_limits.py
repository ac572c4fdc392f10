"""Which confidence limits are ours to give."""

import numpy as np
import pytest

from indicators.rules.limits import Counted, can_be_counted, fill_95, fill_998
from indicators.statistics.intervals import rate, wilson

NAN = float("nan")


def figure(kind="proportion", *, value=25.0, count=50.0, denominator=200.0, multiplier=100.0, is_exact=True):
    return Counted(
        is_proportion=np.array([kind == "proportion"]),
        is_rate=np.array([kind == "crude_rate"]),
        multiplier=np.array([multiplier]),
        value=np.array([value]),
        count=np.array([count]),
        denominator=np.array([denominator]),
        is_exact=np.array([is_exact]),
    )


def filled_95(one, lower=NAN, upper=NAN):
    return tuple(column[0] for column in fill_95(one, lower=np.array([lower]), upper=np.array([upper])))


def filled_998(one, lower_95, upper_95, lower=NAN, upper=NAN):
    columns = {"lower": lower, "upper": upper, "lower_95": lower_95, "upper_95": upper_95}
    return tuple(column[0] for column in fill_998(one, **{name: np.array([end]) for name, end in columns.items()}))


def test_a_published_limit_is_kept():
    assert filled_95(figure(), 20.0, 31.0) == (20.0, 31.0, False)
    assert filled_998(figure(), *wilson(50, 200, multiplier=100), 17.0, 36.0) == (17.0, 36.0, False)


def test_a_proportion_gets_wilsons_limits_and_a_crude_rate_byars():
    assert filled_95(figure()) == (*wilson(50, 200, multiplier=100), True)
    few = figure("crude_rate", value=4.0, count=4.0, denominator=100_000.0, multiplier=100_000.0)
    assert filled_95(few) == pytest.approx((*rate(4, 100_000)[1:], True))


@pytest.mark.parametrize("kind", ["directly_standardised_rate", "count", "mean", "ratio"])
def test_no_other_kind_of_figure_gets_limits(kind):
    assert not filled_95(figure(kind))[2]


@pytest.mark.parametrize(
    ("value", "count", "denominator", "counts"),
    [
        (25.0, 50, 200, True),
        (25.3, 253, 1000, True),
        (25.3, 2526, 10_000, True),  # 25.26 is printed as 25.3
        (25.3, 2536, 10_000, False),  # 25.36 is printed as 25.4
        (12.0, 124, 1000, True),  # 12 may be 12.4 rounded
        (12.0, 126, 1000, False),
        (100 / 3, 1, 3, True),
        (33.33, 1, 3, True),
        (33.3, 1, 4, False),
        (0.0, 0, 10, True),
        (100.0, 10, 10, True),
        (110.0, 11, 10, False),
        (NAN, 50, 200, False),
        (25.0, NAN, 200, False),
        (25.0, 50, NAN, False),
        (25.0, 50, 0, False),
        (-25.0, -50, 200, False),
    ],
)
def test_the_count_has_to_give_the_printed_value_within_its_rounding(value, count, denominator, counts):
    one = figure(value=value, count=count, denominator=denominator)

    assert can_be_counted(one)[0] == counts
    assert filled_95(one)[2] == counts
    assert np.isnan(filled_95(one)[0]) != counts


def test_a_bound_and_a_modelled_figure_get_no_limits():
    assert not filled_95(figure(is_exact=False))[2]


def test_more_events_than_people_are_possible_for_a_rate_alone():
    many = {"value": 150.0, "count": 150.0, "denominator": 100.0}

    assert filled_95(figure("crude_rate", **many))[2]
    assert not filled_95(figure(**many))[2]


def test_wider_limits_stand_beside_published_ones_only_where_the_narrow_ones_agree():
    ours = wilson(50, 200, multiplier=100)
    wide = (*wilson(50, 200, multiplier=100, confidence=0.998), True)

    assert filled_998(figure(), *ours) == wide
    assert filled_998(figure(), round(ours.lower, 1), round(ours.upper, 1)) == wide
    assert filled_998(figure(), ours.lower * 1.009, ours.upper * 0.991) == wide
    for lower, upper in [(ours.lower * 1.02, ours.upper), (ours.lower, ours.upper * 1.02), (NAN, NAN)]:
        assert not filled_998(figure(), lower, upper)[2]
