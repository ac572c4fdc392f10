"""A partnership with a small plan."""

import datetime

import pytest

from actions.operations import plan
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    PriorityFactory,
    RecommendationFactory,
    SeatFactory,
    StrategyFactory,
)


@pytest.fixture
def strategy(partnership):
    return StrategyFactory(partnership=partnership, title="Drug and alcohol strategy")


@pytest.fixture
def priority(partnership, strategy):
    return PriorityFactory(partnership=partnership, strategy=strategy, code="1", title="Treatment")


@pytest.fixture
def action(partnership, agency, priority):
    action = ActionFactory(
        partnership=partnership,
        priority=priority,
        ref="1.1",
        title="Meet every prison leaver at the gate",
        starts_on=datetime.date(2026, 3, 1),
        due_on=datetime.date(2027, 3, 31),
    )
    ActionAgencyFactory(action=action, agency=agency)
    return action


@pytest.fixture
def other(partnership, agency, priority):
    other = ActionFactory(partnership=partnership, priority=priority, ref="1.2", title="Open a clinic")
    ActionAgencyFactory(action=other, agency=agency)
    return other


@pytest.fixture
def recommendation(partnership, priority):
    return RecommendationFactory(partnership=partnership, priority=priority, ref="7", title="Meet people at the gate")


@pytest.fixture
def police(partnership):
    agency = AgencyFactory(slug="northshire-police", name="Northshire Police")
    SeatFactory(partnership=partnership, agency=agency)
    return agency


@pytest.fixture
def changed(action, partnership_lead):
    """Changes the action as its version stands, and gives it as it then is."""

    def change(**said):
        action.refresh_from_db()
        return plan.change_action(action=action, version=action.version, by=partnership_lead, **said)

    return change
