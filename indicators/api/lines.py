"""Lines of a CSV of observations: as Python writes them, and as PostgreSQL does, three times as fast.

PostgreSQL hands over the cells of a figure as one text instead of twenty values, of which Python would make as many
objects to write them again. What figures share is put around it here. Figures of an area that was abolished may be
changed on their way out (indicators/rules/ended.py): these few are fetched and written in the other way. A test holds
that both ways write the same bytes.
"""

import csv
import io
from itertools import compress, islice
from operator import itemgetter

from django.db import connection
from django.db.models import TextField
from django.db.models.expressions import RawSQL

from cdp.api_support.uids import encode_many
from cdp.api_support.whole import one_moment
from cdp.exports import csv_cell
from indicators.api import narrowed
from indicators.api.cells import LEFT_TO_PYTHON, OF_FIGURE, cells
from indicators.api.shared import COLUMNS, KEYS, NAMES, PROVISIONAL, SUBJECT, SharedByMany, as_it_counts, uids_of
from indicators.models import Observation

AT_ONCE, SERIES_AT_ONCE = 4_000, 2_000
AT_START = ("id", "uid")
BEFORE = ("series", *SUBJECT)
BEHIND = ("definition_version", "source", "retrieved", "sample_data")
MOST_WRITTEN = 50_000


def of(shown, figures, series):
    """Pieces of text; `figures` are in order, `series` those within which they are wanted, or None."""
    writer = _in_database(shown) if connection.vendor == "postgresql" else Lines(shown)
    with one_moment():
        for some in narrowed.parts(figures, series, size=SERIES_AT_ONCE):
            rows = writer.fetched(some).iterator(chunk_size=AT_ONCE)
            while piece := list(islice(rows, AT_ONCE)):
                yield "".join(writer.written(piece))


def _in_database(shown):
    # Alone in its row, an empty cell is written in quotation marks.
    return Lines(shown) if len(shown) == 1 else DatabaseLines(shown)


class Written(dict):
    """What has been written once is looked up; emptied when it grows long."""

    def __init__(self, write):
        super().__init__()
        self.write = write

    def __missing__(self, said):
        if len(self) > MOST_WRITTEN:
            self.clear()
        self[said] = written = self.write(said)
        return written


class Lines:
    """In Python."""

    def __init__(self, shown):
        self.shown, self.shared = shown, SharedByMany()
        self.texts, self.days = Written(_in_csv), Written(_day)
        self.subjects = Written(lambda subject: ",".join(map(self.texts.__getitem__, subject)))

    def fetched(self, figures):
        return figures.values_list(*COLUMNS)

    def written(self, rows):
        """A line of each, as csv.writer writes it."""
        return self._every_cell(rows) if self.shown == list(NAMES) else self._some_cells(rows)

    def _some_cells(self, rows):
        places = [NAMES.index(name) for name in self.shown]
        pick = itemgetter(*places) if len(places) > 1 else lambda row: (row[places[0]],)
        said = io.StringIO()
        writer = csv.writer(said, lineterminator="\r\n")
        for row in self.shared.whole(rows):
            writer.writerow(map(csv_cell, pick(row)))
            yield said.getvalue()
            said.seek(0)
            said.truncate()

    def _every_cell(self, rows):
        """Lines of all fields, as csv.writer would write them. What comes again is written once and looked up."""
        self.shared.look_up(rows)
        texts, days = self.texts, self.days
        for uid, (pk, series, source, run, *figure) in zip(uids_of(rows), rows, strict=True):
            subject, valid_to, is_sample, version = self.shared.series[series]
            if valid_to is not None:
                as_it_counts(figure, valid_to)
            (
                period, start, end, value, lower, upper, lower_998, upper_998, count, denominator, state, qualifier,
                printed, note, place, is_disputed, variant,
            ) = figure  # fmt: skip
            slug, is_sample_source = self.shared.sources[source]
            yield (
                f"{pk},{uid},{series},{self.subjects[subject]},{texts[period]},{days[start]},{days[end]},"
                f"{'' if value is None else value},"
                f"{'' if lower is None else lower},{'' if upper is None else upper},"
                f"{'' if lower_998 is None else lower_998},{'' if upper_998 is None else upper_998},"
                f"{'' if count is None else count},{'' if denominator is None else denominator},"
                f"{state},{qualifier},{texts[printed]},{texts[note]},{texts[place]},"
                f"{'yes' if is_disputed else 'no'},{variant},{'yes' if state == PROVISIONAL else 'no'},{version},"
                f"{texts[slug]},{self.shared.runs[run] or ''},{'yes' if is_sample or is_sample_source else 'no'}\r\n"
            )


class DatabaseLines(Lines):
    """In PostgreSQL, where a figure is concerned; what is around it is written once for all that share it."""

    def __init__(self, shown):
        super().__init__(shown)
        self.around, self.before, self.behind = map(Written, (self._around, self._before, self._behind))
        # The parts of a line. Each but the last that is shown ends in a comma.
        masks = [[name in shown for name in names] for names in (AT_START, BEFORE, OF_FIGURE, BEHIND)]
        self.start_shown, self.before_shown, _, self.behind_shown = masks
        self.start_end, self.before_end, figure_end = (
            "," if any(map(any, masks[place:])) else "" for place in range(1, len(masks))
        )
        self.cells = RawSQL(cells(shown, end=figure_end), (), TextField())  # noqa: S611, made of the names of columns

    def fetched(self, figures):
        return figures.annotate(cells=self.cells).values_list(*KEYS, "cells")

    def written(self, rows):
        self.shared.look_up(rows)
        apart, around = dict(self._apart(rows)), self.around
        for start, row in zip(self._starts(rows), rows, strict=True):
            before, behind = around[row[1:4]]
            yield apart.get(row[0]) or f"{start}{before}{row[4]}{behind}"

    def _apart(self, rows):
        """(id, line) of the figures of areas that were abolished, and of those with a number left to Python."""
        series = self.shared.series
        keys = [row[0] for row in rows if series[row[1]][1] is not None or LEFT_TO_PYTHON in row[4]]
        if keys:
            found = list(super().fetched(Observation.objects.filter(pk__in=keys)))
            yield from zip((row[0] for row in found), super().written(found), strict=True)

    def _starts(self, rows):
        keys = [row[0] for row in rows]
        end, (has_id, has_uid) = self.start_end, self.start_shown
        if not has_uid:
            return [f"{key}{end}" for key in keys] if has_id else [""] * len(keys)
        uids = encode_many("observations", keys)
        if not has_id:
            return [f"{uid}{end}" for uid in uids]
        return [f"{key},{uid}{end}" for key, uid in zip(keys, uids, strict=True)]

    def _around(self, keys):
        """What stands before and behind the cells of a figure."""
        series, source, run = keys
        _, _, is_sample, version = self.shared.series[series]
        return self.before[series], self.behind[version, is_sample, source, run]

    def _before(self, series):
        subject, *_ = self.shared.series[series]
        said = [str(series), *map(self.texts.__getitem__, subject)]
        return ",".join(compress(said, self.before_shown)) + (self.before_end if any(self.before_shown) else "")

    def _behind(self, keys):
        version, is_sample, source, run = keys
        slug, is_sample_source = self.shared.sources[source]
        is_made_up = "yes" if is_sample or is_sample_source else "no"
        said = [version, self.texts[slug], self.shared.runs[run] or "", is_made_up]
        return ",".join(compress(said, self.behind_shown)) + "\r\n"


def _in_csv(text):
    said = io.StringIO()
    # A cell more, for alone an empty one would be quoted.
    csv.writer(said, lineterminator="\r\n").writerow([csv_cell(text), ""])
    return said.getvalue().removesuffix(",\r\n")


def _day(day):
    return "" if day is None else day.isoformat()
