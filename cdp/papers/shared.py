"""What the formats that are read, and not reckoned with, have in common: how a cell is said, what is counted how."""

import re
from dataclasses import replace
from itertools import count, groupby

from cdp.papers.content import MARKS, Figure, Kind, NotAPaper, text_of
from indicators.charts import standalone

WORDS = ("text", "bullets", "facts")  # blocks of running text
NOTHING = "There is nothing in this table."
RIGHT_TO_LEFT = re.compile(r"[^A-Za-z\u00c0-\u024f]*?[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufeff]")
DRAWN = frozenset(
    "svg g title desc path line rect circle ellipse polyline polygon text tspan".split()  # noqa: SIM905, a list to read
)
SHORT_TABLE, SHORT_TEXT = 9, 1200  # rows, letters
MOST_LOOKED_AT = 400  # rows that say how wide a column is
ONE_LINE, LONGEST_WORD, DAY_AND_MONTH, LONG_TEXT = 17, 18, 12, 300  # letters
GUTTER, BOLD = 2.5, 1.1  # letters between two columns; how much wider a heading is
MANY_COLUMNS, TOO_MANY_COLUMNS = 6, 9  # small type from the first on, a page on its side from the second on
LINE, SMALL_LINE = 96, 118  # letters that stand side by side in a table across an upright page; so in small type
MOST_NEEDED = 0.75  # of a line, by words that do not break
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


def is_wide(table) -> bool:
    """Whether a table wants a page on its side: it has many columns, or its longest words leave texts no room."""
    number = len(table.columns)
    line = SMALL_LINE if number >= MANY_COLUMNS else LINE
    wants = _wants(table)
    is_tight = sum(want for want, _ in wants) > line and sum(need for _, need in wants) > MOST_NEEDED * line
    return is_tight or number >= TOO_MANY_COLUMNS


def laid_out(paper):
    """[(number, section, [(whether the page lies on its side, [(block, the numbers of its paragraphs)])])]

    The table of a chart is a block behind it. A few words right before a wide table lie on its page, so that nobody
    turns a page between them; a section begins where its first block stands.
    """
    found = []
    for number, section, blocks in numbered(paper):
        pieces = []
        for block, numbers in blocks:
            pieces.append((block, numbers))
            if block.block == "chart":
                pieces.append((table_of(block), []))
        sides = [block.block == "table" and is_wide(block) for block, _ in pieces]
        letters = 0
        for place in reversed(range(len(pieces) - 1)):
            block = pieces[place][0]
            letters = letters + _letters(block) if block.block in WORDS else SHORT_TEXT + 1
            if sides[place]:
                letters = 0
            elif sides[place + 1] and letters <= SHORT_TEXT:
                sides[place] = True
        grouped = [
            (is_wide, [piece for _, piece in group])
            for is_wide, group in groupby(zip(sides, pieces, strict=True), key=lambda pair: pair[0])
        ]
        found.append((number, section, grouped or [(False, [])]))
    return found


def _letters(block):
    """Of running text."""
    if block.block == "text":
        return sum(map(len, block.paragraphs))
    return sum(len(one) if isinstance(one, str) else sum(map(len, one)) for one in block.items)


def widths(table, *, line=LINE) -> list[float]:
    """The share of each column in the width of its table: long texts get more, no column less than its longest word.

    `line` are the letters that stand side by side over the whole width. What is left of them once each column has its
    longest word is shared out by what they want.
    """
    wants = _wants(table)
    left = line - sum(need for _, need in wants)
    spare = sum(want - need for want, need in wants)
    if left > spare:
        # There is room for all that they want, and the rest is shared out alike.
        found = [want for want, _ in wants]
    else:
        found = [need + max(left, 0) * (want - need) / (spare or 1) for want, need in wants]
    return [one / sum(found) for one in found]


def _wants(table):
    """[(letters that a column wants side by side, letters that it needs)]"""
    found = []
    for place, column in enumerate(table.columns):
        texts = [text for row in table.rows[:MOST_LOOKED_AT] if (text := said(row[place]))]
        lengths = sorted(map(len, texts)) or [0]
        # One that is longer than all others breaks, unless it is short itself.
        usual = max(lengths[int(len(lengths) * 0.9)], min(lengths[-1], ONE_LINE))
        longest = max((len(word) for text in texts for word in text.split()), default=1)
        heading = max((len(word) for word in column.heading.split()), default=1) * BOLD
        # A short text stays in one line; of a long one each letter counts less.
        room = usual if usual <= ONE_LINE else ONE_LINE + (min(usual, LONG_TEXT) - ONE_LINE) ** 0.8
        beside = 2 if place and is_right(table.columns[place - 1]) and not is_right(column) else 0
        least = max(min(longest, LONGEST_WORD), heading, DAY_AND_MONTH if column.kind is Kind.DATE and texts else 4)
        least += GUTTER + beside
        found.append((max(room + GUTTER + beside, least), least))
    return found


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
