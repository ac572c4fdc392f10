"""Two papers side by side: what came, what went, what says something else. Pure: from the papers alone.

Tables are the same by their key, columns by theirs, rows by their identity; rows of one identity are paired in their
order. Sections that hold running text are compared paragraph by paragraph under each heading. A drawing is compared by
its table, which holds every mark.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from cdp.papers.content import Bullets, Chart, Facts, Paper, Section, Table, Text, text_of


@dataclass(frozen=True)
class CellChange:
    row: str
    column: str
    before: str
    after: str


@dataclass(frozen=True)
class TableChange:
    """`added` and `gone` are rows by name; columns by heading."""

    section: str
    key: str
    title: str
    added: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()
    changed: tuple[CellChange, ...] = ()
    columns_added: tuple[str, ...] = ()
    columns_gone: tuple[str, ...] = ()
    is_new: bool = False
    is_gone: bool = False

    @property
    def says_something(self):
        return bool(
            self.added or self.gone or self.changed or self.columns_added or self.columns_gone
            or self.is_new or self.is_gone
        )  # fmt: skip


@dataclass(frozen=True)
class TextChange:
    section: str
    heading: str
    added: tuple[str, ...]
    gone: tuple[str, ...]


@dataclass(frozen=True)
class Differences:
    sections_added: tuple[str, ...] = ()
    sections_gone: tuple[str, ...] = ()
    are_reordered: bool = False  # the sections of both: it says nothing else, and is no difference of what is said
    texts: tuple[TextChange, ...] = ()
    tables: tuple[TableChange, ...] = ()
    facts: tuple[CellChange, ...] = ()

    @property
    def are_none(self):
        return not (self.sections_added or self.sections_gone or self.texts or self.tables)

    @property
    def number(self):
        """How many rows and cells of tables differ."""
        return sum(len(one.added) + len(one.gone) + len(one.changed) for one in self.tables)


def differences(earlier: Paper, later: Paper) -> Differences:
    before = {one.key: one for one in earlier.sections}
    after = {one.key: one for one in later.sections}
    both = [(before[key], after[key]) for key in after if key in before]
    return Differences(
        sections_added=tuple(one.title for key, one in after.items() if key not in before),
        sections_gone=tuple(one.title for key, one in before.items() if key not in after),
        are_reordered=[key for key in before if key in after] != [key for key in after if key in before],
        texts=tuple(change for pair in both for change in _texts(*pair)),
        tables=tuple(change for pair in both for change in _tables(*pair)),
        facts=tuple(_facts("", earlier.facts, later.facts)),
    )


def _tables(before: Section, after: Section) -> Iterator[TableChange]:
    old, new = _tables_of(before), _tables_of(after)
    for key, table in new.items():
        if key not in old:
            names = tuple(_name(table, row) for row in table.rows)
            yield TableChange(after.title, key, table.title, added=names, is_new=True)
        elif (change := _table(after.title, old[key], table)).says_something:
            yield change
    for key, table in old.items():
        if key not in new:
            yield TableChange(after.title, key, table.title, is_gone=True)


def _tables_of(section):
    found = {}
    for block in section.blocks:
        if isinstance(block, Table):
            found[block.key] = block
        elif isinstance(block, Chart):
            found[block.table.key] = block.table
    return found


def _table(section, before: Table, after: Table) -> TableChange:
    old, new = _rows(before), _rows(after)
    places = {one.key: place for place, one in enumerate(before.columns)}
    shared = [(one, places[one.key], place) for place, one in enumerate(after.columns) if one.key in places]
    changed = [
        CellChange(", ".join(filter(None, key[0])), column.heading, text_of(old[key][was]), text_of(row[now]))
        for key, row in new.items()
        if key in old
        for column, was, now in shared
        if text_of(old[key][was]) != text_of(row[now])
    ]
    had, has = {one.key: one for one in before.columns}, {one.key: one for one in after.columns}
    return TableChange(
        section,
        after.key,
        after.title,
        added=tuple(_name(after, row) for key, row in new.items() if key not in old),
        gone=tuple(_name(before, row) for key, row in old.items() if key not in new),
        changed=tuple(changed),
        columns_added=tuple(one.heading for key, one in has.items() if key not in had),
        columns_gone=tuple(one.heading for key, one in had.items() if key not in has),
    )


def _rows(table):
    """{(identity, how many of it came before): row}"""
    seen, found = defaultdict(int), {}
    for row in table.rows:
        name = table.named(row)
        found[name, seen[name]] = row
        seen[name] += 1
    return found


def _name(table, row):
    return ", ".join(filter(None, table.named(row)))


def _texts(before: Section, after: Section) -> Iterator[TextChange]:
    old, new = _words(before), _words(after)
    for heading in {**new, **old}:
        was, now = old.get(heading, ()), new.get(heading, ())
        added = tuple(one for one in now if one not in was)
        gone = tuple(one for one in was if one not in now)
        if added or gone:
            yield TextChange(after.title, heading, added, gone)


def _words(section):
    """{heading: what stands under it}"""
    found = {}
    for block in section.blocks:
        if isinstance(block, Text):
            found[block.heading] = (*found.get(block.heading, ()), *block.paragraphs)
        elif isinstance(block, Bullets):
            found[block.heading] = (*found.get(block.heading, ()), *block.items)
        elif isinstance(block, Facts):
            found[block.heading] = (*found.get(block.heading, ()), *(f"{name}: {said}" for name, said in block.items))
    return found


def _facts(row, before, after):
    old, new = dict(before), dict(after)
    for name in {**new, **old}:
        if old.get(name, "") != new.get(name, ""):
            yield CellChange(row, name, old.get(name, ""), new.get(name, ""))
