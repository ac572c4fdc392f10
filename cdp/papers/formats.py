"""Which formats a paper comes in, and who writes each: `write(paper) -> bytes`, imported where it is asked for."""

from dataclasses import dataclass
from importlib import import_module


@dataclass(frozen=True)
class Format:
    key: str
    name: str
    suffix: str
    content_type: str
    module: str
    sentence: str  # for whom it is


FORMATS = {
    one.key: one
    for one in (
        Format(
            "html", "Web page", "html", "text/html; charset=utf-8", "html", "one file, for any browser, prints well"
        ),
        Format(
            "pdf",
            "PDF",
            "pdf",
            "application/pdf",
            "pdf",
            "for the agenda pack and the archive; works with screen readers",
        ),
        Format(
            "docx",
            "Word",
            "docx",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "word",
            "for committee officers who edit it",
        ),
        Format(
            "xlsx",
            "Excel",
            "xlsx",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "excel",
            "every table as a sheet, with contents and notes",
        ),
        Format(
            "ods",
            "OpenDocument spreadsheet",
            "ods",
            "application/vnd.oasis.opendocument.spreadsheet",
            "ods",
            "the same for LibreOffice and others",
        ),
        Format(
            "csv",
            "CSV with metadata",
            "zip",
            "application/zip",
            "csvw",
            "every table as a file for machines, described by CSVW",
        ),
        Format("json", "JSON", "json", "application/json", "plain", "the frozen content itself, as it was hashed"),
        Format(
            "ics",
            "Calendar",
            "ics",
            "text/calendar; charset=utf-8",
            "calendar",
            "its due dates, for a calendar program",
        ),
    )
}


class UnknownFormat(LookupError):
    def __init__(self, asked):
        super().__init__(f"“{str(asked)[:40]}” is not a format of a paper. Use one of: {', '.join(FORMATS)}.")


def of(key) -> Format:
    try:
        return FORMATS[key]
    except KeyError:
        raise UnknownFormat(key) from None


def write(paper, key, *, template=None) -> bytes:
    """`template` is the bytes of a council's own .docx; only Word knows one."""
    module = import_module(f"cdp.papers.{of(key).module}")
    return module.write(paper, template=template) if template is not None else module.write(paper)
