"""A paper as a web page: what stands in it, in which order, and that nothing in it acts."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup

from cdp.papers import html, shared
from cdp.papers.content import Column, Figure, NotAPaper, Table, Text
from tests.cdp.papers import made


def read(paper):
    return BeautifulSoup(html.write(paper), "html.parser")


def words(node):
    return " ".join(node.get_text(" ").split())


@pytest.fixture(scope="module")
def page():
    return read(made.sample_paper())


def test_the_file_stands_alone(page):
    assert page.find_all(["script", "link", "img", "iframe"]) == []
    assert page.find("style").string.strip() == html.SHEET.read_text("utf-8").strip()
    assert page.find("meta", attrs={"http-equiv": "Content-Security-Policy"})["content"].startswith(
        "default-src 'none'"
    )
    assert page.html["lang"] == "en-GB"
    assert page.title.string == f"{made.sample_paper().title} - {made.sample_paper().publisher}"


def test_it_has_its_landmarks_and_a_way_past_them(page):
    assert [len(page.find_all(tag)) for tag in ("header", "main", "nav", "footer")] == [1, 1, 1, 1]
    assert page.find("a")["href"] == f"#{page.main['id']}"


def test_headings_begin_at_one_and_leave_no_level_out(page):
    levels = [int(one.name[1]) for one in page.find_all(re.compile("h[1-6]"))]

    assert levels.count(1) == 1
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))


def test_contents_lead_to_every_section(page):
    links = [one["href"].removeprefix("#") for one in page.nav.find_all("a")]

    assert links == [f"section-{one.key}" for one in made.sample_paper().sections] + ["paper-shorthand"]
    assert all(page.find(id=one) for one in links)


def test_no_name_is_given_twice(page):
    ids = [one["id"] for one in page.find_all(id=True)]

    assert len(ids) == len(set(ids))


def test_what_every_reader_must_know_comes_first(page):
    said = words(page.main)

    assert said.startswith("Restricted Sample data, made up. No figure here is about a real place. Restricted: holds")


def test_paragraphs_are_counted_through_their_section(page):
    numbers = [one.find(class_="paper-number").string for one in page.find_all(class_="paper-numbered")]

    assert numbers[:4] == ["1.1", "1.2", "1.3", "1.4"]
    assert numbers[4] == "4.1"


def test_a_table_has_headings_of_columns_and_of_rows_and_says_its_marks(page):
    table = page.find(id="table-scorecard").find_parent("table")

    assert [words(one) for one in table.select("thead th[scope=col]")] == [c.heading for c in made.SCORECARD.columns]
    rows = [[words(cell) for cell in row.find_all(["th", "td"])] for row in table.select("tbody tr")]
    assert rows == [[shared.said(cell) for cell in row] for row in made.SCORECARD.rows]
    assert rows[2][2] == "8.0 [p]"
    assert rows[3][2] == "[c]"
    assert len(table.select("tbody th[scope=row]")) == len(rows)
    assert [cell["class"] for cell in table.select("tbody tr")[0].find_all("td")[1:3]] == [["paper-figure"]] * 2


def test_the_marks_are_explained(page):
    explained = page.find(id="paper-shorthand").find_parent("section")

    assert [words(one) for one in explained.find_all("dt")] == ["[c]", "[x]", "[z]", "[low]", "[p]", "[r]"]


def test_a_chart_has_its_words_and_its_table(page):
    chart = made.sample_paper().charts()[0]
    figure = page.find("figure")

    assert figure["aria-labelledby"] == figure.find("h3")["id"]
    assert words(figure.find("h3")) == chart.headline
    assert figure.svg["role"] == "img"
    assert figure.svg["aria-label"] == f"{chart.title}. {chart.description}"
    assert len(figure.select("tbody tr")) == len(chart.table.rows)
    assert words(figure).count("Source:") == 1


def test_the_body_keeps_to_a_strict_content_policy():
    body = BeautifulSoup(html.body(made.odd_paper(), level=2), "html.parser")

    assert body.find_all(["style", "script"]) == []
    assert [
        one for one in body.find_all(True) if one.has_attr("style") or any(a.startswith("on") for a in one.attrs)
    ] == []
    assert [len(body.find_all(f"h{n}")) for n in (2, 3)] == [1, 1 + len(made.ODD_TEXTS)]
    assert body.find("h1") is None


@pytest.mark.parametrize("name", made.ODD_TEXTS)
def test_an_odd_text_comes_out_as_it_went_in(name):
    text = made.ODD_TEXTS[name]

    page = read(made.paper_of(Text((text, made.LONG)), title=text, notices=(text,)))

    assert words(page.find(class_="paper-section").find("p")) == " ".join(text.split())
    assert words(page.h1) == " ".join(text.split())
    assert words(page.find_all("p")[-4]) == made.LONG.strip() or made.LONG.strip() in words(page.main)


def test_a_text_from_right_to_left_turns_its_paragraph():
    page = read(made.paper_of(Text((made.ODD_TEXTS["right to left"], "Left to right"))))

    assert [one.get("dir") for one in page.find(class_="paper-section").find_all("p")] == ["auto", None]


def test_an_empty_paper_and_an_empty_table_are_said_to_be_so():
    empty = Table("none", "Nothing", (Column("a", "A"),), ())

    assert words(read(made.empty_paper()).h1) == "Nothing yet"
    assert shared.NOTHING in words(read(made.paper_of(empty)).main)


def test_a_long_table_is_whole():
    assert len(read(made.paper_of(made.long_table())).select("tbody tr")) == 2000


def test_a_letter_that_xml_cannot_carry_is_left_out():
    table = Table("t", "T", (Column("a", "A"),), (("a\x00b\x1fc",), (Figure("1\x08", 1),)))

    assert [words(one) for one in read(made.paper_of(table)).select("tbody th")] == ["abc", "1"]


@pytest.mark.parametrize(
    "inside",
    ["<script>alert(1)</script>", '<g onclick="alert(1)"/>', '<rect style="x"/>', '<image href="http://a/"/>',
     "<foreignObject/>", '<path href="x"/>', "<style>a{}</style>"],
)  # fmt: skip
def test_a_drawing_that_acts_or_leads_out_is_refused(inside):
    chart = made.chart_block("bad")
    object.__setattr__(chart, "svg", f"<svg>{inside}</svg>")

    with pytest.raises(NotAPaper, match="Chart bad"):
        html.write(made.paper_of(chart))


def test_the_same_paper_is_the_same_bytes():
    assert html.write(made.sample_paper()) == html.write(made.sample_paper())
