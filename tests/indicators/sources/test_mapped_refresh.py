"""A mapped table on the whole way through a refresh, and every bad file that may come instead of it: a clear message,
and not one figure changed."""

import datetime
import time
import zipfile

import openpyxl
import pytest

from indicators.models import Observation, Refresh, RefreshReject, SourceKind, SupersededObservation
from indicators.operations.refresh import refresh
from tests.factories import AreaFactory, IndicatorFactory, MappingFactory, SourceFactory
from tests.indicators.sources.mapped_tables import layout, text_file
from tests.served import Answer, served
from tests.sources_served.books import Span, ods, xlsx
from tests.workbooks_made import ODS_TYPE, compound_file, ods_row, write_ods, write_xls, write_xlsx, write_zip

pytestmark = pytest.mark.django_db
HEADER = "Area code,Year,Rate"
ROWS = [["Area code", "Year", "Rate"], ["E06000001", 2023, 5], ["E06000002", 2023, 6]]
WORKBOOK = {"kind": "workbook"}
SHEET = '<row r="1"><c r="A1"><v>5</v></c></row>'
LONGEST_SECONDS = 60


@pytest.fixture
def source(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path / "media"
    AreaFactory(code="E06000001", name="Hartlepool")
    AreaFactory(code="E06000002", name="Middlesbrough")
    IndicatorFactory(code="drug-deaths")
    source = SourceFactory(kind=SourceKind.MAPPED)
    MappingFactory(source=source, layout=layout())
    return source


@pytest.fixture
def standing(source, tmp_path):
    """The figures that stand before something bad comes."""
    path = text_file(tmp_path, HEADER, "E06000001,2023,5", "E06000002,2023,6", name="sound.csv")
    assert refresh(source=source, location=str(path)).outcome == "changed"
    return dump()


def dump():
    rows = Observation.objects.order_by("pk").values_list()
    return list(rows), SupersededObservation.objects.count()


def remap(source, **changes):
    source.mapping.layout = layout(**changes)
    source.mapping.save()


# --- The whole way ---------------------------------------------------------------------------------------------------


def test_a_table_is_fetched_read_and_published(source):
    with served(lambda asked: Answer(f"{HEADER}\nE06000001,2023,5\nE06000009,2023,7\n", etag='"1"')) as site:
        source.location = f"{site}/deaths.csv"
        source.save()

        first, second = refresh(source=source), refresh(source=source)

    assert (first.outcome, first.added, first.rejected) == ("changed", 1, 1)
    assert second.outcome == "unchanged"
    figure = Observation.objects.select_related("series__area", "series__indicator").get()
    assert (figure.series.area.code, figure.series.indicator.code) == ("E06000001", "drug-deaths")
    assert (figure.period, figure.value, figure.source) == ("2023", 5, source)
    reject = RefreshReject.objects.get(refresh=first)
    assert (reject.row, reject.column, reject.value, reject.reason) == (3, "Area code", "E06000009", "Unknown area.")


@pytest.mark.parametrize("name", ["deaths.xlsx", "deaths.ods", "deaths.xls"])
def test_workbooks_of_each_kind_give_the_same_figures(source, tmp_path, name):
    remap(source, file=WORKBOOK)
    path = tmp_path / name
    if name.endswith("xls"):
        write_xls(path, {"Data": ROWS})
    else:
        path.write_bytes((ods if name.endswith("ods") else xlsx)({"Data": ROWS}))

    run = refresh(source=source, location=str(path))

    assert (run.outcome, run.error, run.rejected) == ("changed", "", 0)
    found = Observation.objects.order_by("value").values_list("series__area__code", "period", "value")
    assert list(found) == [("E06000001", "2023", 5), ("E06000002", "2023", 6)]


def test_a_mended_mapping_reads_the_same_file_again(source, tmp_path):
    path = text_file(tmp_path, f"{HEADER},Per cent", "E06000001,2023,0.05,5")
    refresh(source=source, location=str(path))

    remap(source, multiply=100)
    run = refresh(source=source, location=str(path))

    assert (run.outcome, run.changed, Observation.objects.get().value) == ("changed", 1, 5)


def test_without_a_mapping_a_run_says_that_there_is_none(source, tmp_path):
    source.mapping.delete()
    source = type(source).objects.get(pk=source.pk)

    run = refresh(source=source, location=str(text_file(tmp_path, HEADER)))

    assert (run.outcome, run.error) == (
        "failed",
        "It is not said yet which column of the table is what. Make the mapping of this source.",
    )


def test_a_mapping_that_cannot_be_used_any_more_fails_with_what_is_allowed(source, tmp_path):
    remap(source, decimal="·")

    run = refresh(source=source, location=str(text_file(tmp_path, HEADER)))

    assert run.outcome == "failed"
    assert run.error.endswith("cannot be used. Decimal: it must be one of '.' or ',', not '·'.")


# --- Files that cannot be read at all --------------------------------------------------------------------------------


def csv_of(*lines, encoding="utf-8"):
    return lambda path: path.write_bytes("\n".join(lines).encode(encoding))


def bytes_of(content):
    return lambda path: path.write_bytes(content)


def book_of(rows):
    return lambda path: path.write_bytes(xlsx({"Data": rows}))


def encrypted(path):
    path.write_bytes(compound_file({"EncryptionInfo": b"", "EncryptedPackage": b""}))


def truncated(path):
    book_of(ROWS)(path)
    path.write_bytes(path.read_bytes()[:-200])


def with_macros(path):
    write_xlsx(path, SHEET, {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"})


def entities(path):
    write_ods(path, {"Data": ods_row("&x;")}, doctype='<!DOCTYPE x [<!ENTITY x SYSTEM "file:///etc/passwd">]>')


def bomb(path):
    write_xlsx(path, SHEET, {"xl/media/image1.png": bytes(150_000_000)})


def corners(path):
    book = openpyxl.Workbook()
    book.active["A1"], book.active["XFD1048576"] = 1, 2
    book.save(path)


def nothing_at_length(path):
    empty = "".join(f'<row r="{row}"><c r="A{row}" s="0"/></row>' for row in range(2, 1_048_577))
    header = "".join(
        f'<c r="{at}1" t="str"><v>{text}</v></c>' for at, text in zip("ABC", HEADER.split(","), strict=True)
    )
    write_xlsx(path, f'<row r="1">{header}</row>{empty}')


NO_ROWS = "The file has a header but no rows: the source has no data for what was asked."
BAD_CSV = {
    "empty": (bytes_of(b""), "bad.csv is empty"),
    "header alone": (csv_of(HEADER), NO_ROWS),
    "a million rows of nothing": (bytes_of(HEADER.encode() + b"\n" + b",,\n" * 1_048_575), NO_ROWS),
    "older Excel": (
        csv_of(HEADER, "E06000001,2023,5", "Bras\xe9,2023,£5", encoding="windows-1252"),
        "bad.csv, line 3, column A: this is not UTF-8 text. Save it again as “CSV UTF-8”, or say in the mapping",
    ),
    "UTF-16": (
        csv_of(HEADER, "E06000001,2023,5", encoding="utf-16"),
        "bad.csv is UTF-16 text. Save it again as “CSV UTF-8”.",
    ),
    "UTF-16 without a mark": (csv_of(HEADER, encoding="utf-16-le"), "bad.csv is UTF-16 text. "),
    "UTF-32": (csv_of(HEADER, encoding="utf-32"), "bad.csv is UTF-32 text. "),
    "two columns of one name": (
        csv_of("Area code,Year,Rate,Rate", "E06000001,2023,5,6"),
        "bad.csv, row 1: the columns C and D are both called “Rate”.",
    ),
    "a column called otherwise": (
        csv_of("Area code,Year,Value", "E06000001,2023,5"),
        "bad.csv, row 1: there is no column called “Rate”.",
    ),
    "another table": (
        csv_of("a,b,c", "1,2,3"),
        "bad.csv: none of the first 60 rows has the headings “Area code”, “Year”, “Rate”.",
    ),
    "another delimiter": (csv_of("Area code;Year;Rate", "E06000001;2023;5"), "bad.csv: none of the first 60 rows"),
    "an open quotation": (
        csv_of(HEADER, '"E06000001,2023,5', "E06000002,2023,6"),
        "bad.csv is damaged: the row that begins on line 2: the file ends inside a quotation.",
    ),
    "old line ends": (bytes_of(b"Area code,Year,Rate\rE06000001,2023,5\r"), "bad.csv is damaged: the row that begins"),
    "a line without end": (
        bytes_of(HEADER.encode() + b"\n" + b"x" * 5_000_000),
        "bad.csv, line 2: the line is longer than 4,000,000 bytes.",
    ),
    "a cell without end": (
        bytes_of(HEADER.encode() + b"\nE06000001,2023," + b"5" * 200_000),
        "bad.csv is damaged: the row that begins on line 2: a cell is longer than 131,072 characters",
    ),
    "a web page": (csv_of("<!doctype html><title>Sign in</title>"), "bad.csv is a web page, not a CSV file"),
    "a PDF": (bytes_of(b"%PDF-1.7\n"), "bad.csv is a PDF, not a CSV file"),
    "a picture": (bytes_of(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40), "bad.csv, line 1, column A: this is not"),
    "NULs alone": (bytes_of(bytes(100_000)), "bad.csv is UTF-16 text. "),
    "a workbook": (
        book_of(ROWS),
        "bad.csv is an Excel workbook or ZIP file, where the mapping is made for a CSV file.",
    ),
}
BAD_BOOKS = {
    "a CSV file": (csv_of(HEADER, "E06000001,2023,5"), "bad.xlsx is another kind of file, not a workbook"),
    "encrypted": (encrypted, "bad.xlsx is protected with a password. Save it without one."),
    "truncated": (truncated, "bad.xlsx is damaged or broken off: the list of its contents cannot be read."),
    "macros": (with_macros, "bad.xlsx holds macros, which may do harm."),
    "a bomb": (bomb, "bad.xlsx unpacks to 150 MB, which is too much for a workbook."),
    "cells far apart": (corners, "bad.xlsx needs more memory than is allowed"),
    "entities": (entities, "bad.xlsx"),
    "another ZIP file": (lambda path: write_zip(path, {"a.csv": "1"}), "bad.xlsx is a ZIP file, not a workbook"),
    "another OpenDocument file": (
        lambda path: write_ods(path, {}, mimetype=ODS_TYPE.replace("spreadsheet", "text")),
        "bad.xlsx is an OpenDocument file of another kind",
    ),
    "two columns of one name": (
        book_of([["Area code", "Year", "Rate", "Rate"], ["E06000001", 2023, 5, 6]]),
        "bad.xlsx, sheet “Data”, row 1: the columns C and D are both called “Rate”.",
    ),
    "a merged heading": (
        book_of([["Area code", Span("2023", columns=2), None], ["E06000001", 5, 6]]),
        "bad.xlsx, sheet “Data”, row 1: there is no column called “Year”, “Rate”.",
    ),
    "nothing": (book_of([]), "bad.xlsx, sheet “Data”: none of the first 60 rows"),
    "a million rows of nothing": (nothing_at_length, NO_ROWS),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_CSV)
def test_a_bad_csv_file_fails_with_a_sentence_and_changes_nothing(source, standing, tmp_path, case):
    make, said = BAD_CSV[case]
    make(tmp_path / "bad.csv")

    assert_it_fails(source, tmp_path / "bad.csv", said, standing)


@pytest.mark.parametrize("case", BAD_BOOKS)
def test_a_bad_workbook_fails_with_a_sentence_and_changes_nothing(source, standing, tmp_path, case):
    remap(source, file=WORKBOOK)
    make, said = BAD_BOOKS[case]
    make(tmp_path / "bad.xlsx")

    assert_it_fails(source, tmp_path / "bad.xlsx", said, standing)


def assert_it_fails(source, path, said, standing):
    started = time.monotonic()

    run = refresh(source=source, location=str(path))

    assert run.outcome == Refresh.Outcome.FAILED
    assert said in run.error
    assert "root:" not in run.error
    assert dump() == standing
    assert time.monotonic() - started < LONGEST_SECONDS


def test_a_sheet_that_is_not_there_is_said_with_those_that_are(source, standing, tmp_path):
    remap(source, file=WORKBOOK | {"sheet": "Table 1"})
    book_of(ROWS)(tmp_path / "bad.xlsx")

    assert_it_fails(source, tmp_path / "bad.xlsx", "bad.xlsx has no sheet called “Table 1”. It has “Data”.", standing)


def test_a_file_that_is_bad_in_its_last_row_changes_nothing(source, standing, tmp_path):
    lines = [f"E0600000{1 + row % 2},{1990 + row // 2},9" for row in range(60)]
    path = tmp_path / "bad.csv"
    path.write_bytes("\n".join([HEADER, *lines]).encode() + b"\n\xff,2023,5\n")

    assert_it_fails(source, path, "bad.csv, line 62, column A: this is not UTF-8 text.", standing)


# --- Files of which some rows cannot be read -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("row", "column", "value", "reason"),
    [
        ("E06000001,2023,1 in 5", "Rate", "1 in 5", "This is a share in words"),
        ('E06000001,2023,"1,2,3"', "Rate", "1,2,3", "The commas of this number do not separate thousands"),
        ("E06000001,45078,5", "Year", "45078", "“45078” is not a period we understand (it may be the serial number"),
        ("E06000001,2023", "", "", "The row has 2 fields where the header has 3."),
        ("E06000001,20\x0023,5", "Year", "20␀23", "The cell holds a character that no text has (NUL)."),
        ("E06000001,2023,#REF!", "Rate", "#REF!", "This is an error of the workbook's formula"),
        ("E06000001,2023,1e999", "Rate", "1e999", "This number is too large."),
        ("=cmd|' /C calc'!A0,2023,5", "Area code", "=cmd|' /C calc'!A0", "Unknown area."),
    ],
)
def test_a_bad_cell_is_kept_with_its_row_and_column(source, standing, tmp_path, row, column, value, reason):
    path = text_file(tmp_path, HEADER, "E06000002,2023,6", row, name="bad.csv")

    run = refresh(source=source, location=str(path))

    reject = RefreshReject.objects.get(refresh=run)
    assert (reject.file_name, reject.row, reject.column, reject.value) == ("bad.csv", 3, column, value)
    assert reject.reason.startswith(reason)
    assert dump() == standing


@pytest.mark.parametrize("is_1904", [False, True])
def test_days_of_both_calendars_give_the_same_figures(source, tmp_path, is_1904):
    remap(source, file=WORKBOOK, period={"column": "Month", "form": "month"})
    path = tmp_path / "days.xls"
    write_xls(
        path, {"Data": [["Area code", "Month", "Rate"], ["E06000001", datetime.date(2023, 6, 1), 5]]}, is_1904=is_1904
    )

    refresh(source=source, location=str(path))

    assert Observation.objects.get().period == "Jun 2023"


def test_links_to_other_workbooks_are_not_followed(source, tmp_path):
    remap(source, file=WORKBOOK)
    path = tmp_path / "linked.xlsx"
    with served(lambda asked: Answer("x")) as site:
        book = openpyxl.Workbook()
        for cells in ROWS:
            book.active.append(cells)
        book.save(path)
        with zipfile.ZipFile(path, "a") as archive:
            target = f'<Relationships><Relationship Target="{site}/x.xlsx" TargetMode="External"/></Relationships>'
            archive.writestr("xl/externalLinks/_rels/externalLink1.xml.rels", target)
        run = refresh(source=source, location=str(path))

    assert (run.outcome, site.asked) == ("changed", [])
