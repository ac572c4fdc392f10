"""The first section of an addendum: why it is there, and what in it differs from the pack that it belongs to."""

from dataclasses import replace

from actions.packs import cells
from actions.packs.comparing import differences
from actions.packs.covers import paragraphs
from cdp.papers import store
from cdp.papers.content import Bullets, Section, Table, Text

TITLE = "What differs from the pack"
KEY = "what-differs"


def with_what_differs(pack, paper):
    main = pack.addendum_to
    found = differences(store.opened(main.frozen), paper)
    return replace(paper, sections=(_section(pack, main, found), *paper.sections))


def _section(pack, main, found):
    blocks = [Text(paragraphs(pack.reason), heading="Why there is an addendum")]
    first = f"It is set beside {main.title}, pack {main.number} of this meeting, with the hash {main.frozen.sha256}."
    if found.are_none:
        return Section(KEY, TITLE, (*blocks, Text((first, "No figure, status or text differs."))))
    blocks.append(Text((first,)))
    if lists := [*_sections(found), *_texts(found), *_rows(found)]:
        blocks.append(Bullets(tuple(lists), heading="What came and what went"))
    if cells_changed := tuple(_cells(found)):
        columns = (
            cells.text("where", "Where"), cells.text("row", "Row"), cells.text("column", "Column"),
            cells.text("before", "In the pack"), cells.text("now", "Now"),
        )  # fmt: skip
        identity = ("where", "row", "column")
        blocks.append(Table("differs", "Figures, statuses and words that differ", columns, cells_changed, identity))
    return Section(KEY, TITLE, tuple(blocks))


def _sections(found):
    yield from (f"New section: {title}." for title in found.sections_added)
    yield from (f"Section no longer there: {title}." for title in found.sections_gone)


def _texts(found):
    for one in found.texts:
        where = f"{one.section}, {one.heading}" if one.heading else one.section
        yield from (f"{where}, new: {said}" for said in one.added)
        yield from (f"{where}, no longer there: {said}" for said in one.gone)


def _rows(found):
    for one in found.tables:
        where = f"{one.section}, {one.title}"
        if one.is_new or one.is_gone:
            yield f"{where}: {'new table' if one.is_new else 'no longer there'}."
            continue
        yield from (f"{where}, new: {name}." for name in one.added)
        yield from (f"{where}, no longer there: {name}." for name in one.gone)


def _cells(found):
    for one in found.tables:
        for cell in one.changed:
            yield one.title, cell.row, cell.column, cell.before, cell.after
