"""The page for residents: what is on it, what never is, and how many questions it asks."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import ActionAgency, Audience
from partners.models import Partnership
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    AgencyFactory,
    CommentaryFactory,
    DocumentFactory,
    IndicatorFactory,
    LightOverrideFactory,
    MeasureFactory,
    MeetingFactory,
    MilestoneFactory,
    ObservationFactory,
    PackFactory,
    PartnershipFactory,
    PersonFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    SeriesFactory,
    SourceFactory,
    ThemeFactory,
)

pytestmark = pytest.mark.django_db
ADDRESS = "/northshire/public/"


def page(client, address=ADDRESS):
    return BeautifulSoup(client.get(address).content, "html.parser")


def text_of(client, address=ADDRESS):
    return page(client, address).find("main").get_text(" ", strip=True)


def below(client, anchor):
    """The words between a heading and the next of its level or above."""
    heading = page(client).find(id=anchor)
    said = []
    for each in heading.find_next_siblings():
        if each.name in ("h2", "h3") and each.name <= heading.name:
            break
        said.append(each.get_text(" ", strip=True))
    return " ".join(said)


def measured(priority, *, name, verdict, trend, source=None, **reading):
    series = SeriesFactory(indicator=IndicatorFactory(name=name, unit="%"), is_headline=True)
    observation = ObservationFactory(series=series, source=source or SourceFactory(name="Yearly tables"))
    made = ReadingFactory(observation=observation, trend=trend, trend_verdict=verdict, **reading)
    MeasureFactory(action=None, priority=priority, series=series)
    return made


def reported(partnership, status, **fields):
    person = PersonFactory(name="Olu Officer")
    return ActionFactory(
        partnership=partnership, delivery_status=status, confidence="confident", reported_at=timezone.now(),
        reported_by=person, lead_officer=person, **fields,
    )  # fmt: skip


def test_residents_find_what_goes_well_and_what_does_not(client, partnership):
    priority = PriorityFactory(partnership=partnership, title="Save lives")
    measured(priority, name="Deaths from drug misuse", verdict="getting_worse", trend="increasing")
    measured(priority, name="Help within three weeks", verdict="getting_better", trend="increasing")

    well, not_well = below(client, "well"), below(client, "not-well")

    assert "Help within three weeks" in well
    assert "This is getting better." in well
    assert "Deaths from drug misuse" in not_well
    assert "This is getting worse." in not_well
    assert "Deaths" not in well


def test_a_figure_says_area_period_source_and_what_keeps_it_from_being_exact(client, partnership):
    priority = PriorityFactory(partnership=partnership)
    reading = measured(priority, name="Deaths", verdict="getting_worse", trend="increasing", value=46, qualifier="~",
                       state="provisional")  # fmt: skip

    said = below(client, "not-well")

    assert f"Deaths: about 46% in {reading.area.name} ({reading.period})." in said
    assert "This figure may still change." in said
    assert "Source: Yearly tables." in said


def said_of(reading, **fields):
    return CommentaryFactory(
        series=reading.series, partnership=Partnership.objects.get(slug="northshire"), text="It stands at {value}.",
        **fields,
    )  # fmt: skip


def test_what_is_written_of_a_figure_stands_beside_it_with_the_newest_figure(client, partnership):
    priority = PriorityFactory(partnership=partnership)
    reading = measured(priority, name="Deaths", verdict="getting_worse", trend="increasing", value=46)
    made = said_of(reading, claim="worse")

    said = below(client, "not-well")

    assert "What we say about it: It stands at 46%." in said
    assert "Take care" not in said
    assert made.written_by.name not in said


def test_words_that_the_newest_figure_contradicts_carry_their_flag(client, partnership):
    priority = PriorityFactory(partnership=partnership)
    reading = measured(priority, name="Deaths", verdict="getting_worse", trend="increasing")
    said_of(reading, claim="better")

    said = below(client, "not-well")

    assert f"Take care: the newest figure, for {reading.period}, does not say so." in said


def test_words_about_a_figure_that_visitors_may_not_see_are_not_shown(client, partnership):
    hidden = SourceFactory(
        kind="document", document=DocumentFactory(partnership=PartnershipFactory(slug="hidden", is_published=False))
    )
    priority = PriorityFactory(partnership=partnership)
    reading = measured(priority, name="Deaths", verdict="getting_worse", trend="increasing", source=hidden)
    said_of(reading)

    said = text_of(client)

    assert "Deaths: there is no figure" in said
    assert "It stands at" not in said


def test_a_look_back_has_no_words_that_were_written_later(client, partnership):
    priority = PriorityFactory(partnership=partnership)
    said_of(measured(priority, name="Deaths", verdict="getting_worse", trend="increasing"))
    yesterday = timezone.localdate() - datetime.timedelta(days=1)

    assert "It stands at" not in text_of(client, f"{ADDRESS}?as_of={yesterday}")


def test_promises_are_told_with_their_agencies_and_what_became_of_them(client, partnership, agency):
    priority = PriorityFactory(partnership=partnership, title="Save lives")
    done = reported(partnership, "complete", priority=priority, title="Open a clinic")
    ActionAgencyFactory(action=done, agency=agency, role=ActionAgency.Role.LEAD)
    ActionFactory(partnership=partnership, priority=priority, title="Hire a nurse", due_on=datetime.date(2099, 3, 31))

    said = text_of(client)

    assert "We promised two things. One is done. One has no news yet." in said
    assert "Open a clinic. Done. In charge: Northshire Probation." in said
    assert "Hire a nurse. No news yet. To be done by March 2099." in said


def test_no_officer_is_named(client, partnership, partnership_lead):
    action = reported(partnership, "late", title="Open a clinic")
    LightOverrideFactory(action=action, light="delivery", state="on_track", set_by=partnership_lead)
    ProgressUpdateFactory(action=action, reported_by=PersonFactory(name="Olu Officer"), narrative="Ms Patel is ill.")

    said = client.get(ADDRESS).content.decode()

    assert "Open a clinic" in said
    assert not [name for name in ("Olu Officer", "Lee Lead", "Patel", "@") if name in said]


def test_what_people_said_leads_to_what_was_done(client, partnership):
    asked = RecommendationFactory(
        partnership=partnership, ref="R1", title="Write letters in plain words",
        evidence="Costs rose. Residents said that letters are hard to read.",
    )  # fmt: skip
    RecommendationFactory(partnership=partnership, ref="R2", title="Ask residents", evidence="")
    RecommendationFactory(partnership=partnership, ref="R3", title="Buy a van", evidence="Costs rose.")
    RecommendationFactory(
        partnership=partnership, ref="R4", title="Open at night", evidence="Families asked for it.",
        response="declined", response_reason="There is no money for it.",
    )  # fmt: skip
    answer = reported(partnership, "complete", title="Rewrite all letters")
    answer.recommendations.add(asked)

    said = below(client, "said")

    assert "You said Residents said that letters are hard to read." in said
    assert "So the plan should: Write letters in plain words." in said
    assert "We did Rewrite all letters. Done." in said
    assert "Ask residents. We did We have not said yet what we will do about it." in said
    assert "We decided not to do this. The reason: There is no money for it." in said
    assert "Buy a van" not in said


def test_what_was_archived_is_not_told(client, partnership):
    asked = RecommendationFactory(partnership=partnership, title="Ask residents", evidence="Residents said so.")
    gone = reported(partnership, "complete", title="Old work", archived_at=timezone.now(), archive_reason="Done twice")
    gone.recommendations.add(asked)

    assert "Old work" not in text_of(client)


def test_what_people_told_us_is_there_without_a_promise(client, partnership):
    ThemeFactory(document=DocumentFactory(partnership=partnership), name="Evenings matter", summary="Work ends late.")

    assert "Evenings matter: Work ends late." in below(client, "said")


def test_the_next_meeting_is_one_that_is_held(client, partnership):
    today = timezone.localdate()
    MeetingFactory(partnership=partnership, held_on=today - datetime.timedelta(days=3))
    MeetingFactory(
        partnership=partnership, held_on=today + datetime.timedelta(days=2), cancelled_at=timezone.now(),
        cancelled_by=PersonFactory(),
    )  # fmt: skip

    assert "No date is set" in below(client, "next")

    MeetingFactory(partnership=partnership, held_on=datetime.date(2099, 1, 12))
    _forget()

    assert "The partnership meets next on 12 January 2099." in below(client, "next")


def _forget():
    """What a factory writes stands in no audit."""
    caches["pages"].clear()


def test_only_papers_for_everybody_are_listed(client, partnership):
    frozen = {"is_frozen": True, "meeting": MeetingFactory(partnership=partnership)}
    PackFactory(title="For everybody", audience=Audience.PUBLIC, released_at=timezone.now(),
                released_by=PersonFactory(), **frozen)  # fmt: skip
    PackFactory(title="Not out yet", audience=Audience.PUBLIC, **frozen)
    PackFactory(title="For the board", audience=Audience.BOARD, **frozen)

    said = below(client, "next")

    assert "For everybody" in said
    assert "Not out yet" not in said
    assert "For the board" not in said


def test_of_an_unpublished_partnership_there_is_no_page_not_even_for_its_members(client, partnership, viewer):
    partnership.is_published = False
    partnership.save()

    assert client.get(ADDRESS).status_code == 404
    client.force_login(viewer)
    assert client.get(ADDRESS).status_code == 404
    assert client.get("/nowhere/public/").status_code == 404


def test_an_empty_partnership_has_a_page_that_says_so(client, partnership):
    said = text_of(client)

    assert "We have not written down our aims here yet." in said
    assert "So nobody can say how well it works." in said


def test_odd_texts_stand_there_as_they_are(client, partnership):
    odd = "<script>alert(1)</script> =cmd|' /C calc'!A0 😀 \u202bשלום " + "long " * 4000
    reported(partnership, "late", title=odd)

    response = client.get(ADDRESS)

    assert b"<script>alert" not in response.content
    assert "😀" in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_whatever_it_holds(client, partnership, number):
    for _ in range(number):
        _everything(partnership)

    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)

    assert len(queries) == 14, "\n".join(one["sql"][:120] for one in queries)


def _meeting(partnership):
    return MeetingFactory(partnership=partnership, title=f"Meeting {partnership.meetings.count()}")


def _everything(partnership):
    priority = PriorityFactory(partnership=partnership)
    measured(priority, name="Deaths", verdict="getting_worse", trend="increasing", source=SourceFactory())
    action = reported(partnership, "late", priority=priority)
    ActionAgencyFactory(action=action, agency=AgencyFactory())
    MilestoneFactory(action=action)
    asked = RecommendationFactory(partnership=partnership, priority=priority, evidence="Residents said so.")
    action.recommendations.add(asked)
    ThemeFactory(document=DocumentFactory(partnership=partnership))
    PackFactory(is_frozen=True, meeting=_meeting(partnership), audience=Audience.PUBLIC, released_at=timezone.now(),
                released_by=PersonFactory())  # fmt: skip


def test_residents_come_to_it_from_the_strategy_and_the_national_page(client, partnership):
    hidden = PartnershipFactory(slug="hidden", is_published=False)

    for address in ("/northshire/", "/"):
        links = [each["href"] for each in page(client, address).find_all("a")]
        assert ADDRESS in links
        assert f"/{hidden.slug}/public/" not in links
