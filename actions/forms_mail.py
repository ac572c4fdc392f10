"""The forms around mails: the short one behind a mailed link, the plan of reminders, and the filter of the log."""

from django import forms
from django.db.models import Q

from actions.forms import HowItGoes, Text
from actions.models import Mail, MailKind, ReminderPlan
from actions.operations.updates import said
from cdp import words
from cdp.privacy.forms import ChecksPersonalData

MOST_DAYS = 366


class ShortForm(ChecksPersonalData, HowItGoes):
    """How it goes and what happened, for one action; all else stays as it was approved last."""

    public_texts = ("narrative",)

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    narrative = Text(
        max_length=said.LIMITS["narrative"],
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="One sentence is enough. No names of people who use services.",
        error_messages={"max_length": "What happened must be %(limit_value)d characters or fewer"},
    )

    def __init__(self, *args, last=None, has_confidence=False, **options):
        """Confidence is asked for only where nothing stands yet that could be kept."""
        super().__init__(*args, **options)
        question = f"What happened since {words.day(last.reported_at)}?" if last else "What has happened so far?"
        self.fields["narrative"].label = question
        self.fields["narrative"].error_messages["required"] = f"Say {question[0].lower()}{question[1:-1]}"
        if has_confidence:
            del self.fields["confidence"]

    def said(self):
        return {name: self.cleaned_data[name] for name in said.WORDS if name in self.cleaned_data}

    def refuse(self, errors):
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)


class DaysField(forms.CharField):
    """Whole numbers with commas between them, kept as a list without repetitions."""

    default_error_messages = {
        "invalid": "Enter days as whole numbers with commas between them, such as 30, 7, 1",
        "too_many": f"Enter days from 1 to {MOST_DAYS}, at most ten of them",
    }

    def prepare_value(self, value):
        return ", ".join(str(each) for each in value) if isinstance(value, list | tuple) else value

    def to_python(self, value):
        parts = [part.strip() for part in str(value or "").split(",") if part.strip()]
        if not all(part.isascii() and part.isdecimal() for part in parts):
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid")
        days = {int(part) for part in parts if len(part) < 6} | ({0} if any(len(part) > 5 for part in parts) else set())
        if len(days) > 10 or any(not 1 <= each <= MOST_DAYS for each in days):
            raise forms.ValidationError(self.error_messages["too_many"], code="too_many")
        return sorted(days)


def _days(label, help_text=""):
    return forms.IntegerField(
        label=label,
        help_text=help_text,
        min_value=1,
        max_value=MOST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "class": "govuk-input--width-4"}),
        error_messages={
            "required": "Enter a number of days",
            "invalid": "Enter a number of days, such as 7",
            "min_value": "Enter 1 day or more",
            "max_value": f"Enter {MOST_DAYS} days or fewer",
        },
    )


class ReminderPlanForm(ChecksPersonalData, forms.ModelForm):
    private_texts = ("subject", "opening")

    days_before = DaysField(
        label="Days before an update is due",
        required=False,
        help_text="Whole numbers with commas between them. Empty for none.",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    days_after = DaysField(
        label="Days after it was due",
        required=False,
        widget=forms.TextInput(attrs={"class": "govuk-input--width-20"}),
    )
    days_between = _days("Days from one digest to the next, at least", "Nobody gets more than one digest in this time.")
    deputy_after = _days("The deputy, when so many days overdue")
    board_member_after = _days("The board member of the agency, when so many days overdue")
    lead_after = _days("The partnership lead, when so many days overdue")
    subject = Text(label="Subject", required=False, max_length=150, help_text="Empty for the usual words.")
    opening = Text(
        label="First sentences",
        required=False,
        max_length=1_000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text="Stands between “Dear …” and the list of updates. Empty for the usual words.",
    )

    groups = [
        ("When lead officers are reminded", ["days_before", "days_after", "days_between"]),
        ("Who else is told", ["deputy_after", "board_member_after", "lead_after"]),
        ("In which words", ["subject", "opening"]),
    ]

    class Meta:
        model = ReminderPlan
        fields = [
            "is_on", "days_before", "days_after", "days_between", "deputy_after", "board_member_after", "lead_after",
            "subject", "opening",
        ]  # fmt: skip
        labels = {"is_on": "Send reminders"}

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["is_on"].help_text = "Switched off, nobody is reminded of anything here."

    def clean(self):
        told = super().clean()
        for earlier, later, who in (
            ("deputy_after", "board_member_after", "The board member is told"),
            ("board_member_after", "lead_after", "The partnership lead is told"),
        ):
            if told.get(earlier) and told.get(later) and told[later] < told[earlier]:
                self.add_error(later, f"{who} as late as the one before or later: enter {told[earlier]} or more")
        return told

    def _get_validation_exclusions(self):
        # What the constraint says is said beside its box by clean().
        return super()._get_validation_exclusions() | {"partnership", "board_member_after"}


class MailFilter(forms.Form):
    is_filter = True

    to = forms.CharField(label="Name or address", required=False, max_length=100)
    kind = forms.ChoiceField(label="About", required=False, choices=[("", "All"), *MailKind.choices])
    state = forms.ChoiceField(label="State", required=False, choices=[("", "All"), *Mail.State.choices])

    def narrow(self, mails):
        told = self.cleaned_data
        if told["to"]:
            mails = mails.filter(Q(to__icontains=told["to"]) | Q(person__name__icontains=told["to"]))
        for name in ("kind", "state"):
            if told[name]:
                mails = mails.filter(**{name: told[name]})
        return mails

    @property
    def is_narrowed(self):
        return any(self.cleaned_data.values())
