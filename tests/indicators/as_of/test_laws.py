"""What was known on a day is what the database held when that day ended: laws over made-up histories."""

import datetime

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.models import Refresh
from indicators.operations.as_of import figures_as_known
from indicators.operations.rollback import roll_back
from tests.factories import AreaFactory, IndicatorFactory, SeriesFactory, SourceFactory
from tests.indicators.as_of.history import at, photograph, publish

pytestmark = pytest.mark.django_db

FIRST = datetime.date(2026, 3, 20)  # the clocks go forward on the 29th
SERIES, YEARS = 5, (2019, 2020, 2021)
NOTHING = {"observations": [], "readings": [], "headlines": set()}
figures = st.dictionaries(
    st.tuples(st.integers(0, SERIES - 1), st.sampled_from(YEARS)), st.sampled_from([10.0, 12.5, 40.0]), max_size=8
)
step = st.tuples(
    st.integers(0, 4),  # days since the step before
    st.tuples(st.sampled_from([0, 12, 22, 23]), st.sampled_from([0, 30])),  # 23:30 in summer is the next day here
    st.sampled_from([0, 1]),  # the source
    st.one_of(figures, st.just("take back")),
    st.booleans(),  # whether the run tells which indicators it changed
)


def world():
    """Two indicators: one in three areas, one of which has a wider age group, too, that may come to stand for it."""
    one, other = IndicatorFactory(), IndicatorFactory()
    areas = [AreaFactory() for _ in range(3)]
    series = [SeriesFactory(indicator=one, area=area, age="15-64 yrs") for area in areas]
    series += [SeriesFactory(indicator=one, area=areas[0], age="All ages"), SeriesFactory(indicator=other)]
    return series, [SourceFactory(rank=10), SourceFactory(rank=20)]


def live(steps, series, sources):
    """[(moment, what stood from then on)]"""
    told, moment = [], None
    for days, (hour, minute), which, what, tells in steps:
        day = (moment.date() if moment else FIRST) + datetime.timedelta(days=days)
        moment = max(at(day, hour, minute), (moment or at(FIRST, 0)) + datetime.timedelta(minutes=1))
        if what == "take back":
            run = Refresh.objects.filter(source=sources[which], outcome="changed").order_by("published_at").last()
            if run is None:
                continue
            roll_back(run=run, by=None, now=moment)
        else:
            wanted = {(series[number], year): value for (number, year), value in what.items()}
            publish(sources[which], wanted, moment=moment, tells=tells)
        told.append((moment, photograph()))
    return told


def stood_on(told, day):
    end = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time.min))
    return next((kept for moment, kept in reversed(told) if moment < end), None)


def seen(kept):
    return {name: kept[name] for name in NOTHING}


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(st.lists(step, min_size=1, max_size=6))
def test_each_day_shows_what_stood_when_it_ended(steps):
    with transaction.atomic():
        _compare_each_day(steps)
        transaction.set_rollback(True)  # the next history begins from nothing


def _compare_each_day(steps):
    series, sources = world()
    told = live(steps, series, sources)
    now = photograph()
    for ahead in range(-1, (told[-1][0].date() - FIRST).days + 3 if told else 0):
        day = FIRST + datetime.timedelta(days=ahead)
        kept = stood_on(told, day)
        with figures_as_known(day):
            found = photograph()
        assert seen(found) == (seen(kept) if kept else NOTHING), day
        if kept:
            assert (found["superseded"], found["sources"]) == (kept["superseded"], kept["sources"])
            assert [run for run in found["runs"] if run["published_at"]] == kept["runs"]
    assert photograph() == now
