"""Workbooks for tests, made in code: a small OpenDocument spreadsheet by hand, and an Excel one.

A sheet is {title: rows}; a row is a list of cells: a text, a number, None, or Span(text, columns, rows) for a cell that
spans others. The spanned ones are then None, as they are in the file.
"""

import io
import zipfile
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

import openpyxl

ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
NAMESPACES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?>'
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2">'
    f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{ODS_TYPE}"/>'
    '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>'
)


class Span(NamedTuple):
    text: str
    columns: int = 1
    rows: int = 1


def ods(sheets):
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{''.join(map(_table, sheets, sheets.values()))}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as book:
        # The type comes first and unpacked: by it the file is told from other ZIP files.
        book.writestr(zipfile.ZipInfo("mimetype"), ODS_TYPE, zipfile.ZIP_STORED)
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", MANIFEST)
    return made.getvalue()


def _table(title, rows):
    covered = {place for _, _, _, places in _spans(rows) for place in places}
    lines = []
    for down, cells in enumerate(rows):
        made = [
            "<table:covered-table-cell/>" if (down, across) in covered else _cell(cell)
            for across, cell in enumerate(cells)
        ]
        lines.append(f"<table:table-row>{''.join(made)}</table:table-row>")
    return f"<table:table table:name={quoteattr(title)}>{''.join(lines)}</table:table>"


def _cell(cell):
    if cell is None:
        return "<table:table-cell/>"
    if isinstance(cell, int | float):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    spans = ""
    if isinstance(cell, Span):
        spans = f' table:number-columns-spanned="{cell.columns}" table:number-rows-spanned="{cell.rows}"'
        cell = cell.text
    return f'<table:table-cell office:value-type="string"{spans}><text:p>{escape(cell)}</text:p></table:table-cell>'


def xlsx(sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for down, cells in enumerate(rows, start=1):
            for across, cell in enumerate(cells, start=1):
                sheet.cell(down, across, cell.text if isinstance(cell, Span) else cell)
        for down, across, span, _ in _spans(rows):
            sheet.merge_cells(
                start_row=down + 1, start_column=across + 1, end_row=down + span.rows, end_column=across + span.columns
            )
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def _spans(rows):
    """(row, column, span, the places that it covers besides its own), counted from 0."""
    for down, cells in enumerate(rows):
        for across, cell in enumerate(cells):
            if isinstance(cell, Span):
                places = {(down + y, across + x) for y in range(cell.rows) for x in range(cell.columns)}
                yield down, across, cell, places - {(down, across)}
