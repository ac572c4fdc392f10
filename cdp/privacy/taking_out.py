"""A text taken out of all that a partnership keeps: records, drafts, mails, workbooks and the audit itself.

    places = taking_out.find(partnership=partnership, text="07700 900123")
    taking_out.take_out(partnership=partnership, text="07700 900123", reason="A private number", by=lead)

Found are whole words, in capital or small letters, however they are parted by blanks and line breaks. Every text and
JSON field of every model that leads to the partnership is looked through, so a model of tomorrow is too; so are the
reports that somebody keeps to themselves, as far as they are of it (own_reports.py). Left as they are: codes and short
names by which records are found, addresses of people, files. In the audit the piece that holds the text goes whole, in
such a way that the chain still proves the rest (cdp/audit/redaction.py). What was frozen, such as a board pack, loses
it too, says so and keeps its first hash (cdp/papers/redacting.py).
"""

import json
import re
from dataclasses import dataclass, field

from django.apps import apps
from django.db import models, transaction
from django.db.models import F, Q, TextField
from django.db.models.functions import Cast

from cdp import audit
from cdp.audit import digests
from cdp.audit.redaction import REDACTED
from cdp.models import AuditEvent, FrozenPaper
from cdp.papers import redacting, store
from cdp.privacy import own_reports
from partners.models import Partnership

APPS = ("partners", "indicators", "actions")
REMOVED = "[removed]"
TOLD = "text.redacted"
SHORTEST = 3
# How records are found and told apart; nobody writes about somebody there.
CODES = (
    "ref", "slug", "code", "sha256", "token_digest", "key", "period", "content_type", "html_id", "filters", "sections",
    "kind", "form", "year", "slot", "claim", "origin",
)  # fmt: skip


class NotTakenOut(Exception):
    """Nothing was changed; the sentence says why."""


@dataclass(frozen=True)
class Place:
    """A record that holds the text, and the fields in which it stands."""

    row: models.Model
    fields: list
    number: int
    values: dict = field(default_factory=dict, repr=False)

    @property
    def is_event(self):
        return isinstance(self.row, AuditEvent)

    @property
    def kind(self):
        return "event of the audit" if self.is_event else self.row._meta.verbose_name

    @property
    def address(self):
        """Empty for what only its owner may open."""
        is_theirs = self.row._meta.label in own_reports.RULES
        return self.row.get_absolute_url() if hasattr(self.row, "get_absolute_url") and not is_theirs else ""

    @property
    def fields_in_words(self):
        return ", ".join(dict.fromkeys(name.split(".")[-1].replace("_", " ") for name in self.fields))


@dataclass(frozen=True)
class PaperPlace(Place):
    """A record whose frozen paper holds the text."""

    paper: FrozenPaper | None = None

    @property
    def kind(self):
        return f"frozen {self.row._meta.verbose_name}"


def pattern_of(text):
    parts = r"\s+".join(map(re.escape, text.split()))
    return re.compile(rf"(?<!\w){parts}(?!\w)", re.IGNORECASE)


def find(*, partnership, text) -> list[Place]:
    """Records first, then events; an event of a redaction holds no text and is left alone."""
    text = _sound(text)
    pattern = pattern_of(text)
    places = []
    for model, path in belonging():
        if names := _fields_of(model):
            rows = _rows_of(model, path, partnership)
            places += [place for row in _holding(rows, model, names, text) if (place := _place(row, names, pattern))]
    return places + _papers(partnership, pattern) + _events(partnership, text, pattern)


@transaction.atomic
def take_out(*, partnership, text, reason, by, expected=None, now=None) -> list[Place]:
    """All of it or nothing. `expected` is how many places the person has seen; another number is refused."""
    reason = audit_clean(reason)
    if not reason:
        raise NotTakenOut("Say why it has to go.")
    if pattern_of(_sound(text)).search(reason):
        raise NotTakenOut("The reason must not repeat what is taken out: it is kept.")
    Partnership.objects.select_for_update().get(pk=partnership.pk)
    places = find(partnership=partnership, text=text)
    if not places:
        raise NotTakenOut("It stands nowhere in what this partnership keeps.")
    if expected is not None and len(places) != expected:
        raise NotTakenOut("More or less of it is there than when you looked. Look at the list again.")
    for place in places:
        if place.is_event:
            audit.redact(event=place.row, by=by, reason=reason, fields=place.fields, now=now)
        elif isinstance(place, PaperPlace):
            redacting.redact(place.paper, pattern_of(_sound(text)), REMOVED, now=now)
        else:
            _write(place)
    for place in places:
        if not place.is_event:
            # Read again: neither it nor what it belongs to may bring the text back by its name.
            row = type(place.row)._base_manager.get(pk=place.row.pk)
            audit.record(
                kind=TOLD, by=by, subject=row, partnership=partnership, reason=reason, now=now,
                changes={"fields": [None, sorted(place.fields)]},
            )  # fmt: skip
    return places


def audit_clean(text):
    return " ".join(str(text or "").split())


def _sound(text):
    text = " ".join(str(text or "").split())
    if len(text) < SHORTEST:
        raise NotTakenOut(f"Enter at least {SHORTEST} characters.")
    if REMOVED.lower().find(text.lower()) >= 0:
        raise NotTakenOut("This is what stands in place of texts that were taken out.")
    return text


# Where to look -------------------------------------------------------------------------------------------------------


def belonging():
    """[(model, path)] of every model of ours that leads to a partnership, by the shortest way."""
    found = []
    for app in APPS:
        for model in apps.get_app_config(app).get_models():
            if model is Partnership:
                found.append((model, ""))
            elif path := _path(model):
                found.append((model, path))
    return found


def _rows_of(model, path, partnership):
    condition = Q(**{path: partnership}) if path else Q(pk=partnership.pk)
    if private := own_reports.of(model, partnership):
        condition |= private
    return model._base_manager.filter(condition)


def _path(model):
    """The shortest chain of foreign keys, such as "update__action__partnership"."""
    waiting, seen = [(model, "")], {model}
    while waiting:
        at, path = waiting.pop(0)
        for one in at._meta.concrete_fields:
            if not (one.many_to_one or one.one_to_one) or one.related_model in seen:
                continue
            longer = f"{path}__{one.name}" if path else one.name
            if one.related_model is Partnership:
                return longer
            # An agency and a person belong to all partnerships, and an area to nobody.
            if one.related_model._meta.label not in ("partners.Person", "partners.Agency", "indicators.Area"):
                seen.add(one.related_model)
                waiting.append((one.related_model, longer))
    return ""


def _fields_of(model):
    return [
        one.name
        for one in model._meta.concrete_fields
        if isinstance(one, models.CharField | models.TextField | models.JSONField)
        and not isinstance(one, models.EmailField | models.SlugField)
        and not (one.choices or one.unique or one.name in CODES)
    ]


def _holding(rows, model, names, text):
    """Those that may hold it, by the database; the first word decides where line breaks may part the others."""
    # Longest of its words: in the database a blank is a blank.
    word = max(text.split(), key=len)
    escaped = json.dumps(word)[1:-1]
    condition = Q()
    for name in names:
        if isinstance(model._meta.get_field(name), models.JSONField):
            rows = rows.alias(**{f"{name}_text": Cast(name, TextField())})
            condition |= Q(**{f"{name}_text__icontains": word}) | Q(**{f"{name}_text__icontains": escaped})
        else:
            condition |= Q(**{f"{name}__icontains": word})
    return rows.filter(condition).order_by("pk")


def _place(row, names, pattern):
    new, number = {}, 0
    for name in names:
        value, count = _without(getattr(row, name), pattern)
        if count:
            longest = getattr(row._meta.get_field(name), "max_length", None)
            new[name] = value[:longest] if longest and isinstance(value, str) else value
            number += count
    return Place(row, list(new), number, new) if new else None


def _without(value, pattern):
    """(the value without the text, how often it stood there), also within lists and dictionaries."""
    if isinstance(value, str):
        return pattern.subn(REMOVED, value)
    if isinstance(value, list):
        pairs = [_without(each, pattern) for each in value]
        return [each for each, _ in pairs], sum(count for _, count in pairs)
    if isinstance(value, dict):
        pairs = {key: _without(each, pattern) for key, each in value.items()}
        return {key: each for key, (each, _) in pairs.items()}, sum(count for _, count in pairs.values())
    return value, 0


def _write(place):
    values = dict(place.values)
    if "version" in {one.name for one in place.row._meta.concrete_fields}:
        # Whoever has it open is told, and does not write the text back.
        values["version"] = F("version") + 1
    type(place.row)._base_manager.filter(pk=place.row.pk).update(**values)


def _papers(partnership, pattern):
    """What is frozen of each record that leads to the partnership, looked through whole."""
    places = []
    for model, path in belonging():
        for one in model._meta.concrete_fields:
            if path and one.related_model is FrozenPaper:
                rows = _rows_of(model, path, partnership).filter(**{f"{one.name}__isnull": False})
                places += [place for row in rows.order_by("pk") if (place := _paper(row, one.name, pattern))]
    return places


def _paper(row, name, pattern):
    try:
        _, number = redacting.without(getattr(row, name), pattern, REMOVED)
    except store.Damaged as problem:
        raise NotTakenOut(f"Nothing was changed, for not all can be looked through. {problem}") from problem
    return PaperPlace(row, ["frozen content"], number, {}, getattr(row, name)) if number else None


def _events(partnership, text, pattern):
    """Which pieces of which events hold it. Who did something stays: without the name it would be nobody's word."""
    theirs = Q(partnership=partnership) | own_reports.events(partnership)
    events = AuditEvent.objects.filter(theirs).exclude(kind=REDACTED)
    places = []
    for event in _holding(events, AuditEvent, ("changes", "reason", "subject_name"), text):
        counts = {name: _without(piece, pattern)[1] for name, piece in digests.pieces_of(event).items()}
        names = [name for name, count in counts.items() if count and name != "person_name"]
        if names:
            places.append(Place(event, names, sum(counts[name] for name in names)))
    return places
