"""Files that are no plan: a clear sentence, within bounds, and nothing is kept or changed."""

import time
import zipfile
from io import BytesIO

import openpyxl
import pytest

from actions.models import PlanImport, Strategy
from actions.operations import plan_import
from actions.plan_book.reading import MOST_BYTES, WorkbookRefused
from cdp.models import AuditEvent
from tests.actions.plan_book.made import PLAN, book, exported, kept, said, uploaded
from tests.workbooks_made import compound_file, ods_row, write_ods, write_xls, write_xlsx, xlsx_parts

pytestmark = pytest.mark.django_db
HEADINGS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>Reference</t></is></c>'
    '<c r="B1" t="inlineStr"><is><t>Title</t></is></c></row>'
)


def refused(partnership, by, content, name="plan.xlsx"):
    with pytest.raises(WorkbookRefused) as caught:
        plan_import.keep(partnership=partnership, file=uploaded(content, name), by=by)
    assert (PlanImport.objects.count(), AuditEvent.objects.count()) == (0, 0)
    return str(caught.value)


def of_file(tmp_path, write, *given, **options):
    path = tmp_path / "made"
    write(path, *given, **options)
    return path.read_bytes()


def with_parts(**parts):
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (xlsx_parts(HEADINGS, sheet_name="Actions") | parts).items():
            archive.writestr(name, text)
    return file.getvalue()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"Reference,Title\n1,x\n", "is another kind of file, not a workbook"),
        (b"<html><body>Sign in</body></html>", "is a web page, not a workbook"),
        (b"%PDF-1.7", "is another kind of file"),
        (b"PK\x03\x04 and no more", "is damaged or broken off"),
    ],
    ids=["empty", "csv", "web page", "pdf", "broken"],
)
def test_what_is_no_workbook(partnership, partnership_lead, content, words):
    assert words in refused(partnership, partnership_lead, content)


def test_a_zip_file_of_something_else(partnership, partnership_lead, tmp_path):
    file = BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("a.txt", "x")

    assert "is a ZIP file, not a workbook" in refused(partnership, partnership_lead, file.getvalue())


def test_a_workbook_cut_off_in_the_middle(partnership, partnership_lead):
    content = book(*PLAN)

    assert "broken off" in refused(partnership, partnership_lead, content[: len(content) // 2])


def test_macros(partnership, partnership_lead):
    content = with_parts(**{"xl/vbaProject.bin": "x"})

    assert "holds macros" in refused(partnership, partnership_lead, content)


def test_a_password(partnership, partnership_lead):
    content = compound_file({"EncryptedPackage": b"x" * 5000})

    assert "protected with a password" in refused(partnership, partnership_lead, content)


@pytest.mark.parametrize("kind", ["xls", "ods"])
def test_other_kinds_of_workbooks_are_to_be_saved_as_excel(partnership, partnership_lead, tmp_path, kind):
    content = (
        of_file(tmp_path, write_xls, {"Actions": [["Reference"]]})
        if kind == "xls"
        else of_file(tmp_path, write_ods, {"Actions": ods_row("Reference")})
    )

    assert "Save it as .xlsx" in refused(partnership, partnership_lead, content)


def test_a_zip_bomb(partnership, partnership_lead):
    content = with_parts(**{"xl/media/picture.bin": "0" * 120_000_000})

    started = time.monotonic()
    words = refused(partnership, partnership_lead, content)

    assert (len(content) < 300_000, time.monotonic() - started < 10) == (True, True)
    assert "unpacks to" in words


def test_a_text_that_blows_up_in_the_reader(partnership, partnership_lead, tmp_path):
    doctype = (
        '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
        + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))
        + "]>"
    )
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>&j;</t></is></c></row>'

    started = time.monotonic()
    content = of_file(tmp_path, write_xlsx, rows, doctype=doctype)
    try:
        run = kept(partnership, partnership_lead, content)
        assert plan_import.check(run, user=partnership_lead).changes == []
    except WorkbookRefused:
        pass
    assert time.monotonic() - started < 30


@pytest.mark.parametrize("cell", ["", '<c r="A{}" s="0"/>'], ids=["rows", "cells"])
def test_a_million_empty_rows(partnership, partnership_lead, tmp_path, cell):
    empty = "".join(f'<row r="{n}">{cell.format(n)}</row>' for n in range(2, 1_048_577))
    content = of_file(tmp_path, write_xlsx, HEADINGS + empty, sheet_name="Actions")

    started = time.monotonic()
    check = plan_import.check(kept(partnership, partnership_lead, content), user=partnership_lead)

    assert (said(check), check.changes) == ([], [])
    assert time.monotonic() - started < 40


def test_a_blank_in_the_very_last_cell(partnership, partnership_lead, tmp_path):
    last = '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t> </t></is></c></row>'
    content = of_file(tmp_path, write_xlsx, HEADINGS + last, sheet_name="Actions")

    assert (
        "needs more memory" in (words := refused(partnership, partnership_lead, content)) or "too many cells" in words
    )


def test_more_rows_than_a_plan_has(partnership, partnership_lead):
    content = book(["Actions", ["Reference"], *[[f"A{n}"] for n in range(5_001)]])

    assert "has more than 5,000 rows" in refused(partnership, partnership_lead, content)


def test_more_sheets_than_a_plan_has(partnership, partnership_lead):
    content = book(*[[f"S{n}", ["Reference"]] for n in range(31)])

    assert "30 are allowed" in refused(partnership, partnership_lead, content)


def test_a_file_that_is_too_large(partnership, partnership_lead):
    assert "larger than 10 MB" in refused(partnership, partnership_lead, b"x" * (MOST_BYTES + 1))


def test_a_formula_is_found_whatever_its_saved_result(partnership, partnership_lead, tmp_path):
    row = '<row r="2"><c r="A2" t="str"><f>A1</f><v>A1</v></c><c r="B2"><v>5</v></c></row>'
    content = of_file(tmp_path, write_xlsx, HEADINGS + row, sheet_name="Actions")

    check = plan_import.check(kept(partnership, partnership_lead, content), user=partnership_lead)

    assert "Actions A2" in [cell for cell, _ in said(check)]


def test_text_that_looks_like_a_formula_is_written_as_text(partnership, partnership_lead):
    for start in "=+-@":
        Strategy.objects.create(partnership=partnership, title=f"{start}1+1")

    made = openpyxl.load_workbook(BytesIO(exported(partnership, partnership_lead)))

    cells = [made["Strategies"][f"A{row}"] for row in range(2, 6)]
    assert {(cell.value, cell.data_type) for cell in cells} == {(f"{start}1+1", "s") for start in "=+-@"}


def test_the_name_of_a_file_is_only_a_name(partnership, partnership_lead):
    run = plan_import.keep(
        partnership=partnership, file=uploaded(book(*PLAN), "..\\..\\\u202eplan\x00.xlsx"), by=partnership_lead
    )

    assert run.file_name == "plan.xlsx"
    assert run.file.name.startswith("plans/")
