"""The page on which links are made and taken back, and other sites allowed."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import EmbedSite, SharedLink
from cdp.models import AuditEvent
from tests.factories import EmbedSiteFactory, MeasureFactory, PriorityFactory, SharedLinkFactory
from tests.signing_in import prove

pytestmark = pytest.mark.django_db
ADDRESS = "/northshire/sharing/"


@pytest.fixture
def lead(client, partnership_lead):
    prove(client, partnership_lead)
    return partnership_lead


def boxes(on):
    return {"last_day-day": on.day, "last_day-month": on.month, "last_day-year": on.year}


def sent(**changed):
    on = timezone.localdate() + datetime.timedelta(days=7)
    return {"do": "make", "path": "/northshire/", "label": "Scrutiny committee", **boxes(on), **changed}


def soup(response):
    return BeautifulSoup(response.content, "html.parser")


def test_a_lead_makes_a_link_and_sees_it_once(client, partnership, lead):
    response = client.post(ADDRESS, sent(), follow=True)

    link = SharedLink.objects.get()
    shown = soup(response).find(id="made-link")["value"]
    assert (link.label, link.path, link.made_by) == ("Scrutiny committee", "/northshire/", lead)
    assert link.token_hash not in shown
    assert client.get(shown.removeprefix("http://localhost:8000")).status_code == 200
    again = client.get(ADDRESS)
    assert soup(again).find(id="made-link") is None
    assert "Scrutiny committee" in again.content.decode()


def test_making_one_asks_again_who_it_is(client, partnership, partnership_lead):
    client.force_login(partnership_lead)

    response = client.post(ADDRESS, sent())

    assert response.status_code == 302
    assert "/account/prove/" in response.url or "reauthenticate" in response.url
    assert not SharedLink.objects.exists()


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"path": ""}, "Enter the address of the page"),
        ({"path": "/northshire/audit/"}, "This page cannot be shared."),
        ({"label": " "}, "Say for whom or what the link is"),
        ({"label": "x" * 151}, "must be 150 characters or fewer"),
        ({"last_day-day": "99"}, "Enter a real date"),
        ({"last_day-year": "2099"}, "Enter a date from today to 90 days from now"),
    ],
)
def test_what_is_wrong_is_said_in_the_summary_and_at_the_field(client, partnership, lead, wrong, said):
    response = client.post(ADDRESS, sent(**wrong))

    page = soup(response)
    assert response.status_code == 422
    assert said in page.find(class_="govuk-error-summary").get_text(" ", strip=True)
    assert page.title.text.strip().startswith("Error: ")
    assert not SharedLink.objects.exists()


def test_a_page_brings_its_own_address_along(client, partnership, lead):
    from_page = soup(client.get("/northshire/indicators/?sort=name")).find(
        "a", string=lambda s: s and "Share this" in s
    )

    form = soup(client.get(from_page["href"]))

    assert form.find(id="id_path")["value"] == "/northshire/indicators/?sort=name"


@pytest.mark.parametrize("who", ["viewer", "data_lead", "lead_officer"])
def test_others_find_no_way_there(client, partnership, who, request):
    client.force_login(request.getfixturevalue(who))

    assert "Share this page" not in client.get("/northshire/").content.decode()
    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, sent()).status_code == 404


def test_a_link_is_taken_back(client, partnership, lead):
    link = SharedLinkFactory(partnership=partnership, made_by=lead)

    response = client.post(ADDRESS, {"do": "revoke", "pk": link.pk}, follow=True)

    link.refresh_from_db()
    assert link.revoked_by == lead
    assert "opens nothing any more" in response.content.decode()
    assert "Taken back by Lee Lead" in response.content.decode()


@pytest.mark.parametrize("pk", ["", "x", "9" * 30, "0"])
def test_a_link_of_another_partnership_is_not_found(client, partnership, lead, pk):
    other = SharedLinkFactory()

    assert client.post(ADDRESS, {"do": "revoke", "pk": pk}).status_code == 404
    assert client.post(ADDRESS, {"do": "revoke", "pk": other.pk}).status_code == 404
    assert client.post(ADDRESS, {"do": "stop", "pk": EmbedSiteFactory().pk}).status_code == 404


def test_a_site_is_allowed_and_stopped(client, partnership, lead):
    client.post(ADDRESS, {"do": "allow", "origin": " https://www.Example.gov.uk/ "})
    site = EmbedSite.objects.get()
    assert (site.origin, site.added_by) == ("https://www.example.gov.uk", lead)

    client.post(ADDRESS, {"do": "stop", "pk": site.pk})

    assert not EmbedSite.objects.exists()
    kinds = AuditEvent.objects.filter(kind__startswith="embed").order_by("pk").values_list("kind", flat=True)
    assert list(kinds) == ["embed_site.allowed", "embed_site.stopped"]


NO_SITES = (
    "", "example.gov.uk", "http://example.gov.uk", "https://example.gov.uk/path", "https://*.uk", "https://a b.uk",
    "https://x.uk; script-src *", "'none'",
)  # fmt: skip


@pytest.mark.parametrize("origin", NO_SITES)
def test_what_is_no_site_is_refused(client, partnership, lead, origin):
    response = client.post(ADDRESS, {"do": "allow", "origin": origin})

    assert response.status_code == 422
    assert soup(response).find(class_="govuk-error-summary")
    assert not EmbedSite.objects.exists()


def test_a_site_is_allowed_once(client, partnership, lead):
    EmbedSiteFactory(partnership=partnership)

    response = client.post(ADDRESS, {"do": "allow", "origin": "https://www.example.gov.uk"})

    assert "This site is on the list already." in response.content.decode()


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_the_same_for_one_and_for_three(client, partnership, lead, number):
    for place in range(number):
        SharedLinkFactory(partnership=partnership)
        MeasureFactory(action=None, priority=PriorityFactory(partnership=partnership))
        EmbedSiteFactory(partnership=partnership, origin=f"https://site{place}.uk")
    client.get(ADDRESS)

    with CaptureQueriesContext(connection) as queries:
        client.get(ADDRESS)

    assert len(queries) == 6, [one["sql"][:100] for one in queries]


def test_odd_texts_stand_there_as_they_are(client, partnership, lead):
    odd = "<script>alert(1)</script> =cmd|' /C calc'!A0 😀 \u202bשלום"
    client.post(ADDRESS, sent(label=odd))

    said = client.get(ADDRESS).content.decode()

    assert "<script>alert" not in said
    assert "😀" in said


def test_no_box_is_wider_than_what_goes_into_it(client, partnership, lead):
    page = soup(client.post(ADDRESS, sent(), follow=True))

    boxes = page.select("main input[type=text]:not(.govuk-date-input__input), main input:not([type]), main textarea")

    assert len(boxes) == 6
    assert [box["id"] for box in boxes if "govuk-!-width-" not in " ".join(box["class"])] == []
