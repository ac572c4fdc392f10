"""What a paper is made of. Pure: no database, no clock, no request.

A paper is sections, a section is blocks, and everything in a block is words, numbers and drawings that are already
decided. Who writes a format asks nobody: what is not in here is not in the paper. The same content always gives the
same bytes (`to_bytes`), and so the same hash.

Texts are plain: no markup is read in them, by nobody. A letter that XML or JSON cannot carry is taken out when a paper
is made (`clean`), so that no format has to.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import ClassVar

LANGUAGE = "en-GB"
VERSION = 1  # of the shape below; a paper kept in an older one is still read
# What XML 1.0 has no letter for: controls, halves of a pair, two that are no letters.
NO_LETTER = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
IDENTIFIER = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
MARKS = {
    "c": "withheld to protect people",
    "x": "not available",
    "z": "not applicable",
    "low": "rounds to nought, but is not nought",
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
}


class NotAPaper(ValueError):
    """The message says what is wrong, and where."""


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    NUMBER = "number"
    DATE = "date"


@dataclass(frozen=True)
class Figure:
    """A number in a table: as it is read, and as it is worked with.

    `value` is None where there is none, and `mark` says why (a key of MARKS). `places` are the decimals that `text`
    shows: round(value, places) is the number in `text`.
    """

    text: str
    value: float | int | None = None
    places: int = 0
    mark: str = ""

    def __post_init__(self):
        if self.mark and self.mark not in MARKS:
            raise NotAPaper(f"“{self.mark}” is no mark of a figure. Allowed: {', '.join(MARKS)}.")
        if self.value is not None and not abs(self.value) < float("inf"):
            raise NotAPaper(f"{self.text}: a figure is a number, not {self.value}.")


@dataclass(frozen=True)
class Day:
    """A date in a table: `text` as it is read, `iso` as YYYY-MM-DD."""

    text: str
    iso: str


Cell = str | Figure | Day | None


@dataclass(frozen=True)
class Column:
    key: str
    heading: str
    kind: Kind = Kind.TEXT


@dataclass(frozen=True)
class Text:
    """Paragraphs of running text; `numbered` ones are counted through the whole section, as committees do."""

    paragraphs: tuple[str, ...]
    numbered: bool = False
    heading: str = ""
    block: ClassVar[str] = "text"


@dataclass(frozen=True)
class Bullets:
    items: tuple[str, ...]
    heading: str = ""
    block: ClassVar[str] = "bullets"


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and what it is."""

    items: tuple[tuple[str, str], ...]
    heading: str = ""
    block: ClassVar[str] = "facts"


@dataclass(frozen=True)
class Table:
    """`key` names it within its paper; `identity` are the columns by which a row is the same in two papers.

    The first column is the heading of its row.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    identity: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    source: str = ""
    block: ClassVar[str] = "table"

    def __post_init__(self):
        _check_key(self.key, "table")
        for words in ([one.key for one in self.columns], [one.heading.lower() for one in self.columns]):
            if not words or not all(words) or len(set(words)) != len(words):
                raise NotAPaper(f"Table {self.key}: columns need keys and headings, each its own: {words}.")
        if unknown := set(self.identity) - {one.key for one in self.columns}:
            raise NotAPaper(f"Table {self.key}: no column is called {', '.join(sorted(unknown))}.")
        for number, row in enumerate(self.rows, start=1):
            if len(row) != len(self.columns):
                raise NotAPaper(
                    f"Table {self.key}, row {number}: {len(row)} cells where there are {len(self.columns)} columns."
                )

    def named(self, row):
        """What this row is called in comparisons: the cells of its identity, or of its first column."""
        wanted = self.identity or (self.columns[0].key,)
        return tuple(text_of(cell) for column, cell in zip(self.columns, row, strict=True) if column.key in wanted)


@dataclass(frozen=True)
class Chart:
    """A drawing with everything that is in it: `svg` stands alone (its styles are within), `table` has every mark."""

    key: str
    headline: str
    title: str
    description: str
    svg: str
    table: Table
    source: str
    notes: tuple[str, ...] = ()
    block: ClassVar[str] = "chart"

    def __post_init__(self):
        _check_key(self.key, "chart")
        for name in ("headline", "title", "description", "source"):
            if not getattr(self, name).strip():
                raise NotAPaper(f"Chart {self.key} needs a {name}.")
        if not self.svg.startswith("<svg"):
            raise NotAPaper(f"Chart {self.key}: its drawing is one <svg> element.")


Block = Text | Bullets | Facts | Table | Chart


@dataclass(frozen=True)
class Section:
    key: str
    title: str
    blocks: tuple[Block, ...]

    def __post_init__(self):
        _check_key(self.key, "section")
        if not self.title.strip():
            raise NotAPaper(f"Section {self.key} needs a title.")


@dataclass(frozen=True)
class Paper:
    """`as_at` is the moment of all figures and statuses (ISO 8601 with zone); `address` leads to the living page."""

    title: str
    subtitle: str
    publisher: str
    as_at: str
    as_at_words: str
    sections: tuple[Section, ...]
    facts: tuple[tuple[str, str], ...] = ()
    notices: tuple[str, ...] = ()  # what every reader must know first: sample data, that it is restricted
    watermark: str = ""  # on every page of a paper that is restricted
    address: str = ""
    language: str = LANGUAGE
    version: int = VERSION

    def __post_init__(self):
        for name in ("title", "publisher", "as_at", "as_at_words"):
            if not getattr(self, name).strip():
                raise NotAPaper(f"A paper needs its {name.replace('_', ' ')}.")
        for what, keys in (
            ("section", [section.key for section in self.sections]),
            ("table or chart", [*(one.key for one in self.charts()), *(table.key for _, table in self.every_table())]),
        ):
            if twice := sorted({key for key in keys if keys.count(key) > 1}):
                raise NotAPaper(f"Two of a paper cannot be called the same {what}: {', '.join(twice)}.")

    def blocks(self) -> Iterator[Block]:
        for section in self.sections:
            yield from section.blocks

    def tables(self) -> list[Table]:
        """Those that stand by themselves; a chart brings its own."""
        return [block for block in self.blocks() if isinstance(block, Table)]

    def charts(self) -> list[Chart]:
        return [block for block in self.blocks() if isinstance(block, Chart)]

    def every_table(self) -> list[tuple[Section, Table]]:
        """All tables in order, those of charts too, each with its section."""
        found = []
        for section in self.sections:
            for block in section.blocks:
                if isinstance(block, Table):
                    found.append((section, block))
                elif isinstance(block, Chart):
                    found.append((section, block.table))
        return found

    def marks(self) -> list[str]:
        """The marks that its figures use, in the order of MARKS: what its notes have to explain."""
        used = {cell.mark for _, table in self.every_table() for row in table.rows for cell in row if _marked(cell)}
        return [mark for mark in MARKS if mark in used]


def text_of(cell: Cell) -> str:
    """The cell as it is read; an empty one is empty."""
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else cell.text


def clean(text) -> str:
    """A text that every format can carry: without letters that are none, with plain line ends."""
    return NO_LETTER.sub("", str(text).replace("\r\n", "\n").replace("\r", "\n"))


# Bytes ----------------------------------------------------------------------------------------------------------------

BLOCKS = {one.block: one for one in (Text, Bullets, Facts, Table, Chart)}


def to_data(paper: Paper) -> dict:
    """The paper as what JSON knows; texts are cleaned here, once."""
    return _data(paper)


def to_bytes(paper: Paper) -> bytes:
    """UTF-8 JSON with sorted names and nothing that depends on the machine."""
    return json.dumps(
        to_data(paper), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    ).encode()


def hash_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def from_bytes(data: bytes) -> Paper:
    """NotAPaper where they are not the bytes of one."""
    try:
        said = json.loads(data)
        if said["version"] > VERSION:
            raise NotAPaper(f"This paper is of version {said['version']}; versions up to {VERSION} can be read.")
        return _paper(said)
    except (KeyError, TypeError, ValueError, AttributeError) as problem:
        raise problem if isinstance(problem, NotAPaper) else NotAPaper(f"Not the bytes of a paper: {problem}") from None


def _data(value):
    if isinstance(value, Figure):
        said = {"text": clean(value.text), "value": value.value, "places": value.places}
        return said | ({"mark": value.mark} if value.mark else {})
    if isinstance(value, Day):
        return {"text": clean(value.text), "iso": value.iso}
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Sequence):
        return [_data(each) for each in value]
    if hasattr(value, "__dataclass_fields__"):
        said = {each.name: _data(getattr(value, each.name)) for each in fields(value)}
        return said | ({"block": value.block} if hasattr(value, "block") else {})
    return value


def _paper(said):
    sections = tuple(
        Section(one["key"], one["title"], tuple(_block(each) for each in one["blocks"])) for one in said["sections"]
    )
    rest = {name: said[name] for name in said if name not in ("sections", "facts", "notices")}
    return Paper(**rest, sections=sections, facts=_pairs(said["facts"]), notices=tuple(said["notices"]))


def _block(said):
    kind = said["block"]
    if kind not in BLOCKS:
        raise NotAPaper(f"“{kind}” is no kind of block. Allowed: {', '.join(BLOCKS)}.")
    rest = {name: value for name, value in said.items() if name != "block"}
    if kind == "table":
        return _table(rest)
    if kind == "chart":
        return Chart(**rest | {"table": _table(rest["table"]), "notes": tuple(rest["notes"])})
    if kind == "text":
        return Text(**rest | {"paragraphs": tuple(rest["paragraphs"])})
    return BLOCKS[kind](**rest | {"items": _pairs(rest["items"]) if kind == "facts" else tuple(rest["items"])})


def _table(said):
    columns = tuple(Column(one["key"], one["heading"], Kind(one["kind"])) for one in said["columns"])
    rows = tuple(tuple(_cell(cell) for cell in row) for row in said["rows"])
    lists = {name: tuple(said[name]) for name in ("identity", "notes")}
    return Table(said["key"], said["title"], columns, rows, source=said["source"], **lists)


def _cell(said):
    if isinstance(said, dict):
        return Day(**said) if "iso" in said else Figure(**said)
    return said


def _pairs(said):
    return tuple((name, value) for name, value in said)


def _marked(cell):
    return isinstance(cell, Figure) and cell.mark


def _check_key(key, what):
    if not IDENTIFIER.fullmatch(key):
        raise NotAPaper(f"The key of a {what} is small letters, figures and hyphens, not “{key}”.")
