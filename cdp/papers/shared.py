"""What the formats that are read, and not reckoned with, have in common: how a cell is said, what is counted how."""

import re
from dataclasses import replace
from itertools import count

from cdp.papers.content import MARKS, Figure, Kind, NotAPaper, text_of
from indicators.charts import standalone

NOTHING = "There is nothing in this table."
RIGHT_TO_LEFT = re.compile(r"[^A-Za-z\u00c0-\u024f]*?[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
DRAWN = frozenset(
    "svg g title desc path line rect circle ellipse polyline polygon text tspan".split()  # noqa: SIM905, a list to read
)
SHORT_TABLE, SHORT_TEXT = 9, 1200  # rows, letters
MOST_LOOKED_AT = 400  # rows that say how wide a column is
ONE_LINE, LONGEST_WORD = 17, 18  # letters
GUTTER, BOLD = 2.5, 1.1  # letters between two columns; how much wider a heading is
LEADS_OUT = re.compile(r"on.*|style|(?:.*[:}])?href|src")


def said(cell) -> str:
    """The cell with its mark in square brackets behind it, unless its text is that mark: "8.0 [p]", "[c]"."""
    text = text_of(cell)
    if isinstance(cell, Figure) and cell.mark and f"[{cell.mark}]" not in text:
        return f"{text} [{cell.mark}]".strip()
    return text


def shorthand(paper) -> list[tuple[str, str]]:
    """[("[c]", what it means)] for the marks that the paper uses."""
    return [(f"[{mark}]", MARKS[mark]) for mark in paper.marks()]


def numbered(paper):
    """[(number, section, [(block, the number of each of its paragraphs or "")])]; numbers run through a section."""
    found = []
    for place, section in enumerate(paper.sections, start=1):
        running = count(1)
        blocks = [
            (
                block,
                [f"{place}.{next(running)}" if block.numbered else "" for _ in block.paragraphs]
                if block.block == "text"
                else [],
            )
            for block in section.blocks
        ]
        found.append((place, section, blocks))
    return found


def is_right(column) -> bool:
    """Whether a column is set to the right: figures are."""
    return column.kind is Kind.NUMBER


def is_short(table) -> bool:
    """Whether a table is small enough to stand on one page, where there is room on the next."""
    return len(table.rows) <= SHORT_TABLE and sum(len(said(cell)) for row in table.rows for cell in row) <= SHORT_TEXT


def is_rtl(text) -> bool:
    """Whether the first letter with a direction runs from right to left."""
    return bool(RIGHT_TO_LEFT.match(text))


def widths(table, *, line=96) -> list[float]:
    """The share of each column in the width of its table: long texts get more, no column less than its longest word.

    `line` are the letters that stand side by side over the whole width. What is left of them once each column has its
    longest word is shared out by what they want.
    """
    wanted, needed = [], []
    for place, column in enumerate(table.columns):
        texts = [said(row[place]) for row in table.rows[:MOST_LOOKED_AT]]
        lengths = sorted(map(len, texts))
        usual = lengths[int(len(lengths) * 0.9)] if lengths else 0
        longest = max((len(word) for text in texts for word in text.split()), default=1)
        heading = max((len(word) for word in column.heading.split()), default=1) * BOLD
        # A short text stays in one line; of a long one each letter counts less.
        room = usual if usual <= ONE_LINE else ONE_LINE + (min(usual, 120) - ONE_LINE) ** 0.8
        beside = 2 if place and is_right(table.columns[place - 1]) and not is_right(column) else 0
        least = max(min(longest, LONGEST_WORD), heading, 4) + GUTTER + beside
        needed.append(least)
        wanted.append(max(room + GUTTER + beside, least))
    left = max(line - sum(needed), 0)
    more = [want - need for want, need in zip(wanted, needed, strict=True)]
    spare = sum(more) or 1
    found = [need + left * each / spare for need, each in zip(needed, more, strict=True)]
    return [one / sum(found) for one in found]


def table_of(chart):
    """The table below a chart; a source that the chart has named is not said again."""
    return replace(chart.table, source="") if chart.table.source == chart.source else chart.table


def drawing(chart):
    """The root of a chart's drawing, checked: shapes and words only, nothing that acts or leads out of it.

    Its title and description go, with the names that they have: whoever shows it says what is in it, and many drawings
    stand in one file.
    """
    try:
        root = standalone.read(chart.svg)
    except standalone.NotADrawing as problem:
        raise NotAPaper(f"Chart {chart.key}: {problem}") from None
    for mark in root.iter():
        name = mark.tag.rpartition("}")[2]
        if name not in DRAWN:
            raise NotAPaper(f"Chart {chart.key}: a drawing holds shapes and words, not <{name}>.")
        if refused := [one for one in mark.attrib if LEADS_OUT.fullmatch(one.lower())]:
            raise NotAPaper(f"Chart {chart.key}: a drawing holds no {', '.join(refused)}.")
        for one in [one for one in mark.attrib if one in ("id", "class") or one.startswith(("data-", "aria-", "{"))]:
            del mark.attrib[one]
    for one in [one for one in root if one.tag.rpartition("}")[2] in ("title", "desc")]:
        root.remove(one)
    return root


def drawing_text(chart) -> str:
    return standalone.written(drawing(chart))
