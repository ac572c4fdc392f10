"""A chart as one drawing that needs no style sheet: for papers, where nothing of the site is at hand.

The looks are those of cdp.css, read from it and written on each mark as attributes of its own. Attributes, not a
<style> inside: a content policy refuses that, and what typesets PDFs knows attributes best.
"""

import re
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree

from indicators.charts import scales, svg, svg_rows
from indicators.charts.plan import BOLD, MIDDLE

SHEET = Path(__file__).resolve().parents[2] / "static" / "cdp.css"
NAMESPACE = "http://www.w3.org/2000/svg"
# What the site says of words, and its plainest neighbours: whoever opens the drawing has one of them.
FONTS = "Arimo, Arial, Helvetica, 'Liberation Sans', sans-serif"
LOOKS = (
    "fill", "fill-opacity", "fill-rule", "font-size", "font-weight", "opacity", "paint-order", "stroke",
    "stroke-dasharray", "stroke-linecap", "stroke-linejoin", "stroke-opacity", "stroke-width",
)  # fmt: skip
SELECTOR = re.compile(r"(?:(\.[a-z_-]+) )?((?:\.[a-z0-9_-]+)+|text)")
MOST_BYTES = 2_000_000


class NotADrawing(ValueError):
    """The message says what is wrong."""


def draw(chart, frame=MIDDLE):
    """One <svg> as a text, of the width of `frame`; it begins with <svg and is well-formed XML."""
    piece = svg_rows.draw(chart, frame) if chart.is_in_rows else svg.upright(chart, frame)
    return alone(str(piece))


def alone(drawing):
    """Any drawing of ours, looks written on its marks. Its classes go: a page that has them would style it again."""
    root = read(drawing)
    classes = {None, *root.get("class", "").split()}
    for mark in root.iter():
        own = set(mark.attrib.pop("class", "").split())
        for name, value in _looks(frozenset(classes), frozenset(own), _name(mark)):
            mark.attrib.setdefault(name, value)
        for name in [name for name in mark.attrib if name.startswith("data-")]:
            del mark.attrib[name]
    _set_words_on_white(root)
    root.set("font-family", FONTS)
    return written(root)


def _set_words_on_white(root):
    """A white ground behind words that a line may cross.

    The site draws a white edge around their letters, below the letters themselves; not every reader of SVG knows that
    order, and one that does not leaves nothing of the letters.
    """
    for parent in list(root.iter()):
        for place, mark in reversed(list(enumerate(parent))):
            if _name(mark) == "text" and mark.attrib.pop("paint-order", None):
                for name in ("stroke", "stroke-width", "stroke-linejoin"):
                    mark.attrib.pop(name, None)
                parent.insert(place, _ground(mark))


def _ground(text):
    size = float(text.get("font-size", 15))
    length = scales.width("".join(text.itertext()), size) * (BOLD if text.get("font-weight") else 1)
    start = float(text.get("x", 0)) - {"middle": length / 2, "end": length}.get(text.get("text-anchor"), 0)
    box = {"x": start - 2, "y": float(text.get("y", 0)) - size * 0.86, "width": length + 4, "height": size * 1.12}
    said = {name: str(round(number, 1)) for name, number in box.items()}
    return ElementTree.Element("rect", {**said, "fill": "#fff", "fill-opacity": "0.85"})


def read(drawing):
    """The root of the drawing as XML; NotADrawing where it is none, or is written to do harm."""
    if len(drawing) > MOST_BYTES or "<!" in drawing or "<?" in drawing:
        raise NotADrawing("A drawing is one <svg> without declarations, of at most 2 MB.")
    try:
        root = ElementTree.fromstring(drawing)  # noqa: S314, without declarations there is nothing to expand
    except ElementTree.ParseError as problem:
        raise NotADrawing(f"A drawing is well-formed XML: {problem}.") from None
    if _name(root) != "svg":
        raise NotADrawing(f"A drawing is one <svg>, not <{_name(root)}>.")
    return root


def written(root):
    for mark in root.iter():
        mark.tag = _name(mark)
    root.set("xmlns", NAMESPACE)
    said = ElementTree.tostring(root, encoding="unicode", short_empty_elements=True)
    return said.strip()


def _name(mark):
    return mark.tag.rpartition("}")[2]


@lru_cache(maxsize=4096)
def _looks(roots, own, name):
    """[(attribute, value)] of a mark, later rules over earlier ones as a browser has it."""
    found = {}
    for ancestor, wanted, tag, looks in rules():
        if ancestor in roots and (wanted <= own if wanted else tag == name):
            found |= looks
    return tuple(found.items())


@lru_cache(maxsize=1)
def rules():
    """[(class of the root or None, classes, tag, {attribute: value})]: what cdp.css says that a drawing can meet."""
    sheet = re.sub(r"/\*.*?\*/", "", SHEET.read_text("utf-8"), flags=re.DOTALL)
    sheet = _without_at_rules(sheet)
    found, tokens = [], {}
    for selectors, body in re.findall(r"([^{}]+)\{([^{}]*)\}", sheet):
        pairs = {name.strip(): value.strip() for name, _, value in (one.partition(":") for one in body.split(";"))}
        if selectors.strip() == ":root":
            tokens = {name: value for name, value in pairs.items() if name.startswith("--")}
        looks = {name: _value(pairs[name], tokens) for name in LOOKS if name in pairs}
        for selector in selectors.split(",") if looks else []:
            if match := SELECTOR.fullmatch(selector.strip()):
                ancestor, own = match[1], match[2]
                classes = frozenset(own.split(".")[1:])
                tag = "" if classes else own
                if classes or ancestor:
                    found.append((ancestor and ancestor[1:], classes, tag, looks))
    return found


def _value(said, tokens):
    said = re.sub(r"var\((--[a-z-]+)\)", lambda match: tokens[match[1]], said)
    return re.sub(r"(?<=\d)px\b", "", said)


def _without_at_rules(sheet):
    """Rules for small screens, print and forced colours are no looks of a drawing by itself."""
    kept, depth, at = [], 0, None
    for place, letter in enumerate(sheet):
        if letter == "@" and at is None:
            at, depth = place, 0
        if at is None:
            kept.append(letter)
        elif letter == "{":
            depth += 1
        elif letter == ";" and not depth:
            at = None
        elif letter == "}":
            depth -= 1
            if not depth:
                at = None
    return "".join(kept)
