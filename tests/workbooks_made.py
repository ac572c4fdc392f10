"""Workbooks made by hand for tests: sound ones of kinds that no library at hand writes, and hostile ones.

write_xlsx(path, sheet_xml)            one sheet as XML, or other parts of the file by name
write_ods(path, {"Sheet": rows_xml})   rows_xml from ods_row(...)
write_xls(path, {"Sheet": rows})       rows of texts, numbers, dates, booleans and None, as Excel 97 wrote them
"""

import datetime
import struct
import zipfile
from xml.sax.saxutils import escape, quoteattr

SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
RELATIONS = f"{PACKAGE}/relationships"
XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
ODS_NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
)


def write_zip(path, parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)


def xlsx_parts(sheet_data="", *, sheet_name="Table", doctype="", strings=""):
    """The parts of a workbook with one sheet, whose rows are given as XML."""
    types = (
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/>'
    )
    book = (
        f'<workbook xmlns="{SHEET}" xmlns:r="{OFFICE}"><sheets><sheet name={quoteattr(sheet_name)} sheetId="1" '
        f'r:id="rId1"/></sheets></workbook>'
    )
    relations = (
        f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
        f'<Relationship Id="rId2" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/>'
    )
    root = f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    return {
        "[Content_Types].xml": f'{XML}<Types xmlns="{PACKAGE}/content-types">{types}</Types>',
        "_rels/.rels": f'{XML}<Relationships xmlns="{RELATIONS}">{root}</Relationships>',
        "xl/workbook.xml": XML + book,
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{RELATIONS}">{relations}</Relationships>',
        "xl/sharedStrings.xml": f'{XML}{doctype}<sst xmlns="{SHEET}">{strings}</sst>',
        "xl/worksheets/sheet1.xml": f'{XML}{doctype}<worksheet xmlns="{SHEET}"><sheetData>{sheet_data}</sheetData>'
        "</worksheet>",
    }


def write_xlsx(path, sheet_data="", more=None, **given):
    write_zip(path, xlsx_parts(sheet_data, **given) | (more or {}))


def ods_parts(sheets, *, mimetype=ODS_TYPE, manifest="", doctype=""):
    tables = "".join(f"<table:table table:name={quoteattr(name)}>{rows}</table:table>" for name, rows in sheets.items())
    return {
        "mimetype": mimetype,
        "META-INF/manifest.xml": f"{XML}<manifest>{manifest}</manifest>",
        "content.xml": f"{XML}{doctype}<office:document-content {ODS_NAMESPACES}><office:body><office:spreadsheet>"
        f"{tables}</office:spreadsheet></office:body></office:document-content>",
    }


def write_ods(path, sheets, more=None, **given):
    write_zip(path, ods_parts(sheets, **given) | (more or {}))


def ods_row(*cells, repeated=1):
    """A row of cells given as values, or as XML that begins with "<"."""
    return f'<table:table-row table:number-rows-repeated="{repeated}">{"".join(map(ods_cell, cells))}</table:table-row>'


def ods_cell(value, attributes=""):
    if isinstance(value, str) and value.startswith("<"):
        return value
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, bool):
        kind = f'office:value-type="boolean" office:boolean-value="{str(value).lower()}"'
    elif isinstance(value, datetime.date):
        kind = f'office:value-type="date" office:date-value="{value.isoformat()}"'
    elif isinstance(value, str):
        kind = 'office:value-type="string"'
    else:
        kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind} {attributes}><text:p>{escape(str(value))}</text:p></table:table-cell>"


# The old Excel format: records in a stream, the stream in a small file system of sectors (MS-XLS, MS-CFB).

END_OF_CHAIN, FREE, TABLE_SECTOR = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
SECTOR = 512
FIRST_DAY = datetime.date(1899, 12, 30)
FIRST_DAY_1904 = datetime.date(1904, 1, 1)


def write_xls(path, sheets, *, merged=None, is_1904=False):
    """`merged` is {sheet: [(first row, last row, first column, last column)]} from 0."""
    path.write_bytes(compound_file({"Workbook": _book(sheets, merged or {}, is_1904)}))


def compound_file(streams):
    """Files of the names within one file, each at least as long as what would go elsewhere."""
    padded = [data.ljust(-(-max(len(data), 4096) // SECTOR) * SECTOR, b"\x00") for data in streams.values()]
    chain, starts, place = [TABLE_SECTOR, END_OF_CHAIN], [], 2
    for data in padded:
        starts.append(place)
        place += len(data) // SECTOR
        chain += [*range(len(chain) + 1, place), END_OF_CHAIN]
    assert len(chain) <= SECTOR // 4, "one sector of chains is enough for tests"
    chain += [FREE] * (SECTOR // 4 - len(chain))
    entries = [_entry("Root Entry", 5, child=1, start=END_OF_CHAIN)]
    for number, (name, start, data) in enumerate(zip(streams, starts, padded, strict=True), start=1):
        entries.append(
            _entry(name, 2, right=number + 1 if number < len(streams) else FREE, start=start, size=len(data))
        )
    directory = b"".join(entries).ljust(SECTOR, b"\x00")
    assert len(directory) == SECTOR
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    head += struct.pack("<9L", 0, 1, 1, 0, 4096, END_OF_CHAIN, 0, END_OF_CHAIN, 0)
    head += struct.pack("<109L", 0, *[FREE] * 108)
    return head + struct.pack("<128L", *chain) + directory + b"".join(padded)


def _entry(name, kind, *, right=FREE, child=FREE, start=0, size=0):
    text = (name + "\x00").encode("utf-16-le")
    head = text.ljust(64, b"\x00") + struct.pack("<HBB3L", len(text), kind, 1, FREE, right, child)
    return head + bytes(36) + struct.pack("<LQ", start, size)


def _record(number, data):
    return struct.pack("<HH", number, len(data)) + data


def _book(sheets, merged, is_1904):
    begin = _record(0x0809, struct.pack("<4H2L", 0x0600, 0x0005, 0, 1997, 0, 0x0600))
    begin += _record(0x0022, struct.pack("<H", is_1904))
    # Two styles: a plain number, and a date (built-in format 14).
    begin += b"".join(_record(0x00E0, struct.pack("<3H14x", 0, form, 0)) for form in (0, 14))
    bodies = [_sheet(rows, merged.get(name, ()), is_1904) for name, rows in sheets.items()]
    names = [name.encode("utf-16-le") for name in sheets]
    place = len(begin) + sum(4 + 8 + len(name) for name in names) + len(_record(0x000A, b""))
    for name, body in zip(names, bodies, strict=True):
        begin += _record(0x0085, struct.pack("<LBBBB", place, 0, 0, len(name) // 2, 1) + name)
        place += len(body)
    return begin + _record(0x000A, b"") + b"".join(bodies)


def _sheet(rows, merged, is_1904):
    body = _record(0x0809, struct.pack("<4H2L", 0x0600, 0x0010, 0, 1997, 0, 0x0600))
    for row, cells in enumerate(rows):
        body += b"".join(_cell(row, column, cell, is_1904) for column, cell in enumerate(cells) if cell is not None)
    if merged:
        body += _record(0x00E5, struct.pack("<H", len(merged)) + b"".join(struct.pack("<4H", *one) for one in merged))
    return body + _record(0x000A, b"")


def _cell(row, column, value, is_1904):
    if isinstance(value, bool):
        return _record(0x0205, struct.pack("<3HBB", row, column, 0, value, 0))
    if isinstance(value, datetime.date):
        days = (value - (FIRST_DAY_1904 if is_1904 else FIRST_DAY)).days
        return _record(0x0203, struct.pack("<3Hd", row, column, 1, days))
    if isinstance(value, str):
        text = value.encode("utf-16-le")
        return _record(0x0204, struct.pack("<4HB", row, column, 0, len(text) // 2, 1) + text)
    return _record(0x0203, struct.pack("<3Hd", row, column, 0, value))
