"""Files in the Fingertips layout, as fast as Python goes.

A row that is like one that was sound is taken by three look-ups and seven numbers. Whatever is in any way out of the
ordinary goes to the reader of single rows, indicators/sources/fingertips_csv.py, which alone says what is sound.
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
KEY = ("indicator", "sex", "age", "category_type", "category", "period")
SAID = ("note", *Judgement._fields)
# A number of these alone, and not too long, is for both databases what it is for us. No number has the mark between.
BETWEEN = b"|"
PLAIN = b"0123456789.-|"
LONGEST_NUMBERS = 200
MOST_REMEMBERED = 50_000
# COPY then takes the numbers as they stand in the file.
COPY_OPTIONS = "WITH (DELIMITER '|', NULL '')"


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
        # What a text of the file came to the last time it was sound: cells, areas, and states with their notes, by
        # whether there was a value.
        self.cells, self.areas, self.words = {}, {}, ({}, {})
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
        self.file, self.width = number, len(layout.header)
        # A column that is not there is read from an empty field behind the last.
        known = layout.places | layout.judgements
        places = {name: known.get(name, self.width) for name in (*KEY, *SAID, *NUMBERS)}
        self.key_of = itemgetter(*(places[name] for name in KEY))
        self.said_of = itemgetter(*(places[name] for name in SAID))
        self.numbers_of = itemgetter(*(places[name] for name in NUMBERS))
        self.ignored, self.passed_over = ignored, {}

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
        # Names are looked up once, for this loop is most of what a load costs.
        width, key_of, said_of, numbers_of = self.width, self.key_of, self.said_of, self.numbers_of
        cells, areas, words, area_place = self.cells, self.areas, self.words, self.layout.places["area"]
        file, is_postgres, intake = b"|%d|0|" % self.file, self.is_postgres, self.intake
        for line, record in zip(lines, records, strict=True):
            fields = record.split(b",") if QUOTE not in record else self._split(record)
            if len(fields) != width:
                self._read_alone(line, record, rows)
                continue
            fields.append(b"")
            numbers = numbers_of(fields)
            cell, area = cells.get(key_of(fields)), areas.get(fields[area_place])
            word = words[numbers[0] != b""].get(said_of(fields))
            if cell is None or area is None or word is None or (joined := _sound(numbers)) is None:
                self._read_alone(line, record, rows)
                continue
            (cell_id, seen), (area_id, bit), (word_id, is_suppressed) = cell, area, word
            if seen[0] & bit:
                intake.has_repeats = True
            seen[0] |= bit
            if is_suppressed:
                # With its count anybody could work the value out again.
                numbers = (b"", b"", b"", b"", b"", b"", numbers[6])
                joined = BETWEEN.join(numbers)
            if is_postgres:
                rows.append(b"%b%b%b%d%b%b\n" % (cell_id, area_id, word_id, line, file, joined))
            else:
                rows.append((cell_id, area_id, word_id, line, self.file, 0, *map(_float, numbers)))

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
        cell_id, area_id, word_id, *_ = row
        group, _, start, end = item.key
        seen = self.intake.cell(group, start, end, item.period).seen
        self.cells[self.key_of(fields)] = self._given(cell_id), seen
        code = fields[self.layout.places["area"]]
        if self.known.area(code.decode()) == area_id:
            self.areas[code] = self._given(area_id), self.intake.bit(area_id)
        words = self.words[item.value is not None]
        if len(words) >= MOST_REMEMBERED:
            words.clear()
        words[self.said_of(fields)] = self._given(word_id), item.state == State.SUPPRESSED

    def _given(self, number):
        """As a row wants it: a text up to the next field for COPY, else the number."""
        return b"%d|" % number if self.is_postgres else number


def _refuse_other_encodings(records):
    """Most fields are never looked at, and yet the file has to be what it says."""
    b"\n".join(records).decode()


def _sound(texts):
    """The seven numbers between their marks, or None where the reader of single rows has to look at them."""
    joined = BETWEEN.join(texts)
    if len(joined) > LONGEST_NUMBERS or joined.translate(None, PLAIN):
        return None
    value, low, high, low_998, high_998, count, denominator = texts
    try:
        if value:
            number = float(value)
            if (low or high) and not float(low) <= number <= float(high):
                return None
            if (low_998 or high_998) and not float(low_998) <= number <= float(high_998):
                return None
        elif low or high or low_998 or high_998:
            return None
        if (count and float(count) < 0) or (denominator and float(denominator) < 0):
            return None
    except ValueError:
        return None
    return joined


def _float(text):
    return float(text) if text else None


def _text(value):
    return b"" if value is None else str(value).encode()


def _parsed(record):
    return next(csv.reader([record.decode()], strict=True))
