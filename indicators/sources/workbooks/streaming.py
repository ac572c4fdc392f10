"""Reads an OpenDocument spreadsheet from its first row to its last, however large: nothing of it stays in memory.

The Home Office's tables are a workbook of 1.4 GB of XML, of which the reader in child.py, which holds a workbook whole,
would need several times as much. Only texts, numbers and dates are taken; what repeats is repeated within limits. XML
that declares entities is refused, so that a small file cannot become a large one.
"""

import zipfile
import zlib
from collections.abc import Callable, Iterator
from xml.parsers import expat

from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks.checks import DAMAGED, ENCRYPTED_FLAG, PASSWORD, SPREADSHEET

CHUNK_BYTES = 1 << 20
MAX_UNPACKED_BYTES = 6_000_000_000
MAX_COLUMNS, MAX_ROWS, MAX_TEXT = 1_000, 1_048_576, 32_767
MANIFEST = "META-INF/manifest.xml"
NUMBERS = ("float", "percentage", "currency")


class _Refused(Exception):
    """A sentence for the page, without the file's name."""


def stream_ods(path, name, wanted: Callable[[str], bool] = lambda sheet: True) -> Iterator[tuple[str, int, list]]:
    """(sheet, row number as the sheet shows it, cells) of every row that is not empty, of the wanted sheets.

    Cells are str, float, int or None, without those that are empty at the end. SourceNotReadable where the file is
    damaged or must not be opened.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            content = _content(archive)
            reader = _Reader(wanted)
            with archive.open(content) as xml:
                size = 0
                while chunk := xml.read(CHUNK_BYTES):
                    size += len(chunk)
                    if size > MAX_UNPACKED_BYTES:
                        raise _Refused(f"unpacks to more than {MAX_UNPACKED_BYTES // 1_000_000:,} MB.")
                    reader.feed(chunk)
                    yield from reader.take()
                reader.feed(b"", is_last=True)
                yield from reader.take()
    except _Refused as error:
        raise SourceNotReadable(f"{name} {error}") from error
    except expat.ExpatError as error:
        raise SourceNotReadable(f"{name} is damaged: its XML breaks off or is wrong ({error}).") from error
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, KeyError) as error:
        raise SourceNotReadable(f"{name} {DAMAGED}") from error


def _content(archive):
    if archive.read("mimetype")[:200].decode("ascii", "replace").strip() != SPREADSHEET:
        raise _Refused("is not an OpenDocument spreadsheet.")
    content = archive.getinfo("content.xml")
    manifest = archive.open(MANIFEST).read(1_000_000) if MANIFEST in archive.namelist() else b""
    if content.flag_bits & ENCRYPTED_FLAG or b"manifest:encryption-data" in manifest:
        raise _Refused(PASSWORD)
    return content


class _Reader:
    """Takes the XML in pieces and gives the rows that are whole."""

    def __init__(self, wanted):
        self._wanted, self._rows = wanted, []
        self._sheet, self._number, self._is_wanted = "", 0, False
        self._cells = self._texts = None
        self._row_repeat = self._cell_repeat = 1
        self._blanks = self._hidden = 0
        self._is_in_text, self._value = False, None
        self._parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler, parser.EndElementHandler = self._start, self._end
        parser.CharacterDataHandler = self._text
        parser.StartDoctypeDeclHandler = self._refuse

    def feed(self, chunk, *, is_last=False):
        self._parser.Parse(chunk, is_last)

    def take(self):
        rows, self._rows = self._rows, []
        return rows

    def _refuse(self, *_):
        raise _Refused("declares a document type in its XML, which no workbook does.")

    def _start(self, tag, attributes):
        if tag == "table:table":
            self._sheet, self._number = attributes.get("table:name", ""), 0
            self._is_wanted = self._wanted(self._sheet)
        elif not self._is_wanted:
            return
        elif tag == "table:table-row":
            self._cells, self._blanks = [], 0
            self._row_repeat = _repeat(attributes, "table:number-rows-repeated")
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._cell_repeat = _repeat(attributes, "table:number-columns-repeated")
            self._texts, self._value = [], _value(attributes)
        elif tag == "office:annotation":
            self._hidden += 1
        elif self._texts is not None and not self._hidden:
            self._start_text(tag, attributes)

    def _start_text(self, tag, attributes):
        if tag == "text:p":
            self._is_in_text = True
            if self._texts:
                self._texts.append("\n")
        elif tag == "text:s":
            self._texts.append(" " * min(_repeat(attributes, "text:c"), 100))
        elif tag in ("text:tab", "text:line-break"):
            self._texts.append(" ")

    def _text(self, text):
        if self._is_in_text and not self._hidden:
            self._texts.append(text)

    def _end(self, tag):
        if not self._is_wanted:
            return
        if tag == "text:p":
            # That of a comment is none of the cell's.
            self._is_in_text = self._is_in_text and bool(self._hidden)
        elif tag in ("table:table-cell", "table:covered-table-cell"):
            self._end_cell()
        elif tag == "table:table-row":
            self._end_row()
        elif tag == "office:annotation":
            self._hidden -= 1

    def _end_cell(self):
        text = "".join(self._texts)
        cell = self._value if self._value is not None else (text if text.strip() else None)
        self._texts = None
        if isinstance(cell, str) and len(cell) > MAX_TEXT:
            raise _Refused(f"has a text of {len(cell):,} characters in the sheet “{self._sheet}”.")
        if cell is None:
            self._blanks += self._cell_repeat
            return
        if len(self._cells) + self._blanks + self._cell_repeat > MAX_COLUMNS:
            raise _Refused(f"has more than {MAX_COLUMNS:,} columns in the sheet “{self._sheet}”.")
        self._cells += [None] * self._blanks + [cell] * self._cell_repeat
        self._blanks = 0

    def _end_row(self):
        first, self._number = self._number + 1, self._number + self._row_repeat
        if self._cells and self._number > MAX_ROWS:
            raise _Refused(f"has more than {MAX_ROWS:,} rows in the sheet “{self._sheet}”.")
        if self._cells:
            self._rows += [(self._sheet, number, self._cells) for number in range(first, self._number + 1)]
        self._cells = None


def _repeat(attributes, name):
    text = attributes.get(name, "1")
    return max(1, int(text)) if text.isdigit() and len(text) < 10 else 1


def _value(attributes):
    """A number; None where the cell's text says it all."""
    if attributes.get("office:value-type") not in NUMBERS:
        return None
    try:
        value = float(attributes["office:value"])
    except (KeyError, ValueError):
        return None
    return int(value) if value.is_integer() and abs(value) < 2**53 else value
