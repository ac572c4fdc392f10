"""The areas most like this one: the figure of each in the same period, the figure of all together, and the rank."""

from dataclasses import dataclass
from typing import ClassVar

from cdp import words
from indicators import figures
from indicators.charts.lines import Mark
from indicators.presenters.comparisons import NOT_COMPARED_TYPES, sentence
from indicators.presenters.page.fetch import Facts
from indicators.statistics.ranking import ranks

BASES = {
    "published": "As published for the group.",
    "pooled": "Worked out here: all their counts over all their denominators, so that a large area counts for more.",
}


@dataclass(frozen=True)
class Neighbours:
    anchor: ClassVar = "neighbours"
    heading: ClassVar = "Nearest neighbours"
    template: ClassVar = "indicators/sections/neighbours.html"

    name: str
    source: str
    message: str = ""
    together: str = ""
    basis: str = ""
    rows: tuple = ()
    absent: str = ""


def section(facts: Facts):
    if not facts.neighbours:
        return None
    group = facts.neighbours[0].group
    own = facts.period.of(facts.focus)
    found = [(one, facts.period.of(one.area)) for one in facts.neighbours]
    if own is None or all(mark is None for _, mark in found):
        return Neighbours(
            group.name,
            group.source,
            absent=f"None of the {len(found)} neighbours has a figure for the period of {facts.focus.name}’s newest.",
        )
    reading = facts.reading
    return Neighbours(
        group.name,
        group.source,
        message=_message(facts, own, [mark for _, mark in found if mark]),
        together=_together(facts, reading),
        basis=BASES.get(reading.neighbours_basis, "") if reading else "",
        rows=(_row(facts, "", facts.focus, own), *(_row(facts, one.position, one.area, mark) for one, mark in found)),
    )


def _message(facts, own, marks):
    """Where the area stands among them; a rank of counts or of bounds would say nothing."""
    *known, here = (mark.value if _is_ranked(mark) else None for mark in [*marks, own])
    known = [value for value in known if value is not None]
    if here is None or not known or facts.indicator.value_type in NOT_COMPARED_TYPES:
        return ""
    place = ranks([here, *known], polarity=facts.indicator.polarity)[0]
    best = "1st is the highest" if facts.indicator.polarity == "not_judged" else "1st is the best"
    return (
        f"{facts.focus.name} is {words.ordinal(place)} of {len(known) + 1} among itself and its neighbours with a "
        f"figure for {own.period} ({best})"
    )


def _is_ranked(mark):
    return mark.value is not None and mark.qualifier == "exact" and mark.is_for_comparison


def _together(facts, reading):
    if reading is None or reading.neighbours_value is None:
        return ""
    said = figures.text(reading.neighbours_value, unit=facts.indicator.unit)
    compared = reading.standing_neighbours != "not_compared"
    standing = words.shape_and_word(reading.standing_neighbours)[1].lower() if compared else ""
    return f"Together they stand at {said}" + (f"; {facts.focus.name} is {standing}" if standing else "")


def _said(mark, unit):
    said = figures.text(mark.value, unit=unit, qualifier=mark.qualifier, state=mark.state)
    return said if mark.is_for_comparison else f"{said}, not for comparison"


def _row(facts, position, area, mark: Mark | None):
    unit = facts.indicator.unit
    return {
        "position": position,
        "area": area,
        "is_here": area == facts.focus,
        "has_page": area.pk in facts.readings and area != facts.focus,
        "said": _said(mark, unit) if mark else sentence("no figure"),
        "exact": "" if mark is None or mark.value is None else repr(mark.value),
        "interval": figures.interval(mark.lower, mark.upper) if mark else "",
        "count": figures.count_words(mark.count, mark.denominator) if mark else "",
    }
