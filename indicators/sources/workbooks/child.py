"""Reads one workbook in a process of its own, which may fall over without harm to anybody.

    python child.py LIMITS PATH KIND              the names of the sheets
    python child.py LIMITS PATH KIND SHEET FILL   the rows of one sheet; FILL is 1 to repeat the values of merged cells
    python child.py LIMITS PATH KIND SHEET formulas   which cells of a sheet hold a formula (XLSX alone)

Each line that it writes is JSON: {"sheets": [..]}, {"formulas": ["B2", ..]}, or [row, [cells]] for each row that is not
empty, and at the end {"warnings": [..]} or {"error": sentence}. Nothing of the application is imported here.
"""

import contextlib
import datetime
import itertools
import json
import re
import resource
import sys
import zipfile
from posixpath import normpath
from xml.etree import ElementTree
from xml.parsers import expat

MAX_SHEETS = 500
MAX_TEXT = 32_767  # Excel's own limit for a cell
MAX_ODD_CELLS = 20_000
MAX_MERGED_CELLS = 200_000
SMALL_PART_BYTES = 5_000_000
CHUNK_BYTES = 1 << 20
# Bounded everywhere, since a hostile file could make an open end take hours.
FORMULA = rb"<(?:\w{1,9}:)?f\b[^>]{0,200}(?:/>|>[^<]{0,9000}</(?:\w{1,9}:)?f>)"
CELL = rb"<(?:\w{1,9}:)?c\s"
ERROR = re.compile(CELL + rb'([^>]{0,200}\bt="e"[^>]{0,200})>\s*(?:' + FORMULA + rb")?\s*<(?:\w{1,9}:)?v>([^<]{1,40})<")
WITHOUT_RESULT = re.compile(
    CELL
    + rb"([^>]{0,200})>\s*"
    + FORMULA
    + rb"\s*(?:<(?:\w{1,9}:)?v\s*(?:/>|>\s*</(?:\w{1,9}:)?v>)\s*)?</(?:\w{1,9}:)?c>"
)
WITH_FORMULA = re.compile(CELL + rb"([^>]{0,200})>\s*<(?:\w{1,9}:)?f[\s/>]")
FORMULA_BEGINS = (b"<f>", b"<f ", b"<f/", b":f>", b":f ", b":f/")
REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
ODS_FORMULA = re.compile(rb"<table:table-cell\b(?=[^>]*\btable:formula=)(?![^>]*\boffice:value-type=)[^>]*>")
RELATION = re.compile(r"\{http://(?:schemas\.openxmlformats\.org|purl\.oclc\.org)/.*[rR]elationships\}id")


class Unreadable(Exception):
    """A sentence for the page, without the file's name."""


def limit(megabytes, seconds):
    memory = megabytes * 1_000_000
    limits = {
        resource.RLIMIT_AS: (memory, memory),
        resource.RLIMIT_CPU: (seconds, seconds + 1),
        resource.RLIMIT_FSIZE: (0, 0),
        resource.RLIMIT_CORE: (0, 0),
        # Neither threads nor other programs are needed; all of the user's are counted, so that it can only be 0.
        resource.RLIMIT_NPROC: (0, 0),
    }
    for what, numbers in limits.items():
        # Some systems do not know all of these limits. Where the application runs, which is Linux, all must hold.
        with contextlib.nullcontext() if sys.platform == "linux" else contextlib.suppress(ValueError, OSError):
            resource.setrlimit(what, numbers)


def say(item):
    sys.stdout.write(json.dumps(item, separators=(",", ":")) + "\n")


def sheets(workbook):
    found = [clean(sheet.name) for sheet in workbook.sheets_metadata if str(sheet.typ).endswith("WorkSheet")]
    if len(found) > MAX_SHEETS:
        raise Unreadable(f"has {len(found):,} sheets; {MAX_SHEETS} are allowed.")
    return found


def clean(text):
    return text.replace("\x00", "")


def write_rows(workbook, path, kind, name, fill, max_cells):
    names = [sheet.name for sheet in workbook.sheets_metadata]
    place = [clean(known) for known in names].index(name)
    sheet = workbook.get_sheet_by_index(place)
    odd, warnings = oddities(path, kind, names[place], name)
    if sheet.start is None:
        return warnings
    (_, left), width = sheet.start, sheet.start[1] + sheet.width
    if sheet.height * sheet.width > max_cells:
        raise Unreadable(
            f"has too many cells in the sheet “{name}”: {sheet.height:,} rows by {sheet.width:,} columns, "
            f"where {max_cells:,} cells are allowed. Save the sheet as CSV."
        )
    merged = filled(sheet, path, kind, place, name) if fill else {}
    above = {}
    for number, cells in enumerate(sheet.iter_rows()):
        row = [None] * left + [plain(cell, number, left + column, name) for column, cell in enumerate(cells)]
        for column, error in odd.get(number, ()):
            row[column : column + 1] = [error] if column < width else []
        for column, source in merged.get(number, ()):
            if column < width:
                row[column] = row[source[1]] if source[0] == number else above.get(source)
        if number in merged.get("tops", ()):
            above.update({(number, column): row[column] for column in merged["tops"][number] if column < width})
        if any(cell is not None and (not isinstance(cell, str) or cell.strip()) for cell in row):
            say([number + 1, row])
    return warnings


def plain(cell, row, column, sheet):
    """A cell as JSON has it: whole numbers without a point, dates as objects."""
    if isinstance(cell, str):
        if len(cell) > MAX_TEXT:
            raise Unreadable(
                f"has a text of {len(cell):,} characters in the sheet “{sheet}”, row {row + 1}, column "
                f"{letters(column)}; {MAX_TEXT:,} are allowed."
            )
        return clean(cell) or None
    if isinstance(cell, bool):
        return cell
    if isinstance(cell, float):
        return int(cell) if cell.is_integer() and abs(cell) < 2**53 else (cell if cell - cell == 0 else str(cell))
    if isinstance(cell, datetime.datetime):
        return {"datetime": cell.isoformat()}
    if isinstance(cell, datetime.date):
        return {"date": cell.isoformat()}
    if isinstance(cell, datetime.time):
        return {"time": cell.isoformat()}
    if isinstance(cell, datetime.timedelta):
        return {"seconds": cell.total_seconds()}
    return cell


def letters(column):
    text = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def filled(sheet, path, kind, place, name):
    """{row: [(column, (row, column) of the cell whose value it repeats)]}, and under "tops" where those stand."""
    ranges = ods_spans(path, place) if kind == "ods" else sheet.merged_cell_ranges or []
    found, tops, count = {}, {}, 0
    for (top, left), (bottom, right) in ranges:
        count += (bottom - top + 1) * (right - left + 1)
        if count > MAX_MERGED_CELLS:
            raise Unreadable(f"has too many merged cells in the sheet “{name}”; {MAX_MERGED_CELLS:,} are allowed.")
        tops.setdefault(top, []).append(left)
        for row in range(top, bottom + 1):
            cells = ((column, (top, left)) for column in range(left, right + 1) if (row, column) != (top, left))
            found.setdefault(row, []).extend(cells)
    return {**found, "tops": tops}


def ods_spans(path, place):
    """The merged cells of one sheet of an OpenDocument file, as ((top, left), (bottom, right)) from 0."""
    table, row, column, repeated, depth, spans = -1, 0, 0, 1, 0, []

    def start(tag, attributes):
        nonlocal table, row, column, repeated, depth
        if tag == "table:table":
            depth += 1
            table, row = (table + 1, 0) if depth == 1 else (table, row)
        elif table == place and depth == 1:
            if tag == "table:table-row":
                column, repeated = 0, int(attributes.get("table:number-rows-repeated", 1))
            elif tag in {"table:table-cell", "table:covered-table-cell"}:
                down = int(attributes.get("table:number-rows-spanned", 1))
                across = int(attributes.get("table:number-columns-spanned", 1))
                if down > 1 or across > 1:
                    spans.append(((row, column), (row + down - 1, column + across - 1)))
                column += int(attributes.get("table:number-columns-repeated", 1))

    def end(tag):
        nonlocal row, depth
        if tag == "table:table":
            depth -= 1
        elif tag == "table:table-row" and table == place and depth == 1:
            row += repeated

    def refuse(*_):
        raise Unreadable("declares entities of its own, which no workbook needs.")

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.EntityDeclHandler = start, end, refuse
    with zipfile.ZipFile(path) as archive, archive.open("content.xml") as content:
        parser.ParseFile(content)
    return spans


def oddities(path, kind, name, shown):
    """({row: [(column, error)]}, warnings): what the reader of values passes over in silence."""
    if kind == "xls":
        return {}, []
    with zipfile.ZipFile(path) as archive:
        if kind == "ods":
            return {}, ods_warnings(sum(1 for _ in matches(archive, "content.xml", ODS_FORMULA, b"table:formula")))
        part = xlsx_part(archive, name)
        return odd_cells(archive, part, shown) if part else ({}, [])


def ods_warnings(without):
    if not without:
        return []
    words = "1 formula has" if without == 1 else f"{without:,} formulas have"
    return [f"{words} no saved result, which is read as nothing."]


def odd_cells(archive, part, sheet):
    errors, without = {}, []
    for count, found in enumerate(matches(archive, part, ERROR, b't="e"'), start=1):
        if count > MAX_ODD_CELLS:
            raise Unreadable(f"has more than {MAX_ODD_CELLS:,} errors of formulas in the sheet “{sheet}”.")
        if reference := REFERENCE.search(found[1]):
            text = found[2].decode("utf-8", "replace").strip()
            errors.setdefault(int(reference[2]) - 1, []).append((column_of(reference[1]), text))
    for found in matches(archive, part, WITHOUT_RESULT, *FORMULA_BEGINS):
        reference = REFERENCE.search(found[1])
        without.append((reference[1] + reference[2]).decode() if reference else "?")
    if not without:
        return errors, []
    more = f" and {len(without) - 5:,} more" if len(without) > 5 else ""
    return errors, [
        f"Sheet “{sheet}”: formulas without a saved result are read as empty: {', '.join(without[:5])}{more}."
    ]


def formulas(workbook, path, kind, name):
    """The cells of an XLSX sheet that hold a formula, as many as anybody would list."""
    names = [sheet.name for sheet in workbook.sheets_metadata]
    place = [clean(known) for known in names].index(name)
    with zipfile.ZipFile(path) as archive:
        part = xlsx_part(archive, names[place]) if kind == "xlsx" else None
        found = matches(archive, part, WITH_FORMULA, *FORMULA_BEGINS) if part else ()
        references = (REFERENCE.search(one[1]) for one in found)
        cells = ((one[1] + one[2]).decode() for one in references if one)
        return list(itertools.islice(cells, MAX_ODD_CELLS))


def column_of(text):
    column = 0
    for letter in text.decode():
        column = column * 26 + ord(letter) - 64
    return column - 1


def matches(archive, part, pattern, *needed):
    """Every match in a part that may be large, which is never held as a whole."""
    with archive.open(part) as file:
        rest = b""
        while chunk := file.read(CHUNK_BYTES):
            text, last = rest + chunk, 0
            # Looking for one of these is a hundred times faster than for the pattern.
            if any(sign in text for sign in needed):
                for found in pattern.finditer(text):
                    last = found.end()
                    yield found
            # What may be the beginning of a match goes on to the next piece.
            rest = text[max(last, len(text) - 10_000) :]


def xlsx_part(archive, name):
    """The part of the file that holds a sheet."""
    names = {part.casefold(): part for part in archive.namelist()}
    book = names.get("xl/workbook.xml")
    relations = names.get("xl/_rels/workbook.xml.rels")
    if not book or not relations:
        return None
    targets = {node.get("Id"): node.get("Target", "") for node in parsed(archive, relations)}
    for node in parsed(archive, book).iter():
        if node.tag.endswith("}sheet") and node.get("name") == name:
            key = next((value for key, value in node.attrib.items() if RELATION.fullmatch(key)), "")
            target = targets.get(key, "")
            part = target.lstrip("/") if target.startswith("/") else normpath(f"xl/{target}")
            return names.get(part.casefold())
    return None


def parsed(archive, part):
    with archive.open(part) as file:
        text = file.read(SMALL_PART_BYTES + 1)
    if len(text) > SMALL_PART_BYTES or b"<!DOCTYPE" in text:
        raise Unreadable("has a list of sheets that no spreadsheet program writes.")
    return ElementTree.fromstring(text)  # noqa: S314 - neither long nor with entities, see above


def main(arguments):
    megabytes, seconds, max_cells = map(int, arguments[0].split(","))
    path, kind, *what = arguments[1:]
    import python_calamine

    limit(megabytes, seconds)
    try:
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        if what and what[1] == "formulas":
            say({"formulas": formulas(workbook, path, kind, what[0])})
            warnings = []
        elif what:
            warnings = write_rows(workbook, path, kind, what[0], what[1] == "1", max_cells)
        else:
            say({"sheets": sheets(workbook)})
            warnings = []
        say({"warnings": warnings})
    except Unreadable as error:
        say({"error": str(error)})
    except python_calamine.PasswordError:
        say({"error": "is protected with a password. Save it without one."})
    except MemoryError:
        say({"error": "needs more memory than is allowed: it has too many cells."})
    except BaseException as error:  # noqa: BLE001 - whatever a hostile file does to the reader is the file's fault
        words = " ".join(str(error).split())[:200] or type(error).__name__
        has_too_many = "limit exceeded" in words.casefold()
        say({"error": "has too many cells. Save the sheet as CSV." if has_too_many else f"is damaged: {words}."})


if __name__ == "__main__":
    main(sys.argv[1:])
