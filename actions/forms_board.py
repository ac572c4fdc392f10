"""What of a strategy's page is shown: sent by GET, so that the address keeps it."""

from django import forms

ALL = ("", "All")
UNKNOWN = "“%(value)s” is not one of the {} here. Choose one of the list, or all."


class BoardFilter(forms.Form):
    """A value that this strategy does not have is refused in a sentence, and filters nothing."""

    is_filter = True

    priority = forms.ChoiceField(required=False, error_messages={"invalid_choice": UNKNOWN.format("priorities")})
    agency = forms.ChoiceField(
        label="Lead agency", required=False, error_messages={"invalid_choice": UNKNOWN.format("lead agencies")}
    )
    outcome = forms.ChoiceField(
        label="Framework outcome", required=False, error_messages={"invalid_choice": UNKNOWN.format("outcomes")}
    )
    by = forms.ChoiceField(
        required=False,
        widget=forms.HiddenInput,
        choices=[("", "priority"), ("priority", "priority"), ("outcome", "outcome")],
        error_messages={"invalid_choice": "“%(value)s” is no way to group. Use priority or outcome."},
    )

    def __init__(self, data, *, board):
        super().__init__(data)
        agencies = {agency.slug: agency.name for line in board.actions for agency in line.leads}
        outcomes = {one.code: one for one in board.outcomes_named}
        choices = {
            "priority": [(each.priority.code, each.priority.title) for each in board.priorities],
            "agency": sorted(agencies.items(), key=lambda pair: pair[1]),
            "outcome": [(one.code, one.name) for one in sorted(outcomes.values(), key=lambda one: one.position)],
        }
        for name, pairs in choices.items():
            self.fields[name].choices = [ALL, *pairs]
        self.is_valid()

    def chosen(self, name):
        return getattr(self, "cleaned_data", {}).get(name) or ""

    @property
    def is_narrowing(self):
        return any(self.chosen(name) for name in ("priority", "agency", "outcome"))

    @property
    def is_by_outcome(self):
        return self.chosen("by") == "outcome"

    @property
    def sentences(self):
        return [sentence for errors in self.errors.values() for sentence in errors]

    @property
    def in_words(self):
        """ "priority: Treatment, lead agency: Probation"."""
        said = []
        for name in ("priority", "agency", "outcome"):
            if value := self.chosen(name):
                said.append(f"{self[name].label.lower()}: {dict(self.fields[name].choices)[value]}")
        return ", ".join(said)
