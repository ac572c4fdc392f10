"""What both police sources share: the forces of England, and which authorities their districts and partnerships are.

Neither source gives ONS codes of authorities. Neighbourhoods of the census carry the names of the districts of their
year, the Home Office's tables those of community safety partnerships, many of which are districts of before 2020. Which
codes are meant stands in reference/police_*.csv: nothing is guessed, since a figure under the wrong code looks sound.
"""

import csv
import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

from indicators.sources.base import plain_name

REFERENCE = Path(__file__).resolve().parent.parent / "reference"
LICENCE = "Open Government Licence v3.0"
AUTHORITIES = ("E06", "E07", "E08", "E09", "E10")
PARTNERSHIPS = ("E22", "local:csp:")
# These police no area in England, or none at all.
NOT_IN_ENGLAND = {"dyfed powys", "gwent", "north wales", "south wales"}
WITHOUT_AN_AREA = {"british transport", "action fraud", "cifas", "uk finance"}
FORCE_WORDS = re.compile(r"\b(police|constabulary|service)\b|\[note[^\]]*\]| and isle of wight", re.IGNORECASE)


class Force(NamedTuple):
    id: str  # of data.police.uk
    code: str
    name: str


class Place(NamedTuple):
    """A district or a partnership, and the areas that it is or is a part of."""

    name: str
    areas: tuple[str, ...]
    force: str


@cache
def forces():
    """{the id of data.police.uk: force}"""
    found = (Force(line["force"], line["code"], line["home_office_name"]) for line in _lines("police_forces.csv"))
    return {force.id: force for force in found}


@cache
def _forces_by_name():
    return {force_key(force.name): force for force in forces().values()}


def force_key(text):
    """A force's name for looking up: "Metropolitan Police [Note 6]" and "Metropolitan" are one."""
    return plain_name(FORCE_WORDS.sub(" ", text))


def force_named(text):
    """The force of England that a name of the Home Office's means, or None."""
    return _forces_by_name().get(force_key(text))


def is_elsewhere(text):
    """Whether the name is that of a body that polices no area of England."""
    return force_key(text) in NOT_IN_ENGLAND | WITHOUT_AN_AREA


@cache
def districts():
    """{the name as plain_name(): district}"""
    return _places("police_districts.csv")


@cache
def partnerships():
    """{the name as plain_name(): partnership}"""
    return _places("police_partnerships.csv")


def _places(file_name):
    found = (Place(line["name"], tuple(line["areas"].split()), line["force"]) for line in _lines(file_name))
    return {plain_name(place.name): place for place in found}


def _lines(file_name):
    with (REFERENCE / file_name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(line for line in file if not line.startswith("#"))
