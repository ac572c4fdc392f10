"""The tables of a paper as CSV files and as what describes them. Pure.

A column of figures becomes up to three: the number itself, `…_text` as it is read, and `…_mark` where marks are used.
A column of dates holds ISO dates, and has a `…_text` where a date is said otherwise.
"""

import csv
import io
import re
from dataclasses import dataclass
from decimal import Decimal

from cdp.papers import running, shown
from cdp.papers.content import Day, Figure, Kind, clean
from cdp.papers.fitting import one_line

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
LONGEST_NAME = 80
NOT_ON_WINDOWS = re.compile(r"con|prn|aux|nul|com\d|lpt\d")


@dataclass(frozen=True)
class Field:
    """`kind` is "string", "integer", "number" or "date"."""

    name: str
    title: str
    kind: str
    about: str = ""


@dataclass(frozen=True)
class File:
    """One CSV file; `name` is without its ending."""

    name: str
    title: str
    fields: tuple[Field, ...]
    rows: list[list]
    notes: tuple[str, ...] = ()
    source: str = ""
    key: tuple[str, ...] = ()


def files(paper) -> list[File]:
    names = _Names()
    named = {table.key: names.file(table.key) for _, table in paper.every_table()}
    charts = {chart.table.key: chart for chart in paper.charts()}
    tables = [_of_table(table, named[table.key], charts.get(table.key)) for _, table in paper.every_table()]
    return [*tables, _texts(paper, named, names), _about(paper, names)]


def to_csv(file) -> bytes:
    """RFC 4180: UTF-8, one row of headings, CRLF."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\r\n")
    writer.writerow([field.name for field in file.fields])
    writer.writerows([[_written(cell) for cell in row] for row in file.rows])
    return buffer.getvalue().encode()


def safe(text):
    """A spreadsheet takes a text that begins so for a formula: it gets an apostrophe, and so does one that has some."""
    return f"'{text}" if text.lstrip("'").startswith(FORMULA_STARTS) else text


def _written(cell):
    if cell is None:
        return ""
    if isinstance(cell, str):
        return safe(cell)
    return format(Decimal(repr(cell if isinstance(cell, int) else float(cell))), "f")


class _Names:
    """Names of files, no two the same and none that Windows keeps for itself."""

    def __init__(self):
        self.taken = {"text", "about"}

    def file(self, wanted):
        name = wanted[:LONGEST_NAME]
        name = f"table-{name}"[:LONGEST_NAME] if NOT_ON_WINDOWS.fullmatch(name) or name in self.taken else name
        again = 2
        while name in self.taken:
            name, again = f"{wanted[: LONGEST_NAME - 6]}-{again}", again + 1
        self.taken.add(name)
        return name


def _of_table(table, name, chart):
    fields, columns, identity = [], [], []
    for index, column in enumerate(table.columns):
        cells = [row[index] for row in table.rows]
        base = _column_name(column.key, {field.name for field in fields})
        if column.key in table.identity:
            identity.append(base)
        for field, values in _of_column(column, base, cells):
            fields.append(field)
            columns.append(values)
    rows = [list(row) for row in zip(*columns, strict=True)]
    keys = [fields.index(field) for field in fields if field.name in identity]
    known = [tuple(row[index] for index in keys) for row in rows]
    is_key = (
        bool(keys) and len(set(known)) == len(known) and all(cell not in (None, "") for row in known for cell in row)
    )
    notes = dict.fromkeys(clean(note) for note in (*table.notes, *(chart.notes if chart else ())))
    return File(
        name,
        one_line(chart.title if chart else table.title),
        tuple(fields),
        rows,
        tuple(note for note in notes if note.strip()),
        one_line((chart.source if chart else "") or table.source),
        tuple(identity) if is_key else (),
    )


def _of_column(column, base, cells):
    heading = one_line(column.heading)
    figures = [cell for cell in cells if isinstance(cell, Figure)]
    if column.kind == Kind.DATE:
        days = [shown.day_of(cell.iso) if isinstance(cell, Day) else None for cell in cells]
        yield Field(base, heading, "date"), [day and day.isoformat() for day in days]
        texts = [shown.words_of(cell) for cell in cells]
        if texts != [shown.DAYS[shown.USUAL_DAY](day) if day else "" for day in days]:
            yield Field(f"{base}_text", f"{heading}, as printed", "string"), texts
    elif column.kind == Kind.NUMBER or figures:
        whole = all(isinstance(cell.value, int) for cell in figures if cell.value is not None)
        values = [cell.value if isinstance(cell, Figure) else None for cell in cells]
        yield Field(base, heading, "integer" if whole else "number", "the number, not rounded"), values
        yield Field(f"{base}_text", f"{heading}, as printed", "string"), [shown.words_of(cell) for cell in cells]
        if any(figure.mark for figure in figures):
            marks = [cell.mark if isinstance(cell, Figure) else "" for cell in cells]
            yield Field(f"{base}_mark", f"{heading}, shorthand", "string"), marks
    else:
        yield Field(base, heading, "string"), [shown.words_of(cell) for cell in cells]


def _column_name(key, taken):
    """Small letters, figures and underscores, and room for the names that come from it."""
    name = re.sub(r"[^a-z0-9]+", "_", key.lower()).strip("_") or "column"
    name = f"c_{name}" if name[0].isdigit() else name
    base, again = name, 2
    while {name, f"{name}_text", f"{name}_mark"} & taken:
        name, again = f"{base}_{again}", again + 1
    return name


def _texts(paper, named, names):
    said = running.rows(paper, named)
    rows = [[one.section, one.kind, one.text, one.sheet] for one in said]
    fields = (
        Field("section", "Section", "string"),
        Field("kind", "What it is", "string"),
        Field("text", "Text", "string"),
        Field("file", "Table", "string", "the name of the file that holds it, without its ending"),
    )
    return File("text", "The text of the paper, in its order", fields, rows)


def _about(paper, names):
    rows = [
        ["title", paper.title],
        ["subtitle", paper.subtitle],
        ["publisher", paper.publisher],
        ["as at", paper.as_at_words],
        ["as at, in full", paper.as_at],
        ["watermark", paper.watermark],
        ["address", paper.address],
        *(["notice", notice] for notice in paper.notices),
        *([f"fact: {name}", said] for name, said in paper.facts),
    ]
    rows = [[clean(name), clean(said)] for name, said in rows if said.strip()]
    return File(
        "about", "What this paper is", (Field("name", "Name", "string"), Field("said", "What it is", "string")), rows
    )
