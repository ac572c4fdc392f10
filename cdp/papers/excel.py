"""A paper as an Excel workbook that a screen reader can use: the plan of `sheets`, written down.

Every text is written as text: nothing that begins with "=" is ever a formula. The same plan gives the same bytes.
"""

import io
import zipfile
from xml.sax.saxutils import escape

import xlsxwriter

from cdp.papers import sheets, zipped
from cdp.papers.fitting import cut
from cdp.papers.shown import Dated, Link, Number

FONT = {"font_name": "Arial", "font_size": 12, "font_scheme": "none"}  # its own, and not the one of a theme
TOP = {**FONT, "valign": "top"}
WRAP = {**TOP, "text_wrap": True}
LINK = {"font_color": "#1d70b8", "underline": 1}
# What a cell looks like, by its name; "over" runs on over the cells beside it.
LOOKS = {
    "title": WRAP | {"font_size": 16, "bold": True},
    "title over": TOP | {"font_size": 16, "bold": True},
    "strong": WRAP | {"bold": True},
    "strong over": TOP | {"bold": True},
    "text": WRAP,
    "text over": TOP,
    "link": WRAP | LINK,
    "link over": TOP | LINK,
    "heading": WRAP | {"bold": True},
    "heading right": WRAP | {"bold": True, "align": "right"},
    "right": WRAP | {"align": "right"},
    "left": WRAP | {"align": "left"},
}
OPTIONS = {
    "in_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
A4 = 9
LONGEST_ADDRESS = 2000
LONGEST_HEADER = 200
LONGEST_LINK = 250  # its words
WHOLE_SHEET = "A1:XFD1048576"


def write(paper) -> bytes:
    return workbook(sheets.plan(paper))


def workbook(plan) -> bytes:
    file = io.BytesIO()
    # XlsxWriter notes something in the properties that it is given: with a shared one the second book would differ.
    with xlsxwriter.Workbook(file, OPTIONS | {"default_format_properties": dict(FONT)}) as book:
        book.set_properties(
            {
                "title": cut(plan.title, 250),
                "author": cut(plan.author, 250),
                "comments": cut(plan.comments, 250),
                "created": plan.made_at.replace(tzinfo=None),
            }
        )
        pen = _Pen(book, plan)
        for sheet in plan.sheets:
            pen.write(sheet)
    return with_language(file, plan.language)


def with_language(file, language) -> bytes:
    """The same workbook with its language in its properties, which XlsxWriter does not write."""
    said = f"<dc:language>{escape(language)}</dc:language></cp:coreProperties>".encode()
    with zipfile.ZipFile(file) as book:
        parts = [(part.filename, book.read(part)) for part in book.infolist()]
    return zipped.packed(
        (name, data.replace(b"</cp:coreProperties>", said) if name == "docProps/core.xml" else data)
        for name, data in parts
    )


class _Exact(float):
    """Written with all its digits: XlsxWriter asks for 16, and makes 8.04 into 8.039999999999999."""

    def __format__(self, _):
        return repr(float(self))


class _Pen:
    """Writes the sheets of one workbook and makes each cell format once."""

    def __init__(self, book, plan):
        self.book, self.plan, self.formats = book, plan, {}
        self.names = {sheet.name for sheet in plan.sheets}

    def write(self, sheet):
        page = self.book.add_worksheet(sheet.name)
        page.set_paper(A4)
        page.set_landscape()
        page.fit_to_pages(1, 0)
        page.set_footer("&R&P / &N")
        if self.plan.watermark:
            page.set_header(f"&C&B{cut(self.plan.watermark, LONGEST_HEADER).replace('&', '&&')}")
        # References such as 1.1 are text on purpose.
        page.ignore_errors({"number_stored_as_text": WHOLE_SHEET})
        if not sheet.grid:
            page.set_column(0, 0, sheet.width)
        for row, line in enumerate(sheet.lines):
            self._line(page, row, line, sheet)
        if sheet.grid:
            self._grid(page, len(sheet.lines), sheet)

    def _line(self, page, row, line, sheet):
        # A line that fits over the columns of the table is not pressed into the first.
        over = "" if not sheet.grid or len(line.text) > sheet.width or "\n" in line.text else " over"
        if not self._lead(page, row, 0, line, f"link{over}"):
            page.write_string(row, 0, line.text, self._format(line.style + over))

    def _lead(self, page, row, column, line, look):
        """Whether it could be written as a link."""
        to = line.leads_to if len(line.text) <= LONGEST_LINK else ""
        if to in self.names:
            page.write_url(row, column, f"internal:'{to}'!A1", self._format(look), line.text)
        elif to.startswith(("http://", "https://")) and len(to) <= LONGEST_ADDRESS:
            page.write_url(row, column, to, self._format(look), line.text)
        else:
            return False
        return True

    def _grid(self, page, top, sheet):
        grid = sheet.grid
        page.add_table(
            top, 0, top + len(grid.rows), len(grid.headings) - 1,
            {
                "name": grid.name,
                "title": cut(sheet.lines[0].text, 250),
                "columns": [
                    {"header": heading, "header_format": self._format("heading right" if right else "heading")}
                    for heading, right in zip(grid.headings, grid.right, strict=True)
                ],
                "style": "Table Style Light 1",
                "banded_rows": False,
                "autofilter": False,
            },
        )  # fmt: skip
        page.repeat_rows(top)
        for column, width in enumerate(grid.widths):
            page.set_column(column, column, width)
        for row, cells in enumerate(grid.rows, start=top + 1):
            for column, cell in enumerate(cells):
                self._cell(page, row, column, cell, "right" if grid.right[column] else "text")

    def _cell(self, page, row, column, cell, look):
        if cell is None or cell == "":
            page.write_blank(row, column, None, self._format("text"))
        elif isinstance(cell, str):
            page.write_string(row, column, cell, self._format(look))
        elif isinstance(cell, Number):
            page.write_number(row, column, _Exact(cell.value), self._format("right", number_format(cell)))
        elif isinstance(cell, Dated):
            page.write_datetime(row, column, cell.day, self._format("left", cell.pattern))
        elif isinstance(cell, Link):
            line = sheets.Line(cell.text, leads_to=cell.sheet)
            if not self._lead(page, row, column, line, "link"):
                page.write_string(row, column, cell.text, self._format("text"))
        else:
            raise TypeError(f"{cell!r} is nothing that a cell can hold.")

    def _format(self, look, number=""):
        key = (look, number)
        if key not in self.formats:
            self.formats[key] = self.book.add_format(LOOKS[look] | ({"num_format": number} if number else {}))
        return self.formats[key]


def number_format(cell) -> str:
    if cell.places is None:
        return ""
    digits = ("#,##0" if cell.is_grouped else "0") + (f".{'0' * cell.places}" if cell.places else "")
    return f"{_literal(cell.before)}{digits}{_literal(cell.after)}"


def _literal(text):
    return '"' + text.replace('"', '"\\""') + '"' if text else ""
