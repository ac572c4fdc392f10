"""Sums of offences over codes, quarters and partnerships, and to which areas they belong.

A sum is given only where every part of it is there: each quarter of a year, each partnership of an authority, each
force of England. A count that the source leaves out makes each sum that it belongs to not available.
"""

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import NamedTuple

from indicators.models import State
from indicators.periods import Period
from indicators.sources import police
from indicators.sources.base import UNKNOWN_AREA, Group, Key, Reject, Row, plain, plain_name

SUBGROUP_TYPE = "Offence subgroup"
TOTAL = ""
QUARTERS = (1, 2, 3, 4)
ENGLAND = "E92000001"
NO_AREA = re.compile(r"unassigned\b|.*\bairport$", re.IGNORECASE)
COLUMN = "CSP Name"
NO_AUTHORITY = (
    "This is neither the authority of that name nor a part of one. If its area is kept here, say which it is."
)
INCOMPLETE = "A count that belongs to this sum is not given."


@dataclass
class _Sum:
    """Offences so far, and the row that came first."""

    line: int
    offences: float = 0
    is_complete: bool = True

    def add(self, line, offences):
        self.line = min(self.line, line)
        if offences is None:
            self.is_complete = False
        else:
            self.offences += offences


class Target(NamedTuple):
    """An area, and the partnerships of which it is the sum. That of a force holds what is unassigned."""

    area_id: int
    names: tuple[str, ...]
    is_of_forces: bool = False


class Sums:
    """Rows of all years, summed by year, subgroup, partnership and quarter."""

    def __init__(self):
        self.cells = defaultdict(dict)  # {(year, subgroup): {(partnership, quarter): sum}}
        self.force_of = {}  # {partnership: id of its force}
        self.first_line = {}  # {partnership: row}

    def add(self, line, year, quarter, force, partnership, subgroup, offences):
        self.force_of.setdefault(partnership, force)
        self.first_line.setdefault(partnership, line)
        for group in {TOTAL, subgroup}:
            found = self.cells[year, group].setdefault((partnership, quarter), _Sum(line))
            found.add(line, offences)

    def partnerships_by_force(self):
        found = defaultdict(set)
        for name, force in self.force_of.items():
            if not NO_AREA.match(name):
                found[force].add(name)
        return found

    # --- Figures -----------------------------------------------------------------------------------------------------

    def figures(self, known, ids, notes):
        """Rows for all areas and periods; `ids` are those of the indicators of a "year" and of a "quarter"."""
        targets, rejects = self._targets(known)
        yield from rejects
        for (year, subgroup), cells in sorted(self.cells.items()):
            # Those of the year, not of the subgroup: what has no row there has no 0 either.
            there = {name for name, _ in self.cells[year, TOTAL]}
            for target in [*targets, *self._forces(known, there)]:
                if subgroup == TOTAL:
                    yield from self._gaps(target, year, cells, there)
                yield from self._figures_of(target, year, subgroup, cells, ids, notes)

    def _figures_of(self, target, year, subgroup, cells, ids, notes):
        by_quarter = {}
        for quarter in QUARTERS:
            parts = [cells.get((name, quarter)) for name in target.names]
            # What is unassigned need not be there in each quarter.
            needed = [part for name, part in zip(target.names, parts, strict=True) if not NO_AREA.match(name)]
            if needed and None not in needed:
                by_quarter[quarter] = [part for part in parts if part is not None]
        category = (SUBGROUP_TYPE, subgroup) if subgroup else ("", "")
        for quarter, parts in by_quarter.items():
            if "quarter" in ids:
                group = Group(ids["quarter"], "Persons", "", *category)
                yield _figure(group, target, Period.parse(f"{year} Q{quarter}"), parts, notes)
        if len(by_quarter) == len(QUARTERS) and "year" in ids:
            parts = [part for parts in by_quarter.values() for part in parts]
            yield _figure(Group(ids["year"], "Persons", "", *category), target, Period.parse(year), parts, notes)

    def _gaps(self, target, year, cells, there):
        """What keeps a sum from being given, told once a year: a part that is not there, or a quarter of it."""
        absent = [name for name in target.names if name not in there]
        if absent and len(absent) < len(target.names):
            reason = f"{year} has no rows for {', '.join(absent)}, so that this is no sum of its authority."
            present = next(name for name in target.names if name in there)
            yield Reject(self.first_line[present], COLUMN, present, reason)
        if len(target.names) == 1 and not absent:
            (name,) = target.names
            every = {quarter for _, quarter in cells}
            if lacking := sorted(every - {quarter for each, quarter in cells if each == name}):
                quarters = ", ".join(f"Q{quarter}" for quarter in lacking)
                reason = f"{year} has no rows of drug offences for {quarters}, so that there is no sum of the year."
                yield Reject(self.first_line[name], COLUMN, name, reason)

    # --- Areas -------------------------------------------------------------------------------------------------------

    def _targets(self, known):
        """(the areas of partnerships, a reject for each partnership that belongs to none)"""
        targets, rejects, summed = {}, [], set()
        names = sorted(name for name in self.force_of if not NO_AREA.match(name))
        own = {known.areas[code] for code in known.areas if code.startswith(police.PARTNERSHIPS)}
        for name in names:
            alias = known.aliases.get(("area", plain(name)))
            if (area_id := alias or known.area_named(name, among=own)) is not None:
                # Several that are said to be one area are summed.
                targets[area_id] = Target(area_id, (*(targets[area_id].names if area_id in targets else ()), name))
                summed.add(name)
        for code, parts in self._authorities().items():
            # Of a name that our list has in another spelling the file's own is wanted.
            if (area_id := known.area(code)) is not None:
                targets.setdefault(area_id, Target(area_id, tuple(parts)))
                if not code.startswith("E10"):
                    summed.update(parts)
        for name in names:
            if name in summed:
                continue
            place = police.partnerships().get(plain_name(name))
            if place is None and (area_id := self._authority_named(name, known)) is not None:
                targets.setdefault(area_id, Target(area_id, (name,)))
                continue
            is_of_none = place is not None and not place.areas
            rejects.append(Reject(self.first_line[name], COLUMN, name, NO_AUTHORITY if is_of_none else UNKNOWN_AREA))
        return list(targets.values()), rejects

    def _authorities(self):
        """{code: names of the partnerships that it is made of, in the file's spelling}, of those that the file has."""
        spelt = {plain_name(name): name for name in self.force_of}
        found = defaultdict(list)
        for key, place in police.partnerships().items():
            for code in place.areas:
                found[code].append(spelt.get(key, place.name))
        return {code: parts for code, parts in found.items() if any(name in self.force_of for name in parts)}

    def _authority_named(self, name, known):
        among = {pk for code, pk in known.areas.items() if code.startswith(police.AUTHORITIES)}
        return known.area_named(name, among=among)

    def _forces(self, known, there):
        """Each force of which the year has partnerships, and England where it has all forces."""
        names = defaultdict(list)
        for name in sorted(there):
            names[self.force_of[name]].append(name)
        targets = [
            Target(area_id, tuple(parts), is_of_forces=True)
            for force, parts in names.items()
            if (area_id := known.area(police.forces()[force].code)) is not None
        ]
        england = known.area(ENGLAND)
        if england is not None and names.keys() == police.forces().keys():
            targets.append(Target(england, tuple(sorted(there)), is_of_forces=True))
        return targets


def _figure(group, target, period, parts, notes):
    line, offences = min(part.line for part in parts), sum(part.offences for part in parts)
    key = Key(group, target.area_id, period.start, period.end)
    if not all(part.is_complete for part in parts):
        return Row(line, key, period.label, *(None,) * 7, State.NOT_AVAILABLE.value, INCOMPLETE)
    if offences < 0:
        return Reject(line, COLUMN, f"{offences:g}", "Offences that were cancelled leave a sum below 0.", key)
    # What was recorded as unassigned is in the sum of a force, so that nothing is amiss with that.
    note = "" if target.is_of_forces else notes.of(target.names, period)
    state = State.NOT_COMPARABLE if note else State.PUBLISHED
    return Row(line, key, period.label, offences, *(None,) * 6, state.value, note and f"Not for comparison. {note}")
