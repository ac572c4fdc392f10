"""A paper as PDF, read back by another's reader: its tags, its words, its bookmarks."""

import io
import re
from collections import Counter

import pytest
from pypdf import PdfReader

from cdp.papers import pdf, typeset
from cdp.papers.content import Bullets, Column, Facts, Figure, Kind, Table, Text
from tests.cdp.papers import made


def read(paper):
    return PdfReader(io.BytesIO(pdf.write(paper)))


def words(reader):
    """All that is said, in one line: where a line of the page ends is no matter of the text."""
    said = " ".join(page.extract_text() for page in reader.pages).replace(typeset.SOFT, "")
    return " ".join(said.split())


def letters(text):
    """Without spaces: a reader finds some of its own between two columns, and none where a line ended."""
    return re.sub(rf"[\s{typeset.SOFT}]", "", text)


def tags(reader):
    """[(kind of tag, the tag)] in the order in which they are read."""
    found, waiting = [], [reader.trailer["/Root"]["/StructTreeRoot"]]
    while waiting:
        one = waiting.pop(0).get_object()
        if isinstance(one, list):
            waiting[:0] = one
        elif isinstance(one, dict):
            if "/S" in one:
                found.append((one["/S"].removeprefix("/"), one))
            if "/K" in one:
                waiting.insert(0, one["/K"])
    return found


@pytest.fixture(scope="module")
def sample():
    return read(made.sample_paper())


def test_it_says_that_it_is_pdf_ua_of_this_title_and_language(sample):
    root = sample.trailer["/Root"]

    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert sample.metadata.title == made.sample_paper().title
    assert sample.metadata.author == made.sample_paper().publisher
    assert "<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data().decode()


def test_bookmarks_are_the_sections_and_under_them_their_headings(sample):
    titles = [[one.title for one in each] if isinstance(each, list) else each.title for each in sample.outline]

    assert titles[:2] == ["1 Cover report", ["Purpose", "Recommendations", "Background", "Implications"]]
    assert titles[-1] == "Shorthand in tables"


def test_headings_tables_and_lists_are_tagged(sample):
    found = Counter(kind for kind, _ in tags(sample))
    tables = [table for _, table in made.sample_paper().every_table()]

    assert found["Title"] == 1
    assert found["H1"] == 1 + 4 + 1  # contents, sections, shorthand
    assert found["Table"] == len(tables)
    assert found["TH"] == sum(len(table.columns) for table in tables)
    assert found["TD"] == sum(len(table.columns) * len(table.rows) for table in tables)
    assert found["TOCI"] > len(made.sample_paper().sections)
    assert found["L"] >= 4


def test_a_drawing_has_its_alternative_text(sample):
    said = [one.get("/Alt") for kind, one in tags(sample) if kind == "Figure"]

    assert said == [f"{one.title}. {one.description}" for one in made.sample_paper().charts()]


def test_every_page_says_whose_paper_it_is_of_when_and_which_page(sample):
    for number, page in enumerate(sample.pages, start=1):
        said = page.extract_text()
        assert f"Page {number} of {len(sample.pages)}" in said
        assert "As at 12 March 2026, 9:30am" in said
        assert "Northshire Combating Drugs Partnership" in said
        assert said.count("Restricted") >= 2  # in the header and across the page


def test_what_every_reader_must_know_comes_first(sample):
    said = words(sample)

    assert said.index("Sample data, made up.") < said.index("Northshire Combating Drugs Partnership: progress")


def test_tables_say_every_cell_with_its_mark(sample):
    said = words(sample)

    assert "Left prison and began treatment 2024/25 46.3% 57.1% Worse 3 November 2025" in said
    assert "8.0 [p]" in said
    assert "0 [low]" in said
    assert "[c] withheld to protect people" in said
    assert "1.1 This paper tells the board" in said


def test_the_headings_of_a_long_table_stand_on_every_page_of_it():
    reader = read(made.paper_of(made.long_table(300)))

    assert len(reader.pages) > 4
    assert all("Confidence" in page.extract_text() for page in reader.pages)


@pytest.mark.parametrize("name", made.ODD_TEXTS)
def test_an_odd_text_comes_out_as_it_went_in(name):
    text = made.ODD_TEXTS[name]
    table = Table(
        "t", text, (Column("a", text), Column("b", "N", Kind.NUMBER)), ((text, Figure("1", 1)),), notes=(text,)
    )

    reader = read(
        made.paper_of(Text((text,), numbered=True, heading=text), Bullets((text,)), Facts(((text, text),)), table)
    )

    if name in ("right to left", "emoji"):
        # What is drawn is turned and joined; each letter is still in the text of the page.
        assert set(letters(text)) - set(letters(words(reader))) - set("\u200d\ufe0f") == set()
    else:
        assert letters(words(reader)).count(letters(text)) >= 8


def test_a_text_of_20_000_letters_goes_on_over_pages_even_in_a_table():
    table = Table("t", "T", (Column("a", "A"), Column("b", "B")), ((made.LONG, "short"),))

    said = letters(words(read(made.paper_of(Text((made.LONG,)), table))))

    assert said.count(letters("nobody minds.")) == 2 * made.LONG.count("nobody minds.")


def test_an_empty_paper_an_empty_table_and_a_long_one_can_be_written():
    empty = Table("none", "Nothing", (Column("a", "A"),), ())

    assert "Nothing yet" in words(read(made.empty_paper()))
    assert "There is nothing in this table." in words(read(made.paper_of(empty)))
    assert "Action 2000:" in words(read(made.paper_of(made.long_table())))


def test_odd_texts_wherever_a_text_can_stand_are_survived():
    assert len(read(made.odd_paper()).pages) > 10


def test_a_letter_that_no_font_has_is_written_as_its_code():
    said = words(read(made.paper_of(Text(("Dr \u4e2d\u6587 and \ue000",)))))

    assert "Dr [U+4E2D][U+6587] and [U+E000]" in said


def test_a_table_of_many_columns_lies_on_its_side():
    columns = tuple(Column(f"c{n}", f"Column {n}") for n in range(12))
    wide = Table("wide", "Wide", columns, (tuple("abcdefghijkl"),))

    pages = read(made.paper_of(Text(("Before",)), wide)).pages

    assert [page.mediabox.width > page.mediabox.height for page in pages] == [False, True]


def test_the_same_paper_is_the_same_bytes():
    assert pdf.write(made.sample_paper()) == pdf.write(made.sample_paper())


def test_a_fall_of_typst_is_said(tmp_path):
    broken = tmp_path / "broken.typ"
    broken.write_text("#panic(sys.inputs.paper)")

    with pytest.raises(typeset.NotTypeset, match="panicked"):
        typeset.pdf(broken, {"title": "x"}, as_at=made.AS_AT)


def test_a_source_that_never_ends_is_ended(tmp_path, monkeypatch):
    endless = tmp_path / "endless.typ"
    endless.write_text("#let f(x) = { let n = 0; while true { n += 1; if n > 9000 { n = 0 } } }\n#f(1)")
    monkeypatch.setattr(typeset, "SECONDS", 1)

    with pytest.raises(typeset.NotTypeset):
        typeset.pdf(endless, {}, as_at=made.AS_AT)


def test_a_short_table_is_not_torn_apart():
    filler = Text(tuple(f"Line {number}" for number in range(25)))

    pages = [page.extract_text() for page in read(made.paper_of(filler, made.SCORECARD)).pages]

    assert ["Adults in treatment" in page for page in pages] == [False, True]
    assert ["Line 24" in page for page in pages] == [True, False]
