"""Rows into numbers for the temporary tables: groups, periods and notes repeat from row to row and are kept once."""

from collections import Counter, defaultdict
from itertools import islice
from typing import NamedTuple

from indicators.operations.staging.tables import NUMBERS
from indicators.rules.headlines import Candidate, choose_headline
from indicators.sources.base import Group, Judgement, Row

FIRST_DAY_BITS, JUDGEMENT_BITS = 20, 16
MOST_JUDGEMENTS = (1 << JUDGEMENT_BITS) - 1
NO_JUDGEMENT = Judgement("", "", "", "")
# Where each row has a note of its own, or another area, they are written out now and then, and forgotten.
MOST_AT_ONCE = 50_000


# Cells are many: written out so many at a time, or their texts would need as much memory as they do.
CELLS_AT_A_TIME = 10_000


class Cell(NamedTuple):
    """An indicator, a group and a period. `seen` is shared by all whose days are the same: a bit an area in a list."""

    id: int
    stratum: int
    seen: list


class Intake:
    """What is known of the rows so far."""

    def __init__(self, tables):
        self.tables = tables
        self.strata, self.judgements = {}, {NO_JUDGEMENT: 0}
        # Of each stratum by its number: cells by their period, and what was seen by days. A period and its days are one
        # tuple for all strata: there are some hundreds of them, and of cells a hundred thousand.
        self.cells, self.seen, self.number_of_cells = {}, {}, 0
        self.periods, self.bits = {}, {}
        self.spots, self.words = Numbered(), Numbered()
        self.has_repeats = self.has_judgements = False
        # Known once all has been read: {indicator: sound rows of different keys}, and the strata that stand for an
        # indicator in most areas.
        self.number_of_rows, self.likely_headlines = {}, []
        # Indicators of which something was rejected, and all of which there was a row.
        self.unsound, self.staged = set(), set()

    # --- What repeats ------------------------------------------------------------------------------------------------

    def cell(self, group, start, end, period):
        stratum = self.strata.get(group)
        if stratum is None:
            stratum = self.strata[group] = len(self.strata) + 1
            self.cells[stratum], self.seen[stratum] = {}, {}
            self.staged.add(group.indicator_id)
        cells, when = self.cells[stratum], self._once((start, end, period))
        found = cells.get(when)
        if found is None:
            self.number_of_cells += 1
            seen = self.seen[stratum].setdefault(self._once((start, end)), [0])
            found = cells[when] = Cell(self.number_of_cells, stratum, seen)
        return found

    def _once(self, when):
        return self.periods.setdefault(when, when)

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

    def _forget(self):
        """Keep of what was seen only what publishing asks for; the readings need the memory."""
        rows = {number: sum(areas.bit_count() for (areas,) in seen.values()) for number, seen in self.seen.items()}
        found, candidates = Counter(), defaultdict(list)
        for group, number in self.strata.items():
            indicator_id, *whom = group
            found[indicator_id] += rows[number]
            candidates[indicator_id].append(Candidate(number, *whom, rows[number]))
        chosen = map(choose_headline, candidates.values())
        self.number_of_rows = dict(found)
        self.likely_headlines = sorted(headline.series_id for headline in chosen if headline)
        for known in (self.strata, self.cells, self.seen, self.periods):
            known.clear()

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
        """What the rows refer to, when all of them have been read."""
        write = self.tables.write
        self.spots.end()
        self.words.end()
        self.write_full()
        write("stratum", ("id", *Group._fields), [(number, *group) for group, number in self.strata.items()])
        write("judgement", ("id", *Judgement._fields), [(number, *said) for said, number in self.judgements.items()])
        rows = self._rows_of_cells()
        while some := list(islice(rows, CELLS_AT_A_TIME)):
            write("cell", ("id", "stratum", "period_start", "period_end", "period", "newness"), some)
        self._forget()
        self.tables.analyse("stage", "spot", "stratum", "cell", "word", "judgement")

    def _rows_of_cells(self):
        for cells in self.cells.values():
            for (start, end, period), cell in cells.items():
                yield cell.id, cell.stratum, start.isoformat(), end.isoformat(), period, _newness(start, end)

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
