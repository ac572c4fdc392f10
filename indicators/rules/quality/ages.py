"""Bands of ages read from their words, and bands that fill a wider one without a gap or an overlap. Pure."""

import math
import re
from functools import lru_cache

ALL = (0, math.inf)
PATTERNS = (
    (r"(\d+)\s*[-–]\s*(\d+)", lambda low, high: (int(low), int(high) + 1)),
    (r"(\d+)\s*\+|(?:aged )?(\d+) (?:and over|or over|years and over)", lambda *n: (int(n[0] or n[1]), math.inf)),
    (r"(?:under|<)\s*(\d+)", lambda below: (0, int(below))),
    (r"over (\d+)", lambda above: (int(above) + 1, math.inf)),
    (r"(\d+)", lambda year: (int(year), int(year) + 1)),
)


@lru_cache(maxsize=1024)
def band(age):
    """(first year, first year that is not in it), or None: "15-64" is (15, 65), "18+" (18, inf), "Under 1" (0, 1).

    An empty age is no band: the source has not said whom the figure is about.
    """
    text = age.strip().casefold().removesuffix(" years").removesuffix(" yrs")
    if text == "all ages":
        return ALL
    for pattern, read in PATTERNS:
        if match := re.fullmatch(pattern, text):
            low, high = read(*match.groups())
            return (low, high) if low < high else None
    return None


def tilings(bands):
    """{whole: its parts} for each of these bands that two or more others fill exactly; the finest parts of each."""
    known = sorted(set(bands))
    return {whole: parts for whole in known if (parts := _fill(whole[0], whole, known)) and len(parts) > 1}


def _fill(start, whole, known):
    """The most bands that lead from `start` to the end of the whole; None where there is a gap."""
    if start == whole[1]:
        return ()
    best = None
    for low, high in known:
        if low == start and high <= whole[1] and (low, high) != whole:
            rest = _fill(high, whole, known)
            if rest is not None and (best is None or len(rest) + 1 > len(best)):
                best = ((low, high), *rest)
    return best
