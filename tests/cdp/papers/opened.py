"""A workbook unzipped: Excel and OpenDocument as the same plain thing, for rules to be asked of.

Reads the parts of the files with the standard library, and with nothing that wrote them.
"""

import datetime
import io
import re
import zipfile
from dataclasses import dataclass, field
from xml.etree import ElementTree

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns:"
TABLE, TEXT, STYLE = (f"{{{OFFICE}{name}:1.0}}" for name in ("table", "text", "style"))
CELL, FO = f"{{{OFFICE}office:1.0}}", f"{{{OFFICE}xsl-fo-compatible:1.0}}"
DUBLIN = "{http://purl.org/dc/elements/1.1/}"
HREF = "{http://www.w3.org/1999/xlink}href"


@dataclass
class Marked:
    """A table as it is marked up: rows and columns from 1, the headings among the rows."""

    name: str
    headings: list
    top: int
    left: int
    bottom: int
    right: int


@dataclass
class Sheet:
    name: str
    cells: dict = field(default_factory=dict)  # (row, column) -> what a reader sees there
    numbers: dict = field(default_factory=dict)  # (row, column) -> number
    wrapped: set = field(default_factory=set)
    tables: list = field(default_factory=list)
    links: dict = field(default_factory=dict)  # (row, column) -> where to
    merged: int = 0
    frozen: bool = False
    hidden: bool = False
    formulas: int = 0

    def rows(self, table):
        """Without the headings."""
        columns = range(table.left, table.right + 1)
        return [[self.cells.get((row, column)) for column in columns] for row in range(table.top + 1, table.bottom + 1)]


@dataclass
class Workbook:
    title: str
    author: str
    language: str
    parts: list
    sheets: list
    fonts: list  # (name, size)

    def sheet(self, name):
        return next(sheet for sheet in self.sheets if sheet.name == name)


def opened(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    return _excel(parts) if "xl/workbook.xml" in parts else _ods(parts)


# Excel ----------------------------------------------------------------------------------------------------------------


def _excel(parts):
    core = ElementTree.fromstring(parts["docProps/core.xml"])
    styles = ElementTree.fromstring(parts["xl/styles.xml"])
    book = ElementTree.fromstring(parts["xl/workbook.xml"])
    strings = [
        "".join(piece.text or "" for piece in item.iter(f"{MAIN}t"))
        for item in ElementTree.fromstring(parts["xl/sharedStrings.xml"])
    ]
    relations = _relations(parts, "xl/_rels/workbook.xml.rels")
    formats = {int(one.get("numFmtId")): one.get("formatCode") for one in styles.iter(f"{MAIN}numFmt")}
    looks = [formats.get(int(each.get("numFmtId")), "") for each in styles.find(f"{MAIN}cellXfs")]
    wraps = [
        any(alignment.get("wrapText") == "1" for alignment in each.iter(f"{MAIN}alignment"))
        for each in styles.find(f"{MAIN}cellXfs")
    ]
    sheets = []
    for one in book.iter(f"{MAIN}sheet"):
        path = "xl/" + relations[one.get(RELATION)]
        sheets.append(_excel_sheet(one, path, parts, strings, (wraps, looks)))
    return Workbook(
        title=core.findtext(f"{DUBLIN}title"),
        author=core.findtext(f"{DUBLIN}creator"),
        language=core.findtext(f"{DUBLIN}language"),
        parts=list(parts),
        sheets=sheets,
        fonts=[
            (font.find(f"{MAIN}name").get("val"), float(font.find(f"{MAIN}sz").get("val")))
            for font in styles.find(f"{MAIN}fonts")
        ],
    )


def _excel_sheet(one, path, parts, strings, styles):
    wraps, looks = styles
    root = ElementTree.fromstring(parts[path])
    sheet = Sheet(one.get("name"), hidden=one.get("state", "visible") != "visible")
    sheet.merged = len(list(root.iter(f"{MAIN}mergeCell")))
    sheet.frozen = any(True for _ in root.iter(f"{MAIN}pane"))
    sheet.formulas = len(list(root.iter(f"{MAIN}f")))
    sheet.hidden |= any(one.get("hidden") == "1" for tag in ("row", "col") for one in root.iter(f"{MAIN}{tag}"))
    for cell in root.iter(f"{MAIN}c"):
        place = _place(cell.get("r"))
        value = cell.findtext(f"{MAIN}v")
        if value is None:
            continue
        if cell.get("t") == "s":
            sheet.cells[place] = _unescaped(strings[int(value)])
        else:
            look = looks[int(cell.get("s", 0))]
            sheet.cells[place] = _seen(float(value), look)
            if "yyyy" not in look:
                sheet.numbers[place] = float(value)
        if wraps[int(cell.get("s", 0))]:
            sheet.wrapped.add(place)
    relations = _relations(parts, path.replace("worksheets/", "worksheets/_rels/") + ".rels")
    for link in root.iter(f"{MAIN}hyperlink"):
        sheet.links[_place(link.get("ref"))] = link.get("location") or relations[link.get(RELATION)]
    for part in root.iter(f"{MAIN}tablePart"):
        table = ElementTree.fromstring(parts["xl/" + relations[part.get(RELATION)].removeprefix("../")])
        first, last = (_place(corner) for corner in table.get("ref").split(":"))
        headings = [column.get("name") for column in table.iter(f"{MAIN}tableColumn")]
        sheet.tables.append(Marked(table.get("displayName"), headings, *first, *last))
    return sheet


def _seen(value, look):
    """What Excel shows of a number: of the formats that we write, and no others."""
    if "yyyy" in look:
        at = datetime.datetime(1899, 12, 30) + datetime.timedelta(minutes=round(value * 24 * 60))  # noqa: DTZ001
        return _day(at, look)
    if not look:
        return f"{value:g}" if value % 1 else f"{value:.0f}"
    found = re.fullmatch(r'("(?:.*)")?(#,##0|0)(?:\.(0+))?("(?:.*)")?', look, re.DOTALL)
    before, digits, places, after = found.groups() if found else ("", "0", "", "")
    number = f"{abs(value):{',' if ',' in digits else ''}.{len(places or '')}f}"
    return f"{'-' if value < 0 else ''}{_literal(before)}{number}{_literal(after)}"


def _literal(look):
    return re.sub(r'\\(.)|"', lambda found: found[1] or "", look or "")


def _day(day, look):
    parts = {"dddd": f"{day:%A}", "dd": f"{day:%d}", "d": str(day.day), "mmmm": f"{day:%B}", "mmm": f"{day:%b}"}
    parts |= {"mm": f"{day:%m}", "yyyy": str(day.year)}
    look = look.replace("hh:mm", f"{day:%H:%M}")
    return re.sub(r"d+|m+|y+", lambda found: parts[found.group()], look)


def _relations(parts, path):
    if path not in parts:
        return {}
    return {one.get("Id"): one.get("Target") for one in ElementTree.fromstring(parts[path])}


def _unescaped(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found.group(1), 16)), text)


def _place(reference):
    letters, row = re.fullmatch(r"\$?([A-Z]+)\$?(\d+)", reference).groups()
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(row), column


# OpenDocument ---------------------------------------------------------------------------------------------------------


def _ods(parts):
    meta = ElementTree.fromstring(parts["meta.xml"])
    styles = ElementTree.fromstring(parts["styles.xml"])
    content = ElementTree.fromstring(parts["content.xml"])
    wrapped = {
        style.get(f"{STYLE}name")
        for style in content.iter(f"{STYLE}style")
        if any(one.get(f"{FO}wrap-option") == "wrap" for one in style.iter(f"{STYLE}table-cell-properties"))
    }
    sheets = {one.get(f"{TABLE}name"): _ods_sheet(one, wrapped) for one in content.iter(f"{TABLE}table")}
    for each in content.iter(f"{TABLE}database-range"):
        found = re.fullmatch(r"'(.+)'\.([A-Z]+\d+):'\1'\.([A-Z]+\d+)", each.get(f"{TABLE}target-range-address"))
        sheet = sheets[found.group(1)]
        first, last = _place(found.group(2)), _place(found.group(3))
        headings = [sheet.cells.get((first[0], column), "") for column in range(first[1], last[1] + 1)]
        sheet.tables.append(Marked(each.get(f"{TABLE}name"), headings, *first, *last))
    told = [*styles.iter(f"{STYLE}text-properties"), *content.iter(f"{STYLE}text-properties")]
    default = styles.find(f".//{STYLE}text-properties")
    return Workbook(
        title=meta.findtext(f".//{DUBLIN}title"),
        author=meta.findtext(f".//{DUBLIN}creator"),
        language=meta.findtext(f".//{DUBLIN}language")
        if f"{default.get(f'{FO}language')}-{default.get(f'{FO}country')}" == meta.findtext(f".//{DUBLIN}language")
        else "",
        parts=list(parts),
        sheets=list(sheets.values()),
        fonts=[
            (one.get(f"{FO}font-family", "Arial"), float(one.get(f"{FO}font-size", "12pt").removesuffix("pt")))
            for one in told
        ],
    )


def _ods_sheet(root, wrapped):
    sheet = Sheet(root.get(f"{TABLE}name"))
    for row, line in enumerate(root.iter(f"{TABLE}table-row"), start=1):
        sheet.hidden |= line.get(f"{TABLE}visibility", "visible") != "visible"
        for column, cell in enumerate(line, start=1):
            sheet.merged += (
                f"{TABLE}number-columns-spanned" in cell.attrib or f"{TABLE}number-rows-spanned" in cell.attrib
            )
            sheet.formulas += f"{TABLE}formula" in cell.attrib
            kind = cell.get(f"{CELL}value-type")
            if kind is None:
                continue
            sheet.cells[row, column] = "\n".join(_spelt(paragraph) for paragraph in cell.iter(f"{TEXT}p"))
            if kind == "float":
                sheet.numbers[row, column] = float(cell.get(f"{CELL}value"))
            if cell.get(f"{TABLE}style-name") in wrapped or kind != "string":
                sheet.wrapped.add((row, column))
            for link in cell.iter(f"{TEXT}a"):
                sheet.links[row, column] = link.get(HREF)
    return sheet


def _spelt(paragraph):
    """What a reader makes of a paragraph: white space of the file is one space, counted ones are many."""
    said = []

    def walk(element):
        said.append(re.sub(r"[ \t\r\n]+", " ", element.text or ""))
        for child in element:
            if child.tag == f"{TEXT}s":
                said.append(" " * int(child.get(f"{TEXT}c", "1")))
            elif child.tag == f"{TEXT}tab":
                said.append("\t")
            else:
                walk(child)
            said.append(re.sub(r"[ \t\r\n]+", " ", child.tail or ""))

    walk(paragraph)
    return "".join(said)
