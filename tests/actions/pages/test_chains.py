import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from actions import chain_picture
from actions.board.chains import chains_of
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    DecisionFactory,
    EvidenceFigureFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    PersonFactory,
    PriorityFactory,
    ReadingFactory,
    RecommendationFactory,
    SeatFactory,
    SeriesFactory,
)

pytestmark = pytest.mark.django_db
PICTURE = "/northshire/chain/"


def whole(partnership, ref, priority=None):
    """A recommendation with its need, and all that hangs on it."""
    recommendation = RecommendationFactory(partnership=partnership, ref=f"R{ref}", priority=priority)
    EvidenceFigureFactory(recommendation=recommendation)
    action = ActionFactory(partnership=partnership, ref=f"A{ref}", **({"priority": priority} if priority else {}))
    action.recommendations.add(recommendation)
    ActionAgencyFactory(action=action, agency=AgencyFactory(name=f"Agency {ref}"))
    MilestoneFactory(action=action, title=f"Milestone {ref}")
    MeasureFactory(action=action)
    meeting = MeetingFactory(partnership=partnership, title=f"Board {ref}")
    DecisionFactory(meeting=meeting, action=action, text=f"Decision {ref}")
    return recommendation, action


def soup(response):
    assert response.status_code == 200
    return BeautifulSoup(response.content, "html.parser")


def test_the_chain_of_a_recommendation_has_each_link_with_its_page(client, partnership):
    recommendation, action = whole(partnership, "1")
    whole(partnership, "2")

    page = soup(client.get("/northshire/recommendations/R1/chain/"))

    kinds = [link.h3.get_text() for link in page.select(".cdp-chain > li")]
    assert kinds == ["Need", "Recommendation", "Action", "Lead agency", "Milestones", "Measure", "Decisions"]
    assert not page.select(".cdp-chain__gap")
    links = {link["href"] for link in page.select(".cdp-chain a")}
    measure, decision = action.measures.get(), action.decisions.get()
    assert links >= {
        recommendation.get_absolute_url(), action.get_absolute_url(), decision.get_absolute_url(),
        measure.series.indicator.get_absolute_url(),
    }  # fmt: skip
    assert "Decision 2" not in page.get_text()


def test_a_recommendation_without_an_action_shows_where_its_way_ends(client, partnership):
    RecommendationFactory(partnership=partnership, ref="R9")

    page = soup(client.get("/northshire/recommendations/R9/chain/"))

    assert page.select_one(".cdp-lead").get_text() == "No action answers recommendation R9 yet."


def test_loose_ends_are_listed(client, partnership):
    whole(partnership, "1")
    lonely = RecommendationFactory(partnership=partnership, ref="R9")
    unmeasured = ActionFactory(partnership=partnership, ref="A9")
    series = SeriesFactory()
    ReadingFactory(observation=ObservationFactory(series=series), trend="increasing", trend_verdict="getting_worse")
    MeasureFactory(series=series, action=None, priority=unmeasured.priority)
    chains = chains_of(partnership, on=timezone.localdate(), user=PersonFactory())

    assert chains.unanswered == [lonely]
    assert [step.action for step in chains.unmeasured] == [unmeasured]
    assert [reading.series for reading in chains.worsening] == [series]
    page = soup(client.get(PICTURE))
    assert page.h1.get_text() == (
        "1 recommendation without an action, 1 action without a measure and 1 worsening measure without an action"
    )
    assert len(page.select(".cdp-picture__box--loose")) == 2


def test_from_an_agency_a_measure_and_a_decision_there_is_a_way_back_to_the_recommendation(client, partnership):
    _, action = whole(partnership, "1")

    page = soup(client.get(PICTURE))

    indicator = action.measures.get().series.indicator
    ends = (
        f"agency-{action.agencies.get().slug}", f"measure-{indicator.code}", f"decision-{action.decisions.get().pk}",
    )  # fmt: skip
    for end in ends:
        hrefs = [link["href"] for link in page.find(id=end).select("a")]
        assert hrefs[1:] == [action.get_absolute_url(), "/northshire/recommendations/R1/chain/"]


def test_the_picture_and_the_list_hold_the_same(client, partnership):
    for ref in "12":
        whole(partnership, ref)

    page = soup(client.get(PICTURE))

    drawn = [text.get_text() for text in page.select("svg.cdp-picture .cdp-picture__words")]
    assert len(drawn) == 8
    assert len(page.select(".cdp-picture__join")) == 6
    assert all(words.rstrip("…") in page.select_one("main").get_text() for words in drawn)


def test_a_priority_is_shown_alone_and_an_unknown_one_is_said(client, partnership):
    priority = PriorityFactory(partnership=partnership, code="P1")
    whole(partnership, "1", priority)
    whole(partnership, "2")

    assert "A2" not in soup(client.get(f"{PICTURE}?priority=P1")).select_one("main").get_text()
    page = soup(client.get(f"{PICTURE}?priority=zz"))
    assert "“zz” is no priority here" in page.get_text()


def test_an_empty_strategy_and_a_very_long_one_have_their_sentence(client, partnership):
    assert soup(client.get(PICTURE)).h1.get_text() == "Nothing has been recommended or agreed yet"
    RecommendationFactory.create_batch(chain_picture.MOST + 1, partnership=partnership)
    page = soup(client.get(PICTURE))
    assert page.select_one("svg.cdp-picture") is None
    assert "are too many to draw" in page.get_text()


def test_strangers_do_not_find_the_chain_of_an_unpublished_partnership(client, partnership, stranger):
    whole(partnership, "1")
    partnership.is_published = False
    partnership.save()
    client.force_login(stranger)

    assert [client.get(page).status_code for page in (PICTURE, "/northshire/recommendations/R1/chain/")] == [404, 404]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize(("page", "number"), [(PICTURE, 12), ("/northshire/recommendations/R0/chain/", 12)])
def test_the_pages_make_twelve_queries(client, partnership, count, page, number, django_assert_num_queries):
    for ref in range(count):
        whole(partnership, str(ref))

    with django_assert_num_queries(number):
        client.get(page)


def test_an_action_past_its_date_is_late_in_its_chain_whatever_was_reported(client, partnership):
    _, action = whole(partnership, "1")
    action.milestones.update(due_on=timezone.localdate() - datetime.timedelta(days=1))

    page = soup(client.get("/northshire/recommendations/R1/chain/"))

    assert "Late" in page.select(".cdp-chain")[1].get_text()


def links(page, anchor):
    """The addresses within the section of this heading."""
    return [link["href"] for link in page.find(id=anchor).find_parent("section").select("a")]


def test_an_agency_leads_to_the_chains_of_what_its_actions_answer(client, partnership):
    _, action = whole(partnership, "1")
    whole(partnership, "2")
    gone = RecommendationFactory(partnership=partnership, archived_at=timezone.now(), archive_reason="Twice")
    action.recommendations.add(gone)
    agency = action.agencies.get()
    SeatFactory(partnership=partnership, agency=agency)

    page = soup(client.get(f"/northshire/agencies/{agency.slug}/"))

    assert links(page, "answers") == ["/northshire/recommendations/R1/chain/", action.get_absolute_url()]


def test_a_decision_leads_to_the_chain_that_it_belongs_to(client, partnership):
    _, action = whole(partnership, "1")
    whole(partnership, "2")

    page = soup(client.get(action.decisions.get().get_absolute_url()))

    chains = [link["href"] for link in page.select("main a") if link["href"].endswith("/chain/")]
    assert chains == ["/northshire/recommendations/R1/chain/"]


def test_an_action_and_a_priority_lead_to_the_chain(client, partnership):
    priority = PriorityFactory(partnership=partnership, code="P1")
    _, action = whole(partnership, "1", priority)

    assert "/northshire/recommendations/R1/chain/" in links(soup(client.get(action.get_absolute_url())), "chain")
    page = soup(client.get("/northshire/priorities/P1/"))
    assert links(page, "recommendations")[1:] == ["/northshire/recommendations/R1/chain/", f"{PICTURE}?priority=P1"]


def test_a_recommendation_shows_what_was_decided_on_its_actions(client, partnership):
    _, action = whole(partnership, "1")

    page = soup(client.get("/northshire/recommendations/R1/"))

    assert links(page, "chain")[-2:] == [
        action.decisions.get().get_absolute_url(), "/northshire/recommendations/R1/chain/",
    ]  # fmt: skip


@pytest.mark.parametrize("way", ["evidence", "own measure", "measure of an action", "no figure yet"])
def test_an_indicator_leads_to_the_chains_that_it_counts_for(client, partnership, way):
    recommendation = RecommendationFactory(partnership=partnership, ref="R1")
    series = SeriesFactory(is_headline=True)
    if way != "no figure yet":
        ReadingFactory(observation=ObservationFactory(series=series))
    if way == "evidence":
        EvidenceFigureFactory(recommendation=recommendation, series=series)
    elif way == "own measure":
        MeasureFactory(action=None, recommendation=recommendation, series=series)
    else:
        action = ActionFactory(partnership=partnership)
        action.recommendations.add(recommendation)
        for _ in range(2):
            MeasureFactory(action=action, series=SeriesFactory(indicator=series.indicator))
    RecommendationFactory(partnership=partnership, ref="R2")

    page = soup(client.get(series.indicator.get_absolute_url()))

    chains = [link for link in links(page, "acts") if link.endswith("/chain/")]
    assert chains == ["/northshire/recommendations/R1/chain/"]


def test_an_indicator_leads_to_no_chain_that_one_may_not_see(client, partnership):
    series = SeriesFactory(is_headline=True)
    EvidenceFigureFactory(recommendation=RecommendationFactory(partnership=partnership), series=series)
    partnership.is_published = False
    partnership.save()

    page = soup(client.get(series.indicator.get_absolute_url()))

    assert not [link for link in links(page, "acts") if link.endswith("/chain/")]
