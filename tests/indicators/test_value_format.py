"""How Fingertips prints a figure, and where our own pages do the same or not."""

import math

import pytest

from indicators import figures
from tests.indicators.vectors import number, rows

ROWS = rows("value_format_legacy")
# Figures that our own pages print otherwise, and why.
OURS = {
    "0": "0",  # a whole number has no decimals that nobody published
    "1": "1",
    "2000": "2,000",  # thousands have a comma
    "2000.12": "2,000.12",  # two published decimals are kept
    "0.1234": "0.12",  # two decimals at most, for a long number below 1
}
# Our pages do not go by an indicator's largest figure, and say a missing one in words.
PLAIN_ROWS = [
    row for row in ROWS if not row["max_value_of_indicator_empty_unknown"] and row["value_minus1_is_missing"] != "-1"
]


def official_number(row):
    """Fingertips wrote a missing figure as −1; ours may truly be negative, and is None where there is none."""
    value = float(row["value_minus1_is_missing"])
    return None if value == -1 else value


@pytest.mark.parametrize("row", ROWS)
def test_a_figure_is_printed_as_fingertips_prints_it(row):
    found = figures.as_fingertips(
        official_number(row),
        is_proportion=row["formatter"] == "proportion",
        largest=number(row["max_value_of_indicator_empty_unknown"]),
    )

    assert found == row["expected_text"]


@pytest.mark.parametrize(
    ("value", "options", "printed"),
    [
        (-4.256, {}, "-4.26"),
        (-1, {"is_proportion": True}, "-1.0"),
        (math.nan, {}, "-"),
        (0.4325, {}, "0.433"),
        (999.96, {}, "1000.0"),
    ],
)
def test_what_the_official_examples_leave_open(value, options, printed):
    assert figures.as_fingertips(value, **options) == printed


@pytest.mark.parametrize("row", PLAIN_ROWS)
def test_our_pages_print_a_figure_alike_but_for_what_is_listed(row):
    value = row["value_minus1_is_missing"]

    assert figures.plain(float(value)) == OURS.get(value, row["expected_text"])


def test_what_is_listed_does_differ():
    official = {row["value_minus1_is_missing"]: row["expected_text"] for row in PLAIN_ROWS}

    assert [value for value, ours in OURS.items() if official[value] == ours] == []
