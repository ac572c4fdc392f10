"""Whether areas differ from England by more than their size explains: the funnel, and the areas outside it in words."""

import math
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from cdp import words
from indicators import figures
from indicators.charts import funnel as drawing
from indicators.charts.chart import Chart
from indicators.models import AreaType, ValueType
from indicators.presenters import sentences
from indicators.presenters.page.fetch import Facts
from indicators.presenters.page.over_time import sources_of
from indicators.statistics import funnel
from indicators.statistics.funnel import Place
from indicators.statistics.funnel_limits import funnel_limits
from indicators.statistics.inputs import DenominatorNotPossible, ValueNotPossible

FEWEST_AREAS = 5
# Enough for a smooth curve and few enough for the table.
STEPS = 16
SIZES = {
    ValueType.PROPORTION: "people counted",
    ValueType.CRUDE_RATE: "people, times the years counted",
    ValueType.DIRECTLY_STANDARDISED_RATE: "people that the rate stands for",
    ValueType.RATIO: "events expected",
}
OUTSIDE = {
    Place.BELOW_99_8: "998",
    Place.ABOVE_99_8: "998",
    Place.BELOW_95: "95",
    Place.ABOVE_95: "95",
}
ALL_AREAS = "All areas together"


@dataclass(frozen=True)
class Funnel:
    anchor: ClassVar = "funnel"
    heading: ClassVar = "Is it more than size explains?"
    template: ClassVar = "indicators/sections/funnel.html"

    absent: str = ""
    chart: Chart | None = None
    outside: tuple = ()  # (level in words, standing, names)
    not_placed: str = ""


def section(facts: Facts):
    if facts.indicator.value_type not in SIZES or len(facts.period.alike) < 2:
        return None
    usable = [one for one in facts.period.alike if _is_usable(one.mark, facts.indicator)]
    if len(usable) < FEWEST_AREAS:
        return Funnel(
            absent=f"A funnel shows which areas differ by more than their size explains. It needs {FEWEST_AREAS} "
            f"areas whose figures come with the number that they are counted from; here are {len(usable) or 'none'}."
        )
    try:
        return _funnel(facts, usable)
    except (DenominatorNotPossible, ValueNotPossible) as problem:
        return Funnel(absent=f"A funnel cannot be drawn from these figures: {problem}.")


def _is_usable(mark, indicator):
    """A bound such as "over 50%" has no place, and what a model made is not counted from its denominator."""
    is_counted = mark.value is not None and mark.qualifier == "exact" and mark.state != "modelled"
    is_counted = is_counted and mark.is_for_comparison
    if indicator.value_type == ValueType.DIRECTLY_STANDARDISED_RATE:
        return is_counted and bool(mark.count)
    return is_counted and bool(mark.denominator)


def _funnel(facts, usable):
    indicator = facts.indicator
    options = {"value_type": indicator.value_type, "multiplier": indicator.multiplier}
    baseline, against = _baseline(facts)
    found = funnel.funnel(
        [one.mark.value for one in usable],
        [one.mark.denominator for one in usable],
        counts=[one.mark.count for one in usable],
        baseline=baseline,
        **options,
    )
    sizes = found.points.denominators
    placed = [
        (one, float(size), place)
        for one, size, place in zip(usable, sizes, funnel.places(found.points.codes), strict=True)
        if place != Place.NOT_PLACED
    ]
    points = [_point(facts, one, size, place) for one, size, place in placed]
    left_out = len(facts.period.alike) - len(points)
    return Funnel(
        chart=_chart(facts, placed, points, _limits(sizes, found.baseline, options), found.baseline, against),
        outside=tuple(_outside(points)),
        not_placed=f"{words.plural(left_out, 'area')} without a figure, or without the number it is counted from, "
        f"{'is' if left_out == 1 else 'are'} not in the funnel."
        if left_out
        else "",
    )


def _baseline(facts):
    """England's figure of the same period; without one, that of all areas together is worked out."""
    for one in facts.period.figures:
        if one.area.area_type == AreaType.COUNTRY and one.mark.value is not None and one.mark.is_for_comparison:
            return one.mark.value, one.area.name
    return None, ALL_AREAS


def _point(facts, one, size, place):
    return drawing.FunnelPoint(
        one.area.name,
        size,
        one.mark.value,
        OUTSIDE.get(place, ""),
        funnel.standing_of(place, facts.indicator.polarity).value,
        one.area == facts.focus,
    )


def _limits(sizes, baseline, options):
    """From a little below the smallest area to a little above the largest: towards nought limits have no end."""
    known = sizes[~np.isnan(sizes)]
    run = np.geomspace(max(known.min() * 0.85, 1), known.max() * 1.05, STEPS).round()
    at_95, at_998 = (
        funnel_limits(run, baseline=baseline, confidence=confidence, **options) for confidence in (0.95, 0.998)
    )
    return [
        drawing.FunnelLimits(*(None if math.isnan(number) else float(number) for number in row))
        for row in zip(run, at_95.lower, at_95.upper, at_998.lower, at_998.upper, strict=True)
    ]


def _chart(facts, placed, points, limits, baseline, against):
    indicator = facts.indicator
    return drawing.build(
        points,
        limits,
        baseline=baseline,
        against=against,
        size=SIZES[indicator.value_type],
        uid="funnel",
        unit=indicator.unit,
        headline=_message(facts, points, against),
        title=f"{indicator.name}, {sentences.unit(indicator)}, {placed[0][0].mark.period}: "
        f"{len(points)} areas by size, with limits around {against}",
        sources=sources_of(one.mark for one, _, _ in placed),
    )


def _message(facts, points, against):
    outside = [point for point in points if point.outside]
    here = next((point for point in points if point.is_here), None)
    if here is None:
        number = f"{len(outside)} of {len(points)} areas" if outside else "No area"
        return f"{number} {'differ' if len(outside) > 1 else 'differs'} from {against} by more than size explains"
    others = sum(1 for point in outside if point != here)
    if here.outside:
        rest = f"; {words.plural(others, 'other area')} {'differ' if others > 1 else 'differs'} too" if others else ""
        return f"{here.name} is {here.standing} than {against} by more than its size explains{rest}"
    rest = f", while {words.plural(others, 'area')} {'do' if others > 1 else 'does'}" if others else ""
    return f"{here.name} does not differ from {against} by more than its size explains{rest}"


def _outside(points):
    """[(which limits, standing, the areas with their figures)], the farther limits and the worse standings first."""
    for level, said in (("998", "Outside the 99.8% limits"), ("95", "Outside the 95% limits only")):
        of_level = [point for point in points if point.outside == level]
        for standing in sorted({point.standing for point in of_level}, key=lambda one: words.ORDER.get(one, 0)):
            ordered = sorted(
                (p for p in of_level if p.standing == standing), key=lambda point: (-point.value, point.name)
            )
            places = figures.decimals([point.value for point in ordered])
            names = ", ".join(f"{point.name} ({figures.plain(point.value, places)})" for point in ordered)
            yield {"limits": said, "standing": standing, "names": names}
