"""The form of a mapping: for each field a column or a text, how periods and numbers are written, what is left out."""

from django import forms

from cdp.forms import Radios
from indicators.models import Indicator
from indicators.sources.mapped.layout import BETWEEN, FORMS, LABELS, NUMBERS, LayoutNotUnderstood, check

# The fields that may also be the same for every row, and those that are columns only.
TEXTS = ("sex", "age", "category_type", "category", "denominator", "state", "note")
COLUMNS = tuple(name for name in NUMBERS if name != "denominator")
LABELS_OF_FORMS = {
    "as written": "As it is written, such as 2023, 2022/23, 2021 - 23, 2023 Q2, Jun 2023",
    "calendar year": "A calendar year: 2023",
    "financial year ending": "The year in which a financial year ends: 2023 is 2022/23",
    "financial year starting": "The year in which a financial year starts: 2023 is 2023/24",
    "year to month": "The last month of twelve: June 2023 is the year ending June 2023",
    "month": "A month: June 2023, Jun-23, 2023-06, or a day of it",
    "quarter": "A quarter: 2023 Q2, 2022/23 Q1, or a day of it",
    BETWEEN: "The first and the last day, in two columns",
}
SHAPES = [
    ("long", "In one column"),
    ("period", "In several columns, one for each period"),
    ("indicator", "In several columns, one for each indicator"),
]
WITHOUT_AREA = [
    ("reject", "Rejected, so that somebody looks"),
    ("skip", "Left out"),
    ("stop", "The end of the table: notes follow"),
]
STATES = {"suppressed": "suppressed", "not available": "not_available"}
ENCODINGS = [("utf-8", "UTF-8"), ("windows-1252", "Windows-1252 (older Excel)")]
DELIMITERS = [(",", "Comma"), (";", "Semicolon"), ("\t", "Tab"), ("|", "Upright stroke |")]
# Where a fault of the layout is shown.
PLACES = {"wide": "wide_columns", "file": "header_row", "indicators": "indicators", "marks": "marks"}


class ColumnField(forms.ChoiceField):
    """One of the columns of the sample; one that it does not have stays chosen, and is a fault."""

    def __init__(self, headings, typed="", **options):
        self.headings = headings
        gone = [(typed, f"{typed} (no column of this table)")] if typed and typed not in headings else []
        choices = [("", "None"), *((heading, heading) for heading in dict.fromkeys(headings)), *gone]
        super().__init__(choices=choices, required=False, **options)

    def validate(self, value):
        if value and value not in self.headings:
            raise forms.ValidationError(f"There is no column called “{value}” in the row of the headings.")


class PairsField(forms.CharField):
    """A pair a line, with an equals sign between: {left: right}."""

    def __init__(self, *, allowed=None, may_stand_alone=False, **options):
        self.allowed, self.may_stand_alone = allowed, may_stand_alone
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}), **options)

    def prepare_value(self, value):
        if not isinstance(value, dict):
            return value
        words = {meant: word for word, meant in (self.allowed or {}).items()}
        return "\n".join(f"{left} = {words.get(right, right)}" if right else left for left, right in value.items())

    def to_python(self, value):
        pairs = {}
        for number, line in enumerate(super().to_python(value).splitlines(), start=1):
            if not line.strip():
                continue
            left, equals, right = (part.strip() for part in line.rpartition("="))
            if not equals and self.may_stand_alone:
                left, right = right, ""
            if not left or not (right or self.may_stand_alone):
                raise forms.ValidationError(f"Line {number}: write a text, an equals sign and what it stands for.")
            if left in pairs:
                raise forms.ValidationError(f"Line {number}: “{left}” is there twice.")
            if self.allowed and right.casefold() not in self.allowed:
                allowed = " or ".join(self.allowed)
                raise forms.ValidationError(f"Line {number}: “{right}” must be {allowed}.")
            pairs[left] = self.allowed[right.casefold()] if self.allowed else right
        return pairs


class LinesField(forms.CharField):
    def __init__(self, **options):
        super().__init__(required=False, widget=forms.Textarea(attrs={"rows": 3}), **options)

    def prepare_value(self, value):
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value):
        return [line.strip() for line in super().to_python(value).splitlines() if line.strip()]


class MappingForm(forms.Form):
    """`look` is the sample as it was looked at, `known` what rows may speak of."""

    is_filter = True  # nearly everything may be left out: the word beside each box would only be in the way

    header_row = forms.IntegerField(
        label="Row of the headings",
        min_value=1,
        max_value=10_000,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "numeric"}),
        error_messages={
            "required": "Enter the row of the headings",
            "invalid": "The row of the headings must be a whole number, such as 1",
        },
    )
    find_header = forms.BooleanField(
        label="In other files take the first row that has these headings, wherever it is",
        required=False,
        help_text="Otherwise they must be in this very row.",
    )
    area_by = forms.ChoiceField(
        label="An area is given by its",
        choices=[("code", "Code, such as E06000060"), ("name", "Name")],
        widget=Radios(),
    )
    period_form = forms.ChoiceField(
        label="How is the period written?", choices=[(form, LABELS_OF_FORMS[form]) for form in FORMS]
    )
    shape = forms.ChoiceField(label="Where are the values?", choices=SHAPES, widget=Radios())
    wide_columns = PairsField(
        label="Columns of values, where there are several",
        may_stand_alone=True,
        help_text="One a line: the heading, an equals sign, and its period or the code of its indicator. Leave it "
        "empty to take every column whose heading is a period.",
    )
    multiply = forms.FloatField(
        label="Multiply values by",
        help_text="100 where 12.3% is kept as 0.123, as workbooks do. Counts and denominators stay as they are.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5", "inputmode": "decimal"}),
        error_messages={
            "required": "Enter what values are multiplied by; 1 leaves them as they are",
            "invalid": "Values are multiplied by a number, such as 100 or 0.01",
        },
    )
    decimal = forms.ChoiceField(
        label="Tenths follow", choices=[(".", "A point: 1,234.5"), (",", "A comma: 1.234,5")], widget=Radios()
    )
    marks = PairsField(
        label="Marks of its own in place of a number",
        allowed=STATES,
        help_text="One a line, such as § = suppressed or n.k. = not available. The usual ones (*, [c], [x], [z], :, -, "
        "nothing) are known.",
    )
    without_area = forms.ChoiceField(label="A row without an area is", choices=WITHOUT_AREA, widget=Radios())
    skip_areas = LinesField(
        label="Rows to leave out", help_text="What stands in place of the area, one a line, such as Total."
    )
    indicators = PairsField(
        label="What the indicator's column says",
        help_text="One a line, where it gives no code of ours: the text, an equals sign and the code.",
    )

    def __init__(self, *args, look, known, **rest):
        super().__init__(*args, **rest)
        self.look, self.known = look, known
        typed = self.data if self.is_bound else self.initial
        self._add_file_fields()
        codes = Indicator.objects.filter(retired_on=None).order_by("name").values_list("code", "name")
        indicators = [("", "None"), *((code, f"{name} ({code})") for code, name in codes)]
        self._add_column("indicator", typed)
        self.fields["indicator_constant"] = forms.ChoiceField(
            label="Indicator, the same for every row", choices=indicators, required=False
        )
        self._add_column("area", typed)
        self._add_constant("area")
        self._add_column("period", typed)
        self._add_constant("period")
        self._add_column("start", typed, "First day")
        self._add_column("end", typed, "Last day")
        for name in TEXTS:
            self._add_column(name, typed)
            self._add_constant(name)
        for name in COLUMNS:
            self._add_column(name, typed)

    def _add_file_fields(self):
        if self.look.is_workbook:
            sheets = [(sheet, sheet) for sheet in self.look.sheets]
            self.fields["sheet"] = forms.ChoiceField(label="Sheet", choices=sheets)
            self.fields["first_sheet"] = forms.BooleanField(
                label="In other files take the first sheet, whatever it is called", required=False
            )
            self.fields["fill_merged"] = forms.BooleanField(
                label="A merged cell counts for each of the cells that it covers", required=False
            )
        else:
            self.fields["encoding"] = forms.ChoiceField(label="Encoding", choices=ENCODINGS)
            self.fields["delimiter"] = forms.ChoiceField(label="Between two cells stands a", choices=DELIMITERS)

    def _add_column(self, name, typed, label=""):
        chosen = typed.get(f"{name}_column", "")
        self.fields[f"{name}_column"] = ColumnField(self.look.headings, chosen, label=label or LABELS[name])

    def _add_constant(self, name):
        self.fields[f"{name}_constant"] = forms.CharField(
            label=f"{LABELS[name]}, the same for every row", required=False, max_length=300
        )

    # --- As it is drawn ----------------------------------------------------------------------------------------------

    @property
    def file_fields(self):
        names = ("sheet", "first_sheet", "fill_merged", "encoding", "delimiter", "header_row", "find_header")
        return [self[name] for name in names if name in self.fields]

    @property
    def about_fields(self):
        """Lists of fields that stand beside each other."""
        pairs = [("indicator_column", "indicator_constant"), ("indicators",), ("area_column", "area_constant")]
        pairs += [("area_by",), ("period_form",), ("period_column", "period_constant")]
        pairs += [("start_column", "end_column")]
        return [[self[name] for name in pair] for pair in pairs]

    @property
    def group_fields(self):
        names = ("sex", "age", "category_type", "category")
        return [[self[f"{name}_column"], self[f"{name}_constant"]] for name in names]

    @property
    def number_fields(self):
        pairs = [("value_column", "count_column"), ("lower_95_column", "upper_95_column")]
        pairs += [("lower_998_column", "upper_998_column"), ("denominator_column", "denominator_constant")]
        pairs += [("state_column", "state_constant"), ("note_column", "note_constant")]
        return [[self[name] for name in pair] for pair in pairs]

    @property
    def rule_fields(self):
        return [self[name] for name in ("multiply", "decimal", "marks", "without_area", "skip_areas")]

    # --- As a layout -------------------------------------------------------------------------------------------------

    def clean(self):
        if self.errors:
            return self.cleaned_data
        self._refuse_unknown_indicators()
        self._refuse_both()
        if self.errors:
            return self.cleaned_data
        try:
            self.cleaned_data["layout"] = check(layout_of(self.cleaned_data))
        except LayoutNotUnderstood as error:
            for name, sentence in error.faults:
                self.add_error(self._place(name), sentence)
        return self.cleaned_data

    def _place(self, name):
        names = (PLACES.get(name, name), f"{name}_column")
        return next((name for name in names if name in self.fields), None)

    def _refuse_both(self):
        for name in ("indicator", "area", "period", *TEXTS):
            if self.cleaned_data[f"{name}_column"] and self.cleaned_data[f"{name}_constant"]:
                words = f"{LABELS[name]}: choose either a column or what is the same for every row."
                self.add_error(f"{name}_column", words)

    def _refuse_unknown_indicators(self):
        codes = {"indicators": self.cleaned_data["indicators"].values()}
        if self.cleaned_data["shape"] == "indicator":
            codes["wide_columns"] = [code or heading for heading, code in self.cleaned_data["wide_columns"].items()]
        for name, found in codes.items():
            if unknown := [code for code in found if self.known.indicator(code) is None]:
                self.add_error(name, f"There is no indicator with the code “{unknown[0]}”.")


def layout_of(cleaned):
    """What a mapping says, from the answers of the form."""
    found = {name: _said(cleaned, name) for name in ("indicator", "area", *TEXTS)}
    found |= {name: {"column": heading} for name in COLUMNS if (heading := cleaned[f"{name}_column"])}
    found["area"] = (found["area"] or {}) | {"by": cleaned["area_by"]}
    period = {"form": cleaned["period_form"], **(_said(cleaned, "period") or {})}
    if cleaned["period_form"] == BETWEEN:
        period |= {name: cleaned[f"{name}_column"] or None for name in ("start", "end")}
    if cleaned["shape"] != "long":
        found["wide"] = {"by": cleaned["shape"], "columns": cleaned["wide_columns"]}
    if "sheet" in cleaned:
        sheet = "" if cleaned["first_sheet"] else cleaned["sheet"]
        file = {"kind": "workbook", "sheet": sheet, "fill_merged": cleaned["fill_merged"]}
    else:
        file = {"kind": "csv", "encoding": cleaned["encoding"], "delimiter": cleaned["delimiter"]}
    found |= {"file": file, "period": period}
    found |= {"header_row": None if cleaned["find_header"] else cleaned["header_row"]}
    names = ("multiply", "decimal", "marks", "without_area", "skip_areas", "indicators")
    return {name: said for name, said in found.items() if said is not None} | {name: cleaned[name] for name in names}


def _said(cleaned, name):
    said = {kind: cleaned[f"{name}_{kind}"] for kind in ("column", "constant") if cleaned[f"{name}_{kind}"]}
    return said or None


def initial_of(layout, look):
    """The answers of the form that a kept mapping amounts to."""
    found = {"header_row": layout.header_row or look.header_row, "find_header": layout.header_row is None}
    found |= {name: getattr(layout, name) for name in ("decimal", "marks", "without_area", "skip_areas", "indicators")}
    found["multiply"] = f"{layout.multiply:g}"
    for name in ("indicator", "area", "period", *NUMBERS, *TEXTS):
        said = getattr(layout, name)
        found |= {f"{name}_{kind}": getattr(said, kind, None) or "" for kind in ("column", "constant")} if said else {}
    found |= {"area_by": layout.area.by, "period_form": layout.period.form}
    found |= {"start_column": layout.period.start or "", "end_column": layout.period.end or ""}
    found["shape"] = layout.wide.by if layout.wide else "long"
    found["wide_columns"] = layout.wide.columns if layout.wide else {}
    return found | _file_of(look, first_sheet=layout.file.kind == "workbook" and not layout.file.sheet)


def guess_of(look):
    """The answers with which to begin, from how columns are usually called."""
    usual = look.usual()
    by = "code" if "area_code" in usual or "area_name" not in usual else "name"
    found = {f"{name}_column": heading for name, heading in usual.items() if name not in ("area_code", "area_name")}
    found |= {"area_column": usual.get(f"area_{by}", ""), "area_by": by, "header_row": look.header_row}
    found |= {"find_header": True, "period_form": "as written", "shape": "long", "multiply": "1", "decimal": "."}
    return found | {"without_area": "reject"} | _file_of(look, first_sheet=False)


def _file_of(look, *, first_sheet):
    if look.is_workbook:
        return {"sheet": look.file.sheet, "first_sheet": first_sheet, "fill_merged": look.file.fill_merged}
    return {"encoding": look.file.encoding, "delimiter": look.file.delimiter}
