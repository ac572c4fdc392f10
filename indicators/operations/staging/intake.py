"""Rows into numbers for the temporary tables: groups, periods and notes repeat from row to row and are kept once."""

from collections import Counter, defaultdict
from typing import NamedTuple

from indicators.operations.staging.tables import NUMBERS
from indicators.rules.headlines import Candidate, choose_headline
from indicators.sources.base import Group, Judgement, Row

FIRST_DAY_BITS, JUDGEMENT_BITS = 20, 16
MOST_JUDGEMENTS = (1 << JUDGEMENT_BITS) - 1
NO_JUDGEMENT = Judgement("", "", "", "")
# Where each row has a note of its own, or another area, they are written out now and then, and forgotten.
MOST_AT_ONCE = 50_000


class Cell(NamedTuple):
    """An indicator, a group and a period. `seen` is shared by all whose days are the same: a bit an area in a list."""

    id: int
    stratum: int
    seen: list


class Intake:
    """What is known of the rows so far."""

    def __init__(self, tables):
        self.tables = tables
        self.strata, self.cells, self.judgements = {}, {}, {NO_JUDGEMENT: 0}
        self.spots, self.words = Numbered(), Numbered()
        self.seen, self.bits = {}, {}
        self.has_repeats = self.has_judgements = False
        self.rows = []
        # Indicators of which something was rejected, and all of which there was a row.
        self.unsound, self.staged = set(), set()

    # --- What repeats ------------------------------------------------------------------------------------------------

    def cell(self, group, start, end, period):
        found = self.cells.get((group, start, end, period))
        if found is None:
            stratum = self.strata.setdefault(group, len(self.strata) + 1)
            seen = self.seen.setdefault((stratum, start, end), [0, group.indicator_id])
            found = self.cells[group, start, end, period] = Cell(len(self.cells) + 1, stratum, seen)
            self.staged.add(group.indicator_id)
        return found

    def bit(self, area_id):
        return self.bits.setdefault(area_id, 1 << len(self.bits))

    def see(self, cell, area_id):
        seen, bit = cell.seen, self.bit(area_id)
        if seen[0] & bit:
            self.has_repeats = True
        seen[0] |= bit

    def word(self, state, note, judgement):
        if judgement and any(judgement):
            self.has_judgements = True
        return self.words.number((state, note, judgement or NO_JUDGEMENT))

    def spot(self, stratum, area_id, is_sound=1):
        return self.spots.number((stratum, area_id, is_sound))

    def _judgement(self, judgement):
        known = len(self.judgements) <= MOST_JUDGEMENTS
        return (
            self.judgements.setdefault(judgement, len(self.judgements)) if known else self.judgements.get(judgement, 0)
        )

    def number_of_rows(self):
        """{indicator: sound rows of different keys}"""
        found = {}
        for areas, indicator_id in self.seen.values():
            found[indicator_id] = found.get(indicator_id, 0) + areas.bit_count()
        return found

    def likely_headlines(self):
        """Of each indicator the stratum that stands for it in most areas."""
        rows = Counter()
        for (stratum, _, _), (areas, _) in self.seen.items():
            rows[stratum] += areas.bit_count()
        candidates = defaultdict(list)
        for group, number in self.strata.items():
            indicator_id, *whom = group
            candidates[indicator_id].append(Candidate(number, *whom, rows[number]))
        chosen = map(choose_headline, candidates.values())
        return sorted(headline.series_id for headline in chosen if headline)

    # --- Row by row --------------------------------------------------------------------------------------------------

    def row_of(self, file, item):
        """What a row, or a reject that has a key, is in the table of staged rows: under the key of a reject a figure
        may stand that must not be taken for gone.
        """
        (group, area_id, start, end) = item.key
        if isinstance(item, Row):
            cell = self.cell(group, start, end, item.period)
            self.see(cell, area_id)
            word = self.word(item.state, item.note, item.judgement)
            spot = self.spot(cell.stratum, area_id)
            return (cell.id, spot, word, item.line, file, 0, *(getattr(item, name) for name in NUMBERS))
        self.unsound.add(group.indicator_id)
        cell = self.cell(group, start, end, "")
        return (cell.id, self.spot(cell.stratum, area_id, 0), 0, item.row, file, 1, *NOTHING)

    # --- Into the tables ---------------------------------------------------------------------------------------------

    def write(self):
        """What the rows refer to."""
        write = self.tables.write
        self.spots.end()
        self.words.end()
        self.write_full()
        write("stratum", ("id", *Group._fields), [(number, *group) for group, number in self.strata.items()])
        write("judgement", ("id", *Judgement._fields), [(number, *said) for said, number in self.judgements.items()])
        write(
            "cell",
            ("id", "stratum", "period_start", "period_end", "period", "newness"),
            [
                (cell.id, self.strata[group], start.isoformat(), end.isoformat(), period, _newness(start, end))
                for (group, start, end, period), cell in self.cells.items()
            ],
        )
        self.tables.analyse("stage", "spot", "stratum", "cell", "word", "judgement")

    def write_full(self):
        """By whoever has the connection: rows may be read in a thread of their own."""
        while self.words.full:
            words = self.words.full.pop()
            rows = [(number, state, note, self._judgement(said)) for (state, note, said), number in words.items()]
            self.tables.write("word", ("id", "state", "note", "judgement"), rows)
        while self.spots.full:
            rows = [(number, *spot) for spot, number in self.spots.full.pop().items()]
            self.tables.write("spot", ("id", "stratum", "area_id", "is_sound"), rows)


class Numbered:
    """Numbers for what repeats. Of what has been forgotten meanwhile there is a second number."""

    def __init__(self):
        self.known, self.last, self.full = {}, 0, []

    def number(self, key):
        found = self.known.get(key)
        if found is None:
            if len(self.known) >= MOST_AT_ONCE:
                self.end()
            self.last += 1
            found = self.known[key] = self.last
        return found

    def end(self):
        self.full.append(self.known)
        self.known = {}


NOTHING = (None,) * len(NUMBERS)


def _newness(start, end):
    return (end.toordinal() << FIRST_DAY_BITS | start.toordinal()) << JUDGEMENT_BITS
