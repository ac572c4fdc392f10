"""Static drawings of the charts, for readers without JavaScript and for paper.

Each is one <svg role="img"> with a title and a description; colours, dashes and type come from cdp.css. A chart is
drawn twice, wide and narrow, and the style sheet shows one.
"""

from dataclasses import dataclass

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from indicators import figures
from indicators.charts import lines

NOTHING = mark_safe("")
BAR_KINDS = {True: "here", False: "other"}


@dataclass(frozen=True)
class Frame:
    """The measures of a drawing: wide for screens and paper, narrow for telephones."""

    name: str
    width: int
    height: int
    left: int
    right: int
    ticks: int
    gap: int


WIDE = Frame("wide", 1120, 420, 60, 210, 9, 21)
NARROW = Frame("narrow", 320, 380, 44, 118, 2, 37)
HEAD, FOOT = 16, 40
LONGEST_NARROW_NAME = 12


def trend(uid, drawn_lines, *, unit, title, desc):
    drawn_lines = [line for line in lines.checked(drawn_lines) if line.drawn]
    drawings = [_trend(uid, drawn_lines, unit, title, desc, frame) for frame in (WIDE, NARROW)]
    return format_html_join("\n", "{}", ((one,) for one in drawings))


def bars(uid, area_bars, *, unit, title, desc, reference=None):
    ordered = lines.sorted_bars(area_bars)
    drawings = [_bars(uid, ordered, unit, title, desc, reference, is_wide) for is_wide in (True, False)]
    return format_html_join("\n", "{}", ((one,) for one in drawings))


def drawing(uid, width, height, title, desc, body, classes):
    return format_html(
        '<svg class="cdp-chart {classes}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        'aria-labelledby="{uid}-t {uid}-d"><title id="{uid}-t">{title}</title><desc id="{uid}-d">{desc}</desc>'
        "{body}</svg>",
        uid=uid,
        width=str(width),
        height=str(height),
        title=title,
        desc=desc,
        body=body,
        classes=classes,
    )


def scale(low, high, start, end):
    """Where a number lies between two ends; a scale without width puts everything in the middle."""
    if high == low:
        return lambda number: round((start + end) / 2, 1)
    return lambda number: round(start + (number - low) / (high - low) * (end - start), 1)


def path(points):
    return " ".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(points))


# Trend ----------------------------------------------------------------------------------------------------------------


def _trend(uid, drawn_lines, unit, title, desc, frame):
    marks = [mark for line in drawn_lines for mark in line.drawn]
    numbers = [number for mark in marks for number in (mark.value, mark.lower, mark.upper)]
    low, top, step = lines.axis(numbers)
    days = [mark.middle.toordinal() for mark in marks]
    base = frame.height - FOOT
    x = scale(min(days), max(days), frame.left + 8, frame.width - frame.right - 8)
    y = scale(low, top, base, HEAD)
    body = [*_grid(low, top, step, unit, y, frame), *_ticks(marks, x, base, frame), _band(drawn_lines[0], x, y)]
    for line in reversed(drawn_lines):
        points = _points(line, x, y)
        body.append(format_html('<path class="cdp-chart__{}" d="{}"/>', line.style, path(points)))
        if len(points) == 1:  # a path of one point draws nothing
            body.append(format_html('<circle class="cdp-chart__place" cx="{}" cy="{}" r="5"/>', *map(str, points[0])))
    body += [
        format_html('<circle class="cdp-chart__dot" cx="{}" cy="{}" r="4"/>', *map(str, point))
        for point in _points(drawn_lines[0], x, y)
    ]
    body += _ends(drawn_lines, unit, x, y, base, frame)
    return drawing(
        f"{uid}-{frame.name}", frame.width, frame.height, title, desc, _joined(body), f"cdp-chart--{frame.name}"
    )


def _points(line, x, y):
    return [(x(mark.middle.toordinal()), y(mark.value)) for mark in line.drawn]


def _grid(low, top, step, unit, y, frame):
    count = round((top - low) / step)
    for number in (low + step * place for place in range(count + 1)):
        number = round(number, 9)
        said = figures.text(number, unit="%") if unit == "%" and number == top else figures.plain(number)
        yield format_html(
            '<line class="cdp-chart__grid" x1="{}" x2="{}" y1="{}" y2="{}"/>',
            *map(str, (frame.left, frame.width - frame.right, y(number), y(number))),
        )
        yield _text(frame.left - 8, y(number) + 5, said, anchor="end")


def _ticks(marks, x, base, frame):
    moments = dict(sorted((mark.middle, mark.period) for mark in marks))
    shown = lines.thinned(list(moments.items()), frame.ticks) if frame is WIDE else _ends_of(list(moments.items()))
    for place, (moment, period) in enumerate(shown):
        is_narrow_end = frame is NARROW and len(shown) > 1
        anchor = ("start" if place == 0 else "end") if is_narrow_end else "middle"
        yield _text(x(moment.toordinal()), base + 22, period, anchor=anchor)


def _ends_of(items):
    return items if len(items) < 2 else [items[0], items[-1]]


def _band(line, x, y):
    marks = [mark for mark in line.drawn if mark.lower is not None]
    if len(marks) < 2:
        return NOTHING
    edge = [(x(mark.middle.toordinal()), y(mark.upper)) for mark in marks]
    edge += [(x(mark.middle.toordinal()), y(mark.lower)) for mark in reversed(marks)]
    return format_html('<path class="cdp-chart__band" d="{} Z"/>', path(edge))


def _ends(drawn_lines, unit, x, y, base, frame):
    """Each line's name and newest figure at its end, moved apart where two would lie on each other."""
    places = lines.places(drawn_lines)
    ends = [line.drawn[-1] for line in drawn_lines]
    heights = lines.apart([y(mark.value) for mark in ends], frame.gap, HEAD + 8, base - 8)
    last = frame.width - frame.right - 8
    for line, mark, height in zip(drawn_lines, ends, heights, strict=True):
        height = round(height, 1)
        said = figures.text(mark.value, unit=lines.short_unit(unit), places=places)
        classes = f"cdp-chart__name--{line.style}{' cdp-chart__strong' if line is drawn_lines[0] else ''}"
        yield format_html(
            '<path class="cdp-chart__leader" d="{}"/>',
            path([(x(mark.middle.toordinal()) + 7, y(mark.value)), (last + 20, height)]),
        )
        if frame is WIDE:
            yield _text(last + 25, height + 5, f"{line.name} {said}", classes=classes)
        else:
            yield _text(last + 23, height - 1, _fitted(line.name), classes=classes)
            yield _text(last + 23, height + 14, said, classes=classes)


# Bars -----------------------------------------------------------------------------------------------------------------


def _bars(uid, ordered, unit, title, desc, reference, is_wide):
    width, left, right, step, thick = (1120, 400, 24, 30, 18) if is_wide else (320, 0, 8, 48, 14)
    head = 32 if reference else 8
    height = head + step * len(ordered) + 8
    marks = [bar.mark for bar in ordered] + ([reference.mark] if reference else [])
    numbers = [number for mark in marks for number in (mark.value, mark.lower, mark.upper)]
    low, top, _ = lines.axis(numbers)
    x = scale(low, top, left, width - right)
    places = figures.decimals([bar.mark.value for bar in ordered])
    body = []
    for place, bar in enumerate(ordered):
        body += _bar(bar, head + place * step, x, unit, places, left, width, step, thick, is_wide)
    if reference:
        body += _reference(reference, x, unit, head, height, width)
    name = "wide" if is_wide else "narrow"
    return drawing(f"{uid}-{name}", width, height, title, desc, _joined(body), f"cdp-chart--{name}")


def _bar(bar, y, x, unit, places, left, width, step, thick, is_wide):
    """Figures stand in a column of their own, so that no bar, interval or line can cross them."""
    at = y + (step - thick) / 2 if is_wide else y + 24
    text_at = at + 14 if is_wide else at - 6
    classes = "cdp-chart__strong" if bar.is_here else ""
    yield _text(0, text_at, bar.name, classes=classes)
    mark = bar.mark
    said = lines.bar_words(bar, unit if is_wide else lines.short_unit(unit), places)
    if mark.value is None:
        muted = f"{classes} cdp-chart__muted".strip()
        yield _text(left + 8 if is_wide else 0, at + 13, f"{said}: {mark.note}" if mark.note else said, classes=muted)
        return
    yield _text(left - 16 if is_wide else width, text_at, said, anchor="end", classes=classes)
    start, end = sorted((x(0), x(mark.value)))
    yield format_html(
        '<rect class="cdp-bar--{}" x="{}" y="{}" width="{}" height="{}"/>',
        BAR_KINDS[bar.is_here],
        *map(str, (start, at, round(end - start, 1), thick)),
    )
    if mark.lower is not None:
        middle = at + thick / 2
        whisker = (
            f"M{x(mark.lower)} {middle} H{x(mark.upper)} "
            f"M{x(mark.lower)} {middle - 4} v8 M{x(mark.upper)} {middle - 4} v8"
        )
        yield format_html('<path class="cdp-chart__halo" d="{0}"/><path class="cdp-chart__interval" d="{0}"/>', whisker)


def _reference(reference, x, unit, head, height, width):
    at = x(reference.mark.value)
    yield format_html(
        '<line class="cdp-chart__reference" x1="{0}" x2="{0}" y1="{1}" y2="{2}"/>',
        *map(str, (at, head - 6, height - 4)),
    )
    said = f"{reference.name} {lines.bar_words(reference, lines.short_unit(unit))}"
    yield _text(at, 18, said, anchor="end" if at > width * 0.85 else "middle")


def _fitted(name):
    """A name in the margin of a narrow drawing; the title and the table have it in full."""
    return name if len(name) <= LONGEST_NARROW_NAME else f"{name[: LONGEST_NARROW_NAME - 1].rstrip()}…"


def _text(x, y, words, *, anchor="start", classes=""):
    return format_html(
        '<text class="cdp-chart__label{}" x="{}" y="{}" text-anchor="{}">{}</text>',
        f" {classes}" if classes else "",
        str(x),
        str(round(y, 1)),
        anchor,
        words,
    )


def _joined(pieces):
    return format_html_join("", "{}", ((piece,) for piece in pieces))
