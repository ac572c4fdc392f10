"""Reads the numbers of a chart back from what is drawn, without asking the code that drew it."""

import re
from collections import Counter
from dataclasses import dataclass

from bs4 import BeautifulSoup

from indicators.charts import plotly, scales, svg

FRAMES = ("wide", "middle", "narrow")
SIDES = ("value", "lower", "upper")
NUMBER = r"-?\d+(?:\.\d+)?(?:e[-+]?\d+)?"


def drawings(chart):
    soup = BeautifulSoup(str(svg.draw(chart)), "html.parser")
    return dict(zip(FRAMES, soup.find_all("svg"), strict=True))


def from_rows(chart):
    """[(side, number)] of the table."""
    return sorted((side, float(n)) for row in chart.rows() for side in SIDES if (n := getattr(row, side)) is not None)


def from_svg(drawing):
    found = [
        (side, float(mark[f"data-{side}"])) for side in SIDES for mark in drawing.select(f"[data-{side}]")
    ]  # fmt: skip
    for side in ("lower", "upper"):
        for band in drawing.select(f"[data-{side}s]"):
            found += [(side, float(number)) for number in band[f"data-{side}s"].split()]
    return sorted(found)


def from_figure(chart):
    """[(side, number)] of the traces and shapes, as they are drawn."""
    figure, found = plotly.draw(chart), []
    for trace in figure.data:
        layer = trace.meta["layer"]
        numbers = [float(number) for number in (trace.x if chart.is_in_rows else trace.y) if number is not None]
        if layer == "band":
            half = len(numbers) // 2
            found += [("upper", number) for number in numbers[:half]] + [("lower", n) for n in numbers[half:]]
        elif layer == "limits":
            found += [(trace.meta["side"], number) for number in numbers]
        elif layer == "steps":
            found += [("value", number) for number in numbers[::2]]
        elif layer == "whiskers":
            errors = trace.error_x if chart.is_in_rows else trace.error_y
            found += [("upper", number + up) for number, up in zip(numbers, errors.array, strict=True)]
            found += [("lower", number - down) for number, down in zip(numbers, errors.arrayminus, strict=True)]
        elif layer != "halo":
            found += [("value", number) for number in numbers]
    levels = [shape for shape in figure.layout.shapes if shape.name and (shape.xref, shape.yref) != ("x", "y")]
    for shape in levels:
        start, end = (shape.x0, shape.x1) if chart.is_in_rows else (shape.y0, shape.y1)
        if start == end:
            found.append(("value", float(start)))
    return sorted(found)


def upright_names(chart):
    """Names of lines and stretches that have a place and no value: (in the table, in the drawing, in the figure)."""
    rows = Counter(row.name for row in chart.rows() if row.value is None and row.lower is None and not row.is_figure)
    drawn = drawings(chart)["wide"]
    marks = Counter(
        mark["data-name"] for mark in drawn.select("[data-name][data-place]:not([data-value])")
    )  # fmt: skip
    shapes = Counter(shape.name for shape in plotly.draw(chart).layout.shapes if shape.name and shape.y0 != shape.y1)
    return rows, marks, shapes


def heights(drawing):
    """[(number, y)] of every mark of an upright drawing."""
    found = []
    for mark in drawing.select("[data-value]"):
        number = float(mark["data-value"])
        if mark.name == "circle":
            y = float(mark["cy"])
        elif mark.name == "rect":
            top, foot = float(mark["y"]), float(mark["y"]) + float(mark["height"])
            y = top if number >= 0 else foot
        elif mark.has_attr("transform"):
            y = float(re.fullmatch(rf"translate\(({NUMBER}) ({NUMBER})\)", mark["transform"])[2])
        else:
            y = float(re.fullmatch(rf"M({NUMBER}) ({NUMBER})H({NUMBER})", mark["d"])[2])
        found.append((number, y))
    for side in ("lower", "upper"):
        for band in drawing.select(f"[data-{side}s]"):
            ys = [float(y) for _, y in re.findall(rf"[ML]({NUMBER}) ({NUMBER})", band["d"])]
            found += list(zip(map(float, band[f"data-{side}s"].split()), ys, strict=True))
    return found


def places(drawing):
    """[(place, x)] of every mark that is a point."""
    return [
        (float(mark["data-place"]), float(re.match(rf"translate\(({NUMBER}) ", mark["transform"])[1]))
        for mark in drawing.select("[data-place][transform]")
    ]


def scale(drawing):
    """The scale of values as the grid shows it: (a number, its y, another number, its y)."""
    lines = [(float(grid["data-tick"]), float(grid["y1"])) for grid in drawing.select("[data-tick]")]
    return (*lines[0], *lines[-1])


@dataclass(frozen=True)
class Box:
    """The room that words of a drawing take, by the widths of a wide font."""

    words: str
    left: float
    right: float
    foot: float
    size: float

    def meets(self, other):
        is_beside = self.right <= other.left or other.right <= self.left
        return not is_beside and abs(self.foot - other.foot) < self.size * 0.8


def box(text, size):
    length = scales.width(text.text, size)
    start = float(text["x"]) - {"middle": length / 2, "end": length}.get(text.get("text-anchor"), 0)
    return Box(text.text, start, start + length, float(text["y"]), size)
