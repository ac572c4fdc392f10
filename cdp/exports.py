"""Downloads: one table becomes a CSV file, or an Excel or OpenDocument workbook that a screen reader can use.

CSV is for machines: column keys, ISO dates, nothing but the table. A workbook is for people: headings in words, and a
cover sheet with what one has to know.
"""

import csv
import datetime
import io
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.core.exceptions import BadRequest
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from cdp import audit
from cdp.as_of.known import known_on, known_words
from cdp.logs import current_request
from cdp.papers import excel, ods, sheets
from cdp.papers.content import LANGUAGE, clean
from cdp.papers.grids import grid_of
from cdp.papers.shown import FIRST_DAY, MOST_DIGITS, USUAL_TIME, Dated, Number
from partners import step_up

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
FORMATS = ("csv", "xlsx", "ods")
WORKBOOKS = {"xlsx": (excel, XLSX_TYPE), "ods": (ods, ODS_TYPE)}

RESTRICTED = "Restricted: holds figures that are withheld from others."
SAMPLE_NOTE = "Sample data, made up."  # the first note of every table of a sample partnership
PUBLISHER = "Combating Drugs Partnerships"
FONT = dict(excel.FONT)

# A spreadsheet takes text that begins so for a formula and may run it. A file cannot tell who wrote its cells.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
ROWS_PER_CHUNK = 200


class UnknownFormat(BadRequest):
    """The address asks for a kind of file that we do not make."""

    def __init__(self, asked, allowed="csv, xlsx or ods"):
        super().__init__(f"“{asked[:40]}” is not a format that this page can be downloaded in. Use {allowed}.")


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    numeric: bool = False


@dataclass(frozen=True)
class Table:
    name: str
    title: str
    columns: list[Column]
    rows: Iterable[Sequence]
    notes: Sequence[str] = ()
    source: str = ""
    # It holds figures that are withheld from others: whoever takes it out proves who they are, and the audit says so.
    is_restricted: bool = False

    def __post_init__(self):
        for words in ([column.key for column in self.columns], [column.heading.lower() for column in self.columns]):
            if not all(words) or len(set(words)) != len(words):
                raise ValueError(f"Columns of {self.name} need keys and headings, each its own: {words}")


def requested_format(request):
    """What ?format= asks for: "csv", "xlsx", "ods" or None; UnknownFormat for anything else."""
    asked = request.GET.get("format", "")
    if asked and asked not in FORMATS:
        raise UnknownFormat(asked)
    return asked or None


def respond(file_format, table):
    # A command that writes a file is answered to nobody.
    if table.is_restricted and (request := current_request.get()) is not None:
        step_up.require(request)
    audit.exported(title=table.title, file_format=file_format, is_restricted=table.is_restricted)
    if file_format in WORKBOOKS:
        writer, content_type = WORKBOOKS[file_format]
        response = HttpResponse(writer.workbook(plan(table)), content_type=content_type)
    else:
        response = StreamingHttpResponse(csv_chunks(table.columns, table.rows), content_type=CSV_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{file_name(table.name, file_format)}"'
    return response


def file_name(name, file_format):
    if on := known_on():
        return f"{name}-as-known-on-{on:%Y-%m-%d}.{file_format}"
    return f"{name}-{timezone.localdate():%Y-%m-%d}.{file_format}"


# CSV ------------------------------------------------------------------------------------------------------------------


def csv_chunks(columns, rows):
    """The file in pieces of some hundred rows, so that its length costs no memory."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    # Excel takes UTF-8 for Windows letters unless the file begins with this mark.
    buffer.write("\ufeff")
    writer.writerow([column.key for column in columns])
    for number, row in enumerate(rows, start=1):
        writer.writerow([csv_cell(cell) for cell in row])
        if number % ROWS_PER_CHUNK == 0:
            yield buffer.getvalue().encode()
            buffer.seek(0)
            buffer.truncate()
    yield buffer.getvalue().encode()


def csv_cell(cell):
    if cell is None or _is_no_number(cell):
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float, Decimal)):
        return format(cell, "f") if isinstance(cell, Decimal) else cell
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    text = str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _is_no_number(cell):
    return isinstance(cell, (float, Decimal)) and not math.isfinite(cell)


# Workbooks ------------------------------------------------------------------------------------------------------------


def plan(table) -> sheets.Book:
    """A cover sheet, then one sheet with the table."""
    rows = [[_shown(cell) for cell in row] for row in table.rows]
    empty = [["Nothing matches", *[None] * (len(table.columns) - 1)]]
    grid = grid_of(
        _table_name(table.name),
        [column.heading for column in table.columns],
        rows or empty,
        right=[column.numeric for column in table.columns],
    )
    notes = notes_of(table)
    title = clean(table.title)
    mark = [sheets.Line(RESTRICTED, "strong")] if table.is_restricted else []
    cover = [
        sheets.Line(title, "title"),
        *mark,
        *(line for note in notes for line in sheets.lines_of(note)),
        *sheets.lines_of(f"Source: {table.source or PUBLISHER}"),
        sheets.Line(f"Downloaded on {date_format(timezone.localdate(), 'j F Y')}"),
        sheets.Line("The table is on the next sheet. An empty cell means that nothing is recorded.", leads_to="Table"),
    ]
    above = (sheets.Line(title, "title"), sheets.Line("Notes are on the cover sheet.", leads_to=sheets.COVER), *mark)
    return sheets.Book(
        title=title,
        author=PUBLISHER,
        made_at=timezone.now().astimezone(datetime.UTC),
        sheets=(sheets.Sheet(sheets.COVER, tuple(cover)), sheets.Sheet("Table", above, grid)),
        comments=clean(" ".join(notes)),
        watermark=RESTRICTED if table.is_restricted else "",
    )


def notes_of(table):
    """The table's own, and the day to which it looks back."""
    return [*table.notes, f"{known_words(on)}."] if (on := known_on()) else list(table.notes)


def _shown(cell):
    if cell is None or cell == "" or _is_no_number(cell):
        return None
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, (int, float, Decimal)):
        value = cell if isinstance(cell, int) else float(cell)
        return Number(value, None) if abs(value) < 10**MOST_DIGITS else str(cell)
    if isinstance(cell, datetime.datetime):
        here = timezone.make_naive(cell) if timezone.is_aware(cell) else cell
        return Dated(here, USUAL_TIME) if here.date() >= FIRST_DAY else here.isoformat()
    if isinstance(cell, datetime.date):
        return Dated(cell) if cell >= FIRST_DAY else cell.isoformat()
    return clean(cell)


def _table_name(name):
    """A name that Excel accepts: letters, digits and underscores, and nothing that reads as a cell such as R1."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return f"table_{letters}"[:200]


def with_language(file):
    """The same workbook with its language in its properties, which XlsxWriter does not write."""
    return excel.with_language(file, LANGUAGE)
