"""The form by which a light is shown otherwise than its rule says."""

from django import forms

from actions.forms import Text
from actions.operations.lights import REASON_LIMIT, STATES
from actions.presenters.lights import word_of
from cdp.forms import DateField, Radios


class OverrideForm(forms.Form):
    state = forms.ChoiceField(
        label="Show it as",
        widget=Radios(shapes=True),
        error_messages={"required": "Select what the light is to show", "invalid_choice": "Select one of the answers"},
    )
    reason = Text(
        label="Why is the rule wrong here?",
        max_length=REASON_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="Everybody who sees the action reads it, with your name. No names of people who use services.",
        error_messages={
            "required": "Say why the light is to be shown otherwise than its rule says",
            "max_length": "The reason must be %(limit_value)d characters or fewer",
        },
    )
    until = DateField(
        label="The last day on which it holds",
        help_text="From the day after, the light is as its rule says again. A year at most.",
        error_messages={"required": "Enter the last day on which it holds"},
    )
    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args, light, **options):
        super().__init__(*args, **options)
        self.fields["state"].choices = [(state, word_of(light, state)) for state in STATES[light]]

    def refuse(self, errors):
        for name, sentence in errors.items():
            self.add_error(name, sentence)
