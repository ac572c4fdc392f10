import pytest

from indicators.rules.gaps import LimitsNotPossible, from_limits
from indicators.statistics.intervals import Estimate


def test_a_gap_from_limits_is_near_the_one_from_counts():
    """Rates of 120 and 60 events among 100,000: counts give a ratio of 2 (1.46 to 2.77) and a difference of 60."""
    gap = from_limits(Estimate(120, 99.5, 143.5), Estimate(60, 45.8, 77.2))

    assert gap.ratio == pytest.approx((2, 1.45, 2.76), abs=0.02)
    assert gap.difference == pytest.approx((60, 33.2, 87.5), abs=0.1)


def test_equal_groups_have_no_gap():
    same = Estimate(10, 8, 12.5)

    difference, ratio = from_limits(same, same)

    assert (difference.value, ratio.value) == (0, 1)
    assert difference.lower < 0 < difference.upper
    assert ratio.lower < 1 < ratio.upper


@pytest.mark.parametrize("zero", [Estimate(0, 0, 3), Estimate(2, 0, 5)])
def test_nought_has_no_ratio(zero):
    with pytest.raises(LimitsNotPossible):
        from_limits(Estimate(10, 8, 12), zero)
