"""Files in the Fingertips layout, as fast as Python goes.

A row that is like one that was sound is taken by three look-ups and seven numbers, and one that differs from the row
before in nothing but its period and its figure by even less. Whatever is in any way out of the ordinary goes to the
reader of single rows, indicators/sources/fingertips_csv.py, which alone says what is sound.
"""

import csv
from operator import itemgetter
from typing import NamedTuple

from indicators.models import State
from indicators.operations.staging.records import QUOTE, blocks
from indicators.operations.staging.tables import NUMBERS
from indicators.sources.base import Judgement, NotOurs, Reject, Row
from indicators.sources.fingertips_csv import Layout

ROWS_AT_A_TIME = 2000
WANTED, SKIPPED, IGNORED = range(3)
GROUP = ("indicator", "sex", "age", "category_type", "category")
SAID = ("note", *Judgement._fields)
# A number of these alone, and not too long, is for both databases what it is for us. No number has the mark between.
BETWEEN = b","
PLAIN = b"0123456789.-,"
LONGEST_NUMBERS = 200
# Behind the lead: the period and the numbers, and then the tail.
PARTS = 1 + len(NUMBERS)
MOST_REMEMBERED = 50_000
# COPY then takes the numbers as they stand in the file.
COPY_OPTIONS = "WITH (DELIMITER ',', NULL '')"


class Batch(NamedTuple):
    """Rows in the database's own form; so many rows of the file, and bytes, are behind us."""

    rows: object
    rows_read: int
    place: int


class Reader:
    """Reads one file after the other. What is skipped was published already, what is ignored is another file's."""

    def __init__(self, *, intake, notes, known, scan, skipped, is_scanned):
        self.intake, self.notes, self.known, self.scan, self.skipped = intake, notes, known, scan, skipped
        self.is_postgres = intake.tables.is_postgres
        # Where nothing can be skipped the digests are made on the way.
        self.is_scanned = is_scanned
        # What a text of the file came to the last time it was sound: groups, periods, cells by both, areas, and states
        # with their notes, by whether there was a value.
        self.groups, self.periods, self.cells_of = {}, {}, {}
        self.areas, self.words = {}, ({}, {})
        self.fronts = {}

    def read(self, number, kept, ignored=frozenset()):
        """Batches of a file that was scanned, so that each of its records is one row."""
        has_begun, rows, place = False, [], 0
        for block in blocks(kept.path):
            records, lines = block.records, block.lines
            if not records:
                continue
            if not self.is_scanned:
                self.scan.add_block(block, kept)
            _refuse_other_encodings(records)
            if not has_begun:
                has_begun = True
                self._begin(number, kept, records[0], ignored)
                records, lines = records[1:], lines[1:]
            records, lines = self._wanted(records, lines)
            while records:
                room = ROWS_AT_A_TIME - self.notes.rows_read % ROWS_AT_A_TIME
                self.notes.rows_read += len(records[:room])
                self._parse(records[:room], lines[:room], rows)
                records, lines = records[room:], lines[room:]
                if not self.notes.rows_read % ROWS_AT_A_TIME:
                    yield self._batch(rows, place)
                    rows = []
            place += block.size
        if not self.is_scanned:
            self.scan.end_file(ignored)
        yield self._batch(rows, place)

    def _begin(self, number, kept, header, ignored):
        self.layout = layout = Layout(_parsed(header), kept.name)
        self.file, self.file_text, self.width = number, b",%d,0," % number, len(layout.header)
        # A column that is not there is read from an empty field behind the last.
        known = layout.places | layout.judgements
        places = {name: known.get(name, self.width) for name in (*GROUP, "area", "period", *SAID, *NUMBERS)}
        self.area_place, self.period_place = places["area"], places["period"]
        self.group_of = itemgetter(*(places[name] for name in GROUP))
        self.said_of = itemgetter(*(places[name] for name in SAID))
        self.numbers_of = itemgetter(*(places[name] for name in NUMBERS))
        self._begin_leads(places)
        self.ignored, self.passed_over = ignored, {}

    def _begin_leads(self, places):
        """A lead is what a record says before its period, where that is all of whom and where: mostly the same as in
        the record before. Behind it come the period, the numbers and the tail, which is the same for many records.
        """
        first = self.period_place
        last = first + len(NUMBERS)
        self.lead, self.cells, self.spot, self.bit, self.tails = None, {}, None, 0, ({}, {})
        self.has_leads = (
            max(places["area"], *(places[name] for name in GROUP)) < first
            and [places[name] for name in NUMBERS] == list(range(first + 1, last + 1))
            and min(places[name] for name in SAID) > last
        )

    def _wanted(self, records, lines):
        """Without the indicators that are skipped, whose rows still count as read, and without those ignored."""
        if not self.skipped and not self.ignored:
            return records, lines
        wanted, passed_over = [], self.passed_over
        for record, line in zip(records, lines, strict=True):
            raw = record[: record.find(b",")]
            how = passed_over.get(raw)
            if how is None:
                how = passed_over[raw] = self._how(raw)
            if how == WANTED:
                wanted.append((record, line))
            elif how == SKIPPED:
                self.notes.rows_read += 1
        return [record for record, _ in wanted], [line for _, line in wanted]

    def _how(self, raw):
        text, indicator_id = self.scan.what_is(raw)
        if text in self.ignored:
            return IGNORED
        return SKIPPED if indicator_id in self.skipped else WANTED

    def _batch(self, rows, place):
        return Batch(b"".join(rows) if self.is_postgres else rows, self.notes.rows_read, place)

    def _parse(self, records, lines, rows):
        for line, record in zip(lines, records, strict=True):
            lead = self.lead
            if lead is not None and record.startswith(lead):
                rest = record[len(lead) :]
                parts = rest.split(b",", PARTS)
                if len(parts) > PARTS:
                    period, *numbers, tail = parts
                    cell, word = self.cells.get(period), self.tails[numbers[0] != b""].get(tail)
                    if cell is not None and word is not None:
                        joined = _sound(rest[len(period) + 1 : -len(tail) - 1], numbers)
                        if joined is not None:
                            self._take(line, cell, self.spot, self.bit, word, numbers, joined, rows)
                            continue
            self._parse_whole(line, record, rows)

    def _parse_whole(self, line, record, rows):
        fields = record.split(b",") if QUOTE not in record else self._split(record)
        if len(fields) != self.width:
            self._read_alone(line, record, rows)
            return
        fields.append(b"")
        numbers = self.numbers_of(fields)
        cell, area = self._cell(fields), self.areas.get(fields[self.area_place])
        word = self.words[numbers[0] != b""].get(self.said_of(fields))
        if cell is None or area is None or word is None or (joined := _sound(BETWEEN.join(numbers), numbers)) is None:
            self._read_alone(line, record, rows)
        else:
            area_id, bit = area
            spot = self._given(self.intake.spot(cell[1], area_id))
            self._take(line, cell, spot, bit, word, numbers, joined, rows)
        self._follow(record, fields)

    def _cell(self, fields):
        """The cell of a group and a period, both of which were sound before, together or apart."""
        texts, period = self.group_of(fields), fields[self.period_place]
        cells = self.cells_of.setdefault(texts, {})
        found = cells.get(period)
        if found is None and texts in self.groups and period in self.periods:
            cell = self.intake.cell(self.groups[texts], *self.periods[period])
            found = cells[period] = self._given(cell.id), cell.stratum, cell.seen
        return found

    def _take(self, line, cell, spot, bit, word, numbers, joined, rows):
        (cell_id, _, seen), (word_id, is_suppressed) = cell, word
        if seen[0] & bit:
            self.intake.has_repeats = True
        seen[0] |= bit
        if is_suppressed:
            # With its count anybody could work the value out again.
            numbers = (b"", b"", b"", b"", b"", b"", numbers[6])
            joined = BETWEEN.join(numbers)
        if self.is_postgres:
            rows.append(b"%b%b%b%d%b%b\n" % (cell_id, spot, word_id, line, self.file_text, joined))
        else:
            rows.append((cell_id, spot, word_id, line, self.file, 0, *map(_float, numbers)))

    def _follow(self, record, fields):
        """Remember the record's lead, if the next one may have the same, and its tail."""
        self.lead = None
        cells, area = self.cells_of.get(self.group_of(fields)), self.areas.get(fields[self.area_place])
        if not self.has_leads or not cells or area is None:
            return
        first = self.period_place
        head, *rest = record.rsplit(b",", self.width - first)
        if rest != fields[first : self.width] or QUOTE in b"".join(rest):
            return
        self.lead, self.cells = head + b",", cells
        area_id, self.bit = area
        _, stratum, _ = next(iter(cells.values()))
        self.spot = self._given(self.intake.spot(stratum, area_id))
        has_value = rest[1] != b""
        word, tails = self.words[has_value].get(self.said_of(fields)), self.tails[has_value]
        if word is not None:
            if len(tails) >= MOST_REMEMBERED:
                tails.clear()
            tails[b",".join(rest[PARTS:])] = word

    def _split(self, record):
        """The fields of a record with quotations. What stands before the end of the last is the same for many rows."""
        cut = record.rfind(QUOTE) + 1
        front = record[:cut]
        fields = self.fronts.get(front)
        if fields is None:
            if len(self.fronts) >= MOST_REMEMBERED:
                self.fronts.clear()
            fields = self.fronts[front] = [field.encode() for field in _parsed(front)]
        return [*fields, *record[cut + 1 :].split(b",")] if len(record) > cut else fields.copy()

    def _read_alone(self, line, record, rows):
        """By the reader of single rows, which knows all that a row can be."""
        if not record:
            self.notes.rows_read -= 1  # a blank line is no row
            return
        fields = _parsed(record)
        item = self.layout.read(line, fields, self.known)
        if isinstance(item, NotOurs):
            self.notes.pass_over(self.file, item)
            return
        if isinstance(item, Reject):
            self.notes.reject(self.file, item)
            self.intake.unsound.add(self.known.indicator(fields[0].strip()))
        if item.key is not None:
            row = self.intake.row_of(self.file, item)
            rows.append(BETWEEN.join(map(_text, row)) + b"\n" if self.is_postgres else row)
            if isinstance(item, Row):
                self._remember(fields, item, row)

    def _remember(self, fields, item, row):
        if len(fields) != self.width:
            return
        fields = [*(field.encode() for field in fields), b""]
        word_id = row[2]
        group, area_id, start, end = item.key
        self.groups[self.group_of(fields)] = group
        self.periods[fields[self.period_place]] = start, end, item.period
        code = fields[self.area_place]
        if self.known.area(code.decode()) == area_id:
            self.areas[code] = area_id, self.intake.bit(area_id)
        words = self.words[item.value is not None]
        if len(words) >= MOST_REMEMBERED:
            words.clear()
        words[self.said_of(fields)] = self._given(word_id), item.state == State.SUPPRESSED

    def _given(self, number):
        """As a row wants it: a text up to the next field for COPY, else the number."""
        return b"%d," % number if self.is_postgres else number


def _refuse_other_encodings(records):
    """Most fields are never looked at, and yet the file has to be what it says."""
    b"\n".join(records).decode()


def _sound(joined, texts):
    """The seven numbers between their marks, or None where the reader of single rows has to look at them."""
    if len(joined) > LONGEST_NUMBERS or joined.translate(None, PLAIN):
        return None
    try:
        value, low, high, low_998, high_998, count, denominator = map(float, texts)
    except ValueError:
        return joined if _is_sound_with_gaps(texts) else None
    is_sound = low <= value <= high and low_998 <= value <= high_998 and count >= 0 and denominator >= 0
    return joined if is_sound else None


def _is_sound_with_gaps(texts):
    value, low, high, low_998, high_998, count, denominator = texts
    try:
        if value:
            number = float(value)
            if (low or high) and not float(low) <= number <= float(high):
                return False
            if (low_998 or high_998) and not float(low_998) <= number <= float(high_998):
                return False
        elif low or high or low_998 or high_998:
            return False
        return not ((count and float(count) < 0) or (denominator and float(denominator) < 0))
    except ValueError:
        return False


def _float(text):
    return float(text) if text else None


def _text(value):
    return b"" if value is None else str(value).encode()


def _parsed(record):
    return next(csv.reader([record.decode()], strict=True))
