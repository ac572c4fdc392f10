"""A CSV whose cells PostgreSQL writes has the bytes of one that Python writes."""

import datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from indicators.api import lines
from indicators.api.shared import NAMES
from indicators.models import Observation, SourceKind, State
from tests import factories as make

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite's cells are written by Python"),
]

ODD = [
    "",
    "plain",
    "=1+1",
    "-5",
    "+",
    "@a",
    "\tx",
    "\r",
    "\nx",
    '"',
    'a "b", c',
    "a,b",
    "=,",
    "–",
    "'",
    "£ é 𝄞",
    "a\\b%",
]
TEXTS = st.sampled_from(ODD) | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=40)
EDGES = [0.0, -0.0, 12.0, 0.1 + 0.2, 1e15, -1e15, 999999999999999.0, 1234567890123456.5, 2.0**53, 9.9e15, 1e16, 1e22]
NUMBERS = st.sampled_from([*EDGES, 1e-4, 1e-5, 5e-324, 1.7e308]) | st.floats(allow_nan=False, allow_infinity=False)
FEW = settings(
    max_examples=120, derandomize=True, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@pytest.fixture
def figures():
    gone = make.SeriesFactory(area=make.AreaFactory(valid_to=datetime.date(2020, 3, 31)))
    odd = make.SeriesFactory(category_type="Group, kind", category="@home", area=make.AreaFactory(is_sample=True))
    made_up = make.RefreshFactory(source=make.SourceFactory(kind=SourceKind.SAMPLE, slug="made-up"))
    ends = datetime.date(2021, 3, 31)
    make.ObservationFactory(series=odd)
    make.ObservationFactory(series=odd, refresh=made_up, state=State.PROVISIONAL, is_disputed=True, variant=2)
    make.ObservationFactory(period_start=None, period_end=None)
    make.ObservationFactory(value=None, state=State.SUPPRESSED)
    make.ObservationFactory(series=gone, value=0.0, count=0.0, note="As printed.", period_end=ends)
    make.ObservationFactory(series=gone, value=3.0, period_end=ends, period_start=datetime.date(2020, 4, 1))
    return Observation.objects.order_by("series_id", "id")


def both(shown, figures):
    """(as Python writes it, as PostgreSQL does)"""
    return [
        "".join(way.written(list(way.fetched(figures)))) for way in (lines.Lines(shown), lines.DatabaseLines(shown))
    ]


@FEW
@given(texts=st.tuples(*[TEXTS] * 4), numbers=st.tuples(*[NUMBERS | st.none()] * 2), value=NUMBERS)
def test_any_texts_and_numbers_are_written_alike(figures, texts, numbers, value):
    period, printed, note, place = texts
    count, denominator = numbers
    changed = figures.filter(value__isnull=False).order_by().first()
    figures.filter(pk=changed.pk).update(
        period=period, printed=printed, note=note, place=place, count=count, denominator=denominator, value=value
    )

    by_python, by_postgresql = both(list(NAMES), figures)

    assert by_postgresql == by_python
    assert by_python.count("\r\n") >= 6


@FEW
@given(chosen=st.sets(st.sampled_from(NAMES), min_size=2))
def test_whichever_fields_are_shown_the_lines_are_alike(figures, chosen):
    by_python, by_postgresql = both([name for name in NAMES if name in chosen], figures)

    assert by_postgresql == by_python


@pytest.mark.parametrize("name", ["note", "id", "indicator"])
def test_a_file_of_one_column_is_left_to_python(figures, name):
    found = "".join(lines.of([name], figures, None))

    assert found == both([name], figures)[0]


def test_a_file_costs_a_few_queries_whatever_its_length(figures, django_assert_max_num_queries):
    with django_assert_max_num_queries(12):
        assert len("".join(lines.of(list(NAMES), figures, None)).splitlines()) >= 6
