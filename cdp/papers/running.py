"""The running text of a paper as rows, for formats that are tables. Pure.

Tables and charts are named where they stand, so that the order of the paper can be read from here.
"""

from dataclasses import dataclass

from cdp.papers import shared
from cdp.papers.content import Bullets, Chart, Facts, Table, Text, clean


@dataclass(frozen=True)
class Said:
    section: str
    kind: str  # in words: "Heading", "Paragraph 2.3", "Point", "Fact", "Table", "Chart", "Chart in words"
    text: str
    key: str = ""  # of the table, where there is one
    sheet: str = ""


def rows(paper, sheets=None) -> list[Said]:
    """Texts are clean; `sheets` are the places of tables by their key, in the words of the format."""
    found = []
    for _, section, blocks in shared.numbered(paper):
        title = " ".join(clean(section.title).split())
        before = len(found)
        for block, numbers in blocks:
            if getattr(block, "heading", "").strip():
                found.append(Said(title, "Heading", clean(block.heading)))
            if isinstance(block, Text):
                for number, paragraph in zip(numbers, block.paragraphs, strict=True):
                    found.append(Said(title, f"Paragraph {number}".strip(), clean(paragraph)))
            else:
                found += _of_block(title, block, sheets or {})
        if len(found) == before:
            found.append(Said(title, "Section", "Nothing to show"))
    return [said for said in found if said.text.strip()]


def _of_block(title, block, sheets):
    if isinstance(block, Bullets):
        return [Said(title, "Point", clean(item)) for item in block.items]
    if isinstance(block, Facts):
        return [Said(title, "Fact", f"{clean(name)}: {clean(said)}") for name, said in block.items]
    if isinstance(block, Table):
        return [Said(title, "Table", clean(block.title), block.key, sheets.get(block.key, ""))]
    if isinstance(block, Chart):
        key = block.table.key
        return [
            Said(title, "Chart", clean(block.headline), key, sheets.get(key, "")),
            Said(title, "Chart in words", clean(block.description), key),
        ]
    return []
