"""An event in words: who did what, and what was what before and is now."""

import re
from dataclasses import dataclass

from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.utils.dateparse import parse_date, parse_datetime

from cdp import words
from cdp.audit.kinds import done_to
from cdp.audit.recording import THROUGH
from cdp.audit.redaction import REDACTED
from partners.roles import Role

# Longer texts stand below the sentence, one beside the other.
SHORT = 60
# What a redaction keeps for those who check the chain says nothing to a reader.
FOR_MACHINES = {(REDACTED, "removed"), (REDACTED, "kept"), (REDACTED, "digest")}
# Where the record of an event has no such field, as a person has no role but in a membership.
CHOICES = {"role": Role.choices}
# Fields whose own name says nothing to a reader.
NAMES = {"sha256": "fingerprint (SHA-256)"}
# Where the words about somebody else do not suit oneself.
THEMSELF = {
    "person.changed": "changed their own account",
    "person.session_ended": "ended a session of their own",
    "person.data_exported": "took out what is kept about themself",
}


@dataclass(frozen=True)
class Change:
    name: str
    was: str
    now: str

    @property
    def is_short(self):
        return max(len(self.was), len(self.now)) <= SHORT and "\n" not in self.was + self.now

    def __str__(self):
        if not self.was:
            return f"{self.name} {self.now}"
        return f"{self.name} from {self.was} to {self.now}" if self.now else f"{self.name} {self.was} taken away"


def who(event):
    """A name; without one it was somebody who had not signed in, or the clock."""
    if event.person_name:
        return event.person_name
    of_a_page = event.request_id and not event.request_id.startswith("job ")
    return "Somebody" if of_a_page else "The site"


def what(event):
    """ "submitted a progress update on 1.1 Meet every prison leaver", without what changed."""
    if is_themself(event):
        return THEMSELF.get(event.kind) or done_to(event.kind, "")
    return done_to(event.kind, event.subject_id if event.kind == REDACTED else event.subject_name)


def is_themself(event):
    """Whether somebody did it to their own account."""
    return event.subject_kind == "partners.person" and event.subject_id == str(event.person_id)


def changes(event):
    model = _model_of(event.subject_kind)
    return [
        Change(label(model, name), value(model, name, was), value(model, name, now))
        for name, (was, now) in event.changes.items()
        if (event.kind, name) not in FOR_MACHINES and name != THROUGH
    ]


def through(event):
    """ "the token “Power BI” (cdp_ab12cd34…)"; empty for what was done on a page or by the clock."""
    return str(event.changes.get(THROUGH, [None, ""])[1] or "")


def sentence(event, found=None):
    """The whole of it, with those changes that are short."""
    found = changes(event) if found is None else found
    said = ", ".join(str(change) for change in found if change.is_short)
    how = f", with {through(event)}" if through(event) else ""
    return f"{who(event)} {what(event)}{how}" + (f": {said}" if said else "")


def label(model, name):
    if name in NAMES:
        return NAMES[name]
    field = _field(model, name)
    text = str(field.verbose_name) if field is not None and hasattr(field, "verbose_name") else name.replace("_", " ")
    return text[:1].lower() + text[1:] if text[1:2].islower() else text


def value(model, name, said):
    """A kept value as a page shows it; nothing is an empty text."""
    if said is None or said == "" or said == []:
        return ""
    if isinstance(said, bool):
        return "yes" if said else "no"
    if isinstance(said, list):
        return ", ".join(value(model, name, each) for each in said)
    if isinstance(said, dict):
        if set(said) == {"id", "name"}:
            return said["name"]
        return ", ".join(f"{key.replace('_', ' ')} {value(None, key, each)}" for key, each in said.items())
    field = _field(model, name)
    for key, text in getattr(field, "flatchoices", None) or CHOICES.get(name, ()):
        if str(key) == str(said):
            return str(text)
    # An override of a light keeps its state by the name that the rules give it.
    return said.replace("_", " ") if name.endswith(" light") else _moment(str(said))


def _moment(text):
    """Dates and moments were kept as ISO."""
    if re.fullmatch(r"\d{4}-\d\d-\d\d", text):
        return words.day(parse_date(text))
    if re.fullmatch(r"\d{4}-\d\d-\d\dT[\d:.]+\+00:00", text):
        return words.moment(parse_datetime(text))
    return text


def _model_of(kind):
    """The model of a record, or None where it was none or there is no such model any more."""
    try:
        return apps.get_model(kind) if "." in kind else None
    except LookupError:
        return None


def _field(model, name):
    try:
        return model._meta.get_field(name) if model else None
    except FieldDoesNotExist:
        return None
