"""All that is kept about one person, found by what points at them: also in a model that is only made tomorrow.

    kept = about.find(person)       [Section(title, rows)]
    about.as_json(person, kept)     the same as a dictionary

Secrets by which somebody signs in are left out, and so is whoever else a record points at: that is theirs. Texts are
given as they were written, also where they name somebody. What is kept about a person without pointing at them, in
the words of others, only a search for their name can find.
"""

from dataclasses import dataclass

from django.apps import apps
from django.db import models
from django.db.models import Q, Value
from django.utils import timezone

from cdp import words
from cdp.audit.kinds import title_of
from cdp.audit.values import plain
from cdp.models import AuditEvent
from cdp.sealing import hidden
from partners.models import Person

# What opens a door, or proves nothing to anybody but us.
SECRET = (
    "password",
    "secret",
    "previous_secret",
    "token_digest",
    "token_hash",
    "salt",
    "digest",
    "data",
    "session_key",
    "session_data",
    "sha256",
    "html",
)
# Where an address stands for a person that nothing points at.
BY_ADDRESS = {"partners.Invitation": "email", "actions.Mail": "to", "account.EmailAddress": "email"}
EVENTS_LAST = "cdp.AuditEvent"


@dataclass(frozen=True)
class Row:
    """One record: what it is called, as what the person stands in it, and what it says."""

    name: str
    address: str
    roles: list
    values: dict

    @property
    def facts(self):
        """What it says, for the page."""
        return [(_in_words(name), value) for name, value in self.values.items()]


@dataclass(frozen=True)
class Section:
    label: str
    title: str
    rows: list

    @property
    def number(self):
        return len(self.rows)


def find(person) -> list[Section]:
    """Their own record first, the audit last: a query for each kind of record that has any, and one for which do."""
    sections = [Section("partners.Person", "Account", [_row(person, person, ["this person"])])]
    pointing = {}  # {label: (records, {field: words})}
    for model in sorted(apps.get_models(), key=lambda each: (each._meta.label == EVENTS_LAST, each._meta.label)):
        condition, names = _pointing(model, person)
        if condition is not None and not model._meta.proxy:
            pointing[model._meta.label] = model._base_manager.filter(condition), names
    labels = [
        records.order_by().values_list(Value(label, output_field=models.CharField()))
        for label, (records, _) in pointing.items()
    ]
    filled = {label for (label,) in labels[0].union(*labels[1:])}
    for label, (records, names) in pointing.items():
        if label in filled:
            # With what their names and addresses are made of.
            found = records.select_related().distinct().order_by("pk")
            title = found.model._meta.verbose_name_plural
            rows = [_row(row, person, _roles(row, names, person)) for row in found]
            sections.append(Section(label, title[0].upper() + title[1:], rows))
    return sections


def as_json(person, sections):
    return {
        "about": person.name,
        "email": person.email,
        "made_at": timezone.localtime().isoformat(timespec="seconds"),
        "left_out": "Secrets of signing in, and other people whom a record points at.",
        "records": {
            section.label: [{"record": row.name, "person_is": row.roles, "says": row.values} for row in section.rows]
            for section in sections
        },
    }


def _pointing(model, person):
    """(condition, {field: words}) of what in a model leads to the person; (None, ...) where nothing does."""
    condition, names = Q(), {}
    for one in model._meta.get_fields():
        if getattr(one, "concrete", False) and one.is_relation and one.related_model is Person:
            condition |= Q(**{one.name: person})
            names[one.name] = one.name.replace("_", " ")
    if field := BY_ADDRESS.get(model._meta.label):
        condition |= Q(**{f"{field}__iexact": person.email})
        names[field] = "addressed"
    if model is AuditEvent:
        condition |= Q(subject_kind=Person._meta.label_lower, subject_id=str(person.pk))
    return (condition if condition else None), names


def _roles(row, names, person):
    """As what they stand there: "reported by", "lead officer"; "about them" for an event of somebody else."""
    roles = []
    for name, role in names.items():
        value = getattr(row, f"{name}_id", None) if hasattr(row, f"{name}_id") else getattr(row, name, "")
        same = value.lower() == person.email.lower() if isinstance(value, str) else value == person.pk
        if same:
            roles.append(role)
    return roles or ["about them"]


def _row(row, person, roles):
    address = getattr(row, "get_absolute_url", None)
    values = {}
    for one in row._meta.concrete_fields:
        if one.name in SECRET:
            continue
        value = _value(row, one, person)
        if value not in (None, "", [], {}):
            values[one.name] = value
    name = f"{row}"
    if isinstance(row, AuditEvent):
        name = f"{title_of(row.kind)}, {words.moment(row.happened_at)}"
        if row.person_id != person.pk:
            values.pop("person_name", None)
    return Row(name, address() if address else "", roles, values)


def _in_words(name):
    return name.replace("_", " ").capitalize()


def _value(row, one, person):
    if one.is_relation:
        key = getattr(row, one.attname)
        if one.related_model is Person:
            return person.name if key == person.pk else None
        # Its number alone: to look each up would be a query a row.
        return key
    value = getattr(row, one.name)
    if isinstance(one, models.FileField):
        return value.name
    if isinstance(one, models.JSONField):
        return value
    try:
        # A link in a mail is good for whoever holds the mail, and for nobody who holds this file.
        return hidden(plain(value)) if isinstance(value, str) else plain(value)
    except TypeError:
        return str(value)
