"""The page for residents is kept: never stale after a change, never with anything that only members see."""

import datetime
import gzip

import pytest
from django.contrib.messages import constants
from django.contrib.messages.storage.base import Message
from django.contrib.messages.storage.cookie import CookieStorage
from django.core.cache import caches
from django.db import connection
from django.http import HttpResponse
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import Commentary
from actions.operations import commentary, meetings, updates
from actions.operations.plan.recommendations import change_recommendation
from actions.public import kept
from cdp import audit
from tests.factories import (
    ActionFactory,
    AuditEventFactory,
    DocumentFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MembershipFactory,
    ObservationFactory,
    PartnershipFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    RefreshFactory,
    SeriesFactory,
    SourceFactory,
    StepChangeFactory,
)

pytestmark = pytest.mark.django_db

LATER = 1_000_000  # a number that no other event of a test has
ADDRESS = "/northshire/public/"


def text_of(client, **options):
    response = client.get(ADDRESS, **options)
    assert response.status_code == 200
    return response.content.decode()


def state_of(day):
    return kept.state_of("northshire", on=day)


def queries_of(client, **options):
    with CaptureQueriesContext(connection) as queries:
        response = client.get(ADDRESS, **options)
    return response, len(queries)


# Kept ----------------------------------------------------------------------------------------------------------------


def test_the_second_who_asks_costs_one_query(client, partnership, viewer):
    client.get(ADDRESS)

    assert queries_of(client)[1] == 1
    client.force_login(viewer)
    assert queries_of(client)[1] == 1


def test_whoever_asks_first_the_page_is_that_of_a_visitor(client, partnership, partnership_lead):
    ActionFactory(partnership=partnership, title="Open a clinic")
    by_visitor = client.get(ADDRESS)
    caches["pages"].clear()
    client.force_login(partnership_lead)

    by_lead = client.get(ADDRESS)

    assert by_lead.content == by_visitor.content
    assert by_lead["ETag"] == by_visitor["ETag"]
    assert "Lee Lead" not in by_lead.content.decode()
    assert "Sign out" not in by_lead.content.decode()


def test_what_only_members_see_is_not_in_it_though_a_member_asked_first(client, partnership, viewer):
    """A figure of another partnership's document that is not published, which this person sees elsewhere."""
    hidden = PartnershipFactory(slug="hidden", is_published=False)
    MembershipFactory(user=viewer, partnership=hidden)
    source = SourceFactory(kind="document", document=DocumentFactory(partnership=hidden))
    series = SeriesFactory(indicator=IndicatorFactory(name="Secret deaths"), is_headline=True)
    ReadingFactory(observation=ObservationFactory(series=series, source=source, value=987), value=987)
    MeasureFactory(action=None, priority=PriorityFactory(partnership=partnership), series=series)
    client.force_login(viewer)

    assert "987" in client.get("/northshire/").content.decode()
    assert "987" not in text_of(client)


def test_a_message_for_somebody_is_neither_shown_nor_used_up(client, partnership, partnership_lead):
    client.force_login(partnership_lead)
    response = HttpResponse()
    CookieStorage(RequestFactory().get("/"))._update_cookie([Message(constants.SUCCESS, "You saved it")], response)
    client.cookies["messages"] = response.cookies["messages"].value
    answer = client.get(ADDRESS)

    assert "You saved it" not in answer.content.decode()
    assert "messages" not in answer.cookies


# Headers -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("is_signed_in", [True, False])
def test_the_headers_let_anybody_keep_it_and_ask_each_time(client, partnership, viewer, settings, is_signed_in):
    settings.REQUIRE_SECOND_FACTOR = True
    if is_signed_in:
        client.force_login(viewer)

    response = client.get(ADDRESS, headers={"accept-encoding": "gzip"})

    assert response["Cache-Control"] == "public, no-cache"
    assert response["Vary"] == "Accept-Encoding"
    assert not response.cookies
    assert not response["ETag"].startswith("W/")
    assert gzip.decompress(response.content).startswith(b"<!DOCTYPE html>")


def test_each_encoding_has_an_etag_of_its_own(client, partnership):
    plain = client.get(ADDRESS)
    zipped = client.get(ADDRESS, headers={"accept-encoding": "br, gzip"})

    assert plain["ETag"] != zipped["ETag"]
    assert gzip.decompress(zipped.content) == plain.content


def test_whoever_has_it_already_is_told_so(client, partnership):
    etag = client.get(ADDRESS)["ETag"]

    again = client.get(ADDRESS, headers={"if-none-match": etag})

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert again["Cache-Control"] == "public, no-cache"


def test_a_date_is_given_only_once_nothing_of_that_second_can_change(rf, partnership):
    page = kept.Kept((), b"x", b"", "d", made_at=1_000_000)

    assert "Last-Modified" not in kept.answer(rf.get("/"), page, now=1_000_000.9)
    later = kept.answer(rf.get("/"), page, now=1_000_001.0)
    assert later["Last-Modified"] == "Mon, 12 Jan 1970 13:46:40 GMT"
    same = rf.get("/", headers={"if-modified-since": later["Last-Modified"]})
    assert kept.answer(same, page, now=1_000_001.0).status_code == 304
    assert kept.answer(same, page, now=1_000_000.9).status_code == 200


def test_head_is_answered_and_post_is_not(client, partnership):
    assert client.head(ADDRESS)["ETag"] == client.get(ADDRESS)["ETag"]
    assert client.post(ADDRESS).status_code == 405


# Never stale ---------------------------------------------------------------------------------------------------------


def changes():
    return [
        ("a meeting is set", _set_meeting, "The partnership meets next on"),
        ("an update is approved", _approve, "One is done."),
        ("a recommendation is declined", _decline, "There is no money."),
        ("a commentary is written", _write, "We opened two more rooms."),
        ("the partnership is renamed on the admin pages", _rename, "Southshire"),
    ]


def _set_meeting(partnership, lead):
    in_a_month = timezone.localdate() + datetime.timedelta(days=30)
    meetings.plan_meeting(partnership=partnership, title="Board", held_on=in_a_month, by=lead)


def _approve(partnership, lead):
    update = ProgressUpdateFactory(
        action=partnership.actions.get(), state="submitted", delivery_status="complete", confidence="confident",
        narrative="Open.",
    )  # fmt: skip
    updates.approve(update=update, version=update.version, by=lead)


def _decline(partnership, lead):
    one = partnership.recommendations.get()
    change_recommendation(
        recommendation=one, version=one.version, response="declined", response_reason="There is no money.", by=lead
    )


def _write(partnership, lead):
    series = partnership.priorities.get().measures.get().series
    text = "We opened two more rooms."
    commentary.write(partnership=partnership, series=series, text=text, claim="", words={}, by=lead)


def _rename(partnership, lead):
    partnership.short_name = "Southshire"
    partnership.save()
    audit.record(kind="row.changed", by=lead, subject=partnership)


@pytest.mark.parametrize(("change", "said"), [(c, s) for _, c, s in changes()], ids=[n for n, *_ in changes()])
def test_a_change_is_on_the_page_at_once(client, partnership, partnership_lead, change, said):
    priority = PriorityFactory(partnership=partnership)
    ActionFactory(partnership=partnership, priority=priority)
    RecommendationFactory(partnership=partnership, priority=priority, title="Ask residents")
    measured(priority)
    before = client.get(ADDRESS)
    assert said not in before.content.decode()

    change(partnership, partnership_lead)
    after = client.get(ADDRESS, headers={"if-none-match": before["ETag"]})

    assert after.status_code == 200
    assert said in after.content.decode()


def measured(priority):
    """A figure that everybody may see, which the priority is to be judged by."""
    series = SeriesFactory(is_headline=True)
    ReadingFactory(observation=ObservationFactory(series=series))
    return MeasureFactory(action=None, priority=priority, series=series)


def test_a_commentary_that_is_taken_back_is_gone_at_once(client, partnership, partnership_lead):
    measured(PriorityFactory(partnership=partnership))
    _write(partnership, partnership_lead)
    assert "We opened two more rooms." in text_of(client)

    commentary.take_back(commentary=Commentary.objects.get(), by=partnership_lead)

    assert "We opened two more rooms." not in text_of(client)


@pytest.mark.parametrize("happens", ["run", "step change", "event"])
def test_the_page_is_made_anew_when_figures_or_the_record_have_changed(client, partnership, happens):
    client.get(ADDRESS)
    {
        "run": lambda: RefreshFactory(outcome="changed", published_at=timezone.now()),
        "step change": StepChangeFactory,
        "event": lambda: AuditEventFactory(partnership=partnership),
    }[happens]()

    assert queries_of(client)[1] > 1
    assert queries_of(client)[1] == 1


def test_a_change_that_was_written_after_a_later_one_is_seen(partnership):
    """Of two changes at one time the one that began first may end last: the newest number stays what it was."""
    on = datetime.date(2026, 11, 22)
    AuditEventFactory(partnership=partnership, pk=LATER)
    before = state_of(on)

    AuditEventFactory(partnership=partnership, pk=LATER - 1)

    assert state_of(on) != before


def test_another_partnership_leaves_the_page_as_it_is(client, partnership):
    other = PartnershipFactory()
    client.get(ADDRESS)
    AuditEventFactory(partnership=other)

    assert queries_of(client)[1] == 1


def test_the_next_day_makes_another_page(partnership):
    state = state_of(datetime.date(2026, 11, 22))

    assert state != state_of(datetime.date(2026, 11, 23))


def test_a_meeting_of_yesterday_is_gone_the_day_after(client, partnership, monkeypatch):
    MeetingFactory(partnership=partnership, held_on=datetime.date(2099, 1, 12))
    monkeypatch.setattr(timezone, "localdate", lambda *_: datetime.date(2099, 1, 12))
    assert "12 January 2099." in text_of(client)

    monkeypatch.setattr(timezone, "localdate", lambda *_: datetime.date(2099, 1, 13))

    assert "No date is set" in text_of(client)


def test_what_is_withdrawn_is_gone_at_once_from_the_kept_page_too(client, partnership):
    client.get(ADDRESS)
    partnership.is_published = False
    partnership.save()

    assert client.get(ADDRESS).status_code == 404


def test_the_same_text_keeps_its_etag_and_date(client, partnership):
    before = client.get(ADDRESS)
    made_at = caches["pages"].get("northshire").made_at
    AuditEventFactory(partnership=partnership)

    assert client.get(ADDRESS)["ETag"] == before["ETag"]
    assert caches["pages"].get("northshire").made_at == made_at


def test_a_look_back_is_never_kept(client, partnership):
    RefreshFactory(outcome="changed", published_at=datetime.datetime(2026, 4, 1, tzinfo=datetime.UTC))

    back = client.get(f"{ADDRESS}?as_of=2026-05-03")

    assert back["Cache-Control"] == "no-store"
    assert "3 May 2026" in back.content.decode()
    assert caches["pages"].get("northshire") is None
    assert "3 May 2026" not in text_of(client)


def test_the_query_of_an_address_is_not_in_the_kept_page(client, partnership):
    client.get(f"{ADDRESS}?utm=evil")

    assert "evil" not in text_of(client)
