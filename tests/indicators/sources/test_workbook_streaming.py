"""A large OpenDocument spreadsheet, row by row."""

import zipfile

import pytest

from indicators.sources.base import SourceNotReadable
from indicators.sources.workbooks import streaming
from indicators.sources.workbooks.streaming import stream_ods
from tests.sources_served.books import NAMESPACES, ODS_TYPE, ods

NUMBER = '<table:table-cell office:value-type="float" office:value="{0}"><text:p>{0}</text:p></table:table-cell>'
HEAD, TAIL = (
    f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>",
    "</office:spreadsheet></office:body></office:document-content>",
)


def write(path, content, *, mimetype=ODS_TYPE, manifest="<manifest/>"):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        book.writestr(zipfile.ZipInfo("mimetype"), mimetype)
        book.writestr("content.xml", content)
        book.writestr("META-INF/manifest.xml", manifest)
    return path


def of_rows(rows, name="Table"):
    return f'{HEAD}<table:table table:name="{name}">{rows}</table:table>{TAIL}'


def cells(tmp_path, rows):
    return [(number, row) for _, number, row in stream_ods(write(tmp_path / "a.ods", of_rows(rows)), "a.ods")]


def test_rows_come_with_their_sheet_and_number(tmp_path):
    path = tmp_path / "a.ods"
    path.write_bytes(ods({"Notes": [["One"]], "2025_26": [["Year", None, 3.5], [None], ["2025/26", 7]]}))

    assert list(stream_ods(path, "a.ods")) == [
        ("Notes", 1, ["One"]),
        ("2025_26", 1, ["Year", None, 3.5]),
        ("2025_26", 3, ["2025/26", 7]),
    ]
    assert [sheet for sheet, *_ in stream_ods(path, "a.ods", lambda name: name == "Notes")] == ["Notes"]


def test_what_repeats_is_repeated_and_blanks_at_the_end_are_left_out(tmp_path):
    blank = '<table:table-cell table:number-columns-repeated="{}"/>'
    twice = NUMBER.format(5).replace("<table:table-cell", '<table:table-cell table:number-columns-repeated="2"', 1)
    rows = (
        f'<table:table-row table:number-rows-repeated="1000000">{blank.format(16384)}</table:table-row>'
        f'<table:table-row table:number-rows-repeated="2">{blank.format(2)}{twice}{blank.format(9)}</table:table-row>'
        f"<table:table-row>{NUMBER.format(6)}</table:table-row>"
    )

    assert cells(tmp_path, rows) == [
        (1_000_001, [None, None, 5, 5]),
        (1_000_002, [None, None, 5, 5]),
        (1_000_003, [6]),
    ]


def test_a_text_is_what_a_reader_sees_of_it(tmp_path):
    text = (
        '<table:table-row><table:table-cell office:value-type="string"><office:annotation><text:p>A comment</text:p>'
        '</office:annotation><text:p>within<text:s/><text:span>Derbyshire</text:span><text:s text:c="1"/>have</text:p>'
        "<text:p>two lines</text:p></table:table-cell></table:table-row>"
    )

    assert cells(tmp_path, text) == [(1, ["within Derbyshire have\ntwo lines"])]


@pytest.mark.parametrize(
    ("more", "reason"),
    [
        ({"mimetype": "application/vnd.oasis.opendocument.text"}, "is not an OpenDocument spreadsheet"),
        ({"manifest": "<manifest:encryption-data/>"}, "is protected with a password"),
        ({"content": "<!DOCTYPE x [<!ENTITY a 'aaaa'>]><x>&a;</x>"}, "declares a document type"),
        ({"content": of_rows("<table:table-row>")}, "is damaged: its XML breaks off or is wrong"),
        (
            {"content": of_rows(f"<table:table-row>{NUMBER.format(1) * 1001}</table:table-row>")},
            "more than 1,000 columns",
        ),
        (
            {
                "content": of_rows(
                    f'<table:table-row table:number-rows-repeated="2000000">{NUMBER.format(1)}</table:table-row>'
                )
            },
            "more than 1,048,576 rows",
        ),
    ],
)
def test_what_must_not_be_read_is_refused_with_a_sentence(tmp_path, more, reason):
    path = write(tmp_path / "a.ods", **{"content": of_rows(""), **more})

    with pytest.raises(SourceNotReadable, match=reason):
        list(stream_ods(path, "a.ods"))


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path, monkeypatch):
    monkeypatch.setattr(streaming, "MAX_UNPACKED_BYTES", 2_000_000)
    row = f"<table:table-row>{NUMBER.format(1)}</table:table-row>"

    with pytest.raises(SourceNotReadable, match="unpacks to more than 2 MB"):
        cells(tmp_path, row * 30_000)


def test_a_broken_off_file_is_damaged(tmp_path):
    path = tmp_path / "a.ods"
    path.write_bytes(ods({"Table": [["One"]]})[:-30])

    with pytest.raises(SourceNotReadable, match="is damaged or broken off"):
        list(stream_ods(path, "a.ods"))
