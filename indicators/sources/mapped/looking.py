"""What a file looks like before anybody has said what is in it: its sheets, its first rows, where its headings are."""

import codecs
import csv
from collections import Counter
from dataclasses import dataclass
from itertools import islice

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.expecting import HEAD_BYTES, ODS, TEXT, XLS, XLSX, looks_like
from indicators.sources.mapped.csv_rows import SAMPLE_BYTES, csv_rows, is_utf_8
from indicators.sources.mapped.layout import CsvFile, WorkbookFile
from indicators.sources.mapped.tables import headings_of, text_of
from indicators.sources.workbooks import column_letter, open_workbook
from indicators.sources.workbooks.reading import Limits
from indicators.sources.workbooks.tables import HEADER_WITHIN

# Somebody waits in front of a page.
PATIENCE = Limits(cpu_seconds=15, seconds=20, cells=2_000_000)
ROWS_SHOWN, COLUMNS_SHOWN, LONGEST_SHOWN = 10, 30, 60
MOST_COLUMNS = 500
DELIMITERS = (",", ";", "\t", "|")
# How people call a column, by plain letters.
USUAL = {
    "indicator": ("indicatorid", "indicatorcode", "indicator", "measure"),
    "area_code": ("areacode", "gsscode", "lacode", "ladcode", "ecode", "geographycode", "onscode", "code"),
    "area_name": ("areaname", "area", "localauthority", "geographyname", "laname", "name", "place"),
    "period": ("timeperiod", "period", "year", "financialyear", "calendaryear", "month", "quarter", "date"),
    "sex": ("sex", "gender"),
    "age": ("age", "agegroup", "ageband"),
    "category_type": ("categorytype",),
    "category": ("category",),
    "value": ("value", "rate", "percentage", "percent", "proportion"),
    "lower_95": ("lower95", "lowerci", "lowercilimit", "lowerci950limit", "lcl", "lowerlimit"),
    "upper_95": ("upper95", "upperci", "uppercilimit", "upperci950limit", "ucl", "upperlimit"),
    "count": ("count", "number", "numerator", "n"),
    "denominator": ("denominator", "population"),
    "note": ("note", "notes", "valuenote", "comment"),
}


@dataclass(frozen=True)
class Look:
    """`rows` are (number, [texts]) as they are; `headings` those of the row that is taken for the header."""

    file: CsvFile | WorkbookFile
    sheets: list[str]
    rows: list
    letters: list[str]
    columns_left_out: int
    header_row: int
    headings: list[str]

    @property
    def is_workbook(self):
        return self.file.kind == "workbook"

    def usual(self):
        """{field: heading} of the columns that are called as usual."""
        plain = {"".join(filter(str.isalnum, heading.casefold())): heading for heading in reversed(self.headings)}
        found = {}
        for field, names in USUAL.items():
            if heading := next((plain[name] for name in names if name in plain), None):
                found[field] = heading
        return found


def look(path, name, *, sheet="", fill_merged=False, encoding="", delimiter="", header_row=None):
    """Look at a file; what is not said is guessed. SourceNotReadable where it is no table that can be opened."""
    with path.open("rb") as raw:
        head = raw.read(SAMPLE_BYTES)
    found = looks_like(head[:HEAD_BYTES])
    if found in (XLSX, XLS, ODS):
        book = open_workbook(path, name, limits=PATIENCE)
        file = WorkbookFile(sheet=sheet if sheet in book.sheet_names else book.sheet_names[0], fill_merged=fill_merged)
        return _seen(file, book.sheet_names, book.rows(file.sheet, fill_merged=fill_merged), header_row, name)
    if found is not TEXT:
        raise SourceNotReadable(f"{name} is {found.words}, not a CSV file or a workbook.")
    encoding = encoding or ("utf-8" if is_utf_8(head) or head.startswith(codecs.BOM_UTF8) else "windows-1252")
    file = CsvFile(encoding=encoding, delimiter=delimiter or _delimiter(head.decode(encoding, "replace")))
    return _seen(file, [], csv_rows(path, name, file), header_row, name)


def _delimiter(text):
    """The one that divides the most lines into the same number of fields, of two or more."""
    lines = text.splitlines()[:HEADER_WITHIN]

    def lines_alike(delimiter):
        try:
            widths = Counter(len(fields) for fields in csv.reader(lines, delimiter=delimiter) if len(fields) > 1)
        except csv.Error:
            return 0, 0
        return max(((number, width) for width, number in widths.items()), default=(0, 0))

    return max(DELIMITERS, key=lines_alike)


def _seen(file, sheets, rows, header_row, name):
    last = max(HEADER_WITHIN, header_row or 0)
    found = []
    for number, cells in islice(rows, last):
        if number > last:
            break
        found.append((number, list(cells)))
    if not found:
        where = f"{name}, sheet “{file.sheet}”" if sheets else name
        raise SourceNotReadable(f"{where}: there is nothing in it.")
    header_row = header_row or _likely_header(found)
    header = next((cells for number, cells in found if number == header_row), [])
    width = max(len(cells) for _, cells in found[:ROWS_SHOWN])
    shown = [(number, [_short(cell) for cell in cells[:COLUMNS_SHOWN]]) for number, cells in found[:ROWS_SHOWN]]
    shown = [(number, texts + [""] * (min(width, COLUMNS_SHOWN) - len(texts))) for number, texts in shown]
    letters = [column_letter(place) for place in range(min(width, COLUMNS_SHOWN))]
    headings = headings_of(header)[:MOST_COLUMNS] if any(text_of(cell) for cell in header) else []
    return Look(file, sheets, shown, letters, max(0, width - COLUMNS_SHOWN), header_row, headings)


def _likely_header(rows):
    """The first row with the most words; numbers stand below the headings."""

    def words(row):
        return sum(any(map(str.isalpha, text_of(cell))) for cell in row[1])

    most = max(map(words, rows))
    return next(row[0] for row in rows if words(row) >= max(1, most * 0.8)) if most else rows[0][0]


def _short(cell):
    text = text_of(cell).replace("\x00", "␀")
    return f"{text[:LONGEST_SHOWN]}…" if len(text) > LONGEST_SHOWN else text
