"""Bringing rows into line with a file: only what differs is written, and everything is counted."""

from dataclasses import dataclass, field

# Rows that a document no longer has keep their place after all those that it has.
AFTER_THE_REST = 10_000


@dataclass
class Tally:
    """What became of one kind of row."""

    noun: str
    added: int = 0
    changed: int = 0
    unchanged: int = 0
    removed: int = 0
    gone: list[str] = field(default_factory=list)  # kept, though the file no longer has them
    superseded: list[str] = field(default_factory=list)  # figures that the file no longer has

    @property
    def has_changes(self):
        return bool(self.added or self.changed or self.removed)


class Report:
    """The tallies of one load, in the order in which they were made."""

    def __init__(self, title):
        self.title = title
        self.tallies = {}
        self.findings = []  # small numbers that readers would learn

    def tally(self, noun):
        return self.tallies.setdefault(noun, Tally(noun))

    @property
    def has_changes(self):
        return any(tally.has_changes for tally in self.tallies.values())

    @property
    def changed_tallies(self):
        return [noun for noun, tally in self.tallies.items() if tally.has_changes]

    @property
    def gone(self):
        return [f"{tally.noun}: {name}" for tally in self.tallies.values() for name in tally.gone]

    @property
    def superseded(self):
        return [name for tally in self.tallies.values() for name in tally.superseded]


def bring_into_line(model, *, standing, wanted, tally, absent=()):
    """{key: row} as wanted. Both sides are dictionaries by key; a wanted row is {attribute: value}.

    `absent` are the standing rows that the file no longer has: kept, named in the tally, and put after the rest.
    """
    new, changed, fields = [], [], set()
    rows = {}
    for key, values in wanted.items():
        row = standing.get(key)
        if row is None:
            rows[key] = row = model(**values)
            new.append(row)
            continue
        rows[key] = row
        differing = [name for name, value in values.items() if getattr(row, name) != value]
        if differing:
            changed.append((row, {name: values[name] for name in differing}))
            fields.update(differing)
    _put_last(model, absent)
    _update(model, changed, fields)
    model.objects.bulk_create(new, batch_size=500)
    tally.added += len(new)
    tally.changed += len(changed)
    tally.unchanged += len(wanted) - len(new) - len(changed)
    tally.gone += [str(row) for row in absent]
    return rows


def _update(model, changed, fields):
    if not changed:
        return
    moving = [row for row, values in changed if "position" in values]
    if moving:
        # Two rows that swap places would meet in one place, which a unique position forbids.
        for offset, row in enumerate(moving, 1):
            model.objects.filter(pk=row.pk).update(position=2 * AFTER_THE_REST + offset)
    for row, values in changed:
        for name, value in values.items():
            setattr(row, name, value)
    model.objects.bulk_update([row for row, _ in changed], sorted(fields), batch_size=200)


def _put_last(model, absent):
    positions = [getattr(row, "position", 0) for row in absent]
    last = max([AFTER_THE_REST, *positions])
    for row, position in zip(absent, positions, strict=True):
        if 0 < position < AFTER_THE_REST:
            last += 1
            model.objects.filter(pk=row.pk).update(position=last)


def remove(model, rows, *, tally):
    """Rows to which nothing can refer follow the file and go with it."""
    pks = [row.pk for row in rows]
    if pks:
        model.objects.filter(pk__in=pks).delete()
    tally.removed += len(pks)


def link(through, *, left, right, owners, wanted, tally):
    """Make the links of these owners exactly the wanted (left id, right id) pairs, in their order."""
    standing = {
        (getattr(row, left), getattr(row, right)): row for row in through.objects.filter(**{f"{left}__in": owners})
    }
    new = [through(**{left: pair[0], right: pair[1]}) for pair in wanted if pair not in standing]
    remove(through, [row for pair, row in standing.items() if pair not in set(wanted)], tally=tally)
    through.objects.bulk_create(new, batch_size=500)
    tally.added += len(new)
    tally.unchanged += len(wanted) - len(new)
