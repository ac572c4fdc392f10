"""A paper as a Word document, read back by python-docx and by its XML."""

import gc
import io
import zipfile
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.parts.image import ImagePart
from lxml import etree

from cdp.papers import shared, word
from cdp.papers.content import Bullets, Column, Facts, Figure, Kind, Table, Text
from tests.cdp.papers import made


def read(paper, **more):
    return Document(io.BytesIO(word.write(paper, **more)))


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def texts(document, style):
    return [one.text for one in document.paragraphs if one.style.name == style]


def rows(table):
    return [[cell.text for cell in row.cells] for row in table.rows]


@pytest.fixture(scope="module")
def sample():
    return read(made.sample_paper())


def test_it_has_named_styles_and_a_heading_structure(sample):
    paper = made.sample_paper()

    assert texts(sample, "Title") == [paper.title]
    assert texts(sample, "Subtitle") == [paper.subtitle]
    assert texts(sample, "Heading 1") == [*(one.title for one in paper.sections), "Shorthand in tables"]
    assert texts(sample, "Heading 2")[:2] == ["Purpose", "Recommendations"]
    assert texts(sample, "List Bullet")[0] == "Agree a new date for action A1."
    assert texts(sample, "Caption") == [table.title for _, table in paper.every_table()]
    assert {table.style.name for table in sample.tables} == {"Paper Table"}


def test_properties_say_title_language_and_moment(sample):
    said = sample.core_properties

    assert (said.title, said.author, said.language) == (
        made.sample_paper().title, made.sample_paper().publisher, "en-GB",
    )  # fmt: skip
    assert said.created.replace(tzinfo=UTC) == datetime.fromisoformat(made.AS_AT)
    languages = {one.get(qn("w:val")) for one in sample.styles.element.iter(qn("w:lang"))}
    assert languages == {"en-GB"}


def test_what_every_reader_must_know_comes_first(sample):
    assert [one.text for one in sample.paragraphs[:3]] == ["Restricted", *made.sample_paper().notices]


def test_tables_say_every_cell_with_its_mark(sample):
    for table, (_, meant) in zip(sample.tables, made.sample_paper().every_table(), strict=True):
        said = [[shared.said(cell) for cell in row] for row in meant.rows]
        assert rows(table) == [[column.heading for column in meant.columns], *said]


def test_header_rows_repeat_and_rows_stay_whole(sample):
    for table in sample.tables:
        first, *others = table._tbl.findall(qn("w:tr"))
        assert first.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is None for row in others)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in (first, *others))


def test_figures_stand_at_the_right():
    table = read(made.paper_of(made.SCORECARD)).tables[0]

    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert [str(side) for side in sides] == ["None", "None", "RIGHT (2)", "RIGHT (2)", "None", "None"]


def test_pictures_have_alternative_texts(sample):
    said = [shape._inline.docPr.get("descr") for shape in sample.inline_shapes]

    assert said == [f"{one.title}. {one.description}" for one in made.sample_paper().charts()]
    assert all(part.blob.startswith(b"\x89PNG") for part in sample.part.package.image_parts)


@pytest.mark.parametrize(("height", "dots"), [(430, 645), (431, 648)])
def test_a_drawing_of_any_height_keeps_its_scale(height, dots):
    chart = made.chart_block("prison-leavers")
    chart = replace(chart, svg=chart.svg.replace('height="430"', f'height="{height}"').replace(" 430", f" {height}"))

    (image,) = read(made.paper_of(chart)).part.package.image_parts

    assert (image.image.px_width, image.image.px_height) == (960, dots)


def test_paragraphs_are_counted_by_word_itself(sample):
    counted = [one for one in sample.paragraphs if one.style.name == "Paper Paragraph" and one._p.pPr.numPr is not None]
    sections = [one._p.pPr.numPr for one in sample.paragraphs if one.style.name == "Heading 1"]

    assert [one.text for one in counted][:2] == list(made.sample_paper().sections[0].blocks[0].paragraphs)
    assert {one._p.pPr.numPr.ilvl.val for one in counted} == {1}
    assert [one.ilvl.val for one in sections[:-1]] == [0] * 4
    assert len({one._p.pPr.numPr.numId.val for one in counted} | {one.numId.val for one in sections[:-1]}) == 1
    assert sections[-1].numId.val == 0


def test_contents_lead_to_bookmarks_within_a_field_of_word(sample):
    body = sample.element.body
    links = [one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))]
    bookmarks = {one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))}

    assert len(links) == len(made.sample_paper().sections) + 1
    assert set(links) <= bookmarks
    assert [one.text.strip() for one in body.iter(qn("w:instrText"))] == ['TOC \\o "1-1" \\h \\z \\u']


def test_header_and_footer_say_whose_paper_it_is_and_which_page(sample):
    section = sample.sections[0]

    assert section.header.paragraphs[0].text == "Northshire Combating Drugs Partnership\tRestricted"
    assert section.footer.paragraphs[0].text == "As at 12 March 2026, 9:30am\tPage 1 of 1"
    fields = [one.text.strip() for one in section.footer._element.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert 'string="Restricted"' in etree.tostring(section.header._element).decode()


def test_names_of_bookmarks_and_drawings_are_given_once(sample):
    for tag in ("w:bookmarkStart", "wp:docPr"):
        found = [one.get(qn("w:id")) or one.get("id") for one in sample.element.body.iter(qn(tag))]
        assert len(found) == len(set(found))


@pytest.mark.parametrize("name", made.ODD_TEXTS)
def test_an_odd_text_comes_out_as_it_went_in(name):
    text = made.ODD_TEXTS[name]
    table = Table(
        "t", text, (Column("a", text), Column("b", "N", Kind.NUMBER)), ((text, Figure("1", 1)),), notes=(text,)
    )

    document = read(made.paper_of(Text((text,), heading=text), Bullets((text,)), Facts(((text, text),)), table))

    assert (
        texts(document, "Paper Paragraph") == texts(document, "Heading 2") == texts(document, "List Bullet") == [text]
    )
    assert texts(document, "Paper Fact") == [f"{text}\t{text}"]
    assert rows(document.tables[0]) == [[text, "N"], [text, "1"]]
    assert texts(document, "Paper Note")[0] == f"Note: {text}"


def test_a_text_from_right_to_left_turns_its_paragraph():
    document = read(made.paper_of(Text((made.ODD_TEXTS["right to left"], "Left to right"))))

    turned = [
        one._p.pPr.find(qn("w:bidi")) is not None for one in document.paragraphs if one.style.name == "Paper Paragraph"
    ]
    assert turned == [True, False]


def test_a_row_with_a_long_text_may_go_over_a_page():
    table = Table("t", "T", (Column("a", "A"),), ((made.LONG,), ("short",)))

    _, first, second = read(made.paper_of(table)).tables[0]._tbl.findall(qn("w:tr"))

    assert [row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is None for row in (first, second)] == [True, False]


def test_an_empty_paper_an_empty_table_and_a_long_one_can_be_written():
    empty = Table("none", "Nothing", (Column("a", "A"),), ())

    assert texts(read(made.empty_paper()), "Title") == ["Nothing yet"]
    assert shared.NOTHING in texts(read(made.paper_of(empty)), "Paper Note")
    assert len(read(made.paper_of(made.long_table())).tables[0]._tbl.findall(qn("w:tr"))) == 2001


def test_odd_texts_wherever_a_text_can_stand_are_survived():
    assert len(read(made.odd_paper()).tables) == 2 * len(made.ODD_TEXTS)


def test_a_letter_that_xml_cannot_carry_is_left_out():
    document = read(made.paper_of(Text(("a\x00b\x1fc",)), publisher="Nobody\x08", watermark="R\x01"))

    assert texts(document, "Paper Paragraph") == ["abc"]
    assert document.core_properties.author == "Nobody"


def test_the_same_paper_is_the_same_bytes():
    first, second = word.write(made.sample_paper()), word.write(made.sample_paper())

    assert first == second
    with zipfile.ZipFile(io.BytesIO(first)) as archive:
        assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert archive.namelist()[:2] == ["[Content_Types].xml", "_rels/.rels"]


def test_nothing_of_the_library_s_own_document_is_left():
    found = parts(word.write(made.sample_paper()))

    assert not [name for name in found if "thumbnail" in name or "customXml" in name or "stylesWithEffects" in name]
    assert b"python-docx" not in b"".join(found.values())
    assert all(etree.fromstring(data) is not None for name, data in found.items() if name.endswith((".xml", ".rels")))


def test_a_short_table_stands_on_one_page_and_a_long_one_only_holds_its_headings():
    short, long = read(made.paper_of(made.SCORECARD, made.long_table(30))).tables

    def kept(table):
        return [row.cells[0].paragraphs[0]._p.pPr.find(qn("w:keepNext")) is not None for row in table.rows]

    assert kept(short) == [True] * len(made.SCORECARD.rows) + [False]
    assert kept(long) == [True] + [False] * 30


def test_nothing_of_a_document_stays_in_memory():
    def pictures():
        # By its type: a proxy of something that is gone already does not say what it is an instance of.
        return sum(issubclass(type(one), ImagePart) for one in gc.get_objects())

    gc.collect()
    before = pictures()
    gc.disable()
    try:
        word.write(made.sample_paper())
        assert pictures() == before
    finally:
        gc.enable()
