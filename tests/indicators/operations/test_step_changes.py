import datetime

import pytest

from indicators.models import StepChange
from indicators.operations.step_changes import (
    AlreadyMarked,
    NotTheirsToMark,
    PeriodNotInSeries,
    TooFewFigures,
    begins,
    mark_step_change,
    remove_step_change,
)
from partners.roles import Role
from tests.factories import (
    AreaFactory,
    FootprintFactory,
    IndicatorFactory,
    MembershipFactory,
    ObservationFactory,
    PersonFactory,
)
from tests.indicators.pages.figures import days, series_of

pytestmark = pytest.mark.django_db


def first_of(year):
    return datetime.date(year, 1, 1)


@pytest.fixture
def series(partnership):
    area = AreaFactory(name="Northshire")
    FootprintFactory(partnership=partnership, area=area)
    return series_of(IndicatorFactory(), area, list(range(10)), last_year=2021)


def test_a_lead_marks_a_step_change_with_its_reason_and_name(series, partnership_lead):
    made = mark_step_change(series=series, starts_on=first_of(2016), reason="A new service", by=partnership_lead)

    assert StepChange.objects.get() == made
    assert (made.starts_on, made.reason, made.marked_by) == (first_of(2016), "A new service", partnership_lead)


def test_a_data_lead_may_too(series, partnership):
    data_lead = PersonFactory()
    MembershipFactory(user=data_lead, partnership=partnership, role=Role.DATA_LEAD)

    mark_step_change(series=series, starts_on=first_of(2016), reason="A new service", by=data_lead)

    assert series.step_changes.count() == 1


@pytest.mark.parametrize("who", ["viewer", "lead_officer", "stranger"])
def test_nobody_else_may_mark_or_remove(series, partnership_lead, who, request):
    made = mark_step_change(series=series, starts_on=first_of(2016), reason="A new service", by=partnership_lead)
    person = request.getfixturevalue(who)

    with pytest.raises(NotTheirsToMark):
        mark_step_change(series=series, starts_on=first_of(2018), reason="Another", by=person)
    with pytest.raises(NotTheirsToMark):
        remove_step_change(step_change=made, by=person)

    assert list(series.step_changes.all()) == [made]


def test_a_lead_of_another_area_may_not(partnership_lead):
    elsewhere = series_of(IndicatorFactory(), AreaFactory(), list(range(10)))

    with pytest.raises(NotTheirsToMark):
        mark_step_change(series=elsewhere, starts_on=first_of(2016), reason="A new service", by=partnership_lead)


@pytest.mark.parametrize(
    ("starts_on", "refusal"),
    [
        (datetime.date(2016, 7, 1), PeriodNotInSeries),
        (datetime.date(2030, 1, 1), PeriodNotInSeries),
        (first_of(2012), PeriodNotInSeries),
        (first_of(2014), TooFewFigures),
        (first_of(2020), TooFewFigures),
    ],
)
def test_a_period_without_figures_on_both_sides_is_refused(series, partnership_lead, starts_on, refusal):
    with pytest.raises(refusal):
        mark_step_change(series=series, starts_on=starts_on, reason="A new service", by=partnership_lead)

    assert series.step_changes.count() == 0


def test_a_day_is_marked_once_and_two_marks_stand_apart(series, partnership_lead):
    mark_step_change(series=series, starts_on=first_of(2016), reason="A new service", by=partnership_lead)

    with pytest.raises(AlreadyMarked):
        mark_step_change(series=series, starts_on=first_of(2016), reason="Again", by=partnership_lead)
    with pytest.raises(TooFewFigures):
        mark_step_change(series=series, starts_on=first_of(2018), reason="Too soon", by=partnership_lead)
    mark_step_change(series=series, starts_on=first_of(2019), reason="Another service", by=partnership_lead)

    assert series.step_changes.count() == 2


def test_a_step_change_is_removed(series, partnership_lead):
    made = mark_step_change(series=series, starts_on=first_of(2016), reason="A new service", by=partnership_lead)

    remove_step_change(step_change=made, by=partnership_lead)

    assert series.step_changes.count() == 0


def test_only_the_newest_stretch_of_figures_of_one_length_counts(series, partnership_lead):
    series.observations.filter(period="2014").delete()
    ObservationFactory(
        series=series, period="Q1 2021", period_start=first_of(2021), period_end=datetime.date(2021, 3, 31), value=1
    )
    ObservationFactory(series=series, value=9, **days(2021))  # printed by a second source too

    assert begins(series, user=partnership_lead) == [first_of(year) for year in range(2015, 2022)]
