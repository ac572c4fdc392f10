import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.board.strategy import strategy_board
from actions.models import DeliveryStatus
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    DecisionFactory,
    DocumentFactory,
    FindingFactory,
    FootprintFactory,
    FrameworkMetricFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    OutcomeFactory,
    PartnershipFactory,
    PersonFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    RefreshFactory,
    SchemeFactory,
    SeriesFactory,
    SourceFactory,
)
from tests.indicators.pages.figures import series_of
from tests.indicators.pages.reading import words_of
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db
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
        "now 50% (2025/26, no interval given): behind."
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


def test_anyone_reads_a_published_strategy(client, partnership):
    response = client.get(f"/{partnership.slug}/")

    assert response.status_code == 200
    assert "Nothing has been agreed or recommended yet" in text_of(response)


def test_an_unpublished_strategy_is_not_found_but_by_its_members(client, stranger, viewer, partnership):
    partnership.is_published = False
    partnership.save()

    assert client.get(f"/{partnership.slug}/").status_code == 404
    client.force_login(stranger)
    assert client.get(f"/{partnership.slug}/").status_code == 404
    client.force_login(viewer)
    assert client.get(f"/{partnership.slug}/").status_code == 200


def test_a_priority_of_another_partnership_is_not_found(client, partnership):
    other = PriorityFactory(partnership=PartnershipFactory())

    assert client.get(f"/{partnership.slug}/priorities/{other.code}/").status_code == 404


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


@pytest.mark.parametrize("count", [1, 3])
def test_the_strategy_makes_eighteen_queries_signed_in(
    client, viewer, partnership, councils, count, django_assert_num_queries
):
    DocumentFactory(partnership=partnership)
    MeetingFactory(partnership=partnership, held_on=datetime.date(2020, 1, 1))
    fill(partnership, count)
    for _ in range(count):
        arrivals(councils, partnership)
    client.force_login(viewer)

    with django_assert_num_queries(18):
        response = client.get(f"/{partnership.slug}/")

    assert len(response.context["board"].priorities) == count
    assert len(response.context["board"].together.left_out) == count


@pytest.fixture
def councils(partnership):
    return [
        FootprintFactory(partnership=partnership, area__name=name, is_main=name == "East").area
        for name in ("East", "West")
    ]


def priority_of(partnership):
    return partnership.priorities.first() or PriorityFactory(partnership=partnership, code="1")


def arrivals(councils, partnership, *, values=(12, 30), measured_in=None, **indicator):
    """A count in each council, which the strategy is measured by in one of them."""
    indicator = IndicatorFactory(**{"value_type": "count", "unit": "people", "multiplier": 1} | indicator)
    series = [series_of(indicator, area, [value]) for area, value in zip(councils, values, strict=True)]
    MeasureFactory(series=series[measured_in or 0], action=None, priority=priority_of(partnership))
    return indicator


def together(client, partnership):
    page = BeautifulSoup(client.get(f"/{partnership.slug}/").content, "html.parser")
    return page.select_one("#together")


def test_a_board_of_two_councils_gives_its_measures_for_both_together(client, partnership, councils):
    arrivals(councils, partnership, name="Arrivals")
    series_of(IndicatorFactory(name="No measure", value_type="count"), councils[0], [3])

    section = together(client, partnership)

    assert [words_of(row) for row in section.select("tbody tr")] == [
        "Arrivals 2021. 42 people None for a count 2 areas: East 12 people, West 30 people",
    ]
    assert words_of(section.select_one("p")).endswith("Here are the measures of this strategy.")


def test_a_board_never_adds_up_what_cannot_be_added_up_and_says_why(client, partnership, councils):
    arrivals(councils, partnership, value_type="mean", unit="days")

    section = together(client, partnership)

    assert section.select("tbody tr") == []
    assert words_of(section.select("p")[-1]) == "Not added up: 1 indicator, since a mean cannot be added up."


def test_a_board_without_measures_adds_up_the_figures_on_national_metrics(client, partnership, councils):
    indicator = IndicatorFactory(value_type="count", unit="people", framework_metric=FrameworkMetricFactory())
    for area, value in zip(councils, (12, 30), strict=True):
        series_of(indicator, area, [value])

    section = together(client, partnership)

    assert words_of(section.select_one("tbody td")) == "42 people"
    assert words_of(section.select_one("p")).endswith("Here are the figures on national metrics.")


def test_a_board_adds_up_the_group_that_the_strategy_is_measured_by(client, partnership, councils):
    indicator = IndicatorFactory(value_type="count", unit="people", multiplier=1)
    women = [series_of(indicator, area, [5], group={"sex": "Female"}) for area in councils]
    MeasureFactory(series=women[0], action=None, priority=PriorityFactory(partnership=partnership))

    section = together(client, partnership)

    assert words_of(section.select_one("tbody td")) == "10 people"
    assert "Female" in words_of(section.select_one("tbody th"))


def test_a_board_of_one_council_has_nothing_together_and_names_no_area(client, partnership):
    area = FootprintFactory(partnership=partnership, area__name="East").area
    arrivals([area], partnership, values=[12])

    assert together(client, partnership) is None
    assert "East." not in text_of(client.get(f"/{partnership.slug}/"))


@pytest.mark.parametrize("page", ["", "priorities/1/"])
def test_a_measure_says_of_which_of_two_councils_it_is(client, partnership, councils, page):
    arrivals(councils, partnership, measured_in=1)

    assert "West." in text_of(client.get(f"/{partnership.slug}/{page}"))


def test_the_boards_download_has_the_councils_together(client, partnership, councils):
    arrivals(councils, partnership, name="Arrivals")
    arrivals(councils, partnership, name="Days", value_type="mean", unit="days")

    rows = rows_of_csv(client.get(f"/{partnership.slug}/?format=csv"))

    assert [
        (row["title"], row["value"], row["period"], row["area"], row["status"], row["last_update"])
        for row in rows
        if row["kind"] == "All areas together"
    ] == [
        ("Arrivals", "42.0", "2021", "East and West (2 areas added up)", "", "2021-12-31"),
        ("Days", "", "2021", "East and West", "Not added up: a mean cannot be added up", ""),
    ]


@pytest.mark.parametrize("count", [1, 3])
def test_a_priority_makes_sixteen_queries_signed_in(client, viewer, partnership, count, django_assert_num_queries):
    priority = fill(partnership, count)
    client.force_login(viewer)

    with django_assert_num_queries(16):
        response = client.get(f"/{partnership.slug}/priorities/{priority.code}/")

    assert response.context["one"].priority == priority


def test_the_strategy_downloads_with_every_action_and_measure(client, partnership):
    fill(partnership, 2)

    response = client.get(f"/{partnership.slug}/?format=csv")

    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    kinds = [line.split(",")[1] for line in lines[1:]]
    assert sorted(set(kinds)) == [
        "Action", "National framework figure", "Population outcome", "Recommendation", "Service measure",
    ]  # fmt: skip
    assert kinds.count("Action") == 2


def test_a_measure_shows_no_figure_of_a_document_that_is_not_published(client, partnership):
    other = DocumentFactory(partnership=PartnershipFactory(is_published=False))
    refresh = RefreshFactory(source=SourceFactory(kind="document", document=other))
    observation = ObservationFactory(refresh=refresh, value=77.7)
    ReadingFactory(observation=observation)
    action = ActionFactory(partnership=partnership, ref="1.1")
    MeasureFactory(action=action, series=observation.series)

    for address in ("/northshire/", "/northshire/actions/1.1/"):
        assert "77.7" not in text_of(client.get(address))

    other.partnership.is_published = True
    other.partnership.save()
    for address in ("/northshire/", "/northshire/actions/1.1/"):
        assert "77.7" in text_of(client.get(address))


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


@pytest.fixture
def two(partnership):
    """Two priorities with an action each, led by two agencies; the first serves an outcome by its measure."""
    outcome = OutcomeFactory(code="deaths", name="Fewer deaths")
    made = []
    for code in ("1", "2"):
        priority = PriorityFactory(partnership=partnership, code=code, title=f"Priority {code}")
        action = ActionFactory(partnership=partnership, priority=priority, ref=f"{code}.1", due_on=None)
        ActionAgencyFactory(action=action, agency=AgencyFactory(slug=f"agency-{code}", name=f"Agency {code}"))
        made.append(action)
    measured(action=made[0])
    indicator = made[0].measures.get().series.indicator
    indicator.framework_metric = FrameworkMetricFactory(outcome=outcome)
    indicator.save()
    return made


@pytest.mark.parametrize("query", ["priority=1", "agency=agency-1", "outcome=deaths", "priority=1&agency=agency-1"])
def test_a_filter_narrows_the_whole_page_and_its_download(client, two, query):
    response = client.get(f"/northshire/?{query}")
    board = response.context["board"]

    assert [line.action for line in board.actions] == [two[0]]
    assert [each.priority.code for each in board.priorities] == ["1"]
    assert {each.what for each in board.exceptions} == {str(two[0])}
    assert [
        row["ref"] for row in rows_of_csv(client.get(f"/northshire/?{query}&format=csv")) if row["kind"] == "Action"
    ] == ["1.1"]
    page = BeautifulSoup(response.content, "html.parser")
    assert len(page.select(".cdp-chosen__link")) == query.count("=")


def test_an_unknown_value_is_refused_in_a_sentence_and_filters_nothing(client, two):
    response = client.get("/northshire/?priority=9")

    said = BeautifulSoup(response.content, "html.parser").select_one(".govuk-error-summary li").get_text(strip=True)
    assert said == "“9” is not one of the priorities here. Choose one of the list, or all."
    assert len(response.context["board"].actions) == 2
    assert client.get("/northshire/?priority=9&format=csv").status_code == 400


def test_grouped_by_outcome_each_of_the_framework_has_its_place(client, two, partnership):
    OutcomeFactory(code="supply", name="Less supply")
    response = client.get("/northshire/?by=outcome")

    groups = {
        each.priority.title: [line.action.ref for line in each.actions] for each in response.context["board"].priorities
    }
    assert groups == {"Fewer deaths": ["1.1"], "Less supply": [], "No outcome named": ["2.1"]}
    rows = rows_of_csv(client.get("/northshire/?by=outcome&format=csv"))
    assert {row["ref"]: row["outcome"] for row in rows if row["kind"] == "Action"} == {"1.1": "deaths", "2.1": "none"}


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("query", "number"), [("", 14), ("?by=outcome", 16), ("?outcome=deaths&by=outcome", 17)])
def test_the_strategy_makes_at_most_fifteen_queries_for_a_visitor(
    client, partnership, two, count, query, number, django_assert_num_queries
):
    MeetingFactory(partnership=partnership, held_on=datetime.date(2020, 1, 1))
    for _ in range(count):
        priority = PriorityFactory(partnership=partnership)
        action = reported(partnership, DeliveryStatus.ON_TRACK, priority=priority)
        ActionAgencyFactory(action=action, agency=AgencyFactory())
        MilestoneFactory(action=action)
        ProgressUpdateFactory(action=action, decided_at=timezone.now())
        measured(action=action)
        RecommendationFactory(partnership=partnership, priority=priority)
        DecisionFactory(meeting=partnership.meetings.get())

    with django_assert_num_queries(number):
        client.get(f"/northshire/{query}")
