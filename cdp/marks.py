"""Marks as strings of HTML: shape and word, tags, counts, bars, sparklines.

Strings and not templates, because long tables draw hundreds of them. The shapes themselves are in
`components/shapes.html`; colours are the style sheet's business.
"""

import itertools

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe
from django.utils.text import slugify

from cdp import words

TAGS = {"on_track", "at_risk", "late", "complete", "not_reported", "overdue", "due", "done"}
FILLS = {
    "confident": "sure",
    "some_doubt": "doubt",
    "not_confident": "unsure",
    "not_said": "none",
    "lower": "higher",
    "falling": "higher",
}
NOT_SAID = "not_said"


def _shape(name):
    family = "confidence" if name.startswith("confidence") else name.removeprefix("clearly-")
    return mark_safe(  # noqa: S308, names come from the table in words.py
        f'<svg class="cdp-shape cdp-shape--{family}" viewBox="0 0 16 16" aria-hidden="true" focusable="false">'
        f'<use href="#shape-{name}"/></svg>'
    )


SHAPES = {name: _shape(name) for name in {shape for shape, _ in words.STATUSES.values()}}


def shape(status):
    return SHAPES[words.shape_and_word(status)[0]]


def mark(status, word=""):
    name, own_word = words.shape_and_word(status)
    return format_html('<span class="cdp-mark">{} {}</span>', SHAPES[name], word or own_word)


def confidence(status, word=""):
    return mark(status or NOT_SAID, word)


def standing(status, figure="", reason=""):
    note = figure or reason
    small = format_html("<small>{}</small>", note) if note not in ("", None) else ""
    return format_html("{}{}", mark(status or "not_compared"), small)


def delivery_tag(status):
    """Nothing reported is never a good state: an empty status reads "No update yet"."""
    name, word = words.shape_and_word(status or "not_reported")
    return format_html('<strong class="govuk-tag cdp-tag cdp-tag--{}">{} {}</strong>', name, SHAPES[name], word)


def age(ended_on, *, on):
    if not ended_on:
        return "Age not known"
    text = words.age(ended_on, on=on)
    return format_html('<span class="cdp-old">{}</span>', text) if words.is_old(ended_on, on=on) else text


def value(number, unit="", qualifier="", printed="", state="", of=None, decimals=None, big=False):
    figure, unit = words.value_parts(
        number, unit=unit, qualifier=qualifier, printed=printed, state=state, of=of, decimals=decimals
    )
    if big:
        return format_html(
            '<span class="cdp-value">{}{}</span>', figure, format_html(" <small>{}</small>", unit) if unit else ""
        )
    return f"{figure} {unit}" if unit else figure


def counted(items):
    """[(status, number, words)], without noughts: a mapping is sorted worst first, a list keeps its order."""
    if hasattr(items, "items"):
        last = len(words.ORDER)
        items = sorted(items.items(), key=lambda item: words.ORDER.get(words.status_key(item[0]), last))
    rows = [(status, number, *rest) for status, number, *rest in items if number]
    return [
        (status, number, rest[0] if rest else words.shape_and_word(status)[1].lower()) for status, number, *rest in rows
    ]


def fill(status):
    key = words.status_key(status).removeprefix("clearly_")
    return FILLS.get(key) or words.shape_and_word(key)[0]


def against(comparisons):
    """The standings of one figure as a list, a line a comparator: shape, word, the other and its figure."""
    return format_html(
        '<ul class="cdp-standings">{}</ul>',
        format_html_join("", "<li>{} <span>{}</span></li>", ((mark(one.shown), one.label) for one in comparisons)),
    )


def share(items):
    """One bar divided as the counts are. Hidden from assistive technology: the counts beside it say the same."""
    rows = counted(items)
    total, gap = sum(number for _, number, _ in rows), 0.8
    if not total:
        return ""
    starts = itertools.accumulate((number for _, number, _ in rows), initial=0)
    parts = (
        (fill(status), round(100 * start / total, 2), max(round(100 * number / total - gap, 2), 0.4))
        for (status, number, _), start in zip(rows, starts, strict=False)
    )
    bars = format_html_join(
        "", '<rect class="cdp-fill--{}" x="{}" width="{}" height="10"/>', ((f, str(x), str(w)) for f, x, w in parts)
    )
    return format_html(
        '<svg class="cdp-share" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
        "{}</svg>",
        bars,
    )


def counts(items, bar=True, row=False):
    rows = counted(items)
    if not rows:
        return mark_safe('<p class="cdp-note">Nothing to count.</p>')
    lines = format_html_join(
        "", "<li>{} <b>{}</b> {}</li>", ((shape(status), words.figure(number), said) for status, number, said in rows)
    )
    return format_html(
        '{}<ul class="cdp-counts{}">{}</ul>', share(rows) if bar else "", " cdp-counts--row" if row else "", lines
    )


def light(inside, *, title, state="", word="", rule="", age="", level=2, id=""):
    """State, inputs, rule, age, always in that order."""
    key = id or slugify(title)
    inside = mark_safe(inside.strip())  # noqa: S308, the inside of a block tag has been rendered and escaped
    if inside and not inside.startswith("<"):
        inside = format_html("<p>{}</p>", inside)
    return format_html(
        '<section class="cdp-light" aria-labelledby="light-{key}"><h{level} id="light-{key}">{title}</h{level}>'
        '<p class="cdp-light__state">{said}</p><div class="cdp-light__inputs">{inside}</div>{rule}{age}</section>',
        key=key,
        level=level,
        title=title,
        said=mark(state, word) if state else word or "Cannot say",
        inside=inside,
        rule=format_html('<p class="cdp-note cdp-light__rule">Rule: {}</p>', rule) if rule else "",
        age=format_html('<p class="cdp-note cdp-light__age"><strong>{}</strong></p>', age) if age else "",
    )


def _path(points, low, high, length):
    """An SVG path; a missing point breaks the line rather than bridging what nobody measured."""
    steps, pen = [], "M"
    for place, point in enumerate(points):
        if point is None:
            pen = "M"
            continue
        x = 5 + 137 * place / max(length - 1, 1)
        y = 32 - 27 * (point - low) / (high - low) if high > low else 19
        steps.append(f"{pen}{x:.1f} {y:.1f}")
        pen = "L"
    return " ".join(steps)


def sparkline(points, comparator=None, title="", first="", last=""):
    """A small trend line with its words for those who cannot see it. Fewer than two points make no line."""
    points, comparator = list(points or []), list(comparator or [])
    known = [point for point in points if point is not None]
    if len(known) < 2:
        return mark_safe('<span class="cdp-note">Too few figures to draw</span>')
    everything = known + [point for point in comparator if point is not None]
    low, high, length = min(everything), max(everything), max(len(points), len(comparator))
    line = _path(points, low, high, length)
    x, y = line.rsplit(" ", 2)[-2].lstrip("ML"), line.rsplit(" ", 1)[-1]
    said = f"{title}: from {words.figure(known[0])} to {words.figure(known[-1])}".lstrip(": ")
    return format_html(
        '<svg class="cdp-chart cdp-chart--spark" viewBox="0 0 148 50" width="148" height="50" role="img" '
        'aria-label="{}">{}<path class="cdp-chart__area" d="{}"/>'
        '<circle class="cdp-chart__dot" cx="{}" cy="{}" r="4"/>{}{}</svg>',
        said,
        format_html('<path class="cdp-chart__england" d="{}"/>', _path(comparator, low, high, length))
        if comparator
        else "",
        line,
        x,
        y,
        format_html('<text class="cdp-chart__small" x="1" y="48">{}</text>', first) if first else "",
        format_html('<text class="cdp-chart__small" x="147" y="48" text-anchor="end">{}</text>', last) if last else "",
    )
