"""An unpublished partnership's document beside published ones: nobody else's page, reading or answer notices it."""

import re
import shutil
from io import StringIO

import pytest
from django.conf import settings
from django.contrib.auth.models import AnonymousUser
from django.core.management import call_command
from django.db import transaction
from django.db.models import F

from actions.operations.documents import load_documents
from indicators.models import Indicator, Observation, Reading, Series
from indicators.operations.publishing import publish_partnership, unpublish_partnership
from indicators.operations.readings import recompute_readings
from partners.models import Partnership
from tests.factories import MembershipFactory, PersonFactory

pytestmark = [pytest.mark.django_db]
DOCUMENTS = settings.BASE_DIR / "actions" / "documents"
LISTS = (
    "partnerships", "documents", "priorities", "recommendations", "actions", "schemes", "findings",
    "quality-findings", "rule-findings", "indicators", "areas", "series", "observations", "readings", "outcomes",
    "framework-metrics", "sources", "refreshes",
)  # fmt: skip
PARTS = ("", "recommendations/", "actions/", "indicators/", "agencies/", "schemes/", "findings/", "document/")
ANEW = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]*"|nonce="[^"]*"')


@pytest.fixture(scope="module")
def published(django_db_setup, django_db_blocker):
    """Two published documents, loaded once; they share figures of England with each other and with the draft."""
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_reference", stdout=StringIO())
        load_documents(folders=[DOCUMENTS / "medway", DOCUMENTS / "buckinghamshire"])
        yield
        transaction.set_rollback(True)


def load_draft(tmp_path, name="medway", slug="draft", factor=3):
    """A copy of a published document under another name, with figures that nobody could take for the first ones."""
    folder = tmp_path / slug
    shutil.copytree(DOCUMENTS / name, folder)
    path = folder / "partnership.yaml"
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"^(  slug:) .*", rf"\1 {slug}", text, count=1, flags=re.MULTILINE)
    text = re.sub(r"^(  name:) .*", rf"\1 The {slug} partnership", text, count=1, flags=re.MULTILINE)
    path.write_text(text, encoding="utf-8")
    load_documents(folders=[folder])
    draft = Partnership.objects.get(slug=slug)
    its_own = Observation.objects.filter(source__document__partnership=draft)
    its_own.update(value=F("value") * factor, lower_95=None, upper_95=None, lower_998=None, upper_998=None)
    recompute_readings(series_ids=its_own.values_list("series", flat=True))
    return draft


@pytest.fixture
def draft(published, tmp_path):
    return load_draft(tmp_path)


def what_is_public(client):
    """{address: what it answers to somebody who has not signed in}

    Without the agencies: they are one register of all partnerships, which a document may add to before it is published.
    """
    addresses = ["/", "/indicators/", "/framework/", "/data/"]
    addresses += [f"/{slug}/{part}" for slug in ("medway", "buckinghamshire") for part in PARTS]
    addresses += [f"/indicators/{code}/" for code in england_codes()]
    answers = {address: ANEW.sub(b"", content_of(client.get(address))) for address in addresses}
    for name in LISTS:
        address = f"/api/v1/{name}/?page_size=200"
        while address:
            answer = client.get(address)
            answers[address] = answer.content
            address = answer.json()["next"]
    return answers


def england_codes():
    of_england = Reading.objects.visible_to(AnonymousUser()).filter(area__code="E92000001", is_headline=True)
    return list(of_england.order_by("indicator__code").values_list("indicator__code", flat=True)[:5])


def content_of(response):
    assert response.status_code == 200
    return response.content


def readings():
    return {row[0]: row for row in Reading.objects.order_by("pk").values_list()}


def test_a_draft_changes_nothing_that_the_public_sees(published, client, tmp_path):
    pages, before = what_is_public(client), readings()

    draft = load_draft(tmp_path)

    assert Observation.objects.filter(source__document__partnership=draft).count() > 40
    now = what_is_public(client)
    assert [address for address in pages | now if now.get(address) != pages.get(address)] == []
    assert readings() == before


def test_publishing_shows_and_unpublishing_hides_at_once(published, client, partnership_lead, tmp_path):
    pages, before = what_is_public(client), readings()
    draft = load_draft(tmp_path, "worcestershire")
    hidden = what_is_public(client)

    assert publish_partnership(partnership=draft, by=partnership_lead) > 0
    shown = what_is_public(client)
    assert unpublish_partnership(partnership=draft, by=partnership_lead) > 0

    assert hidden == pages == what_is_public(client)
    assert {key: row for key, row in readings().items() if key in before} == before
    assert shown["/"] != pages["/"]
    assert any(address.startswith("/api/v1/readings/") and shown[address] != pages.get(address) for address in shown)


def test_its_members_see_its_own_figures_and_of_shared_series_the_published_ones(published, client, tmp_path):
    draft = load_draft(tmp_path, "worcestershire")
    member = MembershipFactory(user=PersonFactory(), partnership=draft).user

    theirs = Reading.objects.filter(observation__source__document__partnership=draft)
    public = Reading.objects.exclude(observation__source__document__partnership=draft)
    assert theirs.exists()
    assert set(Reading.objects.visible_to(member)) == set(theirs) | set(public)
    shared = Series.objects.filter(observations__source__document__partnership=draft, reading__in=public)
    assert Indicator.objects.filter(series__in=shared).exists()
    client.force_login(member)
    assert client.get("/draft/indicators/").status_code == 200


def test_the_nightly_run_finds_nothing_to_change(draft, partnership_lead):
    assert recompute_readings() == 0
    publish_partnership(partnership=draft, by=partnership_lead)
    assert recompute_readings() == 0
    unpublish_partnership(partnership=draft, by=partnership_lead)
    assert recompute_readings() == 0
