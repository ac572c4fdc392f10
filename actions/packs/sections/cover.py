"""The cover report: the council's headings in their order, with numbered paragraphs, as committees want them."""

from actions.packs.covers import HEADINGS, paragraphs
from cdp.papers.content import Section, Text

TITLE = "Cover report"


def build(context):
    said = context.pack.cover
    blocks = [
        Text(paragraphs(said[one.key]), numbered=True, heading=one.words) for one in HEADINGS if said.get(one.key)
    ]
    return Section("cover", TITLE, tuple(blocks) or (Text(("No cover text has been written.",)),))
