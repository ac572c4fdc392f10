"""Tables and sections as all kinds of reports build them."""

from actions.packs import cells
from cdp.papers.content import Section, Table, Text

PARTNERSHIP = cells.text("partnership", "Partnership")


def table(context, key, title, columns, rows, *, identity, **more):
    """Rows begin with their partnership where there are several."""
    if context.is_of_several:
        columns, identity = (PARTNERSHIP, *columns), ("partnership", *identity)
    return Table(key, title, tuple(columns), tuple(rows), identity=identity, **more)


def section(key, title, *blocks, empty):
    """What has no rows says so in words."""
    told = tuple(block for block in blocks if not isinstance(block, Table) or block.rows)
    has_table = any(isinstance(block, Table) for block in told)
    return Section(key, title, told if has_table else (*told, Text((empty,))))
