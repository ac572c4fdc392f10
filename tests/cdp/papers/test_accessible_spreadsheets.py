"""Excel and OpenDocument keep the government's rules; and a workbook that breaks one is found out."""

import io
from functools import lru_cache

import pytest
import xlsxwriter

from cdp.papers import excel, ods
from tests.cdp.papers import made
from tests.cdp.papers.opened import opened
from tests.cdp.papers.spreadsheet_rules import RULES

PAPERS = {
    "sample": made.sample_paper,
    "odd": made.odd_paper,
    "empty": made.empty_paper,
    "empty table": lambda: made.paper_of(made.long_table(0)),
    "2,000 rows": lambda: made.paper_of(made.long_table()),
    "big": made.big_paper,
}


@lru_cache(maxsize=len(PAPERS) * 2)
def book(writer, name):
    return opened(writer.write(PAPERS[name]()))


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("writer", [excel, ods], ids=["xlsx", "ods"])
@pytest.mark.parametrize("rule", RULES)
def test_rule(rule, writer, name):
    assert RULES[rule](book(writer, name)) == []


def _broken():
    """Breaks every rule that a workbook of XlsxWriter can break."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as made_book:
        page = made_book.add_worksheet("Contents")
        page.write_string("B2", "[c]")
        page.write_number("B3", 5)
        page.write_formula("B4", "=1+1")
        page.merge_range("D1:E1", "merged")
        page.freeze_panes(1, 0)
        page.set_row(7, None, None, {"hidden": True})
        page.add_table("D3:E5", {"columns": [{"header": "One"}, {"header": "Two"}]})
        page.write_string("D3", "Another heading than the table says")
        page.add_table("G3:H5", {"columns": [{"header": "One"}, {"header": "Two"}]})
        page.write_string("G10", "below")
        page.insert_image("A20", "dot.png", {"image_data": io.BytesIO(_dot())})
        for name in ("Notes", "Text", "Cover", "5"):
            made_book.add_worksheet(name)
        last = made_book.add_worksheet("6")
        last.write_string("A1", "Title")
        last.write_string("A2", "A line about something else")
        last.add_table("A3:A4", {"columns": [{"header": "Value"}], "data": [[5]]})
        last.write_string("A4", "[c]")
        last.write_number("A5", 4)
    found = opened(file.getvalue())
    found.sheets[1].name = found.sheets[2].name = "A [name] that XlsxWriter refuses"
    return found


def _dot():
    return bytes.fromhex(
        "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360000000020001e221bc33"
        "0000000049454e44ae426082"
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_workbook_that_breaks_the_rule_is_found_out(rule):
    assert RULES[rule](_broken()) != []
