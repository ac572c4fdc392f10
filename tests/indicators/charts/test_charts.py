"""What each kind of chart draws and says, in its figure, its drawings and its table."""

import datetime
import json
import re
from itertools import combinations

import pytest

from indicators.charts import (
    areas,
    control,
    funnel,
    inequality,
    labels,
    layers,
    plotly,
    svg,
    trend,
)
from indicators.charts.lines import Bar, Line
from tests.indicators.charts import readers
from tests.indicators.charts.examples import KINDS, WORDS, line, month, trend_chart, year


def bars_of(*values, **fields):
    return [Bar(f"Area {place}", year(2021, value), **fields) for place, value in enumerate(values)]


# What is drawn --------------------------------------------------------------------------------------------------------


def test_a_trend_has_a_line_an_area_with_its_name_and_newest_figure():
    figure = plotly.draw(trend.build([line(), line("England", "england", (11, 11, 11))], uid="t", **WORDS))

    assert {trace.name: list(trace.y) for trace in figure.data} == {"Northshire": [10, 12, 15], "England": [11, 11, 11]}
    assert [one.text for one in figure.layout.annotations] == ["Northshire 15%", "England 11%"]


def test_the_interval_is_a_band_behind_the_line_of_the_area_in_focus():
    own = Line("Northshire", "area", (year(2020, 10, lower=8, upper=12), year(2021, 11, lower=9, upper=13)))
    other = Line("England", "england", (year(2020, 10, lower=9, upper=11), year(2021, 11, lower=9, upper=13)))

    figure = plotly.draw(trend.build([own, other], uid="t", **WORDS))

    assert [(one.name, list(one.y)) for one in figure.data if one.fill] == [
        ("95% interval of Northshire", [12, 13, 9, 8])
    ]


def test_a_missing_value_is_not_drawn_and_not_bridged_by_nought():
    figure = plotly.draw(trend.build([line(values=(10, None, 15))], uid="t", **WORDS))

    assert list(figure.data[0].y) == [10, 15]


def test_a_figure_has_one_axis_of_values():
    layout = plotly.draw(trend.build([line(values=(80, 81, 82))], uid="t", **WORDS)).layout.to_plotly_json()

    assert list(layout["yaxis"]["range"]) == [0, 100]
    assert [key for key in layout if key.startswith("yaxis")] == ["yaxis"]


def test_a_scale_that_leaves_nought_out_says_so():
    values = (80, 81, 82)

    with_nought, without = (
        trend.build([line(values=values)], uid="t", from_zero=from_zero, **WORDS) for from_zero in (True, False)
    )

    assert (with_nought.every_note, without.every_note) == ([], ["The scale does not begin at 0."])


def test_a_provisional_figure_is_hollow_and_the_key_and_the_table_say_why():
    marks = (year(2020, 10), year(2021, 11, state="provisional"))
    found = trend.build([Line("Northshire", "area", marks)], uid="t", **WORDS)

    drawn = readers.drawings(found)["wide"]

    assert [mark["data-value"] for mark in drawn.select(".cdp-sign--hollow")] == ["11"]
    assert found.legend() == [("hollow", "Provisional")]
    assert [row.note for row in found.rows()] == ["", "Provisional"]


def test_a_target_has_its_date_and_the_straight_course_from_the_baseline():
    rows = [(row.name, row.place, row.value) for row in trend_chart().added_rows()]

    assert rows == [
        ("Target", "by March 2026", 60),
        ("Expected course", "2022", 50.2),
        ("Expected course", "March 2026", 60),
        ("National ambition", "", 75),
        ("Action 2.4 began", "12 January 2023", None),
        ("Action 2.5 began", "1 March 2023", None),
    ]


def test_bars_stand_highest_first_and_areas_without_a_figure_keep_their_row():
    suppressed = Bar("Smalltown", year(2021, None, state="suppressed", note="fewer than 5 people"))

    found = areas.build([*bars_of(3, 9), suppressed], uid="a", **WORDS)

    assert [(row.name, row.value, row.words, row.note) for row in found.rows()] == [
        ("Area 1", 9, "", ""),
        ("Area 0", 3, "", ""),
        ("Smalltown", None, "Suppressed", "fewer than 5 people"),
    ]
    for drawing in readers.drawings(found).values():
        assert "Suppressed: fewer than 5 people" in " ".join(one.text for one in drawing.select("text"))
    assert "Suppressed: fewer than 5 people" in [one.text for one in plotly.draw(found).layout.annotations]


def test_two_areas_of_one_name_keep_a_bar_each():
    figure = plotly.draw(areas.build([Bar("Newport", year(2021, 3)), Bar("Newport", year(2021, 4))], uid="a", **WORDS))

    assert (list(figure.data[0].y), list(figure.data[0].x)) == ([0, 1], [4, 3])


def test_a_standing_is_a_shape_and_a_word():
    found = areas.build(bars_of(3, standing="worse"), uid="a", against="the region", **WORDS)

    drawing = readers.drawings(found)["wide"]

    assert found.legend() == [("worse", "Worse than the region")]
    assert len(drawing.select(".cdp-sign--worse")) == 1
    assert "Worse than the region" in [one.text for one in drawing.select("text")]


def test_limits_are_one_step_for_each_stretch_of_periods():
    found = KINDS["control"]()

    steps = [(row.name, row.place, row.value) for row in found.rows() if row.name in ("Mean", "Upper limit")]

    assert steps == [
        ("Mean", "Jan 2022 to Dec 2022", 80),
        ("Mean", "Jan 2023 to Jun 2023", 86),
        ("Upper limit", "Jan 2022 to Dec 2022", 90),
        ("Upper limit", "Jan 2023 to Jun 2023", 94),
    ]


def test_a_special_cause_has_a_shape_and_says_its_rule():
    found = KINDS["control"]()

    assert [(row.place, row.note) for row in found.rows() if row.shape == "worse"] == [
        ("May 2022", "Special cause: worse, below the lower limit")
    ]
    assert found.legend() == [
        ("worse", "Special cause: worse"),
        ("better", "Special cause: better"),
        ("hollow", "Provisional"),
        ("span", "Provisional limits"),
    ]


def test_a_control_chart_without_limits_is_a_line():
    points = [control.ControlPoint(*month(place), value) for place, value in enumerate((3, 4))]

    found = control.build(points, uid="c", name="Northshire", **WORDS)

    assert [type(layer) for layer in found.layers] == [layers.Curve]


def test_a_funnel_names_the_area_in_focus_and_those_outside():
    found = KINDS["funnel"]()

    names = {one.text for one in readers.drawings(found)["wide"].select("text.cdp-chart__over")}

    assert names == {"Northshire", "Highton", "Lowton"}
    assert [(row.name, row.note) for row in found.rows() if row.note] == [
        ("Highton", "Worse than England, outside the 99.8% limits"),
        ("Lowton", "Better than England; Outside the 95% limits only"),
        ("England", "Line across the chart"),
    ]


@pytest.mark.parametrize("count", [0, 1])
@pytest.mark.parametrize(
    "build",
    [
        lambda count: trend.build([line(values=(5,) * count)], uid="u", **WORDS),
        lambda count: areas.build(bars_of(*[5] * count), uid="u", **WORDS),
        lambda count: control.build([control.ControlPoint(*month(0), 5)] * count, uid="u", name="A", **WORDS),
        lambda count: funnel.build(
            [funnel.FunnelPoint("A", 9, 5)] * count, [], uid="u", baseline=5, size="people", **WORDS
        ),
        lambda count: inequality.build([inequality.Group("A", "1", 5)] * count, uid="u", period="2023", **WORDS),
    ],
)
def test_nothing_and_a_single_mark_are_drawn_too(build, count):
    found = build(count)

    assert len(readers.drawings(found)) == 3
    assert sum(row.value == 5 and row.is_figure for row in found.rows()) == count
    assert plotly.draw(found).to_json()


# Words ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("kind", KINDS)
def test_no_word_of_a_drawing_is_clipped_or_lies_on_another(kind):
    """By the widths of a wide font, so that it holds for every narrower one."""
    for frame, drawing in readers.drawings(KINDS[kind]()).items():
        width, height = (float(drawing[name]) for name in ("width", "height"))
        boxes = [readers.box(text, 14 if frame == "narrow" else 15) for text in drawing.select("text")]
        assert [one for one in boxes if one.left < -1 or one.right > width + 1 or not 0 < one.foot <= height] == []
        assert [(one.words, two.words) for one, two in combinations(boxes, 2) if one.meets(two)] == []


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_has_a_title_a_description_and_no_style_of_its_own(kind):
    drawn = str(svg.draw(KINDS[kind]()))

    assert drawn.count("<title") == drawn.count("<desc") == 3
    assert re.search(rf'aria-labelledby="{kind}-wide-t {kind}-wide-d"', drawn)
    assert not re.search(r"style=|<style|fill=|stroke=", drawn)


def test_words_are_escaped_in_a_drawing():
    drawn = str(svg.draw(trend.build([line("Aged <25 & others")], uid="t", **WORDS)))

    assert drawn.count("Aged &lt;25 &amp; others") >= 3


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_holds_no_html_but_line_breaks(kind):
    text = json.dumps(json.loads(plotly.draw(KINDS[kind]()).to_json())).replace("<br>", " ")

    assert not re.search(r"<\w", text)


def test_a_chart_without_a_description_describes_itself():
    assert labels.description(areas.build(bars_of(3, 9), uid="a", **WORDS)) == (
        "Northshire fell below England. Bars from zero: Area 1 9%; Area 0 3%."
    )


def test_the_table_keeps_the_exact_number_beside_the_printed_one():
    found = trend.build([line(values=(46.3123456, 50.0))], uid="t", **WORDS)

    assert [(one["exact"], one["said"]) for one in labels.table(found)] == [("46.3123456", "46.3%"), ("50.0", "50.0%")]


@pytest.mark.parametrize(
    ("mark", "said"),
    [({"qualifier": "over"}, "Northshire over 12%"), ({}, "Northshire 12%")],
)
def test_the_end_of_a_line_says_how_exact_its_figure_is(mark, said):
    found = trend.build([Line("Northshire", "area", (year(2020, 10), year(2021, 12, **mark)))], uid="t", **WORDS)

    assert plotly.draw(found).layout.annotations[0].text == said


def test_a_figure_is_on_the_time_axis_in_the_middle_of_its_period():
    found = trend.build([line(values=(1, 2))], uid="t", **WORDS)

    assert list(plotly.draw(found).data[0].x) == [datetime.date(2019, 7, 2), datetime.date(2020, 7, 1)]
