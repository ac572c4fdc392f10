"""The forms of a yearly return: to begin one, and to answer its questions."""

import hashlib

from django import forms

from actions.annual_return.prefill import days_of
from actions.annual_return.questions import forms as known_forms
from actions.forms import Text
from actions.forms_meetings import Refusable
from cdp import privacy
from cdp.forms import Radios
from cdp.privacy.forms import FIELD, ChecksPersonalData

SHOWN = 300


class BeginForm(Refusable):
    year = Text(
        label="Year of the return",
        max_length=7,
        help_text="From April to March, such as 2025/26",
        widget=forms.TextInput(attrs={"class": "govuk-input--width-5"}),
        error_messages={"required": "Enter the year of the return, such as 2025/26"},
    )
    form = forms.ChoiceField(label="Form", error_messages={"required": "Select a form"})

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        self.fields["form"].choices = [(key, one.title) for key, one in known_forms().items()]
        if len(known_forms()) == 1:
            self.fields["form"].widget = forms.HiddenInput()
            self.initial.setdefault("form", next(iter(known_forms())))


class AnswersForm(ChecksPersonalData, Refusable):
    """A field for each question; what the record says stands in it until somebody writes something else."""

    # What may stay empty today has to be answered at sign-off: "(optional)" beside each would mislead.
    is_filter = True
    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, parts, **options):
        super().__init__(*args, **options)
        self.parts = parts
        for answer in self.answers:
            question = answer.question
            self.fields[question.key] = _field(answer)
            self.initial[question.key] = answer.text
            # Which words stood there when the page was opened: sent back as they were, they are nobody's own.
            self.fields[f"was-{question.key}"] = forms.CharField(widget=forms.HiddenInput, required=False)
            self.initial[f"was-{question.key}"] = "" if answer.is_own else _hash(answer.of_record)

    @property
    def answers(self):
        return [answer for part in self.parts for answer in part.answers]

    @property
    def private_texts(self):
        return tuple(one.question.key for one in self.answers if one.question.is_free_text)

    def settled(self):
        """What stands already, by the record or confirmed once, is not asked about again."""
        return {one.token for one in privacy.look({one.question.key: one.text for one in self.answers})}

    @property
    def sections(self):
        """(title, its fields with their hidden companions)."""
        for part in self.parts:
            keys = [answer.question.key for answer in part.answers]
            yield part.part.title, [(self[key], self[f"was-{key}"]) for key in keys]

    @property
    def keep_field(self):
        return self[FIELD] if FIELD in self.fields else None

    @property
    def said(self):
        """{question: text} of what somebody has written; the rest stays with the record."""
        told = {}
        for answer in self.answers:
            key = answer.question.key
            text = self.cleaned_data[key]
            is_untouched = self.cleaned_data.get(f"was-{key}") == _hash(text)
            if not (is_untouched and not answer.is_own):
                told[key] = text
        return told


def _field(answer):
    question = answer.question
    options = {"label": question.text, "required": False, "help_text": _hint(answer)}
    if question.type == "choice":
        return forms.ChoiceField(choices=[(one, one) for one in question.choices], widget=Radios, **options)
    if question.type == "long":
        rows = min(12, max(3, answer.text.count("\n") + 2))
        return Text(max_length=question.limit, widget=forms.Textarea(attrs={"rows": rows}), **options)
    return Text(max_length=question.limit, **options)


def _hint(answer):
    if not answer.is_own:
        return "From the record, and kept up with it until you change it." if answer.of_record else ""
    if not answer.of_record:
        return ""
    said = answer.of_record if len(answer.of_record) <= SHOWN else f"{answer.of_record[: SHOWN - 1]}…"
    return f"Written by you. Empty it to go back to the record, which says: {said}"


def _hash(text):
    return hashlib.sha256(text.encode()).hexdigest()[:16] if text else ""


def this_year(on):
    """The year of returns that ended last."""
    begins = on.year - 1 if on.month >= 4 else on.year - 2
    year = f"{begins}/{(begins + 1) % 100:02d}"
    days_of(year)
    return year
