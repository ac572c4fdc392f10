"""Figures of several areas added up; never where a part is hidden or the kind of figure does not allow it."""

import pytest

from indicators.models import Qualifier, State, ValueType
from indicators.rules.combined import CannotBeAddedUp, Combined, Part, combine
from indicators.rules.ended import is_after_the_end, is_no_value
from indicators.statistics.intervals import rate, wilson

SHARES = [Part(40.0, 40, 100), Part(30.0, 90, 300)]
HIDDEN = "the figure of an area is hidden, and a sum could give it back"


def added_up(parts, value_type=ValueType.PROPORTION, multiplier=100):
    return combine(parts, value_type=value_type, multiplier=multiplier)


def test_counts_are_added():
    assert added_up([Part(12.0), Part(30.0)], ValueType.COUNT, 1) == Combined(42.0, None, None, 42.0, None)


def test_a_share_of_all_is_no_mean_of_the_shares():
    """130 of 400, not the 35% that lies between 40% and 30%."""
    found = added_up(SHARES)

    lower, upper = wilson(130, 400, multiplier=100)
    assert found == Combined(32.5, lower, upper, 130, 400)


def test_a_rate_has_byars_limits():
    found = added_up([Part(20.0, 20, 100_000), Part(10.0, 30, 300_000)], ValueType.CRUDE_RATE, 100_000)

    assert found == Combined(*rate(50, 400_000), 50, 400_000)


def test_a_nought_is_a_figure():
    assert added_up([Part(0.0, 0, 100), Part(30.0, 30, 100)]).value == 15


@pytest.mark.parametrize(
    "value_type", sorted(set(ValueType) - {ValueType.COUNT, ValueType.PROPORTION, ValueType.CRUDE_RATE})
)
def test_nothing_else_can_be_added_up(value_type):
    with pytest.raises(CannotBeAddedUp, match=r"cannot be added up|not said"):
        added_up(SHARES, value_type)


@pytest.mark.parametrize(
    ("part", "reason"),
    [
        (Part(None, state=State.SUPPRESSED), HIDDEN),
        (Part(40.0, 40, 100, is_withheld=True), HIDDEN),
        (Part(None, state=State.NOT_AVAILABLE), "an area has no figure"),
        (Part(float("nan"), 40, 100), "an area has no figure"),
        (Part(40.0, 40, 100, State.MODELLED), "the figure of an area is a model's estimate"),
        (
            Part(40.0, 40, 100, State.NOT_COMPARABLE),
            "the source says that the figure of an area is not for comparison",
        ),
        (Part(40.0, 40, 100, qualifier=Qualifier.OVER), "the figure of an area is not exact"),
        (
            Part(40.0, None, 100),
            "an area's figure does not come with the count and the denominator that make it",
        ),
        (Part(40.0, 40, 0), "an area's figure does not come with the count and the denominator that make it"),
        (Part(40.0, 41, 100), "an area's figure does not come with the count and the denominator that make it"),
    ],
)
def test_one_part_that_is_wanting_leaves_no_sum(part, reason):
    with pytest.raises(CannotBeAddedUp) as refused:
        added_up([*SHARES, part])

    assert str(refused.value) == reason


def test_a_hidden_part_is_the_first_reason():
    """Any other reason could tell what the hidden figure is like."""
    with pytest.raises(CannotBeAddedUp) as refused:
        added_up([Part(None), Part(5.0, qualifier=Qualifier.ABOUT), Part(None, state=State.SUPPRESSED)])

    assert str(refused.value) == HIDDEN


def test_one_area_is_no_sum():
    with pytest.raises(CannotBeAddedUp, match="only one area"):
        added_up(SHARES[:1])


def test_a_count_below_nought_is_none():
    with pytest.raises(CannotBeAddedUp, match="below nought"):
        added_up([Part(-1.0), Part(3.0)], ValueType.COUNT, 1)


@pytest.mark.parametrize(
    ("value", "end", "valid_to", "expected"),
    [
        (0, 2022, 2021, True),
        (0, 2021, 2021, False),
        (3, 2022, 2021, False),
        (0, None, 2021, False),
        (0, 2022, None, False),
    ],
)
def test_a_nought_after_the_end_is_no_value(value, end, valid_to, expected):
    assert is_no_value(value, end=end, valid_to=valid_to) is expected


def test_a_figure_after_the_end_is_known_as_such():
    assert is_after_the_end(end=2022, valid_to=2021)
