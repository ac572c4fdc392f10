"""Strategies with something in them, for the tests of the strategy on a page."""

import datetime

from bs4 import BeautifulSoup
from django.utils import timezone

from actions.board.strategy import strategy_board
from actions.models import DeliveryStatus
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    FindingFactory,
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    PersonFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    SchemeFactory,
    SeriesFactory,
)
from tests.indicators.pages.figures import series_of

TODAY = datetime.date(2026, 11, 21)


def board_of(partnership, user):
    return strategy_board(partnership, on=TODAY, user=user)


def reported(partnership, status, **fields):
    return ActionFactory(
        partnership=partnership,
        delivery_status=status,
        confidence="confident",
        reported_at=timezone.now(),
        reported_by=PersonFactory(),
        **fields,
    )


def measured(*, verdict="", trend="cannot_be_calculated", scope="service", **owner):
    indicator = IndicatorFactory(scope=scope)
    series = SeriesFactory(indicator=indicator, is_headline=True)
    reading = ReadingFactory(observation=ObservationFactory(series=series), trend=trend, trend_verdict=verdict)
    MeasureFactory(series=series, **({"action": None} | owner))
    return reading


def text_of(response):
    return BeautifulSoup(response.content, "html.parser").find("main").get_text(" ", strip=True)


def fill(partnership, count):
    for _ in range(count):
        priority = PriorityFactory(partnership=partnership)
        action = reported(partnership, DeliveryStatus.ON_TRACK, priority=priority)
        ActionAgencyFactory(action=action, agency=AgencyFactory())
        MilestoneFactory(action=action)
        ProgressUpdateFactory(action=action)
        measured(verdict="getting_worse", trend="increasing", priority=priority, scope="population")
        measured(verdict="getting_worse", trend="increasing", action=action)
        RecommendationFactory(partnership=partnership, priority=priority)
        SchemeFactory(partnership=partnership, priority=priority)
        FindingFactory(partnership=partnership, priority=priority)
        area = FootprintFactory(partnership=partnership, is_main=False).area
        series = SeriesFactory(
            area=area, is_headline=True, indicator=IndicatorFactory(framework_metric=FrameworkMetricFactory())
        )
        ReadingFactory(observation=ObservationFactory(series=series))
    return priority


def priority_of(partnership):
    return partnership.priorities.first() or PriorityFactory(partnership=partnership, code="1")


def arrivals(councils, partnership, *, values=(12, 30), measured_in=None, **indicator):
    """A count in each council, which the strategy is measured by in one of them."""
    indicator = IndicatorFactory(**{"value_type": "count", "unit": "people", "multiplier": 1} | indicator)
    series = [series_of(indicator, area, [value]) for area, value in zip(councils, values, strict=True)]
    MeasureFactory(series=series[measured_in or 0], action=None, priority=priority_of(partnership))
    return indicator


def in_a_month():
    return timezone.localdate() + datetime.timedelta(days=30)


def plan_of(partnership):
    """An action with an agency, a measure and a milestone, and a meeting that was held."""
    priority = PriorityFactory(partnership=partnership, code="1")
    action = ActionFactory(partnership=partnership, priority=priority, ref="1.1", title="Open a clinic", due_on=None)
    ActionAgencyFactory(action=action, agency=AgencyFactory(name="Harbour trust"))
    MilestoneFactory(action=action, due_on=in_a_month())
    measured(action=action)
    MeetingFactory(partnership=partnership, held_on=datetime.date(2020, 1, 1))
    return action
