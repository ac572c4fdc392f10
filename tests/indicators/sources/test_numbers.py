"""What a cell of a published table says."""

import datetime
import re

import pytest

from indicators.sources.numbers import ALLOWED, NotANumber, read_number


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        ("0", 0.0),
        ("12.3", 12.3),
        (" 12.3 ", 12.3),
        ("-3", -3.0),
        ("+3", 3.0),
        ("\u22123.5", -3.5),
        ("\u20133.5", -3.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1.2E+05", 120_000.0),
        ("1,234", 1234.0),
        ("1,234,567.8", 1_234_567.8),
        ("1 234", 1234.0),
        ("1\u00a0234", 1234.0),
        ("1\u2009234\u2009567", 1_234_567.0),
        ("1\u202f234.5", 1234.5),
        ("\u00a012\u00a0", 12.0),
        ("\ufeff12", 12.0),
        ("12.3%", 12.3),
        ("12.3 %", 12.3),
        ("£1,234", 1234.0),
        ("-£1,234.50", -1234.5),
        (7, 7.0),
        (7.25, 7.25),
    ],
)
def test_a_figure_is_read_however_it_is_written(cell, number):
    assert read_number(cell) == (number, "published", "")


@pytest.mark.parametrize(
    ("cell", "state", "note"),
    [
        ("*", "suppressed", "Suppressed (*)"),
        ("c", "suppressed", "Suppressed (c)"),
        ("C", "suppressed", "Suppressed (c)"),
        ("[c]", "suppressed", "Suppressed ([c])"),
        ("[x]", "not_available", "Not available ([x])"),
        ("[z]", "not_available", "Not applicable ([z])"),
        ("z", "not_available", "Not applicable (z)"),
        ("[u]", "not_available", "Too unreliable to be given ([u])"),
        (":", "not_available", "Not calculated (:)"),
        ("-", "not_available", ""),
        ("–", "not_available", ""),
        ("..", "not_available", ""),
        ("", "not_available", ""),
        (" \u00a0", "not_available", ""),
        ("NULL", "not_available", ""),
        ("n/a", "not_available", ""),
        (None, "not_available", ""),
    ],
)
def test_a_mark_stands_for_no_figure(cell, state, note):
    assert read_number(cell) == (None, state, note)


@pytest.mark.parametrize(
    ("cell", "number", "state", "note"),
    [
        ("12.3 u", 12.3, "published", "Low reliability (u)"),
        ("12.3 [u]", 12.3, "published", "Low reliability (u)"),
        ("1,234[u]", 1234.0, "published", "Low reliability (u)"),
        ("12.3% [r]", 12.3, "published", "Revised (r)"),
        ("15 [p]", 15.0, "provisional", "Provisional (p)"),
        ("15 [e]", 15.0, "modelled", "Estimated (e)"),
        ("15 [note 3]", 15.0, "published", "Marked [note 3] in the source"),
        ("15*", 15.0, "published", "Marked * in the source"),
        ("15¹", 15.0, "published", "Marked ¹ in the source"),
        ("15 †", 15.0, "published", "Marked † in the source"),
    ],
)
def test_a_mark_after_a_figure_is_kept_as_its_note(cell, number, state, note):
    assert read_number(cell) == (number, state, note)


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("<5", "This is a limit, not a number."),
        ("fewer than 5", "This is a limit, not a number."),
        ("1 in 5", "This is a share in words, not a number."),
        ("(12.3)", "A figure in brackets may be negative or unreliable, so it is not read."),
        ("#DIV/0!", "This is an error of the workbook's formula, not a number."),
        ("#N/A", "This is an error of the workbook's formula, not a number."),
        ("01/04/2023", "This is a date, not a number."),
        ("2023-04-01", "This is a date, not a number."),
        ("1,23", "The commas of this number do not separate thousands, so it is not clear what it is."),
        ("1.234,5", "The commas of this number do not separate thousands, so it is not clear what it is."),
        ("1,234 567", "This is not a number."),
        ("12 34", "This is not a number."),
        ("1_000", "This is not a number."),
        ("１２", "This is not a number."),
        ("٥", "This is not a number."),
        ("nan", "This is not a number."),
        ("inf", "This is not a number."),
        ("12 [z]", "The mark [z] has no meaning after a figure."),
        ("%", "This is not a number."),
        ("5%%", "This is not a number."),
        ("5e", "This is not a number."),
        ("$5", "This is not a number."),
        ("many", "This is not a number."),
        ("1" * 61, "This is not a number."),
        (True, "This is a yes or a no (True), not a number."),
        (float("nan"), "This is not a number."),
        (datetime.date(2023, 4, 1), "This is a date or a time (2023-04-01), not a number."),
        (datetime.datetime(2023, 4, 1, 9), "This is a date or a time (2023-04-01 09:00:00), not a number."),  # noqa: DTZ001 - workbooks know no zones
        (datetime.time(9, 30), "This is a date or a time (09:30:00), not a number."),
    ],
)
def test_what_is_no_figure_is_refused_with_what_is_allowed(cell, reason):
    with pytest.raises(NotANumber, match=f"^{re.escape(reason)} {re.escape(ALLOWED)}$") as refused:
        read_number(cell)

    assert refused.value.reason == str(refused.value)


@pytest.mark.parametrize("cell", ["1e999", "-1e999", float("inf")])
def test_a_number_that_is_too_large_is_refused(cell):
    with pytest.raises(NotANumber, match=r"^This number is too large\.$"):
        read_number(cell)
