"""The array rules against plain ones that look at one series at a time."""

import dataclasses
import datetime
import json
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from indicators import models
from indicators.periods import Period, whole_months
from indicators.rules.readings import choosing, course, figures
from indicators.statistics.comparison import Polarity
from indicators.statistics.trend import TrendPoint, recent_trend

DAY = datetime.date(2000, 1, 1)
PERIODS = [f"{year}" for year in range(2010, 2020)] + ["2012/13", "2013/14", "2011 - 13", "2014 - 16", "2018 Q1"]


def days_of(day):
    return figures.UNKNOWN_DAY if day is None else (day - DAY).days


def arrays(rows):
    """Figures of rows that say what they need: the rest is plain."""
    rows = list(rows)
    plain = {
        "id": 0, "series": 0, "label": 0, "start": figures.UNKNOWN_DAY, "end": figures.UNKNOWN_DAY, "value": 1.0,
        "lower_95": np.nan, "upper_95": np.nan, "lower_998": np.nan, "upper_998": np.nan, "count": np.nan,
        "denominator": np.nan, "state": 0, "qualifier": 0, "rank": 10, "refreshed": 0.0, "refresh": 1,
        "unpublished": figures.PUBLIC,
    }  # fmt: skip
    rows = [plain | {"id": place + 1} | row for place, row in enumerate(rows)]
    return figures.Figures(**{name: np.array([row[name] for row in rows]) for name in plain})


def of_period(text, **more):
    period = Period.parse(text)
    return {"start": days_of(period.start), "end": days_of(period.end), "label": PERIODS.index(text), **more}


def test_states_qualifiers_and_comparators_are_those_of_the_models():
    assert tuple(models.State.values) == figures.STATES
    assert tuple(models.Qualifier.values) == figures.QUALIFIERS
    assert tuple(models.area.COMPARATORS) == figures.COMPARATORS
    assert set(figures.COMPARED_VALUE_TYPES) <= set(models.ValueType.values)
    assert {field.name for field in dataclasses.fields(figures.Figures)} >= {"value", "lower_998", "denominator"}


@given(st.integers(-(10**12), 10**12), st.integers(-(10**12), 10**12), st.integers(0, 9))
@settings(derandomize=True, deadline=None, max_examples=300)
def test_a_change_is_worked_out_as_on_paper(now, before, decimals):
    now, before = now / 10**decimals, before / 10**decimals
    exact = now - before

    found = course.change(np.array([now]), np.array([before]))[0]

    assert found == float(f"{exact:.12g}")


@pytest.mark.parametrize(("now", "before", "change"), [(10.3, 10.7, -0.4), (0.3, 0.1, 0.2), (5.0, 5.0, 0.0)])
def test_a_change_of_printed_figures_has_no_tail(now, before, change):
    assert course.change(np.array([now]), np.array([before])).tolist() == [change]


@given(st.dates(DAY, datetime.date(2030, 1, 1)), st.integers(0, 1500))
@settings(derandomize=True, deadline=None, max_examples=200)
def test_lengths_are_equal_where_months_or_odd_days_are(start, days):
    def length(first, last):
        months = whole_months(first, last)
        return (months, 0) if months is not None else (0, (last - first).days)

    end = start + datetime.timedelta(days)
    others = [(datetime.date(2011, 4, 1), datetime.date(2012, 3, 31)), (start.replace(day=1), end), (start, end)]
    found = figures.lengths(
        np.array([days_of(first) for first, _ in [*others, (start, end)]]),
        np.array([days_of(last) for _, last in [*others, (start, end)]]),
    )

    for (first, last), length_of_other in zip(others, found[:-1], strict=True):
        if first <= last:
            assert (length_of_other == found[-1]) == (length(first, last) == length(start, end))


def made_up(random_, series):
    """Up to nine figures of a series, most of them yearly, with what a trend is refused for here and there."""
    pool = PERIODS if random_.random() < 0.2 else PERIODS[:10]
    rows = []
    for text in random_.sample(pool, random_.randint(0, 9)):
        value = None if random_.random() < 0.04 else random_.gauss(50, 10)
        has_interval = value is not None and random_.random() > 0.03
        people = 1000.0
        count = people if random_.random() < 0.02 else 500.0
        rows.append(
            of_period(
                text, series=series, value=np.nan if value is None else value, count=count, denominator=people,
                lower_95=value - 1 if has_interval else np.nan, upper_95=value + 1 if has_interval else np.nan,
            )
        )  # fmt: skip
    return rows


def test_trends_are_those_of_one_series_at_a_time():
    random_ = random.Random(7)
    polarities = random_.choices([each.value for each in Polarity], k=400)
    kinds = random_.choices(["proportion", "crude_rate", "count"], [5, 4, 1], k=400)
    every = choosing.standing(arrays(row for series in range(400) for row in made_up(random_, series)))
    begins = choosing.is_new(every.series)
    present = every.series[begins]
    numbered = dataclasses.replace(every, series=np.cumsum(begins) - 1)
    latest = np.append(np.flatnonzero(begins)[1:], len(every)) - 1
    alike = np.flatnonzero(course.is_comparable(numbered, latest[numbered.series]))
    beside = course.runs(alike, numbered.series[alike], len(present))

    found = course.trends(
        numbered, beside, polarity=np.array(polarities)[present], has_trend=np.array(kinds)[present] != "count"
    )

    reasons = set()
    for place, series in enumerate(present):
        mine = alike[numbered.series[alike] == place]
        points = [
            TrendPoint(
                Period.parse(PERIODS[every.label[each]]), every.value[each], every.lower_95[each], every.upper_95[each],
                every.count[each], every.denominator[each],
            )
            for each in mine
        ]  # fmt: skip
        trend = recent_trend(points, polarity=polarities[series], value_type=kinds[series])
        said = (trend.direction, trend.verdict, trend.reason or "", len(trend.points_used))
        assert said == (
            *(words.texts[words.codes[place]] for words in (found.direction, found.verdict, found.reason)),
            found.points[place],
        )
        reasons.add(said[2])
    assert reasons >= {
        "", "value_type", "fewer_than_five", "not_yearly", "gaps", "count_equals_denominator", "no_intervals"
    }  # fmt: skip


def test_a_spark_is_the_json_of_its_points():
    labels = ['the "last" – decade', "2012"]
    values = [0.1 + 0.2, 12.0, np.nan, 1e16, 5e-7]
    every = arrays({"series": place // 3, "label": place % 2, "value": value} for place, value in enumerate(values))

    found = course.sparks(every, course.runs(np.arange(5), every.series, 2), labels)

    points = [[labels[place % 2], None if value != value else value] for place, value in enumerate(values)]
    plain = [json.dumps(part, ensure_ascii=False, separators=(",", ":")) for part in (points[:3], points[3:])]
    assert found == plain


def test_the_order_of_the_figures_does_not_matter():
    rows = [
        of_period(text, id=number, rank=rank, refreshed=float(refreshed), refresh=refreshed, value=float(number))
        for number, (text, rank, refreshed) in enumerate(
            (text, rank, refreshed) for text in ("2012", "2013", "2011 - 13") for rank in (5, 9) for refreshed in (1, 2)
        )
    ]

    found = {
        tuple(choosing.standing(arrays(random.Random(seed).sample(rows, len(rows)))).value.tolist())
        for seed in range(5)
    }

    # The best source's newest run of each period, by the last days and then the first.
    assert found == {(1.0, 9.0, 5.0)}
