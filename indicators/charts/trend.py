"""Figures over time: up to four areas, the first with its interval, and what is aimed at and done about them.

The target is a level line with its date and, from the baseline, the straight course that would reach it. That course
is no forecast: it is the line against which a figure on the way can be read.
"""

from dataclasses import dataclass
from datetime import date

from cdp import words
from indicators.charts import layers
from indicators.charts.chart import Axis, Chart, Values
from indicators.charts.lines import checked

HOLLOW = {"provisional": "Provisional", "modelled": "Modelled", "not_comparable": "Not for comparison"}


@dataclass(frozen=True)
class Target:
    """What is to be reached and by when; with a baseline, (period, day, value), the course to it is drawn."""

    value: float
    on: date | None = None
    baseline: tuple[str, date, float] | None = None
    name: str = "Target"


@dataclass(frozen=True)
class Goal:
    """What is aimed at everywhere, with no date of ours."""

    value: float
    name: str = "Goal"


@dataclass(frozen=True)
class Began:
    """Something that was begun on a day, in words: "Action 2.4 began"."""

    name: str
    on: date
    note: str = ""


def build(lines, *, targets=(), goals=(), began=(), from_zero=True, **words_of_chart):
    """A Chart from lines.Line, the area in focus first; `uid`, `headline`, `title`, `unit`, `sources` as Chart has."""
    found = [line for line in checked(lines) if line.drawn]
    return Chart(
        layers=(
            *(_curve(line, is_first=place == 0) for place, line in enumerate(found)),
            *(layer for one in targets for layer in _aims(one)),
            *(layers.Level(goal.name, "goal", goal.value, what="What is aimed at everywhere") for goal in goals),
            *(layers.Upright(one.name, one.on, words.day(one.on), note=one.note) for one in began),
        ),
        x=Axis("time", ticks=tuple((mark.middle, mark.period) for line in found for mark in line.drawn)),
        y=Values(from_zero),
        **words_of_chart,
    )


def _curve(line, *, is_first):
    """Intervals are drawn for the area in focus alone: four bands on each other would show nothing."""
    points = tuple(
        layers.Point(
            mark.middle,
            mark.period,
            mark.value,
            mark.lower if is_first else None,
            mark.upper if is_first else None,
            qualifier=mark.qualifier,
            hollow=HOLLOW.get(mark.state, ""),
        )
        for mark in line.drawn
    )
    return layers.Curve(line.name, line.style, points, band=f"95% interval of {line.name}" if is_first else "")


def _aims(target):
    by = f"by {words.month(target.on)}" if target.on else ""
    yield layers.Level(target.name, "target", target.value, by, "What is to be reached")
    if target.baseline and target.on:
        period, day, value = target.baseline
        yield layers.Straight(
            "Expected course",
            "expected",
            (
                layers.Point(day, period, value, note="Baseline"),
                layers.Point(target.on, words.month(target.on), target.value, note="Target"),
            ),
        )
