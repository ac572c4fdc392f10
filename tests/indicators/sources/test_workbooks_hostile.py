"""Workbooks that are broken or mean harm: refused with a sentence, in little time and memory, and no one is called."""

import os
import re
import struct
import time
import zipfile
from pathlib import Path

import openpyxl
import pytest

from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks import open_workbook
from indicators.sources.workbooks.reading import Limits
from tests.served import Answer, served
from tests.workbooks_made import (
    OFFICE,
    RELATIONS,
    XML,
    compound_file,
    ods_cell,
    ods_row,
    write_ods,
    write_xls,
    write_xlsx,
    write_zip,
    xlsx_parts,
)

ROW = '<row r="1"><c r="A1"><v>5</v></c></row>'
PASSWORD = "figures.xlsx is protected with a password. Save it without one."
MACROS = "figures.xlsx holds macros, which may do harm. Save it as a workbook without macros (.xlsx or .ods)."
DAMAGED = "figures.xlsx is damaged or broken off: the list of its contents cannot be read."
MEMORY = (
    "figures.xlsx needs more memory than is allowed (1,000 MB): it has too many cells, or cells that lie too far "
    "apart. Save the sheet as CSV."
)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figures.xlsx"


def refusal(path, **limits):
    started = time.monotonic()
    with pytest.raises(SourceNotReadable) as refused:
        read(path, **limits)
    assert time.monotonic() - started < 30
    assert children() == []
    return str(refused.value)


def read(path, **limits):
    workbook = open_workbook(path, limits=Limits(**limits))
    return [row for sheet in workbook.sheet_names for row in workbook.rows(sheet)]


def children():
    """The readers that this process has started and not ended; a browser of other tests may be there as well."""
    tasks = Path("/proc/self/task").glob("*/children")
    return [pid for task in tasks for pid in task.read_text().split() if is_reader(pid)]


def is_reader(pid):
    try:
        return b"workbooks" in Path(f"/proc/{pid}/cmdline").read_bytes()
    except OSError:
        return False


def encrypted_zip(path):
    write_xlsx(path, ROW)
    content = bytearray(path.read_bytes())
    for signature, place in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        for found in re.finditer(re.escape(signature), bytes(content)):
            content[found.start() + place] |= 1
    path.write_bytes(content)


def truncated(path):
    write_xlsx(path, ROW)
    path.write_bytes(path.read_bytes()[:-100])


def with_macros(path):
    write_xlsx(path, ROW, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def with_macro_type(path):
    types = xlsx_parts()["[Content_Types].xml"].replace("spreadsheetml.sheet.main", "sheet.macroEnabled.main")
    write_xlsx(path, ROW, {"[Content_Types].xml": types})


def bomb(path):
    write_xlsx(path, ROW, {"xl/media/image1.png": bytes(150_000_000)})


def many_parts(path):
    write_xlsx(path, ROW, {f"xl/media/{number:0100}.png": b"" for number in range(7000)})


def ods_with_key(path):
    write_ods(path, {"Table": ods_row(5)}, manifest="<manifest:encryption-data/>")


def old_workbook_with_macros(path):
    path.write_bytes(compound_file({"Workbook": b"", "_VBA_PROJECT": b""}))


@pytest.mark.parametrize(
    ("make", "reason"),
    [
        (lambda path: path.touch(), "The file figures.xlsx is empty."),
        (
            lambda path: path.write_text("<html><table>"),
            "figures.xlsx is a web page, not a workbook (XLSX, XLS or ODS).",
        ),
        (
            lambda path: path.write_text("a,b\n1,2\n"),
            "figures.xlsx is another kind of file, not a workbook (XLSX, XLS or ODS).",
        ),
        (lambda path: path.write_bytes(b"GIF89a" + b"PK\x03\x04" * 9), "figures.xlsx is another kind of file, not a"),
        (lambda path: path.write_bytes(compound_file({"EncryptionInfo": b"", "EncryptedPackage": b""})), PASSWORD),
        (
            lambda path: path.write_bytes(compound_file({"WordDocument": b""})),
            "figures.xlsx is damaged, or another kind of file than a workbook.",
        ),
        (old_workbook_with_macros, MACROS),
        (lambda path: path.write_bytes(compound_file({"Workbook": b"nonsense"})), "figures.xlsx is damaged: "),
        (encrypted_zip, PASSWORD),
        (ods_with_key, PASSWORD),
        (with_macros, MACROS),
        (with_macro_type, MACROS),
        (lambda path: write_ods(path, {"Table": ods_row(5)}, {"Basic/Standard/Module1.xml": ""}), MACROS),
        (
            lambda path: write_xlsx(path, ROW, {"xl/workbook.bin": b""}),
            "figures.xlsx is a binary workbook (XLSB). Save it as .xlsx.",
        ),
        (truncated, DAMAGED),
        (lambda path: path.write_bytes(b"PK\x03\x04"), DAMAGED),
        (
            lambda path: write_zip(path, {"a.csv": "1,2"}),
            "figures.xlsx is a ZIP file, not a workbook (XLSX, XLS or ODS).",
        ),
        (
            lambda path: write_ods(path, {}, mimetype="application/vnd.oasis.opendocument.text"),
            "figures.xlsx is an OpenDocument file of another kind than a spreadsheet.",
        ),
        (bomb, "figures.xlsx unpacks to 150 MB, which is too much for a workbook."),
        (many_parts, "figures.xlsx holds too many parts for a workbook."),
        (lambda path: write_xlsx(path, ROW + "<row"), "figures.xlsx is damaged: "),
        (lambda path: write_xlsx(path, ROW, {"xl/workbook.xml": "<workbook>"}), "figures.xlsx is damaged: "),
        (lambda path: write_ods(path, {}), "figures.xlsx has no sheet."),
    ],
)
def test_what_must_not_be_opened_is_refused_with_a_sentence(path, make, reason):
    make(path)

    assert refusal(path).startswith(reason)


@pytest.mark.parametrize("cut", range(100, 4000, 300))
def test_an_old_workbook_that_breaks_off_is_refused(path, cut):
    write_xls(path, {"Table": [[number, "text"] for number in range(50)]})
    path.write_bytes(path.read_bytes()[:cut])

    assert refusal(path).startswith("figures.xlsx is damaged")


def test_two_cells_at_opposite_corners_take_no_memory(path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    book.save(path)

    assert refusal(path) == MEMORY


def test_a_cell_that_is_repeated_without_end_takes_no_memory(path):
    cell = ods_cell(5, 'table:number-columns-repeated="16384"')
    write_ods(path, {"Table": ods_row(cell, repeated=1_048_576)})

    assert refusal(path) == "figures.xlsx has too many cells. Save the sheet as CSV."


def test_more_cells_than_are_allowed_are_refused_with_their_number(path):
    write_xls(path, {"Table": [[1, 2, 3]] * 40})

    assert refusal(path, cells=100) == (
        "figures.xlsx has too many cells in the sheet “Table”: 40 rows by 3 columns, where 100 cells are allowed. "
        "Save the sheet as CSV."
    )


def test_a_million_rows_of_nothing_are_nothing(path):
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 1_048_577))
    write_xlsx(path, ROW + empty)
    started = time.monotonic()

    assert read(path) == [(1, [5])]
    assert time.monotonic() - started < 60


def test_a_row_as_wide_as_can_be_is_read(path):
    book = openpyxl.Workbook()
    book.active.append(list(range(16_384)))
    book.save(path)

    assert read(path) == [(1, list(range(16_384)))]


def test_a_text_without_end_is_refused_with_its_place(path):
    write_ods(path, {"Table": ods_row(1) + ods_row(1, "x" * 40_000)})

    assert refusal(path) == (
        "figures.xlsx has a text of 40,000 characters in the sheet “Table”, row 2, column B; 32,767 are allowed."
    )


def test_a_size_that_is_a_lie_does_no_harm(path):
    """The list of contents says 5 bytes; what is unpacked are 200 MB of texts."""
    write_xlsx(path, '<row r="1"><c r="A1" t="s"><v>0</v></c></row>', strings="<si><t>x</t></si>" * 12_000_000)
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        packed = archive.getinfo("xl/sharedStrings.xml").compress_size
    for found in re.finditer(rb"PK\x01\x02", bytes(content)):
        if struct.unpack_from("<L", content, found.start() + 20)[0] == packed:
            struct.pack_into("<L", content, found.start() + 24, 5)
    path.write_bytes(content)

    assert refusal(path, megabytes=300).startswith("figures.xlsx ")


LAUGHS = (
    '<!DOCTYPE x [<!ENTITY a0 "ha">' + "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12)) + "]>"
)


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
@pytest.mark.parametrize("entity", ["laughs", "file", "address"])
def test_entities_are_never_followed(tmp_path, path, kind, entity):
    secret = tmp_path / "secret.txt"
    secret.write_text("secret words")
    with served(lambda asked: Answer("secret words")) as site:
        where = {"file": secret.as_uri(), "address": f"{site}/x"}.get(entity)
        doctype = f'<!DOCTYPE x [<!ENTITY a11 SYSTEM "{where}">]>' if where else LAUGHS
        if kind == "xlsx":
            cell = '<row r="1"><c r="A1" t="s"><v>0</v></c><c r="B1" t="inlineStr"><is><t>&a11;</t></is></c></row>'
            write_xlsx(path, cell, doctype=doctype, strings="<si><t>&a11;</t></si>")
        else:
            text = "<table:table-cell office:value-type='string'><text:p>&a11;</text:p></table:table-cell>"
            write_ods(path, {"Table": ods_row(text)}, doctype=doctype)
        try:
            found = str(read(path))
        except SourceNotReadable as error:
            found = str(error)

    assert "secret" not in found
    assert len(found) < 300
    assert site.asked == []


def test_entities_in_the_list_of_sheets_are_refused(path):
    book = xlsx_parts()["xl/workbook.xml"].replace(XML, XML + LAUGHS).replace('"Table"', '"&a1;"')
    write_xlsx(path, ROW, {"xl/workbook.xml": book})

    assert len(refusal(path)) < 300


def test_links_to_other_workbooks_are_not_followed(path):
    with served(lambda asked: Answer("x")) as site:
        link = (
            f'<Relationship Id="rId1" Type="{OFFICE}/externalLinkPath" Target="{site}/x.xlsx" TargetMode="External"/>'
        )
        links = f'<Relationships xmlns="{RELATIONS}">{link}</Relationships>'
        parts = {
            "xl/externalLinks/externalLink1.xml": f'{XML}<externalLink xmlns="{OFFICE}"/>',
            "xl/externalLinks/_rels/externalLink1.xml.rels": f"{XML}{links}",
        }
        cells = '<row r="1"><c r="A1"><f>[1]Sheet1!A1</f><v>5</v></c><c r="B1"><f>WEBSERVICE("x")</f><v>6</v></c></row>'
        write_xlsx(path, cells, parts)

        assert read(path) == [(1, [5, 6])]
    assert site.asked == []


def test_a_name_with_a_nul_is_a_name_without(path):
    write_xls(path, {"Ta\x00ble": [["a\x00b", 5]]})

    workbook = open_workbook(path)

    assert (workbook.sheet_names, list(workbook.rows("Table"))) == (["Table"], [(1, ["ab", 5])])


def test_a_sheets_name_is_never_taken_for_an_option(path):
    write_xls(path, {"--help; rm -rf $HOME": [[5]]})

    assert read(path) == [(1, [5])]


def test_reading_has_a_limit_of_time(path):
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 300_001))
    write_xlsx(path, rows)

    assert refusal(path, seconds=0.3) == "figures.xlsx took longer than 0.3 seconds to read."


def test_a_reading_that_is_left_leaves_no_process(path):
    rows = "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 100_001))
    write_xlsx(path, rows)
    reading = open_workbook(path).rows("Table")

    first = next(reading)
    were_there = len(children())
    reading.close()

    assert (first, were_there, children()) == ((1, [1]), 1, [])


def test_the_reading_process_knows_no_secret_of_ours(path, monkeypatch):
    monkeypatch.setenv("SECRET_KEY", "known to nobody")
    write_xlsx(path, "".join(f'<row r="{row}"><c r="A{row}"><v>{row}</v></c></row>' for row in range(1, 100_001)))
    reading = open_workbook(path).rows("Table")
    next(reading)

    environment = Path(f"/proc/{children()[0]}/environ").read_bytes()

    assert b"known to nobody" not in environment
    assert os.environ["SECRET_KEY"] == "known to nobody"
    reading.close()
