"""A figure in a table: its words are the page's, its number is the one that the words say."""

import datetime

import pytest

from actions.packs import cells
from cdp.papers.content import Day, Figure


@pytest.mark.parametrize(
    ("value", "said", "cell"),
    [
        (46.25, "46.2%", Figure("46.2%", 46.25, 1)),
        (1600.0, "1,600", Figure("1,600", 1600.0, 0)),
        (437.52, "437.5 per 100,000", Figure("437.5 per 100,000", 437.52, 1)),
        (-3.0, "−3", Figure("−3", -3.0, 0)),
        (21.0, "£21 billion", Figure("£21 billion", 21.0, 0)),
        (21.5e9, "£21.5 billion", "£21.5 billion"),
        (0.265, "0.26", Figure("0.26", 0.26, 2)),  # the page rounds half to even, Python here does not
        (5.0, "", Figure("5", 5.0, 0)),
        (None, "Suppressed", Figure("Suppressed", None, 0)),
        (None, "", None),
    ],
)
def test_a_figure_says_one_thing(value, said, cell):
    assert cells.figure(value, said) == cell


def test_what_is_marked_stays_marked_where_there_is_no_number():
    assert cells.figure(None, "Suppressed", mark="c") == Figure("Suppressed", None, 0, "c")


@pytest.mark.parametrize("on", [datetime.date(2026, 3, 9), datetime.datetime(2026, 3, 9, 23, 30, tzinfo=datetime.UTC)])
def test_a_day_is_the_day_here(on):
    assert cells.day(on) == Day("9 March 2026", "2026-03-09")


def test_no_day_is_an_empty_cell():
    assert cells.day(None) is None
