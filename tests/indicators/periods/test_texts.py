from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import Kind, Period, PeriodNotUnderstood
from tests.indicators.vectors import rows


def texts(name):
    return [(row["text"], row["start"], row["end"]) for row in rows(name)]


def iso(day):
    return day.isoformat() if day else ""


@pytest.mark.parametrize(("text", "start", "end"), texts("printed_periods"))
def test_a_period_printed_in_a_partnerships_document_has_the_dates_that_were_read_from_it(text, start, end):
    period = Period.parse(text)

    assert (iso(period.start), iso(period.end)) == (start, end)


@pytest.mark.parametrize(("text", "start", "end"), texts("time_period_text"))
def test_every_text_that_fingertips_writes_is_read(text, start, end):
    period = Period.parse(text)

    assert (iso(period.start), iso(period.end)) == (start, end)


@pytest.mark.parametrize("text", [text for text, _, _ in texts("time_period_text") if "-Q" not in text])
def test_a_text_of_fingertips_is_shown_as_fingertips_writes_it(text):
    assert Period.parse(text).label == text


@pytest.mark.parametrize(
    ("text", "label", "kind", "start", "end"),
    [
        ("2000", "2000", Kind.CALENDAR_YEAR, date(2000, 1, 1), date(2000, 12, 31)),
        ("2017-19", "2017 - 19", Kind.CALENDAR_YEARS, date(2017, 1, 1), date(2019, 12, 31)),
        ("2017 – 2019", "2017 - 19", Kind.CALENDAR_YEARS, date(2017, 1, 1), date(2019, 12, 31)),
        ("2021 - 2022", "2021 - 22", Kind.CALENDAR_YEARS, date(2021, 1, 1), date(2022, 12, 31)),
        ("1999 - 01", "1999 - 01", Kind.CALENDAR_YEARS, date(1999, 1, 1), date(2001, 12, 31)),
        ("1900 - 1960", "1900 - 1960", Kind.CALENDAR_YEARS, date(1900, 1, 1), date(1960, 12, 31)),
        ("5 years to 2019", "2015 - 19", Kind.CALENDAR_YEARS, date(2015, 1, 1), date(2019, 12, 31)),
        ("1999/00", "1999/00", Kind.FINANCIAL_YEAR, date(1999, 4, 1), date(2000, 3, 31)),
        ("2018 / 2019", "2018/19", Kind.FINANCIAL_YEAR, date(2018, 4, 1), date(2019, 3, 31)),
        ("2019/20–21/22", "2019/20 - 21/22", Kind.FINANCIAL_YEARS, date(2019, 4, 1), date(2022, 3, 31)),
        ("1998/99 - 00/01", "1998/99 - 00/01", Kind.FINANCIAL_YEARS, date(1998, 4, 1), date(2001, 3, 31)),
        ("Academic year 2018/19", "Academic year 2018/19", Kind.ACADEMIC_YEAR, date(2018, 9, 1), date(2019, 8, 31)),
        ("Year ending June 2022", "Year ending June 2022", Kind.YEAR_ENDING, date(2021, 7, 1), date(2022, 6, 30)),
        ("2019 Q2", "2019 Q2", Kind.QUARTER, date(2019, 4, 1), date(2019, 6, 30)),
        ("Q2 2019", "2019 Q2", Kind.QUARTER, date(2019, 4, 1), date(2019, 6, 30)),
        ("Q1 2022/23", "2022/23 Q1", Kind.FINANCIAL_QUARTER, date(2022, 4, 1), date(2022, 6, 30)),
        ("2022/23 Q4", "2022/23 Q4", Kind.FINANCIAL_QUARTER, date(2023, 1, 1), date(2023, 3, 31)),
        ("Q4 1999/00", "1999/00 Q4", Kind.FINANCIAL_QUARTER, date(2000, 1, 1), date(2000, 3, 31)),
        (
            "2006/07 Q1-Q2",
            "2006/07 Q1 - 2006/07 Q2",
            Kind.FINANCIAL_QUARTERS,
            date(2006, 4, 1),
            date(2006, 9, 30),
        ),
        ("September  2022", "Sep 2022", Kind.MONTH, date(2022, 9, 1), date(2022, 9, 30)),
        ("Apr 2023 - Mar 2024", "Apr 2023 - Mar 2024", Kind.MONTHS, date(2023, 4, 1), date(2024, 3, 31)),
        ("April 2022 to March 2025", "Apr 2022 - Mar 2025", Kind.MONTHS, date(2022, 4, 1), date(2025, 3, 31)),
        ("Aug 2021-Jul 2022", "Aug 2021 - Jul 2022", Kind.MONTHS, date(2021, 8, 1), date(2022, 7, 31)),
        ("29 February 2024", "29 February 2024", Kind.DAY, date(2024, 2, 29), date(2024, 2, 29)),
        ("9-15 October 2023", "9 - 15 October 2023", Kind.RANGE, date(2023, 10, 9), date(2023, 10, 15)),
        (
            "28 Sep to 3 Oct 2023",
            "28 September 2023 - 3 October 2023",
            Kind.RANGE,
            date(2023, 9, 28),
            date(2023, 10, 3),
        ),
        ("since 2019", "Since 2019", Kind.SINCE, date(2019, 1, 1), None),
        ("by the end of October 2023", "By the end of Oct 2023", Kind.BY, None, date(2023, 10, 31)),
        ("by 9 October 2023", "By 9 October 2023", Kind.BY, None, date(2023, 10, 9)),
    ],
)
def test_a_text_has_one_label_one_kind_and_its_dates(text, label, kind, start, end):
    period = Period.parse(text)

    assert (period.label, period.kind, period.start, period.end) == (label, kind, start, end)


def test_a_split_year_is_an_academic_year_where_the_source_says_so():
    period = Period.parse("2018/19 - 20/21", academic=True)

    assert (period.start, period.end) == (date(2018, 9, 1), date(2021, 8, 31))
    assert period.label == "Academic years 2018/19 - 20/21"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "last decade",
        "long term",
        "past five years",
        "within two years",
        "first year of the pandemic",
        "most recent three-year period",
        "by 2033",  # its first day or its last?
        "2019 - 2019",
        "2019 - 18",
        "2020 - 2019",
        "2018/20",
        "2019/20 - 18/19",
        "2021-22",  # two calendar years to Fingertips, one financial year to others
        "2021 to 2022",
        "2017 to 2019/20",
        "2019 Q5",
        "Nov - Jan 2022",
        "31 February",
        "31 February 2023",
        "29 February 2023",
        "15-9 October 2023",
        "20190",
        "14 - 15",
        "1 years to 2019",
    ],
)
def test_a_text_that_is_no_period_or_an_impossible_one_is_refused(text):
    with pytest.raises(PeriodNotUnderstood) as refusal:
        Period.parse(text)

    assert str(refusal.value).startswith(f"“{text}” is not a period we understand")


def test_a_refusal_says_why_and_what_would_be_accepted():
    with pytest.raises(PeriodNotUnderstood) as refusal:
        Period.parse("2018/20")

    assert str(refusal.value) == (
        "“2018/20” is not a period we understand (the year after 2018 is 2019). Accepted forms: 2019; 2018/19; "
        "2017 - 19; 2019/20 - 21/22; 2019 Q2; 2022/23 Q1; Jan 2023; Apr 2023 - Mar 2024; Year ending June 2022; "
        "Academic year 2018/19; 9 - 15 October 2023; Since Oct 2021; By the end of 2023."
    )


PIECES = ["2019", "20", "2018/19", "19/20", "Q1", "Q2", "Jan", "March", "30", "-", "-", "to", "since", "year ending"]


@given(st.lists(st.sampled_from(PIECES), max_size=6).map(" ".join))
def test_any_text_is_read_or_refused_and_never_breaks(text):
    try:
        period = Period.parse(text)
    except PeriodNotUnderstood:
        return

    assert Period.parse(period.label) == period
