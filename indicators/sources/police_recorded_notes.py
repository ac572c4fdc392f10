"""What the notes of the Home Office's workbook say of single partnerships: their figures cannot be compared.

"Kent: Due to ongoing IT issues, crime data for Maidstone, Medway … are recorded under an unassigned CSP group from 2024
onwards." Such a note is tied to figures only where it names both the partnerships and the years. Any other that speaks
of figures which are incomplete is told as it stands, so that somebody reads it.
"""

import re
from dataclasses import dataclass, field
from datetime import date

from indicators.periods import Period
from indicators.sources import police
from indicators.sources.base import Reject

INCOMPLETE = re.compile(
    r"unassigned|incomplete|missing data|not (?:been )?(?:able to )?(?:provided?|suppl(?:y|ied)|submit(?:ted)?)",
    re.IGNORECASE,
)
YEAR_ENDING = re.compile(r"year ending March (\d{4})", re.IGNORECASE)
FINANCIAL_YEAR = re.compile(r"\b(20\d\d)[/-](\d\d)\b(?!\d)")
ONWARDS = re.compile(r"\b(?:from|since) (?:(?P<april>April|1 April) )?(?P<year>20\d\d)(?: onwards?)?\b", re.IGNORECASE)
SECTION = re.compile(r"(force notes|additional notes)", re.IGNORECASE)
NOT_UNDERSTOOD = (
    "Passed over: this note says that figures are incomplete, but not with certainty of which partnerships and years. "
    "Read it before comparing."
)
FOR_EVER = date.max


@dataclass(frozen=True)
class _Note:
    text: str
    names: frozenset[str]
    spans: tuple[tuple[date, date], ...]

    def covers(self, period):
        return any(first <= period.end and period.start <= last for first, last in self.spans)


@dataclass
class Notes:
    found: list[_Note] = field(default_factory=list)
    not_understood: list[Reject] = field(default_factory=list)

    def of(self, names, period):
        """The note on the figures of any of these partnerships in this period; "" where there is none."""
        return " ".join(note.text for note in self.found if note.names & set(names) and note.covers(period))


def find_notes(lines, names_by_force):
    """The notes in (row number, text) lines. `names_by_force` is {id of a force: names of its partnerships}."""
    found, is_of_forces = Notes(), not any(_section(text) == "force notes" for _, text in lines)
    for number, line in lines:
        text = " ".join(line.split())
        if section := _section(text):
            is_of_forces = section == "force notes"
        elif is_of_forces and INCOMPLETE.search(text):
            names, spans = _names(text, names_by_force), _spans(text)
            if names and spans:
                found.found.append(_Note(f"Home Office: {text}", frozenset(names), spans))
            else:
                found.not_understood.append(Reject(number, "Notes", text[:500], NOT_UNDERSTOOD))
    return found


def _section(text):
    match = SECTION.match(text.strip())
    return match[1].casefold() if match else ""


def _names(text, names_by_force):
    """Partnerships that the note names. One that begins with the name of a force speaks of that force's alone."""
    force = police.force_named(text.partition(":")[0]) if ":" in text else None
    candidates = names_by_force.get(force.id, ()) if force else {name for of in names_by_force.values() for name in of}
    said = text.partition(":")[2] if force else text
    found = set()
    for name in sorted(candidates, key=len, reverse=True):
        # Capitals count: "Reading" is a place, and "reading" is not. What is found is taken out, so that
        # "South Warwickshire" does not name "Warwick".
        pattern = re.compile(rf"(?<![\w-]){re.escape(name)}(?![\w-])")
        if pattern.search(said):
            found.add(name)
            said = pattern.sub("", said)
    return found


def _spans(text):
    """Days from one to another, by what the note calls them. "From 2024" begins with the calendar year."""
    spans = []
    for found in YEAR_ENDING.finditer(text):
        spans.append((date(int(found[1]) - 1, 4, 1), date(int(found[1]), 3, 31)))
    for found in FINANCIAL_YEAR.finditer(text):
        if (int(found[1]) + 1) % 100 == int(found[2]):
            period = Period.parse(f"{found[1]}/{found[2]}")
            spans.append((period.start, period.end))
    for found in ONWARDS.finditer(text):
        spans.append((date(int(found["year"]), 4 if found["april"] else 1, 1), FOR_EVER))
    return tuple(spans)
