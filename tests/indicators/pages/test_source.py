"""The page of one source, its settings, a new source, and a file for one."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cdp import jobs
from cdp.words import moment
from indicators.models import Alias, Observation, Refresh, Source, SourceKind, Subscription
from tests.factories import (
    AliasFactory,
    DocumentFactory,
    IndicatorFactory,
    JobFactory,
    RawFileFactory,
    RefreshFactory,
    SourceChangeFactory,
    SourceFactory,
    SubscriptionFactory,
)
from tests.indicators.fingertips import row, text
from tests.pages import words

pytestmark = pytest.mark.django_db
SETTINGS = {
    "location": "https://example.org/figures.csv",
    "options": "{}",
    "is_scheduled": "on",
    "frequency": "weekly",
    "publishing": "after_review",
    "move_limit": "25",
    "gone_limit": "5",
}


@pytest.fixture
def source():
    return SourceFactory(
        slug="nomis", name="Nomis", kind=SourceKind.NOMIS, location="https://nomis.example/api", licence="OGL"
    )


@pytest.fixture
def uploads():
    return SourceFactory(slug="uploads", name="Uploads", kind=SourceKind.FINGERTIPS_CSV)


@pytest.fixture(autouse=True)
def media(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


def test_a_source_says_what_it_is_and_keeps(client, source, data_lead):
    source.options = {"areas": ["E06000001"], "user_id": "0xs3cret"}
    source.save()
    run = RefreshFactory(source=source, added=3)
    RawFileFactory(refresh=run, name="claimants.csv", sha256="cd" * 32, size=2048)
    AliasFactory(source=source, text="Northshire CC", area__name="Northshire", made_by=data_lead)

    response = client.get("/data/sources/nomis/")

    page = words(response)
    assert "https://nomis.example/api" in page
    assert ("Areas", ["E06000001"]) in response.context["options"]
    assert ("User id", ["Set, and not shown"]) in response.context["options"]
    assert "s3cret" not in page
    assert "cd" * 32 in page
    assert "Northshire CC" in page
    assert "Dee Data, " in page
    assert [each.run for each in response.context["rows"]] == [run]


def test_a_place_on_the_server_is_not_given_away(client, source):
    source.location = "/srv/secret-place/figures.csv"
    source.save()

    page = words(client.get("/data/sources/nomis/"))

    assert ("figures.csv" in page, "secret-place" in page) == (True, False)


def test_the_source_of_a_document_leads_to_it_and_has_no_settings(client, data_lead, partnership):
    document = DocumentFactory(partnership=partnership, title="Needs assessment 2021")
    SourceFactory(slug="needs", kind=SourceKind.DOCUMENT, document=document)
    client.force_login(data_lead)

    page = words(client.get("/data/sources/needs/"))

    assert 'href="/northshire/document/">Needs assessment 2021</a>' in page
    assert "Refresh now" not in page
    assert client.get("/data/sources/needs/settings/").status_code == 404
    assert client.get("/data/sources/needs/upload/").status_code == 404


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_anybody_signed_in_follows_and_stops_following(client, request, source, who):
    person = request.getfixturevalue(who)
    client.force_login(person)

    assert "You are told by email" not in words(client.get("/data/sources/nomis/"))
    client.post("/data/sources/nomis/", {"do": "follow"})
    assert Subscription.objects.get().person == person
    assert "You are told by email" in words(client.get("/data/sources/nomis/"))
    client.post("/data/sources/nomis/", {"do": "stop_following"})

    assert not Subscription.objects.exists()


def test_who_is_not_signed_in_is_asked_to(client, source):
    response = client.post("/data/sources/nomis/", {"do": "follow"})

    assert response.url == "/sign-in/?next=/data/sources/nomis/"
    assert not Subscription.objects.exists()


def test_one_person_does_not_stop_another(client, source, viewer):
    other = SubscriptionFactory(source=source)
    client.force_login(viewer)

    client.post("/data/sources/nomis/", {"do": "stop_following"})

    assert list(Subscription.objects.all()) == [other]


@pytest.mark.parametrize("who", ["viewer", "stranger"])
def test_nobody_else_sets_anything(client, request, source, uploads, who):
    source.failures_in_a_row, source.paused_until = 3, timezone.now() + datetime.timedelta(hours=1)
    source.save()
    alias = AliasFactory(source=source)
    client.force_login(request.getfixturevalue(who))

    page = BeautifulSoup(client.get("/data/sources/nomis/").content, "html.parser")

    assert [button["value"] for button in page.select("button[name=do]")] == ["follow"]
    assert page.find("a", string="Change the settings") is None
    for address in ("/data/sources/nomis/settings/", "/data/sources/add/", "/data/sources/uploads/upload/"):
        assert (client.get(address).status_code, client.post(address, SETTINGS).status_code) == (404, 404)
    for sent in ({"do": "end_pause"}, {"do": "remove_alias", "alias": alias.pk}, {"do": "delete"}, {}):
        assert client.post("/data/sources/nomis/", sent).status_code == 404
    source.refresh_from_db()
    assert (source.failures_in_a_row, Alias.objects.count(), Source.objects.count()) == (3, 1, 2)


def test_a_data_lead_sets_how_a_source_is_refreshed(client, source, data_lead):
    source.failures_in_a_row, source.paused_until = 3, timezone.now()
    source.save()
    client.force_login(data_lead)

    response = client.post(
        "/data/sources/nomis/settings/", {**SETTINGS, "options": '{"areas": ["E06000001"]}'}, follow=True
    )

    assert "The settings of Nomis are saved" in words(response)
    source.refresh_from_db()
    assert {name: getattr(source, name) for name in SETTINGS} == {
        "location": "https://example.org/figures.csv",
        "options": {"areas": ["E06000001"]},
        "is_scheduled": True,
        "frequency": "weekly",
        "publishing": "after_review",
        "move_limit": 25,
        "gone_limit": 5,
    }
    # What failed was the old address.
    assert (source.failures_in_a_row, source.paused_until) == (0, None)


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"location": "/etc/passwd"}, "a file or a folder on the server is set by an administrator."),
        ({"location": "file:///etc/passwd"}, "Location must be an address that begins with https:// or http://."),
        ({"location": "http://"}, "Location must be an address that begins with https:// or http://."),
        ({"location": "http://[broken"}, "Location must be an address that begins with https:// or http://."),
        ({"location": ""}, "Give a location, or untick that it is refreshed by itself."),
        ({"options": "{"}, "The options are not JSON: line 1, character 2"),
        ({"options": '{"area": []}'}, "“area” is not an option of this kind of source. Allowed: datasets, areas"),
        ({"options": '{"areas": "E06"}'}, "“areas” must be a list in square brackets. Given: &quot;E06&quot;."),
        ({"move_limit": "0"}, "The limit for figures that move must be above 0 per cent."),
        ({"move_limit": "half"}, "The limit for figures that move must be a number of per cent, such as 50"),
        ({"gone_limit": "101"}, "The limit for figures that are missing must be from 0 to 100 per cent."),
        ({"gone_limit": "nan"}, "The limit for figures that are missing must be a number of per cent, such as 10"),
        ({"frequency": "hourly"}, "Select a valid choice. hourly is not one of the available choices."),
        ({"publishing": ""}, "Select when its figures are published"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_is_kept(client, source, data_lead, wrong, said):
    client.force_login(data_lead)

    page = words(client.post("/data/sources/nomis/settings/", {**SETTINGS, "gone_limit": "7", **wrong}))

    assert said in page
    assert "There is a problem" in page
    if "gone_limit" not in wrong:
        assert 'value="7"' in page
    source.refresh_from_db()
    assert (source.location, source.gone_limit) == ("https://nomis.example/api", 10)


def test_a_location_that_an_administrator_gave_stays(client, source, data_lead):
    source.location = "/srv/figures"
    source.save()
    client.force_login(data_lead)

    client.post("/data/sources/nomis/settings/", {**SETTINGS, "location": "/srv/figures"})

    source.refresh_from_db()
    assert (source.location, source.publishing) == ("/srv/figures", "after_review")


def test_a_data_lead_ends_a_pause(client, source, data_lead):
    source.failures_in_a_row, source.paused_until = 3, timezone.now() + datetime.timedelta(hours=1)
    source.save()
    client.force_login(data_lead)

    assert "End the pause" in words(client.get("/data/sources/nomis/"))
    client.post("/data/sources/nomis/", {"do": "end_pause"})

    source.refresh_from_db()
    assert (source.failures_in_a_row, source.paused_until) == (0, None)


def test_a_data_lead_removes_a_mended_word_of_this_source_only(client, source, uploads, data_lead):
    ours, other = AliasFactory(source=source), AliasFactory(source=uploads)
    client.force_login(data_lead)

    assert client.post("/data/sources/nomis/", {"do": "remove_alias", "alias": other.pk}).status_code == 404
    assert client.post("/data/sources/nomis/", {"do": "remove_alias", "alias": "x"}).status_code == 404
    client.post("/data/sources/nomis/", {"do": "remove_alias", "alias": ours.pk})

    assert list(Alias.objects.all()) == [other]


def test_a_data_lead_adds_a_source(client, data_lead):
    client.force_login(data_lead)
    sent = {"name": "Local crime table", "kind": "nomis", "location": "", "licence": "OGL", "rank": "30", "options": ""}

    response = client.post("/data/sources/add/", sent)

    made = Source.objects.get()
    assert response.url == "/data/sources/local-crime-table/"
    assert (made.name, made.kind, made.rank, made.licence, made.options) == (
        "Local crime table",
        "nomis",
        30,
        "OGL",
        {},
    )
    assert made.location.startswith("https://")
    assert not made.is_scheduled


@pytest.mark.parametrize(("name", "slug"), [("Nomis", "nomis-2"), ("Add", "add-2"), ("★", "source")])
def test_two_sources_of_one_name_have_two_addresses(client, source, data_lead, name, slug):
    client.force_login(data_lead)

    client.post("/data/sources/add/", {"name": name, "kind": "fingertips_csv", "rank": "30"})

    assert Source.objects.latest("pk").slug == slug


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"kind": "nomis", "rank": "30"}, "Enter a name"),
        ({"name": "New", "rank": "30"}, "Select a kind of source"),
        ({"name": "New", "kind": "document", "rank": "30"}, "document is not one of the available choices"),
        ({"name": "New", "kind": "nomis", "rank": "first"}, "Rank must be a whole number, such as 50"),
        ({"name": "New", "kind": "nomis", "rank": "0"}, "Rank must be 1 or more"),
        (
            {"name": "New", "kind": "nomis", "rank": "30", "options": "[]"},
            "The options must be pairs in curly brackets",
        ),
        ({"name": "New", "kind": "nomis", "rank": "30", "location": "C:/figures"}, "Location must be an address"),
        ({}, "Enter a name"),
    ],
)
def test_a_source_that_is_not_sound_is_not_added(client, data_lead, sent, said):
    client.force_login(data_lead)

    assert said in words(client.post("/data/sources/add/", sent))
    assert not Source.objects.exists()


def test_an_uploaded_file_is_kept_and_read(client, uploads, data_lead, northshire, media):
    IndicatorFactory(code="opiate-users", fingertips_id=93517)
    client.force_login(data_lead)
    file = SimpleUploadedFile("My figures.csv", text(row(Area_Code="E06000001")).encode())

    response = client.post("/data/sources/uploads/upload/", {"file": file})
    run = Refresh.objects.get()
    jobs.run_here(run.job)

    run.refresh_from_db()
    assert response.url == run.get_absolute_url()
    assert (run.outcome, run.started_by, Observation.objects.count()) == ("changed", data_lead, 1)
    (kept,) = (media / "sources" / "uploads" / "uploads").rglob("*.csv")
    assert (kept.name, kept.parent.name) == ("My figures.csv", run.files.get().sha256)
    assert str(media) not in words(client.get(run.get_absolute_url()))


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("figures.xlsx", b"x", "The selected file must be a CSV file"),
        ("figures.csv", b"", "The selected file is empty"),
        ("figures.csv", b"x" * 2049, "The selected file must be 2 KB or smaller"),
        (None, None, "Select a file"),
    ],
)
def test_a_file_that_cannot_be_taken_is_refused(client, uploads, data_lead, settings, name, content, said):
    settings.SOURCE_UPLOAD_MAX_BYTES = 2048
    client.force_login(data_lead)

    sent = {"file": SimpleUploadedFile(name, content)} if name else {}
    page = words(client.post("/data/sources/uploads/upload/", sent))

    assert said in page
    assert "CSV, up to 2 KB." in page
    assert not Refresh.objects.exists()


def test_a_file_is_refused_while_the_source_is_being_read(client, uploads, data_lead):
    client.force_login(data_lead)
    for _ in range(2):
        file = SimpleUploadedFile("figures.csv", text(row()).encode())
        response = client.post("/data/sources/uploads/upload/", {"file": file})

    assert "Uploads is being refreshed already." in words(response)
    assert Refresh.objects.count() == 1


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_source_makes_fourteen_queries(client, source, data_lead, count, django_assert_num_queries):
    for _ in range(count):
        AliasFactory(source=source, made_by=data_lead)
        SourceChangeFactory(source=source)
        RefreshFactory(source=source, outcome="failed", error="No answer.", job=JobFactory())
    run = RefreshFactory(source=source, outcome="running", job=JobFactory())
    RawFileFactory.create_batch(count, refresh=run)
    client.force_login(data_lead)

    with django_assert_num_queries(14):
        response = client.get("/data/sources/nomis/")

    assert len(response.context["aliases"]) == count


def test_a_run_that_failed_and_is_tried_again_is_not_said_to_wait(client, source):
    failed = timezone.now()
    job = JobFactory(attempts=1, heartbeat_at=failed, due_at=failed + datetime.timedelta(days=1))
    RefreshFactory(source=source, outcome="waiting", job=job, error="Nomis answered 503.")
    said = f"Failed on {moment(failed)}, to be tried again on {moment(job.due_at)}"

    page, overview = (
        BeautifulSoup(client.get(address).content, "html.parser") for address in ("/data/sources/nomis/", "/data/")
    )

    assert page.select_one(".cdp-alert h2").get_text() == said
    assert page.select_one(".cdp-alert p").get_text().startswith("Nomis answered 503. The figures are as they were.")
    for listed in (page, overview):
        result = listed.select_one("td[data-label=Result]")
        assert (said in result.get_text(), result.small.get_text()) == (True, "Nomis answered 503.")
    assert said in overview.select_one("td[data-label=State]").get_text()
    assert "Waiting to start" not in f"{page}{overview}"


def test_a_run_that_has_not_been_tried_waits_to_start(client, source):
    RefreshFactory(source=source, outcome="waiting", job=JobFactory())

    assert "Waiting to start" in words(client.get("/data/sources/nomis/"))
