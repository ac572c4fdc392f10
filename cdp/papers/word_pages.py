"""Upright pages of a Word paper and pages on their side, for tables that are too wide for the others.

Word keeps what a page is like in a section, and says at the end of a section what it was like: in the last paragraph of
all but the last, which the document itself ends. Where the page of a council is on its side already, nothing is turned.
"""

from copy import deepcopy
from dataclasses import dataclass

from docx.oxml.ns import qn
from lxml import etree

NUMBERS_ANEW = ("w:titlePg", "w:type")  # a page of its own for the first; how a section begins
TINY = '<w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/><w:rPr><w:sz w:val="2"/></w:rPr>'


@dataclass(frozen=True)
class Room:
    """How wide a text can be on either page."""

    upright: int
    on_its_side: int
    can_turn: bool


def room(document) -> Room:
    section = document.sections[-1]
    edges = section.left_margin + section.right_margin
    can_turn = section.page_width < section.page_height
    upright = section.page_width - edges
    return Room(upright, section.page_height - edges if can_turn else upright, can_turn)


def in_sections(document, pieces, style, *, edges):
    """The XML of (whether it lies on its side, XML), with the end of a section wherever the page is turned.

    Each piece is one paragraph or table. `style` is for a paragraph that ends a section after a table; `edges` are the
    ids of the header and the footer that pages on their side have, where they have others.
    """
    last = document.element.body.find(qn("w:sectPr"))
    plain, number, side, held = deepcopy(last), 0, False, ""
    for is_wide, piece in pieces:
        if held and is_wide != side:
            section = _of_section(deepcopy(plain), number, side, edges)
            held = _ended(held, etree.tostring(section, encoding="unicode"), style)
            number += 1
        if held:
            yield held
        held, side = piece, is_wide
    yield held
    _of_section(last, number, side, edges)


def _of_section(section, number, is_wide, edges):
    if number:
        _go_on(section)
    if is_wide:
        _turn(section, edges)
    return section


def _go_on(section):
    """Pages are counted on, and only the first page of the paper is a first page."""
    for name in NUMBERS_ANEW:
        for one in section.findall(qn(name)):
            section.remove(one)
    for one in section.findall(qn("w:pgNumType")):
        one.attrib.pop(qn("w:start"), None)


def _turn(section, edges):
    size = section.find(qn("w:pgSz"))
    wide, high = size.get(qn("w:w")), size.get(qn("w:h"))
    size.attrib.update({qn("w:w"): high, qn("w:h"): wide, qn("w:orient"): "landscape"})
    for name, key in edges.items():
        for one in section.findall(qn(f"w:{name}Reference")):
            one.set(qn("r:id"), key)


def _ended(piece, section, style):
    if piece.startswith("<w:p>"):
        head, end, rest = piece.partition("</w:pPr>")
        return f"{head}{section}{end}{rest}"
    return f'{piece}<w:p><w:pPr><w:pStyle w:val="{style}"/>{TINY}{section}</w:pPr></w:p>'
