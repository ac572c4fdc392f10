"""The process that reads a workbook, from outside: it is asked, listened to for so long, and ended in every case."""

import contextlib
import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from datetime import time as time_of_day
from pathlib import Path

from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks.checks import kind_of

CHILD = Path(__file__).with_name("child.py")
PIECE_BYTES = 1 << 16
# A row of 16,384 columns with a sentence in each is 2 MB.
MAX_LINE_BYTES = 20_000_000

Cell = str | float | int | bool | date | datetime | time_of_day | timedelta | None


@dataclass(frozen=True)
class Limits:
    """What the reading of one sheet may take."""

    megabytes: int = 1000  # of address space, in which Python itself takes some 100
    cpu_seconds: int = 60
    seconds: float = 120  # of waiting for it
    cells: int = 5_000_000


@dataclass
class Workbook:
    """A workbook that has passed the checks. `name` is what people know it as; `warnings` grow with each sheet read."""

    path: Path
    name: str
    kind: str
    limits: Limits
    sheet_names: list[str]
    warnings: list[str] = field(default_factory=list)

    def rows(self, sheet, *, fill_merged=False) -> Iterator[tuple[int, list[Cell]]]:
        """(row number as the sheet shows it, cells from column A) of every row that is not empty.

        All rows are as long as the longest. A merged cell has its value in its first cell, or with `fill_merged` in
        each. Whole numbers are int; an error of a formula is its text, as "#DIV/0!"; percentages are shares of 1.
        """
        self._require(sheet)
        for line in _lines(self.path, self.name, self.kind, self.limits, sheet, "1" if fill_merged else "0"):
            if isinstance(line, list):
                yield tuple(line)
            else:
                self.warnings += [words for words in line.get("warnings", ()) if words not in self.warnings]

    def formulas(self, sheet) -> list[str]:
        """The cells of a sheet of an XLSX file that hold a formula, as B2."""
        self._require(sheet)
        lines = _lines(self.path, self.name, self.kind, self.limits, sheet, "formulas")
        return [cell for line in lines for cell in line.get("formulas", ())]

    def _require(self, sheet):
        if sheet not in self.sheet_names:
            known = ", ".join(f"“{name}”" for name in self.sheet_names[:40])
            raise SourceNotReadable(f"{self.name} has no sheet called “{sheet}”. It has {known}.")


def open_workbook(path, name="", *, limits=None):
    """The workbook at a path; SourceNotReadable where it must not or cannot be opened."""
    path, limits = Path(path), limits or Limits()
    name = name or path.name
    kind = kind_of(path, name)
    sheet_names = [sheet for line in _lines(path, name, kind, limits) for sheet in line.get("sheets", ())]
    if not sheet_names:
        raise SourceNotReadable(f"{name} has no sheet.")
    return Workbook(path, name, kind, limits, sheet_names)


@contextlib.contextmanager
def _called_what_it_is(path, kind):
    """The path with the suffix of its kind, since the reader goes by the suffix."""
    if path.suffix == f".{kind}":
        yield path.resolve()
        return
    with tempfile.TemporaryDirectory() as folder:
        link = Path(folder) / f"workbook.{kind}"
        link.symlink_to(path.resolve())
        yield link


def _lines(path, name, kind, limits, *what):
    with _called_what_it_is(path, kind) as called:
        yield from _lines_of(called, name, kind, limits, *what)


def _lines_of(path, name, kind, limits, *what):
    numbers = f"{limits.megabytes},{limits.cpu_seconds},{limits.cells}"
    command = [sys.executable, "-P", str(CHILD), numbers, str(path), kind, *what]
    # It needs no secret of ours.
    environment = {key: value for key, value in os.environ.items() if key == "PATH" or key.startswith("PYTHON")}
    process = subprocess.Popen(  # noqa: S603 - our own program; the sheet's name is one argument of it
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=environment, bufsize=0
    )
    try:
        is_whole = False
        for text in _texts(process.stdout, name, limits):
            line = json.loads(text, object_hook=_date_or_dict)
            if isinstance(line, dict) and "error" in line:
                raise SourceNotReadable(f"{name} {line['error']}")
            is_whole = isinstance(line, dict) and "warnings" in line
            yield line
        if not is_whole:
            raise _how_it_ended(process, name, limits)
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        process.stdout.close()
        process.wait()


def _texts(pipe, name, limits):
    """What comes through the pipe, line by line; only the waiting counts, not what is done with a line meanwhile."""
    rest, waited = b"", 0.0
    while True:
        started = time.monotonic()
        is_ready, _, _ = select.select([pipe], [], [], max(0, limits.seconds - waited))
        waited += time.monotonic() - started
        if not is_ready:
            raise SourceNotReadable(f"{name} took longer than {limits.seconds:g} seconds to read.")
        if not (piece := pipe.read(PIECE_BYTES)):
            return
        *whole, rest = (rest + piece).split(b"\n")
        if len(rest) > MAX_LINE_BYTES:
            raise SourceNotReadable(f"{name} has a row that is too long to be read.")
        yield from whole


def _how_it_ended(process, name, limits):
    code = process.wait(timeout=5)
    if code in {-signal.SIGXCPU, -signal.SIGKILL}:
        return SourceNotReadable(f"{name} took longer than {limits.cpu_seconds} seconds to read.")
    return SourceNotReadable(
        f"{name} needs more memory than is allowed ({limits.megabytes:,} MB): it has too many cells, or cells that "
        "lie too far apart. Save the sheet as CSV."
    )


def _date_or_dict(found):
    if len(found) == 1:
        ((kind, value),) = found.items()
        if kind == "date":
            return date.fromisoformat(value)
        if kind == "datetime":
            return datetime.fromisoformat(value)
        if kind == "time":
            return time_of_day.fromisoformat(value)
        if kind == "seconds":
            return timedelta(seconds=value)
    return found
