"""Tables too wide for an upright page: in Word and PDF they lie on pages on their side, with what leads to them."""

import io
from dataclasses import replace

import pytest
from docx import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Cm

from cdp.papers import shared, word
from cdp.papers.content import Column, Day, Facts, Kind, Section, Table, Text
from tests.cdp.papers import made, word_files
from tests.cdp.papers.test_pdf import read as read_pdf

BEFORE, INTRODUCTION, AFTER = Text((made.LONG,)), Text(("What leads say.",), heading="The log"), Text(("After it.",))


def wide_table(key="wide", columns=12):
    return Table(
        key,
        "Everything about every action",
        tuple(Column(f"c{number}", f"Column {number}") for number in range(columns)),
        tuple(tuple(f"row {row} of {number}" for number in range(columns)) for row in range(3)),
    )


def read(paper, **more):
    return Document(io.BytesIO(word.write(paper, **more)))


def sides(document):
    return [one.orientation == WD_ORIENT.LANDSCAPE for one in document.sections]


def laid_in(document):
    """[(the section of Word, what stands in it)]"""
    found, elements = [], []
    sections = iter(document.sections)
    for one in document.element.body:
        if one.tag == qn("w:sectPr"):
            break
        elements.append(one)
        if one.find(f"{qn('w:pPr')}/{qn('w:sectPr')}") is not None:
            found.append((next(sections), elements))
            elements = []
    return [*found, (next(sections), elements)]


def letters(elements):
    return " ".join(text.text or "" for one in elements for text in one.iter(qn("w:t")))


@pytest.fixture(scope="module")
def sample():
    """Upright, on its side, upright again."""
    return read(made.paper_of(BEFORE, INTRODUCTION, wide_table(), AFTER, made.SCORECARD, watermark="Restricted"))


def test_a_wide_table_lies_on_its_side_with_its_heading_and_the_page_is_turned_back(sample):
    upright, turned, again = laid_in(sample)

    assert sides(sample) == [False, True, False]
    assert "The log What leads say. Everything about every action" in letters(turned[1])
    assert "The log" not in letters(upright[1])
    assert letters(again[1]).startswith("After it.")


def test_pages_on_their_side_are_as_large_and_nothing_stands_over_their_edge(sample):
    first, turned, _ = sample.sections

    assert (turned.page_width, turned.page_height) == (first.page_height, first.page_width)
    for section, elements in laid_in(sample):
        room = section.page_width - section.left_margin - section.right_margin
        for table in [one for one in elements if one.tag == qn("w:tbl")]:
            columns = [int(one.get(qn("w:w"))) for one in table.iter(qn("w:gridCol"))]
            assert room * 0.98 < sum(columns) * word.TWIP <= room


def test_its_header_row_repeats_and_every_cell_is_there(sample):
    table, meant = sample.tables[0], wide_table()

    assert table._tbl.tr_lst[0].find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
    assert [cell.text for cell in table.rows[0].cells] == [one.heading for one in meant.columns]
    assert [cell.text for cell in table.rows[3].cells] == list(meant.rows[2])


def test_every_section_has_the_header_the_footer_and_the_watermark(sample):
    for section in sample.sections:
        assert "Restricted" in section.header.paragraphs[0].text
        assert section.footer.paragraphs[0].text.endswith("Page 1 of 1")
        assert b'string="Restricted"' in section.header.part.blob


def test_what_stands_at_the_right_of_a_header_does_on_a_page_on_its_side(sample):
    _, turned, _ = sample.sections

    for edge in (turned.header, turned.footer):
        last = list(edge.paragraphs[0].paragraph_format.tab_stops)[-1].position
        assert abs(last - (turned.page_width - turned.left_margin - turned.right_margin)) < word.TWIP


def test_two_wide_tables_with_few_words_between_lie_on_their_side_together():
    document = read(made.paper_of(wide_table("one"), Text(("Next.",)), wide_table("two"), AFTER))

    assert sides(document) == [False, True, False]
    assert letters(laid_in(document)[1][1]).startswith("The only section")


def test_a_paper_that_ends_with_a_wide_table_ends_on_its_side():
    assert sides(read(made.paper_of(BEFORE, wide_table()))) == [False, True]


def test_the_table_of_a_chart_lies_on_its_side_and_the_chart_does_not():
    chart = replace(made.chart_block("prison-leavers"), table=wide_table())

    upright, turned = laid_in(read(made.paper_of(chart)))

    assert [len(list(one.iter(qn("w:drawing")))) for one in upright[1]].count(1) == 1
    assert "Everything about every action" in letters(turned[1])


def test_paragraphs_and_sections_are_counted_on_over_a_turned_page():
    paper = replace(
        made.empty_paper(),
        sections=(
            Section("one", "One", (Text(("a",), numbered=True), wide_table("one"))),
            Section("two", "Two", (Facts((("Actions", "4"),)),)),
        ),
    )

    headings = [one for one in read(paper).paragraphs if one.style.name == "Heading 1"]

    assert len({one._p.pPr.numPr.numId.val for one in headings}) == 1


def test_a_council_s_header_stays_on_every_page_and_its_first_page_is_one():
    template = Document(io.BytesIO(word_files.council()))
    template.sections[0].different_first_page_header_footer = True
    page_numbers = template.sections[0]._sectPr.makeelement(qn("w:pgNumType"), {qn("w:start"): "1"})
    template.sections[0]._sectPr.append(page_numbers)

    document = read(made.paper_of(BEFORE, wide_table(), AFTER), template=word_files.saved(template))

    assert sides(document) == [False, True, False]
    assert [one.header.paragraphs[0].text for one in document.sections] == ["Northshire Council"] * 3
    assert [one.different_first_page_header_footer for one in document.sections] == [True, False, False]
    starts = [one.get(qn("w:start")) for one in document.element.body.iter(qn("w:pgNumType"))]
    assert starts == ["1", None, None]


def test_a_page_that_is_on_its_side_already_is_not_turned():
    template = Document(io.BytesIO(word_files.council()))
    template.sections[0].page_width, template.sections[0].page_height = Cm(29.7), Cm(21)

    document = read(made.paper_of(BEFORE, wide_table(), AFTER), template=word_files.saved(template))

    assert len(document.sections) == 1


def test_in_pdf_the_heading_and_a_few_words_lie_with_the_table():
    pages = read_pdf(made.paper_of(BEFORE, INTRODUCTION, wide_table(), AFTER)).pages
    turned = [page for page in pages if page.mediabox.width > page.mediabox.height]

    assert len(turned) == 1
    assert all(said in turned[0].extract_text() for said in ("The log", "What leads say.", "row 2 of 11"))
    assert "The log" not in pages[0].extract_text()
    assert "After it." in pages[-1].extract_text()


def test_in_pdf_a_section_that_begins_with_a_wide_table_begins_on_its_page():
    (page,) = read_pdf(made.paper_of(wide_table(), title="T")).pages[-1:]

    assert page.mediabox.width > page.mediabox.height
    assert "The only section" in page.extract_text()


def table_of(number, words="", *, heading="Column"):
    columns = tuple(Column(f"c{place}", f"{heading}{place}") for place in range(number))
    return Table("t", "T", columns, ((words,) * number,))


@pytest.mark.parametrize(
    ("table", "is_wide"),
    [
        (table_of(8), False),
        (table_of(9), True),
        (table_of(6, heading="Unaccompanied"), False),
        (table_of(6, heading="Unaccompaniednesses"), True),
        (table_of(6, "A text of some words. " * 6), False),
        (table_of(6, "A text of extraordinarily long words. " * 6), True),
    ],
)
def test_a_table_is_wide_by_its_columns_or_where_its_texts_have_no_room(table, is_wide):
    assert shared.is_wide(table) is is_wide


def test_a_column_of_short_texts_keeps_them_in_one_line_and_the_rest_is_shared_alike():
    columns = tuple(Column(name, name) for name in ("What", "Period", "Note"))
    rows = (*((f"England {n}", "2024/25", "") for n in range(20)), ("England", "by 31 March 2029", "To be reached"))

    what, period, note = (share * shared.LINE for share in shared.widths(Table("t", "T", columns, rows)))

    assert period > len("by 31 March 2029")
    assert note > len("To be reached")
    assert what < 1.2 * period


def test_a_date_breaks_before_its_year_alone():
    columns = (Column("text", "Text"), *(Column(f"d{n}", f"Day {n}", Kind.DATE) for n in range(2)))
    day = Day("23 September 2026", "2026-09-23")

    _, first, second = shared.widths(Table("t", "T", columns, (("Words. " * 60, day, day),)), line=60)

    assert first * 60 >= len("23 September")
    assert second == first
