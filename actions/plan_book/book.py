"""The plan as an Excel workbook: a sheet that says what to do, one for each kind of record, and lists to choose from.

Every text is written as text, whatever it begins with, so that nothing in it can be run. Help stands beside each cell
as it is chosen, and once more on the first sheet for those who read from the top.
"""

import datetime
import io
from decimal import Decimal

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from actions.plan_book.columns import LONGEST_CELL, Kind
from actions.plan_book.known import outcomes
from actions.plan_book.sheets import SHEETS
from cdp.exports import FONT, PUBLISHER

START, LISTS = "Start here", "Lists"
NEW_ROWS = 2_000  # down to where cells are formatted and have their drop-downs
WIDTHS = {Kind.TEXT: 50, Kind.LINE: 30, Kind.SEVERAL: 36, Kind.CHOICE: 24, Kind.ONE: 24, Kind.EMAIL: 30}
LONG_LINES = {"title", "name"}
DATE_FORMAT = "dd/mm/yyyy"
# Earlier days Excel does not know, or counts wrongly.
FIRST_DAY = datetime.date(1900, 3, 1)
STEPS = (
    "Fill in a row for each thing of the plan, on the sheets that you need. Leave the others empty.",
    "Leave the headings as they are. Columns may be taken out or put in another order.",
    "Where a cell has a list, choose from it. A cell that takes several has them one below the other (Alt and Enter).",
    "Write values, not formulas: a cell with a formula is refused.",
    "Upload the workbook. You are shown every addition, every change and every fault before anything is changed.",
    "What you leave out stays as it is: neither a missing row nor a missing column takes anything away.",
    "A cell that is empty in a column that is there empties what was kept.",
)


class TooLongForACell(Exception):
    """A text of the plan does not go into a workbook, and half of it must not come back as the whole."""


def workbook(plan, *, is_template=False) -> bytes:
    """The plan as it stands; for a template the same sheets without its rows."""
    file = io.BytesIO()
    options = {
        "in_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "default_format_properties": FONT,
    }
    with xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": f"Plan of {plan.partnership.name}", "author": PUBLISHER})
        _Writer(book, plan, is_template).write()
    return file.getvalue()


def shown(plan, column, value):
    """A value as its cell has it."""
    if column.kind is Kind.CHOICE:
        return column.label_of.get(value, value)
    if column.of == "agencies":
        if column.kind is Kind.SEVERAL:
            return "\n".join(plan.agencies.label(slug) for slug in value)
        return plan.agencies.label(value) if value else ""
    return "\n".join(value) if column.kind is Kind.SEVERAL else value


class _Writer:
    def __init__(self, book, plan, is_template):
        self.book, self.plan, self.is_template = book, plan, is_template
        wrapped = {**FONT, "text_wrap": True, "valign": "top"}
        self.title = book.add_format({**FONT, "bold": True, "font_size": 16, "text_wrap": True})
        self.heading = book.add_format({**wrapped, "bold": True})
        self.plain = book.add_format(wrapped)
        self.text = book.add_format({**wrapped, "num_format": "@"})
        self.number = book.add_format({**wrapped, "num_format": "General"})
        self.date = book.add_format({**wrapped, "num_format": DATE_FORMAT, "align": "left"})
        self.lists = self._lists()

    def write(self):
        start = self.book.add_worksheet(START)
        sheets = {sheet.key: self.book.add_worksheet(sheet.title) for sheet in SHEETS}
        self._write_lists(self.book.add_worksheet(LISTS))
        self._write_start(start)
        for sheet in SHEETS:
            self._write_sheet(sheets[sheet.key], sheet)
        start.activate()

    def _lists(self):
        """{heading: texts} of what can be chosen and stands on no sheet of the plan."""
        found = {
            f"{sheet.title}: {column.heading}": [label for _, label in column.choices]
            for sheet in SHEETS
            for column in sheet.columns
            if column.choices
        }
        figures = self.plan.figures
        found["Outcomes"] = list(outcomes())
        found["Agencies known here"] = self.plan.agencies.names
        found["Indicators"] = sorted(figures.indicators)
        found["Areas"] = figures.own_areas
        return {heading: texts for heading, texts in found.items() if texts}

    def _write_lists(self, sheet):
        sheet.set_column(0, len(self.lists), 34)
        for place, (heading, texts) in enumerate(self.lists.items()):
            sheet.write_string(0, place, heading, self.heading)
            for number, text in enumerate(texts, start=1):
                sheet.write_string(number, place, text, self.plain)
        sheet.freeze_panes(1, 0)

    def _write_start(self, sheet):
        sheet.set_column(0, 0, 28)
        sheet.set_column(1, 1, 26)
        sheet.set_column(2, 2, 90)
        what = "A template for the plan of" if self.is_template else "The plan of"
        lines = [(f"{what} {self.plan.partnership.name}", self.title)]
        if self.plan.partnership.is_sample:
            lines.append(("Sample data, made up.", self.plain))
        lines += [(f"{number}. {step}", self.plain) for number, step in enumerate(STEPS, start=1)]
        for number, (text, form) in enumerate(lines):
            sheet.merge_range(number, 0, number, 2, "", form)
            sheet.write_string(number, 0, text, form)
        number = len(lines) + 1
        for each in SHEETS:
            sheet.write_string(number, 0, each.title, self.heading)
            sheet.merge_range(number, 1, number, 2, "", self.heading)
            sheet.write_string(number, 1, each.what, self.heading)
            for column in each.columns:
                number += 1
                sheet.write_string(number, 1, column.heading, self.plain)
                sheet.write_string(number, 2, help_of(column), self.plain)
            number += 2

    def _write_sheet(self, sheet, what):
        rows = [] if self.is_template else list(self.plan.rows[what.key].values())
        if what.key == "people" and not self.plan.may_invite:
            rows = []
        headings = [{"header": column.heading, "header_format": self.heading} for column in what.columns]
        sheet.add_table(
            0, 0, max(len(rows), 1), len(what.columns) - 1,
            {"name": f"plan_{what.key}", "columns": headings, "style": "Table Style Light 1", "autofilter": False},
        )  # fmt: skip
        sheet.freeze_panes(1, 1)
        for place, column in enumerate(what.columns):
            width = 44 if column.key in LONG_LINES else WIDTHS.get(column.kind, 14)
            sheet.set_column(place, place, max(width, len(column.heading) + 3), self._format(column))
            for number, row in enumerate(rows, start=1):
                self._write_cell(sheet, number, place, what, column, row)
            self._guide(sheet, place, what, column, last=max(len(rows), 1) + NEW_ROWS)

    def _format(self, column):
        if column.kind is Kind.DATE:
            return self.date
        return self.number if column.kind in (Kind.NUMBER, Kind.PLACE) else self.text

    def _write_cell(self, sheet, number, place, what, column, row):
        value, form = shown(self.plan, column, row[column.key]), self._format(column)
        if isinstance(value, datetime.date) and value >= FIRST_DAY:
            sheet.write_datetime(number, place, value, form)
        elif isinstance(value, int) or (isinstance(value, Decimal) and len(value.as_tuple().digits) <= 15):
            sheet.write_number(number, place, value, form)
        elif value:
            text = format(value, "f") if isinstance(value, Decimal) else str(value)
            if len(text) > LONGEST_CELL:
                name = " ".join(str(row[key]) for key in what.identity)
                raise TooLongForACell(
                    f"“{column.heading}” of the {what.noun} {name} has {len(text):,} characters; a cell of a workbook "
                    f"holds {LONGEST_CELL:,}. Shorten it first."
                )
            sheet.write_string(number, place, text, form)

    def _guide(self, sheet, place, what, column, *, last):
        """What the cells of a column are told when they are chosen, and the list that they drop down."""
        guide = {"validate": "any", "input_title": column.heading[:32], "input_message": help_of(column)[:255]}
        if source := self._source(what, column):
            guide |= {"validate": "list", "source": source, "error_type": "information", "ignore_blank": True}
            guide["show_error"] = column.kind is Kind.CHOICE
        sheet.data_validation(1, place, last, place, guide)

    def _source(self, what, column):
        heading = f"{what.title}: {column.heading}" if column.choices else None
        if what.key == "agencies" and column.key == "agency":
            heading = "Agencies known here"
        elif column.of in ("outcomes", "indicators", "areas"):
            heading = column.of.capitalize()
        if heading:
            if heading not in self.lists:
                return ""
            letter = xl_col_to_name(list(self.lists).index(heading), True)
            return f"={LISTS}!{letter}$2:{letter}${len(self.lists[heading]) + 1}"
        other = next((sheet for sheet in SHEETS if sheet.key == column.of), None)
        return f"='{other.title}'!$A$2:$A${NEW_ROWS}" if other else ""


def help_of(column):
    """What to write in a column: whether it is needed, of what kind, and what it is."""
    kind = "" if column.kind in (Kind.TEXT, Kind.LINE, Kind.EMAIL, Kind.ONE) else f"{column.kind.value}."
    return " ".join(filter(None, ["Needed." if column.is_needed else "", column.help, kind]))
