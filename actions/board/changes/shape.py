"""The one shape of a change, and the kinds that there are. Pure."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from cdp import words
from cdp.exports import Column


@dataclass(frozen=True)
class Kind:
    """A kind of change: its heading, and one and several of them in words."""

    key: str
    heading: str
    one: str
    several: str

    def counted(self, number):
        return f"{number} {self.one if number == 1 else self.several}"


KINDS = {
    kind.key: kind
    for kind in (
        Kind("released", "New figures", "new figure", "new figures"),
        Kind("revised", "Figures revised", "figure revised", "figures revised"),
        Kind("withdrawn", "Figures no longer given", "figure no longer given", "figures no longer given"),
        Kind("status", "Delivery moved", "action moved in delivery", "actions moved in delivery"),
        Kind("closed", "Actions completed", "action completed", "actions completed"),
        Kind("confidence", "Confidence moved", "action with another confidence", "actions with another confidence"),
        Kind("delayed", "Dates put off", "date put off", "dates put off"),
        Kind("earlier", "Dates brought forward", "date brought forward", "dates brought forward"),
        Kind("added", "Added to the plan", "added to the plan", "added to the plan"),
        Kind("archived", "Archived", "archived", "archived"),
        Kind("answered", "Recommendations answered", "recommendation answered", "recommendations answered"),
        Kind("made", "Decisions and asks made", "decision or ask made", "decisions and asks made"),
        Kind("due", "Decisions and asks that fell due", "decision or ask fell due", "decisions and asks fell due"),
        Kind("done", "Decisions and asks closed", "decision or ask closed", "decisions and asks closed"),
    )
}
DECISIONS = ("made", "due", "done")
ORDER = {key: place for place, key in enumerate(KINDS)}
SHOWN = 50
COLUMNS = [
    Column("kind", "Kind of change"),
    Column("what", "What"),
    Column("from", "Was"),
    Column("to", "Is"),
    Column("when", "When"),
    Column("who", "Who"),
    Column("why", "Why"),
]


@dataclass(frozen=True)
class Change:
    kind: str
    what: str
    href: str
    from_words: str
    to_words: str
    when: datetime.date | None
    who: str = ""
    why: str = ""

    @property
    def in_words(self):
        """From what to what. A decision did not come from anywhere: its two are said one after the other."""
        if not self.from_words:
            return self.to_words
        return f"{self.from_words}{'. ' if self.kind in DECISIONS else ' → '}{self.to_words}"

    def cells(self):
        return [
            KINDS[self.kind].heading, self.what, self.from_words, self.to_words,
            self.when.isoformat() if self.when else "", self.who, self.why,
        ]  # fmt: skip


@dataclass(frozen=True)
class Group:
    """Of one kind. A page shows the newest of them: nobody reads a list of hundreds, which a workbook can sort."""

    kind: Kind
    changes: Sequence[Change]

    @property
    def first(self):
        return self.changes[:SHOWN]

    @property
    def more(self):
        return max(len(self.changes) - SHOWN, 0)

    @property
    def counted(self):
        return self.kind.counted(len(self.changes))


@dataclass(frozen=True)
class Changes:
    """All of them: by kind in the order of KINDS, within a kind the newest first."""

    all: Sequence[Change]

    @classmethod
    def sorted(cls, changes):
        newest_first = sorted(changes, key=lambda one: one.when or datetime.date.min, reverse=True)
        return cls(tuple(sorted(newest_first, key=lambda one: ORDER[one.kind])))

    def __len__(self):
        return len(self.all)

    def __iter__(self):
        return iter(self.all)

    @property
    def groups(self):
        return [Group(KINDS[key], tuple(some)) for key, some in groupby(self.all, key=lambda one: one.kind)]

    @property
    def headline(self):
        """What is most: kinds with their counts, at most three."""
        if not self.all:
            return "Nothing has changed"
        first = sorted(self.groups, key=lambda group: -len(group.changes))[:3]
        rest = len(self.all) - sum(len(group.changes) for group in first)
        said = [group.counted for group in first]
        if rest:
            said.append(words.plural(rest, "other change"))
        return said[0] if len(said) == 1 else f"{', '.join(said[:-1])} and {said[-1]}"
