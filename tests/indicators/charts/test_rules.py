"""What a chart refuses, and how its marks differ: no judgement by colour alone, nothing but text."""

import dataclasses
import re
from pathlib import Path

import pytest
from django.conf import settings

from indicators.charts import areas, chart, inequality, lines, styles, trend
from tests.indicators.charts.examples import KINDS, WORDS, line, trend_chart

SHEET = (Path(settings.BASE_DIR) / "static/cdp.css").read_text()


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def css(selector, property_name):
    """What the style sheet says about a class, its variables written out."""
    rules = re.findall(r"^([^{}\n@]+)\{([^}]*)\}", SHEET, re.M)
    found = [body for names, body in rules if selector in [name.strip() for name in names.split(",")]]
    for body in reversed(found):
        if value := re.search(rf"(?:^|[ ;]){property_name}: ([^;]+);", body):
            variable = re.fullmatch(r"var\((--[\w-]+)\)", value[1])
            return re.search(rf"{variable[1]}: (#\w+);", SHEET)[1] if variable else value[1]
    return None


# What a chart refuses -------------------------------------------------------------------------------------------------


def test_a_chart_refuses_a_fifth_line():
    with pytest.raises(lines.TooManyLines):
        trend.build([line(str(number)) for number in range(5)], uid="t", **WORDS)


@pytest.mark.parametrize("field", ["headline", "title", "sources", "uid"])
def test_a_chart_needs_its_words(field):
    empty = ("",) if field == "sources" else " "

    with pytest.raises(chart.MissingWords):
        dataclasses.replace(trend_chart(), **{field: empty})


def test_bars_begin_at_nought():
    with pytest.raises(chart.BarsNotFromZero):
        dataclasses.replace(KINDS["areas"](), y=chart.Values(from_zero=False))


@pytest.mark.parametrize("text", ["<b>bold</b>", "a <script src=x>", "</p>", "<!-- -->"])
def test_words_hold_no_html(text):
    with pytest.raises(chart.HtmlInText):
        trend.build([line(text)], uid="t", **WORDS)


def test_words_may_hold_a_lesser_than():
    assert trend.build([line("Aged <25 & others")], uid="t", **WORDS).layers[0].name == "Aged <25 & others"


@pytest.mark.parametrize("number", [float("nan"), float("inf"), 1e200])
def test_a_number_that_cannot_be_drawn_is_refused(number):
    with pytest.raises(chart.NotANumber):
        trend.build([line(values=(1, number))], uid="t", **WORDS)


def test_a_style_that_nobody_knows_is_refused():
    with pytest.raises(styles.UnknownStyle):
        trend.build([line(style="rainbow")], uid="t", **WORDS)


def test_rows_hold_bars_and_lines_across_them_alone():
    with pytest.raises(chart.NotInRows):
        dataclasses.replace(trend_chart(), is_in_rows=True)


def test_shares_of_groups_make_one():
    groups = [inequality.Group("A", "1", 5, share=0.5), inequality.Group("B", "2", 4, share=0.2)]

    with pytest.raises(inequality.SharesDoNotAddUp):
        inequality.build(groups, uid="i", period="2023", **WORDS)


# How marks differ -----------------------------------------------------------------------------------------------------


def test_lines_differ_by_dash_and_shape_and_not_by_colour_alone():
    looks = styles.LINES.values()

    assert len({look.dash for look in looks}) == len({look.symbol for look in looks}) == lines.MOST_LINES


def test_standings_differ_by_shape_and_not_by_colour_alone():
    standings = [styles.SHAPES[name] for name in areas.STANDINGS]

    assert len({look.symbol for look in standings}) == len(standings)


@pytest.mark.parametrize("name", [*styles.STYLES, *styles.SHAPES])
def test_every_colour_is_seen_on_white(name):
    assert contrast((styles.STYLES.get(name) or styles.SHAPES[name]).colour, styles.WHITE) >= 3


@pytest.mark.parametrize(
    ("one", "other"),
    [(styles.PALE, styles.NAVY), (styles.INK, styles.PALE), (styles.WHITE, styles.NAVY), (styles.WHITE, styles.PALE)],
)
def test_colours_that_touch_are_told_apart(one, other):
    assert contrast(one, other) >= 3


@pytest.mark.parametrize("name", styles.STYLES)
def test_words_at_the_ends_of_lines_can_be_read(name):
    assert contrast(styles.STYLES[name].ink, styles.WHITE) >= 4.5


@pytest.mark.parametrize("name", styles.STYLES)
def test_the_drawing_has_the_colours_and_dashes_of_the_figure(name):
    look = styles.STYLES[name]

    assert css(f".cdp-chart__{name}", "stroke") == look.colour
    assert (css(f".cdp-chart__{name}", "stroke-dasharray") or "").replace(" ", "px,") == look.dash.removesuffix("px")


@pytest.mark.parametrize("name", styles.SHAPES)
def test_the_signs_of_the_drawing_have_the_colours_of_the_figure(name):
    sign = f".cdp-sign--{name.replace('_', '-')}"

    assert styles.SHAPES[name].colour in (css(sign, "fill"), css(sign, "stroke"))
