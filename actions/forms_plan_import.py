"""The forms of a plan that comes as a workbook: the file, and which of its columns is which of ours."""

from django import forms

from actions.plan_book.mapping import HEADINGS_WITHIN, header_of, headings_in, headings_of, plain_heading
from actions.plan_book.reading import MOST_BYTES
from actions.plan_book.sheets import SHEETS

NOT_THERE = "Not in this workbook"
NO_COLUMN = "No column"


class PlanWorkbookForm(forms.Form):
    file = forms.FileField(
        label="Workbook",
        help_text=f"Excel (.xlsx), up to {MOST_BYTES // 2**20} MB.",
        widget=forms.FileInput(attrs={"accept": ".xlsx"}),
        error_messages={
            "required": "Select a workbook",
            "empty": "The selected file is empty",
            "invalid": "The selected file did not arrive. Select it again",
        },
    )


class PlanMappingForm(forms.Form):
    """For each of our sheets one of the file, the row of its headings, and for each of our columns a heading."""

    is_filter = True  # nearly everything may be left out

    def __init__(self, *args, book, mapping, **rest):
        super().__init__(*args, **rest)
        self.book, self.shown = book, said_of(self.data, book) if self.is_bound else mapping
        for sheet in SHEETS:
            self._add(sheet, self.shown.get(sheet.key, {}))

    def _add(self, sheet, said):
        names = [(name, name) for name in self.book.sheets]
        self.fields[f"{sheet.key}-sheet"] = forms.ChoiceField(
            label=sheet.title, choices=[("", NOT_THERE), *names], required=False, initial=said.get("sheet", "")
        )
        if read := self.book.sheets.get(said.get("sheet")):
            self._add_row(sheet, said)
            self._add_columns(sheet, said, list(dict.fromkeys(filter(None, headings_in(read, said["row"])))))

    def _add_row(self, sheet, said):
        self.fields[f"{sheet.key}-row"] = forms.IntegerField(
            label="Row of the headings",
            min_value=1,
            max_value=HEADINGS_WITHIN,
            required=False,
            initial=said["row"],
            widget=forms.TextInput(attrs={"class": "govuk-input--width-2", "inputmode": "numeric"}),
            error_messages={"invalid": f"The row of the headings must be a whole number from 1 to {HEADINGS_WITHIN}"},
        )

    def _add_columns(self, sheet, said, headings):
        for column in sheet.columns:
            self.fields[f"{sheet.key}-{column.key}-column"] = forms.ChoiceField(
                label=f"{column.heading} (needed)" if column in sheet.required else column.heading,
                choices=[("", NO_COLUMN), *((heading, heading) for heading in headings)],
                required=False,
                initial=said.get("columns", {}).get(column.key, ""),
            )

    def clean(self):
        for sheet in SHEETS:
            said = self.shown.get(sheet.key)
            if not said:
                continue
            chosen = {}
            for column in sheet.columns:
                name = f"{sheet.key}-{column.key}-column"
                heading = self.cleaned_data.get(name, "")
                if heading and heading in chosen:
                    self.add_error(name, f"“{heading}” is chosen for {chosen[heading]} already. Choose another.")
                elif not heading and column in sheet.required and name in self.fields and name not in self.errors:
                    self.add_error(name, f"Choose the column with the {column.heading.lower()} of each {sheet.noun}.")
                chosen.setdefault(heading, column.heading.lower())
        if not self.shown:
            self.add_error(f"{SHEETS[0].key}-sheet", "Choose at least one sheet of the workbook.")
        return self.cleaned_data

    @property
    def mapping(self):
        return self.shown

    @property
    def places(self):
        """The fields that say which sheet is what."""
        return [self[f"{sheet.key}-sheet"] for sheet in SHEETS]

    @property
    def parts(self):
        """(our sheet, that of the file, the fields of its columns, whether somebody has to look at them)."""
        found = []
        for sheet in SHEETS:
            if not (said := self.shown.get(sheet.key)) or said["sheet"] not in self.book.sheets:
                continue
            fields = [self[name] for name in self.fields if name.startswith(f"{sheet.key}-")][1:]
            missing = any(not said["columns"].get(column.key) for column in sheet.required)
            left = set(filter(None, headings_in(self.book.sheets[said["sheet"]], said["row"])))
            left -= set(said["columns"].values())
            is_open = bool(missing or left or any(field.errors for field in fields))
            found.append((sheet, said["sheet"], fields, is_open))
        return found


def said_of(data, book):
    """The mapping that was chosen, as far as it makes sense; what a new sheet was not asked yet is guessed."""
    mapping = {}
    for sheet in SHEETS:
        read = book.sheets.get(data.get(f"{sheet.key}-sheet", ""))
        if read is None:
            continue
        typed = data.get(f"{sheet.key}-row", "").strip()
        row = int(typed) if typed.isdecimal() and 0 < int(typed[:4]) <= HEADINGS_WITHIN else header_of(sheet, read)[0]
        headings = headings_in(read, row)
        names = {column.key: f"{sheet.key}-{column.key}-column" for column in sheet.columns}
        columns = {key: data[name] for key, name in names.items() if data.get(name) in headings and data.get(name)}
        if not any(name in data for name in names.values()):
            columns = {
                column.key: heading
                for column in sheet.columns
                for heading in headings
                if heading and plain_heading(heading) in headings_of(column)
            }
        mapping[sheet.key] = {"sheet": read.name, "row": row, "columns": columns}
    return mapping
