import pytest

from indicators.presenters.comparisons import comparison, goal_comparison, goal_words, standing_at_both
from tests.factories import IndicatorFactory, ReadingFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("at_95", "at_998", "shown"),
    [
        ("worse", "worse", "clearly_worse"),
        ("worse", "similar", "worse"),
        ("worse", "not_compared", "worse"),
        ("lower", "lower", "clearly_lower"),
        ("similar", "similar", "similar"),
        ("not_compared", "worse", "not_compared"),
    ],
)
def test_clearly_is_said_only_where_the_difference_holds_at_both_levels(at_95, at_998, shown):
    reading = ReadingFactory(england_value=55.8, standing_england=at_95, standing_england_998=at_998)

    assert standing_at_both(reading, "england") == shown
    assert comparison(reading, "england", "England").shown == shown


def test_a_clear_difference_is_said_in_the_sentence():
    reading = ReadingFactory(england_value=55.8, standing_england="worse", standing_england_998="worse")

    assert comparison(reading, "england", "England").sentence == "England 55.8%: clearly worse."


@pytest.mark.parametrize(
    ("basis", "value", "label"),
    [("pooled", 50.9, "Neighbours 50.9%, pooled"), ("published", 50.9, "Neighbours 50.9%"), ("", None, "Neighbours")],
)
def test_the_neighbours_say_where_their_figure_comes_from(basis, value, label):
    reading = ReadingFactory(neighbours_value=value, neighbours_basis=basis, standing_neighbours="not_compared")

    assert comparison(reading, "neighbours", "the neighbours").label == label


@pytest.mark.parametrize(
    ("unit", "lower", "upper", "said"),
    [
        ("%", None, None, ""),
        ("%", 75, None, "75%"),
        ("%", None, 12.5, "12.5%"),
        ("%", 90, 95, "90% to 95%"),
        ("per 100,000", 10, None, "10"),
        ("%", 0, None, "0%"),
    ],
)
def test_a_goal_is_in_words(unit, lower, upper, said):
    indicator = IndicatorFactory.build(unit=unit, goal_lower=lower, goal_upper=upper)

    assert goal_words(indicator) == said


def test_a_goal_that_cannot_be_compared_says_why():
    indicator = IndicatorFactory(goal_lower=75, goal_source="A strategy")
    fields = {"observation__series__indicator": indicator}
    judged = ReadingFactory(**fields, standing_goal="worse")
    unjudged = ReadingFactory(**fields)
    suppressed = ReadingFactory(**fields, observation__value=None, observation__state="suppressed")

    assert goal_comparison(judged).sentence == "The goal 75%: worse."
    assert goal_comparison(unjudged).sentence == "The goal 75%. The goal is not compared with this figure."
    assert goal_comparison(suppressed).sentence == "The goal 75%. There is no figure to compare."
    assert goal_comparison(ReadingFactory(standing_goal="worse")) is None


def test_a_figure_that_is_not_for_comparison_says_so_before_all_else():
    indicator = IndicatorFactory(value_type="count", goal_upper=10, goal_source="A plan")
    reading = ReadingFactory(
        observation__series__indicator=indicator, observation__state="not_comparable", state="not_comparable",
        england_value=55.8,
    )  # fmt: skip
    said = "The source says that this figure is not for comparison"

    assert comparison(reading, "england", "England").sentence == f"England 55.8%. {said}."
    assert goal_comparison(reading).reason == said


def test_another_figure_that_is_not_for_comparison_is_named():
    reading = ReadingFactory(lower_95=40, upper_95=60, england_value=55.8, standing_england="not_compared")

    assert comparison(reading, "england", "England").reason == (
        "The source says that the figure for England is not for comparison"
    )
