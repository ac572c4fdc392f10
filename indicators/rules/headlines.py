"""Which series stands for an indicator in an area, where a page shows one figure for it. Pure."""

import functools
import re
from typing import NamedTuple

EVERY_AGE = ("", "all ages")


class Candidate(NamedTuple):
    series_id: int
    sex: str
    age: str
    category_type: str
    category: str
    observations: int
    # In documents of unpublished partnerships; they count only where nobody has published a figure.
    unpublished: int = 0


def choose_headline(candidates):
    """The candidate for everybody with the most observations; None where each is about a part of the people.

    Persons without a category only. What is unpublished never moves the mark of what is published. Of equals the one
    for all ages is taken, then adults, then the widest band of ages, then the first by its words, so that the same
    series are chosen on each day and machine.
    """
    whole = [c for c in candidates if c.sex == "Persons" and not c.category_type and not c.category]
    known = [c for c in whole if c.observations] or [c for c in whole if c.unpublished]
    return min(known, key=_preference, default=None)


def _preference(candidate):
    """The smallest stands."""
    figures = candidate.observations or candidate.unpublished
    return -figures, _narrowness(candidate.age), candidate.age, candidate.series_id


@functools.cache
def _narrowness(age):
    """(0, …) for all ages, (1, …) for adults, (2, …) for a band; the wider one sorts first."""
    text = age.casefold()
    if text in EVERY_AGE:
        return 0, 0
    if text == "adults" or re.fullmatch(r"1[5-8]\+", text):
        return 1, 0
    band = re.fullmatch(r"(\d+)-(\d+)", text)
    return 2, -(int(band[2]) - int(band[1])) if band else 0
