"""The figures of a document: which of two printed values stands, and which are disputed. Pure."""

from collections import defaultdict
from dataclasses import dataclass

from actions.loading.shapes import FigureRow
from indicators.models import Qualifier

EVIDENCE_KEY = ("indicator", "area", "sex", "age", "category_type", "category", "period")
SAYS_PRINTED_TWICE = ("contradicts:", "rounded elsewhere:")


@dataclass(frozen=True)
class Figure:
    """A row with its rank among the values that the document prints for one key; 0 stands."""

    row: FigureRow
    variant: int

    @property
    def is_disputed(self):
        return self.row.note.startswith("contradicts:") or lies_outside(self.row) is not None

    @property
    def key(self):
        return *self.row.key, self.variant


def ranked(rows):
    """A figure for each row, in the order of the rows."""
    groups = defaultdict(list)
    for index, row in enumerate(rows):
        groups[row.key].append(index)
    variants = {}
    for indexes in groups.values():
        for variant, index in enumerate(sorted(indexes, key=lambda index: (*_preference(rows[index]), index))):
            variants[index] = variant
    return [Figure(row, variants[index]) for index, row in enumerate(rows)]


def _preference(row):
    """Exact before rounded, a table before text, the text before its summary; what is left, the order settles."""
    return row.qualifier != Qualifier.EXACT, not row.place.startswith("Table"), "summary" in row.place.casefold()


def lies_outside(row):
    """ "below" or "above" where the value lies outside its own interval, else None."""
    if row.value is None or row.lower_ci is None or row.upper_ci is None:
        return None
    if row.value < row.lower_ci:
        return "below"
    return "above" if row.value > row.upper_ci else None


def evidence_key(figure):
    """By what an evidence figure and a row of the table find each other."""
    return tuple(getattr(figure, name) for name in EVIDENCE_KEY)


def evidence_key_of_cells(cells):
    return tuple(cells[name] for name in EVIDENCE_KEY)
