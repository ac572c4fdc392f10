"""A shared link opens one page as the board sees it, and nothing else, as long as it holds."""

import datetime
import re

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import SharedLink
from actions.operations import sharing
from actions.shared import links
from cdp.models import AuditEvent
from tests.factories import (
    ActionAgencyFactory,
    ActionFactory,
    DocumentFactory,
    IndicatorFactory,
    MeasureFactory,
    MeetingFactory,
    MembershipFactory,
    ObservationFactory,
    PackFactory,
    PartnershipFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    ReadingFactory,
    RecommendationFactory,
    SeriesFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def everything(partnership):
    priority = PriorityFactory(partnership=partnership, code="P1")
    action = ActionFactory(partnership=partnership, ref="1.1", title="Open a clinic", priority=priority)
    ActionAgencyFactory(action=action)
    RecommendationFactory(partnership=partnership, ref="R1", title="Open clinics", priority=priority)
    return action


# Opening -------------------------------------------------------------------------------------------------------------

PATHS = [
    "/northshire/",
    "/northshire/priorities/P1/",
    "/northshire/recommendations/R1/",
    "/northshire/actions/1.1/",
    "/northshire/indicators/",
    "/northshire/what-changed/",
]


@pytest.mark.parametrize("is_published", [True, False])
@pytest.mark.parametrize("path", PATHS)
def test_a_link_opens_its_page_to_somebody_who_is_nobody_here(client, partnership, shared, path, is_published):
    everything(partnership)
    partnership.is_published = is_published
    partnership.save()
    _, address = shared(path)

    response = client.get(address)

    assert response.status_code == 200
    assert "Shared link until" in soup(response).find("header").get_text(" ", strip=True)


@pytest.mark.parametrize("path", PATHS)
def test_nothing_on_it_leads_further(client, partnership, shared, path):
    everything(partnership)
    _, address = shared(path)

    page = soup(client.get(address))

    left = {each.get("href") for each in page.find_all("a") if not each.get("href").startswith("#")}
    assert left == {"/accessibility/", "/privacy/"}
    assert page.find_all(["form", "nav", "button", "input"]) == []
    assert "another date" not in page.get_text()


def test_links_within_the_page_stay(client, partnership, shared):
    everything(partnership)
    _, address = shared()

    page = soup(client.get(address))

    anchors = [each["href"][1:] for each in page.find("main").find_all("a")]
    assert anchors
    assert [one for one in anchors if page.find(id=one) is None] == []


def test_it_shows_what_members_see_and_not_what_its_maker_sees_elsewhere(client, partnership, partnership_lead, shared):
    """A figure of another, unpublished partnership, of which the maker is a member too; and drafts of updates."""
    hidden = PartnershipFactory(slug="hidden", is_published=False)
    MembershipFactory(user=partnership_lead, partnership=hidden)
    priority = PriorityFactory(partnership=partnership, code="P1")
    for name, owner, value in (("Secret", hidden, 987), ("Own", partnership, 654)):
        source = SourceFactory(kind="document", document=DocumentFactory(partnership=owner))
        series = SeriesFactory(indicator=IndicatorFactory(name=name), is_headline=True)
        ReadingFactory(observation=ObservationFactory(series=series, source=source, value=value), value=value)
        MeasureFactory(action=None, priority=priority, series=series)
    partnership.is_published = False
    partnership.save()
    _, address = shared("/northshire/priorities/P1/")

    said = client.get(address).content.decode()

    assert "654" in said
    assert "987" not in said


def test_what_waits_for_approval_is_not_shown(client, partnership, shared):
    action = everything(partnership)
    ProgressUpdateFactory(action=action, state="submitted", narrative="Nobody has approved this.")
    _, address = shared("/northshire/actions/1.1/")

    assert "Nobody has approved this." not in client.get(address).content.decode()


def test_whoever_is_signed_in_sees_the_same(client, partnership, shared, partnership_lead):
    everything(partnership)
    _, address = shared("/northshire/actions/1.1/")
    by_visitor = client.get(address).content
    client.force_login(partnership_lead)

    by_lead = client.get(address).content

    assert _without_request(by_lead) == _without_request(by_visitor)
    assert b"Lee Lead" not in by_lead


def _without_request(page):
    return re.sub(rb'name="csrfmiddlewaretoken" value="\w+"', b"", page)


@pytest.mark.parametrize(("is_restricted", "status"), [(False, 200), (True, 410)])
def test_a_frozen_pack_is_read_and_never_a_restricted_one(
    client, partnership, shared, monkeypatch, is_restricted, status
):
    monkeypatch.setattr("actions.views.packs.store.opened", lambda frozen: frozen)
    monkeypatch.setattr("actions.views.packs.html.body", lambda paper: "The papers.")
    pack = PackFactory(
        is_frozen=True, meeting=MeetingFactory(partnership=partnership), is_restricted=is_restricted, title="Papers"
    )
    _, address = shared(f"/northshire/packs/{pack.pk}/read/")

    assert client.get(address).status_code == status


def test_filters_of_the_address_hold_and_downloads_do_not(client, partnership, shared):
    link, address = shared("/northshire/indicators/?sort=name&format=csv")

    assert link.path == "/northshire/indicators/?sort=name"
    assert client.get(address)["Content-Type"].startswith("text/html")


def test_the_query_of_a_shared_address_changes_nothing(client, partnership, shared):
    _, address = shared("/northshire/indicators/")

    assert client.get(f"{address}?format=csv")["Content-Type"].startswith("text/html")


def test_the_answer_is_kept_by_nobody_and_told_to_nobody(client, partnership, shared):
    _, address = shared()

    response = client.get(address)

    assert response["Referrer-Policy"] == "no-referrer"
    assert response["X-Robots-Tag"] == "noindex, nofollow"
    assert "no-store" in response["Cache-Control"]
    assert "private" in response["Cache-Control"]
    assert response["X-Frame-Options"] == "DENY"


def test_nothing_can_be_sent_to_it(client, partnership, shared):
    _, address = shared()

    assert client.post(address).status_code == 405


def test_a_link_costs_two_queries_more_than_its_page_and_the_two_of_the_count(client, partnership, shared):
    everything(partnership)
    _, address = shared()
    client.get(address)  # the first of the day is an event
    with CaptureQueriesContext(connection) as plain:
        client.get("/northshire/")
    with CaptureQueriesContext(connection) as through:
        client.get(address)

    assert len(through) <= len(plain) + 5


# No longer -----------------------------------------------------------------------------------------------------------


def test_an_expired_link_says_what_to_do(client, partnership, shared):
    link, address = shared()
    SharedLink.objects.filter(pk=link.pk).update(
        made_at=timezone.now() - datetime.timedelta(days=9), expires_at=timezone.now() - datetime.timedelta(days=1)
    )

    response = client.get(address)

    assert response.status_code == 410
    assert "Ask the person who sent it to you for a new one." in soup(response).find("main").get_text()
    assert "Northshire" not in response.content.decode()


def test_a_link_works_to_the_end_of_its_last_day(partnership, shared):
    link, address = shared(last_day=TODAY())
    end = timezone.make_aware(datetime.datetime.combine(TODAY(), datetime.time(23, 59, 58)))

    assert links.find(address[3:-1], now=end) == link
    with pytest.raises(links.Expired):
        links.find(address[3:-1], now=end + datetime.timedelta(seconds=1))


def test_a_revoked_link_opens_nothing(client, partnership, shared, partnership_lead):
    link, address = shared()
    sharing.revoke_link(link=link, by=partnership_lead)

    response = client.get(address)

    assert response.status_code == 410
    assert "This link has been taken back" in response.content.decode()
    with pytest.raises(sharing.RevokedAlready):
        sharing.revoke_link(link=link, by=partnership_lead)


@pytest.mark.parametrize("change", [lambda t: t[:-1], lambda t: "x" + t, lambda t: "nothing", lambda t: "é" * 20])
def test_a_forged_link_costs_no_query(client, partnership, shared, change, django_assert_num_queries):
    token = shared()[1][3:-1]

    with django_assert_num_queries(0):
        response = client.get(f"/s/{change(token)}/")

    assert response.status_code == 404


def test_a_page_that_is_gone_says_so(client, partnership, shared):
    everything(partnership)
    _, address = shared("/northshire/priorities/P1/")
    partnership.actions.all().delete()
    partnership.recommendations.all().delete()
    partnership.priorities.all().delete()

    response = client.get(address)

    assert response.status_code == 410
    assert "The page is no longer there" in response.content.decode()


def test_a_path_that_is_no_longer_allowed_opens_nothing(client, partnership, shared):
    """Also one that somebody wrote into the database."""
    link, address = shared()
    for path in ("/northshire/audit/", "/admin/", "/healthz", "/nowhere/", "//evil.example/", "/hidden/"):
        SharedLink.objects.filter(pk=link.pk).update(path=path)
        assert client.get(address).status_code == 410


def test_guessing_is_stopped_and_a_good_link_counts_for_nothing(client, partnership, shared, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 0
    _, address = shared()
    for _ in range(20):
        client.get("/s/wrong/")
        client.get(address)

    assert client.get("/s/wrong/").status_code == 429
    assert client.get(address).status_code == 429


# Counted and told ----------------------------------------------------------------------------------------------------


def kinds():
    return list(AuditEvent.objects.filter(kind__startswith="shared_link").order_by("pk").values_list("kind", flat=True))


def test_openings_are_counted_and_the_first_of_a_day_is_an_event(client, partnership, shared):
    link, address = shared()
    for _ in range(3):
        client.get(address)
    client.head(address)

    link.refresh_from_db()
    assert link.times_opened == 3
    assert kinds() == ["shared_link.made", "shared_link.opened"]

    sharing.opened(link=link, now=timezone.now() + datetime.timedelta(days=1))
    assert kinds() == ["shared_link.made", "shared_link.opened", "shared_link.opened"]


def test_the_token_stands_nowhere_in_the_database(partnership, shared):
    _, address = shared()
    token = address[3:-1]

    kept = str(list(SharedLink.objects.values())) + str(list(AuditEvent.objects.values()))

    assert token not in kept
    assert token.split(".")[0] not in kept
