"""The names in the cells of a workbook are taken for what they name: agencies, outcomes, indicators and areas."""

from actions.plan_book.cells import CellFault, not_known, parts_of
from actions.plan_book.columns import Kind
from actions.plan_book.known import code_of, outcomes
from actions.plan_book.sheets import SHEETS


def take_names(brought):
    # Agencies first: the others name them, also those that are new.
    _take_agencies(brought)
    _look_for_areas(brought)
    known = _Known(brought.plan)
    for sheet in SHEETS:
        for row in brought.of(sheet.key):
            _name(row, known)


def _take_agencies(brought):
    agencies = brought.plan.agencies
    brought.seated = {identity[0] for identity in brought.plan.rows["agencies"]}
    for row in brought.of("agencies"):
        text = row.values.get("agency")
        if not text or "agency" in row.broken:
            continue
        try:
            slug = agencies.find(text)
        except CellFault as fault:
            row.fault("agency", str(fault))
            continue
        if not slug and row.values.get("is_new") != "yes":
            near = agencies.nearest(text)
            words = f"No agency is called “{text[:80]}”. {near} If it is new, write Yes in the column New here."
            row.fault("agency", " ".join(words.split()))
            continue
        row.values["agency"] = slug or agencies.add(text)
        brought.seated.add(row.values["agency"])


def _look_for_areas(brought):
    """All that are named at once."""
    columns = [(sheet.key, column.key) for sheet in SHEETS for column in sheet.columns if column.of == "areas"]
    texts = {row.values.get(key) for sheet, key in columns for row in brought.of(sheet) if key not in row.broken}
    if texts:
        brought.plan.figures.look_for_areas(texts - {None, ""})


def _name(row, known):
    for column in row.sheet.columns:
        value = row.values.get(column.key)
        if not value or column.key in row.broken or (row.sheet.key == "agencies" and column.key == "agency"):
            continue
        try:
            if column.of == "agencies":
                row.values[column.key] = known.agencies_of(column, value)
            elif column.of == "outcomes":
                row.values[column.key] = known.outcome(value)
            elif column.of == "indicators":
                row.values[column.key] = code_of(value, known.figures.indicators, "indicator")
            elif column.of == "areas":
                row.values[column.key] = known.figures.area(value)
        except CellFault as fault:
            row.fault(column.key, str(fault))


class _Known:
    def __init__(self, plan):
        self.agencies, self.figures = plan.agencies, plan.figures
        self._outcomes = None  # asked for where a cell names one

    def agencies_of(self, column, value):
        if column.kind is Kind.ONE:
            return self._agency(value)
        names = [name for text in value for name in parts_of(text, self.agencies.find)]
        slugs = dict.fromkeys(self._agency(name) for name in names)
        return tuple(slugs) if column.is_ordered else tuple(sorted(slugs))

    def _agency(self, text):
        if not (slug := self.agencies.find(text)):
            near = self.agencies.nearest(text)
            words = f"No agency is called “{text[:80]}”. {near} A new one needs a row on the sheet Agencies."
            raise CellFault(" ".join(words.split()))
        return slug

    def outcome(self, text):
        if self._outcomes is None:
            self._outcomes = {name.casefold(): name for name in outcomes()}
        if text.casefold() not in self._outcomes:
            raise CellFault(not_known("outcome", text, self._outcomes.values()))
        return self._outcomes[text.casefold()]
