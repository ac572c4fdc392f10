"""Observations as rows without a serializer: by far the longest list, and the same cells in a fraction of the time.

A test holds that the serializer gives the same.
"""

from operator import itemgetter

from indicators.api import lines, narrowed
from indicators.api.shared import COLUMNS, NAMES, Shared


class ObservationRows:
    """Rows of the fields that are `shown`, of the figures that are asked for."""

    names = NAMES

    def __init__(self, shown, queryset):
        self.shown = list(shown)
        self.figures, self.series = narrowed.within(queryset)

    def fetched(self, ordering):
        """As dictionaries of the columns, in which a cursor finds its position."""
        more = {name.removeprefix("-") for name in ordering} - set(COLUMNS)
        return self.figures.values(*COLUMNS, *more)

    def take(self, figures, number, at):
        """The first rows of those that are fetched, behind the position."""
        return figures[:number] if self.series is None else narrowed.first(figures, self.series, number, at)

    def as_json(self, page):
        places = [NAMES.index(name) for name in self.shown]
        pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        rows = Shared().whole([tuple(map(row.__getitem__, COLUMNS)) for row in page])
        return [dict(zip(self.shown, pick(row), strict=True)) for row in rows]

    def for_csv(self, ordering):
        """The lines of a CSV, in pieces of text, all of one moment."""
        return lines.of(self.shown, self.figures.order_by(*ordering), self.series)
