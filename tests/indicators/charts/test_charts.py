"""Lines, figures and drawings of charts: the same marks in each, no judgement by colour alone, nothing but text."""

import datetime
import json
import re
from itertools import combinations

import pytest

from indicators.charts import drawing, lines, plotly
from indicators.charts.lines import Bar, Line, Mark


def year(number, value, **fields):
    return Mark(str(number), datetime.date(number, 1, 1), datetime.date(number, 12, 31), value, **fields)


def line(name="Northshire", style="area", values=(10, 12, 15), **fields):
    return Line(name, style, tuple(year(2019 + place, value, **fields) for place, value in enumerate(values)))


def trace(figure, name):
    return next(one for one in figure.data if one.name == name)


def bars_of(*values):
    return [Bar(f"Area {place}", year(2021, value)) for place, value in enumerate(values)]


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def test_a_trend_has_a_line_an_area_with_its_values():
    figure = plotly.trend([line(), line("England", "england", (11, 11, 11))], unit="%")

    assert list(trace(figure, "Northshire").y) == [10, 12, 15]
    assert list(trace(figure, "England").y) == [11, 11, 11]
    assert [one.text for one in figure.layout.annotations] == ["Northshire 15%", "England 11%"]


def test_lines_differ_by_dash_and_shape_and_not_by_colour_alone():
    styles = plotly.STYLES.values()

    assert len({style["dash"] for style in styles}) == len({style["symbol"] for style in styles}) == lines.MOST_LINES


def test_the_interval_is_a_band_behind_the_line():
    with_limits = Line("Northshire", "area", (year(2020, 10, lower=8, upper=12), year(2021, 11, lower=9, upper=13)))

    figure = plotly.trend([with_limits], unit="%")

    assert (figure.data[0].fill, list(figure.data[0].y)) == ("toself", [12, 13, 9, 8])


def test_a_missing_value_is_not_drawn_and_not_bridged_by_nought():
    figure = plotly.trend([line(values=(10, None, 15))], unit="%")

    assert list(trace(figure, "Northshire").y) == [10, 15]


def test_a_chart_refuses_a_fifth_line():
    with pytest.raises(lines.TooManyLines):
        plotly.trend([line(str(number)) for number in range(5)], unit="%")


def test_a_trend_starts_at_nought_and_has_one_axis():
    layout = plotly.trend([line(values=(80, 81, 82))], unit="%").layout.to_plotly_json()

    assert layout["yaxis"]["range"] == [0, 100]
    assert [key for key in layout if key.startswith("yaxis")] == ["yaxis"]


def test_falls_below_nought_are_drawn():
    assert plotly.trend([line(values=(-50, 10, 20))], unit="%").layout.yaxis.range == (-60, 20)


def test_bars_start_at_nought_highest_first_and_keep_suppressed_areas():
    suppressed = Bar("Smalltown", year(2021, None, state="suppressed"))

    figure = plotly.bars([*bars_of(3, 9), suppressed], unit="%")

    assert (list(figure.data[0].y), list(figure.data[0].x)) == (["Area 1", "Area 0", "Smalltown"], [9, 3, None])
    assert figure.layout.xaxis.rangemode == "tozero"
    assert figure.layout.yaxis.ticktext[-1] == "Smalltown  Suppressed "


def test_bars_have_whiskers_where_there_is_an_interval():
    figure = plotly.bars([Bar("Northshire", year(2021, 10, lower=8, upper=13)), *bars_of(4)], unit="%")

    assert (list(figure.data[0].error_x.array), list(figure.data[0].error_x.arrayminus)) == ([3, 0], [2, 0])


@pytest.mark.parametrize("colour", [plotly.NAVY, plotly.GREY, plotly.TEAL, plotly.PURPLE, plotly.PALE, plotly.WHISKER])
def test_every_colour_is_seen_on_white(colour):
    assert contrast(colour, plotly.WHITE) >= 3


@pytest.mark.parametrize(("one", "other"), [(plotly.PALE, plotly.NAVY), (plotly.WHISKER, plotly.NAVY)])
def test_colours_that_touch_are_told_apart(one, other):
    assert contrast(one, other) >= 3


def test_a_figure_holds_no_html():
    figure = plotly.trend([line("A & B"), line("England", "england")], unit="%")

    assert not re.search(r"<\w", json.dumps(json.loads(figure.to_json())))


@pytest.mark.parametrize(
    ("numbers", "expected"),
    [
        ([46.3], (0, 50, 10)),
        ([80, 82, None], (0, 100, 20)),
        ([0], (0, 1, 1)),
        ([], (0, 1, 1)),
        ([0.038], (0, 0.04, 0.01)),
        ([2057], (0, 2500, 500)),
        ([-50, 20], (-60, 20, 20)),
    ],
)
def test_an_axis_holds_nought_and_ends_at_round_numbers(numbers, expected):
    assert lines.axis(numbers) == expected


def test_labels_are_moved_apart():
    heights = lines.apart([50, 51, 52, 98], 10, 0, 100)

    assert all(abs(one - other) >= 10 for one, other in combinations(heights, 2))
    assert heights == sorted(heights)
    assert all(0 <= height <= 100 for height in heights)


@pytest.mark.parametrize(("count", "most", "expected"), [(3, 9, [0, 1, 2]), (10, 5, [1, 3, 5, 7, 9]), (0, 5, [])])
def test_tick_labels_are_thinned_and_keep_the_newest(count, most, expected):
    assert lines.thinned(list(range(count)), most) == expected


def test_a_drawing_has_a_title_a_description_and_every_mark():
    drawn = str(
        drawing.trend("t", [line(), line("England", "england")], unit="%", title="Deaths <x>", desc="From 10 to 15")
    )

    assert drawn.count("<title") == drawn.count("<desc") == 2
    assert "Deaths &lt;x&gt;" in drawn
    assert drawn.count('class="cdp-chart__dot"') == 2 * 3
    assert re.search(r'aria-labelledby="t-wide-t t-wide-d"', drawn)
    assert "style=" not in drawn


def test_drawn_bars_keep_a_suppressed_area_and_say_why():
    drawn = str(
        drawing.bars(
            "a",
            [*bars_of(3, 9), Bar("Smalltown", year(2021, None, state="suppressed", note="fewer than 5 people"))],
            unit="%",
            title="Areas",
            desc="Bars",
            reference=Bar("England", year(2021, 5)),
        )
    )

    assert drawn.count("<rect") == 2 * 2
    assert drawn.count("Suppressed: fewer than 5 people") == 2
    assert drawn.count("England 5%") == 2


@pytest.mark.parametrize(("reference", "side"), [(50, "center"), (90, "right"), (150, "right")])
def test_the_words_of_the_line_across_bars_stay_within_the_chart(reference, side):
    figure = plotly.bars(bars_of(100, 40), unit="per 100,000", reference=Bar("England", year(2021, reference)))

    assert figure.layout.annotations[0].xanchor == side
