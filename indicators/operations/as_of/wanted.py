"""Which readings are asked for: those of a page that shows few need not be worked out for all."""

from dataclasses import dataclass

from django.db.models import Q


@dataclass(frozen=True)
class Wanted:
    """Of an indicator whose figures have not changed since the day there are always all readings, and as they are.

    indicators, areas  their ids; None is all of them. Of others there are no readings.
    series             a condition on the series of these; None is all of them
    compared           a condition on those of them that are set beside other areas, which have to be read for it;
                       None is all. What the reading of another says of England, its region and its neighbours is blank.
    has_ranks          where False ranks and fifths are blank: only for them every area has to be read
    """

    indicators: frozenset | None = None
    areas: frozenset | None = None
    series: Q | None = None
    compared: Q | None = None
    has_ranks: bool = True

    @property
    def is_whole(self):
        """Whether nothing but whole indicators are asked for."""
        return self.areas is None and self.series is None and self.compared is None and self.has_ranks


EVERYTHING = Wanted()
NOTHING = Wanted(indicators=frozenset())
# For a condition that nothing meets.
NONE = Q(pk__in=[])
