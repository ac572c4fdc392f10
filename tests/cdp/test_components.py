"""How our components draw: looked at as a browser would read them."""

import datetime
import timeit

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import engines
from django.template.loader import render_to_string

from cdp import words
from tests.cdp.drawing import draw, said
from tests.indicators.charts.examples import KINDS, WORDS

# Marks


def test_every_shape_is_drawn_on_the_page():
    symbols = BeautifulSoup(render_to_string("components/shapes.html"), "html.parser").select("symbol")

    assert {f"shape-{shape}" for shape, _ in words.STATUSES.values()} == {symbol["id"] for symbol in symbols}


@pytest.mark.parametrize(
    ("source", "shape", "word"),
    [
        ("{% mark 'getting_worse' %}", "#shape-worse", "Getting worse"),
        ("{% mark 'worse' 'Said against measured' %}", "#shape-worse", "Said against measured"),
        ("{% mark '' %}", "#shape-none", "Cannot say"),
        ("{% mark 'splendid' %}", "#shape-none", "Splendid"),
        ("{% delivery_tag 'at-risk' %}", "#shape-at-risk", "At risk"),
        ("{% delivery_tag None %}", "#shape-no-update", "No update yet"),
        ("{% confidence 'some_doubt' %}", "#shape-confidence-2", "Some doubt"),
        ("{% confidence '' %}", "#shape-confidence-0", "Not said"),
        ("{% standing 'better' '12.9' %}", "#shape-better", "Better 12.9"),
        ("{% standing None reason='A count is not compared' %}", "#shape-none", "Not compared A count is not compared"),
    ],
)
def test_a_status_is_a_shape_and_a_word_and_never_good_by_default(source, shape, word):
    drawn = draw(source)

    assert (drawn.use["href"], said(drawn)) == (shape, word)


def test_words_from_outside_are_never_markup():
    drawn = draw("{% mark '<b>x</b>' %}{% mark 'late' sly %}{% standing 'worse' sly %}", sly="<script>1</script>")

    assert (drawn.find("b"), drawn.find("script")) == (None, None)


def test_an_old_figure_is_set_in_bold():
    today = datetime.date(2026, 11, 21)
    source = "{% age old on=today %}|{% age new on=today %}|{% age None on=today %}"

    drawn = draw(source, today=today, old=datetime.date(2022, 6, 30), new=datetime.date(2026, 3, 31))

    assert str(drawn) == '<span class="cdp-old">4 years 4 months old</span>|7 months old|Age not known'


def test_the_large_figure_sets_its_unit_apart():
    drawn = draw("{% value 9.8 'per 1,000' big=True %}")

    assert str(drawn) == '<span class="cdp-value">9.8 <small>per 1,000</small></span>'


def test_a_line_is_broken_where_nothing_was_measured():
    drawn = draw("{% sparkline points title='Deaths' %}", points=[1, 2, None, 3, 4])

    assert (drawn.path["d"].count("M"), drawn.svg["aria-label"]) == (2, "Deaths: from 1 to 4")


def test_a_level_line_and_too_few_points_are_drawn_or_said():
    level = draw("{% sparkline points %}", points=[0, 0])
    single = draw("{% sparkline points %}", points=[5, None])

    assert level.path["d"] == "M5.0 19.0 L142.0 19.0"
    assert said(single) == "Too few figures to draw"


# Lights and counts


def test_a_light_says_state_inputs_rule_and_age_in_that_order():
    drawn = draw(
        "{% light 'Delivery' state='late' rule='late when a milestone is overdue.' age='15 days old' %}"
        "1 of 4 & more{% endlight %}"
    )

    assert [said(part) for part in drawn.section.find_all(recursive=False)] == [
        "Delivery",
        "Late",
        "1 of 4 & more",
        "Rule: late when a milestone is overdue.",
        "15 days old",
    ]
    assert drawn.section["aria-labelledby"] == drawn.h2["id"]


def test_two_lights_of_one_title_have_names_of_their_own():
    drawn = draw("{% light 'Delivery' id='d1' %}{% endlight %}{% light 'Delivery' id='d2' %}{% endlight %}")

    assert [heading["id"] for heading in drawn.select("h2")] == ["light-d1", "light-d2"]


def test_counts_list_trouble_first_and_leave_noughts_out():
    drawn = draw("{% counts counted %}", counted={"on_track": 1200, "late": 2, "complete": 0, "not_reported": 3})

    assert [said(item) for item in drawn.select("li")] == ["2 late", "3 no update yet", "1,200 on track"]
    assert [bar["class"] for bar in drawn.select("rect")] == [
        ["cdp-fill--late"],
        ["cdp-fill--no-update"],
        ["cdp-fill--on-track"],
    ]


def test_the_bar_is_divided_as_the_counts_are():
    drawn = draw("{% share counted %}", counted=[("late", 1), ("on_track", 3)])

    assert [(bar["x"], bar["width"]) for bar in drawn.select("rect")] == [("0.0", "24.2"), ("25.0", "74.2")]


def test_counts_in_given_order_keep_it_and_may_have_words_of_their_own():
    drawn = draw("{% counts counted bar=False %}", counted=[("rising", 1, "rising, not judged"), ("worse", 3)])

    assert [said(item) for item in drawn.select("li")] == ["1 rising, not judged", "3 worse"]
    assert drawn.select("rect") == []


def test_nothing_to_count_is_said():
    assert said(draw("{% counts counted %}", counted={"late": 0})) == "Nothing to count."


# The page's own address


def test_downloads_keep_the_filters_and_start_at_the_first_row(visit):
    drawn = draw("{% downloads %}", visit("/x/actions/?status=late&status=at_risk&page=3"))

    assert {link.text: link["href"] for link in drawn.select("a")} == {
        "CSV": "?status=late&status=at_risk&format=csv",
        "Excel": "?status=late&status=at_risk&format=xlsx",
        "ODS": "?status=late&status=at_risk&format=ods",
    }


def test_pagination_keeps_the_filters_and_shows_gaps(visit):
    page = Paginator(range(100), 10).page(3)

    drawn = draw("{% pagination page %}{{ page|page_number }}", visit("/x/?q=a+b&page=3"), page=page)

    assert [said(item) for item in drawn.select("li")] == ["1", "2", "3", "4", "⋯", "10"]
    assert [link["href"] for link in drawn.select("[rel]")] == ["?q=a+b&page=2", "?q=a+b&page=4"]
    assert [link.text for link in drawn.select("[aria-current]")] == ["3"]
    assert str(drawn).endswith("(page 3 of 10)")


def test_a_single_page_has_no_pagination(visit):
    page = Paginator(range(3), 10).page(1)

    assert str(draw("{% pagination page %}{{ page|page_number }}", visit(), page=page)).strip() == ""


@pytest.mark.parametrize(
    ("sort", "href", "direction"),
    [("", "?q=x&sort=due", None), ("due", "?q=x&sort=-due", "ascending"), ("-due", "?q=x&sort=due", "descending")],
)
def test_a_column_sorts_by_a_link_and_says_its_order(visit, sort, href, direction):
    drawn = draw("{% sort_header 'Due' 'due' %}", visit(f"/x/?q=x&page=2&sort={sort}".removesuffix("&sort=")))

    assert (drawn.a["href"], drawn.th.get("aria-sort")) == (href, direction)


class ActionFilters(forms.Form):
    status = forms.MultipleChoiceField(choices=[("late", "Late"), ("at_risk", "At risk")], required=False)
    agency = forms.ChoiceField(choices=[("", "Any"), ("police", "The police")], required=False)
    words = forms.CharField(required=False)


def test_each_chosen_filter_can_be_taken_away_by_itself(visit):
    request = visit("/x/actions/?status=late&status=at_risk&agency=&words=gate&page=2")

    drawn = draw("{% filter_summary form %}", request, form=ActionFilters(request.GET))

    assert [(said(link), link["href"]) for link in drawn.select("a")] == [
        ("Remove this filter: Status: Late ×", "?status=at_risk&agency=&words=gate"),
        ("Remove this filter: Status: At risk ×", "?status=late&agency=&words=gate"),
        ("Remove this filter: Words: gate ×", "?status=late&status=at_risk&agency="),
        ("Clear all filters", "/x/actions/"),
    ]


def test_no_filter_no_summary(visit):
    request = visit("/x/actions/?agency=")

    assert str(draw("{% filter_summary form %}", request, form=ActionFilters(request.GET))).strip() == ""


# The chain, charts


def test_a_missing_link_of_the_chain_is_said_and_is_no_link():
    links = [
        {"kind": "Recommendation", "title": "Join the teams", "href": "/r/1/"},
        {"kind": "Action", "title": "No action answers this yet", "gap": True},
    ]

    drawn = draw("{% chain links %}", links=links)

    assert [(said(item), "cdp-chain__gap" in item.get("class", [])) for item in drawn.select("li")] == [
        ("Recommendation Join the teams", False),
        ("Action No action answers this yet", True),
    ]
    assert [link["href"] for link in drawn.select("a")] == ["/r/1/"]


def test_a_chart_has_words_key_drawing_source_table_and_download():
    drawn = draw('{% drawn chart csv="?format=csv" %}{% enddrawn %}', chart=KINDS["trend"]())

    assert said(drawn.figcaption) == f"{WORDS['headline']} {WORDS['title']}"
    assert [said(item) for item in drawn.select(".cdp-key li")] == ["95% interval of Northshire", "Provisional"]
    assert said(drawn.select_one(".cdp-figure__source")) == (
        "Source: National Drug Treatment Monitoring System. Download the figures as CSV"
    )
    box = drawn.select_one("[data-chart]")
    assert drawn.find(id=box["data-chart"])["type"] == "application/json"
    assert len(drawn.find(id=box["data-replaces"]).select("svg[role=img]")) == 3
    assert len(drawn.select("script")) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_of_a_chart_has_every_mark_with_its_exact_number(kind):
    chart = KINDS[kind]()

    rows = draw("{% drawn chart %}{% enddrawn %}", chart=chart).select("details tbody tr")

    assert [
        (said(row.th), row.data and float(row.data["value"])) for row in rows
    ] == [(row.name, row.value) for row in chart.rows()]  # fmt: skip


def test_a_table_of_its_own_stands_in_place_of_the_marks():
    drawn = draw("{% drawn chart %}<table><tr><td>46</td></tr></table>{% enddrawn %}", chart=KINDS["trend"]())

    assert said(drawn.select_one("details table")) == "46"


def test_a_board_of_marks_is_quick():
    """Marks are strings: two hundred rows of a scorecard stay far below a tenth of a second."""
    source = engines["django"].from_string(
        "{% for row in rows %}{% mark row %}{% standing row '12.9' %}{% delivery_tag row %}{% value 9.8 'per 1,000' %}"
        "{% endfor %}"
    )
    rows = ["worse", "late", "better", ""] * 50

    # The best of three: other work on the machine must not fail this.
    assert min(timeit.repeat(lambda: source.render({"rows": rows}), number=1, repeat=3)) < 0.1
