"""Reading sound workbooks: XLSX, ODS and XLS, for the values that their readers would see."""

import datetime
from pathlib import Path

import openpyxl
import pytest
from django.conf import settings
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks import open_workbook
from tests.workbooks_made import SHEET, ods_cell, ods_row, write_ods, write_xls, write_xlsx

APRIL = datetime.date(2023, 4, 1)
FILES = Path(settings.BASE_DIR).parent / "shared" / "reference" / "files"


def rows(path, sheet="Table", **how):
    return list(open_workbook(path).rows(sheet, **how))


@pytest.fixture
def book():
    book = openpyxl.Workbook()
    book.active.title = "Table"
    return book


@pytest.fixture
def path(tmp_path):
    return tmp_path / "figures.xlsx"


def test_every_kind_of_value_comes_out_as_itself(book, path):
    sheet = book.active
    sheet.append(["Leeds", 5, 5.25, True, APRIL, datetime.datetime(2023, 4, 1, 9, 30), None, "\u00a0"])  # noqa: DTZ001
    sheet.append([datetime.time(9, 30), datetime.timedelta(hours=30), 0.123, -2, 1e300, "1 in 5", "é\u202e"])
    sheet["C2"].number_format = "0.0%"
    book.save(path)

    assert rows(path) == [
        (1, ["Leeds", 5, 5.25, True, APRIL, datetime.datetime(2023, 4, 1, 9, 30), None, "\u00a0"]),  # noqa: DTZ001
        (2, [datetime.time(9, 30), datetime.timedelta(hours=30), 0.123, -2, 1e300, "1 in 5", "é\u202e", None]),
    ]
    assert [type(cell) for cell in rows(path)[0][1][:4]] == [str, int, float, bool]


def test_rows_keep_their_number_and_columns_their_place(book, path):
    book.active["C4"], book.active["B9"], book.active["D11"] = "first", "second", " "
    book.save(path)

    assert rows(path) == [(4, [None, None, "first", None]), (9, [None, "second", None, None])]


def test_cells_with_a_formula_are_named(book, path):
    sheet = book.active
    sheet["A1"], sheet["B2"], sheet["C3"] = 5, "=A1*2", "=1+1"
    sheet["D4"].value, sheet["D4"].data_type = "=1+1", "s"
    book.create_sheet("Plain").append(["x"])
    book.save(path)

    assert open_workbook(path).formulas("Table") == ["B2", "C3"]
    assert open_workbook(path).formulas("Plain") == []


def test_sheets_are_known_by_name_and_charts_are_none(book, path):
    book.create_sheet("Notes & more").append(["x"])
    book.create_chartsheet("Chart")
    book.create_sheet("Hidden").sheet_state = "hidden"
    book.save(path)

    workbook = open_workbook(path, "NDTMS.xlsx")

    assert (workbook.sheet_names, workbook.kind) == (["Table", "Notes & more", "Hidden"], "xlsx")
    assert (list(workbook.rows("Notes & more")), list(workbook.rows("Hidden"))) == ([(1, ["x"])], [])
    with pytest.raises(SourceNotReadable) as refused:
        list(workbook.rows("Tabel"))
    assert str(refused.value) == ("NDTMS.xlsx has no sheet called “Tabel”. It has “Table”, “Notes & more”, “Hidden”.")


@pytest.mark.parametrize("kind", ["xlsx 1900", "xlsx 1904", "xls 1900", "xls 1904", "ods"])
def test_a_date_is_the_same_date_whatever_the_workbook_counts_from(tmp_path, kind, book):
    dates = [datetime.date(1904, 2, 1), APRIL, datetime.date(2100, 12, 31)]
    path = tmp_path / f"dates.{kind.split()[0]}"
    if kind == "ods":
        write_ods(path, {"Table": ods_row(*dates)})
    elif kind.startswith("xls "):
        write_xls(path, {"Table": [dates]}, is_1904=kind.endswith("1904"))
    else:
        if kind.endswith("1904"):
            book.epoch = CALENDAR_MAC_1904
        book.active.append(dates)
        book.save(path)

    assert rows(path) == [(1, dates)]


def test_an_old_workbook_is_read(tmp_path):
    path = tmp_path / "2020localauthorities.xls"
    write_xls(path, {"Contents": [], "Table 2": [[], ["E08000035", "Leeds – Städte", 12.5, 40, None, True]]})

    workbook = open_workbook(path)

    assert (workbook.kind, workbook.sheet_names) == ("xls", ["Contents", "Table 2"])
    assert list(workbook.rows("Contents")) == []
    assert list(workbook.rows("Table 2")) == [(2, ["E08000035", "Leeds – Städte", 12.5, 40, None, True])]


def test_an_opendocument_spreadsheet_is_read(tmp_path):
    path = tmp_path / "tables.ods"
    some = ods_row(None, "Leeds", 12.5, 40, True)
    empty = '<table:table-cell table:number-columns-repeated="16384"/>'
    write_ods(path, {"Index": "", "Table 1": ods_row(None, repeated=3) + some + ods_row(empty, repeated=1_048_570)})

    workbook = open_workbook(path)

    assert (workbook.kind, workbook.sheet_names) == ("ods", ["Index", "Table 1"])
    assert list(workbook.rows("Table 1")) == [(4, [None, "Leeds", 12.5, 40, True])]


MERGED = [(1, ["Sex", "Deaths", None]), (2, [None, "All", "Misuse"]), (3, ["Men", 1, 2]), (4, [None, 3, 4])]
FILLED = [(1, ["Sex", "Deaths", "Deaths"]), (2, ["Sex", "All", "Misuse"]), (3, ["Men", 1, 2]), (4, ["Men", 3, 4])]


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_merged_cells_give_their_value_once_or_to_each(tmp_path, kind, book):
    path, cells = tmp_path / f"merged.{kind}", [cells for _, cells in MERGED]
    if kind == "xlsx":
        for row in cells:
            book.active.append(row)
        for place in ("A1:A2", "B1:C1", "A3:A4"):
            book.active.merge_cells(place)
        book.save(path)
    elif kind == "xls":
        write_xls(path, {"Table": cells}, merged={"Table": [(0, 1, 0, 0), (0, 0, 1, 2), (2, 3, 0, 0)]})
    else:
        down, across = 'table:number-rows-spanned="2"', 'table:number-columns-spanned="2"'
        covered = "<table:covered-table-cell/>"
        table = ods_row(ods_cell("Sex", down), ods_cell("Deaths", across), covered) + ods_row(covered, "All", "Misuse")
        table += ods_row(ods_cell("Men", down), 1, 2) + ods_row(covered, 3, 4)
        write_ods(path, {"Other": ods_row(ods_cell("not this", across)), "Table": table})

    assert rows(path) == MERGED
    assert rows(path, fill_merged=True) == FILLED


def test_a_formula_gives_its_saved_result_and_says_where_there_is_none(path):
    cells = (
        '<row r="1"><c r="A1"><f>SUM(B1:B9)</f><v>5</v></c><c r="B1" t="str"><f>"a"</f><v>a</v></c>'
        '<c r="C1"><f>1+1</f></c><c r="D1" s="0"><f t="shared" si="0"/><v/></c><c r="E1"><f>2</f><v></v></c></row>'
        '<row r="2"><c r="A2" t="e"><f>1/0</f><v>#DIV/0!</v></c><c r="B2" t="e"><v>#N/A</v></c>'
        '<c r="C2" t="inlineStr"><is><t>text</t></is></c><c r="D2"/><c r="E2"><v>7</v></c></row>'
    )
    write_xlsx(path, cells)

    workbook = open_workbook(path)

    assert list(workbook.rows("Table")) == [
        (1, [5, "a", None, None, None]),
        (2, ["#DIV/0!", "#N/A", "text", None, 7]),
    ]
    assert workbook.warnings == ["Sheet “Table”: formulas without a saved result are read as empty: C1, D1, E1."]


def test_many_formulas_without_a_result_are_counted(path):
    cells = "".join(f'<row r="{row}"><x:c r="A{row}"><x:f>1+1</x:f></x:c></row>' for row in range(1, 20_001))
    write_xlsx(
        path,
        "",
        {
            "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{SHEET}" xmlns:x="{SHEET}"><sheetData>{cells}'
            "</sheetData></worksheet>"
        },
    )

    workbook = open_workbook(path)

    assert list(workbook.rows("Table")) == []
    (warning,) = workbook.warnings
    assert warning.endswith("read as empty: A1, A2, A3, A4, A5 and 19,995 more.")


def test_a_formula_of_an_opendocument_spreadsheet_without_a_result_is_told(tmp_path):
    path = tmp_path / "tables.ods"
    write_ods(
        path, {"Table": ods_row(ods_cell(2, 'table:formula="of:=1+1"'), '<table:table-cell table:formula="of:=1"/>')}
    )

    workbook = open_workbook(path)

    assert list(workbook.rows("Table")) == [(1, [2])]
    assert workbook.warnings == ["1 formula has no saved result, which is read as nothing."]


@pytest.mark.reference
@pytest.mark.skipif(not FILES.is_dir(), reason="the folder of real files is not beside the project")
@pytest.mark.parametrize(
    ("name", "sheet", "number", "first"),
    [
        ("lookups/dfe_la_code_list.xlsx", "Sheet1", 172, ["LA Number", "LA Name", "Region", "Type"]),
        ("neighbours/dfe_statistical_neighbours_may_2025.xlsx", "LA SN Groups", 162, ["A", "B", "C", "D"]),
        ("neighbours/dfe_statistical_neighbours_april_2021.xlsx", "LA SN Groups", 162, ["A", "B", "C", "D"]),
        (
            "fingertips/pholio_data_dictionary_2015.xlsx",
            "CoreDataSet",
            19,
            ["Field", "Date type", "Mandatory", "Usage"],
        ),
    ],
)
def test_real_workbooks_are_read(name, sheet, number, first):
    workbook = open_workbook(FILES / name)

    found = list(workbook.rows(sheet))

    assert (len(found), found[0][0], found[0][1][:4], workbook.warnings) == (number, 1, first, [])
