"""A chart as plain data: words, two axes and layers of marks. Plotly, the SVG and the table are drawn from it alone.

So that the three cannot tell different things, none of them is given anything else. A chart that breaks a rule of
ours is refused when it is made, not when somebody looks at it.
"""

import re
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from indicators import figures
from indicators.charts import layers as kinds
from indicators.charts import scales, styles
from indicators.charts.lines import MOST_LINES, TooManyLines

IDENTIFIER = re.compile(r"[a-z][a-z0-9-]*")
TAG = re.compile(r"</?[a-z!]", re.IGNORECASE)
LARGEST = 1e100
NOT_FROM_ZERO = "The scale does not begin at 0."


class MissingWords(ValueError):
    def __init__(self, what):
        super().__init__(f"A chart needs {what}.")


class BarsNotFromZero(ValueError):
    def __init__(self):
        super().__init__("Bars are read by their length, so their scale begins at 0.")


class HtmlInText(ValueError):
    def __init__(self, text):
        super().__init__(f"The words of a chart hold no HTML: {text!r}.")


class NotANumber(ValueError):
    def __init__(self, number):
        super().__init__(f"A chart cannot draw {number}.")


class NotInRows(ValueError):
    def __init__(self, layer):
        super().__init__(f"A chart in rows has bars and lines across them, not {type(layer).__name__}.")


@dataclass(frozen=True)
class Axis:
    """The places: "time" (days), "number" or "names" (0, 1, 2 …). Without `ticks` an axis of numbers has round ones."""

    kind: str = "time"
    title: str = ""
    ticks: tuple[tuple[kinds.Place, str], ...] = ()
    heading: str = "Period"  # of its column in the table


@dataclass(frozen=True)
class Values:
    """The one axis of values."""

    from_zero: bool = True


@dataclass(frozen=True)
class Chart:
    """`uid` names its elements on the page; `headline` is the message, `title` what is drawn of whom and when."""

    uid: str
    headline: str
    title: str
    unit: str
    layers: tuple[kinds.Layer, ...]
    sources: tuple[str, ...]
    desc: str = ""
    x: Axis = field(default_factory=Axis)
    y: Values = field(default_factory=Values)
    notes: tuple[str, ...] = ()
    key: tuple[tuple[str, str], ...] = ()
    is_in_rows: bool = False

    def __post_init__(self):
        if not IDENTIFIER.fullmatch(self.uid):
            raise MissingWords("a uid of small letters, figures and hyphens")
        for what in ("headline", "title"):
            if not getattr(self, what).strip():
                raise MissingWords(f"a {what}")
        if not any(source.strip() for source in self.sources):
            raise MissingWords("a source")
        if len(self.of(kinds.Curve)) > MOST_LINES:
            raise TooManyLines(len(self.of(kinds.Curve)))
        if self.of(kinds.Bars) and not self.y.from_zero:
            raise BarsNotFromZero
        self._check_layers()
        for text in self._texts():
            if TAG.search(text):
                raise HtmlInText(text)

    def _check_layers(self):
        for layer in self.layers:
            if self.is_in_rows and not isinstance(layer, kinds.Bars | kinds.Level):
                raise NotInRows(layer)
            if hasattr(layer, "style"):
                styles.known(layer.style, styles.STYLES)
            for point in layer.points:
                if point.shape:
                    styles.known(point.shape, styles.SHAPES)
            for number in [*layer.numbers, *(at(place) for place in layer.places)]:
                if not abs(number) < LARGEST:  # neither infinite nor nan
                    raise NotANumber(number)

    def _texts(self):
        yield from (self.headline, self.title, self.desc, self.unit, self.x.title, self.x.heading)
        yield from (*self.sources, *self.notes)
        yield from (words for _, words in (*self.key, *self.x.ticks))
        for layer in self.layers:
            yield from layer.texts

    def of(self, *wanted):
        return [layer for layer in self.layers if isinstance(layer, wanted)]

    def rows(self):
        """Every mark of every layer: the table. Those that are not a figure of somebody say so by `is_figure`."""
        return [row for layer in self.layers for row in layer.rows]

    def added_rows(self):
        """The marks that a table of figures does not hold: targets, means, limits, upright lines, shaded stretches."""
        return [row for row in self.rows() if not row.is_figure]

    @property
    def source_words(self):
        return "; ".join(dict.fromkeys(source for source in self.sources if source.strip()))

    @property
    def every_note(self):
        """The notes below the chart; a scale that leaves nought out says so."""
        return [*self.notes, *([] if self.value_ticks.low <= 0 <= self.value_ticks.high else [NOT_FROM_ZERO])]

    @cached_property
    def value_ticks(self):
        numbers = [number for layer in self.layers for number in layer.numbers]
        return scales.ticks(numbers, from_zero=self.y.from_zero)

    @cached_property
    def decimals(self):
        """The decimals that the figures share; a mean or a limit is worked out and has its own."""
        shown = self.of(kinds.Curve, kinds.Bars, kinds.Dots)
        return figures.decimals([point.value for layer in shown for point in layer.points])

    @cached_property
    def extent(self):
        """(first, last) place as numbers; a single place has room on both sides."""
        found = [at(place) for layer in self.layers for place in layer.places]
        if self.x.kind == "number" and not self.x.ticks:
            round_ones = scales.ticks(found)
            return round_ones.low, round_ones.high
        if not found:
            return 0.0, 1.0
        return min(found), max(found)

    @property
    def place_ticks(self):
        """[(place as a number, words)] along the places."""
        if self.x.ticks or self.x.kind != "number":
            return sorted({at(place): words for place, words in self.x.ticks}.items())
        found = scales.ticks([at(place) for layer in self.layers for place in layer.places])
        return [(number, f"{number:,}") for number in found.numbers]

    def legend(self):
        """[(kind, words)] for the key above the chart: what no name in the drawing explains."""
        found = {}
        for layer in self.layers:
            if isinstance(layer, kinds.Span):
                found["span", layer.name] = None
            if getattr(layer, "banded", None):
                found["band", layer.band] = None
            for point in layer.drawn:
                if point.shape and (words := point.kind or point.note):
                    found[point.shape, words] = None
                if point.hollow:
                    found["hollow", point.hollow] = None
        return list(dict.fromkeys([*found, *self.key]))


def at(place):
    """A place as a number: a day as its ordinal."""
    return place.toordinal() if isinstance(place, date) else place


def axis_title(unit):
    return "Per cent" if unit == "%" else unit[:1].upper() + unit[1:]
