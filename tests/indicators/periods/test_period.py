from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indicators.periods import Age, Kind, Period, PeriodHasNoBounds, PeriodNotUnderstood, age_in_words

ONE_DAY = timedelta(days=1)

# --- From dates


@pytest.mark.parametrize(
    ("start", "end", "label"),
    [
        (date(2019, 1, 1), date(2019, 12, 31), "2019"),
        (date(2017, 1, 1), date(2019, 12, 31), "2017 - 19"),
        (date(2018, 4, 1), date(2019, 3, 31), "2018/19"),
        (date(2018, 4, 1), date(2021, 3, 31), "2018/19 - 20/21"),
        (date(2021, 7, 1), date(2022, 6, 30), "Year ending June 2022"),
        (date(2022, 4, 1), date(2022, 6, 30), "2022 Q2"),
        (date(2024, 2, 1), date(2024, 2, 29), "Feb 2024"),
        (date(2022, 7, 1), date(2022, 8, 31), "Jul 2022 - Aug 2022"),
        (date(2023, 10, 9), date(2023, 10, 9), "9 October 2023"),
        (date(2023, 10, 9), date(2023, 10, 15), "9 - 15 October 2023"),
        (date(2021, 10, 1), None, "Since Oct 2021"),
        (None, date(2023, 12, 31), "By the end of 2023"),
        (None, None, ""),
    ],
)
def test_dates_are_given_their_plainest_label(start, end, label):
    assert Period.from_dates(start, end).label == label


def test_dates_are_labelled_as_the_kind_that_is_asked_for():
    start, end = date(2022, 4, 1), date(2022, 6, 30)

    assert Period.from_dates(start, end, Kind.FINANCIAL_QUARTER).label == "2022/23 Q1"
    assert Period.from_dates(start, end, "months").label == "Apr 2022 - Jun 2022"


@pytest.mark.parametrize(
    ("start", "end", "kind"),
    [
        (date(2022, 1, 2), date(2022, 1, 1), None),
        (date(2022, 1, 1), date(2022, 12, 31), Kind.FINANCIAL_YEAR),
        (date(2022, 1, 1), date(2022, 12, 30), Kind.CALENDAR_YEAR),
        (date(2022, 2, 1), date(2022, 4, 30), Kind.QUARTER),
        (date(2022, 1, 1), None, Kind.CALENDAR_YEAR),
    ],
)
def test_dates_that_are_not_those_of_the_kind_are_refused(start, end, kind):
    with pytest.raises(PeriodNotUnderstood):
        Period.from_dates(start, end, kind)


# --- Laws

DAYS = st.dates(date(1850, 1, 1), date(2150, 12, 31))
YEARS = st.integers(1850, 2120)
CALENDAR_YEARS = st.builds(lambda y, n: f"{y} - {y + n}", YEARS, st.integers(1, 70))
FINANCIAL_YEARS = st.builds(lambda y: f"{y}/{(y + 1) % 100:02d}", YEARS)
POOLED_FINANCIAL_YEARS = st.builds(lambda y, n: f"{y}/{y + 1} to {y + n}/{y + n + 1}", YEARS, st.integers(1, 70))
QUARTERS = st.builds(lambda year, q: f"{year} Q{q}", YEARS.map(str) | FINANCIAL_YEARS, st.integers(1, 4))
MONTHS = st.builds(lambda day: f"{day:%b %Y}", DAYS)
YEARS_ENDING = MONTHS.map(lambda month: f"Year ending {month}")
DAY_RANGES = st.builds(lambda day, n: Period.from_dates(day, day + timedelta(days=n)).label, DAYS, st.integers(0, 800))
TEXTS = st.one_of(
    YEARS.map(str), CALENDAR_YEARS, FINANCIAL_YEARS, POOLED_FINANCIAL_YEARS, QUARTERS, MONTHS, YEARS_ENDING, DAY_RANGES
)
PERIODS = TEXTS.map(Period.parse)


@given(PERIODS)
def test_a_label_is_read_back_as_the_same_period(period):
    again = Period.parse(period.label)

    assert (again.start, again.end, again.kind, again.label) == (period.start, period.end, period.kind, period.label)


@given(PERIODS)
def test_dates_make_the_period_that_they_came_from(period):
    assert Period.from_dates(period.start, period.end) == period
    assert Period.from_dates(period.start, period.end, period.kind).label == period.label


@given(PERIODS)
def test_the_previous_period_ends_the_day_before_and_is_as_long(period):
    previous = period.previous()

    assert previous.end + ONE_DAY == period.start
    assert (previous.kind, previous.months) == (period.kind, period.months)
    assert not previous.overlaps(period)
    assert previous < period


@given(st.lists(PERIODS))
def test_periods_sort_by_their_end_and_then_their_start(periods):
    ordered = sorted(periods)

    assert [(p.end, p.start) for p in ordered] == sorted((p.end, p.start) for p in periods)


@given(PERIODS, PERIODS)
def test_two_periods_overlap_when_neither_ends_before_the_other_begins(one, other):
    apart = one.end < other.start or other.end < one.start

    assert one.overlaps(other) == other.overlaps(one) == (not apart)


# --- What a period knows


@pytest.mark.parametrize(
    ("text", "previous"),
    [
        ("2018/19", "2017/18"),
        ("2017 - 19", "2014 - 16"),
        ("2022/23 Q1", "2021/22 Q4"),
        ("Mar 2024", "Feb 2024"),
        ("Aug 2021 - Jul 2022", "Aug 2020 - Jul 2021"),
        ("Year ending June 2022", "Year ending June 2021"),
        ("9 - 15 October 2023", "2 - 8 October 2023"),
        ("1 - 3 October 2023", "28 September 2023 - 30 September 2023"),
    ],
)
def test_the_previous_period_by_example(text, previous):
    expected = Period.parse(previous)

    assert Period.parse(text).previous() == expected
    assert Period.parse(text).previous().kind == expected.kind


@pytest.mark.parametrize("period", [Period.parse("since Oct 2021"), Period.undated("last decade")])
def test_a_period_without_bounds_has_none_before_it(period):
    with pytest.raises(PeriodHasNoBounds):
        period.previous()


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2019", 1.0),
        ("2017 - 19", 3.0),
        ("2022/23 Q1", 0.25),
        ("June 2021 to June 2022", 13 / 12),
        ("9 - 15 October 2023", 7 / 365.25),
        ("since 2019", None),
    ],
)
def test_the_length_is_counted_in_years(text, years):
    assert Period.parse(text).years == years


def test_the_same_days_are_the_same_period_however_written():
    assert Period.parse("2022/23") == Period.parse("Apr 2022 - Mar 2023") == Period.parse("Year ending March 2023")
    assert len({Period.parse("2022/23"), Period.parse("Year ending March 2023")}) == 1


def test_undated_periods_are_told_apart_by_their_words_and_sort_first():
    decade, long_term = Period.undated("last decade"), Period.undated("long term")

    assert decade != long_term
    assert sorted([Period.parse("since 1998"), Period.parse("2019"), decade])[0] == decade
    assert not decade.overlaps(decade)


def test_an_open_period_overlaps_all_that_comes_after_it_began():
    since = Period.parse("since Oct 2021")

    assert since.overlaps(Period.parse("2023"))
    assert not since.overlaps(Period.parse("2020"))


# --- Age


@pytest.mark.parametrize(
    ("since", "on", "words"),
    [
        (date(2020, 3, 31), date(2024, 7, 31), "4 years 4 months"),
        (date(2020, 3, 31), date(2021, 4, 29), "1 year"),
        (date(2020, 3, 31), date(2021, 4, 30), "1 year 1 month"),
        (date(2020, 3, 31), date(2020, 6, 30), "3 months"),
        (date(2024, 2, 29), date(2025, 2, 28), "1 year"),
        (date(2024, 1, 1), date(2024, 2, 29), "8 weeks"),
        (date(2024, 1, 1), date(2024, 1, 22), "3 weeks"),
        (date(2024, 1, 1), date(2024, 1, 16), "15 days"),
        (date(2024, 1, 1), date(2024, 1, 2), "1 day"),
        (date(2024, 1, 1), date(2024, 1, 1), "0 days"),
        (date(2024, 1, 1), date(2023, 12, 1), "0 days"),
    ],
)
def test_an_age_is_said_no_finer_than_a_reader_needs(since, on, words):
    assert age_in_words(since, on) == words


def test_a_periods_age_runs_from_its_last_day():
    assert Period.parse("2019/20").age(date(2024, 8, 2)) == Age(years=4, months=4, days=2)
    assert Period.parse("since 2019").age(date(2024, 8, 2)) is None
