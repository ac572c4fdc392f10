"""The form of a progress update."""

from django import forms

from actions.models import Confidence, DeliveryStatus
from actions.models.action import REPORTABLE_STATUSES
from cdp import words
from cdp.forms import Radios

STATUS_HINTS = {
    DeliveryStatus.AT_RISK.value: "A date may slip",
    DeliveryStatus.LATE.value: "A date has slipped",
    DeliveryStatus.COMPLETE.value: "All of it is done",
}


class Text(forms.CharField):
    """A browser counts a line break once and sends it as two characters; the limit is the one it shows."""

    def to_python(self, value):
        return super().to_python(value).replace("\r\n", "\n")


class ProgressUpdateForm(forms.Form):
    delivery_status = forms.ChoiceField(
        label="Is the work on track?",
        choices=REPORTABLE_STATUSES,
        widget=Radios(hints=STATUS_HINTS, shapes=True),
        error_messages={"required": "Select whether the work is on track"},
    )
    confidence = forms.ChoiceField(
        choices=Confidence.choices,
        widget=Radios(shapes=True),
        error_messages={"required": "Select how confident you are"},
    )
    narrative = Text(
        max_length=600,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="One or two sentences, with numbers if you can. No names of people who use services.",
        error_messages={"max_length": "What happened must be %(limit_value)d characters or fewer"},
    )
    next_step = Text(
        label="What happens next?",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"max_length": "Next step must be %(limit_value)d characters or fewer"},
    )
    blocker = Text(
        label="Is anything in the way?",
        max_length=200,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text="The board sees this as a possible ask.",
        error_messages={"max_length": "What is in the way must be %(limit_value)d characters or fewer"},
    )

    def __init__(self, *args, last=None, aim="", **options):
        """It starts from what was said last time, except for the status and the words: those have to be said anew."""
        if last:
            said = {"confidence": last.confidence, "next_step": last.next_step, "blocker": last.blocker}
            options["initial"] = {**said, **options.get("initial", {})}
        super().__init__(*args, **options)
        question = f"What happened since {words.day(last.reported_at)}?" if last else "What has happened so far?"
        self.fields["narrative"].label = question
        self.fields["narrative"].error_messages["required"] = f"Say {question[0].lower()}{question[1:-1]}"
        self.fields["confidence"].label = f"How confident are you of {aim}?" if aim else "How confident are you?"
