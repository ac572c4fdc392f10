"""The plan of a workbook: what its sheets are called, what they say, and that nothing is lost."""

import pytest

from cdp.papers import fitting, sheets
from cdp.papers.content import Bullets, Column, Figure, Kind, Section, Table, Text
from cdp.papers.grids import grid_of, table_grid
from cdp.papers.shown import Link
from tests.cdp.papers import made

EMOJI = "\U0001f389"


def table(key="costs", *, rows=(("A", "B"),), headings=("One", "Two"), **fields):
    columns = tuple(Column(f"c{n}", heading) for n, heading in enumerate(headings))
    return Table(key, fields.pop("title", "What it costs"), columns, rows, **fields)


def sheet(paper, name):
    return next(one for one in sheets.plan(paper).sheets if one.name == name)


def lines(sheet):
    return [line.text for line in sheet.lines]


def rows(sheet):
    return [[cell.text if isinstance(cell, Link) else cell for cell in row] for row in sheet.grid.rows]


def test_the_sheets_of_a_paper_are_its_cover_its_text_and_its_tables():
    paper = made.paper_of(table(), table("more", title="More: [of it]?"))

    assert [one.name for one in sheets.plan(paper).sheets] == [
        "Cover", "Contents", "Notes", "Text", "1 What it costs", "2 More of it",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ("Actions", "7 Actions"),
        ("Actions that are overdue and have no update", "7 Actions that are overdue and"),
        ("x" * 50, f"7 {'x' * 29}"),
        (EMOJI * 40, f"7 {EMOJI * 14}"),
        ("a/b\\c[d]*e?f:g'h", "7 a b c d e f g h"),
        ("", "7"),
        ("???", "7"),
    ],
)
def test_the_name_of_a_sheet_is_one_that_excel_takes(title, name):
    assert fitting.sheet_name(7, title) == name
    assert fitting.utf16(name) <= 31


def test_the_cover_says_who_when_and_how_to_read_it():
    said = lines(sheet(made.sample_paper(), "Cover"))

    assert said[:11] == [
        "Northshire Combating Drugs Partnership: progress, quarter 4 of 2025/26",
        "Restricted",
        "Sample data, made up. No figure here is about a real place.",
        "Restricted: holds figures that are not for publication.",
        "Paper for the board of 19 March 2026, item 5",
        "Publisher: Northshire Combating Drugs Partnership",
        "As at: 12 March 2026, 9:30am. Every figure and status is as it was then.",
        "Meeting: Board, 19 March 2026, 2pm, County Hall",
        "Report of: Director of Public Health",
        "For: Decision",
        "Wards: All",
    ]
    assert "How to read this workbook" in said


def test_notes_are_numbered_through_the_workbook_and_told_once():
    paper = made.paper_of(table("a", notes=("First.", "Second.")), table("b", notes=("Second.", "Third.")), table("c"))

    assert rows(sheet(paper, "Notes")) == [
        ["[note 1]", "First.", "1 What it costs"],
        ["[note 2]", "Second.", "1 What it costs, 2 What it costs"],
        ["[note 3]", "Third.", "2 What it costs"],
    ]
    assert [lines(sheet(paper, f"{n} What it costs"))[1] for n in (1, 2, 3)] == [
        "Notes to this table: [note 1], [note 2], on the sheet “Notes”.",
        "Notes to this table: [note 2], [note 3], on the sheet “Notes”.",
        "This table has no notes.",
    ]


def test_marks_that_are_used_are_explained_on_the_notes_sheet_and_beside_the_table():
    figures = table(rows=(("A", Figure("[c]", mark="c")), ("B", Figure("8.0", 8.04, 1, "p"))))
    paper = made.paper_of(figures)

    assert rows(sheet(paper, "Notes")) == [
        ["[c]", "Withheld to protect people.", "1 What it costs"],
        ["[p]", "Provisional.", "1 What it costs"],
    ]
    assert lines(sheet(paper, "1 What it costs"))[1] == (
        "Shorthand in this table: [c] withheld to protect people; [p] provisional."
    )


def test_a_table_sheet_has_title_notes_source_and_the_watermark():
    paper = made.paper_of(table(source="The board"), watermark="Restricted")

    assert lines(sheet(paper, "1 What it costs")) == [
        "What it costs", "This table has no notes.", "Source: The board", "Restricted",
    ]  # fmt: skip


def test_a_chart_stands_with_its_title_its_headline_and_its_figures():
    chart = made.chart_block("prison-leavers")
    found = sheets.plan(made.paper_of(chart)).sheets[4]

    assert lines(found)[0] == chart.title
    assert f"In short: {chart.headline}" in lines(found)
    assert len(found.grid.rows) == len(chart.table.rows)
    assert set(chart.notes) <= {row[1] for row in rows(sheet(made.paper_of(chart), "Notes"))}


def test_the_text_of_the_paper_is_told_in_its_order():
    paper = made.empty_paper(
        sections=(
            Section("a", "First", (Text(("One.", "Two."), numbered=True, heading="Purpose"), Bullets(("Agree.",)))),
            Section("b", "Second", (table(), Text(("Three.",), numbered=True))),
            Section("c", "Third", ()),
        )
    )

    assert rows(sheet(paper, "Text")) == [
        ["First", "Heading", "Purpose"],
        ["First", "Paragraph 1.1", "One."],
        ["First", "Paragraph 1.2", "Two."],
        ["First", "Point", "Agree."],
        ["Second", "Table", "What it costs"],
        ["Second", "Paragraph 2.1", "Three."],
        ["Third", "Section", "Nothing to show"],
    ]


def test_contents_list_every_sheet_with_its_section_and_its_rows():
    paper = made.paper_of(table(rows=(("A", "B"), ("C", "D"))))
    contents = sheet(paper, "Contents")

    assert [row[:3] for row in rows(contents)] == [
        ["Cover", "What this paper is and how to read it", "Whole paper"],
        ["Notes", "Notes and shorthand", "Whole paper"],
        ["Text", "The text of the paper", "Whole paper"],
        ["1 What it costs", "What it costs", "The only section"],
    ]
    assert contents.grid.rows[3][3].value == 2


def test_an_empty_paper_and_an_empty_table_say_that_they_are_empty():
    assert rows(sheet(made.empty_paper(), "Text")) == [["Nothing to show", None, None]]
    assert rows(sheet(made.paper_of(table(rows=())), "1 What it costs")) == [["Nothing to show", None]]


def test_a_row_with_nothing_in_it_is_no_blank_row():
    assert table_grid(table(rows=(("A", "B"), (None, ""), ("C", "")))).rows == [
        ["A", "B"], ["Nothing recorded", None], ["C", None],
    ]  # fmt: skip


@pytest.mark.parametrize("letter", ["a", EMOJI, "word "])
def test_a_cell_that_is_too_long_goes_on_beside_itself(letter):
    text = letter * 40_000
    grid = grid_of("long", ["Ref", "Text", "End"], [["1", text, "end"], ["2", "short", "end"]])
    parts = [cell for cell in grid.rows[0][1:-1] if cell]

    assert "".join(parts) == text
    assert all(fitting.utf16(part) <= 32_767 for part in parts)
    assert grid.rows[1] == ["2", "short", *[None] * (len(parts) - 1), "end"]
    assert grid.headings[:3] == ("Ref", "Text", "Text, continued")
    assert len(set(grid.headings)) == len(grid.headings) == len(parts) + 2


def test_a_paragraph_that_is_too_long_goes_on_in_the_next_row():
    text = "word " * 10_000
    found = rows(sheet(made.paper_of(Text((text,))), "Text"))

    assert [row[1] for row in found] == ["Paragraph", "Paragraph, continued"]
    assert "".join(row[2] for row in found) == text


@pytest.mark.parametrize(
    ("headings", "expected"),
    [
        (("One\ntwo", "one  two"), ("One two", "one two (2)")),
        (("\x01", "B"), ("Column 1", "B")),
        (("x" * 300, "X" * 301), ("x" * 250, f"{'X' * 242} (2)")),
    ],
)
def test_headings_are_on_one_line_filled_and_unique(headings, expected):
    assert table_grid(table(headings=headings)).headings == expected


def test_a_heading_that_is_too_long_is_told_in_full_above_the_table():
    paper = made.paper_of(table(headings=("x" * 300, "B")))

    assert f"Heading 1 in full: {'x' * 300}" in lines(sheet(paper, "1 What it costs"))


def test_words_that_no_number_format_can_say_stand_in_a_column_beside_the_numbers():
    interval = Table(
        "rates",
        "Rates",
        (Column("name", "Name"), Column("rate", "Rate", Kind.NUMBER)),
        (("A", Figure("12.3 (11.0 to 13.5)", 12.3, 1, "p")), ("B", Figure("[x]", mark="x")), ("C", None)),
    )

    grid = table_grid(interval)

    assert grid.headings == ("Name", "Rate", "Rate, as printed")
    assert [row[1] and getattr(row[1], "value", row[1]) for row in grid.rows] == [12.3, "[x]", None]
    assert [row[2] for row in grid.rows] == ["12.3 (11.0 to 13.5) [p]", "[x]", None]


def test_a_column_of_many_units_is_told_in_words_beside_it():
    many = Table(
        "units",
        "Units",
        (Column("name", "Name"), Column("n", "Number", Kind.NUMBER)),
        tuple((str(n), Figure(f"{n} {'x' * n}", n)) for n in range(1, 20)),
    )

    assert table_grid(many).headings == ("Name", "Number", "Number, as printed")


def test_letters_that_are_none_are_left_out():
    paper = made.paper_of(table(rows=(("a\x00b\x0bc", "d\ufffee"),)), title="One\x07 title")

    assert sheets.plan(paper).title == "One title"
    assert rows(sheet(paper, "1 What it costs")) == [["abc", "de"]]
