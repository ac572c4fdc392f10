"""What a mapping says of a table, checked: Mapping.layout as a pydantic model, and its faults in plain words.

    {"file": {"kind": "csv", "encoding": "utf-8", "delimiter": ","},
     "header_row": 3,
     "indicator": {"constant": "drug-misuse-deaths"}, "area": {"column": "Area code", "by": "code"},
     "period": {"column": "Year", "form": "calendar year"}, "value": {"column": "Rate"}, "multiply": 100}

A field is either in a column, named by its heading, or one text for every row. Without `header_row` the table begins
below the first row that has all the headings.
"""

import math
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator

from indicators.models import State
from indicators.periods import Period, PeriodNotUnderstood

TEXT_FIELDS = ("sex", "age", "category_type", "category", "note", "state")
LIMITS = ("lower_95", "upper_95", "lower_998", "upper_998")
NUMBERS = ("value", *LIMITS, "count", "denominator")
LABELS = {
    "indicator": "Indicator",
    "area": "Area",
    "period": "Period",
    "sex": "Sex",
    "age": "Age",
    "category_type": "Category type",
    "category": "Category",
    "value": "Value",
    "lower_95": "Lower 95% limit",
    "upper_95": "Upper 95% limit",
    "lower_998": "Lower 99.8% limit",
    "upper_998": "Upper 99.8% limit",
    "count": "Count",
    "denominator": "Denominator",
    "state": "State",
    "note": "Note",
}
PAIRS = (("lower_95", "upper_95"), ("lower_998", "upper_998"))
BETWEEN = "between two columns"
FORMS = (
    "as written", "calendar year", "financial year ending", "financial year starting", "year to month", "month",
    "quarter", BETWEEN,
)  # fmt: skip
Heading = Annotated[str, Field(min_length=1, max_length=300)]
Text = Annotated[str, Field(min_length=1, max_length=300)]


class LayoutNotUnderstood(Exception):
    """`faults` is [(field of the layout, sentence)]."""

    def __init__(self, faults):
        super().__init__(" ".join(sentence for _, sentence in faults))
        self.faults = faults


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class CsvFile(Strict):
    kind: Literal["csv"] = "csv"
    encoding: Literal["utf-8", "windows-1252"] = "utf-8"
    delimiter: Literal[",", ";", "\t", "|"] = ","


class WorkbookFile(Strict):
    kind: Literal["workbook"] = "workbook"
    sheet: str = Field(default="", max_length=300)  # the first, where none is named
    fill_merged: bool = False  # a merged cell counts for each of the cells that it covers


class Said(Strict):
    """In a column, or the same for every row."""

    column: Heading | None = None
    constant: Text | None = None

    @model_validator(mode="after")
    def _is_one_of_both(self):
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either a column or a text for every row")
        return self


class SaidArea(Said):
    by: Literal["code", "name"] = "code"


class InColumn(Strict):
    column: Heading


class PeriodRule(Strict):
    """How a period is written. In a wide table the headings say it, and there is neither column nor constant."""

    form: Literal[FORMS] = "as written"
    column: Heading | None = None
    constant: Text | None = None
    start: Heading | None = None
    end: Heading | None = None

    @model_validator(mode="after")
    def _goes_together(self):
        if (self.form == BETWEEN) != (self.start is not None and self.end is not None):
            raise ValueError("columns of the first and of the last day belong to a period between two columns")
        if self.form != BETWEEN and (self.start or self.end):
            raise ValueError("a column of a first or a last day belongs to a period between two columns")
        if (self.form == BETWEEN and (self.column or self.constant)) or (self.column and self.constant):
            raise ValueError("give either a column or a text for every row")
        return self


class Wide(Strict):
    """Several columns of values; each heading is a period or stands for an indicator.

    `columns` is {heading: the period or the indicator's code}, "" where the heading itself says it. An empty one by
    period takes each column whose heading is a period, so that next year's is taken too.
    """

    by: Literal["period", "indicator"]
    columns: dict[Heading, str] = {}

    @model_validator(mode="after")
    def _names_its_indicators(self):
        if self.by == "indicator" and not self.columns:
            raise ValueError("name each column of values with the code of its indicator")
        return self


class Layout(Strict):
    file: Annotated[CsvFile | WorkbookFile, Field(discriminator="kind")]
    header_row: Annotated[int, Field(ge=1, le=10_000)] | None = None
    indicator: Said | None = None
    area: SaidArea
    period: PeriodRule
    sex: Said | None = None
    age: Said | None = None
    category_type: Said | None = None
    category: Said | None = None
    value: InColumn | None = None
    lower_95: InColumn | None = None
    upper_95: InColumn | None = None
    lower_998: InColumn | None = None
    upper_998: InColumn | None = None
    count: InColumn | None = None
    denominator: Said | None = None
    state: Said | None = None
    note: Said | None = None
    wide: Wide | None = None
    multiply: float = 1  # the value and its limits, as 100 for a share that is to be a percentage
    decimal: Literal[".", ","] = "."
    indicators: dict[Text, Text] = {}  # what the indicator's column says: the code that we know it by
    marks: dict[Annotated[str, Field(min_length=1, max_length=60)], Literal["suppressed", "not_available"]] = {}
    skip_areas: list[Text] = []  # totals and the like, by the text in the area's column
    without_area: Literal["stop", "skip", "reject"] = "reject"

    @field_validator("multiply")
    @classmethod
    def _is_a_factor(cls, number):
        if not (math.isfinite(number) and number > 0):
            raise ValueError("values are multiplied by a number above 0, such as 100 or 0.01")
        return number

    @field_validator("state")
    @classmethod
    def _is_a_state(cls, said):
        if said and said.constant and said.constant not in State.values:
            raise ValueError(f"a state is one of {', '.join(State.values)}")
        return said

    @model_validator(mode="after")
    def _has_figures(self):
        if faults := list(self._faults()):
            raise ValueError("\n".join(faults))
        return self

    def _faults(self):
        if self.wide is None:
            if self.value is None:
                yield "value: say which column holds the values"
        elif any(getattr(self, name) for name in NUMBERS):
            yield "wide: a table with several columns of values has no other columns of numbers"
        by = self.wide.by if self.wide else ""
        if self.indicator is None and by != "indicator":
            yield "indicator: say which column names the indicator, or give one for every row"
        if self.indicator is not None and by == "indicator":
            yield "indicator: the headings say the indicator, so that no column can"
        has_period = self.period.column or self.period.constant or self.period.form == BETWEEN
        if by == "period" and has_period:
            yield "period: the headings say the period, so that no column can"
        if by != "period" and not has_period:
            yield "period: say which column holds the period, or give one for every row"
        for lower, upper in PAIRS:
            if (getattr(self, lower) is None) != (getattr(self, upper) is None):
                missing = lower if getattr(self, lower) is None else upper
                yield f"{missing}: an interval needs a column for both of its limits"
        if self.category and not self.category_type:
            yield "category_type: a category needs a category type"
        if (
            self.period.constant
            and self.period.form == "as written"
            and (fault := _fault_of_period(self.period.constant))
        ):
            yield f"period: {fault}"
        for meant in self.wide.columns.values() if by == "period" else ():
            if meant and (fault := _fault_of_period(meant)):
                yield f"wide: {fault}"

    @property
    def headings(self):
        """{heading: the field that it is read for}, of all columns that the table must have."""
        found = {said.column: name for name in LABELS if (said := getattr(self, name)) and said.column}
        found |= {heading: "period" for heading in (self.period.start, self.period.end) if heading}
        return found | dict.fromkeys(self.wide.columns if self.wide else (), "value")


def _fault_of_period(text):
    try:
        return "" if Period.parse(text).is_bounded else f"“{text}” has no first or no last day"
    except PeriodNotUnderstood as error:
        return str(error).rstrip(".")


def check(given):
    """The layout of what was kept or sent; LayoutNotUnderstood with a sentence for each fault."""
    try:
        return Layout.model_validate(given)
    except ValidationError as errors:
        raise LayoutNotUnderstood([fault for error in errors.errors() for fault in _faults(error)]) from errors


def _faults(error):
    """[(field, sentence)]; what is wrong with the whole comes in lines that begin with their field."""
    words = error["msg"].split(", ", 1)[-1] if error["type"] == "value_error" else ""
    if not words or error["loc"]:
        return [_fault(error, str(error["loc"][0]) if error["loc"] else "", words)]
    return [_fault(error, *line.split(": ", 1)) for line in words.splitlines()]


def _fault(error, name, words):
    label = LABELS.get(name, name.replace("_", " ").capitalize() or "Mapping")
    inner = [str(part) for part in error["loc"][1:] if part not in ("csv", "workbook")]
    where = f" ({', '.join(inner)})" if inner else ""
    return name, f"{label}{where}: {(words or _kind_of_fault(error)).rstrip('.')}."


def _kind_of_fault(error):
    kind, given = error["type"], repr(error["input"])[:60]
    if kind == "extra_forbidden":
        names = ", ".join(Layout.model_fields)
        return f"this is no part of a mapping. Allowed are {names}" if len(error["loc"]) == 1 else "not known here"
    if kind == "missing":
        return "this is missing"
    if kind == "literal_error":
        return f"it must be one of {error['ctx']['expected']}, not {given}"
    if kind in ("union_tag_invalid", "union_tag_not_found"):
        return "it must be of the kind csv or workbook"
    if kind == "greater_than_equal":
        return f"it must be {error['ctx']['ge']} or more"
    if kind == "less_than_equal":
        return f"it must be {error['ctx']['le']} or less"
    if kind == "string_too_long":
        return f"it must be {error['ctx']['max_length']} characters or fewer"
    if kind == "string_too_short":
        return "it is empty"
    wanted = {"int": "a whole number", "float": "a number", "string": "a text", "bool": "true or false"}
    wanted |= {"list": "a list", "dict": "pairs of texts", "model": "pairs in curly brackets"}
    what = wanted.get(kind.split("_", 1)[0])
    return f"it must be {what}, not {given}" if what else error["msg"]
