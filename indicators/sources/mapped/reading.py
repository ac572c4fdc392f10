"""Rows of a table as its mapping says."""

from collections.abc import Iterator

from indicators.models import STATES_WITHOUT_A_VALUE, State
from indicators.periods import PeriodNotUnderstood
from indicators.sources.base import UNKNOWN_AREA, Group, Key, NotOurs, Reject, Row, SourceNotReadable, plain
from indicators.sources.fingertips_csv import age_group
from indicators.sources.mapped.layout import BETWEEN, NUMBERS
from indicators.sources.mapped.numbers import Numbers, Unsound, check, state_of
from indicators.sources.mapped.periods import between, period_of
from indicators.sources.mapped.tables import text_of

LONGEST = {"sex": 20, "age": 60, "category_type": 120, "category": 200}
LONGEST_PERIOD = 60
SEXES = {
    "Persons": ("", "persons", "person", "people", "all", "both", "both sexes", "total", "all persons", "everybody"),
    "Male": ("m", "male", "males", "men"),
    "Female": ("f", "female", "females", "women"),
}
SEX_OF = {word: sex for sex, words in SEXES.items() for word in words}
WHOLE_AGE = {"", "all", "all ages", "total", "not applicable"}
NUL = "The cell holds a character that no text has (NUL)."


def figures(table, layout, known) -> Iterator[Row | Reject | NotOurs]:
    """Every figure of a table that find_table() gave."""
    reader = _Reader(table, layout, known)
    above, is_below = table.header_row, False
    for number, cells in table.rows:
        area = reader.text("area", cells)
        is_gap = number > above + 1 and reader.is_workbook
        above = number
        is_empty = not any(text_of(cell) for cell in cells)
        if layout.without_area == "stop" and not is_below:
            is_below = is_gap or is_empty or not area
        if is_below:
            # Notes stand there. A row of figures below a gap is told, and never left out in silence.
            if reader.is_of_figures(area, cells):
                yield reader.reject(
                    number, "area", area, "It stands below the end of the table: a row without an area."
                )
            continue
        if is_empty or area in reader.skipped:
            continue
        if not area and layout.without_area == "skip":
            continue
        yield from reader.read(number, cells, area)


class _Reader:
    def __init__(self, table, layout, known):
        self.table, self.layout, self.known = table, layout, known
        self.numbers = Numbers(layout)
        self.is_workbook = layout.file.kind == "workbook"
        self.skipped = {" ".join(text.split()) for text in layout.skip_areas}
        said = {name: getattr(layout, name) for name in ("indicator", "area", "period", *LONGEST, "state", "note")}
        said |= {name: getattr(layout, name) for name in NUMBERS}
        self.places = {name: table.place(one.column) for name, one in said.items() if one and one.column}
        self.constants = {name: one.constant for name, one in said.items() if one and getattr(one, "constant", None)}
        if layout.period.form == BETWEEN:
            self.places |= {name: table.place(getattr(layout.period, name)) for name in ("start", "end")}
        self.number_names = [name for name in NUMBERS if name in self.places or name in self.constants]
        self.wide = self._wide_columns() if layout.wide else []
        self.indicator_codes = {plain(text): code for text, code in layout.indicators.items()}

    # --- Cells -------------------------------------------------------------------------------------------------------

    def cell(self, name, cells):
        place = self.places.get(name)
        if place is None:
            return self.constants.get(name)
        return cells[place] if place < len(cells) else None

    def text(self, name, cells):
        return text_of(self.cell(name, cells))

    def heading(self, name):
        return self.table.headings[self.places[name]] if name in self.places else ""

    def reject(self, number, name, value, reason, key=None, heading=""):
        return Reject(number, self.heading(name) or heading, value, reason, key)

    # --- One row -----------------------------------------------------------------------------------------------------

    def read(self, number, cells, area):
        """The figure of the row; of a wide table those of each column."""
        if fault := self._fault(number, cells):
            yield fault
            return
        try:
            area_id = self._area(area)
            texts = self._texts(cells)
            if not self.wide:
                yield self._figure(number, cells, area_id, texts)
                return
        except Unsound as error:
            yield self.reject(number, error.name, error.value, error.reason)
            return
        for place, meaning in self.wide:
            yield self._wide_figure(number, cells, area_id, texts, place, meaning)

    def _fault(self, number, cells):
        """A row that is not built like the others, or holds what no text does."""
        width = len(self.table.headings)
        if not self.is_workbook and (len(cells) < width or any(cells[width:])):
            return Reject(number, "", "", f"The row has {len(cells)} fields where the header has {width}.")
        for place, cell in enumerate(cells[:width]):
            if isinstance(cell, str) and "\x00" in cell:
                return Reject(number, self.table.headings[place], cell.replace("\x00", "␀"), NUL)
        return None

    def _area(self, text):
        if not text:
            raise Unsound("area", "", "The area is missing.")
        if (found := self._found_area(text)) is None:
            raise Unsound("area", text, UNKNOWN_AREA)
        return found

    def _found_area(self, text):
        by_name = self.layout.area.by == "name"
        return self.known.area_named(text) if by_name else self.known.area(text)

    def is_of_figures(self, area, cells):
        """Whether a row below the table would have been read within it."""
        if "area" in self.places:
            return bool(area) and self._found_area(area) is not None
        return bool(self.text("value", cells))

    def _texts(self, cells):
        texts = {name: self.known.meant(name, self.text(name, cells)) for name in LONGEST}
        texts["sex"] = SEX_OF.get(plain(texts["sex"]), texts["sex"])
        texts["age"] = "" if plain(texts["age"]) in WHOLE_AGE else age_group(texts["age"])
        for name, longest in LONGEST.items():
            if len(texts[name]) > longest:
                raise Unsound(name, texts[name], f"The text is longer than {longest} characters.")
        if texts["category"] and not texts["category_type"]:
            raise Unsound("category_type", "", "A category needs a category type.")
        return texts

    def _indicator(self, number, text, called=""):
        """Its id, or a row that is not ours."""
        if not text:
            raise Unsound("indicator", "", "The indicator is missing.")
        code = self.indicator_codes.get(plain(text), text)
        found = self.known.indicator(code)
        called = called or text
        return NotOurs(number, code[:100], called[:200] if called != code else "") if found is None else found

    def _period(self, cells):
        rule = self.layout.period
        name = "start" if rule.form == BETWEEN else "period"
        try:
            if rule.form == BETWEEN:
                return between(self.cell("start", cells), self.cell("end", cells))
            return self._period_in(self.cell("period", cells))
        except PeriodNotUnderstood as error:
            raise Unsound(name, self.cell(name, cells), str(error)) from error

    def _period_in(self, cell):
        """A text that the data lead has said the meaning of is read as that says, whatever the form."""
        text = text_of(cell)
        meant = self.known.meant("period", text)
        return period_of(cell, self.layout.period.form) if meant == text else period_of(meant, "as written")

    # --- A figure ----------------------------------------------------------------------------------------------------

    def _figure(self, number, cells, area_id, texts):
        indicator = self._indicator(number, self.text("indicator", cells))
        if isinstance(indicator, NotOurs):
            return indicator
        values = {name: self.cell(name, cells) for name in self.number_names}
        return self._row(number, cells, indicator, area_id, texts, self._period(cells), values)

    def _wide_figure(self, number, cells, area_id, texts, place, meaning):
        heading, is_by_period = self.table.headings[place], self.layout.wide.by == "period"
        try:
            of_row = (self.text("indicator", cells),) if is_by_period else (meaning, heading)
            indicator = self._indicator(number, *of_row)
            if isinstance(indicator, NotOurs):
                return indicator
            period = meaning if is_by_period else self._period(cells)
            values = {"value": cells[place] if place < len(cells) else None}
            return self._row(number, cells, indicator, area_id, texts, period, values, heading)
        except Unsound as error:
            return self.reject(number, error.name, error.value, error.reason, heading=heading)

    def _row(self, number, cells, indicator_id, area_id, texts, period, values, heading=""):
        if len(period.label) > LONGEST_PERIOD:
            raise Unsound("period", period.label, f"The period is longer than {LONGEST_PERIOD} characters.")
        key = Key(Group(indicator_id, *(texts[name] for name in LONGEST)), area_id, period.start, period.end)
        try:
            found, state, note = self.numbers.read(values)
            state = self._state(cells, found["value"], state)
            check(found, values, state)
        except Unsound as error:
            return self.reject(number, error.name, error.value, error.reason, key, heading)
        if state == State.SUPPRESSED:
            # With its count anybody could work the value out again.
            found |= dict.fromkeys(found.keys() - {"denominator"})
        note = "; ".join(filter(None, [note, self.text("note", cells)]))
        return Row(number, key, period.label, *(found.get(name) for name in NUMBERS), state, note)

    def _state(self, cells, value, state):
        """What the state's column says of a figure; what is said of all rows holds for those that have a value."""
        said = state_of(self.cell("state", cells))
        if said is None or (value is None and (self.wide or "state" in self.constants)):
            return state
        if value is None and said not in STATES_WITHOUT_A_VALUE:
            raise Unsound("value", "", f"The state is {said.replace('_', ' ')}, but there is no value.")
        return said

    # --- Wide tables -------------------------------------------------------------------------------------------------

    def _wide_columns(self):
        """[(place, the period or the indicator that the column is of)]"""
        wide, given = self.layout.wide, self.layout.wide.columns
        if given:
            return [(self.table.place(heading), self._meaning(heading, meant)) for heading, meant in given.items()]
        found = []
        for place, cell in enumerate(self.table.header):
            if place in self.places.values():
                continue
            try:
                found.append((place, self._period_in(cell)))
            except PeriodNotUnderstood:
                continue
        if not found:
            raise SourceNotReadable(
                f"{self.table.where}, row {self.table.header_row}: no heading is a period ({self.layout.period.form})."
            )
        return found if wide.by == "period" else []

    def _meaning(self, heading, meant):
        if self.layout.wide.by == "indicator":
            return meant or heading
        try:
            # What somebody has written in its place is written as periods are; only the heading follows the rule.
            place = self.table.place(heading)
            return period_of(meant, "as written") if meant else self._period_in(self.table.header[place])
        except PeriodNotUnderstood as error:
            raise SourceNotReadable(
                f"{self.table.where}, row {self.table.header_row}, column “{heading}”: {error}"
            ) from error
