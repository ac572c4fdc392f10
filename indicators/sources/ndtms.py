"""What all reports of the National Drug Treatment Monitoring System (NDTMS) share: how they name areas and groups.

NDTMS has area codes of its own ("B18B", here and there "00EQ") and writes places otherwise than the ONS: "Bedford
Borough", "Cheshire East UA", "Durham", "Barnsley (discontinued)", "North Yorkshire (pre April 2023)". Which ONS code is
meant stands in reference/ndtms_areas.csv; nothing is guessed, since a figure under the wrong code looks sound.

The local outcomes framework reports of the Combating Drugs Partnerships come from the restricted part of NDTMS. Their
layout is not public, so that no module reads it: they are read as a table with a mapping of our own.
"""

import csv
import datetime
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from indicators.periods import Period, PeriodNotUnderstood
from indicators.sources.base import UNKNOWN_AREA, Known
from indicators.sources.fingertips_csv import age_group

REFERENCE = Path(__file__).resolve().parent.parent / "reference" / "ndtms_areas.csv"
LICENCE = "Open Government Licence v3.0"
RENUMBERED = "renumbered"
ONE_DAY = datetime.timedelta(days=1)
# "Barnsley (discontinued)": which of the codes that a name has had.
WITH_MARK = re.compile(r"(?P<name>.+?)\s*\((?P<mark>[^()]+)\)\s*")
STATUS_WORDS = re.compile(
    r", (city|county|borough) of$| (ua|unitary|unitary authority|borough|city|council)$|^(royal|london) borough of "
)
GROUP_TYPE = "Substance group"
COHORT_AGES = {"adults": "18+", "young_people": "Under 18"}
ADULT = 18
SEXES = {"m": "Male", "male": "Male", "f": "Female", "female": "Female"}
EVERYBODY = {"", "total", "all", "persons", "all ages", "all persons", "both"}
# Since 2023 some tables say "opioids" for the same group.
GROUPS = {
    "opiates": "Opiates",
    "non opiates": "Non-opiates only",
    "alcohol only": "Alcohol only",
    "non opiates and alcohol": "Non-opiates and alcohol",
    "alcohol and non opiates": "Non-opiates and alcohol",
}
WHOLE = {
    "total",
    "all",
    "all groups",
    "all substances",
    "all substance categories",
    "all in treatment",
    "all adults",
    "adults",
    "all young people",
    "young people",
    "number in treatment",
}


class NotAnArea(Exception):
    """The text names no area of ours; says why."""


@dataclass(frozen=True)
class Place:
    """One line of the reference: a name, and the codes of what it means from one day to another."""

    name: str
    dat_code: str
    codes: tuple[str, ...]
    first: datetime.date | None
    last: datetime.date | None
    is_renumbered: bool

    def is_valid(self, day):
        return (self.first is None or self.first <= day) and (self.last is None or day <= self.last)


@dataclass(frozen=True)
class Found:
    """An area of ours, and the days within which NDTMS reports it under this name."""

    area_id: int
    first: datetime.date | None = None
    last: datetime.date | None = None

    def existed_in(self, start, end):
        """Whether any day of the period was one of the area's: an abolished area reports 0 ever after."""
        return (self.last is None or start <= self.last) and (self.first is None or self.first <= end)


@cache
def places():
    """The lines of the reference by name and by NDTMS code, each under every key."""
    found = {}
    with REFERENCE.open(encoding="utf-8", newline="") as file:
        for cells in csv.DictReader(line for line in file if not line.startswith("#")):
            first, last = (
                datetime.date.fromisoformat(cells[column]) if cells[column] else None
                for column in ("valid_from", "valid_to")
            )
            codes = tuple(cells["gss_codes"].split())
            place = Place(cells["name"], cells["dat_code"], codes, first, last, cells["note"] == RENUMBERED)
            found.setdefault(name_key(place.name), []).append(place)
            if place.dat_code:
                found.setdefault(place.dat_code.casefold(), []).append(place)
    return {key: tuple(listed) for key, listed in found.items()}


def name_key(text):
    """A place's name for looking up. "City of London" keeps its first words: "London" is the region."""
    plain = " ".join(text.replace("&", " and ").replace("-", " ").replace(".", "").replace("’", "'").split()).casefold()
    return " ".join(STATUS_WORDS.sub("", plain).replace(",", " ").split())


def find_area(text, *, known: Known, on: datetime.date) -> Found:
    """The area of ours that a name, an NDTMS code or an ONS code means for a period that ends `on` that day."""
    text = " ".join(text.split())
    if not text:
        raise NotAnArea("The area is missing.")
    if (pk := known.area(text)) is not None:
        return Found(pk)
    marked = WITH_MARK.fullmatch(text)
    listed = places().get(name_key(marked["name"] if marked else text), ())
    if listed and listed[0].dat_code.casefold() == text.casefold():
        # An NDTMS code outlives the ONS code, so that the name says which codes there have been.
        listed = places()[name_key(listed[0].name)]
    if marked:
        return _found_marked(marked["mark"], listed, known)
    if not listed:
        if (pk := known.area_named(text)) is None:
            raise NotAnArea(UNKNOWN_AREA)
        return Found(pk)
    valid = [place for place in listed if place.is_valid(on)] or listed[-1:]
    return _found([*valid, *(place for place in listed if place.is_renumbered)], known)


def _found(candidates, known):
    for place in candidates:
        if len(place.codes) > 1:
            raise NotAnArea(f"{place.name} is {len(place.codes)} authorities counted together, which is no area here.")
        if (pk := known.areas.get(place.codes[0])) is not None:
            # The council of a renumbered place went on, and its figures with it.
            return Found(pk) if place.is_renumbered else Found(pk, place.first, place.last)
    raise NotAnArea(UNKNOWN_AREA)


def _found_marked(mark, listed, known):
    """An area before or after its change, by the mark behind its name."""
    before = re.fullmatch(r"(?:discontinued|pre (\w+ \d{4}))", mark.casefold())
    after = re.fullmatch(r"from (\w+ \d{4})", mark.casefold())
    old = [place for place in listed if place.last is not None and before]
    new = [place for place in listed if place.first is not None and after]
    if len(old or new) != 1:
        raise NotAnArea(UNKNOWN_AREA)
    found = _found(old or new, known)
    if before:
        day = _month(before[1])
        return Found(found.area_id, None, day - ONE_DAY if day else old[0].last)
    return Found(found.area_id, _month(after[1]) or new[0].first)


def _month(text):
    """The first day of "april 2023"; None where there is no such month."""
    try:
        return Period.parse(text).start if text else None
    except PeriodNotUnderstood:
        return None


def group_of(text):
    """The substance group that a label means: "" for everybody, None where it is none that we know.

    NDTMS puts each person in one group: any opiate first, then non-opiates with alcohol, then one of the two alone.
    """
    plain = " ".join(re.sub(r"[^a-z& ]", " ", text.casefold()).replace("&", " and ").split())
    plain = re.sub(r"\bopi(ate|oid)s?\b", "opiates", plain)
    if plain in WHOLE or not plain:
        return ""
    return GROUPS.get(plain) or GROUPS.get(plain.removesuffix(" only"))


def sex_of(text):
    """ "Male", "Female" or "Persons"; another text as it stands."""
    plain = text.strip().casefold()
    return "Persons" if plain in EVERYBODY else SEXES.get(plain, text.strip())


def age_of(text, cohort):
    """The age as other sources have it; None where it does not fit the people whom the file is said to be about."""
    if text.strip().casefold() in EVERYBODY:
        return COHORT_AGES[cohort]
    first = re.search(r"\d+", text)
    is_under = re.match(r"\s*(<|under)", text.casefold())
    if first is None or (int(first[0]) >= ADULT and not is_under) != (cohort == "adults"):
        return None
    return age_group(text.strip())
