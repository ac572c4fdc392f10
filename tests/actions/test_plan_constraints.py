"""What the database itself refuses of archived plans, meetings, mails and workbooks."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    BatchFactory,
    BatchRowFactory,
    DecisionFactory,
    MailFactory,
    MailLinkFactory,
    MailOffFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    PersonFactory,
    PlanImportFactory,
    RecommendationFactory,
    ReminderPlanFactory,
    StrategyFactory,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SPRING, SUMMER, AUTUMN = (datetime.date(2026, month, 30) for month in (3, 6, 9))


@pytest.mark.parametrize(
    ("factory", "constraint"),
    [
        (ActionFactory, "an_archived_action_says_why"),
        (RecommendationFactory, "an_archived_recommendation_says_why"),
        (MilestoneFactory, "an_archived_milestone_says_why"),
        (MeasureFactory, "an_archived_measure_says_why"),
    ],
)
def test_what_is_archived_says_why(factory, constraint):
    refuses(constraint, factory, archived_at=NOW, archive_reason="")
    refuses(constraint, factory, archive_reason="Done elsewhere")
    refuses(constraint, factory, archived_by=PersonFactory())
    assert factory(archived_at=NOW, archive_reason="Done elsewhere", archived_by=PersonFactory()).pk
    assert factory(archived_at=NOW, archive_reason="Done elsewhere").pk


@pytest.mark.parametrize(
    ("factory", "field", "constraint"),
    [
        (ActionFactory, "superseded_by", "a_superseded_action_is_archived"),
        (RecommendationFactory, "merged_into", "a_merged_recommendation_is_archived"),
    ],
)
def test_what_another_stands_for_is_archived_and_is_not_itself(factory, field, constraint):
    other = factory()

    refuses(constraint, factory, **{field: other})
    refuses(constraint, factory, **{field: other, "pk": other.pk + 1, f"{field}_id": other.pk + 1})
    assert factory(archived_at=NOW, **{field: other}).pk


def test_nothing_stands_for_itself():
    refuses("a_superseded_action_is_archived", ActionFactory, pk=77, superseded_by_id=77, archived_at=NOW)
    refuses("a_merged_recommendation_is_archived", RecommendationFactory, pk=77, merged_into_id=77, archived_at=NOW)
    refuses("a_strategy_does_not_succeed_itself", StrategyFactory, pk=77, successor_id=77)


@pytest.mark.parametrize(
    "window",
    [
        {"reporting_opens_on": SPRING},
        {"reporting_closes_on": SPRING},
        {"reporting_opens_on": SUMMER, "reporting_closes_on": SPRING},
        {"reporting_opens_on": SPRING, "reporting_closes_on": AUTUMN},
    ],
)
def test_reporting_opens_then_closes_then_the_board_meets(window):
    refuses("reporting_closes_after_it_opens_and_before_the_meeting", MeetingFactory, held_on=SUMMER, **window)
    assert MeetingFactory(held_on=SUMMER, reporting_opens_on=SPRING, reporting_closes_on=SUMMER).pk


def test_a_meeting_is_cancelled_by_someone_at_some_time():
    refuses("a_meeting_is_cancelled_by_someone_at_some_time", MeetingFactory, cancelled_at=NOW)
    refuses("a_meeting_is_cancelled_by_someone_at_some_time", MeetingFactory, cancelled_by=PersonFactory())


CLOSED = "a_closed_decision_says_what_came_of_it"


def test_a_decision_says_what_and_whose_it_is():
    refuses("a_decision_says_what", DecisionFactory, text="")
    refuses("a_decision_has_an_owner", DecisionFactory, owner=None)


@pytest.mark.parametrize("missing", ["closed_at", "closed_by", "closing_note"])
def test_a_closed_decision_says_what_came_of_it(missing):
    closed = {"closed_at": NOW, "closed_by": PersonFactory(), "closing_note": "Rooms found"}

    refuses(CLOSED, DecisionFactory, **{**closed, missing: "" if missing == "closing_note" else None})
    assert DecisionFactory(**closed).pk


def test_a_decision_has_its_place():
    first = DecisionFactory()

    refuses("UNIQUE", DecisionFactory, meeting=first.meeting, position=first.position)


@pytest.mark.parametrize("values", [{"deputy_after": 8}, {"board_member_after": 31}, {"lead_after": 6}])
def test_an_escalation_goes_upwards(values):
    refuses("an_escalation_goes_upwards", ReminderPlanFactory, **values)


def test_there_are_not_two_digests_a_day():
    refuses("not_two_digests_a_day", ReminderPlanFactory, days_between=0)


def test_a_mail_goes_once_for_its_kind_key_address_and_day():
    first = MailFactory()
    same = {"kind": first.kind, "key": first.key, "to": first.to, "day": first.day}

    refuses("UNIQUE", MailFactory, **same)
    assert MailFactory(**{**same, "kind": "returned"}).pk
    assert MailFactory(**{**same, "day": SPRING}).pk


def test_a_mail_says_when_it_was_sent_and_why_it_failed():
    refuses("a_sent_mail_says_when", MailFactory, state="sent")
    refuses("a_sent_mail_says_when", MailFactory, state="waiting", sent_at=NOW)
    refuses("a_failed_mail_says_why", MailFactory, state="failed")


def test_a_link_expires_later_and_is_nobody_elses():
    refuses("a_link_expires_later", MailLinkFactory, made_at=NOW, expires_at=NOW)
    refuses("UNIQUE", MailLinkFactory, token_digest=MailLinkFactory().token_digest)


def test_only_some_mails_can_be_switched_off_and_each_once():
    refuses("only_some_mails_can_be_switched_off", MailOffFactory, kind="returned")
    refuses("UNIQUE", MailOffFactory, person=MailOffFactory().person)


@pytest.mark.parametrize(
    ("factory", "constraint"),
    [
        (BatchFactory, "a_batch_is_applied_by_someone_at_some_time"),
        (PlanImportFactory, "a_plan_is_applied_by_someone_at_some_time"),
    ],
)
def test_a_workbook_is_applied_by_someone_at_some_time(factory, constraint):
    refuses(constraint, factory, applied_at=NOW)
    refuses(constraint, factory, applied_by=PersonFactory())
    assert factory(applied_at=NOW, applied_by=PersonFactory()).pk


def test_only_an_applied_batch_is_undone():
    undone = {"undone_at": NOW, "undone_by": PersonFactory()}
    applied = {"applied_at": NOW, "applied_by": PersonFactory()}

    refuses("only_an_applied_batch_is_undone", BatchFactory, **undone)
    refuses("only_an_applied_batch_is_undone", BatchFactory, **applied, undone_at=NOW)
    assert BatchFactory(**applied, **undone).pk


def test_a_batch_has_one_record_a_row():
    first = BatchRowFactory()

    refuses("UNIQUE", BatchRowFactory, batch=first.batch, row=first.row)
