"""Periods as tables write them."""

import datetime

import pytest

from indicators.periods import PeriodNotUnderstood
from indicators.sources.mapped.periods import between, period_of

JUNE = (datetime.date(2023, 6, 1), datetime.date(2023, 6, 30))
YEAR_2023 = (datetime.date(2023, 1, 1), datetime.date(2023, 12, 31))
FINANCIAL_2022 = (datetime.date(2022, 4, 1), datetime.date(2023, 3, 31))
SPRING = (datetime.date(2023, 4, 1), datetime.date(2023, 6, 30))
A_DAY = datetime.date(2023, 6, 15)


@pytest.mark.parametrize(
    ("cell", "form", "days"),
    [
        ("2022/23", "as written", FINANCIAL_2022),
        (2023, "as written", YEAR_2023),
        (A_DAY, "as written", (A_DAY, A_DAY)),
        (2023, "calendar year", YEAR_2023),
        (2023.0, "calendar year", YEAR_2023),
        (" 2023 ", "calendar year", YEAR_2023),
        (A_DAY, "calendar year", YEAR_2023),
        (2023, "financial year ending", FINANCIAL_2022),
        ("31/03/2023", "financial year ending", FINANCIAL_2022),
        (datetime.datetime.fromisoformat("2023-03-31"), "financial year ending", FINANCIAL_2022),
        ("2022-23", "financial year ending", FINANCIAL_2022),
        ("2022", "financial year starting", FINANCIAL_2022),
        ("2022/2023", "financial year starting", FINANCIAL_2022),
        (datetime.date(2022, 4, 1), "financial year starting", FINANCIAL_2022),
        ("June 2023", "year to month", (datetime.date(2022, 7, 1), JUNE[1])),
        ("Year ending June 2023", "year to month", (datetime.date(2022, 7, 1), JUNE[1])),
        ("December 2023", "year to month", YEAR_2023),
        (datetime.datetime.fromisoformat("2023-06-01"), "year to month", (datetime.date(2022, 7, 1), JUNE[1])),
        ("June 2023", "month", JUNE),
        ("Jun-23", "month", JUNE),
        ("Jun 23", "month", JUNE),
        ("2023-06", "month", JUNE),
        ("06/2023", "month", JUNE),
        ("15/06/2023", "month", JUNE),
        ("2023-06-01 00:00:00", "month", JUNE),
        (A_DAY, "month", JUNE),
        ("2023 Q2", "quarter", SPRING),
        ("2023-Q2", "quarter", SPRING),
        ("2023/24 Q1", "quarter", SPRING),
        ("Apr 2023 - Jun 2023", "quarter", SPRING),
        (A_DAY, "quarter", SPRING),
    ],
)
def test_a_period_is_read_by_its_rule(cell, form, days):
    period = period_of(cell, form)

    assert (period.start, period.end) == days


@pytest.mark.parametrize(
    ("cell", "form", "because"),
    [
        ("", "month", "the cell is empty"),
        (None, "calendar year", "the cell is empty"),
        (45078, "month", "it may be the serial number of a day"),
        ("45078", "as written", "it may be the serial number of a day"),
        (43616.0, "quarter", "a calendar that begins in 1904"),
        (datetime.date(1899, 12, 31), "month", "no figures are of that year"),
        (A_DAY, "financial year ending", "a financial year ends on 31 March"),
        (A_DAY, "financial year starting", "a financial year starts on 1 April"),
        ("2023/25", "financial year ending", "the year after 2023 is 2024"),
        ("23", "calendar year", "a calendar year is written as 2023"),
        ("2023", "month", "a month is written as June 2023"),
        ("2023", "quarter", "a quarter is written as 2023 Q2"),
        ("Feb 2023 - Apr 2023", "quarter", "a quarter is written as 2023 Q2"),
        ("31/02/2023", "month", "day"),
        ("Since 2021", "as written", "it has no first or no last day"),
        (True, "calendar year", "a calendar year is written as 2023"),
    ],
)
def test_another_cell_is_refused_with_the_reason(cell, form, because):
    with pytest.raises(PeriodNotUnderstood, match=because):
        period_of(cell, form)


def test_two_columns_span_a_period():
    period = between("01/04/2022", datetime.datetime.fromisoformat("2023-03-31"))

    assert (period.start, period.end, period.label) == (*FINANCIAL_2022, "2022/23")


@pytest.mark.parametrize(
    ("start", "end", "because"),
    [
        ("2023-06-01", "2023-05-01", "it ends before it begins"),
        ("June", "2023-05-01", "a day is written as 31/03/2024"),
        (45078, "2023-05-01", "serial number"),
        ("2023-06-01", None, "a day is written as"),
    ],
)
def test_two_columns_that_span_nothing_are_refused(start, end, because):
    with pytest.raises(PeriodNotUnderstood, match=because):
        between(start, end)
