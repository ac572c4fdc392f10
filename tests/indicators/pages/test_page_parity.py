"""The real page: what the interactive charts, the drawings and the tables below them say is one and the same."""

import datetime
import json
from collections import Counter

import pytest
from bs4 import BeautifulSoup

from indicators import figures
from tests.factories import AreaFactory, IndicatorFactory, StepChangeFactory
from tests.indicators.pages.world import action_on, counted_series, deciles

pytestmark = pytest.mark.django_db
CHARTS = ("trend", "control", "areas", "funnel", "inequality")
COUNTS = [160, 171, 158, 149, 163, 181, 160, 158, 139, 160, 159, 151, 160, 97]


@pytest.fixture
def page(client, northshire, england, partnership):
    exits = IndicatorFactory(
        code="early-exits", name="Early exits", polarity="lower_is_better", value_type="proportion", multiplier=100,
        unit="%", goal_upper=30, goal_source="A national plan",
    )  # fmt: skip
    counted_series(exits, england, [40_100, 40_321], denominator=100_000)
    series = counted_series(exits, northshire, COUNTS, england_value=40.321, standing_england="better")
    for size, share in ((1000, 0.301), (900, 0.4), (300, 0.41), (2000, 0.407), (1500, 0.5)):
        counted_series(exits, AreaFactory(), [round(size * share)], denominator=size)
    deciles(exits, northshire, [80, 76, 72, 68, 64, 60, 56, 52, 48, 40])
    action_on(series, partnership, starts_on=datetime.date(2019, 4, 1))
    StepChangeFactory(series=series, starts_on=datetime.date(2015, 1, 1))
    return BeautifulSoup(client.get("/indicators/early-exits/?areas=E06000001").content, "html.parser")


def figure_around(page, name):
    return page.select_one(f"#{name}-drawing").find_parent("figure")


def in_table(figure):
    """(the exact values, the cells of intervals and limits in words)"""
    values = Counter(float(one["value"]) for one in figure.select("table data"))
    return values, Counter(cell.get_text(" ", strip=True) for cell in figure.select("table td.cdp-numeric"))


def in_drawing(drawing):
    values = Counter(float(mark["data-value"]) for mark in drawing.select("[data-value]"))
    pairs = []
    for mark in drawing.select("[data-lower][data-upper]"):
        pairs.append((float(mark["data-lower"]), float(mark["data-upper"])))
    # A band is one shape, the limits of a funnel are two lines.
    for lower, upper in zip(drawing.select("[data-lowers]"), drawing.select("[data-uppers]"), strict=True):
        ends = [[float(number) for number in part.split()] for part in (lower["data-lowers"], upper["data-uppers"])]
        pairs += zip(*ends, strict=True)
    return values, pairs


def in_script(figure, along):
    """The values of Plotly's traces and level lines, as the browser gets them."""
    sent = json.loads(figure.select_one("script[type='application/json']").string)
    found = Counter()
    for trace in sent["data"]:
        layer = trace.get("meta", {}).get("layer")
        numbers = [number for number in trace[along] or [] if number is not None]
        if layer == "steps":
            numbers = numbers[::2]
        if layer not in ("band", "limits", "whiskers", "halo"):
            found.update(float(number) for number in numbers)
    for shape in sent["layout"].get("shapes", []):
        start, end = shape[f"{along}0"], shape[f"{along}1"]
        if shape.get("name") and start == end and (shape.get("xref"), shape.get("yref")) != ("x", "y"):
            found[float(start)] += 1
    return found


@pytest.mark.parametrize("name", CHARTS)
def test_table_drawings_and_script_hold_the_same_values(page, name):
    figure = figure_around(page, name)

    values, _ = in_table(figure)

    drawings = figure.select("svg[role=img]")
    assert len(drawings) >= 2
    assert [in_drawing(drawing)[0] for drawing in drawings] == [values] * len(drawings)
    assert in_script(figure, "x" if name == "areas" else "y") == values
    assert sum(values.values()) > 6


@pytest.mark.parametrize("name", CHARTS)
def test_every_interval_that_is_drawn_is_in_the_table(page, name):
    figure = figure_around(page, name)

    _, cells = in_table(figure)

    for drawing in figure.select("svg[role=img]"):
        said = Counter(figures.interval(*pair) for pair in in_drawing(drawing)[1])
        assert (said - cells, bool(said)) == (Counter(), name != "control")
