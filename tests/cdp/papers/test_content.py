"""The one object that every format is written from: it says what is wrong with it, and gives the same bytes."""

import dataclasses

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cdp.papers import content
from cdp.papers.content import Bullets, Chart, Column, Day, Facts, Figure, Kind, NotAPaper, Paper, Section, Table, Text

COLUMNS = (Column("what", "What"), Column("number", "Number", Kind.NUMBER), Column("due", "Due", Kind.DATE))
ROW = ("Deaths", Figure("12.3", 12.34, 1), Day("1 May 2026", "2026-05-01"))


def table(key="deaths", rows=(ROW,), **more):
    return Table(key, "Deaths by year", COLUMNS, rows, **more)


def paper(*blocks, **more):
    said = {"title": "Board pack", "subtitle": "", "publisher": "A partnership", "as_at": "2026-05-01T09:00:00+01:00"}
    return Paper(**said | {"as_at_words": "1 May 2026", "sections": (Section("one", "One", blocks),)} | more)


def chart(**more):
    said = {
        "key": "trend",
        "headline": "Deaths fall",
        "title": "Deaths a year",
        "description": "A line",
        "svg": "<svg/>",
        "table": table("trend-table"),
        "source": "ONS",
    }
    return Chart(**said | more)


def test_what_is_written_is_read_back_the_same():
    whole = paper(
        Text(("First.", "Second."), numbered=True, heading="Purpose"),
        Bullets(("one", "two")),
        Facts((("As at", "1 May"),)),
        table(identity=("what",), notes=("A note",), source="ONS"),
        chart(),
        facts=(("Meeting", "1 May"),),
        notices=("Sample data, made up.",),
        watermark="Restricted",
    )

    read = content.from_bytes(content.to_bytes(whole))

    assert read == whole
    assert content.to_bytes(read) == content.to_bytes(whole)


def test_one_letter_more_is_another_hash():
    before, after = paper(Text(("a",))), paper(Text(("b",)))

    assert content.hash_of(content.to_bytes(before)) != content.hash_of(content.to_bytes(after))


@pytest.mark.parametrize(
    ("name", "text", "kept"),
    [
        ("nul", "a\x00b", "ab"),
        ("half", "a\ud83db", "ab"),
        ("not a letter", "a\uffffb", "ab"),
        ("line ends", "a\r\nb\rc", "a\nb\nc"),
        ("emoji", "😀", "😀"),
        ("right to left", "שלום", "שלום"),
        ("markup", "<b>&amp;</b>", "<b>&amp;</b>"),
    ],
)
def test_texts_hold_only_letters(name, text, kept):
    data = content.to_bytes(paper(Text((text,))))

    assert content.from_bytes(data).sections[0].blocks[0].paragraphs == (kept,)


@given(st.text())
def test_any_text_can_be_kept(text):
    read = content.from_bytes(content.to_bytes(paper(Text((text,)))))

    assert read.sections[0].blocks[0].paragraphs == (content.clean(text),)


@pytest.mark.parametrize(
    ("name", "make", "said"),
    [
        ("row of another length", lambda: table(rows=(ROW[:2],)), "row 1: 2 cells where there are 3 columns"),
        ("no such column", lambda: table(identity=("who",)), "no column is called who"),
        ("capital in a key", lambda: table("Deaths"), "The key of a table"),
        ("chart without words", lambda: chart(headline=" "), "needs a headline"),
        ("no drawing", lambda: chart(svg="<png>"), "one <svg> element"),
        ("not a number", lambda: Figure("?", float("nan")), "a figure is a number"),
        ("infinite", lambda: Figure("?", float("inf")), "a figure is a number"),
        ("unknown mark", lambda: Figure("", None, mark="q"), "is no mark of a figure"),
        ("section without a title", lambda: Section("one", " ", ()), "needs a title"),
        ("paper without a moment", lambda: paper(as_at=""), "needs its as at"),
        ("two tables of a name", lambda: paper(table(), table()), "cannot be called the same table or chart: deaths"),
        ("a chart's table too", lambda: paper(table("trend-table"), chart()), "trend-table"),
        (
            "two sections of a name",
            lambda: paper(sections=(Section("one", "One", ()), Section("one", "Two", ()))),
            "the same section: one",
        ),
    ],
)
def test_what_is_no_paper_is_refused_in_words(name, make, said):
    with pytest.raises(NotAPaper, match=said):
        make()


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("no JSON", b"PK\x03", "Not the bytes of a paper"),
        ("a list", b"[]", "Not the bytes of a paper"),
        ("half of it", b'{"version":1}', "Not the bytes of a paper"),
        ("of the future", b'{"version":2}', "versions up to 1 can be read"),
    ],
)
def test_bytes_of_something_else_are_refused(name, data, said):
    with pytest.raises(NotAPaper, match=said):
        content.from_bytes(data)


def test_it_knows_its_tables_and_the_marks_to_explain():
    hidden = (("Deaths", Figure("", None, mark="c"), None), ("Births", Figure("9", 9, mark="p"), None))

    whole = paper(table(rows=hidden), chart())

    assert [one.key for _, one in whole.every_table()] == ["deaths", "trend-table"]
    assert whole.marks() == ["c", "p"]
    assert table(identity=("what", "due")).named(ROW) == ("Deaths", "1 May 2026")


def test_nothing_of_it_can_be_changed():
    with pytest.raises(dataclasses.FrozenInstanceError):
        paper().title = "Another"
