"""Small drawings as SVG: a place in a ranking, and which months a figure counts against the day an action began."""

import datetime
from html import escape

from django.utils.safestring import mark_safe

from cdp import words

MAX_PLACES = 60  # beyond it the rings would touch


def _svg(uid, *, width, height, title, description, body, classes):
    return mark_safe(  # noqa: S308, every text is escaped here or below; the rest are numbers
        f'<svg class="cdp-chart {classes}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'role="img" aria-labelledby="{uid}-t {uid}-d"><title id="{uid}-t">{escape(title)}</title>'
        f'<desc id="{uid}-d">{escape(description)}</desc>{body}</svg>'
    )


def rank(uid, *, place, of, title, first="1", last=""):
    """Rings on a line, the area's own filled. Empty where the places cannot be told or drawn."""
    if not place or not of or not 1 <= place <= of <= MAX_PLACES or of < 2 or place != int(place):
        return ""
    place, of = int(place), int(of)
    at = [round(8 + 220 * number / (of - 1), 1) for number in range(of)]
    radius = 3 if of <= 30 else 2
    rings = "".join(
        f'<circle class="cdp-chart__place" cx="{x}" cy="13" r="{radius}"/>'
        for number, x in enumerate(at, start=1)
        if number != place
    )
    body = (
        f'<line class="cdp-chart__axis" x1="8" x2="228" y1="13" y2="13"/>{rings}'
        f'<circle class="cdp-chart__dot" cx="{at[place - 1]}" cy="13" r="7"/>'
        f'<text class="cdp-chart__small" x="2" y="38">{escape(first)}</text>'
        f'<text class="cdp-chart__small" x="235" y="38" text-anchor="end">{escape(last or str(of))}</text>'
    )
    return _svg(
        uid, width=236, height=42, title=title, description=f"Place {place} of {of}.", body=body,
        classes="cdp-chart--rank",
    )  # fmt: skip


def lag(*, start: datetime.date, end: datetime.date, began: datetime.date, today: datetime.date):
    """What the newest figure counts, when the action began and today, on one line; wide and narrow."""
    if not start < end <= today or began > today:
        return ""
    title = "What the newest figure counts and when the action began"
    counted = f"The newest figure counts {words.month(start)} to {words.month(end)}."
    after = f"{_after(start, end, began)} came after the action began."
    description = f"{counted} The action began on {words.day(began)}. {after}"
    return mark_safe(  # noqa: S308, two drawings made above
        "".join(
            _lag(f"lag-{name}", width, start, end, began, today, title, description, name)
            for name, width in (("wide", 640), ("narrow", 300))
        )
    )


def _after(start, end, began):
    """How much of the figure's time lies after the action began."""
    if began <= start:
        return "All of it"
    months = words.months_between(began, end + datetime.timedelta(days=1)) if began < end else 0
    return f"About {words.plural(months, 'month')} of it" if months else "None of it, or less than a month,"


def _lag(uid, width, start, end, began, today, title, description, name):
    first, last = min(start, began), max(today, end)
    span = (last - first).days or 1

    def x(day):
        return round(2 + (width - 4) * (day - first).days / span, 1)

    split = min(max(began, start), end)
    body = [
        f'<line class="cdp-chart__axis" x1="2" x2="{width - 2}" y1="72" y2="72"/>',
        f'<rect class="cdp-lag__before" x="{x(start)}" y="46" width="{round(x(split) - x(start), 1)}" height="26"/>',
        f'<rect class="cdp-lag__after" x="{x(split)}" y="46" width="{round(x(end) - x(split), 1)}" height="26"/>',
        f'<line class="cdp-chart__event" x1="{x(began)}" x2="{x(began)}" y1="26" y2="72"/>',
        _text("label cdp-chart__strong", x(began), 19, "Action began", width),
        _text("small", x(start), 92, words.month(start), width),
    ]
    # Beside each other only where both have room.
    if x(end) - x(start) > 150:
        body.append(_text("small", x(end), 92, words.month(end), width))
    if x(today) - x(began) > 110:
        body.append(f'<line class="cdp-chart__axis" x1="{x(today)}" x2="{x(today)}" y1="26" y2="72"/>')
        body.append(_text("label", x(today), 19, "Today", width))
    return _svg(
        uid, width=width, height=100, title=title, description=description, body="".join(body),
        classes=f"cdp-chart--{name}",
    )  # fmt: skip


def _text(kind, x, y, text, width):
    anchor = "start" if x < 50 else "end" if x > width - 50 else "middle"
    return f'<text class="cdp-chart__{kind}" x="{x}" y="{y}" text-anchor="{anchor}">{escape(text)}</text>'
