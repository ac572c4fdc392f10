"""What the strategy on a page says: lights, exceptions, targets and what needs a decision."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.models import DeliveryStatus
from tests.actions.strategies import TODAY, board_of, measured, reported, text_of
from tests.factories import (
    ActionFactory,
    DecisionFactory,
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
    SeriesFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


def test_a_new_action_says_no_update_yet_and_never_green(partnership, viewer):
    ActionFactory(partnership=partnership)

    board = board_of(partnership, viewer)

    assert board.delivery == {"not_reported": 1}
    assert board.confidence == {"not_said": 1}
    assert [each.why for each in board.exceptions] == ["No update yet", "No measure"]


def test_archived_actions_are_never_counted(partnership, viewer):
    reported(partnership, DeliveryStatus.ON_TRACK)
    reported(partnership, DeliveryStatus.LATE, archived_at=timezone.now())

    assert board_of(partnership, viewer).delivery == {"on_track": 1}


def test_an_overdue_milestone_makes_an_action_late_whatever_was_reported(partnership, viewer):
    action = reported(partnership, DeliveryStatus.ON_TRACK)
    MilestoneFactory(action=action, planned_on=datetime.date(2026, 9, 30))

    board = board_of(partnership, viewer)

    assert board.delivery == {"late": 1}
    assert [each.why for each in board.exceptions] == ["52 days late", "No measure"]


def test_a_worsening_service_measure_contradicts_an_update_that_says_on_track(partnership, viewer):
    action = reported(partnership, DeliveryStatus.ON_TRACK)
    reading = measured(verdict="getting_worse", trend="decreasing", action=action)

    board = board_of(partnership, viewer)

    assert [each.why for each in board.exceptions] == ["Said against measured", "Getting worse"]
    assert reading.indicator.name in board.exceptions[0].detail
    assert board.delivery == {"on_track": 1}, "the measure colours no delivery"


def test_every_action_held_to_a_worsening_measure_is_named(partnership, viewer):
    first, second = (reported(partnership, DeliveryStatus.ON_TRACK) for _ in range(2))
    reading = measured(verdict="getting_worse", trend="decreasing", action=first)
    MeasureFactory(series=reading.series, action=second)

    board = board_of(partnership, viewer)

    contradicted = [each.what for each in board.exceptions if each.why == "Said against measured"]
    assert contradicted == [str(first), str(second)]
    assert board.outcomes == {"getting_worse": 1}, "one series is one measure"


@pytest.fixture
def aimed(partnership):
    """A service measure that should be at 53% by 31 March 2026."""

    def make(value, *, target_on=datetime.date(2027, 3, 31), **reading):
        series = SeriesFactory(indicator=IndicatorFactory(scope="service", polarity="higher_is_better", unit="%"))
        observation = ObservationFactory(
            series=series,
            value=value,
            period="2025/26",
            period_start=datetime.date(2025, 4, 1),
            period_end=datetime.date(2026, 3, 31),
        )
        ReadingFactory(observation=observation, **reading)
        return MeasureFactory(
            series=series,
            action=ActionFactory(partnership=partnership, ref="2.1"),
            baseline=46,
            baseline_period="2024/25",
            target=60,
            target_on=target_on,
        )

    return make


def test_a_measure_behind_the_line_to_its_target_is_an_exception_with_its_arithmetic(partnership, viewer, aimed):
    measure = aimed(50.0)

    found = next(each for each in board_of(partnership, viewer).exceptions if each.why == "Behind")

    assert (found.what, found.status, found.whom) == (measure.series.indicator.name, "behind", "Action 2.1")
    assert found.detail == (
        "Expected by 31 March 2026: 53%, a straight line from 46% (2024/25) to 60% by 31 March 2027; "
        "now 50% (2025/26, no interval given)."
    )


def test_a_target_missed_is_an_exception(partnership, viewer, aimed):
    aimed(50.0, target_on=datetime.date(2026, 3, 31))

    why = [each.why for each in board_of(partnership, viewer).exceptions]

    assert why == ["Target missed", "No update yet"]


def test_an_interval_that_holds_the_line_is_no_exception(partnership, viewer, aimed):
    aimed(50.0, lower_95=46.0, upper_95=54.0)

    assert [each.why for each in board_of(partnership, viewer).exceptions] == ["No update yet"]


def test_what_moves_the_wrong_way_is_told_once(partnership, viewer, aimed):
    aimed(50.0, trend="decreasing", trend_verdict="getting_worse")

    assert [each.why for each in board_of(partnership, viewer).exceptions] == ["Getting worse", "No update yet"]


@pytest.mark.parametrize(
    ("value", "reading", "said"),
    [
        (50.0, {}, "Target 60% by March 2027: behind."),
        (54.0, {}, "Target 60% by March 2027: on course."),
        (60.0, {}, "Target 60% by March 2027: target met."),
        (54.0, {"lower_95": 50.0, "upper_95": 58.0}, "Target 60% by March 2027."),
    ],
)
def test_the_priority_says_how_a_measure_stands_against_its_target(client, partnership, aimed, value, reading, said):
    priority = aimed(value, **reading).action.priority

    assert said in text_of(client.get(f"/northshire/priorities/{priority.code}/"))


def test_the_download_holds_the_target_and_where_the_measure_should_be(client, partnership, aimed):
    aimed(50.0)

    rows = rows_of_csv(client.get("/northshire/?format=csv"))

    (row,) = [row for row in rows if row["kind"] == "Service measure"]
    assert (row["target"], row["target_on"], row["expected"], row["verdict"]) == (
        "60.0",
        "2027-03-31",
        "53.0",
        "Behind",
    )
    assert {row["verdict"] for row in rows if row["kind"] != "Service measure"} == {""}


def test_one_rising_and_one_falling_measure_are_both_counted(partnership, viewer):
    priority = PriorityFactory(partnership=partnership)
    worse = measured(verdict="getting_worse", trend="increasing", priority=priority)
    measured(verdict="getting_better", trend="decreasing", priority=priority)

    board = board_of(partnership, viewer)

    assert board.outcomes == {"getting_worse": 1, "getting_better": 1}
    assert board.headline.startswith(worse.indicator.name)


def test_a_recommendation_answered_only_by_an_archived_action_waits(partnership, viewer):
    recommendation = RecommendationFactory(partnership=partnership)
    archived = ActionFactory(partnership=partnership, archived_at=timezone.now())
    archived.recommendations.add(recommendation)

    assert board_of(partnership, viewer).unanswered == [recommendation]


def test_many_unanswered_recommendations_are_one_row(partnership, viewer):
    RecommendationFactory.create_batch(4, partnership=partnership)

    assert [each.what for each in board_of(partnership, viewer).exceptions] == ["4 recommendations without an action"]


def test_an_action_that_has_not_started_is_not_an_exception(partnership, viewer):
    ActionFactory(partnership=partnership, starts_on=TODAY + datetime.timedelta(days=1))

    assert board_of(partnership, viewer).exceptions == []


def test_updates_are_counted_since_the_last_meeting(partnership, viewer):
    MeetingFactory(partnership=partnership, held_on=datetime.date(2026, 9, 9))
    MeetingFactory(partnership=partnership, held_on=datetime.date(2026, 12, 9))
    before = datetime.datetime(2026, 9, 9, 12, tzinfo=datetime.UTC)
    after = datetime.datetime(2026, 9, 10, 12, tzinfo=datetime.UTC)
    for moment in (before, after):
        action = ActionFactory(
            partnership=partnership, delivery_status="on_track", reported_at=moment, reported_by=viewer
        )
        ProgressUpdateFactory(action=action, reported_at=moment, reported_by=viewer)

    board = board_of(partnership, viewer)

    assert board.next_meeting.held_on == datetime.date(2026, 12, 9)
    assert len(board.updated_since_last_meeting) == 1
    assert [(one.kind, one.to_words) for one in board.changes] == [
        ("status", "On track"),
        ("confidence", "Confident"),
    ]


def why_of(partnership, user):
    return [(each.what, each.why) for each in board_of(partnership, user).exceptions]


def test_a_decision_past_its_date_is_an_exception_with_whom_and_since_when(partnership, viewer):
    meeting = MeetingFactory(partnership=partnership, held_on=datetime.date(2026, 9, 9))
    due = datetime.date(2026, 11, 1)
    owner = PersonFactory(name="Olu Officer")
    DecisionFactory(meeting=meeting, text="Find rooms", due_on=due, owner=owner, agency=None)
    DecisionFactory(meeting=meeting, text="In time", due_on=TODAY, owner=owner, position=99)

    (found,) = board_of(partnership, viewer).exceptions

    assert (found.what, found.why, found.since, found.whom) == ("Find rooms", "Past its date", due, "Olu Officer")


def test_who_reported_before_the_window_opened_is_owed_an_update(partnership, viewer):
    MeetingFactory(
        partnership=partnership, held_on=datetime.date(2026, 12, 9),
        reporting_opens_on=datetime.date(2026, 11, 10), reporting_closes_on=datetime.date(2026, 12, 1),
    )  # fmt: skip
    older = ActionFactory(
        partnership=partnership, delivery_status="on_track", reported_by=viewer,
        reported_at=datetime.datetime(2026, 11, 9, 12, tzinfo=datetime.UTC), due_on=None,
    )  # fmt: skip
    newer = ActionFactory(
        partnership=partnership, delivery_status="on_track", reported_by=viewer,
        reported_at=datetime.datetime(2026, 11, 11, 12, tzinfo=datetime.UTC), due_on=None,
    )  # fmt: skip
    for action in (older, newer):
        measured(action=action)

    assert why_of(partnership, viewer) == [(str(older), "No update for the next board")]


def test_an_open_action_without_a_measure_is_an_exception(partnership, viewer):
    without = reported(partnership, DeliveryStatus.ON_TRACK, due_on=None)
    reported(partnership, DeliveryStatus.COMPLETE, due_on=None)
    measured(action=reported(partnership, DeliveryStatus.ON_TRACK, due_on=None))

    assert why_of(partnership, viewer) == [(str(without), "No measure")]


@pytest.mark.parametrize(("count", "shown"), [(3, 3), (4, 4), (6, 4)])
def test_of_many_late_actions_the_longest_overdue_are_shown_and_the_others_counted(partnership, viewer, count, shown):
    for number in range(count):
        due = datetime.date(2026, 6, 30) - datetime.timedelta(days=number)
        measured(action=reported(partnership, DeliveryStatus.ON_TRACK, due_on=due))

    late = [each for each in board_of(partnership, viewer).exceptions if each.status == "late"]

    assert len(late) == shown
    assert late[0].since == datetime.date(2026, 6, 30) - datetime.timedelta(days=count - 1)
    assert (late[-1].what == "3 more actions late") is (count == 6)


def test_what_needs_a_decision_stands_by_itself(client, partnership):
    meeting = MeetingFactory(partnership=partnership, held_on=datetime.date(2026, 9, 9))
    DecisionFactory(meeting=meeting, text="Undated", due_on=None)
    DecisionFactory(meeting=meeting, text="Dated", due_on=datetime.date(2026, 12, 1), position=99)
    RecommendationFactory(partnership=partnership)

    page = BeautifulSoup(client.get(f"/{partnership.slug}/").content, "html.parser")

    block = page.select_one("section[aria-labelledby=needed]")
    assert [link.get_text() for link in block.select("li a")] == [
        "Dated", "Undated", "1 recommendation has no action",
    ]  # fmt: skip
