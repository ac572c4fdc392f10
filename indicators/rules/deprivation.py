"""Which tenth or fifth of people a category is about, from the words of its publisher: pure."""

import re
from typing import NamedTuple

GROUPS = {"decile": 10, "quintile": 5}
SHARES = {10: "tenth", 5: "fifth"}
ORDINALS = {None: 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
# "Second most deprived decile (IMD2019)", "Fifth less deprived decile".
IN_WORDS = re.compile(
    r"(?:(second|third|fourth|fifth)\s+)?(most|more|least|less)\s+deprived\s+(decile|quintile)", re.IGNORECASE
)
MIDDLE = re.compile(r"(?:third|middle)\s+(?:deprived\s+)?quintile", re.IGNORECASE)
# "Decile 1 (most deprived)", "Quintile 5 - least deprived".
NUMBERED = re.compile(r"(decile|quintile)\s+(\d{1,2})\b", re.IGNORECASE)
# What is put in order of deprivation, the more exact words first.
UNITS = (
    (re.compile(r"practice", re.IGNORECASE), "GP practices"),
    (re.compile(r"lsoa|msoa|ward|small area|neighbourhood", re.IGNORECASE), "neighbourhoods"),
    (re.compile(r"count(?:y|ies)|unitary|district|authorit", re.IGNORECASE), "council areas"),
)


class Place(NamedTuple):
    """`number` 1 is the most deprived of `of` groups."""

    number: int
    of: int


def is_by_deprivation(category_type):
    return "depriv" in category_type.casefold()


def place(category) -> Place | None:
    """The place of a group among its kind; None where its words do not tell."""
    text = category.strip()
    if MIDDLE.match(text):
        return Place(3, 5)
    if found := IN_WORDS.match(text):
        of, steps = GROUPS[found[3].lower()], ORDINALS[found[1] and found[1].lower()]
        is_from_most = found[2].lower() in ("most", "more")
        return _possible(steps if is_from_most else of + 1 - steps, of)
    if found := NUMBERED.match(text):
        return _possible(int(found[2]), GROUPS[found[1].lower()])
    return None


def _possible(number, of):
    return Place(number, of) if 1 <= number <= of else None


def unit(category_type):
    """Of what the groups are made, in the plural: "neighbourhoods", "council areas"; "areas" where nobody says."""
    return next((words for pattern, words in UNITS if pattern.search(category_type)), "areas")
