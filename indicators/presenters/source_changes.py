"""What was changed about a source, by whom and when, newest first: as its page and the whole list show it."""

from dataclasses import dataclass

from cdp import exports
from indicators.models import Frequency, Publishing, Setting, SourceChange, SourceKind
from indicators.sources.options import MOST_LISTED

COLUMNS = [
    exports.Column("changed_at", "Changed"),
    exports.Column("changed_by", "By"),
    exports.Column("setting", "Setting"),
    exports.Column("what", "Part of it"),
    exports.Column("was", "Was"),
    exports.Column("now", "Is now"),
]
CHOICES = {
    Setting.KIND: dict(SourceKind.choices),
    Setting.FREQUENCY: dict(Frequency.choices),
    Setting.PUBLISHING: dict(Publishing.choices),
}
LIMITS = (Setting.MOVE_LIMIT, Setting.GONE_LIMIT)
NONE = "Nothing"
NOT_SHOWN = "Changed, and not shown"
PRODUCT, NOBODY_NOW = "The product", "Somebody who is no longer here"


@dataclass(frozen=True)
class Part:
    """A single thing that was changed: all of a setting, or one of what it holds."""

    name: str
    was: str
    now: str


@dataclass(frozen=True)
class ChangeRow:
    change: SourceChange

    @property
    def by(self):
        if self.change.changed_by:
            return self.change.changed_by.name
        return PRODUCT if self.change.is_by_product else NOBODY_NOW

    @property
    def parts(self):
        return parts_of(self.change)


def changes_of(source):
    return source.setting_changes.select_related("changed_by")


def parts_of(change):
    """What differs, in words; where only a password or a key does, that alone is said."""
    was, now = change.was, change.now
    if isinstance(was or {}, dict) and isinstance(now or {}, dict) and (was or now):
        before, after = _flat(was or {}), _flat(now or {})
        # Sorted, since one of our databases keeps the order of such pairs and the other its own.
        names = sorted(name for name in {**before, **after} if before.get(name) != after.get(name))
        parts = [_part(name, before.get(name), after.get(name)) for name in names]
    else:
        parts = [Part("", _words(change.setting, was), _words(change.setting, now))] if was != now else []
    return parts or [Part("", NOT_SHOWN, NOT_SHOWN)]


def _flat(value, above=""):
    """{"Area, column": "AREACD"}: nested pairs under one name."""
    found = {}
    for name, each in value.items():
        named = str(name).replace("_", " ")
        full = f"{above}, {named}" if above else named[:1].upper() + named[1:]
        found |= _flat(each, full) if isinstance(each, dict) and each else {full: each}
    return found


def _part(name, was, now):
    if isinstance(was, list) and isinstance(now, list) and was and now:
        # Of two long lists what came and what went can be read, the lists themselves cannot.
        gone, come = ([each for each in one if each not in other] for one, other in ((was, now), (now, was)))
        if len(was) + len(now) > MOST_LISTED:
            return Part(name, _of_many(was, gone), _of_many(now, come))
    return Part(name, _plain(was), _plain(now))


def _of_many(values, its_own):
    return f"{len(values)} in all, with {_listed(its_own)}" if its_own else f"{len(values)} in all"


def _words(setting, value):
    if value is not None and setting in CHOICES:
        return CHOICES[setting].get(value, str(value))
    if isinstance(value, (int, float)) and not isinstance(value, bool) and setting in LIMITS:
        return f"{value:g}%"
    return _plain(value)


def _plain(value):
    if value in (None, "", [], {}):
        return NONE
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, list):
        return _listed(value)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _listed(values):
    texts = [
        ", ".join(f"{name} {_plain(each)}" for name, each in value.items())
        if isinstance(value, dict)
        else _plain(value)
        for value in values
    ]
    more = f" and {len(texts) - MOST_LISTED} more" if len(texts) > MOST_LISTED else ""
    return ", ".join(texts[:MOST_LISTED]) + more


def table(source, changes):
    rows = (
        [row.change.changed_at, row.by, row.change.get_setting_display(), part.name, part.was, part.now]
        for row in map(ChangeRow, changes.iterator())
        for part in row.parts
    )
    return exports.Table(f"{source.slug}-changes", f"What was changed about {source}", COLUMNS, rows)
