import datetime

import pytest

from indicators.charts.lines import Bar, Line, Mark
from indicators.presenters import sentences

NORTHSHIRE = {"name": "Early exits", "area": "Northshire", "code": "E06000001", "value": "46.3%"}


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Early exits: 46.3% in Northshire"),
        (
            {"trend": "increasing", "verdict": "getting_worse"},
            "Early exits: 46.3% in Northshire, rising, which is worse",
        ),
        ({"trend": "decreasing", "verdict": "plain"}, "Early exits: 46.3% in Northshire, falling"),
        ({"standing": "better"}, "Early exits: 46.3% in Northshire, better than England"),
        ({"standing": "not_compared"}, "Early exits: 46.3% in Northshire"),
        (
            {"trend": "decreasing", "verdict": "getting_worse", "standing": "worse"},
            "Early exits: 46.3% in Northshire, falling, which is worse, and worse than England",
        ),
        (
            {"trend": "no_significant_change", "verdict": "plain", "standing": "similar"},
            "Early exits: 46.3% in Northshire, with no significant change and similar to England",
        ),
        ({"code": "local:area-not-stated"}, "Early exits: 46.3%, area not stated"),
    ],
)
def test_the_headline_says_figure_trend_and_standing(fields, said):
    assert sentences.headline(**NORTHSHIRE | fields) == said


def line(*values):
    return Line(
        "Northshire",
        "area",
        tuple(
            Mark(str(2019 + place), datetime.date(2019 + place, 1, 1), datetime.date(2019 + place, 12, 31), value)
            for place, value in enumerate(values)
        ),
    )


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ((10, 12.5), "Northshire went from 10.0% in 2019 to 12.5% in 2020"),
        ((10, 30, 10), "Northshire stood at 10% in 2019 and again in 2021"),
    ],
)
def test_a_course_is_told_without_judging_it(values, said):
    assert sentences.course(line(*values), unit="%") == said


def test_a_line_is_described_by_its_ends_and_its_highest_point():
    assert sentences.described(line(10, 30, 12), unit="%") == (
        "Northshire: 10% in 2019, 12% in 2021; highest 30% in 2020."
    )


@pytest.mark.parametrize(
    ("values", "here", "said"),
    [
        ((5, 4, 3), 1, "1 area is higher than Area 1 and 1 is lower"),
        ((5, 4, 3), 0, "No area is higher than Area 0 and 2 are lower"),
        ((5, 4, None), 1, "1 area is higher than Area 1 and none is lower"),
        ((5, 4, 3), None, "Area 0 has the highest figure and Area 2 the lowest"),
    ],
)
def test_bars_say_where_the_area_stands(values, here, said):
    bars = [Bar(f"Area {n}", Mark("2021", value=value), is_here=n == here) for n, value in enumerate(values)]

    assert sentences.places_of(bars, unit="%") == said
