"""What a reading is judged by: worked-out limits, 99.8%, the period before, the neighbours, the goal."""

import datetime

import pytest

from indicators.models import AreaType, Reading, State, ValueType
from indicators.operations.readings import recompute_readings
from indicators.statistics.intervals import rate, wilson
from tests.factories import (
    AreaFactory,
    DocumentFactory,
    IndicatorFactory,
    NeighbourFactory,
    NeighbourGroupFactory,
    ObservationFactory,
    PartnershipFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def refresh():
    return RefreshFactory()


@pytest.fixture
def england():
    return AreaFactory(code="E92000001", name="England", area_type=AreaType.COUNTRY)


@pytest.fixture
def indicator():
    return IndicatorFactory(value_type=ValueType.PROPORTION, multiplier=100, polarity="lower_is_better")


@pytest.fixture
def series(indicator, england):
    series = SeriesFactory(indicator=indicator)
    series.area.parents.add(england)
    return series


@pytest.fixture
def neighbours(series):
    """Four areas, the nearest first, as series of the same indicator."""
    group = NeighbourGroupFactory(area=series.area)
    return [
        SeriesFactory(indicator=series.indicator, area=NeighbourFactory(group=group, position=position).area)
        for position in range(1, 5)
    ]


def observe(series, value, *, refresh, year=2022, **more):
    return ObservationFactory(
        series=series, refresh=refresh, period=str(year), period_start=f"{year}-01-01", period_end=f"{year}-12-31",
        value=value, **more,
    )  # fmt: skip


def reading(series):
    return Reading.objects.get(series=series)


def test_limits_that_a_source_leaves_out_are_worked_out_and_say_so(series, refresh):
    observe(series, 25.0, refresh=refresh, count=50, denominator=200)

    recompute_readings()

    now = reading(series)
    assert (now.lower_95, now.upper_95) == pytest.approx(wilson(50, 200, multiplier=100))
    assert (now.lower_998, now.upper_998) == pytest.approx(wilson(50, 200, multiplier=100, confidence=0.998))
    assert now.interval_is_computed


def test_published_limits_are_kept_and_only_the_wider_ones_worked_out(series, refresh):
    lower, upper = (round(end, 1) for end in wilson(50, 200, multiplier=100))
    observe(series, 25.0, refresh=refresh, count=50, denominator=200, lower_95=lower, upper_95=upper)

    recompute_readings()

    now = reading(series)
    assert (now.lower_95, now.upper_95, now.interval_is_computed) == (lower, upper, False)
    assert (now.lower_998, now.upper_998) == pytest.approx(wilson(50, 200, multiplier=100, confidence=0.998))


def test_limits_of_another_method_get_no_wider_ones_of_ours(series, refresh):
    observe(series, 25.0, refresh=refresh, count=50, denominator=200, lower_95=15, upper_95=35)

    recompute_readings()

    now = reading(series)
    assert (now.lower_95, now.upper_95, now.lower_998, now.upper_998) == (15, 35, None, None)


@pytest.mark.parametrize(
    "more",
    [
        {"qualifier": "about"},
        {"state": State.MODELLED},
        {"denominator": 400},
        {"denominator": None},
        {"value": None, "state": State.SUPPRESSED},
    ],
)
def test_what_is_not_the_printed_figure_has_no_limits(series, refresh, more):
    observe(series, **{"value": 25.0, "refresh": refresh, "count": 50, "denominator": 200} | more)

    recompute_readings()

    now = reading(series)
    assert (now.lower_95, now.upper_95, now.interval_is_computed) == (None, None, False)


def test_a_trend_can_rest_on_limits_of_ours(series, refresh):
    series.indicator.value_type, series.indicator.multiplier = ValueType.CRUDE_RATE, 100_000
    series.indicator.save()
    for year, count in zip(range(2018, 2023), (100, 150, 200, 250, 300), strict=True):
        observe(series, float(count), refresh=refresh, year=year, count=count, denominator=100_000)

    recompute_readings()

    now = reading(series)
    assert (now.trend, now.trend_verdict, now.interval_is_computed) == ("increasing", "getting_worse", True)
    assert (now.lower_95, now.upper_95) == pytest.approx(rate(300, 100_000)[1:])


@pytest.mark.parametrize(("national", "at_95", "at_998"), [(10, "worse", "worse"), (17, "worse", "similar")])
def test_a_standing_is_told_at_both_levels(series, refresh, england, national, at_95, at_998):
    observe(series, 20.0, refresh=refresh, lower_95=18, upper_95=22, lower_998=16, upper_998=24)
    observe(SeriesFactory(indicator=series.indicator, area=england), national, refresh=refresh)

    recompute_readings()

    now = reading(series)
    assert (now.standing_england, now.standing_england_998) == (at_95, at_998)
    assert (now.standing_region, now.standing_region_998) == ("not_compared", "not_compared")


@pytest.mark.parametrize(
    ("lower", "upper", "standing"), [(8, 12, "worse"), (8, 18, "similar"), (23, 27, "better"), (None, None, None)]
)
def test_the_period_before_is_beaten_only_where_the_intervals_part(series, refresh, lower, upper, standing):
    middle = 20.0 if lower is None else (lower + upper) / 2
    observe(series, middle, refresh=refresh, year=2021, lower_95=lower, upper_95=upper, count=80)
    observe(series, 20.0, refresh=refresh, lower_95=18, upper_95=22, count=75)

    recompute_readings()

    now = reading(series)
    assert (now.previous_count, now.change_count) == (80, -5)
    assert now.standing_previous == (standing or "not_compared")


def test_a_figure_since_a_day_is_not_the_one_before_itself(series, refresh):
    ObservationFactory(
        series=series, refresh=refresh, period="since Oct 2021", period_start="2021-10-01", period_end=None
    )

    recompute_readings()

    now = reading(series)
    assert (now.period, now.previous_period, now.previous_value, now.change) == ("since Oct 2021", "", None, None)


def test_a_count_that_is_kept_back_has_no_difference(series, refresh):
    observe(series, 20.0, refresh=refresh, year=2021, count=75)
    observe(series, None, refresh=refresh, state=State.SUPPRESSED, count=4)

    recompute_readings()

    now = reading(series)
    assert (now.change, now.change_count, now.standing_previous) == (None, None, "not_compared")


def test_neighbours_are_pooled_and_not_averaged(series, neighbours, refresh):
    observe(series, 20.0, refresh=refresh, lower_95=18, upper_95=22)
    for one, (count, people) in zip(neighbours, [(10, 100), (400, 1000), (30, 200), (60, 700)], strict=True):
        observe(one, count / people * 100, refresh=refresh, count=count, denominator=people)

    recompute_readings()

    now = reading(series)
    assert (now.neighbours_value, now.neighbours_basis) == (500 / 2000 * 100, "pooled")
    assert (now.standing_neighbours, now.standing_neighbours_998) == ("better", "not_compared")


def test_a_figure_published_for_the_group_wins(series, neighbours, refresh):
    group = AreaFactory(area_type=AreaType.NEIGHBOUR_GROUP)
    series.area.parents.add(group)
    observe(series, 20.0, refresh=refresh, lower_95=18, upper_95=22)
    observe(SeriesFactory(indicator=series.indicator, area=group), 19.0, refresh=refresh)
    for one in neighbours:
        observe(one, 50.0, refresh=refresh, count=50, denominator=100)

    recompute_readings()

    now = reading(series)
    assert (now.neighbours_value, now.neighbours_basis, now.standing_neighbours) == (19.0, "published", "similar")


def test_two_neighbours_are_no_group(series, neighbours, refresh):
    """Of four, one has no figure in this period and one a count that does not give its value."""
    observe(series, 20.0, refresh=refresh)
    observe(neighbours[0], 50.0, refresh=refresh, count=50, denominator=100)
    observe(neighbours[1], 50.0, refresh=refresh, count=50, denominator=100)
    observe(neighbours[2], 50.0, refresh=refresh, count=50, denominator=100, year=2021)
    observe(neighbours[3], 50.0, refresh=refresh, count=50, denominator=300)

    recompute_readings()

    assert (reading(series).neighbours_value, reading(series).neighbours_basis) == (None, "")


def test_an_abolished_neighbour_adds_nothing(series, neighbours, refresh):
    abolished = neighbours[0].area
    abolished.valid_to = datetime.date(2020, 12, 31)
    abolished.save()
    for one in [series, *neighbours]:
        value = 0.0 if one == neighbours[0] else 50.0
        observe(one, value, refresh=refresh, count=value, denominator=100)

    recompute_readings()

    assert reading(series).neighbours_value == 50.0


def test_only_rates_and_proportions_can_be_pooled(series, neighbours, refresh):
    series.indicator.value_type = ValueType.DIRECTLY_STANDARDISED_RATE
    series.indicator.save()
    for one in [series, *neighbours]:
        observe(one, 50.0, refresh=refresh, count=50, denominator=100)

    recompute_readings()

    assert reading(series).neighbours_basis == ""


def test_a_drafts_figures_are_pooled_for_nobody_else(series, neighbours, refresh):
    def hidden():
        document = DocumentFactory(partnership=PartnershipFactory(is_published=False))
        return RefreshFactory(source=SourceFactory(kind="document", document=document))

    observe(series, 20.0, refresh=refresh)
    for one in neighbours[:2]:
        observe(one, 50.0, refresh=refresh, count=50, denominator=100)
    for one in neighbours[2:]:
        observe(one, 10.0, refresh=hidden(), count=10, denominator=100)

    recompute_readings()

    assert reading(series).neighbours_basis == ""


@pytest.mark.parametrize(
    ("polarity", "value", "lower", "upper", "standing"),
    [
        ("lower_is_better", 9.0, 10.0, None, "better"),
        ("lower_is_better", 11.0, None, 10.0, "worse"),
        ("higher_is_better", 10.0, 10.0, None, "better"),
        ("higher_is_better", 92.0, 90.0, 95.0, "similar"),
        ("higher_is_better", 95.0, 90.0, 95.0, "better"),
        ("higher_is_better", 89.0, 90.0, 95.0, "worse"),
        ("not_judged", 89.0, 90.0, 95.0, "not_compared"),
        ("higher_is_better", 89.0, None, None, "not_compared"),
    ],
)
def test_a_figure_is_set_against_its_goal(series, refresh, polarity, value, lower, upper, standing):
    for name, goal in {"polarity": polarity, "goal_lower": lower, "goal_upper": upper}.items():
        setattr(series.indicator, name, goal)
    series.indicator.goal_source = "" if lower is upper is None else "A strategy"
    series.indicator.save()
    observe(series, value, refresh=refresh)

    recompute_readings()

    assert reading(series).standing_goal == standing


@pytest.mark.parametrize("more", [{"qualifier": "over"}, {"value": None, "state": State.SUPPRESSED}])
def test_what_is_no_number_reaches_no_goal(series, refresh, more):
    series.indicator.goal_lower, series.indicator.goal_source = 30.0, "A strategy"
    series.indicator.save()
    observe(series, **{"value": 20.0, "refresh": refresh} | more)

    recompute_readings()

    assert reading(series).standing_goal == "not_compared"


NOT_COMPARABLE = State.NOT_COMPARABLE


def test_a_figure_that_is_not_for_comparison_is_in_no_judgement(series, refresh, england):
    indicator = series.indicator
    indicator.goal_lower, indicator.goal_source = 10, "A plan"
    indicator.save()
    peer = SeriesFactory(indicator=indicator)
    peer.area.parents.add(england)
    for one, value, more in (
        (series, 25.0, {"state": NOT_COMPARABLE}),
        (peer, 20.0, {}),
        (SeriesFactory(indicator=indicator, area=england), 10, {}),
    ):
        observe(one, value, refresh=refresh, lower_95=value - 1, upper_95=value + 1, **more)
        observe(one, value + 5, refresh=refresh, year=2021, lower_95=value + 4, upper_95=value + 6)

    recompute_readings()

    now = reading(series)
    assert (now.value, now.state, now.england_value) == (25.0, "not_comparable", 10)
    assert {now.standing_england, now.standing_england_998, now.standing_previous, now.standing_goal} == {
        "not_compared"
    }
    assert (now.previous_value, now.change, now.change_count) == (30.0, None, None)
    assert (now.rank, now.rank_of, now.fifth) == (None, None, None)
    assert (reading(peer).standing_england, reading(peer).change, reading(peer).rank_of) == ("worse", -5, None)


def test_a_provisional_figure_is_compared_all_the_same(series, refresh, england):
    observe(series, 20.0, refresh=refresh, lower_95=18, upper_95=22, state=State.PROVISIONAL)
    observe(SeriesFactory(indicator=series.indicator, area=england), 10, refresh=refresh)

    recompute_readings()

    assert reading(series).standing_england == "worse"


def test_nothing_is_compared_with_a_figure_that_is_not_for_comparison(series, refresh, england):
    observe(series, 20.0, refresh=refresh, lower_95=18, upper_95=22)
    observe(SeriesFactory(indicator=series.indicator, area=england), 10, refresh=refresh, state=NOT_COMPARABLE)

    recompute_readings()

    assert (reading(series).england_value, reading(series).standing_england) == (10, "not_compared")


def test_a_change_passes_over_what_is_not_for_comparison(series, refresh):
    for year, value, state in ((2020, 20.0, State.PUBLISHED), (2021, 9.0, NOT_COMPARABLE), (2022, 25.0, "published")):
        observe(series, value, refresh=refresh, year=year, state=state)

    recompute_readings()

    now = reading(series)
    assert (now.previous_period, now.previous_value, now.change) == ("2020", 20.0, 5.0)


@pytest.mark.parametrize("year", [2018, 2022])
def test_no_trend_rests_on_a_figure_that_is_not_for_comparison(series, refresh, year):
    for each, count in zip(range(2018, 2023), (50, 80, 110, 140, 170), strict=True):
        state = NOT_COMPARABLE if each == year else State.PUBLISHED
        observe(series, count / 10, refresh=refresh, year=each, count=count, denominator=1000, state=state)

    recompute_readings()

    now = reading(series)
    assert (now.trend, now.trend_verdict, now.trend_reason) == ("cannot_be_calculated", "plain", "not_for_comparison")


def test_what_is_not_for_comparison_is_not_pooled_with_the_other_neighbours(series, neighbours, refresh):
    observe(series, 25.0, refresh=refresh, count=50, denominator=200)
    for place, one in enumerate(neighbours):
        state = NOT_COMPARABLE if place == 3 else State.PUBLISHED
        observe(
            one, 10.0 + 30 * (place == 3), refresh=refresh, count=10 + 30 * (place == 3), denominator=100, state=state
        )

    recompute_readings()

    assert (reading(series).neighbours_value, reading(series).neighbours_basis) == (10.0, "pooled")
