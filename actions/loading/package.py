"""A partnership's folder read into memory: its three files in their shapes, or every fault that they hold."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from actions.loading.figures import evidence_key_of_cells
from actions.loading.shapes import (
    CONTRADICTION_COLUMNS,
    FIGURE_COLUMNS,
    ContradictionRow,
    FigureRow,
    PartnershipFile,
)
from indicators.loading.files import YamlFile, read_table, read_yaml
from indicators.loading.problems import Problem
from indicators.loading.shapes import fit, fit_row


@dataclass(frozen=True)
class Package:
    """What a folder holds. `figures` are (line, row) pairs."""

    folder: Path
    content: PartnershipFile | None
    yaml: YamlFile | None
    figures: list
    figures_file: object
    contradictions: list
    # The evidence keys of the table, also of rows with faults; None where the table could not be read to its end.
    printed: frozenset | None

    @property
    def is_shipped(self):
        return self.folder.parent == shipped_root()

    def name(self, file_name):
        return f"{self.folder.name}/{file_name}"


def shipped_root():
    return settings.BASE_DIR / "actions" / "documents"


def shipped_folders():
    return sorted(path.parent for path in shipped_root().glob("*/partnership.yaml"))


def folder_of(path):
    """The folder that a person means who names the folder or the file within it."""
    path = Path(path)
    return path.parent if path.name == "partnership.yaml" else path


def read_package(folder):
    """(package, problems); the package is whole only where there is no problem, and None without a folder."""
    problems = []
    given, folder = folder, Path(folder).resolve()
    if not folder.is_dir():
        return None, [Problem(folder.name, None, "", f"There is no folder {given}.")]
    content, yaml = _read_content(folder, problems)
    file, rows, is_whole = _read_rows(folder, "observations.csv", FIGURE_COLUMNS, problems)
    printed = frozenset(evidence_key_of_cells(row.cells) for row in rows) if is_whole else None
    figures = _fitted(folder, "observations.csv", FigureRow, rows, problems)
    _, rows, _ = _read_rows(folder, "contradictions.csv", CONTRADICTION_COLUMNS, problems)
    contradictions = [row for _, row in _fitted(folder, "contradictions.csv", ContradictionRow, rows, problems)]
    return Package(folder, content, yaml, figures, file, contradictions, printed), problems


def _read_content(folder, problems):
    name = f"{folder.name}/partnership.yaml"
    yaml = read_yaml(folder / "partnership.yaml", name=name, problems=problems)
    if yaml is None:
        return None, None
    content, faults = fit(PartnershipFile, yaml.data, problem=yaml.problem)
    problems += faults
    return content, yaml


def _read_rows(folder, file_name, columns, problems):
    """(file, rows, whether these are all rows of the table)."""
    before = len(problems)
    file, rows = read_table(folder / file_name, columns=columns, name=f"{folder.name}/{file_name}", problems=problems)
    return file, rows, len(problems) == before


def _fitted(folder, file_name, shape, rows, problems):
    """(line, record) of each row that has the shape."""
    fitted = []
    for row in rows:
        record, faults = fit_row(shape, row, name=f"{folder.name}/{file_name}")
        problems += faults
        if record is not None:
            fitted.append((row.line, record))
    return fitted
