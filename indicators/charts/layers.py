"""What a chart is made of. Every layer carries its exact numbers and knows the rows of the table that say them.

Places (where a mark stands along the chart) are days on an axis of time and numbers on every other; values stand on
the one axis of values.
"""

from dataclasses import dataclass
from typing import ClassVar

from indicators.charts.marks import End, Place, Point, Row


class Layer:
    """What every layer answers. A layer that has no such thing keeps the empty answer."""

    @property
    def drawn(self):
        return [point for point in self.points if point.value is not None]

    @property
    def numbers(self):
        return [number for point in self.drawn for number in point.numbers if number is not None]

    @property
    def places(self):
        return [point.place for point in self.points]

    @property
    def ends(self):
        return []

    @property
    def rows(self):
        return [point.row(self.name) for point in self.points]

    @property
    def texts(self):
        return [
            self.name,
            *(one for p in self.points for one in (p.said, p.name, p.words, p.note, p.kind, p.hollow)),
        ]


class Guide(Layer):
    """A layer without points: what the figures are read against."""

    points: ClassVar[tuple[Point, ...]] = ()

    @property
    def numbers(self):
        return []

    @property
    def texts(self):
        return [self.name, self.said, self.note]


@dataclass(frozen=True)
class Curve(Layer):
    """A line with markers, named at its end. `band` names the shaded interval of its points; "" draws none."""

    name: str
    style: str
    points: tuple[Point, ...]
    band: str = ""

    @property
    def banded(self):
        found = [point for point in self.drawn if point.lower is not None and point.upper is not None]
        return found if self.band and len(found) > 1 else []

    @property
    def places(self):
        return [point.place for point in self.drawn]

    @property
    def ends(self):
        if not self.drawn:
            return []
        last = self.drawn[-1]
        return [End(last.place, last.value, self.name, self.style, self.style == "area", qualifier=last.qualifier)]


@dataclass(frozen=True)
class Band(Layer):
    """A lower and an upper line, such as the limits of a funnel; `style` draws both."""

    name: str
    style: str
    points: tuple[Point, ...]

    @property
    def numbers(self):
        return [number for point in self.points for number in point.numbers if number is not None]

    @property
    def ends(self):
        known = [point for point in self.points if point.upper is not None]
        return [End(known[-1].place, known[-1].upper, self.name, self.style)] if known else []

    @property
    def rows(self):
        return [point.row(self.name, is_figure=False) for point in self.points]


@dataclass(frozen=True)
class Bars(Layer):
    """Bars from nought, each `width` of the places wide or as wide as `widths` says, with whiskers at an interval."""

    name: str
    points: tuple[Point, ...]
    width: float = 0.7
    widths: tuple[float, ...] = ()

    def width_of(self, number):
        return self.widths[number] if self.widths else self.width

    @property
    def places(self):
        halves = [self.width_of(number) / 2 for number in range(len(self.points))]
        return [
            place + side * half
            for (place, half) in zip((point.place for point in self.points), halves, strict=True)
            for side in (-1, 1)
        ]


@dataclass(frozen=True)
class Dots(Layer):
    """Points apart from each other, each with the shape of its status, with whiskers at an interval."""

    name: str
    points: tuple[Point, ...]
    style: str = "area"


@dataclass(frozen=True)
class Level(Guide):
    """A line at one value right across: a target, England, a mean. `note` follows its figure: "by March 2028"."""

    name: str
    style: str
    value: float
    note: str = ""
    what: str = "Line across the chart"

    @property
    def numbers(self):
        return [self.value]

    @property
    def ends(self):
        return [End(None, self.value, self.name, self.style, note=self.note)]

    @property
    def rows(self):
        return [Row(self.name, self.note, self.value, note=self.what, is_figure=False)]

    @property
    def texts(self):
        return [self.name, self.note, self.what]


@dataclass(frozen=True)
class Straight(Layer):
    """A straight line from one point to another: the course that a target asks for, a slope."""

    name: str
    style: str
    points: tuple[Point, Point]
    is_named: bool = False

    @property
    def ends(self):
        last = self.points[-1]
        return [End(last.place, last.value, self.name, self.style)] if self.is_named else []

    @property
    def rows(self):
        return [point.row(self.name, is_figure=False) for point in self.points]


@dataclass(frozen=True)
class Step:
    """One tread of a line in steps."""

    start: Place
    end: Place
    value: float
    said: str


@dataclass(frozen=True)
class Steps(Guide):
    """A level line that changes, such as the limits of a control chart; between two treads there is a gap."""

    name: str
    style: str
    steps: tuple[Step, ...]

    @property
    def numbers(self):
        return [step.value for step in self.steps]

    @property
    def places(self):
        return [place for step in self.steps for place in (step.start, step.end)]

    @property
    def ends(self):
        return [End(step.end, step.value, self.name, self.style) for step in self.steps[-1:]]

    @property
    def rows(self):
        return [Row(self.name, step.said, step.value, is_figure=False) for step in self.steps]

    @property
    def texts(self):
        return [self.name, *(step.said for step in self.steps)]


@dataclass(frozen=True)
class Upright(Guide):
    """A line at one place from bottom to top: an action began, limits were worked out anew. Words stand at its top."""

    name: str
    place: Place
    said: str
    style: str = "event"
    note: str = ""

    @property
    def places(self):
        return [self.place]

    @property
    def rows(self):
        return [Row(self.name, self.said, note=self.note, is_figure=False)]


@dataclass(frozen=True)
class Span(Guide):
    """A shaded stretch of the places: limits that are provisional. The key says what it is."""

    name: str
    start: Place
    end: Place
    said: str
    note: str = ""

    @property
    def places(self):
        return [self.start, self.end]

    @property
    def rows(self):
        return [Row(self.name, self.said, note=self.note, is_figure=False)]
