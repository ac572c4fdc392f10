"""Bars below each other as SVG: a name, its figure, its bar and its standing in a row, lines across all of them.

Figures and standings have columns of their own, so that no bar, interval or line can cross them.
"""

from dataclasses import dataclass
from functools import cached_property

from indicators.charts import labels, markup, scales
from indicators.charts import layers as kinds
from indicators.charts.chart import Chart
from indicators.charts.lines import short_unit
from indicators.charts.plan import BOLD, WIDE, Frame

NAMES = 0.27  # of the width: the widest column of names
GAP = 16


@dataclass(frozen=True)
class Rows:
    """Where the columns and the rows stand."""

    chart: Chart
    frame: Frame

    @property
    def is_wide(self):
        return self.frame.name != "narrow"

    @cached_property
    def points(self):
        return [point for layer in self.chart.of(kinds.Bars) for point in layer.points]

    @cached_property
    def figures(self):
        unit = self.chart.unit if self.is_wide else short_unit(self.chart.unit)
        return [labels.figure(self.chart, point, unit=unit) for point in self.points]

    @cached_property
    def names(self):
        room = (
            NAMES * self.frame.width
            if self.is_wide
            else self.frame.width - self.figure_width - GAP - (20 if self.has_signs else 0)
        )
        return [scales.wrapped(point.name, room, self.frame.size * self._weight(point)) for point in self.points]

    @cached_property
    def figure_width(self):
        known = [
            scales.width(said, self.frame.size * self._weight(point))
            for said, point in zip(self.figures, self.points, strict=True)
            if point.value is not None
        ]
        return max(known, default=0)

    @staticmethod
    def _weight(point):
        return BOLD if point.is_strong else 1

    @property
    def has_signs(self):
        return any(point.shape for point in self.points)

    @property
    def has_sign_words(self):
        """Elsewhere the key says them."""
        return self.frame is WIDE

    @cached_property
    def signs_width(self):
        longest = max((scales.width(point.note, self.frame.size) for point in self.points if point.shape), default=0)
        if not (self.is_wide and self.has_signs):
            return 0
        return GAP + (longest + 24 if self.has_sign_words else 14)

    @cached_property
    def left(self):
        """Where the bars begin."""
        if not self.is_wide:
            return 0
        names = max(
            (
                scales.width(line, self.frame.size * BOLD)
                for lines in self.names
                for line in lines
            ),
            default=0,
        )  # fmt: skip
        return round(names + GAP + self.figure_width + GAP)

    @cached_property
    def right(self):
        return round(self.frame.width - max(self.signs_width, 8))

    @cached_property
    def x(self):
        ticks = self.chart.value_ticks
        return scales.scale(ticks.low, ticks.high, self.left, self.right)

    @cached_property
    def flags(self):
        """([(level, its Flag)], the height of all flags)"""
        levels = self.chart.of(kinds.Level)
        items = [(self.x(level.value), labels.end(self.chart, level.ends[0])) for level in levels]
        found, height = scales.flags(items, 0, self.frame.width, self.frame.size)
        return list(zip(levels, found, strict=True)), height

    @cached_property
    def head(self):
        return round(self.flags[1]) + 10

    @cached_property
    def tops(self):
        """Where each row begins, and after them where the last one ends."""
        step, line = (30, self.frame.line) if self.is_wide else (48, self.frame.line)
        tops = [self.head]
        for lines, reasons in zip(self.names, self.reasons, strict=True):
            more = max(len(lines), len(reasons)) if self.is_wide else len(lines) + max(len(reasons), 1) - 1
            tops.append(tops[-1] + step + (more - 1) * line)
        return tops

    @cached_property
    def reasons(self):
        """Why a row has no bar, in lines of words."""
        room = self.frame.width - self.left - 8
        return [
            scales.wrapped(f"{said}: {point.note}" if point.note else said, room, self.frame.size)
            if point.value is None
            else []
            for point, said in zip(self.points, self.figures, strict=True)
        ]


def draw(chart, frame):
    rows = Rows(chart, frame)
    numbers = range(len(rows.points))
    ticks = chart.value_ticks
    scale = markup.element(
        "line", class_="cdp-chart__zero", x1=rows.x(0), x2=rows.x(0), y1=rows.head, y2=rows.tops[-1], data_tick=0,
        data_high=ticks.high, data_high_at=rows.x(ticks.high),
    )  # fmt: skip
    # Words last, so that no line crosses them.
    body = [scale, *(piece for number in numbers for piece in _bar(rows, number))]
    body += [_level(rows, *flagged) for flagged in rows.flags[0]]
    body += [piece for number in numbers for piece in _words(rows, number)]
    body += [piece for flagged in rows.flags[0] for piece in _flag(rows, *flagged)]
    return markup.document(
        f"{chart.uid}-{frame.name}",
        frame.width,
        rows.tops[-1] + 8,
        chart.title,
        chart.desc or labels.description(chart),
        markup.joined(body),
        f"cdp-chart--{frame.name}",
    )


def _places(rows, number):
    """(the base line of the first words, the top of the bar)"""
    more = (len(rows.names[number]) - 1) * rows.frame.line
    if rows.is_wide:
        return rows.tops[number] + 20, rows.tops[number] + 6 + more / 2
    first = rows.tops[number] + rows.frame.size + 4
    return first, first + more + 7


def _words(rows, number):
    point = rows.points[number]
    first, bar = _places(rows, number)
    size, line, width = rows.frame.size, rows.frame.line, rows.frame.width
    strong = "cdp-chart__strong" if point.is_strong else ""
    yield from markup.lines_of_text(0, first, rows.names[number], height=line, classes=strong)
    if point.value is None:
        # The row stays and says why it is empty.
        classes = f"{strong} cdp-chart__muted cdp-chart__over".strip()
        at = rows.left + 8 if rows.is_wide else 0
        yield from markup.lines_of_text(at, bar + 14, rows.reasons[number], height=line, classes=classes)
        return
    text_at = bar + 14 if rows.is_wide else first
    said = rows.figures[number]
    yield markup.text(rows.left - GAP if rows.is_wide else width, text_at, said, anchor="end", classes=strong)
    if point.shape:
        sign_at = rows.right + GAP + 7 if rows.is_wide else width - rows.figure_width - 16
        yield markup.sign(point.shape, round(sign_at, 1), round(text_at - size / 3, 1))
        if rows.has_sign_words:
            yield markup.text(rows.right + GAP + 22, text_at, point.note)


def _bar(rows, number):
    point, thick = rows.points[number], 18 if rows.is_wide else 14
    if point.value is None:
        return
    top = _places(rows, number)[1]
    start, end = sorted((rows.x(0), rows.x(point.value)))
    yield markup.element(
        "rect", class_=f"cdp-bar--{'here' if point.is_strong else 'other'}", x=start, y=round(top, 1),
        width=round(end - start, 2), height=thick, data_name=point.name, **markup.numbers(point, point.place),
    )  # fmt: skip
    if point.lower is not None and point.upper is not None:
        yield markup.whisker(rows.x(point.lower), rows.x(point.upper), round(top + thick / 2, 1), upright=False)


def _level(rows, level, flag):
    x = rows.x(level.value)
    d = f"M{x} {round(flag.top + 2, 1)}V{rows.tops[-1]}"
    return markup.stroke(level.style, d, data_name=level.name, data_value=level.value)


def _flag(rows, level, flag):
    x = rows.x(level.value)
    yield from markup.lines_of_text(
        x + 6 if flag.anchor == "start" else x - 6,
        flag.top + rows.frame.size,
        flag.lines,
        height=rows.frame.line,
        anchor=flag.anchor,
        classes=f"cdp-chart__over cdp-chart__name--{level.style}",
    )
