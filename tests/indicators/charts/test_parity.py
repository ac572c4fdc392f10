"""One chart, three renderings: the interactive figure, the drawing and the table hold the same numbers."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators.charts import areas, control, funnel, inequality, trend
from indicators.charts.lines import Bar, Line, Mark
from tests.indicators.charts import readers
from tests.indicators.charts.examples import KINDS, WORDS, month, year

quickly = settings(max_examples=40, deadline=None, derandomize=True)
numbers = st.floats(-1e12, 1e12, allow_nan=False) | st.sampled_from([0.0, 1.0, -1.0, 0.001, 46.3, 1e12, -1e12])
values = st.one_of(st.none(), numbers)
# Nothing, one, some, all the same.
rows_of_values = st.lists(values, max_size=9) | st.builds(
    lambda value, count: [value] * count, values, st.integers(1, 9)
)
spreads = st.floats(0, 1000)


@st.composite
def trends(draw):
    lines = []
    for style in ("area", "england", "region", "neighbours")[: draw(st.integers(1, 4))]:
        spread = draw(spreads)
        marks = [
            year(2010 + place, value, lower=value and value - spread, upper=value and value + spread)
            for place, value in enumerate(draw(rows_of_values))
        ]
        lines.append(Line(f"Area {style}", style, tuple(marks)))
    day = datetime.date(2014, 7, 1)
    target = trend.Target(draw(numbers), datetime.date(2027, 3, 31), ("2014", day, draw(numbers)))
    targets = [target] if draw(st.booleans()) else []
    goals = [trend.Goal(number) for number in draw(st.lists(numbers, max_size=2))]
    began = [trend.Began("Action began", day)] if draw(st.booleans()) else []
    return trend.build(
        lines, uid="t", targets=targets, goals=goals, began=began, from_zero=draw(st.booleans()), **WORDS
    )


@st.composite
def bars(draw):
    spread = draw(spreads)
    found = [
        Bar(f"Area {place}", Mark("2023", value=value, lower=value - spread, upper=value + spread), standing="worse")
        if value is not None
        else Bar(f"Area {place}", Mark("2023", state="suppressed"))
        for place, value in enumerate(draw(rows_of_values))
    ]
    references = [areas.Reference("England", number) for number in draw(st.lists(numbers, max_size=2))]
    return areas.build(found, uid="a", references=references, **WORDS)


@st.composite
def controls(draw):
    limits = [draw(st.tuples(values, values, values)) for _ in range(2)]
    points = [
        control.ControlPoint(*month(place), value, *limits[place > 4], verdict=draw(st.sampled_from(["", "worse"])))
        for place, value in enumerate(draw(rows_of_values))
    ]
    target = trend.Target(draw(numbers)) if draw(st.booleans()) else None
    return control.build(points, uid="c", name="Area", target=target, **WORDS)


@st.composite
def funnels(draw):
    points = [
        funnel.FunnelPoint(
            f"Area {place}", draw(st.integers(0, 10**6)), value, draw(st.sampled_from(["", "95", "998"]))
        )
        for place, value in enumerate(draw(rows_of_values))
    ]
    limits = [
        funnel.FunnelLimits(size, *draw(st.tuples(*[values] * 4)))
        for size in draw(st.sets(st.integers(1, 10**6), max_size=4))
    ]
    return funnel.build(points, limits, uid="f", baseline=draw(numbers), size="people", **WORDS)  # fmt: skip


@st.composite
def inequalities(draw):
    spread = draw(spreads)
    groups = [
        inequality.Group(f"Group {place}", str(place), value, value and value - spread, value and value + spread)
        for place, value in enumerate(draw(rows_of_values))
    ]
    slope = inequality.Slope(draw(numbers), draw(numbers)) if draw(st.booleans()) else None
    return inequality.build(groups, uid="i", period="2023", slope=slope, **WORDS)


charts = st.one_of(trends(), bars(), controls(), funnels(), inequalities())


def assert_same(found, expected):
    """The same sides, and numbers that differ by no more than an interval loses when it is drawn as a difference."""
    assert [side for side, _ in found] == [side for side, _ in expected]
    most = max((abs(number) for _, number in expected), default=1)
    assert [number for _, number in found] == pytest.approx(
        [number for _, number in expected], rel=1e-9, abs=most * 1e-12
    )


def assert_on_scale(drawing):
    low, low_at, high, high_at = readers.scale(drawing)
    for number, y in readers.heights(drawing):
        wanted = low_at + (number - low) / (high - low) * (high_at - low_at)
        assert y == pytest.approx(wanted, abs=0.02)
        assert min(low_at, high_at) - 0.02 <= y <= max(low_at, high_at) + 0.02


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_the_drawings_and_the_figure_hold_the_same_numbers(kind):
    chart = KINDS[kind]()

    expected = readers.from_rows(chart)

    assert len(expected) > 8
    for drawing in readers.drawings(chart).values():
        assert readers.from_svg(drawing) == expected
    assert_same(readers.from_figure(chart), expected)


@given(charts)
@quickly
def test_any_chart_holds_the_same_numbers_three_times(chart):
    expected = readers.from_rows(chart)

    for drawing in readers.drawings(chart).values():
        assert readers.from_svg(drawing) == expected
    assert_same(readers.from_figure(chart), expected)


@given(charts.filter(lambda chart: not chart.is_in_rows))
@quickly
def test_every_mark_stands_where_the_scale_says(chart):
    for drawing in readers.drawings(chart).values():
        assert_on_scale(drawing)


@given(bars())
@quickly
def test_every_bar_of_a_row_is_as_long_as_the_scale_says(chart):
    for drawing in readers.drawings(chart).values():
        nought = drawing.select_one("[data-high]")
        at, high, high_at = (float(nought[name]) for name in ("x1", "data-high", "data-high-at"))
        for bar in drawing.select("rect[data-value]"):
            length = float(bar["data-value"]) / (high or 1) * (high_at - at)
            if high:
                assert float(bar["width"]) == pytest.approx(abs(length), abs=0.03, rel=1e-3)


@given(charts)
@quickly
def test_the_scale_holds_every_number(chart):
    ticks = chart.value_ticks

    held = [number for _, number in readers.from_rows(chart)]

    # An end that misses a number by less than a billionth of a step asks for no further step.
    slack = ticks.step * 1e-8
    assert all(ticks.low - slack <= number <= ticks.high + slack for number in held)
    assert 2 <= len(ticks.numbers) <= 13
    assert ticks.numbers == sorted(set(ticks.numbers))


@pytest.mark.parametrize("kind", ["trend", "control", "funnel"])
def test_points_stand_along_the_chart_as_their_places_do(kind):
    for drawing in readers.drawings(KINDS[kind]()).values():
        found = sorted(readers.places(drawing))
        (first, first_x), (last, last_x) = found[0], found[-1]

        wanted = [first_x + (place - first) / (last - first) * (last_x - first_x) for place, _ in found]

        assert [x for _, x in found] == pytest.approx(wanted, abs=0.03)


@pytest.mark.parametrize("kind", KINDS)
def test_lines_without_a_value_are_in_all_three(kind):
    rows, marks, shapes = readers.upright_names(KINDS[kind]())

    assert rows == marks == (shapes if kind != "areas" else rows)


def test_the_middle_of_an_interval_is_its_value_in_the_drawing_of_a_band():
    drawing = readers.drawings(KINDS["trend"]())["wide"]

    band = drawing.select_one(".cdp-chart__band")["d"]

    low, low_at, high, high_at = readers.scale(drawing)
    corners = [float(pair.split()[1]) for pair in band.strip("M Z").split(" L")]
    edges = [number for end in ("upper", "lower") for number in _edge(end)]
    wanted = [low_at + (number - low) / (high - low) * (high_at - low_at) for number in edges]
    assert corners == pytest.approx(wanted, abs=0.02)


def _edge(side):
    own = KINDS["trend"]().layers[0]
    found = [getattr(point, side) for point in own.points]
    return found if side == "upper" else reversed(found)
