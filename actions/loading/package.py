"""A partnership's folder read into memory: its three files in their shapes, or every fault that they hold."""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from actions.loading.shapes import (
    CONTRADICTION_COLUMNS,
    FIGURE_COLUMNS,
    ContradictionRow,
    FigureRow,
    PartnershipFile,
)
from indicators.loading.files import YamlFile, read_table, read_yaml
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
    """(package, problems); the package is whole only where there is no problem."""
    problems = []
    folder = Path(folder).resolve()
    content, yaml = _read_content(folder, problems)
    file, figures = _read_rows(folder, "observations.csv", FIGURE_COLUMNS, FigureRow, problems)
    _, contradictions = _read_rows(folder, "contradictions.csv", CONTRADICTION_COLUMNS, ContradictionRow, problems)
    package = Package(folder, content, yaml, figures, file, [row for _, row in contradictions])
    return package, problems


def _read_content(folder, problems):
    name = f"{folder.name}/partnership.yaml"
    yaml = read_yaml(folder / "partnership.yaml", name=name, problems=problems)
    if yaml is None:
        return None, None
    content, faults = fit(PartnershipFile, yaml.data, problem=yaml.problem)
    problems += faults
    return content, yaml


def _read_rows(folder, file_name, columns, shape, problems):
    name = f"{folder.name}/{file_name}"
    file, rows = read_table(folder / file_name, columns=columns, name=name, problems=problems)
    fitted = []
    for row in rows:
        record, faults = fit_row(shape, row, name=name)
        problems += faults
        if record is not None:
            fitted.append((row.line, record))
    return file, fitted
