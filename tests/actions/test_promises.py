"""How an agency keeps its promises: the windows of reporting that are over, and milestones by the date first agreed."""

import datetime

import pytest
from django.utils import timezone

from actions.board.promises import closed_windows
from actions.operations.plan.keeping import version_of
from actions.operations.plan.parts import change_milestone
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    DecisionFactory,
    MeetingFactory,
    MilestoneFactory,
    ProgressUpdateFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def ago(days):
    return TODAY - datetime.timedelta(days=days)


def at_noon(day):
    return timezone.make_aware(datetime.datetime.combine(day, datetime.time(12)))


@pytest.fixture
def meetings(partnership):
    """Two boards whose reporting is over, one that was cancelled, and the next, whose reporting is open."""
    for held in (100, 50, -10):
        MeetingFactory(
            partnership=partnership,
            held_on=ago(held),
            reporting_opens_on=ago(held + 30),
            reporting_closes_on=ago(held + 7),
        )
    MeetingFactory(
        partnership=partnership,
        held_on=ago(75),
        cancelled_at=timezone.now(),
        cancelled_by=DecisionFactory().recorded_by,
    )


def sent(action, days, **fields):
    moment = at_noon(ago(days))
    return ProgressUpdateFactory(action=action, started_at=moment, reported_at=moment, **fields)


def kept(client):
    return client.get("/northshire/agencies/northshire-probation/").context["page"].promises


def of_windows(client):
    return [(one.window.held_on, one.owed, one.in_time) for one in kept(client).windows]


def test_updates_in_time_are_counted_of_those_owed_window_by_window(client, action, meetings):
    sent(action, 110)
    sent(action, 56)  # a day after the window closed

    assert of_windows(client) == [(ago(50), 1, 0), (ago(100), 1, 1)]
    assert kept(client).update_words == "1 of the 2 updates that it owed in the last 2 windows came in time."


def test_on_its_first_and_last_day_a_window_is_open(client, action, meetings):
    sent(action, 130)
    sent(action, 57)

    assert of_windows(client) == [(ago(50), 1, 1), (ago(100), 1, 1)]


def test_what_was_complete_before_a_window_opened_owed_nothing_in_it(client, action, meetings):
    sent(action, 110, delivery_status="complete")

    assert of_windows(client) == [(ago(100), 1, 1)]


def test_what_began_after_a_window_closed_owed_nothing_in_it(client, action, meetings):
    action.starts_on = ago(60)
    action.save()

    assert of_windows(client) == [(ago(50), 1, 0)]


def test_a_draft_and_what_was_sent_back_are_no_update(client, action, meetings):
    sent(action, 110, is_returned=True)
    other = ActionFactory(partnership=action.partnership)
    ActionAgencyFactory(action=other, agency=action.agencies.get())
    sent(other, 58, state="draft", decided_at=None, decided_by=None)

    assert [in_time for _, _, in_time in of_windows(client)] == [0, 0]


def test_what_an_agency_only_supports_is_not_held_against_it(client, partnership, action, meetings):
    other = ActionFactory(partnership=partnership)
    ActionAgencyFactory(action=other, agency=action.agencies.get(), role="supporting")
    MilestoneFactory(action=other, planned_on=ago(3))

    assert [owed for _, owed, _ in of_windows(client)] == [1, 1]
    assert kept(client).milestone_words == "Its actions have no milestones."


def test_at_most_the_last_four_windows_are_counted(partnership):
    for number in range(6):
        MeetingFactory(partnership=partnership, held_on=ago(10 + 30 * number))

    found = closed_windows(list(partnership.meetings.all()), on=TODAY)

    assert [one.held_on for one in found] == [ago(10), ago(40), ago(70), ago(100)]


def test_without_a_window_that_is_over_nothing_was_owed(client, action):
    assert kept(client).update_words == (
        "No window of reporting has closed since it leads an action, so that no update was owed yet."
    )


def test_milestones_are_counted_by_the_date_first_agreed_and_every_move_of_the_record(client, action, partnership_lead):
    MilestoneFactory(action=action, planned_on=ago(20), done_on=ago(20))
    MilestoneFactory(action=action, planned_on=ago(20), due_on=ago(5), done_on=ago(5))
    moved = MilestoneFactory(action=action, planned_on=ago(20))
    for days in (5, 0):
        moved.refresh_from_db()
        change_milestone(
            milestone=moved, version=version_of(moved), by=partnership_lead, title=moved.title, done_on=None,
            due_on=TODAY + datetime.timedelta(days=10 + days), reason="The room has flooded",
        )  # fmt: skip

    found = kept(client)

    assert found.milestone_words == (
        "Of 3 milestones first agreed for now or earlier: 1 met by that day, 1 met later, 1 not met yet."
    )
    assert found.moved_words == "2 of 3 milestones were moved, 3 times in all."


def test_the_page_of_an_agency_lists_its_own_asks_open_ones_apart(client, partnership, action):
    agency = action.agencies.get()
    one = DecisionFactory(meeting__partnership=partnership, agency=agency, text="Find rooms")
    DecisionFactory(
        meeting=one.meeting, agency=agency, text="Name a lead", closed_at=timezone.now(), closed_by=one.owner,
        closing_note="Done",
    )  # fmt: skip
    DecisionFactory(meeting=one.meeting, text="Of somebody else")
    DecisionFactory(agency=agency, text="Of another partnership")

    page = client.get("/northshire/agencies/northshire-probation/").context["page"]

    assert [row.decision.text for row in page.open_decisions] == ["Find rooms"]
    assert [row.decision.text for row in page.closed_decisions] == ["Name a lead"]


def test_what_is_due_and_drawn_is_of_the_actions_that_the_agency_leads(client, partnership, action):
    agency = action.agencies.get()
    MilestoneFactory(action=action, title="Own", planned_on=TODAY)
    helping = ActionAgencyFactory(agency=agency, action__partnership=partnership, role="supporting").action
    MilestoneFactory(action=helping, title="Supported", planned_on=TODAY)

    response = client.get("/northshire/agencies/northshire-probation/")

    assert [one.milestone for one in response.context["page"].due] == ["Own"]
    assert response.context["chart"].headline == "None of 1 milestone is met; 1 was to be met by now"
    assert response.context["page"].promised == "Leads 1 action with 1 milestone and supports 1 action."


def test_a_priority_draws_its_own_milestones_and_what_is_due(client, partnership, action):
    MilestoneFactory(action=action, title="Own", planned_on=TODAY)
    MilestoneFactory(action=ActionFactory(partnership=partnership), title="Of another priority", planned_on=TODAY)

    response = client.get(f"/northshire/priorities/{action.priority.code}/")

    assert [one.milestone for one in response.context["due"]] == ["Own"]
    assert response.context["chart"].headline == "None of 1 milestone is met; 1 was to be met by now"
    assert client.get(response.context["csv"]).status_code == 200
