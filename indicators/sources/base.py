"""What a source yields, whatever its format: rows, rejects, and rows that are no business of ours."""

import re
from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

UNKNOWN_AREA = "Unknown area."
# Words that offices put before or after a place's name, or write in two ways; none of them tells two places apart.
NAME_WORDS = re.compile(r"\b(city of|county of|royal borough of|london borough of|city|borough|council|ua|county)\b")


class SourceNotReadable(Exception):
    """A location or a file cannot be read at all; says why in a sentence for the page.

    `is_passing` where the fault is likely to go by itself, as of a server that does not answer.
    """

    def __init__(self, sentence, *, is_passing=False):
        super().__init__(sentence)
        self.is_passing = is_passing


@dataclass(frozen=True)
class Known:
    """What rows may speak of, so that a reader needs no database."""

    indicators: dict[str, int]  # by the text of the official id, and by our own code
    areas: dict[str, int]  # by code
    # By plain_name(); one name may be that of a county and of a district within it.
    areas_by_name: dict[str, tuple[int, ...]] = field(default_factory=dict)
    # What the data lead has said that this source means: {(field, the text as plain()): id or text}.
    aliases: dict[tuple[str, str], int | str] = field(default_factory=dict)

    def indicator(self, text):
        """Its id, or None."""
        found = self.indicators.get(text)
        return self.aliases.get(("indicator", plain(text)), found) if self.aliases else found

    def area(self, text):
        """The id of an area by code, or None."""
        found = self.areas.get(text)
        return self.aliases.get(("area", plain(text)), found) if self.aliases else found

    def area_named(self, text, among=None):
        """The id of the one area of this name (of those in `among`, where given), or None if there is none or more."""
        if (alias := self.aliases.get(("area", plain(text)))) is not None:
            return alias
        found = [pk for pk in self.areas_by_name.get(plain_name(text), ()) if among is None or pk in among]
        return found[0] if len(found) == 1 else None

    def meant(self, field, text):
        """A sex, an age or a period as the data lead has said that it is to be read."""
        return self.aliases.get((field, plain(text)), text) if self.aliases else text


def plain(text):
    """A text for looking up: without differences of case and blanks."""
    return " ".join(text.split()).casefold()


def plain_name(text):
    """A place's name for looking up: "Bristol, City of" and "Bristol" are one, "St. Helens" and "St Helens" too."""
    words = re.sub(r"[^a-z ]", " ", plain(text).replace("&", " and ").replace("'", "").replace("’", ""))
    return " ".join(NAME_WORDS.sub(" ", words).split()) or plain(text)


class Group(NamedTuple):
    """An indicator and the group of people: a series without its area."""

    indicator_id: int
    sex: str
    age: str
    category_type: str
    category: str


class Key(NamedTuple):
    """What a figure is about. A source gives one figure for one key."""

    group: Group
    area_id: int
    start: date
    end: date


class Row(NamedTuple):
    """One figure as the source gives it."""

    line: int
    key: Key
    period: str
    value: float | None
    lower_95: float | None
    upper_95: float | None
    lower_998: float | None
    upper_998: float | None
    count: float | None
    denominator: float | None
    state: str
    note: str
    judgement: "Judgement | None" = None


class Judgement(NamedTuple):
    """What the source itself says of a figure, in its own words."""

    recent_trend: str
    compared_with_england: str
    compared_with_parent: str
    compared_with_goal: str


class Reject(NamedTuple):
    """A row that cannot be loaded. Where its key is known, the figure that stands under it is not taken for gone."""

    row: int
    column: str
    value: str
    reason: str
    key: Key | None = None


class NotOurs(NamedTuple):
    """A sound row of an indicator that is not kept here."""

    row: int
    indicator: str
    name: str
