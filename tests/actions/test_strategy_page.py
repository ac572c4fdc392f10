"""The strategy on a page as it is asked for: by whom, narrowed, grouped, taken away, and at what cost."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions.models import DeliveryStatus
from tests.actions.strategies import arrivals, fill, measured, reported, text_of
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    DecisionFactory,
    DocumentFactory,
    FootprintFactory,
    FrameworkMetricFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    OutcomeFactory,
    PartnershipFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    RefreshFactory,
    SourceFactory,
)
from tests.pages import rows_of_csv

pytestmark = pytest.mark.django_db


@pytest.fixture
def two(partnership):
    """Two priorities with an action each, led by two agencies; the first serves an outcome by its measure."""
    outcome = OutcomeFactory(code="deaths", name="Fewer deaths")
    made = []
    for code in ("1", "2"):
        priority = PriorityFactory(partnership=partnership, code=code, title=f"Priority {code}")
        action = ActionFactory(partnership=partnership, priority=priority, ref=f"{code}.1", due_on=None)
        ActionAgencyFactory(action=action, agency=AgencyFactory(slug=f"lead-{code}", name=f"Agency {code}"))
        made.append(action)
    measured(action=made[0])
    indicator = made[0].measures.get().series.indicator
    indicator.framework_metric = FrameworkMetricFactory(outcome=outcome)
    indicator.save()
    return made


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


@pytest.mark.parametrize("count", [1, 3])
def test_the_strategy_of_two_councils_makes_fourteen_queries_signed_in(
    client, viewer, partnership, count, django_assert_num_queries
):
    councils = [
        FootprintFactory(partnership=partnership, area__name=name, is_main=name == "East").area
        for name in ("East", "West")
    ]
    DocumentFactory(partnership=partnership)
    MeetingFactory(partnership=partnership, held_on=datetime.date(2020, 1, 1))
    fill(partnership, count)
    for _ in range(count):
        arrivals(councils, partnership)
    client.force_login(viewer)

    with django_assert_num_queries(14):
        response = client.get(f"/{partnership.slug}/")

    assert len(response.context["board"].priorities) == count
    assert len(response.context["board"].together.left_out) == count


@pytest.mark.parametrize("count", [1, 3])
def test_a_priority_makes_thirteen_queries_signed_in(client, viewer, partnership, count, django_assert_num_queries):
    priority = fill(partnership, count)
    client.force_login(viewer)

    with django_assert_num_queries(13):
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


@pytest.mark.parametrize("query", ["priority=1", "agency=lead-1", "outcome=deaths", "priority=1&agency=lead-1"])
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
@pytest.mark.parametrize(("query", "number"), [("", 11), ("?by=outcome", 12), ("?outcome=deaths&by=outcome", 12)])
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


def test_what_was_to_be_decided_says_that_its_date_is_past(client, partnership):
    meeting = MeetingFactory(partnership=partnership)
    DecisionFactory(meeting=meeting, text="Find two rooms.", due_on=timezone.localdate() - datetime.timedelta(days=90))
    DecisionFactory(meeting=meeting, text="Bring the cost.", due_on=timezone.localdate() + datetime.timedelta(days=9))

    page = client.get(f"/{partnership.slug}/").content
    needed = BeautifulSoup(page, "html.parser").select('section[aria-labelledby="needed"] .cdp-note')

    assert ["past its date" in one.text for one in needed] == [True, False]
