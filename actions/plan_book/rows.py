"""The rows of a file's sheets as values, and every fault that a cell has by itself."""

from dataclasses import dataclass, field

from actions.plan_book.cells import CellFault, is_empty, read
from indicators.sources.workbooks.tables import column_letter

FORMULA = "This cell holds a formula. Write the value itself: copy it, then paste it as a value."
UNDER_NOTHING = "This stands under no heading. Are the cells of this row shifted?"
MOST_FAULTS = 1_000


@dataclass(frozen=True)
class Fault:
    """What is wrong with a cell, or with a whole sheet where there is no cell."""

    sheet: str
    row: int | None
    letter: str
    heading: str
    written: str
    sentence: str

    @property
    def cell(self):
        return f"{self.letter}{self.row}" if self.row and self.letter else (f"Row {self.row}" if self.row else "")


class Faults(list):
    """All of them, up to a number that nobody would read to its end."""

    is_cut = False

    def add(self, fault):
        if len(self) < MOST_FAULTS:
            self.append(fault)
        else:
            self.is_cut = True

    def in_order(self, sheets):
        """As somebody goes through the workbook."""
        places = {name: place for place, name in enumerate(sheets)}
        self.sort(key=lambda one: (places.get(one.sheet, 0), one.row or 0, len(one.letter), one.letter))


@dataclass
class Row:
    """`values` are those of the columns that the file has; `now` is the whole record as it is to be, `was` as it is."""

    mapped: object
    number: int
    cells: list
    faults: Faults
    values: dict = field(default_factory=dict)
    broken: set = field(default_factory=set)
    now: dict = field(default_factory=dict)
    was: dict | None = None
    public_texts: dict = field(default_factory=dict)

    @property
    def sheet(self):
        return self.mapped.sheet

    @property
    def identity(self):
        return tuple(self.now.get(key) for key in self.sheet.identity)

    @property
    def is_new(self):
        return self.was is None

    def fault(self, key, sentence):
        """Once a cell is known to be wrong nothing more is said of it."""
        if key in self.broken:
            return
        self.broken.add(key)
        column, place = self.sheet.column(key), self.mapped.columns.get(key)
        self.faults.add(
            Fault(
                self.mapped.read.name,
                self.number,
                "" if place is None else column_letter(place),
                column.heading,
                self.written(key),
                sentence,
            )
        )

    def written(self, key):
        place = self.mapped.columns.get(key)
        cell = self.cells[place] if place is not None and place < len(self.cells) else None
        return "" if cell is None else str(cell)[:120]

    def cell(self, key):
        place = self.mapped.columns.get(key)
        return f"Row {self.number}" if place is None else f"{column_letter(place)}{self.number}"

    @property
    def name(self):
        """What people know the record as."""
        words = (self.now.get(key) for key in NAMED_BY.get(self.sheet.key, self.sheet.identity))
        return " ".join(str(word) for word in words if word not in (None, "", ()))[:200]


NAMED_BY = {"priorities": ("code", "title"), "recommendations": ("ref", "title"), "actions": ("ref", "title")}
NAMED_BY |= {"milestones": ("action", "title"), "parts": ("recommendation", "position", "text")}
NAMED_BY |= {"measures": ("belongs_to", "owner", "indicator", "area"), "people": ("name", "email")}


def rows_of(mapped, faults) -> list[Row]:
    """The rows below the headings that have anything in our columns."""
    name, rows = mapped.read.name, []
    for sentence in mapped.twice:
        faults.add(Fault(name, mapped.header_row, "", "", "", sentence))
    below = [(number, cells) for number, cells in mapped.read.rows if number > mapped.header_row]
    if mapped.missing and below:
        words = ", ".join(f"“{column.heading}”" for column in mapped.missing)
        faults.add(Fault(name, mapped.header_row, "", "", "", f"There is no column {words}. Say which one it is."))
    if mapped.missing or mapped.twice:
        return []
    headed = _headed(mapped)
    for number, cells in below:
        row = Row(mapped, number, cells, faults)
        for place, cell in enumerate(cells):
            if place not in headed and not is_empty(cell):
                faults.add(Fault(name, number, column_letter(place), "", str(cell)[:120], UNDER_NOTHING))
        _read(row)
        if row.broken or any(row.values[key] != mapped.sheet.column(key).empty for key in row.values):
            rows.append(row)
    return rows


def _headed(mapped):
    cells = next((cells for number, cells in mapped.read.rows if number == mapped.header_row), [])
    return {place for place, cell in enumerate(cells) if not is_empty(cell)}


def _read(row):
    for column in row.sheet.columns:
        place = row.mapped.columns.get(column.key)
        if place is None:
            continue
        row.values[column.key] = column.empty
        if f"{column_letter(place)}{row.number}" in row.mapped.read.formulas:
            row.fault(column.key, FORMULA)
            continue
        try:
            row.values[column.key] = read(column, row.cells[place] if place < len(row.cells) else None)
        except CellFault as fault:
            row.fault(column.key, str(fault))
