"""What a chart of an indicator draws: lines of marks over periods, and one bar an area.

Shared by the interactive chart, the static drawing and the table, so that the three cannot tell different things.
"""

from dataclasses import dataclass, field
from datetime import date

from indicators import figures

MOST_LINES = 4
# How the lines of a chart differ beyond colour, in the order in which they are given out.
STYLES = ("area", "england", "region", "neighbours")


class TooManyLines(ValueError):
    def __init__(self, number):
        super().__init__(f"A chart draws at most {MOST_LINES} lines, not {number}.")


@dataclass(frozen=True)
class Mark:
    """One figure of an area in one period, with all that a reader has to know about it."""

    period: str
    start: date | None = None
    end: date | None = None
    value: float | None = None
    lower: float | None = None
    upper: float | None = None
    interval_is_computed: bool = False
    count: float | None = None
    denominator: float | None = None
    state: str = "published"
    qualifier: str = "exact"
    printed: str = ""
    note: str = ""
    place: str = ""
    source: str = ""
    source_url: str = ""
    also: tuple[str, ...] = ()
    is_drawn: bool = True

    @property
    def middle(self):
        """Where the mark stands on the time axis; None where the period has no first or no last day."""
        return (
            date.fromordinal((self.start.toordinal() + self.end.toordinal()) // 2) if self.start and self.end else None
        )

    @property
    def is_for_comparison(self):
        """Whether its source lets it be set beside others."""
        return self.state != "not_comparable"

    @property
    def is_drawable(self):
        return self.is_drawn and self.value is not None and self.middle is not None


@dataclass(frozen=True)
class Line:
    """The figures of one area, oldest first; `style` is one of STYLES."""

    name: str
    style: str
    marks: tuple[Mark, ...] = field(default_factory=tuple)

    @property
    def drawn(self):
        return [mark for mark in self.marks if mark.is_drawable]


@dataclass(frozen=True)
class Bar:
    """One area's figure in the period of a bar chart. Without a value it keeps its row and says why."""

    name: str
    mark: Mark
    code: str = ""
    is_here: bool = False
    standing: str = ""


def checked(lines):
    if len(lines) > MOST_LINES:
        raise TooManyLines(len(lines))
    return list(lines)


def has_trend(lines):
    """Whether there is a course to draw: two figures of the first area that stand on the same scale of time."""
    return bool(lines) and len(lines[0].drawn) > 1


def places(lines):
    return figures.decimals([mark.value for line in lines for mark in line.marks])


def sorted_bars(bars):
    """Highest first; areas without a figure last, by name."""
    known = sorted((bar for bar in bars if bar.mark.value is not None), key=lambda bar: (-bar.mark.value, bar.name))
    return known + sorted((bar for bar in bars if bar.mark.value is None), key=lambda bar: bar.name)


def bar_words(bar, unit, places=None):
    mark = bar.mark
    return figures.text(mark.value, unit=unit, qualifier=mark.qualifier, state=mark.state, places=places)


def short_unit(unit):
    """At the end of a line there is room for "%" and for pounds; a longer unit stands on the axis."""
    return unit if unit == "%" or unit.startswith("£") else ""
