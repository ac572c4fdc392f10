"""What stands in the two kinds of workbook, read back with libraries that did not write them."""

import datetime
import io
import zipfile
from xml.etree import ElementTree

import odfdo
import openpyxl
import pytest
from python_calamine import CalamineWorkbook

from cdp.papers import excel, formats, ods
from cdp.papers.content import Column, Day, Figure, Kind, Table, Text
from tests.cdp.papers import made
from tests.cdp.papers.opened import opened

WRITERS = pytest.mark.parametrize("writer", [excel, ods], ids=["xlsx", "ods"])
FIGURES = Table(
    "rates",
    "Rates",
    (Column("name", "Name"), Column("rate", "Rate", Kind.NUMBER), Column("due", "Due", Kind.DATE)),
    (
        ("North", Figure("46.3%", 46.27, 1), Day("3 November 2025", "2025-11-03")),
        ("South", Figure("[c]", mark="c"), None),
        ("West", Figure("8.0", 8.04, 1, "p"), Day("by the autumn", "2026-09-30")),
    ),
)


def calamine(data, name):
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(name).to_python()


@WRITERS
def test_numbers_are_numbers_and_dates_are_dates(writer):
    rows = calamine(writer.write(made.paper_of(FIGURES)), "1 Rates")[-3:]

    assert rows == [
        ["North", 46.27, datetime.date(2025, 11, 3), "3 November 2025"],
        ["South", "[c]", "", ""],
        ["West", 8.04, datetime.date(2026, 9, 30), "by the autumn"],
    ]


@WRITERS
def test_a_number_is_written_with_all_its_digits(writer):
    values = [8.04, 0.1 + 0.2, 1e-7, 123456789.123456, -3, 999999999999999]
    rows = tuple((str(value), Figure("", value)) for value in values)
    table = Table("t", "T", (Column("name", "Name"), Column("n", "N", Kind.NUMBER)), rows)

    sheet = opened(writer.write(made.paper_of(table))).sheets[4]

    assert [value for (_, column), value in sorted(sheet.numbers.items()) if column == 2] == values


def test_excel_shows_a_number_as_the_paper_does():
    book = openpyxl.load_workbook(io.BytesIO(excel.write(made.paper_of(FIGURES))))
    [sheet] = [sheet for sheet in book if sheet.title == "1 Rates"]

    assert [sheet.cell(row, 2).number_format for row in (4, 6)] == ['#,##0.0"%"', '#,##0.0" [p]"']
    assert sheet.cell(4, 3).number_format == "d mmmm yyyy"


def test_ods_shows_a_number_as_the_paper_does():
    document = odfdo.Document(io.BytesIO(ods.write(made.paper_of(FIGURES))))
    table = next(table for table in document.body.tables if table.name == "1 Rates")

    cells = [table.get_cell((1, row)) for row in range(table.height) if table.get_value((1, row)) is not None]
    assert [(str(cell.value), cell.text_recursive.strip()) for cell in cells[1:]] == [
        ("46.27", "46.3%"), ("[c]", "[c]"), ("8.04", "8.0 [p]"),
    ]  # fmt: skip


def test_ods_shows_a_changed_number_in_the_same_way():
    """The format of the cell, and not only the words that stand in it now."""
    with zipfile.ZipFile(io.BytesIO(ods.write(made.paper_of(FIGURES)))) as archive:
        root = ElementTree.fromstring(archive.read("content.xml"))
    styles = [one for one in root.iter() if one.tag.endswith(("}number-style", "}date-style"))]

    said = [[(part.tag.rpartition("}")[2], _places(part), part.text) for part in style] for style in styles]

    assert said == [
        [("number", "0", None)],  # of the rows that the contents count
        [("number", "1", None), ("text", None, "%")],
        [("day", None, None), ("text", None, " "), ("month", None, None), ("text", None, " "), ("year", None, None)],
        [("number", "1", None), ("text", None, " [p]")],
    ]


def _places(part):
    return next((value for name, value in part.attrib.items() if name.endswith("}decimal-places")), None)


@WRITERS
@pytest.mark.parametrize("name", made.ODD_TEXTS)
def test_an_odd_text_is_text_and_comes_out_as_it_went_in(writer, name):
    text = made.ODD_TEXTS[name]
    odd = Table("odd", "Odd", (Column("name", "Name"), Column("text", "Text")), (("a", text), ("b", f"  {text}  b ")))

    book = opened(writer.write(made.paper_of(odd, Text((text,)))))
    sheet = book.sheets[4]

    assert [row[1] for row in sheet.rows(sheet.tables[0])] == [text, f"  {text}  b "]
    assert text in [row[2] for row in book.sheet("Text").rows(book.sheet("Text").tables[0])]
    assert sheet.formulas == 0


@pytest.mark.parametrize("text", ["_x000D_", "_x0041_", "a_x000a_b"])
def test_text_that_looks_like_an_escape_of_excel_stays_as_it_is(text):
    odd = Table("odd", "Odd", (Column("name", "Name"),), ((text,),))

    sheet = opened(excel.write(made.paper_of(odd))).sheets[4]

    assert sheet.rows(sheet.tables[0]) == [[text]]


@WRITERS
def test_20_000_letters_and_2_000_rows_are_all_there(writer):
    paper = made.paper_of(Text((made.LONG,)), made.long_table())

    book = opened(writer.write(paper))
    table = book.sheets[4]

    assert made.LONG in [row[2] for row in book.sheet("Text").rows(book.sheet("Text").tables[0])]
    assert [row[0] for row in table.rows(table.tables[0])] == [f"A{number}" for number in range(1, 2001)]


@WRITERS
def test_the_same_paper_gives_the_same_bytes(writer):
    assert writer.write(made.sample_paper()) == writer.write(made.sample_paper())


@WRITERS
def test_no_clock_is_in_the_file(writer):
    data = writer.write(made.sample_paper())

    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        about = archive.read("docProps/core.xml" if writer is excel else "meta.xml").decode()
    assert about.count("2026-03-12T09:30:00Z") == 2


@WRITERS
@pytest.mark.parametrize("as_at", ["some day", "2026-03-12", "2026-03-12T09:30:00+01:00"])
def test_a_moment_that_is_said_otherwise_is_no_fault(writer, as_at):
    assert opened(writer.write(made.sample_paper(as_at=as_at))).title


@WRITERS
def test_the_watermark_is_on_every_sheet_and_on_every_page(writer):
    data = writer.write(made.sample_paper(watermark="Restricted & kept"))
    book = opened(data)

    for sheet in (book.sheets[0], *book.sheets[4:]):
        assert "Restricted & kept" in sheet.cells.values()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        if writer is excel:
            pages = [archive.read(name) for name in archive.namelist() if name.startswith("xl/worksheets/sheet")]
            assert all(b"<oddHeader>&amp;C&amp;BRestricted &amp;&amp; kept</oddHeader>" in page for page in pages)
        else:
            assert b"<style:header><text:p>Restricted &amp; kept</text:p></style:header>" in archive.read("styles.xml")


@WRITERS
def test_the_cover_leads_to_the_living_page(writer):
    book = opened(writer.write(made.sample_paper()))

    assert made.ADDRESS in book.sheets[0].links.values()


@pytest.mark.parametrize(
    "address", ["javascript:alert(1)", "file:///etc/passwd", "C:\\a", "https://e.org/" + "x" * 3000]
)
def test_an_address_that_is_none_of_the_web_or_too_long_is_text(address):
    book = opened(excel.write(made.sample_paper(address=address)))

    assert set(book.sheets[0].links.values()) == {"'Contents'!A1", "'Notes'!A1", "'Text'!A1"}
    assert f"This paper on the web: {address}" in book.sheets[0].cells.values()


def test_an_ods_file_is_told_by_its_first_bytes():
    data = ods.write(made.empty_paper())

    assert data[30:84] == b"mimetypeapplication/vnd.oasis.opendocument.spreadsheet"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        listed = {entry.attrib.popitem()[1] for entry in ElementTree.fromstring(archive.read("META-INF/manifest.xml"))}
        assert archive.namelist()[0] == "mimetype"
    assert len(listed) == 2  # a media type for the whole, and one for its parts


@pytest.mark.parametrize("key", ["xlsx", "ods", "csv", "ics", "json"])
def test_the_formats_are_found_by_their_key(key):
    assert len(formats.write(made.empty_paper(), key)) > 100


def test_words_that_are_too_long_for_a_link_of_excel_are_text():
    title = "A long title " * 30
    book = opened(excel.write(made.paper_of(Table("long", title, FIGURES.columns, FIGURES.rows), FIGURES)))
    said = book.sheet("Text")

    assert [row[2] for row in said.rows(said.tables[0])] == [title, "Rates"]
    assert list(said.links.values()) == ["'2 Rates'!A1"]


def test_a_pack_prints_on_pages_as_wide_as_they_are_with_headings_on_each():
    with zipfile.ZipFile(io.BytesIO(excel.write(made.paper_of(FIGURES)))) as archive:
        page, book = archive.read("xl/worksheets/sheet5.xml"), archive.read("xl/workbook.xml")

    assert b'<pageSetup paperSize="9" fitToHeight="0" orientation="landscape"/>' in page
    assert b"'1 Rates'!$3:$3</definedName>" in book


def test_references_that_look_like_numbers_are_no_error_to_excel():
    with zipfile.ZipFile(io.BytesIO(excel.write(made.paper_of(FIGURES)))) as archive:
        assert b'numberStoredAsText="1"' in archive.read("xl/worksheets/sheet5.xml")


def test_the_second_workbook_of_a_process_has_the_font_of_the_first():
    """XlsxWriter notes things in the properties that it is given."""
    fonts = []
    for _ in range(2):
        with zipfile.ZipFile(io.BytesIO(excel.write(made.empty_paper()))) as archive:
            fonts.append(archive.read("xl/styles.xml").partition(b"<fonts")[2].partition(b"</fonts>")[0])

    assert fonts[0] == fonts[1]
    assert b"scheme" not in fonts[0]
