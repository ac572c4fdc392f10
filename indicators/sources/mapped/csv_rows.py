"""The rows of a CSV file that anybody may have saved, one by one, with the line on which each begins."""

import codecs
import csv

from indicators.sources.base import SourceNotReadable
from indicators.sources.fetching.expecting import HEAD_BYTES, TEXT, looks_like
from indicators.sources.workbooks import column_letter

# The longest that a cell may be in a workbook is 32,767 characters.
MAX_LINE_BYTES = 4_000_000
SAMPLE_BYTES = 1_000_000
NAMES = {"utf-8": "UTF-8", "windows-1252": "Windows-1252"}
OTHER_MARKS = {
    codecs.BOM_UTF32_LE: "UTF-32",
    codecs.BOM_UTF32_BE: "UTF-32",
    codecs.BOM_UTF16_LE: "UTF-16",
    codecs.BOM_UTF16_BE: "UTF-16",
}


def csv_rows(path, name, file, on_bytes=None):
    """(line, [texts]) of every row, empty ones too; SourceNotReadable with the line where the file is damaged."""
    with path.open("rb") as raw:
        encoding = _encoding(raw, name, file.encoding)
        lines = _Lines(raw, name, encoding, file.delimiter)
        # Strict, so that a file that breaks off inside a quotation is refused, not swallowed.
        records, line = csv.reader(lines, delimiter=file.delimiter, strict=True), 1
        try:
            for fields in records:
                yield line, fields
                line = records.line_num + 1
                if on_bytes:
                    on_bytes(lines.reached)
        except csv.Error as error:
            raise SourceNotReadable(
                f"{name} is damaged: the row that begins on line {line}: {_words(error)}."
            ) from error


def _encoding(raw, name, wanted):
    """The encoding to read it in: its mark decides; another one than the mapping says is refused."""
    head = raw.read(SAMPLE_BYTES)
    raw.seek(0)
    if not head:
        raise SourceNotReadable(f"The file {name} is empty.")
    for mark, words in OTHER_MARKS.items():
        if head.startswith(mark):
            raise SourceNotReadable(f"{name} is {words} text. Save it again as “CSV UTF-8”.")
    if (found := looks_like(head[:HEAD_BYTES])) is not TEXT:
        raise SourceNotReadable(f"{name} is {found.words}, where the mapping is made for a CSV file.")
    if len(head) > 1 and 0 in head[:2]:
        raise SourceNotReadable(f"{name} is UTF-16 text. Save it again as “CSV UTF-8”.")
    if head.startswith(codecs.BOM_UTF8):
        raw.seek(len(codecs.BOM_UTF8))
        return "utf-8"
    if wanted == "windows-1252" and not head.isascii() and is_utf_8(head):
        raise SourceNotReadable(f"{name} is UTF-8 text, where the mapping says Windows-1252.")
    return wanted


def is_utf_8(head):
    """Whether the first bytes of a file are; the last letter may be cut."""
    try:
        codecs.getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return False
    return True


class _Lines:
    """The decoded lines of a file, none of which is held if it has no end."""

    def __init__(self, raw, name, encoding, delimiter):
        self.raw, self.name, self.encoding, self.delimiter = raw, name, encoding, delimiter
        self.number, self.reached = 0, raw.tell()

    def __iter__(self):
        return self

    def __next__(self):
        line = self.raw.readline(MAX_LINE_BYTES + 1)
        if not line:
            raise StopIteration
        self.number += 1
        self.reached += len(line)
        if len(line) > MAX_LINE_BYTES:
            raise SourceNotReadable(
                f"{self.name}, line {self.number}: the line is longer than {MAX_LINE_BYTES:,} bytes. "
                "It is no table, or its lines end in a way that is not known."
            )
        try:
            return line.decode(self.encoding)
        except UnicodeDecodeError as error:
            raise SourceNotReadable(self._where(line, error)) from error

    def _where(self, line, error):
        column = column_letter(line[: error.start].decode(self.encoding).count(self.delimiter))
        other = "windows-1252" if self.encoding == "utf-8" else "utf-8"
        return (
            f"{self.name}, line {self.number}, column {column}: this is not {NAMES[self.encoding]} text. "
            f"Save it again as “CSV UTF-8”, or say in the mapping that it is {NAMES[other]}."
        )


def _words(error):
    text = str(error)
    if "new-line character" in text:
        return "its lines end as those of old Macintosh files; save it again as “CSV UTF-8”"
    if "field larger" in text:
        return "a cell is longer than 131,072 characters; a quotation mark may be missing"
    if "unexpected end" in text:
        return "the file ends inside a quotation"
    if "expected after" in text:
        return "something follows a closing quotation mark"
    return text
