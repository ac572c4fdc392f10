"""The form by which a step change is marked."""

from django import forms

from cdp.forms import Radios

LONGEST_REASON = 300


class StepChangeForm(forms.Form):
    """`periods` are the choices: (first day as text, the period in words)."""

    starts_on = forms.ChoiceField(
        label="Which is the first period of the changed process?",
        help_text="The mean and the limits are worked out anew from that period on.",
        widget=Radios(),
        error_messages={
            "required": "Select the first period of the changed process",
            "invalid_choice": "Select one of the periods listed: limits need three figures on either side",
        },
    )
    reason = forms.CharField(
        label="What changed?",
        max_length=LONGEST_REASON,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="A new service, a new way of counting. Everybody who reads the page sees this. No names.",
        error_messages={
            "required": "Say what changed",
            "max_length": "What changed must be %(limit_value)d characters or fewer",
        },
    )

    def __init__(self, *args, periods, **options):
        super().__init__(*args, **options)
        self.fields["starts_on"].choices = periods
