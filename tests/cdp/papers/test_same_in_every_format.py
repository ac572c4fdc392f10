"""One paper, and every format of it says the same: numbers, statuses, dates, notes, texts."""

import re
from functools import lru_cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdp.papers import formats
from cdp.papers.content import MARKS, Bullets, Chart, Column, Day, Facts, Figure, Kind, Section, Table, Text
from tests.cdp.papers import made
from tests.cdp.papers.reading import READERS, plain, read, told

WITH_TABLES = ["html", "docx", "xlsx", "ods", "csv", "json"]  # a PDF has words and no cells that could be read
WITH_NUMBERS = ["xlsx", "ods", "csv", "json"]
UNBROKEN = re.compile(r"[\s\u200b\u00ad\u2010-]+")


def sample():
    """Without the texts that a PDF has no letters for: its own tests are about those."""
    paper = made.sample_paper()
    return made.sample_paper(sections=paper.sections[:3])


PAPERS = {
    "sample": sample,
    "odd": made.odd_paper,
    "empty": made.empty_paper,
    "empty table": lambda: made.paper_of(made.long_table(0)),
    "2,000 rows": lambda: made.paper_of(made.long_table()),
}


@lru_cache(maxsize=len(PAPERS) * len(READERS))
def back(name, key):
    return read(PAPERS[name](), key)


def tables(name, key):
    paper = PAPERS[name]()
    keys = {table.key for _, table in paper.every_table()}
    return {table: rows for table, rows in back(name, key).tables.items() if table in keys}


def test_every_format_that_holds_a_paper_is_read_back():
    assert set(READERS) == set(formats.FORMATS) - {"ics"}


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("key", WITH_TABLES)
def test_every_cell_is_the_same(key, name):
    assert tables(name, key) == told(PAPERS[name]()).tables


@pytest.mark.parametrize("name", PAPERS)
@pytest.mark.parametrize("key", WITH_NUMBERS)
def test_every_number_is_the_same(key, name):
    paper = PAPERS[name]()
    figures = {(table.key, r, c): cell for table, r, c, cell in _figures(paper) if cell.value is not None}

    numbers = {(table, *at): value for table, found in back(name, key).numbers.items() for at, value in found.items()}

    assert {at: round(value, figures[at].places) for at, value in numbers.items()} == {
        at: round(cell.value, cell.places) for at, cell in figures.items()
    }


@pytest.mark.parametrize("key", ["html", "pdf", "docx", "xlsx", "ods", "csv"])
def test_every_cell_of_the_sample_is_said(key):
    says = UNBROKEN.sub("", back("sample", key).says)

    rows = [row for rows in told(sample()).tables.values() for row in rows]
    missing = [cell for row in rows for cell in row if UNBROKEN.sub("", cell) not in says]
    assert missing == []


def test_a_pdf_says_the_cells_of_a_row_one_after_the_other():
    says = UNBROKEN.sub("", back("sample", "pdf").says)

    rows = ["".join(row) for rows in told(sample()).tables.values() for row in rows]
    assert [row for row in rows if UNBROKEN.sub("", row) not in says] == []


@pytest.mark.parametrize("key", READERS)
def test_every_note_source_and_mark_is_told(key):
    paper = sample()
    says = UNBROKEN.sub("", back("sample", key).says).lower()

    wanted = [text for _, table in paper.every_table() for text in (*table.notes, table.source)]
    wanted += [text for chart in paper.charts() for text in (chart.title, chart.source, *chart.notes)]
    # The JSON is for those who know what [c] is; everybody else is told.
    wanted += [MARKS[mark] for mark in paper.marks()] if key != "json" else []
    assert [text for text in wanted if UNBROKEN.sub("", plain(text)).lower() not in says] == []


@pytest.mark.parametrize("key", READERS)
def test_every_text_is_told(key):
    paper = sample()
    says = UNBROKEN.sub("", back("sample", key).says)

    wanted = [paper.title, paper.subtitle, paper.publisher, paper.as_at_words, paper.watermark, *paper.notices]
    wanted += [text for pair in paper.facts for text in pair]
    wanted += [text for block in paper.blocks() for text in _texts(block)]
    assert [text for text in wanted if UNBROKEN.sub("", plain(text)) not in says] == []


def _figures(paper):
    for _, table in paper.every_table():
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row):
                if isinstance(cell, Figure):
                    yield table, r, c, cell


def _texts(block):
    yield getattr(block, "heading", "")
    if isinstance(block, Text):
        yield from block.paragraphs
    elif isinstance(block, Bullets):
        yield from block.items
    elif isinstance(block, Facts):
        yield from (text for pair in block.items for text in pair)
    elif isinstance(block, Table):
        yield from (block.title, *(column.heading for column in block.columns))
    elif isinstance(block, Chart):
        yield from (block.headline, block.title)


# Any paper ------------------------------------------------------------------------------------------------------------

texts = st.text(st.characters(exclude_categories=["Cs", "Cc", "Cn"]), min_size=1, max_size=40).filter(str.strip)
units = st.sampled_from(["", "%", " per 1,000", " people"])


@st.composite
def figures(draw):
    mark = draw(st.sampled_from(["", *MARKS]))
    if mark in ("c", "x", "z"):
        return Figure(f"[{mark}]", mark=mark)
    places = draw(st.integers(0, 3))
    value = draw(
        st.one_of(
            st.integers(-(10**9), 10**9),
            st.floats(-1e9, 1e9, allow_nan=False).filter(lambda value: value == 0 or abs(value) > 1e-9),
        )
    )
    said = f"{round(value, places):,.{places}f}".replace("-", "−")
    ends = draw(st.sampled_from(["", f" ({draw(st.integers(0, 9))} to 10)"]))
    return Figure(f"{said}{draw(units)}{ends}", value, places, mark)


days = st.dates().map(lambda day: Day(f"{day:%d/%m/%Y}", day.isoformat()))
cells = st.one_of(st.none(), texts, figures(), days)
CELLS = {Kind.TEXT: texts, Kind.NUMBER: st.one_of(figures(), st.none()), Kind.DATE: st.one_of(days, st.none())}


@st.composite
def papers(draw):
    kinds = draw(st.lists(st.sampled_from(Kind), min_size=1, max_size=4))
    headings = draw(
        st.lists(texts, min_size=len(kinds), max_size=len(kinds), unique_by=lambda text: plain(text).lower())
    )
    columns = tuple(Column(f"c{n}", text, kind) for n, (text, kind) in enumerate(zip(headings, kinds, strict=True)))
    first = Column("name", "The name of the row")
    rows = draw(st.lists(st.tuples(texts, *(CELLS[kind] for kind in kinds)), max_size=5))
    table = Table("any", draw(texts), (first, *columns), tuple(rows), notes=tuple(draw(st.lists(texts, max_size=2))))
    text = Text(tuple(draw(st.lists(texts, min_size=1, max_size=3))), numbered=draw(st.booleans()))
    return made.empty_paper(title=draw(texts), sections=(Section("only", draw(texts), (text, table)),))


@pytest.mark.parametrize("key", ["html", *WITH_NUMBERS])
@given(paper=papers())
@settings(derandomize=True, deadline=None, max_examples=60)
def test_any_paper_comes_back_as_it_was(key, paper):
    expected = told(paper)

    found = read(paper, key)

    assert found.tables["any"] == expected.tables["any"]
    assert key == "html" or found.numbers["any"] == _to_the_digit(paper, found.numbers["any"])
    assert [text for text in paper.sections[0].blocks[0].paragraphs if plain(text) not in found.says] == []


def _to_the_digit(paper, found):
    """Every number that the paper has, as it is; a half that would be rounded otherwise may be rounded already."""
    wanted = {}
    for _, r, c, cell in _figures(paper):
        if cell.value is not None:
            rounded = round(cell.value, cell.places)
            wanted[r, c] = rounded if found.get((r, c)) == rounded else cell.value
    return wanted
