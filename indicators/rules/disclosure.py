"""Which figures of an indicator add up to which: what a reader could subtract. Pure.

Always so: everybody is women and men; an age band is the bands that fill it. Where the numbers themselves say so: the
categories of a type, the areas within an area, the periods within a period. There one sum that comes out is enough,
and where no sum can be checked, because a number in each is missing, the parts are taken to add up: that hides more,
never less.
"""

import math
import re
from collections import defaultdict
from datetime import date, timedelta
from typing import NamedTuple

from indicators.statistics.recovery import total_of

PERSONS = "Persons"
BOTH = {"Male", "Female"}
ALL_AGES = (0, math.inf)
# Rounded to the nearest five, each number may be half of that away from the truth.
ROUNDED_TO = 5


class Slot(NamedTuple):
    """What one figure is about, whoever publishes it."""

    area: int
    sex: str
    age: str
    category_type: str
    category: str
    start: date | str  # the words of the period where a day is missing: it then adds up to nothing
    end: date | str


class Found(NamedTuple):
    """Relations over slots, and groups that nobody publishes but a subtraction would give: {slot: count}."""

    relations: list
    unpublished: dict


def additive(counts, *, within=None):
    """The relations among these slots. `counts` is {slot: count}, nan where it is not known.

    `within` is {area: {level: areas of that level in it}}.
    """
    relations, unpublished = _by_sex(counts)
    relations += _by_age(counts)
    relations += _that_add_up(_by_category(counts), counts)
    relations += _that_add_up(_by_area(counts, within or {}), counts)
    relations += _that_add_up(_by_period(counts), counts)
    return Found(relations, unpublished)


def _contexts(counts, *fields):
    """Slots that are alike in all but these fields."""
    found = defaultdict(list)
    for slot in sorted(counts, key=_in_order):
        found[slot._replace(**dict.fromkeys(fields, ""))].append(slot)
    return found.values()


def _in_order(slot):
    return tuple(map(str, slot))


def _by_sex(counts):
    relations, unpublished = [], {}
    for slots in _contexts(counts, "sex"):
        total = next((slot for slot in slots if slot.sex == PERSONS), None)
        parts = [slot for slot in slots if slot.sex != PERSONS]
        if total is None or not parts:
            continue
        if not {slot.sex for slot in parts} >= BOTH:
            rest = total._replace(sex=f"Not {' or '.join(slot.sex for slot in parts)}")
            unpublished[rest] = _left(counts[total], [counts[part] for part in parts])
            parts = [*parts, rest]
        relations.append(total_of(total, parts))
    return relations, unpublished


def _left(total, parts):
    """What is left of a total; below zero it is a fault of the figures, and nobody knows."""
    left = total - sum(parts)
    return left if left >= 0 else math.nan


def age_band(text):
    """(from, to) of a group of ages, the end not included; None where the words are no band of years."""
    if text.strip().casefold() in {"", "all ages", "all"}:
        return ALL_AGES
    if found := re.fullmatch(r"(?:under|<)\s*(\d+)", text.strip(), re.IGNORECASE):
        return 0, int(found[1])
    if found := re.fullmatch(r"(\d+)\s*(?:\+|and over|or over)", text.strip(), re.IGNORECASE):
        return int(found[1]), math.inf
    if found := re.fullmatch(r"(\d+)\s*(?:-|–|to)\s*(\d+)", text.strip(), re.IGNORECASE):
        return int(found[1]), int(found[2]) + 1
    return (int(text), int(text) + 1) if re.fullmatch(r"\d+", text.strip()) else None


def _by_age(counts):
    """Bands that fill another; and "all ages" of a service for adults alone, where its bands add up to it."""
    relations, unsure = [], defaultdict(list)
    for slots in _contexts(counts, "age"):
        bands = {slot: band for slot in slots if (band := age_band(slot.age)) and band[0] < band[1]}
        relations += _sums_of_spans(bands)
        total = next((slot for slot, band in bands.items() if band == ALL_AGES), None)
        parts = {slot: band for slot, band in bands.items() if band != ALL_AGES}
        if total and parts:
            hull = min(start for start, _ in parts.values()), max(end for _, end in parts.values())
            if hull != ALL_AGES:
                unsure["hull", hull] += [
                    relation for relation in _sums_of_spans({**parts, total: hull}) if _names(relation, total)
                ]
    return relations + _that_add_up(unsure, counts)


def _names(relation, wanted):
    return any(slot == wanted for slot, _ in relation)


def _sums_of_spans(spans):
    """Every way in which spans of years or days put end to end make up another, as a basis: {slot: (from, to)}.

    Spans are the lines of a drawing whose points are their ends; the relations are its circles.
    """
    links, relations = defaultdict(list), []
    for slot, (start, end) in sorted(spans.items(), key=lambda item: (_length(item[1]), _in_order(item[0]))):
        path = _path(links, start, end)
        if path is None:
            links[start].append((end, slot, 1))
            links[end].append((start, slot, -1))
        else:
            relations.append(((slot, 1), *((part, -factor) for part, factor in path)))
    return relations


def _length(span):
    length = span[1] - span[0]
    return length.days if isinstance(length, timedelta) else length


def _path(links, start, end):
    """[(slot, 1 forwards or -1 backwards)] from one point to another, or None; the drawing so far has no circle."""
    waiting, seen = [(start, [])], {start}
    while waiting:
        point, path = waiting.pop()
        if point == end:
            return path
        for other, slot, factor in links[point]:
            if other not in seen:
                seen.add(other)
                waiting.append((other, [*path, (slot, factor)]))
    return None


def _by_category(counts):
    found = defaultdict(list)
    for slots in _contexts(counts, "category_type", "category"):
        total = next((slot for slot in slots if not slot.category_type and not slot.category), None)
        types = defaultdict(list)
        for slot in slots:
            if slot.category:
                types[slot.category_type].append(slot)
        for category_type, parts in types.items() if total else ():
            found[category_type].append(total_of(total, parts))
    return found


def _by_area(counts, within):
    found = defaultdict(list)
    for slots in _contexts(counts, "area"):
        by_area = {slot.area: slot for slot in slots}
        for area, total in by_area.items():
            for level, areas in within.get(area, {}).items():
                parts = [by_area[part] for part in areas if part in by_area and part != area]
                if parts:
                    found[area, level, frozenset(part.area for part in parts)].append(total_of(total, parts))
    return found


def _by_period(counts):
    relations = []
    for slots in _contexts(counts, "start", "end"):
        dated = [slot for slot in slots if isinstance(slot.start, date) and isinstance(slot.end, date)]
        relations += _sums_of_spans({slot: (slot.start, slot.end + timedelta(days=1)) for slot in dated})
    return {"": relations}


def _that_add_up(candidates, counts):
    """All relations of a kind of which one adds up, or none can be checked."""
    kept = []
    for relations in candidates.values():
        known = [relation for relation in relations if not any(math.isnan(counts[slot]) for slot, _ in relation)]
        if any(_adds_up(relation, counts) for relation in known) or not known:
            kept += relations
    return kept


def _adds_up(relation, counts):
    """Exactly, or as far as rounded numbers can. Nought and nought proves nothing."""
    numbers = [factor * counts[slot] for slot, factor in relation]
    if not any(numbers):
        return False
    is_rounded = all(number % ROUNDED_TO == 0 for number in numbers)
    return abs(sum(numbers)) <= (ROUNDED_TO / 2 * len(numbers) if is_rounded else 1e-9)
