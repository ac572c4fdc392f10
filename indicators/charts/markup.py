"""Pieces of SVG as safe strings. Looks come from classes of cdp.css alone: the content policy refuses inline styles."""

from django.utils.html import format_html, format_html_join
from django.utils.safestring import mark_safe

from indicators.charts import styles

NOTHING = mark_safe("")


def element(tag, content="", **attributes):
    """<tag …>content</tag>. Underscores become hyphens, None leaves an attribute out, numbers are written exactly."""
    pairs = [
        (mark_safe(name.rstrip("_").replace("_", "-")), value if isinstance(value, str) else repr(value))  # noqa: S308, our own names
        for name, value in attributes.items()
        if value is not None and value != ""
    ]
    drawn = format_html_join("", ' {}="{}"', pairs)
    return format_html("<{}{}>{}</{}>", mark_safe(tag), drawn, content, mark_safe(tag))  # noqa: S308, our own names


def joined(pieces, between=""):
    return format_html_join(between, "{}", ((piece,) for piece in pieces))


def text(x, y, words, *, anchor="start", classes=""):
    return element(
        "text",
        words,
        class_=f"cdp-chart__label {classes}".strip(),
        x=round(x, 1),
        y=round(y, 1),
        text_anchor=None if anchor == "start" else anchor,
    )


def lines_of_text(x, y, lines, *, height, anchor="start", classes=""):
    """Lines below each other, the first on the base line y."""
    return [
        text(x, y + place * height, words, anchor=anchor, classes=classes) for place, words in enumerate(lines) if words
    ]


def path(points, *, closed=False):
    return " ".join(f"{'L' if place else 'M'}{x} {y}" for place, (x, y) in enumerate(points)) + (" Z" if closed else "")


def stroke(style, d, **data):
    return element("path", class_=f"cdp-chart__{style}", d=d, **data)


def numbers(mark, place=None):
    """What a test and a curious reader take from a mark: its exact numbers."""
    return {
        "data_place": place,
        "data_value": getattr(mark, "value", None),
        "data_lower": getattr(mark, "lower", None),
        "data_upper": getattr(mark, "upper", None),
    }


SYMBOLS = {
    "circle": "M-{r} 0a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z",
    "circle-open": "M-{r} 0a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0z",
    "circle-dot": "M-{r} 0a{r} {r} 0 1 0 {d} 0a{r} {r} 0 1 0 -{d} 0zM-1.8 0a1.8 1.8 0 1 0 3.6 0a1.8 1.8 0 1 0 -3.6 0z",
    "diamond": "M0 -{r}L{r} 0L0 {r}L-{r} 0z",
    "square": "M-{s} -{s}H{s}V{s}H-{s}z",
    "triangle-up": "M0 -{r}L{r} {s}H-{r}z",
    "triangle-down": "M0 {r}L{r} -{s}H-{r}z",
    "line-ew-open": "M-{r} 0H{r}",
}


def sign(shape, x, y, *, is_hollow=False, scale=1, **data):
    """The mark of a shape with its middle at x and y."""
    look = styles.known(shape, styles.SHAPES)
    r = round(look.size / 2 * scale, 2)
    d = SYMBOLS[look.symbol].format(r=r, d=2 * r, s=round(r * 0.8, 2))
    classes = f"cdp-sign--{shape.replace('_', '-')}{' cdp-sign--hollow' if is_hollow else ''}"
    return element("path", class_=classes, d=d, transform=f"translate({x} {y})", **data)


def whisker(start, end, middle, *, upright):
    """A line with short ends, and a white one below it so that it is seen on a bar of any colour."""
    if upright:
        d = f"M{middle} {start}V{end}M{middle - 4} {start}h8M{middle - 4} {end}h8"
    else:
        d = f"M{start} {middle}H{end}M{start} {middle - 4}v8M{end} {middle - 4}v8"
    return joined([element("path", class_="cdp-chart__halo", d=d), element("path", class_="cdp-chart__interval", d=d)])


def document(uid, width, height, title, desc, body, classes):
    return format_html(
        '<svg class="cdp-chart {classes}" viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        'aria-labelledby="{uid}-t {uid}-d"><title id="{uid}-t">{title}</title><desc id="{uid}-d">{desc}</desc>'
        "{body}</svg>",
        uid=uid,
        width=str(round(width)),
        height=str(round(height)),
        title=title,
        desc=desc,
        body=body,
        classes=classes,
    )
