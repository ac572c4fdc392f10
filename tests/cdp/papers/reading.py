"""Each format read back to the same plain thing: its tables in words and in numbers, and all that it says."""

import csv
import io
import json
import re
import zipfile
from dataclasses import dataclass, field

import docx
import pypdf
from bs4 import BeautifulSoup

from cdp.papers import content, formats, shared
from tests.cdp.papers.opened import opened

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MINUS = str.maketrans({"−": "-", "\u00a0": " "})


@dataclass
class Read:
    """`tables` are {key: rows of words}, `numbers` {key: {(row, column): number}}, `says` all its words."""

    tables: dict = field(default_factory=dict)
    numbers: dict = field(default_factory=dict)
    says: str = ""


def plain(text):
    """White space does not count, nor which minus is printed."""
    return " ".join(str(text or "").translate(MINUS).split())


def told(paper):
    """What every format should say of the paper."""
    found = Read()
    for _, table in paper.every_table():
        found.tables[table.key] = [[plain(shared.said(cell)) for cell in row] for row in table.rows]
        found.numbers[table.key] = {
            (r, c): cell.value
            for r, row in enumerate(table.rows)
            for c, cell in enumerate(row)
            if isinstance(cell, content.Figure) and cell.value is not None
        }
    return found


def read(paper, key):
    return READERS[key](formats.write(paper, key), paper)


def _html(data, paper):
    page = BeautifulSoup(data, "html.parser")
    for br in page.find_all("br"):
        br.replace_with("\n")
    found = Read(says=plain(page.get_text(" ")))
    for table in page.find_all("table"):
        key = table.caption["id"].removeprefix("table-")
        rows = table.tbody.find_all("tr")
        found.tables[key] = [[plain(cell.get_text()) for cell in row.find_all(["th", "td"])] for row in rows]
    return found


def _word(data, paper):
    document = docx.Document(io.BytesIO(data))
    edges = [edge._element for section in document.sections for edge in (section.header, section.footer)]
    found = Read(says=plain(" ".join(_written(part) for part in (document.element.body, *edges))))
    grids = [
        [[plain(_written(cell)) for cell in row.iter(f"{WORD}tc")] for row in table.iter(f"{WORD}tr")]
        for table in document.element.body.iter(f"{WORD}tbl")
    ]
    # The tables of the paper are those that have its headings.
    for _, table in paper.every_table():
        headings = [plain(column.heading) for column in table.columns]
        at = next(n for n, grid in enumerate(grids) if grid and grid[0] == headings)
        rows = grids.pop(at)[1:]
        found.tables[table.key] = rows if table.rows else []
    return found


def _written(element):
    """The letters below it; a new paragraph, line or tab is a space."""
    parts = {f"{WORD}p": " ", f"{WORD}br": " ", f"{WORD}tab": " "}
    return "".join((part.text or "") if part.tag == f"{WORD}t" else parts.get(part.tag, "") for part in element.iter())


def _pdf(data, paper):
    return Read(says=plain(" ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)))


def _workbook(data, paper):
    book = opened(data)
    found = Read(says=plain(" ".join(value for sheet in book.sheets for value in sheet.cells.values())))
    for sheet in book.sheets[4:]:
        [marked] = sheet.tables
        key = marked.name.removeprefix("table_").replace("_", "-")
        table = next(table for _, table in paper.every_table() if table.key == key)
        places = _columns(marked.headings)
        rows = [[_cell(row, place) for place in places] for row in sheet.rows(marked)]
        # A row of which nothing is recorded says so: no row of a table is blank.
        rows = [[""] * len(row) if row == ["Nothing recorded", *[""] * (len(row) - 1)] else row for row in rows]
        found.tables[key] = rows if table.rows else []
        found.numbers[key] = {
            (row - marked.top - 1, n): sheet.numbers[row, place[0] + 1]
            for row in range(marked.top + 1, marked.bottom + 1)
            for n, place in enumerate(places)
            if (row, place[0] + 1) in sheet.numbers
        }
    return found


def _columns(headings):
    """[(where it is, where its words are, …its continuations)] for each column of the paper's table."""
    places = []
    for index, heading in enumerate(headings):
        before = headings[places[-1][0]] if places else None
        if heading == f"{before}, as printed":
            places[-1].append(index)
        else:
            places.append([index])
    return places


def _cell(row, place):
    return plain(row[place[-1]])


def _csv(data, paper):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    describing = [json.loads(text) for name, text in parts.items() if name.endswith("metadata.json")]
    notes = [
        note for one in describing for note in (*one.get("rdfs:comment", ()), one["dc:title"], one.get("dc:source"))
    ]
    notes += [title for one in describing for column in one["tableSchema"]["columns"] for title in column["titles"]]
    tables = [_from_csv(parts[one["url"]], one) for one in describing]
    words = [cell for rows, _ in tables for row in rows for cell in row]
    found = Read(says=plain(" ".join([*map(str, notes), *words, parts["README.txt"]])))
    named = zip([one["url"] for one in describing], tables, strict=True)
    for url, (rows, numbers) in named:
        found.tables[url.removesuffix(".csv")], found.numbers[url.removesuffix(".csv")] = rows, numbers
    return found


def _from_csv(text, described):
    columns = described["tableSchema"]["columns"]
    names = [one["name"] for one in columns]
    texts = {name.removesuffix("_text"): n for n, name in enumerate(names) if name.endswith("_text")}
    kept = [
        (n, texts.get(name, n), columns[n]["datatype"])
        for n, name in enumerate(names)
        if not any(name.endswith(end) and name.removesuffix(end) in texts for end in ("_text", "_mark"))
    ]
    rows = [[_unsafe(cell) for cell in row] for row in list(csv.reader(io.StringIO(text, newline="")))[1:]]
    numbers = {
        (r, c): float(row[n])
        for r, row in enumerate(rows)
        for c, (n, _, kind) in enumerate(kept)
        if kind in ("integer", "decimal") and row[n]
    }
    words = [[_words(row, n, t, kind) for n, t, kind in kept] for row in rows]
    return words, numbers


def _words(row, place, text, kind):
    if isinstance(kind, dict) and place == text and row[place]:
        year, month, day = row[place].split("-")
        return f"{int(day)} {MONTHS[int(month) - 1]} {int(year)}"
    return plain(row[text])


MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def _unsafe(cell):
    return cell[1:] if re.match(r"'+[=+\-@\t\r\n]", cell) else cell


def _json(data, paper):
    found = told(content.from_bytes(data))
    found.says = plain(" ".join(_strings(json.loads(data))))
    return found


def _strings(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, list):
        for each in value:
            yield from _strings(each)


READERS = {
    "html": _html, "pdf": _pdf, "docx": _word, "xlsx": _workbook, "ods": _workbook, "csv": _csv, "json": _json,
}  # fmt: skip
