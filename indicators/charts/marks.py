"""The marks of a chart and the rows that say them: what every layer is made of."""

from dataclasses import dataclass
from datetime import date

Place = date | float


@dataclass(frozen=True)
class Row:
    """A mark of a chart in the table below it: what it is, where it stands, and its exact numbers."""

    name: str
    place: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    note: str = ""
    qualifier: str = "exact"
    words: str = ""
    shape: str = ""
    is_strong: bool = False
    is_figure: bool = True


@dataclass(frozen=True)
class Point:
    """One mark. `said` is its place in words, `words` stand where there is no value ("Suppressed").

    `note` says what sets it apart ("Worse than England") and `shape`, one of styles.SHAPES, shows it; the key calls the
    shape `kind`, or else as the note does. `hollow` says why the mark is drawn hollow ("Provisional").
    """

    place: Place
    said: str
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    name: str = ""
    qualifier: str = "exact"
    words: str = ""
    note: str = ""
    kind: str = ""
    shape: str = ""
    hollow: str = ""
    is_strong: bool = False
    is_labelled: bool = False

    @property
    def numbers(self):
        return [self.value, self.lower, self.upper]

    def row(self, name, note="", *, is_figure=True):
        return Row(
            self.name or name,
            self.said,
            self.value,
            self.lower,
            self.upper,
            "; ".join(part for part in (self.note, self.hollow, note) if part),
            self.qualifier,
            self.words,
            self.shape,
            self.is_strong,
            is_figure,
        )


@dataclass(frozen=True)
class End:
    """The words at the right end of a line: its name and where it ends."""

    place: Place | None
    value: float
    name: str
    style: str
    is_strong: bool = False
    note: str = ""
    qualifier: str = "exact"
