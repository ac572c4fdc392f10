"""Keeps the names of the tests that failed, for whoever reads no more than the end of the output.

A plugin of pytest, named by `-p`: printed among the messages of all failures, the names are lost where only the end
is kept.
"""

import os
from pathlib import Path

VARIABLE = "FAILED_TESTS_FILE"


def pytest_terminal_summary(terminalreporter):
    """What ended badly, each once, as pytest takes it for a name; asked of the process that hands out the tests."""
    found = [report for kind in ("failed", "error") for report in terminalreporter.stats.get(kind, [])]
    names = dict.fromkeys(report.nodeid for report in found)
    Path(os.environ[VARIABLE]).write_text("".join(f"{name}\n" for name in names))


def names_in(file):
    """None failed where no file was written: what was stopped before its end has told its name itself."""
    return file.read_text().splitlines() if file.exists() else []
