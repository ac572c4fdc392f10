"""Whether figures follow each other evenly, as a control chart needs them: pure."""

import datetime
from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

# Fewer figures have no run of seven, so that the signals could not be seen.
FEWEST = 7
# On either side of a lasting change: two have one range between them, which is no average.
FEWEST_BETWEEN_CHANGES = 3
ONE_DAY = datetime.timedelta(days=1)


class Span(NamedTuple):
    """The days of a figure, and whether it has a number that can be worked with."""

    start: datetime.date
    end: datetime.date
    is_known: bool = True


def overlap(spans: Sequence[Span]) -> bool:
    """Whether a figure shares days with the next one, as those of rolling years do."""
    return any(later.start <= earlier.end for earlier, later in pairwise(spans))


def unbroken(spans: Sequence[Span]) -> slice:
    """The newest stretch of known figures, oldest first, of which each begins the day after the one before it ends."""
    last = len(spans)
    while last and not spans[last - 1].is_known:
        last -= 1
    first = last
    while first and spans[first - 1].is_known and (first == last or _follows(spans[first - 1], spans[first])):
        first -= 1
    return slice(first, last)


def shortest_part(size: int, changes_at: Sequence[int]) -> int:
    """The number of figures in the shortest part of `size` figures that are cut at these places."""
    return min(later - earlier for earlier, later in pairwise([0, *sorted(changes_at), size]))


def _follows(earlier, later):
    return earlier.end + ONE_DAY == later.start
