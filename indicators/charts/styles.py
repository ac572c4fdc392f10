"""How the layers of a chart differ: colour, dash and symbol, the same in the interactive chart and in the drawing.

The drawing takes its colours from the classes `cdp-chart__<style>` and `cdp-sign--<shape>` of cdp.css; a test holds
the two together. Nothing is told by colour alone: every style has a dash or a symbol of its own.
"""

from dataclasses import dataclass

NAVY, GREY, TEAL, PURPLE = "#12436d", "#3d3d3d", "#28a197", "#a285d1"
MAROON, VIOLET, MID, PALE = "#801650", "#7f5fb5", "#85898c", "#6f8fae"
RULE, INK, SOFT, WHITE = "#e3e8ed", "#0b0c0c", "#505a5f", "#ffffff"
LEAD = "#b1b4b6"  # from a mark to its words
BAND = "rgba(18, 67, 109, 0.13)"
SPAN = "rgba(11, 12, 12, 0.06)"
MARKER = 8  # pixels across
SIGN = 13


@dataclass(frozen=True)
class Style:
    """A line: `dash` in pixels as SVG and Plotly both read it, "" for an unbroken one; `ink` is for its words."""

    colour: str
    dash: str = ""
    width: float = 2
    symbol: str = "circle"
    ink: str = INK


@dataclass(frozen=True)
class Shape:
    """A mark: a symbol in Plotly's name for it, its colour, and its size in pixels."""

    symbol: str
    colour: str
    size: int = SIGN
    outline: str = ""


# The lines of a chart, in the order in which they are given out.
LINES = {
    "area": Style(NAVY, "", 3, "circle", NAVY),
    "england": Style(GREY, "7px,4px", 2, "diamond", GREY),
    "region": Style(TEAL, "2px,3px", 2, "square", "#0b5c55"),
    "neighbours": Style(PURPLE, "12px,3px,2px,3px", 2.5, "triangle-up", "#6b4ba3"),
}
GUIDES = {
    "target": Style(NAVY, "", 1.5, ink=NAVY),
    "goal": Style(MID, "", 1, ink=SOFT),
    "expected": Style(NAVY, "1px,4px", 2, ink=NAVY),
    "mean": Style(GREY, "", 1.5, ink=GREY),
    "limit": Style(GREY, "5px,3px", 1.5, ink=SOFT),
    "limit-outer": Style(GREY, "", 1, ink=SOFT),
    "slope": Style(INK, "", 2.5),
    "event": Style(INK, "", 1.5),
    "change": Style(INK, "3px,3px", 1.5),
}
STYLES = LINES | GUIDES

SHAPES = {
    **{name: Shape(style.symbol, style.colour, MARKER) for name, style in LINES.items()},
    "point": Shape("circle", PALE, 9, WHITE),
    "here": Shape("square", NAVY, 11),
    "better": Shape("circle-dot", TEAL, outline=WHITE),
    "worse": Shape("diamond", MAROON, 14),
    "similar": Shape("circle-open", GREY, 10),
    "higher": Shape("triangle-up", VIOLET),
    "lower": Shape("triangle-down", VIOLET),
    "not_compared": Shape("line-ew-open", GREY, 12),
}
TONES = {"here": NAVY, "other": PALE}


class UnknownStyle(ValueError):
    def __init__(self, name, known):
        super().__init__(f"A chart knows no style “{name}”; it knows {', '.join(known)}.")


def known(name, table):
    if name not in table:
        raise UnknownStyle(name, table)
    return table[name]
