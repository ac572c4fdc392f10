"""What a file must be: told from the type that the server names and from its first bytes.

A server's error page under status 200, or a workbook in place of a CSV file, is the usual mistake.
"""

from dataclasses import dataclass

from indicators.sources.base import SourceNotReadable

# As many first bytes as tell all formats apart; the type of an OpenDocument file stands within the first 80.
HEAD_BYTES = 256
UNTOLD_TYPES = {
    "",
    "application/octet-stream",
    "binary/octet-stream",
    "application/download",
    "application/x-download",
    "application/force-download",
}
CSV_TYPES = {"text/csv", "text/plain", "application/csv", "application/vnd.ms-excel"}
JSON_TYPES = {"application/json", "text/json", "text/plain", "application/geo+json", "application/vnd.geo+json"}
WORKBOOK_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.ms-excel",
    "application/vnd.ms-excel.sheet.macroenabled.12",
    "application/vnd.ms-office",
    "application/vnd.oasis.opendocument.spreadsheet",
    "application/x-msexcel",
    "application/msexcel",
    "application/zip",
    "application/x-zip-compressed",
}
HTML_TYPES = {"text/html", "application/xhtml+xml"}
BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
SPREADSHEET_TYPE = b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Format:
    """What the first bytes look like."""

    words: str
    suffix: str


TEXT = Format("text", ".csv")
PAGE = Format("a web page", ".html")
OBJECT = Format("JSON", ".json")
XLSX = Format("an Excel workbook or ZIP file", ".xlsx")
ODS = Format("an OpenDocument spreadsheet", ".ods")
XLS = Format("an old Excel workbook or a protected one", ".xls")
PDF = Format("a PDF", ".pdf")
PACKED = Format("a compressed file (gzip)", ".gz")


def looks_like(head):
    """The format of a file by its first bytes."""
    start = head
    for mark in BYTE_ORDER_MARKS:
        start = start.removeprefix(mark)
    start = start.lstrip(b" \t\r\n\x00")
    if start.startswith(b"PK\x03\x04"):
        return ODS if SPREADSHEET_TYPE in head else XLSX
    for signature, found in (
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", XLS),
        (b"%PDF", PDF),
        (b"\x1f\x8b", PACKED),
        (b"<", PAGE),
        (b"{", OBJECT),
        (b"[{", OBJECT),
        (b"[]", OBJECT),
    ):
        if start.startswith(signature):
            return found
    return TEXT


@dataclass(frozen=True)
class Expected:
    """What may be kept: by the server's word for it, and by what it looks like."""

    words: str
    types: frozenset[str] | None
    formats: tuple[Format, ...] | None
    accept: str
    patterns: tuple[str, ...] = ("*",)  # of the files that are taken from a folder
    suffix: str = ""  # where the first bytes do not tell it

    def refuse_type(self, content_type):
        named = content_type.split(";")[0].strip().lower()
        if self.types is not None and named not in self.types | UNTOLD_TYPES and not self._is_json(named):
            raise SourceNotReadable(f"The server sent {named[:100]}, not {self.words}.")

    def _is_json(self, named):
        return OBJECT.suffix == self.suffix and named.endswith("+json")

    def suffix_of(self, head, name):
        """How the kept file's name ends; SourceNotReadable where the bytes are of another kind."""
        found = looks_like(head)
        if self.formats is not None and found not in self.formats:
            words = "text" if found is TEXT else found.words
            raise SourceNotReadable(f"{name} is {words}, not {self.words}.")
        return self.suffix or found.suffix


CSV = Expected("a CSV file", frozenset(CSV_TYPES), (TEXT,), "text/csv, */*;q=0.1", ("*.csv",), ".csv")
JSON = Expected("JSON", frozenset(JSON_TYPES), (OBJECT, TEXT), "application/json, */*;q=0.1", ("*.json",), ".json")
WORKBOOK = Expected(
    "a workbook (XLSX, XLS or ODS)",
    frozenset(WORKBOOK_TYPES),
    (XLSX, XLS, ODS),
    "*/*",
    ("*.xlsx", "*.xls", "*.ods", "*.xlsm"),
)
# What people have at hand: a CSV file or a workbook, told apart by the suffix of the kept file.
TABLE = Expected(
    "a CSV file or a workbook",
    frozenset(CSV_TYPES | WORKBOOK_TYPES),
    (TEXT, XLSX, XLS, ODS),
    "text/csv, */*;q=0.5",
    (*CSV.patterns, *WORKBOOK.patterns),
)
HTML = Expected("a web page", frozenset(HTML_TYPES), (PAGE, TEXT), "text/html, */*;q=0.1", ("*.html", "*.htm"), ".html")
ANY = Expected("a file", None, None, "*/*")
