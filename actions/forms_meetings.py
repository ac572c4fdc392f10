"""The forms of a board's meetings: their dates, what was decided, and what came of it."""

from django import forms

from actions.forms import Text
from actions.models import Decision
from actions.operations.meetings import TEXT_LIMIT, TITLE_LIMIT, owners_in
from cdp.forms import DateField, Radios


class Refusable(forms.Form):
    def refuse(self, errors):
        """Beside the fields what an operation says of them."""
        for name, sentence in errors.items():
            self.add_error(name if name in self.fields else None, sentence)


class MeetingForm(Refusable):
    title = Text(
        label="Name of the meeting",
        max_length=TITLE_LIMIT,
        initial="Board meeting",
        error_messages={"required": "Enter the name of the meeting"},
    )
    held_on = DateField(label="Day of the meeting", error_messages={"required": "Enter the day of the meeting"})
    papers_due_on = DateField(label="Papers due", required=False)
    reporting_opens_on = DateField(
        label="Reporting opens", required=False, help_text="From then on lead agencies owe an update for this meeting."
    )
    reporting_closes_on = DateField(
        label="Reporting closes", required=False, help_text="Until the end of this day updates are in time."
    )


class DecisionForm(Refusable):
    kind = forms.ChoiceField(
        label="What is it?",
        choices=Decision.Kind.choices,
        widget=Radios(
            hints={"decision": "The board has settled it", "ask": "The board wants somebody to do something"}
        ),
        error_messages={"required": "Select whether it is a decision or an ask"},
    )
    text = Text(
        label="What was decided or asked for?",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say what was decided or asked for",
            "max_length": "What was decided must be %(limit_value)d characters or fewer",
        },
    )
    owner = forms.ModelChoiceField(
        None,
        label="Person who sees to it",
        required=False,
        empty_label="Nobody by name",
        help_text="Choose a person, an agency, or both. They find it on their page My work.",
        error_messages={"invalid_choice": "Select somebody who belongs to the partnership"},
    )
    agency = forms.ModelChoiceField(
        None,
        label="Agency that sees to it",
        required=False,
        empty_label="No agency",
        error_messages={"invalid_choice": "Select an agency that sits in the partnership"},
    )
    action = forms.ModelChoiceField(
        None,
        label="Action that it is about",
        required=False,
        empty_label="No single action",
        error_messages={"invalid_choice": "Select an action of the partnership"},
    )
    due_on = DateField(label="Due", required=False)

    def __init__(self, *args, partnership, decision=None, **options):
        super().__init__(*args, **options)
        allowed = owners_in(partnership)
        for name, found in (("owner", allowed.people), ("agency", allowed.agencies), ("action", allowed.actions)):
            # What it has already stays on offer, also where its owner has left since.
            kept = getattr(decision, f"{name}_id", None)
            self.fields[name].queryset = (found | found.model.objects.filter(pk=kept)).distinct() if kept else found


class CloseForm(Refusable):
    note = Text(
        label="What came of it?",
        max_length=TEXT_LIMIT,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={
            "required": "Say what came of it",
            "max_length": "What came of it must be %(limit_value)d characters or fewer",
        },
    )
