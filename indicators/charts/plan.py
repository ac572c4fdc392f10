"""Where everything of an upright drawing stands, in pixels, before anything is drawn. Pure.

The margins follow the words: the longest tick makes the left one, the names at the ends of the lines the right one,
the flags of upright lines the top.
"""

from dataclasses import dataclass
from functools import cached_property

from indicators.charts import labels, layers, scales
from indicators.charts.chart import Chart, at, axis_title


@dataclass(frozen=True)
class Frame:
    """The measures of a drawing: wide for screens, middle for tablets and paper, narrow for telephones."""

    name: str
    width: int
    plot: int  # height of the plot
    size: int  # of the type
    end_room: int  # the longest line of words at the end of a line
    leader: int  # from the last mark to those words
    signs: float = 1  # the size of marks

    @property
    def line(self):
        return self.size + 3


WIDE = Frame("wide", 1120, 360, 15, 230, 25)
MIDDLE = Frame("middle", 640, 340, 15, 150, 22)
NARROW = Frame("narrow", 320, 320, 14, 104, 18, 0.75)
INSET = 8  # between the frame of the plot and the first mark
EDGE = 10
BOLD = 1.08  # how much wider bold letters are


@dataclass(frozen=True)
class Plan:
    chart: Chart
    frame: Frame

    @cached_property
    def left(self):
        ticks = [labels.tick(self.chart, number) for number in self.ticks.numbers]
        return round(max(scales.width(words, self.frame.size) for words in ticks)) + 10

    @cached_property
    def ends(self):
        """[(end, its lines of words)]"""
        said = [labels.end(self.chart, one) for one in labels.ends(self.chart)]
        longest = max((scales.width(word, self.frame.size) for words in said for word in words.split()), default=0)
        # A long word gets more room than is wanted before it is broken.
        room = min(max(self.frame.end_room, longest * BOLD), self.frame.end_room * 1.4)
        return [
            (
                one,
                scales.wrapped(labels.end(self.chart, one), room / (BOLD if one.is_strong else 1), self.frame.size),
            )
            for one in labels.ends(self.chart)
        ]

    @cached_property
    def right(self):
        """The right edge of the plot."""
        longest = max(
            (
                scales.width(line, self.frame.size * (BOLD if one.is_strong else 1))
                for one, lines in self.ends
                for line in lines
            ),
            default=0,
        )
        return round(self.frame.width - (longest + self.frame.leader + INSET if self.ends else EDGE))

    @cached_property
    def ticks(self):
        return self.chart.value_ticks

    @cached_property
    def x(self):
        return scales.scale(*self.chart.extent, self.left + INSET, self.right - INSET)

    @cached_property
    def y(self):
        return scales.scale(self.ticks.low, self.ticks.high, self.base, self.head)

    @cached_property
    def flags(self):
        """([(upright, its Flag)], the height of all flags); on a telephone the table alone has the days."""
        uprights = self.chart.of(layers.Upright)
        items = [
            (self.x(at(one.place)), f"{one.name}, {one.said}" if self.frame.name != "narrow" else one.name)
            for one in uprights
        ]
        found, height = scales.flags(items, 0, self.frame.width, self.frame.size)
        return list(zip(uprights, found, strict=True)), height

    @property
    def title_height(self):
        """The unit stands above the axis, level: nobody has to turn the head. A percentage has its sign at the top."""
        return 0 if self.chart.unit == "%" or not self.chart.unit else self.frame.line + 4

    @cached_property
    def head(self):
        return round(self.title_height + self.flags[1]) + 14

    @cached_property
    def base(self):
        needed = sum(len(lines) for _, lines in self.ends) * self.frame.line + 16
        return self.head + max(self.frame.plot, needed)

    @cached_property
    def height(self):
        return self.base + 32 + self.frame.line * len(self.x_title)

    @cached_property
    def x_title(self):
        room = self.frame.width - 2 * EDGE
        return scales.wrapped(self.chart.x.title, room, self.frame.size) if self.chart.x.title else []

    @cached_property
    def place_ticks(self):
        """[(x, words)], so many that they do not touch, none beyond the edge."""
        size = self.frame.size
        ticks = [(self._inside(self.x(place), words), words) for place, words in self.chart.place_ticks]
        return scales.fitting(ticks, lambda x: x, size)

    @property
    def x_title_at(self):
        """The middle of the words below the ticks: that of the plot, as far as the longest line allows."""
        longest = max(self.x_title, key=len, default="")
        return self._inside((self.left + self.right) / 2, longest)

    def _inside(self, x, words):
        half = scales.width(words, self.frame.size) / 2
        return round(min(max(x, half), self.frame.width - half), 1)

    @cached_property
    def end_heights(self):
        """The middles of the words at the ends of the lines, moved apart."""
        sizes = [len(lines) * self.frame.line + 3 for _, lines in self.ends]
        return scales.apart([self.y(one.value) for one, _ in self.ends], sizes, self.head - 6, self.base + 6)

    @property
    def unit_title(self):
        return axis_title(self.chart.unit) if self.title_height else ""

    def spot(self, point):
        return self.x(at(point.place)), self.y(point.value)
