"""A council's own document: what of it is used, what goes, and which are refused."""

import io
import zipfile

import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.shared import Cm

from cdp.papers import templates, word
from cdp.papers.templates import TemplateRefused
from tests.cdp.papers import made, word_files


def written(template, paper=None):
    return Document(io.BytesIO(word.write(paper or made.sample_paper(), template=template)))


def text(data):
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(archive.read(name) for name in archive.namelist()).decode("utf-8", "replace")


def test_what_a_template_brings_is_said_in_sentences():
    *page, styles = templates.check(word_files.council(without=("Caption",)))

    assert page == ["Page: A4.", "A header.", "A footer with page numbers."]
    used, added = styles.split(". ")
    assert used == "Styles used: Title, Subtitle, heading 1, heading 2, heading 3, List Bullet, header, footer"
    assert added == "Those that it lacks are added with our look: caption, toc 1, Table Text, Paper Table."
    assert templates.check(word_files.council(has_header=False))[1] == "No header: papers made with it have none."


def test_its_page_styles_header_and_footer_are_used_and_its_body_is_not():
    document = written(word_files.council())

    assert round(document.sections[0].left_margin.cm, 1) == 3
    assert document.styles["Heading 1"].font.name == "Georgia"
    assert document.sections[0].header.paragraphs[0].text == "Northshire Council"
    assert "PAGE" in text(word_files.saved(document))
    said = [one.text for one in document.paragraphs]
    assert "Write your report here. Ask democratic services." not in said
    assert document.paragraphs[3].style.name == "Title"
    assert document.core_properties.author == made.sample_paper().publisher


def test_tables_and_pictures_fit_the_page_of_the_template():
    document = written(word_files.council())

    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    assert all(shape.width <= room for shape in document.inline_shapes)
    for table in document.tables:
        widths = [int(one.get(qn("w:w"))) * 635 for one in table._tbl.find(qn("w:tblGrid"))]
        assert sum(widths) <= room * 1.01


def test_the_watermark_comes_to_its_header():
    assert 'string="Restricted"' in text(word.write(made.sample_paper(), template=word_files.council()))
    assert 'string="Restricted"' in text(word.write(made.sample_paper(), template=word_files.council(has_header=False)))


@pytest.mark.parametrize(
    "missing", [("Heading 1",), ("Title", "List Bullet", "Caption", "Heading 2", "Subtitle"), ("Normal",)]
)
def test_a_style_that_it_lacks_is_added(missing):
    document = written(word_files.council(without=missing))

    styles = [one.style.name for one in document.paragraphs]
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "Caption", "Paper Paragraph"} <= set(styles)


def test_styles_are_found_by_name_whatever_their_ids_are():
    document = written(word_files.localised())

    used = {one._p.pPr.pStyle.val for one in document.paragraphs if one.style.name == "Heading 1"}
    assert used == {"berschrift1"}
    assert document.styles["Heading 1"].font.name == "Georgia"


def test_its_own_look_of_tables_is_used():
    document = written(word_files.with_own_styles())

    assert len([one for one in document.styles if one.name in ("Paper Table", "Table Text")]) == 2
    assert document.styles["Table Text"].font.size.pt == 14


def test_bullets_and_numbers_need_nothing_of_the_template():
    document = written(word_files.without_numbering())

    bullets = [one for one in document.paragraphs if one.style.name == "List Bullet"]
    assert all(one._p.pPr.numPr is not None for one in bullets)
    kept = document.part.numbering_part.element
    assert len(kept.findall(qn("w:num"))) == 2


def test_the_template_that_it_was_made_from_is_forgotten():
    template = word_files.with_relation("attachedTemplate", "file:///C:/Users/a.officer/Normal.dotm", part="settings")

    made_of_it = text(word.write(made.empty_paper(), template=template))

    assert "a.officer" in text(template)
    assert "a.officer" not in made_of_it
    assert "attachedTemplate" not in made_of_it


def test_a_dotx_is_taken_too():
    template = word_files.changed(
        word_files.council(), "[Content_Types].xml", lambda said: said.replace(templates.DOCUMENT, templates.DOTX)
    )

    assert templates.check(template)[0] == "Page: A4."
    assert written(template).paragraphs


def test_a_document_without_a_page_gets_one():
    assert templates.check(word_files.without_page())[0] == "Page: A4."
    assert written(word_files.without_page()).sections


def test_the_same_paper_on_the_same_template_is_the_same_bytes():
    template = word_files.council()

    assert word.write(made.sample_paper(), template=template) == word.write(made.sample_paper(), template=template)


def test_odd_texts_on_a_template_are_survived():
    assert written(word_files.council(), made.odd_paper()).tables


MACRO = word_files.changed(word_files.council(), "word/vbaProject.bin", lambda _: "x")
REFUSED = {
    "empty": (b"", "empty"),
    "a text": (b"Dear all, here is our template", "not a Word file"),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"0" * 300, "not a Word file"),
    "cut off": (word_files.council()[:9000], "not a Word file"),
    "an old .doc": (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "encrypted or from an old Word"),
    "encrypted": (word_files.marked_encrypted(), "encrypted"),
    "11 MB": (b"PK" + b"\x00" * (11 * 1024 * 1024), "11 MB"),
    "a bomb": (word_files.bomb(), "far larger unpacked"),
    "many parts": (word_files.of_many_parts(), "far larger unpacked"),
    "macros": (MACRO, "macros"),
    "a docm": (
        word_files.changed(
            word_files.council(), "[Content_Types].xml",
            lambda said: said.replace(templates.DOCUMENT, "application/vnd.ms-word.document.macroEnabled.main+xml"),
        ),
        "macros",
    ),
    "a spreadsheet": (word_files.changed(word_files.changed(b"PK\x05\x06" + b"\x00" * 18, "[Content_Types].xml",
                      lambda _: "<Types/>"), "xl/workbook.xml", lambda _: "<w/>"), "not a Word file"),
    "no document": (word_files.changed(word_files.council(), "word/document.xml", None), "broken"),
    "broken document": (word_files.changed(word_files.council(), "word/document.xml", lambda s: s[:400]), "broken"),
    "broken styles": (word_files.changed(word_files.council(), "word/styles.xml", lambda s: s[:400]), "broken"),
    "broken relations": (word_files.changed(word_files.council(), "_rels/.rels", lambda s: s[:90]), "broken"),
    "entities": (
        word_files.changed(word_files.council(), "word/styles.xml",
                           lambda s: s.replace("<w:styles", '<!DOCTYPE a [<!ENTITY b "c">]><w:styles', 1)),
        "declaration",
    ),
    "a picture from elsewhere": (word_files.with_relation("image", "http://10.0.0.1/", part="header"), "elsewhere"),
    "an embedded object": (word_files.with_relation("oleObject", "file:///c:/a.xls"), "embedded object"),
    "another document": (word_files.with_relation("aFChunk", "http://example.org/a.html"), "embedded object"),
    "a frame": (word_files.with_relation("frame", "http://example.org/a.html"), "embedded object"),
    "a field that fetches": (word_files.with_field('INCLUDEPICTURE "http://10.0.0.1/a.png"'), "INCLUDEPICTURE"),
    "a field that starts": (word_files.with_field('DDEAUTO c:\\\\windows "cmd"'), "DDEAUTO"),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_what_could_act_fetch_or_break_is_refused_with_a_sentence(name):
    data, sentence = REFUSED[name]

    with pytest.raises(TemplateRefused, match=sentence) as refused:
        templates.check(data)
    assert str(refused.value).endswith(".")
    with pytest.raises(TemplateRefused):
        word.write(made.empty_paper(), template=data)


def test_a_link_that_a_reader_presses_is_no_reason_to_refuse():
    assert templates.check(word_files.with_relation("hyperlink", "https://www.example.org", part="header"))


def test_a_page_without_room_is_refused():
    document = Document(io.BytesIO(word_files.council()))
    document.sections[0].left_margin = Cm(15)

    with pytest.raises(TemplateRefused, match="no room"):
        templates.check(word_files.saved(document))
