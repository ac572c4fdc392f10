"""What the database itself refuses, whoever writes: above all the half-empty rows that a CHECK lets through."""

import datetime

import pytest

from tests.factories import (
    AreaFactory,
    DocumentFactory,
    FootprintFactory,
    IndicatorFactory,
    ObservationFactory,
    QualityFindingFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

DAY = datetime.date(2022, 4, 1)
LATER = datetime.date(2023, 3, 31)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("interval_95_is_whole", {"value": 5, "lower_95": 4}),
        ("interval_95_is_whole", {"value": 5, "upper_95": 6}),
        ("interval_95_is_whole", {"value": 5, "lower_95": 6, "upper_95": 4, "is_disputed": True}),
        ("interval_998_is_whole", {"value": 5, "lower_998": 4}),
        ("interval_998_is_whole", {"value": 5, "upper_998": 6}),
        ("interval_998_is_whole", {"value": 5, "lower_998": 0, "upper_998": -1, "is_disputed": True}),
        ("value_lies_in_its_95_interval", {"value": 0, "lower_95": 1, "upper_95": 2}),
        ("value_lies_in_its_95_interval", {"value": 3, "lower_95": 1, "upper_95": 2}),
        ("value_lies_in_its_998_interval", {"value": -1, "lower_998": 0, "upper_998": 2}),
        ("value_lies_in_its_998_interval", {"value": 3, "lower_998": 0, "upper_998": 2}),
        ("value_is_there_unless_suppressed_or_missing", {"value": 4, "state": "suppressed"}),
        ("value_is_there_unless_suppressed_or_missing", {"value": 0, "state": "not_available"}),
        ("value_is_there_unless_suppressed_or_missing", {"value": None, "state": "published"}),
        ("value_is_there_unless_suppressed_or_missing", {"value": None, "state": "modelled"}),
        ("value_is_there_unless_suppressed_or_missing", {"value": None, "state": "provisional"}),
        ("period_ends_after_it_begins", {"period_start": LATER, "period_end": DAY}),
    ],
)
def test_a_figure_that_cannot_be_is_refused(constraint, values):
    refuses(constraint, ObservationFactory, **values)


@pytest.mark.parametrize(
    "values",
    [
        {"value": 0, "lower_95": 0, "upper_95": 0, "lower_998": 0, "upper_998": 0},
        {"value": None, "state": "suppressed"},
        {"value": None, "state": "not_available", "lower_95": None, "upper_95": None},
        {"value": 3.9, "lower_95": 5.7, "upper_95": 7.6, "is_disputed": True},
        {"period": "Since Apr 2022", "period_start": DAY, "period_end": None},
        {"period": "By the end of 2023", "period_start": None, "period_end": LATER},
        {"period_start": DAY, "period_end": DAY},
    ],
)
def test_a_figure_that_can_be_is_taken(values):
    assert ObservationFactory(**values).pk


def same_key(first):
    return {"series": first.series, "source": first.source, "refresh": first.refresh}


def test_one_source_gives_one_figure_for_a_series_and_a_period():
    first = ObservationFactory(period_start=DAY, period_end=LATER)

    refuses("UNIQUE", ObservationFactory, **same_key(first), period_start=DAY, period_end=LATER, period="other words")


@pytest.mark.parametrize(
    "dates",
    [
        {"period_start": None, "period_end": None},
        {"period_start": DAY, "period_end": None},
        {"period_start": None, "period_end": LATER},
    ],
)
@pytest.mark.parametrize("period", ["", "last decade"])
def test_without_a_date_the_words_of_the_period_are_the_key(dates, period):
    first = ObservationFactory(**dates, period=period)

    refuses("UNIQUE", ObservationFactory, **same_key(first), **dates, period=period)
    assert ObservationFactory(**same_key(first), **dates, period="other words").pk
    assert ObservationFactory(**same_key(first), **dates, period=period, variant=1).pk


def test_an_area_has_one_headline_series_of_an_indicator():
    first = SeriesFactory(is_headline=True)

    refuses("UNIQUE", SeriesFactory, indicator=first.indicator, area=first.area, sex="Male", is_headline=True)
    assert SeriesFactory(indicator=first.indicator, area=first.area, sex="Male").pk
    assert SeriesFactory(indicator=first.indicator, is_headline=True).pk


def test_a_group_has_one_series_though_it_has_no_age_and_no_category():
    first = SeriesFactory()

    refuses("UNIQUE", SeriesFactory, indicator=first.indicator, area=first.area, age="", category_type="", category="")


def test_a_category_without_a_type_is_refused():
    refuses("a_category_has_its_type", SeriesFactory, category="Opiates")


def test_an_area_cannot_end_before_it_begins():
    refuses("area_ends_after_it_begins", AreaFactory, valid_from=LATER, valid_to=DAY)
    assert AreaFactory(valid_from=LATER, valid_to=None).pk
    assert AreaFactory(valid_from=None, valid_to=DAY).pk


def test_a_multiplier_of_0_is_refused():
    refuses("indicator_multiplier_is_positive", IndicatorFactory, multiplier=0)


def test_a_partnership_has_one_main_area():
    first = FootprintFactory(is_main=True)

    refuses("UNIQUE", FootprintFactory, partnership=first.partnership, is_main=True)
    refuses("UNIQUE", FootprintFactory, partnership=first.partnership, area=first.area, is_main=False)
    assert FootprintFactory(partnership=first.partnership, is_main=False).pk
    assert FootprintFactory(is_main=True).pk


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_document_source_has_its_document", {"kind": "document", "document": None}),
        ("a_scheduled_source_has_a_location", {"is_scheduled": True, "location": ""}),
    ],
)
def test_a_source_that_cannot_be_read_is_refused(constraint, values):
    refuses(constraint, SourceFactory, **values)


def test_only_a_document_source_has_a_document():
    document = DocumentFactory()

    refuses("a_document_source_has_its_document", SourceFactory, kind="fingertips_csv", document=document)
    assert SourceFactory(kind="document", document=document).pk


NOON = datetime.datetime(2026, 11, 22, 12, tzinfo=datetime.UTC)
HOUR = datetime.timedelta(hours=1)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_refresh_that_ended_says_when", {"outcome": "changed", "finished_at": None, "published_at": NOON}),
        ("a_refresh_that_ended_says_when", {"outcome": "running", "finished_at": NOON + HOUR}),
        ("a_refresh_that_ended_says_when", {"outcome": "unchanged", "finished_at": NOON - HOUR}),
        ("a_failed_refresh_says_why", {"outcome": "failed", "finished_at": NOON, "error": ""}),
    ],
)
def test_a_refresh_that_contradicts_itself_is_refused(constraint, values):
    refuses(constraint, RefreshFactory, started_at=NOON, **values)


def test_a_source_is_refreshed_once_at_a_time():
    running = {"outcome": "running", "started_at": NOON, "finished_at": None}
    source = RefreshFactory(**running).source

    refuses("UNIQUE", RefreshFactory, source=source, **running)
    assert RefreshFactory(source=source, outcome="failed", error="It was not there.").pk


def test_a_document_has_one_contradiction_in_a_place():
    first = QualityFindingFactory()

    refuses("UNIQUE", QualityFindingFactory, document=first.document, position=first.position)
