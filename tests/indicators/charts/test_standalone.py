"""A drawing that stands alone looks as the site draws it, and needs nothing but itself."""

import re
from collections import Counter
from xml.etree import ElementTree

import pytest

from indicators.charts import standalone, styles
from indicators.charts.plan import NARROW, WIDE
from tests.indicators.charts import readers
from tests.indicators.charts.examples import KINDS, trend_chart

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(params=KINDS)
def chart(request):
    return KINDS[request.param]()


def test_a_drawing_is_one_svg_without_classes_styles_or_data(chart):
    drawing = standalone.draw(chart)

    root = ElementTree.fromstring(drawing)
    assert drawing.startswith("<svg")
    assert root.tag == f"{SVG}svg"
    refused = re.compile(r"class|style|on.*|data-.*")
    assert not [name for mark in root.iter() for name in mark.attrib if refused.fullmatch(name)]
    assert not list(root.iter(f"{SVG}style"))


def test_it_says_every_word_that_the_site_draws(chart):
    said = Counter(text.text for text in readers.drawings(chart)["middle"].find_all("text"))

    alone = ElementTree.fromstring(standalone.draw(chart))
    assert Counter("".join(text.itertext()) for text in alone.iter(f"{SVG}text")) == said


def test_every_mark_has_the_looks_of_the_style_sheet(chart):
    """A shape without a fill would be black: each has one of its own, or a stroke."""
    root = ElementTree.fromstring(standalone.draw(chart))

    shapes = [mark for mark in root.iter() if mark.tag.removeprefix(SVG) in ("path", "rect", "circle", "line", "text")]
    assert [mark.attrib for mark in shapes if not mark.get("fill") and not mark.get("stroke")] == []


@pytest.mark.parametrize("name", styles.LINES)
def test_a_line_has_the_colour_dash_and_width_of_its_style(name):
    style = styles.LINES[name]

    looks = dict(standalone._looks(frozenset({None}), frozenset({f"cdp-chart__{name}"}), "path"))

    assert (looks["stroke"], float(looks["stroke-width"])) == (style.colour, style.width)
    assert re.findall(r"\d+", looks.get("stroke-dasharray", "")) == re.findall(r"\d+", style.dash)


def test_later_rules_and_longer_selectors_win_as_in_a_browser():
    own = frozenset({"cdp-sign--hollow", "cdp-sign--better"})

    assert dict(standalone._looks(frozenset({None}), own, "path"))["stroke"] == styles.TEAL


def test_the_narrow_drawing_has_the_smaller_letters_of_the_style_sheet():
    sizes = {
        frame: set(re.findall(r'font-size="(\d+)"', standalone.draw(trend_chart(), frame))) for frame in (WIDE, NARROW)
    }

    assert sizes == {WIDE: {"15"}, NARROW: {"14"}}


def test_words_that_a_line_may_cross_stand_on_white_and_not_on_an_edge_of_their_own():
    """Not every reader of SVG knows paint-order; one that does not would paint the edge over the letters."""
    root = ElementTree.fromstring(standalone.draw(trend_chart()))

    marks = list(root)
    flag = next(place for place, mark in enumerate(marks) if (mark.text or "").startswith("Action 2.4"))
    assert marks[flag - 1].tag == f"{SVG}rect"
    assert marks[flag - 1].get("fill") == "#fff"
    assert "stroke" not in marks[flag].attrib
    assert "paint-order" not in standalone.draw(trend_chart())


@pytest.mark.parametrize(
    "said",
    ["<p>no</p>", "<svg><path></svg>", '<!DOCTYPE svg [<!ENTITY a "b">]><svg>&a;</svg>', "<svg>" + " " * 2_000_001],
)
def test_what_is_no_drawing_is_refused(said):
    with pytest.raises(standalone.NotADrawing):
        standalone.read(said)
