import csv
import datetime
import io
import zipfile
from decimal import Decimal

import openpyxl
import pytest
from django.core.exceptions import SuspiciousOperation
from django.utils import timezone

from cdp import exports, views
from cdp.exports import Column, Table
from tests.cdp.papers.opened import opened

COLUMNS = [Column("ref", "Reference"), Column("title", "Title"), Column("value", "Value", numeric=True)]
HOSTILE = ["=1+1", "+44 20", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("http://example.org")']


def table(rows, **fields):
    return Table(**{"name": "actions", "title": "Actions of Northshire", "columns": COLUMNS, "rows": rows, **fields})


def csv_text(response):
    return b"".join(response.streaming_content).decode()


def read_csv(response):
    return list(csv.reader(io.StringIO(csv_text(response).removeprefix("\ufeff"), newline="")))


def read_book(response):
    return openpyxl.load_workbook(io.BytesIO(response.content))


def test_a_csv_file_has_its_mark_one_header_row_and_windows_line_ends():
    response = exports.respond("csv", table([("1.1", "Meet people at the gate", 2.5), ("1.2", "Årsmøte", None)]))

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert csv_text(response) == "\ufeffref,title,value\r\n1.1,Meet people at the gate,2.5\r\n1.2,Årsmøte,\r\n"


def test_a_csv_file_is_made_while_it_is_sent():
    made = []
    rows = ((str(number), "", made.append(number)) for number in range(1000))

    chunks = iter(exports.respond("csv", table(rows)).streaming_content)
    next(chunks)

    assert len(made) == exports.ROWS_PER_CHUNK


def test_a_long_csv_file_holds_every_row_once():
    response = exports.respond("csv", table((str(number), "title", number) for number in range(1001)))

    assert [row[0] for row in read_csv(response)[1:]] == [str(number) for number in range(1001)]


@pytest.mark.parametrize("text", HOSTILE)
def test_text_that_a_spreadsheet_would_run_gets_an_apostrophe(text):
    response = exports.respond("csv", table([("1", text, None)]))

    assert read_csv(response)[1] == ["1", f"'{text}", ""]


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        (-2, "-2"),
        (-2.5, "-2.5"),
        (Decimal("-0.0000001"), "-0.0000001"),
        (0, "0"),
        (True, "yes"),
        (False, "no"),
        (float("nan"), ""),
        (datetime.date(2026, 11, 21), "2026-11-21"),
        (datetime.datetime(2026, 11, 21, 14, 5, tzinfo=datetime.UTC), "2026-11-21T14:05:00+00:00"),
        ("a=b", "a=b"),
    ],
)
def test_other_cells_are_written_as_they_are(cell, written):
    response = exports.respond("csv", table([("1", cell, None)]))

    assert read_csv(response)[1][1] == written


@pytest.mark.parametrize("text", HOSTILE)
def test_text_in_a_workbook_is_never_a_formula_or_a_link(text):
    response = exports.respond("xlsx", table([("1", text, None)]))

    cell = read_book(response)["Table"]["B4"]
    # A bare carriage return is a line end; nothing else may change.
    assert (cell.data_type, cell.value, cell.hyperlink) == ("s", text.replace("\r", "\n"), None)


def test_numbers_and_dates_of_a_workbook_are_numbers_and_dates():
    day = datetime.date(2026, 11, 21)
    sheet = read_book(exports.respond("xlsx", table([("1", day, Decimal("-2.5")), ("2", "", 0)])))["Table"]

    assert [[cell.value for cell in row] for row in sheet["A4:C5"]] == [
        ["1", datetime.datetime(2026, 11, 21), -2.5],  # noqa: DTZ001, Excel knows no time zones
        ["2", None, 0],
    ]


def test_the_cover_sheet_says_what_one_has_to_know():
    notes = ["Sample data, made up.", "Figures as printed."]
    sheet = read_book(exports.respond("xlsx", table([], notes=notes, source="Needs assessment 2023")))["Cover"]

    assert [row[0] for row in sheet.iter_rows(values_only=True)] == [
        "Actions of Northshire",
        "Sample data, made up.",
        "Figures as printed.",
        "Source: Needs assessment 2023",
        f"Downloaded on {timezone.localdate():%-d %B %Y}",
        "The table is on the next sheet. An empty cell means that nothing is recorded.",
    ]


def test_a_workbook_keeps_the_rules_of_accessible_spreadsheets():
    book = read_book(exports.respond("xlsx", table([("1", "long " * 50, 2)])))
    sheet = book["Table"]
    [marked] = sheet.tables.values()

    assert sheet["A1"].value == "Actions of Northshire"
    assert (marked.name, marked.ref) == ("table_actions", "A3:C4")
    assert [column.name for column in marked.tableColumns] == ["Reference", "Title", "Value"]
    assert sheet["B4"].alignment.wrap_text
    for each in book:
        assert each.freeze_panes is None
        assert not each.merged_cells.ranges
        assert {cell.font.sz >= 12 for row in each.iter_rows() for cell in row} == {True}
        assert not any(row.hidden for row in each.row_dimensions.values())
    assert (book.properties.title, book.properties.creator, book.properties.language) == (
        "Actions of Northshire",
        "Combating Drugs Partnerships",
        "en-GB",
    )


def test_an_empty_table_says_so_in_a_workbook():
    sheet = read_book(exports.respond("xlsx", table([])))["Table"]

    assert [cell.value for cell in sheet[4]] == ["Nothing matches", None, None]


def test_a_workbook_holds_nothing_that_can_run():
    response = exports.respond("xlsx", table([("1", "=1+1", 2)]))

    with zipfile.ZipFile(io.BytesIO(response.content)) as parts:
        assert [name for name in parts.namelist() if "vba" in name or "externalLink" in name] == []
        assert b"<f>" not in parts.read("xl/worksheets/sheet2.xml")


def test_an_opendocument_workbook_says_what_the_excel_one_says():
    at = datetime.datetime(2026, 11, 21, 14, 5, tzinfo=datetime.UTC)
    rows = [("=1+1", at, Decimal("-2.5")), ("", datetime.date(2026, 11, 21), None), ("a  b", True, 10**15)]

    response = exports.respond("ods", table(rows, notes=["Sample data, made up."]))

    assert response["Content-Type"] == "application/vnd.oasis.opendocument.spreadsheet"
    excel, ods = (
        opened(exports.respond("xlsx", table(rows, notes=["Sample data, made up."])).content),
        opened(response.content),
    )
    assert [(sheet.name, sheet.cells) for sheet in ods.sheets] == [(sheet.name, sheet.cells) for sheet in excel.sheets]
    assert ods.sheet("Table").rows(ods.sheet("Table").tables[0]) == [
        ["=1+1", "21 November 2026 14:05", "-2.5"],
        [None, "21 November 2026", None],
        ["a  b", "yes", "1000000000000000"],
    ]
    assert ods.sheet("Cover").cells[2, 1] == "Sample data, made up."


@pytest.mark.parametrize("file_format", ["xlsx", "ods"])
def test_restricted_figures_say_so_on_every_sheet(file_format):
    made = exports.WORKBOOKS[file_format][0].workbook(exports.plan(table([("1", "a", 2)], is_restricted=True)))
    open_to_all = exports.respond(file_format, table([("1", "a", 2)])).content

    assert [exports.RESTRICTED in sheet.cells.values() for sheet in opened(made).sheets] == [True, True]
    assert [exports.RESTRICTED in sheet.cells.values() for sheet in opened(open_to_all).sheets] == [False, False]


def test_a_text_that_is_too_long_for_a_cell_goes_on_beside_it():
    sheet = read_book(exports.respond("xlsx", table([("1", "x" * 40_000, 2)])))["Table"]

    assert [cell.value for cell in sheet[3]] == ["Reference", "Title", "Title, continued", "Value"]
    assert [len(sheet.cell(4, column).value) for column in (2, 3)] == [32_767, 7_233]


def test_a_day_that_no_spreadsheet_knows_is_text():
    sheet = read_book(exports.respond("xlsx", table([("1", datetime.date(1850, 1, 1), None)])))["Table"]

    assert sheet["B4"].value == "1850-01-01"


@pytest.mark.parametrize("file_format", ["csv", "xlsx", "ods"])
def test_a_file_is_named_for_its_table_and_the_day(file_format):
    response = exports.respond(file_format, table([]))

    assert response["Content-Disposition"] == (
        f'attachment; filename="actions-{timezone.localdate().isoformat()}.{file_format}"'
    )


@pytest.mark.parametrize("headings", [["Title", "Title"], ["Title", "title"], ["Title", ""]])
def test_headings_are_filled_and_unique(headings):
    with pytest.raises(ValueError, match="each its own"):
        table([], columns=[Column(f"key_{number}", heading) for number, heading in enumerate(headings)])


@pytest.mark.parametrize(
    ("query", "answer"), [("", None), ("?format=csv", "csv"), ("?format=xlsx", "xlsx"), ("?format=ods", "ods")]
)
def test_the_format_is_read_from_the_address(rf, query, answer):
    assert exports.requested_format(rf.get(f"/{query}")) == answer


def test_an_unknown_format_is_a_bad_request_that_says_what_is_allowed(rf):
    with pytest.raises(exports.UnknownFormat, match=r"“<pdf>” is not a format .* Use csv, xlsx or ods."):
        exports.requested_format(rf.get("/?format=<pdf>"))


def test_the_bad_request_page_says_what_is_wrong(rf):
    request = rf.get("/?format=<pdf>")

    response = views.bad_request(request, exports.UnknownFormat("<pdf>"))

    assert response.status_code == 400
    assert "“&lt;pdf&gt;” is not a format that this page can be downloaded in. Use csv, xlsx or ods." in (
        response.content.decode()
    )


def test_the_bad_request_page_keeps_what_djangos_own_checks_found_to_itself(rf):
    response = views.bad_request(rf.get("/"), SuspiciousOperation("internal detail"))

    assert "internal detail" not in response.content.decode()
