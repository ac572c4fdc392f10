"""The interface of staging: read what was fetched, compare it with what stands, publish what differs."""

import contextlib
import csv
from itertools import islice

from django.db import DatabaseError

from indicators.models import SourceKind
from indicators.operations.run_notes import RunNotes
from indicators.operations.staging import comparing, layout, parts, publishing
from indicators.operations.staging.intake import Intake
from indicators.operations.staging.records import NotPlain
from indicators.operations.staging.repeats import take_out_repeats
from indicators.operations.staging.tables import STAGED, Tables
from indicators.sources.base import NotOurs, Reject, SourceNotReadable
from indicators.sources.registry import adapter

IN_THE_LAYOUT = (SourceKind.FINGERTIPS_CSV, SourceKind.SAMPLE, SourceKind.FINGERTIPS)
ROWS_BETWEEN_REPORTS = layout.ROWS_AT_A_TIME
BATCHES_AT_A_TIME = 10
# What else a run keeps, by what the file's `about` says of it: no figure is in these.
WITHOUT_FIGURES = ("metadata", "areas", "notes")


class Stage:
    """One run's rows between its files and the tables of figures. A context manager: nothing of it is left behind."""

    def __init__(self, *, source):
        self.source, self.tables = source, Tables()

    def __enter__(self):
        self.tables.open()
        return self

    def __exit__(self, kind, *_):
        # After a failure the connection may be of no use; the failure itself is what has to be told.
        with contextlib.suppress(DatabaseError) if kind else contextlib.nullcontext():
            self.tables.drop()

    def read(self, kept_files, *, known, options=None, meter=None, check=None):
        """Stage all rows of all files outside of any transaction; the RunNotes. SourceNotReadable where a file is
        damaged or none has a row. `check()` is asked now and then, and may raise.
        """
        self.kept_files, self.known, self.options = list(enumerate(kept_files)), known, options
        self.meter, self.check = meter, check or (lambda: None)
        self.adds_only = getattr(options, "adds_only", False)
        self.unanswered = {
            known.indicator(text) for _, kept in self.kept_files for text in kept.about.get("unanswered", ())
        }
        try:
            self._read(self._scan())
        except (NotPlain, csv.Error, UnicodeDecodeError):
            # Either the slow way can read it, or it says what is wrong and where.
            self._read(None)
        if not self.notes.rows_read:
            raise SourceNotReadable("The file has a header but no rows: the source has no data for what was asked.")
        self._finish()
        return self.notes

    def compare(self, *, move_limit):
        """What would change; no table of figures is written to. In one transaction with `publish`, if that follows."""
        self.comparison = comparing.compare(self, move_limit=move_limit)
        return self.comparison

    def publish(self, *, run, now, remove_gone=False):
        """Write what `compare` found, all that follows from it included; how many gone figures were taken out."""
        return publishing.publish(self, run=run, now=now, remove_gone=remove_gone)

    # --- Reading -----------------------------------------------------------------------------------------------------

    def _scan(self):
        """What makes the digests, or None where files are of another kind."""
        if self.source.kind not in IN_THE_LAYOUT:
            return None
        if not all(_is_in_layout(kept) or _is_without_figures(kept) for _, kept in self.kept_files):
            return None
        return parts.Scan(self.known)

    def _read(self, scan):
        self.tables.empty()
        self.notes = RunNotes([kept.name for _, kept in self.kept_files])
        self.intake = Intake(self.tables)
        self.kept_parts, self.digests = parts.kept_parts(self.source), {}
        is_scanned = scan is not None and any(digest for digest, _ in self.kept_parts.values())
        if is_scanned:
            self._scan_files(scan)
        self.skipped = {
            indicator_id: self.kept_parts[indicator_id]
            for indicator_id, digest in self.digests.items()
            if self.kept_parts.get(indicator_id, ("", 0))[0] == digest
        }
        reader = layout.Reader(
            intake=self.intake,
            notes=self.notes,
            known=self.known,
            scan=scan,
            skipped=self.skipped,
            is_scanned=is_scanned,
        )
        self.behind = 0
        for number, kept in self.kept_files:
            if scan and _is_in_layout(kept):
                self._read_quickly(reader, number, kept)
            else:
                self._read_one_by_one(number, kept)
            self.behind += kept.size
            self._tell(0, self.notes.rows_read)
        if scan and not is_scanned:
            self.digests = scan.digests()

    def _scan_files(self, scan):
        for _, kept in self.kept_files:
            if _is_in_layout(kept):
                scan.add(kept, _ignored(kept), self.check)
        self.digests = scan.digests()

    def _read_quickly(self, reader, number, kept):
        batches = reader.read(number, kept, _ignored(kept))
        told = [None]
        while told:
            # While the rows go in nobody else can ask this connection, so that progress is told after some of them.
            told = []
            self.tables.append_all(
                "stage", STAGED, self._rows_of(islice(batches, BATCHES_AT_A_TIME), told), layout.COPY_OPTIONS
            )
            self.check()
            self.intake.write_full()
            for batch in told:
                if batch.rows_read % ROWS_BETWEEN_REPORTS == 0:
                    self._tell(batch.place, batch.rows_read)

    def _rows_of(self, batches, told):
        for batch in batches:
            told.append(batch._replace(rows=None))
            yield batch.rows

    def _read_one_by_one(self, number, kept):
        rows, place = [], Place()
        reader = adapter(self.source.kind)
        for item in reader.read(kept, known=self.known, options=self.options, on_bytes=place.reach):
            self.notes.rows_read += 1
            if isinstance(item, NotOurs):
                self.notes.pass_over(number, item)
            else:
                if isinstance(item, Reject):
                    self.notes.reject(number, item)
                if item.key is not None:
                    rows.append(self.intake.row_of(number, item))
            if self.notes.rows_read % ROWS_BETWEEN_REPORTS == 0:
                self.check()
                self._write(rows)
                self._tell(place.reached, self.notes.rows_read)
        self._write(rows)

    def _tell(self, place, rows):
        if self.meter:
            self.meter.read(self.behind + place, rows)

    def _write(self, rows):
        self.tables.write("stage", STAGED, rows)
        self.intake.write_full()
        rows.clear()

    def _finish(self):
        self.intake.write()
        if self.intake.has_repeats:
            repeats = take_out_repeats(self.tables)
            self.notes.add_repeats([repeat for _, *repeat in repeats])
            # Those of other files are no rejects.
            self.intake.unsound.update(
                indicator_id
                for indicator_id, file, _, other_file, _, is_same in repeats
                if not is_same or file == other_file
            )


class Place:
    """How far a file has been read."""

    reached = 0

    def reach(self, place):
        self.reached = place


def _is_in_layout(kept):
    return kept.about.get("kind", "data") == "data" and kept.about.get("format", "csv") == "csv"


def _is_without_figures(kept):
    return kept.about.get("kind") in WITHOUT_FIGURES


def _ignored(kept):
    """The texts of indicators that another file of the run gives instead."""
    return frozenset(kept.about.get("without", ()))
