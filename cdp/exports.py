"""Downloads: one table becomes a CSV file or an Excel workbook that a screen reader can use.

CSV is for machines: column keys, ISO dates, nothing but the table. Excel is for people: headings in words, and a cover
sheet with what one has to know.
"""

import csv
import datetime
import io
import math
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

import xlsxwriter
from django.core.exceptions import BadRequest
from django.http import HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.formats import date_format

from cdp import audit
from cdp.as_of.known import known_on, known_words
from cdp.logs import current_request
from partners import step_up

CSV_TYPE = "text/csv; charset=utf-8"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
FORMATS = ("csv", "xlsx")

SAMPLE_NOTE = "Sample data, made up."  # the first note of every table of a sample partnership
PUBLISHER = "Combating Drugs Partnerships"
LANGUAGE = "en-GB"
FONT = {"font_name": "Arial", "font_size": 12}

# A spreadsheet takes text that begins so for a formula and may run it. A file cannot tell who wrote its cells.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
# Excel refuses a longer cell, and XlsxWriter would leave it empty without a word.
LONGEST_CELL = 32_767
ROWS_PER_CHUNK = 200


class UnknownFormat(BadRequest):
    """The address asks for a kind of file that we do not make."""

    def __init__(self, asked):
        super().__init__(f"“{asked[:40]}” is not a format that this page can be downloaded in. Use csv or xlsx.")


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
    """What ?format= asks for: "csv", "xlsx" or None; UnknownFormat for anything else."""
    asked = request.GET.get("format", "")
    if asked and asked not in FORMATS:
        raise UnknownFormat(asked)
    return asked or None


def respond(file_format, table):
    # A command that writes a file is answered to nobody.
    if table.is_restricted and (request := current_request.get()) is not None:
        step_up.require(request)
    audit.exported(title=table.title, file_format=file_format, is_restricted=table.is_restricted)
    if file_format == "xlsx":
        response = HttpResponse(workbook(table), content_type=XLSX_TYPE)
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


# Excel ----------------------------------------------------------------------------------------------------------------


def workbook(table):
    """The bytes of a workbook: a cover sheet, then one sheet with the table."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": FONT,
    }
    with xlsxwriter.Workbook(file, options) as book:
        notes = " ".join(notes_of(table))
        book.set_properties({"title": table.title, "author": PUBLISHER, "comments": notes})
        _write_cover(book, table)
        _write_table(book, table)
    return with_language(file)


def notes_of(table):
    """The table's own, and the day to which it looks back."""
    return [*table.notes, f"{known_words(on)}."] if (on := known_on()) else list(table.notes)


def _write_cover(book, table):
    sheet = book.add_worksheet("Cover")
    sheet.set_column(0, 0, 100)
    title = book.add_format({**FONT, "bold": True, "font_size": 16, "text_wrap": True})
    text = book.add_format({**FONT, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, table.title, title)
    lines = [
        *notes_of(table),
        f"Source: {table.source or PUBLISHER}",
        f"Downloaded on {date_format(timezone.localdate(), 'j F Y')}",
        "The table is on the next sheet. An empty cell means that nothing is recorded.",
    ]
    for number, line in enumerate(lines, start=1):
        sheet.write_string(number, 0, line[:LONGEST_CELL], text)


def _write_table(book, table):
    sheet = book.add_worksheet("Table")
    formats = {
        "text": book.add_format({**FONT, "text_wrap": True, "valign": "top"}),
        "number": book.add_format({**FONT, "valign": "top", "align": "right"}),
        "date": book.add_format({**FONT, "valign": "top", "align": "left", "num_format": "d mmmm yyyy"}),
        "time": book.add_format({**FONT, "valign": "top", "align": "left", "num_format": "d mmmm yyyy hh:mm"}),
    }
    heading = book.add_format({**FONT, "bold": True, "text_wrap": True, "valign": "top"})
    sheet.write_string(0, 0, table.title, book.add_format({**FONT, "bold": True}))
    sheet.write_string(1, 0, "Notes are on the cover sheet.", book.add_format(FONT))
    # Excel allows no table without a row, so an empty one says that it is empty.
    rows = list(table.rows) or [["Nothing matches", *[None] * (len(table.columns) - 1)]]
    sheet.add_table(
        2, 0, 2 + len(rows), len(table.columns) - 1,
        {
            "name": _table_name(table.name),
            "columns": [{"header": column.heading, "header_format": heading} for column in table.columns],
            "style": "Table Style Light 1",
            "banded_rows": False,
            "autofilter": False,
        },
    )  # fmt: skip
    for number, row in enumerate(rows, start=3):
        for position, cell in enumerate(row):
            _write_cell(sheet, number, position, cell, formats)
    for position, column in enumerate(table.columns):
        longest = max(len(column.heading), *(len(str(row[position] or "")) for row in rows))
        sheet.set_column(position, position, min(max(longest + 2, 12), 60))


def _write_cell(sheet, row, position, cell, formats):
    if cell is None or cell == "" or _is_no_number(cell):
        sheet.write_blank(row, position, None, formats["text"])
    elif isinstance(cell, bool):
        sheet.write_string(row, position, "yes" if cell else "no", formats["text"])
    elif isinstance(cell, (int, float, Decimal)):
        sheet.write_number(row, position, cell, formats["number"])
    elif isinstance(cell, datetime.datetime):
        here = timezone.make_naive(cell) if timezone.is_aware(cell) else cell
        sheet.write_datetime(row, position, here, formats["time"])
    elif isinstance(cell, datetime.date):
        sheet.write_datetime(row, position, cell, formats["date"])
    else:
        sheet.write_string(row, position, str(cell)[:LONGEST_CELL], formats["text"])


def _table_name(name):
    """A name that Excel accepts: letters, digits and underscores, and nothing that reads as a cell such as R1."""
    letters = "".join(letter if letter.isascii() and letter.isalnum() else "_" for letter in name)
    return f"table_{letters}"[:200]


def with_language(file):
    """The same workbook with its language in its properties, which XlsxWriter does not write."""
    result = io.BytesIO()
    language = f"<dc:language>{LANGUAGE}</dc:language></cp:coreProperties>".encode()
    with zipfile.ZipFile(file) as before, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as after:
        for part in before.infolist():
            content = before.read(part)
            if part.filename == "docProps/core.xml":
                content = content.replace(b"</cp:coreProperties>", language)
            after.writestr(part, content)
    return result.getvalue()
