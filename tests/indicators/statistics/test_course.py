from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.statistics.comparison import Polarity
from indicators.statistics.course import CourseNotPossible, Place, expected_position, place, reaches

HIGHER, LOWER, NOT_JUDGED = Polarity.HIGHER_IS_BETTER, Polarity.LOWER_IS_BETTER, Polarity.NOT_JUDGED
DECIMALS = st.decimals(-10_000, 10_000, places=4)


@pytest.mark.parametrize(
    ("baseline", "target", "elapsed", "total", "expected"),
    [
        (46, 60, 1, 2, "53"),
        ("46.0", "60.0", 1, 4, "49.5"),
        (0, 150, 365, 1095, "50"),
        (12, 0, 3, 4, "3"),
        (0, 0, 1, 2, "0"),
        (60, 60, 1, 3, "60"),
        (0.1, 0.3, 1, 2, "0.2"),
        (46, 60, -1, 2, "46"),
        (46, 60, 3, 2, "60"),
    ],
)
def test_the_line_is_straight_and_exact(baseline, target, elapsed, total, expected):
    found = expected_position(baseline=baseline, target=target, elapsed=elapsed, total=total)

    assert found == Decimal(expected)


@pytest.mark.parametrize("total", [0, -1])
def test_a_target_before_its_baseline_has_no_line(total):
    with pytest.raises(CourseNotPossible):
        expected_position(baseline=1, target=2, elapsed=0, total=total)


@pytest.mark.parametrize(
    ("value", "lower", "upper", "polarity", "expected"),
    [
        (53, 52.6, 54, HIGHER, Place.BEYOND),
        (53, 52, 54, HIGHER, Place.TOO_NEAR),
        (52, 51, 52.4, HIGHER, Place.SHORT),
        (52, 51, 52.5, HIGHER, Place.TOO_NEAR),
        (53, 52.6, 54, LOWER, Place.SHORT),
        (52, 51, 52.4, LOWER, Place.BEYOND),
        (52.5, None, None, HIGHER, Place.BEYOND),
        (52.5, None, None, LOWER, Place.BEYOND),
        (52.4, None, None, HIGHER, Place.SHORT),
        (52.4, 52.4, 52.4, HIGHER, Place.SHORT),
        (52.5, 52.5, 52.5, HIGHER, Place.BEYOND),
        (53, 52.6, 54, NOT_JUDGED, None),
    ],
)
def test_a_figure_has_a_place_only_where_its_interval_is_clear_of_the_line(value, lower, upper, polarity, expected):
    assert place(value, Decimal("52.5"), polarity=polarity, lower=lower, upper=upper) is expected


def test_floats_are_read_as_they_are_written():
    assert reaches(0.1 + 0.2, Decimal("0.3"), polarity=HIGHER)
    assert not reaches(0.0005, 0, polarity=LOWER)


@settings(derandomize=True, deadline=None, max_examples=60)
@given(DECIMALS, DECIMALS, st.integers(1, 5000))
def test_the_line_is_exact_at_both_ends(baseline, target, total):
    ends = [expected_position(baseline=baseline, target=target, elapsed=at, total=total) for at in (0, total)]

    assert ends == [baseline, target]


@settings(derandomize=True, deadline=None, max_examples=60)
@given(DECIMALS, DECIMALS, st.integers(2, 2500))
def test_the_line_is_straight(baseline, target, half):
    start, early, middle, late = (
        expected_position(baseline=baseline, target=target, elapsed=at, total=2 * half)
        for at in (0, 1, half, 2 * half - 1)
    )

    assert middle == pytest.approx((baseline + target) / 2, abs=Decimal("1e-15"))
    assert early - start == pytest.approx(target - late, abs=Decimal("1e-15"))
