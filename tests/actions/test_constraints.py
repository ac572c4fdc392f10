"""What the database itself refuses of strategies, actions, updates and measures, half-empty rows included."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    EvidenceFigureFactory,
    FindingFactory,
    IntelligenceGapFactory,
    MeasureFactory,
    MeasureWantedFactory,
    MeetingFactory,
    MilestoneFactory,
    OpportunityFactory,
    PersonFactory,
    PriorityFactory,
    RecommendationFactory,
    ReturnOnInvestmentFactory,
    SchemeFactory,
    StrategyFactory,
    SubRecommendationFactory,
    ThemeFactory,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

SPRING = datetime.date(2026, 3, 31)
AUTUMN = datetime.date(2026, 9, 30)

STATUS = "a_status_is_reported_by_someone_at_some_time"


@pytest.mark.parametrize(
    ("reported", "signed", "values"),
    [
        (False, False, {"delivery_status": "on_track"}),
        (True, False, {"delivery_status": "on_track"}),
        (False, True, {"delivery_status": "late"}),
        (True, True, {"delivery_status": "not_reported"}),
        (True, False, {"delivery_status": "not_reported"}),
        (False, True, {"delivery_status": "not_reported"}),
        (False, False, {"delivery_status": "not_reported", "confidence": "confident"}),
    ],
)
def test_a_status_without_its_report_is_refused(reported, signed, values):
    values["reported_at"] = timezone.now() if reported else None
    values["reported_by"] = PersonFactory() if signed else None

    refuses(STATUS, ActionFactory, **values)


def test_a_status_with_its_report_is_taken_and_needs_no_confidence():
    action = ActionFactory(
        delivery_status="complete", reported_at=timezone.now(), reported_by=PersonFactory(), confidence=""
    )

    assert action.pk


def test_an_action_cannot_be_due_before_it_starts():
    refuses("action_is_due_after_it_starts", ActionFactory, starts_on=AUTUMN, due_on=SPRING)
    assert ActionFactory(starts_on=AUTUMN).pk
    assert ActionFactory(due_on=SPRING).pk
    assert ActionFactory(starts_on=SPRING, due_on=SPRING).pk


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_target_has_its_date", {"target": 0}),
        ("a_target_has_its_date", {"target_on": SPRING}),
        ("a_baseline_has_its_period", {"baseline": 0}),
        ("a_baseline_has_its_period", {"baseline_period": "2022/23"}),
        ("a_measure_has_one_owner", {"action": None}),
    ],
)
def test_half_a_measure_is_refused(constraint, values):
    refuses(constraint, MeasureFactory, **values)


def test_a_measure_has_one_owner_and_not_two():
    refuses("a_measure_has_one_owner", MeasureFactory, priority=PriorityFactory())
    refuses("a_measure_has_one_owner", MeasureFactory, recommendation=RecommendationFactory())
    refuses(
        "a_measure_has_one_owner",
        MeasureFactory,
        action=None,
        priority=PriorityFactory(),
        recommendation=RecommendationFactory(),
    )
    assert MeasureFactory(action=None, priority=PriorityFactory(), target=0, target_on=AUTUMN).pk
    assert MeasureFactory(action=None, recommendation=RecommendationFactory(), baseline=0, baseline_period="2021").pk


@pytest.mark.parametrize(
    ("owner", "factory"),
    [("action", ActionFactory), ("priority", PriorityFactory), ("recommendation", RecommendationFactory)],
)
def test_an_owner_has_one_measure_of_a_series(owner, factory):
    owners = {"action": None, owner: factory()}
    first = MeasureFactory(**owners)

    refuses("UNIQUE", MeasureFactory, **owners, series=first.series)
    assert MeasureFactory(**owners).pk


def test_a_declined_recommendation_says_why():
    refuses("a_declined_recommendation_says_why", RecommendationFactory, response="declined", response_reason="")
    assert RecommendationFactory(response="declined", response_reason="No money").pk
    assert RecommendationFactory(response="accepted").pk


def test_papers_are_due_before_the_meeting():
    refuses("papers_are_due_before_the_meeting", MeetingFactory, held_on=SPRING, papers_due_on=AUTUMN)
    assert MeetingFactory(held_on=SPRING, papers_due_on=SPRING).pk
    assert MeetingFactory(held_on=SPRING, papers_due_on=None).pk


@pytest.mark.parametrize(
    ("factory", "same"),
    [
        (ActionFactory, ("partnership", "ref")),
        (RecommendationFactory, ("partnership", "ref")),
        (SchemeFactory, ("partnership", "ref")),
        (FindingFactory, ("partnership", "ref")),
        (PriorityFactory, ("partnership", "code")),
        (PriorityFactory, ("strategy", "position")),
        (StrategyFactory, ("partnership", "title")),
        (ActionAgencyFactory, ("action", "agency")),
        (MilestoneFactory, ("action", "position")),
        (SubRecommendationFactory, ("recommendation", "position")),
        (EvidenceFigureFactory, ("recommendation", "position")),
        (ThemeFactory, ("document", "ref")),
        (OpportunityFactory, ("document", "ref")),
        (IntelligenceGapFactory, ("document", "ref")),
        (ReturnOnInvestmentFactory, ("document", "group")),
        (MeasureWantedFactory, ("document", "position")),
    ],
)
def test_a_key_stands_once(factory, same):
    first = factory()

    refuses("UNIQUE", factory, **{name: getattr(first, name) for name in same})
    for name in same:
        assert factory(**{other: getattr(first, other) for other in same if other != name}).pk


def test_a_partnership_can_meet_twice_on_a_day_under_two_titles():
    first = MeetingFactory()

    refuses("UNIQUE", MeetingFactory, partnership=first.partnership)
    assert MeetingFactory(partnership=first.partnership, title="Extraordinary meeting").pk


def test_two_partnerships_can_use_one_ref():
    assert ActionFactory(ref="1.1").partnership != ActionFactory(ref="1.1").partnership
