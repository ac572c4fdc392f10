"""What the page of the audit can be asked; sent by GET, so that an address keeps it."""

import json

from django import forms
from django.db.models import Q, TextField
from django.db.models.functions import Cast

from cdp.audit.kinds import KINDS, title_of
from cdp.audit.values import clean
from indicators.filters import DayInput

GROUPS = {
    "person": "People and accounts",
    "invitation": "Invitations",
    "access": "Requests for access",
    "role": "Roles",
    "update": "Progress updates",
    "export": "Downloads",
    "chart": "Charts",
    "view": "What is restricted",
    "privacy": "Personal data in texts",
    "text": "Texts taken out",
    "retention": "Retention",
    "mail": "Emails",
    "reminders": "Reminders",
    "row": "Admin pages",
    "event": "The audit itself",
}


def kind_choices():
    """Every kind below what it is about, and each group as a whole: "update." stands for all that begins so."""
    groups = {}
    for kind in KINDS:
        groups.setdefault(kind.partition(".")[0], []).append(kind)
    return [
        ("", "All"),
        *(
            (title, [(f"{group}.", f"{title}: all"), *((kind, title_of(kind)) for kind in kinds)])
            for group, kinds in groups.items()
            for title in [GROUPS.get(group, group.replace("_", " ").capitalize())]
        ),
    ]


class AuditFilter(forms.Form):
    is_filter = True

    person = forms.CharField(label="Name of a person", required=False, max_length=100)
    kind = forms.ChoiceField(label="What was done", required=False)
    record = forms.CharField(label="Words in the record’s name", required=False, max_length=100)
    q = forms.CharField(label="Words in the change or reason", required=False, max_length=100)
    since = forms.DateField(label="From", required=False, widget=DayInput, input_formats=["%Y-%m-%d"])
    until = forms.DateField(label="Until", required=False, widget=DayInput, input_formats=["%Y-%m-%d"])
    about = forms.RegexField(r"^[a-z_]+\.[a-z]+:[0-9A-Za-z-]+$", required=False, widget=forms.HiddenInput())

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["kind"].choices = kind_choices()

    def clean(self):
        said = super().clean()
        since, until = said.get("since"), said.get("until")
        if since and until and until < since:
            self.add_error("until", "The last day must not be before the first.")
        return said

    def narrow(self, events):
        said = self.cleaned_data
        conditions = Q()
        if said["person"]:
            conditions &= Q(person_name__icontains=clean(said["person"]))
        if said["kind"]:
            conditions &= Q(kind__startswith=said["kind"]) if said["kind"].endswith(".") else Q(kind=said["kind"])
        if said["record"]:
            conditions &= Q(subject_name__icontains=clean(said["record"]))
        if said["since"]:
            conditions &= Q(day__gte=said["since"])
        if said["until"]:
            conditions &= Q(day__lte=said["until"])
        if said["about"]:
            kind, _, key = said["about"].partition(":")
            conditions &= Q(subject_kind=kind, subject_id=key)
        events = events.filter(conditions)
        return _with_words(events, clean(said["q"])) if said["q"] else events

    @property
    def is_narrowed(self):
        return any(self.cleaned_data.values())


def _with_words(events, text):
    """In any of the texts. SQLite keeps JSON with letters beyond ASCII escaped, PostgreSQL as they are."""
    escaped = json.dumps(text)[1:-1]
    return events.annotate(changes_text=Cast("changes", TextField())).filter(
        Q(reason__icontains=text)
        | Q(subject_name__icontains=text)
        | Q(changes_text__icontains=text)
        | Q(changes_text__icontains=escaped)
    )
