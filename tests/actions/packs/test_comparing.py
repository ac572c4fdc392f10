"""Two papers side by side, from the papers alone."""

from dataclasses import replace

from actions.packs.comparing import CellChange, differences
from cdp.papers.content import Bullets, Chart, Column, Figure, Kind, Paper, Section, Table, Text

COLUMNS = (Column("ref", "Reference"), Column("title", "Action"), Column("number", "Number", Kind.NUMBER))


def paper(*sections, **said):
    return Paper("Pack", "", "Publisher", "2026-12-01T09:00:00+00:00", "1 December 2026", sections, **said)


def table(*rows, columns=COLUMNS, key="log", identity=("ref",)):
    return Table(key, "Action log", columns, rows, identity=identity)


def section(*blocks, key="log", title="Log"):
    return Section(key, title, blocks)


def row(ref, title="Meet them", number=1):
    return (ref, title, Figure(str(number), number, 0))


def test_papers_that_say_the_same_do_not_differ():
    one = paper(section(Text(("A",)), table(row("1"))))
    assert differences(one, one).are_none
    assert differences(one, replace(one, as_at="2027-01-01T00:00:00+00:00")).are_none


def test_rows_are_paired_by_identity_wherever_they_stand():
    found = differences(
        paper(section(table(row("1"), row("2"), row("3")))),
        paper(section(table(row("3", number=4), row("1"), row("9")))),
    )

    (one,) = found.tables
    assert (one.added, one.gone, one.changed) == (("9",), ("2",), (CellChange("3", "Number", "1", "4"),))
    assert found.number == 3


def test_rows_of_one_identity_are_paired_in_their_order():
    (one,) = differences(
        paper(section(table(row("1"), row("1", "Second")))),
        paper(section(table(row("1"), row("1", "Other"), row("1", "Third")))),
    ).tables
    assert (one.added, one.gone) == (("1",), ())
    assert one.changed == (CellChange("1", "Action", "Second", "Other"),)


def test_columns_that_came_and_went_are_told_and_the_others_compared():
    fewer = table(("1", "Changed"), columns=COLUMNS[:2])
    (one,) = differences(paper(section(table(row("1")))), paper(section(fewer))).tables

    assert (one.columns_gone, one.columns_added) == (("Number",), ())
    assert one.changed == (CellChange("1", "Action", "Meet them", "Changed"),)


def test_tables_and_sections_come_and_go():
    found = differences(
        paper(section(table(row("1"))), section(key="old", title="Old")),
        paper(section(table(row("1"), key="new")), section(key="young", title="Young")),
    )

    assert (found.sections_added, found.sections_gone) == (("Young",), ("Old",))
    assert [(one.key, one.is_new, one.is_gone, one.added) for one in found.tables] == [
        ("new", True, False, ("1",)),
        ("log", False, True, ()),
    ]


def test_texts_are_compared_under_their_headings():
    found = differences(
        paper(section(Text(("Same", "Before"), heading="Purpose"), Bullets(("One",)))),
        paper(section(Text(("Same", "After"), heading="Purpose"), Bullets(("One",)))),
    )
    assert [(one.heading, one.added, one.gone) for one in found.texts] == [("Purpose", ("After",), ("Before",))]


def test_a_chart_is_compared_by_its_table():
    def drawn(number, svg):
        return Chart("c", "Up", "Title", "Description", svg, table(row("1", number=number), key="c-table"), "Source")

    same = differences(paper(section(drawn(1, "<svg a=''/>"))), paper(section(drawn(1, "<svg b=''/>"))))
    other = differences(paper(section(drawn(1, "<svg/>"))), paper(section(drawn(2, "<svg/>"))))

    assert same.are_none
    assert other.tables[0].changed == (CellChange("1", "Number", "1", "2"),)


def test_an_empty_paper_is_compared_too():
    assert differences(paper(), paper()).are_none
    assert differences(paper(), paper(section())).sections_added == ("Log",)
