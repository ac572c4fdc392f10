"""The forms of the parts of a recommendation, and of the order in which things stand."""

from django import forms

from actions.forms_plan import PlanForm, box
from actions.operations.plan.order import mark_of, name_of


class RecommendationPartForm(PlanForm):
    text = box("What this part recommends", missing="Enter what this part recommends")


class OrderForm(forms.Form):
    """A box with its place for each row. A row whose place is typed anew takes it, and the others make room."""

    def __init__(self, data=None, *, rows):
        super().__init__(data)
        self.rows = list(rows)
        self.fields["seen"] = forms.IntegerField(
            widget=forms.HiddenInput, required=False, initial=mark_of(self.rows), min_value=0
        )
        for place, row in enumerate(self.rows, start=1):
            wrong = f"The place of {name_of(row)} must be a number from 1 to {len(self.rows)}"
            self.fields[f"place-{row.pk}"] = forms.IntegerField(
                label=f"Place of {name_of(row)}",
                initial=place,
                min_value=1,
                max_value=len(self.rows),
                widget=forms.TextInput(attrs={"class": "govuk-input--width-3", "inputmode": "numeric"}),
                error_messages=dict.fromkeys(("required", "invalid", "min_value", "max_value"), wrong),
            )

    @classmethod
    def as_it_stands(cls, rows, *, error):
        """Filled with the list as it is now, and the sentence why nothing was written."""
        fresh = cls(rows=rows)
        form = cls({name: str(field.initial) for name, field in fresh.fields.items()}, rows=rows)
        form.add_error(None, error)
        return form

    def clean(self):
        taken = {}
        for row, place in self._moved():
            if place in taken:
                self.add_error(
                    f"place-{row.pk}",
                    f"{name_of(taken[place])} and {name_of(row)} cannot both have place {place}. Change one of them.",
                )
            taken[place] = row
        return self.cleaned_data

    def _moved(self):
        """(row, place) of those whose place was typed anew."""
        for standing, row in enumerate(self.rows, start=1):
            place = self.cleaned_data.get(f"place-{row.pk}")
            if place is not None and place != standing:
                yield row, place

    @property
    def seen(self):
        return self.cleaned_data.get("seen")

    @property
    def wanted(self):
        """The keys of all rows in the order that was asked for."""
        moved = {place: row.pk for row, place in self._moved()}
        others = iter([row.pk for row in self.rows if row.pk not in moved.values()])
        return [moved[place] if place in moved else next(others) for place in range(1, len(self.rows) + 1)]

    @property
    def hidden(self):
        return self["seen"]

    @property
    def lines(self):
        """(row, its box) for the page."""
        return [(row, self[f"place-{row.pk}"]) for row in self.rows]
