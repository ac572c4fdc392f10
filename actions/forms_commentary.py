"""The form by which somebody says what a figure means."""

from django import forms

from actions.commentary import places
from actions.forms import Text
from actions.operations.commentary import LIMIT
from cdp.forms import Radios
from cdp.privacy.forms import ChecksPersonalData

NOTHING = "nothing"
ANSWERS = [*places.CLAIMS.items(), (NOTHING, "Nothing about its direction")]


class CommentaryForm(ChecksPersonalData, forms.Form):
    public_texts = ("text",)

    text = Text(
        label="What does this figure mean?",
        max_length=LIMIT,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Write the names below where a figure belongs, such as {value}. They fill themselves with the newest "
        "figures. Everybody who sees the strategy reads it, with your name.",
        error_messages={
            "required": "Say what the figure means",
            "max_length": "The words must be %(limit_value)d characters or fewer",
        },
    )
    claim = forms.ChoiceField(
        label="What do your words say of its direction?",
        choices=ANSWERS,
        widget=Radios(),
        help_text="If a later figure says otherwise, you are told and readers are warned.",
        error_messages={"required": "Select what your words say", "invalid_choice": "Select one of the answers"},
    )
    instead_of = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_claim(self):
        said = self.cleaned_data["claim"]
        return "" if said == NOTHING else said

    def refuse(self, errors):
        for name, sentence in errors.items():
            self.add_error(name, sentence)
