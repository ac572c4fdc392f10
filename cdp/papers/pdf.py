"""A paper as PDF/UA-1: tagged, with bookmarks, headings, alternative texts and header rows on every page.

pdf.typ lays it out; here the paper becomes the data that it is given.
"""

from pathlib import Path
from textwrap import shorten

from cdp.papers import shared, typeset
from cdp.papers.content import clean

SOURCE = Path(__file__).with_name("pdf.typ")
LONGEST = {"text": 60, "table": 22, "narrow": 12}  # letters of a word before it may be broken
WIDE_LINE = 175  # letters that stand side by side in the small type of a table on a page on its side
LONG_CELL = 700  # letters; a row with a longer one may go over a page
MOST_IN_EDGE = 70  # letters of a header or a footer
MOST_ENTRIES = 30  # of a contents list that names charts and headings too


def write(paper) -> bytes:
    return typeset.pdf(SOURCE, data_of(paper), as_at=paper.as_at)


def data_of(paper):
    language, _, region = paper.language.partition("-")
    of_charts = {chart.table.key for chart in paper.charts()}
    headings = [1 for block in paper.blocks() if getattr(block, "heading", "") or block.block == "chart"]
    return {
        "title": _text(paper.title),
        "name": " ".join(paper.title.split()),
        "subtitle": _text(paper.subtitle),
        "publisher": _text(paper.publisher),
        "author": " ".join(paper.publisher.split()),
        "as_at": _text(paper.as_at_words),
        "header": _short(paper.publisher),
        "footer": _short(paper.as_at_words),
        "language": language,
        "region": region or None,
        "address": _text(paper.address),
        "watermark": " ".join(paper.watermark.split()),
        "notices": [_text(one) for one in paper.notices],
        "facts": _pairs(paper.facts),
        "shorthand": _pairs(shared.shorthand(paper)),
        "depth": 2 if len(headings) + len(paper.sections) <= MOST_ENTRIES else 1,
        "sections": [
            {
                "number": str(number),
                "title": _text(section.title),
                "pages": [
                    {"is_wide": is_wide, "blocks": [_block(*piece, of_charts) for piece in pieces]}
                    for is_wide, pieces in groups
                ],
            }
            for number, section, groups in shared.laid_out(paper)
        ],
    }


def _block(block, numbers, of_charts):
    said = {"kind": block.block, "heading": _text(getattr(block, "heading", ""))}
    if block.block == "text":
        said["paragraphs"] = [
            {"number": number, "text": _text(words)} for number, words in zip(numbers, block.paragraphs, strict=True)
        ]
    elif block.block == "bullets":
        said["items"] = [_text(one) for one in block.items]
    elif block.block == "facts":
        said["items"] = _pairs(block.items)
    elif block.block == "table":
        said |= _table(block) | {"is_of_chart": block.key in of_charts}
    else:
        said |= {
            "headline": _text(block.headline),
            "title": _text(block.title),
            "alt": f"{block.title}. {block.description}",
            "svg": shared.drawing_text(block),
            "below": _below(block),
        }
    return said


def _table(table):
    number = len(table.columns)
    is_small, is_wide = number >= shared.MANY_COLUMNS, shared.is_wide(table)
    longest = LONGEST["narrow" if is_small else "table"]
    line = WIDE_LINE if is_wide else shared.SMALL_LINE if is_small else shared.LINE
    rows = [[typeset.breakable(shared.said(cell).replace("\t", " "), longest) for cell in row] for row in table.rows]
    return {
        "title": _text(table.title),
        "columns": [typeset.breakable(column.heading, longest) for column in table.columns],
        "right": [shared.is_right(column) for column in table.columns],
        "widths": [round(one * 1000) for one in shared.widths(table, line=line)],
        "rows": [{"cells": cells, "breaks": max(map(len, cells)) > LONG_CELL} for cells in rows],
        "below": ([] if rows else [shared.NOTHING]) + _below(table),
        "is_short": shared.is_short(table),
        "is_small": is_small or is_wide,
    }


def _below(block):
    notes = [_text(f"Note: {words}") for words in block.notes if words]
    return [*notes, *([_text(f"Source: {block.source}")] if block.source else [])]


def _pairs(pairs):
    return [[_text(name), _text(words)] for name, words in pairs]


def _text(words):
    return typeset.breakable(clean(words).strip().replace("\t", " "), LONGEST["text"])


def _short(words):
    """One line of it, for the edge of a page."""
    return shorten(words, MOST_IN_EDGE, placeholder=" …") if len(words) > MOST_IN_EDGE else " ".join(words.split())
