"""A paper as the sheets of a workbook, by the government's rules for accessible spreadsheets. Pure.

Cover, Contents, Notes and Text, then a sheet for each table. Every sheet begins in A1 with its title; lines follow
one below the other, then one table whose headings are filled and unique. Nothing is merged, hidden or left out: what
is too long for a cell goes on beside it. Excel and OpenDocument are both written from this plan.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime

from cdp.papers import running
from cdp.papers.content import LANGUAGE, MARKS, Chart, Figure, Paper, Table, clean
from cdp.papers.fitting import LONGEST_HEADING, one_line, pieces, sheet_name, utf16
from cdp.papers.grids import AS_PRINTED, CONTINUED, Grid, grid_of, table_grid
from cdp.papers.shown import Link, Number

WIDE = 100  # letters in a line of a sheet without a table
COVER, CONTENTS, NOTES, TEXT = "Cover", "Contents", "Notes", "Text"


@dataclass(frozen=True)
class Line:
    """`leads_to` is the name of a sheet, or an address of the web."""

    text: str
    style: str = "text"  # "title", "strong", "text"
    leads_to: str = ""


@dataclass(frozen=True)
class Sheet:
    name: str
    lines: tuple[Line, ...]
    grid: Grid | None = None

    @property
    def width(self):
        """Of all its columns, in letters: a longer line is broken."""
        return sum(self.grid.widths) if self.grid else WIDE


@dataclass(frozen=True)
class Book:
    title: str
    author: str
    made_at: datetime
    sheets: tuple[Sheet, ...]
    comments: str = ""
    watermark: str = ""
    language: str = LANGUAGE


@dataclass(frozen=True)
class _Place:
    """A table of the paper with its sheet; `chart` is the drawing that it stands behind."""

    sheet: str
    section: str
    table: Table
    chart: Chart | None

    @property
    def title(self):
        return one_line(self.chart.title if self.chart else self.table.title)

    @property
    def notes(self):
        return list(
            dict.fromkeys(clean(note) for note in (*self.table.notes, *(self.chart.notes if self.chart else ())))
        )

    @property
    def sources(self):
        both = (self.table.source, self.chart.source if self.chart else "")
        return list(dict.fromkeys(one_line(source) for source in both if source.strip()))

    @property
    def marks(self):
        used = {cell.mark for row in self.table.rows for cell in row if isinstance(cell, Figure)}
        return [mark for mark in MARKS if mark in used]


def plan(paper: Paper) -> Book:
    places = _places(paper)
    notes = {note: number for number, note in enumerate(_all_notes(places), start=1)}
    tables = [_table_sheet(place, notes) for place in places]
    first = [_contents_sheet(places, tables), _notes_sheet(places, notes), _text_sheet(paper, places)]
    mark = one_line(paper.watermark)
    return Book(
        title=one_line(paper.title),
        author=one_line(paper.publisher),
        made_at=made_at(paper),
        sheets=(_cover_sheet(paper, tables), *(_marked(sheet, mark) for sheet in (*first, *tables))),
        comments=one_line(" ".join((paper.watermark, *paper.notices))),
        watermark=mark,
        language=paper.language,
    )


def made_at(paper) -> datetime:
    """Its moment in UTC: no clock is read, so the same paper is the same file."""
    try:
        at = datetime.fromisoformat(paper.as_at)
    except ValueError:
        return datetime(2000, 1, 1, tzinfo=UTC)
    return at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)


# Sheets ---------------------------------------------------------------------------------------------------------------


def _places(paper):
    """Each table with the name of its sheet: the order of the paper."""
    found = []
    for section in paper.sections:
        for block in section.blocks:
            if isinstance(block, Table | Chart):
                table, chart = (block.table, block) if isinstance(block, Chart) else (block, None)
                title = chart.title if chart else table.title
                found.append(_Place(sheet_name(len(found) + 1, title), one_line(section.title), table, chart))
    return found


def _all_notes(places):
    return dict.fromkeys(note for place in places for note in place.notes if note.strip())


def lines_of(text, style="text", leads_to=""):
    """One line, or as many as its length needs."""
    return [Line(part, style, leads_to) for part in pieces(clean(text))]


def _marked(sheet, mark):
    """The sheet with the watermark of its paper: somebody may print or copy one sheet alone."""
    return replace(sheet, lines=(*sheet.lines, *lines_of(mark, "strong"))) if mark else sheet


def _table_sheet(place, notes):
    grid = table_grid(place.table)
    lines = lines_of(place.title or "Table", "title")
    lines += _on_notes(place, notes)
    for source in place.sources:
        lines += lines_of(f"Source: {source}")
    if place.chart:
        lines += lines_of(f"In short: {one_line(place.chart.headline)}")
        if one_line(place.table.title) != place.title:
            lines += lines_of(place.table.title)
    full = [one_line(column.heading) for column in place.table.columns]
    for number, heading in enumerate(full, start=1):
        if utf16(heading) > LONGEST_HEADING:
            lines += lines_of(f"Heading {number} in full: {heading}")
    return Sheet(place.sheet, tuple(lines), grid)


def _on_notes(place, notes):
    told = [f"[note {notes[note]}]" for note in place.notes if note in notes]
    marks = [f"[{mark}] {MARKS[mark]}" for mark in place.marks]
    if not told and not marks:
        return [Line("This table has no notes.")]
    said = f"Notes to this table: {', '.join(told)}, on the sheet “{NOTES}”." if told else ""
    lines = lines_of(said, leads_to=NOTES) if said else []
    return lines + (lines_of(f"Shorthand in this table: {'; '.join(marks)}.") if marks else [])


def _cover_sheet(paper, tables):
    lines = lines_of(one_line(paper.title), "title")
    for strong in (paper.watermark, *paper.notices):
        lines += lines_of(strong, "strong") if strong.strip() else []
    lines += lines_of(paper.subtitle) if paper.subtitle.strip() else []
    lines += lines_of(f"Publisher: {paper.publisher}")
    lines += lines_of(f"As at: {paper.as_at_words}. Every figure and status is as it was then.")
    for name, said in paper.facts:
        lines += lines_of(f"{name}: {said}")
    if paper.address.strip():
        lines += [Line(f"This paper on the web: {part}", leads_to=part) for part in pieces(one_line(paper.address))]
    lines += [
        Line("How to read this workbook", "strong"),
        Line(f"The sheet “{CONTENTS}” lists every sheet and leads to it.", leads_to=CONTENTS),
        Line(f"The text of the paper is on the sheet “{TEXT}”, in the order of the paper.", leads_to=TEXT),
        Line("Each table, and the figures of each chart, are on a sheet of their own."),
        Line(f"Notes and words in square brackets are explained on the sheet “{NOTES}”.", leads_to=NOTES),
        Line("An empty cell means that nothing is recorded."),
    ]
    headings = [heading for sheet in tables for heading in sheet.grid.headings]
    if any(heading.endswith(AS_PRINTED) for heading in headings):
        lines.append(Line(f"A column whose heading ends in “{AS_PRINTED}” has the words of the one before it."))
    if any(CONTINUED in heading for heading in headings):
        lines.append(Line(f"A column whose heading ends in “{CONTINUED}” goes on where the one before it is full."))
    return Sheet(COVER, tuple(lines))


def _contents_sheet(places, tables):
    rows = [
        (Link(COVER, COVER), "What this paper is and how to read it", "Whole paper", None),
        (Link(NOTES, NOTES), "Notes and shorthand", "Whole paper", None),
        (Link(TEXT, TEXT), "The text of the paper", "Whole paper", None),
        *(
            (Link(place.sheet, place.sheet), place.title or "Table", place.section, Number(len(place.table.rows)))
            for place in places
        ),
    ]
    rows = [row[:3] if not tables else row for row in rows]
    headings = ("Sheet", "What is on it", "Section", "Rows")[: len(rows[0])]
    right = (False, False, False, True)[: len(headings)]
    lines = (Line("Contents", "title"), Line("Each name of a sheet leads to it."))
    return Sheet(CONTENTS, lines, grid_of("contents", headings, rows, right=right))


def _notes_sheet(places, notes):
    rows = []
    for note, number in notes.items():
        where = ", ".join(place.sheet for place in places if note in place.notes)
        rows.append((f"[note {number}]", note, where))
    for mark, meaning in MARKS.items():
        if where := ", ".join(place.sheet for place in places if mark in place.marks):
            rows.append((f"[{mark}]", f"{meaning[0].upper()}{meaning[1:]}.", where))
    lines = (
        Line("Notes", "title"),
        Line("Notes are numbered through the workbook. Shorthand stands in square brackets."),
    )
    return Sheet(NOTES, lines, grid_of("notes", ("Note", "What it says", "Sheets"), rows))


def _text_sheet(paper, places):
    sheets = {place.table.key: place.sheet for place in places}
    rows = []
    for said in running.rows(paper, sheets):
        parts = pieces(said.text)
        rows.append(
            (said.section, said.kind, Link(parts[0], said.sheet) if said.sheet and len(parts) == 1 else parts[0])
        )
        rows += [(said.section, f"{said.kind}, {CONTINUED}", part) for part in parts[1:]]
    lines = (
        Line("Text of the paper", "title"),
        Line("Everything that is said outside the tables, in the order of the paper."),
    )
    return Sheet(TEXT, lines, grid_of("text", ("Section", "What it is", "Text"), rows))
