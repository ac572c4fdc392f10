"""Reading a workbook that anybody may have made: its cells, and which of them hold formulas, within limits.

The reading itself is done as for the workbooks of sources, in a process of its own that may take so much memory and so
long. A plan is small, so the limits here are narrower.
"""

import zipfile
import zlib
from contextlib import contextmanager
from dataclasses import dataclass, field

from actions.plan_book.book import LISTS, START
from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks import open_workbook
from indicators.sources.workbooks.checks import kind_of
from indicators.sources.workbooks.child import CHUNK_BYTES, FORMULA_BEGINS
from indicators.sources.workbooks.reading import Limits

MOST_BYTES = 10 * 2**20
MOST_UNPACKED = 100 * 2**20
MOST_SHEETS, MOST_ROWS = 30, 5_000
LIMITS = Limits(megabytes=700, cpu_seconds=20, seconds=40, cells=1_500_000)
OURS_ALONE = (START, LISTS)  # help and lists to choose from: nothing is read there
FAULTS = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError, ValueError, KeyError)


class WorkbookRefused(Exception):
    """Says why the file cannot be read as a plan, and what to do."""


@dataclass(frozen=True)
class SheetRead:
    """`rows` are (number as the sheet shows it, cells); `formulas` are references such as C5."""

    name: str
    rows: list
    formulas: frozenset = frozenset()


@dataclass(frozen=True)
class BookRead:
    sheets: dict = field(default_factory=dict)  # {name: SheetRead}


def read_book(path, name) -> BookRead:
    try:
        if kind_of(path, name) != "xlsx":
            raise WorkbookRefused(f"{name} is not an Excel workbook of today. Save it as .xlsx and upload that.")
        _refuse_swollen(path, name)
        book = open_workbook(path, name, limits=LIMITS)
        if len(book.sheet_names) > MOST_SHEETS:
            raise WorkbookRefused(
                f"{name} has {len(book.sheet_names)} sheets. A plan has ten; {MOST_SHEETS} are allowed."
            )
        has_formulas = _has_formulas(path, name)
        names = [sheet for sheet in book.sheet_names if sheet not in OURS_ALONE]
        return BookRead({sheet: _sheet(book, sheet, name, has_formulas=has_formulas) for sheet in names})
    except SourceNotReadable as refusal:
        raise WorkbookRefused(str(refusal)) from refusal


def _refuse_swollen(path, name):
    with _parts(path, name) as archive:
        unpacked = sum(part.file_size for part in archive.infolist())
    if unpacked > MOST_UNPACKED:
        raise WorkbookRefused(
            f"{name} unpacks to {unpacked // 2**20:,} MB, which is too much for a plan. If it has a great many empty "
            "rows, copy the rows that are filled in to a new workbook."
        )


@contextmanager
def _parts(path, name):
    try:
        with zipfile.ZipFile(path) as archive:
            yield archive
    except FAULTS as fault:
        raise WorkbookRefused(f"{name} is damaged or broken off.") from fault


def _has_formulas(path, name):
    """Whether it is worth asking for them: most plans have none."""
    with _parts(path, name) as archive:
        for part in archive.namelist():
            if not part.casefold().startswith("xl/worksheets/"):
                continue
            with archive.open(part) as file:
                rest = b""
                while chunk := file.read(CHUNK_BYTES):
                    if any(sign in rest + chunk for sign in FORMULA_BEGINS):
                        return True
                    rest = chunk[-4:]
    return False


def _sheet(book, sheet, name, *, has_formulas):
    rows = []
    for row in book.rows(sheet):
        rows.append(row)
        if len(rows) > MOST_ROWS:
            raise WorkbookRefused(f"The sheet “{sheet}” of {name} has more than {MOST_ROWS:,} rows. Split the plan.")
    return SheetRead(sheet, rows, frozenset(book.formulas(sheet)) if has_formulas else frozenset())
