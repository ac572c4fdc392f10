"""Two versions of a record of the plan side by side, and what came of the choice between them."""

import zlib
from dataclasses import dataclass

from django.core.exceptions import ValidationError

from actions.forms_plan import NOT_SAID
from cdp import words
from cdp.audit import history_of
from cdp.forms import DateBoxes

MINE, THEIRS = "mine", "theirs"


@dataclass(frozen=True)
class Answer:
    """One answer in both versions, as shown; `hidden` are the boxes in which mine goes along."""

    name: str
    label: str
    mine: str
    theirs: str
    hidden: list
    is_untouched: bool = False

    @property
    def differs(self):
        return self.mine != self.theirs


def of(form, theirs):
    """All answers, those that differ first. `theirs` is the same form as it would be shown to somebody else now."""
    shown = dict(each.split(":", 1) for each in form.data.get("shown", "").split() if ":" in each)
    answers = [
        _answer(form, theirs, name, shown) for name in form.fields if name not in NOT_SAID and name in theirs.fields
    ]
    return sorted(answers, key=lambda answer: not answer.differs)


def chosen(data, form):
    """What was sent, with theirs put in where theirs was chosen; `form` is as it would be shown now."""
    names = [key.removeprefix("choice-") for key in data if key.startswith("choice-") and data[key] == THEIRS]
    if not names:
        return data
    data = data.copy()
    for name in names:
        if name in form.fields:
            for key in _keys(form, name):
                data.pop(key, None)
            for key, value in _posted(form, name):
                data.appendlist(key, value)
    return data


def last_change(record):
    """(who, when) of the newest event, for the sentence on top."""
    event = history_of(record).first()
    return (event.person_name, event.happened_at) if event else ("", None)


def marks(form):
    """What a page shows, short enough to go along with it: "title:8f3a… note:…"."""
    return " ".join(f"{name}:{_mark(_told(form, name, form[name].value()))}" for name in form.fields
                    if name not in NOT_SAID)  # fmt: skip


def _mark(text):
    return f"{zlib.crc32(text.encode()):x}"


def _answer(form, theirs, name, shown):
    sent = [(key, value) for key in _keys(form, name) for value in form.data.getlist(key)]
    told = _told(form, name, form[name].value())
    # A browser sends nothing for boxes of which none is ticked, and a line break as two characters.
    is_untouched = shown.get(name) == _mark(told)
    return Answer(name, form.fields[name].label, told, _told(theirs, name, theirs[name].value()), sent, is_untouched)


def _keys(form, name):
    if isinstance(form.fields[name].widget, DateBoxes):
        return [f"{name}-{part}" for part in ("day", "month", "year")]
    return [name]


def _posted(form, name):
    """The boxes as a browser would send them untouched."""
    value, field = form[name].value(), form.fields[name]
    if isinstance(field.widget, DateBoxes):
        parts = (value.day, value.month, value.year) if value else ("", "", "")
        return [(key, str(part)) for key, part in zip(_keys(form, name), parts, strict=True)]
    if isinstance(value, list | tuple):
        return [(name, str(getattr(one, "pk", one))) for one in value]
    return [(name, "" if value is None else str(getattr(value, "pk", value)))]


def _told(form, name, value):
    field = form.fields[name]
    if hasattr(field, "choices"):
        labels = {str(key): text for key, text in field.choices}
        values = value if isinstance(value, list | tuple) else [value]
        keys = [str(getattr(one, "pk", one)) for one in values if one not in (None, "")]
        return ", ".join(sorted(str(labels.get(key, key)) for key in keys))
    if hasattr(value, "year"):
        return words.day(value)
    if isinstance(field.widget, DateBoxes) and value:
        day = _day(field, value)
        return words.day(day) if day else str(value)
    return str(value or "").replace("\r\n", "\n").strip()


def _day(field, text):
    try:
        return field.to_python(text)
    except ValidationError:
        return None
