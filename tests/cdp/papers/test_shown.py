import datetime

import pytest

from cdp.papers.content import Day, Figure
from cdp.papers.excel import number_format
from cdp.papers.shown import Dated, Number, shown, words_of


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (Figure("1,234", 1234.0), Number(1234.0, 0)),
        (Figure("2026", 2026), Number(2026, 0, is_grouped=False)),
        (Figure("46.3%", 46.27, 1), Number(46.27, 1, after="%")),
        (Figure("£1,234.50", 1234.5, 2), Number(1234.5, 2, before="£")),
        (Figure("4 per 1,000", 4, 0), Number(4, 0, after=" per 1,000")),
        (Figure("+2.3", 2.3, 1), Number(2.3, 1, before="+")),
        (Figure("−3.5", -3.5, 1), Number(-3.5, 1)),
        (Figure("-£5", -5, 0), Number(-5, 0, before="£")),
        (Figure("8.0", 8.04, 1, "p"), Number(8.04, 1, after=" [p]")),
        (Figure("8.0 [p]", 8.04, 1, "p"), Number(8.04, 1, after=" [p]")),
        (Figure("0", 0.2, 0, "low"), Number(0.2, 0, after=" [low]")),
        # A second number would be a format for each cell: the words stand beside it.
        (Figure("12.3 (11.0 to 13.5)", 12.3, 1), Number(12.3, 1, is_whole=False)),
        (Figure("a third", 0.333, 1), Number(0.333, 1, is_whole=False)),
        (Figure("5", 55), Number(55, 0, is_whole=False)),
        (Figure("", 5), Number(5, 0)),
        # Excel would show a half as the next number away from nought.
        (Figure("2", 2.5), Number(2, 0, is_grouped=True)),
        (Figure("0.12", 0.125, 2), Number(0.12, 2)),
        (Figure("1,200", 1234, -2), Number(1234, 0, is_whole=False)),
    ],
)
def test_a_number_stays_a_number_and_reads_as_printed(figure, expected):
    assert shown(figure) == expected


@pytest.mark.parametrize(
    ("figure", "expected"),
    [
        (Figure("[c]", mark="c"), "[c]"),
        (Figure("", mark="x"), "[x]"),
        (Figure("*", mark="c"), "[c]"),
        (Figure("–", mark="x"), "[x]"),
        (Figure("Withheld to protect people", mark="c"), "[c]"),
        (Figure("fewer than 5", mark="c"), "fewer than 5 [c]"),
        (Figure("[low]", 0.2, 0, "low"), "[low]"),
        (Figure("nothing said"), "nothing said"),
        (Figure(""), None),
        # A figure that is withheld has no number to take out, whatever the paper holds.
        (Figure("[c]", 3, mark="c"), "[c]"),
        (Figure("withheld", 3, mark="c"), "withheld [c]"),
        (Figure("1000000000000000", 10**15), "1000000000000000"),
    ],
)
def test_a_figure_without_a_number_is_its_mark(figure, expected):
    assert shown(figure) == expected


@pytest.mark.parametrize(
    ("text", "pattern", "is_whole"),
    [
        ("3 November 2025", "d mmmm yyyy", True),
        ("3 Nov 2025", "d mmm yyyy", True),
        ("November 2025", "mmmm yyyy", True),
        ("Nov 2025", "mmm yyyy", True),
        ("Monday 3 November 2025", "dddd d mmmm yyyy", True),
        ("03/11/2025", "dd/mm/yyyy", True),
        ("2025-11-03", "yyyy-mm-dd", True),
        ("by the autumn", "d mmmm yyyy", False),
        ("", "d mmmm yyyy", True),
    ],
)
def test_a_day_stays_a_date_and_reads_as_printed(text, pattern, is_whole):
    found = shown(Day(text, "2025-11-03"))

    assert found == Dated(datetime.date(2025, 11, 3), pattern, is_whole)
    assert (found.text == text) == (is_whole and bool(text))


@pytest.mark.parametrize(("text", "iso"), [("soon", "soon"), ("1 January 1850", "1850-01-01")])
def test_a_day_that_no_spreadsheet_knows_is_text(text, iso):
    assert shown(Day(text, iso)) == text


@pytest.mark.parametrize(
    ("figure", "words"),
    [(Figure("8.0", 8.04, 1, "p"), "8.0 [p]"), (Figure("8.0 [p]", 8.04, 1, "p"), "8.0 [p]"), (None, ""), ("=1", "=1")],
)
def test_words_of_a_cell_have_its_mark(figure, words):
    assert words_of(figure) == words


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (Number(1234.5, 1), "1,234.5"),
        (Number(-5, 0, before="£"), "-£5"),
        (Number(8.04, 1, after=" [p]"), "8.0 [p]"),
        (Number(2026, 0, is_grouped=False), "2026"),
    ],
)
def test_a_number_says_what_its_format_shows(number, text):
    assert number.text == text


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (Number(1, 0), "#,##0"),
        (Number(1, 2, is_grouped=False), "0.00"),
        (Number(1, 1, after='"'), '#,##0.0"' + '"\\""' + '"'),
        (Number(1, 1, before="£", after="%"), '"£"#,##0.0"%"'),
    ],
)
def test_the_format_of_a_number_takes_its_units_as_they_are(number, expected):
    assert number_format(number) == expected
