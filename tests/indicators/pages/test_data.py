"""The page of all sources: who needs somebody, each source, the newest runs."""

import datetime

import pytest
from django.utils import timezone

from cdp.models import Job
from indicators.models import Refresh, SourceKind
from tests.factories import (
    DocumentFactory,
    HeartbeatFactory,
    JobFactory,
    PartnershipFactory,
    QualityFindingFactory,
    RefreshFactory,
    RuleFindingFactory,
    SourceFactory,
)
from tests.pages import words

pytestmark = pytest.mark.django_db


@pytest.fixture
def source():
    return SourceFactory(slug="fingertips", name="Fingertips", location="figures.csv", licence="OGL")


def test_the_page_lists_sources_with_their_figures_and_runs(client, source):
    source.number_of_figures = 12_345
    source.save()
    run = RefreshFactory(source=source, added=1204, rejected=3)

    response = client.get("/data/")

    assert [(row.source.name, row.figures) for row in response.context["overview"].live] == [("Fingertips", "12,345")]
    assert list(response.context["runs"]) == [run]
    assert f'href="/data/refreshes/{run.pk}/"' in words(response)
    assert 'href="/data/sources/fingertips/"' in words(response)


def test_an_empty_installation_says_what_follows(client):
    page = words(client.get("/data/"))

    assert "No source has been set up, so there are no figures." in page
    assert "No source has been read yet." in page
    assert "No document has been found to contradict itself." in page
    assert "No worker has given a sign of life yet." in page


def test_what_waits_for_review_and_what_fails_comes_first(client, data_lead, source):
    held = RefreshFactory(source=source, outcome="held", added=3, gone=2, hold_reasons=["2 of 9 figures are gone."])
    now = timezone.now()
    failing = SourceFactory(name="Nomis", failures_in_a_row=4, paused_until=now + datetime.timedelta(hours=6))
    failed = RefreshFactory(source=failing, outcome="failed", error="Nomis answered 503.")
    client.force_login(data_lead)

    response = client.get("/data/")

    overview = response.context["overview"]
    assert overview.headline == "1 run waits for review and 1 source fails"
    assert [(row.source, row.held) for row in overview.held] == [(source, held)]
    assert [(row.source, row.failed, row.failures) for row in overview.failing] == [(failing, failed, 4)]
    page = words(response)
    assert "2 of 9 figures are gone." in page
    assert "after failing 4 times in a row" in page
    assert "Nomis answered 503." in page
    assert page.index("Waiting for review") < page.index("Failed or paused") < page.index(">Sources<")


def test_a_source_that_was_read_again_after_a_failure_is_not_listed_as_failing(client, source):
    RefreshFactory(source=source, outcome="failed", error="It did not answer.")
    RefreshFactory(source=source)

    overview = client.get("/data/").context["overview"]

    assert (overview.failing, overview.headline) == ([], "No source fails")


def test_a_pause_that_is_over_is_not_called_one(client, source):
    source.failures_in_a_row, source.paused_until = 3, timezone.now() - datetime.timedelta(minutes=1)
    source.save()

    (row,) = client.get("/data/").context["overview"].failing

    assert (row.is_paused, row.state[1]) == (False, "Failed 3 times in a row")


@pytest.mark.parametrize(("minutes", "said"), [(0, "At work"), (600, "No sign of life"), (None, "Never seen")], ids=str)
def test_the_worker_is_alive_or_not(client, source, minutes, said):
    if minutes is not None:
        HeartbeatFactory(beaten_at=timezone.now() - datetime.timedelta(minutes=minutes))
    JobFactory()

    page = words(client.get("/data/"))

    assert said in page
    assert "1 job waits." in page


def test_documents_are_listed_apart_and_do_not_bury_sources(client, source, partnership):
    document = DocumentFactory(partnership=partnership, title="Needs assessment 2021")
    loaded = SourceFactory(name="Needs assessment 2021", kind=SourceKind.DOCUMENT, document=document)
    RefreshFactory(source=loaded)

    response = client.get("/data/")

    overview = response.context["overview"]
    assert [row.source for row in overview.live] == [source]
    assert [row.source for row in overview.documents] == [loaded]
    assert list(response.context["runs"]) == []


def test_figures_of_a_document_that_is_not_published_yet_are_not_listed(client, viewer, partnership):
    partnership.is_published = False
    partnership.save()
    document = DocumentFactory(partnership=partnership, title="Draft needs assessment")
    hidden = SourceFactory(name="Draft figures", slug="draft", kind=SourceKind.DOCUMENT, document=document)
    run = RefreshFactory(source=hidden)
    QualityFindingFactory(document=document)
    pages = ["/data/", f"/data/refreshes/{run.pk}/", f"/data/refreshes/{run.pk}/?format=json", "/data/sources/draft/"]

    seen_by_all = [client.get(page) for page in pages]
    client.force_login(viewer)
    seen_by_a_member = [client.get(page) for page in pages]

    assert "Draft" not in words(seen_by_all[0])
    assert [response.status_code for response in seen_by_all[1:]] == [404, 404, 404]
    assert [response.status_code for response in seen_by_a_member[1:]] == [200, 200, 200]
    assert words(seen_by_a_member[0]).count("Draft") >= 2


def test_findings_are_counted_for_each_document(client, partnership):
    document = DocumentFactory(partnership=partnership, title="Needs assessment 2021")
    QualityFindingFactory.create_batch(3, document=document)

    page = words(client.get("/data/"))

    assert (
        '<a class="govuk-link" href="/northshire/document/">Needs assessment 2021</a>, Northshire: 3 findings' in page
    )


def test_what_the_rules_found_is_counted_and_linked(client, source):
    assert '<a class="govuk-link" href="/data/quality/">See the rules of data quality</a>' in words(
        client.get("/data/")
    )

    RuleFindingFactory(source=source)

    assert "1 place where figures break a rule of data quality</a>" in words(client.get("/data/"))


@pytest.mark.parametrize("name", ["/data/revisions/", "/data/judgements/", "/data/definitions/"])
def test_the_pages_beside_it_are_linked(client, source, name):
    assert f'href="{name}"' in words(client.get("/data/"))


@pytest.mark.parametrize(
    ("who", "refreshes", "manages"),
    [("data_lead", True, True), ("partnership_lead", True, True), ("viewer", False, False), ("stranger", False, False)],
)
def test_only_who_may_has_the_buttons(client, request, source, who, refreshes, manages):
    RefreshFactory(source=source, outcome="held")
    client.force_login(request.getfixturevalue(who))

    page = words(client.get("/data/"))

    assert ("Refresh now" in page, "Add a source" in page, "Review it" in page) == (refreshes, manages, manages)


def test_a_source_without_location_says_so_instead_of_a_dead_button(client, data_lead):
    SourceFactory(slug="empty", location="")
    client.force_login(data_lead)

    page = words(client.get("/data/"))

    assert "No location set." in page
    assert 'href="/data/sources/empty/settings/"' in page
    assert "Refresh now" not in page


def test_a_data_lead_asks_for_a_refresh_and_is_led_to_it(client, source, data_lead):
    client.force_login(data_lead)

    response = client.post("/data/", {"source": "fingertips"})

    run = Refresh.objects.get()
    assert (response.url, run.outcome, run.started_by) == (run.get_absolute_url(), Refresh.Outcome.WAITING, data_lead)
    assert Job.objects.get(kind="refresh").payload == {"refresh": run.pk}


@pytest.mark.parametrize("who", ["viewer", "stranger", None])
def test_nobody_else_can_start_a_refresh(client, request, source, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    assert client.post("/data/", {"source": "fingertips"}).status_code == 404
    assert not Refresh.objects.exists()


@pytest.mark.parametrize("slug", ["", "unknown"])
def test_an_unknown_source_is_not_found(client, source, data_lead, slug):
    client.force_login(data_lead)

    assert client.post("/data/", {"source": slug}).status_code == 404
    assert not Refresh.objects.exists()


def test_a_running_refresh_is_shown_and_not_asked_for_again(client, source, data_lead):
    client.force_login(data_lead)
    client.post("/data/", {"source": "fingertips"})

    response = client.post("/data/", {"source": "fingertips"}, follow=True)

    assert Refresh.objects.count() == 1
    assert "Fingertips is being refreshed already." in words(response)
    assert "Refresh now" not in words(response)


def test_the_sources_are_downloaded(client, source):
    header, line = b"".join(client.get("/data/?format=csv").streaming_content).decode("utf-8-sig").splitlines()

    assert header == "source,kind,rank,licence,refreshed,published,state,last_checked_at,last_changed_at,observations"
    assert line == (
        "Fingertips,CSV file in the Fingertips layout,10,OGL,"
        "When somebody asks for it,Published at once,Not read yet,,,0"
    )


def test_an_unknown_format_is_refused(client, source):
    assert client.get("/data/?format=pdf").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_data_page_makes_thirteen_queries(client, data_lead, count, django_assert_num_queries):
    for _ in range(count):
        document = DocumentFactory(partnership=PartnershipFactory())
        QualityFindingFactory(document=document)
        RefreshFactory(source=SourceFactory(kind=SourceKind.DOCUMENT, document=document))
        RefreshFactory(source=SourceFactory(location="a.csv"), started_by=data_lead)
        RefreshFactory(source=SourceFactory(), outcome="held")
        RefreshFactory(source=SourceFactory(failures_in_a_row=1), outcome="failed", error="No answer.")
        RefreshFactory(source=SourceFactory(), outcome="running")
    client.force_login(data_lead)

    with django_assert_num_queries(13):
        response = client.get("/data/")

    assert len(response.context["overview"].rows) == 5 * count


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"outcome": "changed", "added": 5}, "Loaded"),
        ({"outcome": "changed", "added": 5, "unchanged": 1}, "Changed"),
        ({"outcome": "changed", "changed": 1}, "Changed"),
        ({"outcome": "unchanged"}, "Checked, unchanged"),
        ({"outcome": "held"}, "Waits for review"),
        ({"outcome": "declined"}, "Declined"),
        ({"outcome": "cancelled"}, "Cancelled"),
    ],
)
def test_a_run_says_how_it_went(client, source, fields, result):
    RefreshFactory(source=source, **{"added": 0, "changed": 0, "unchanged": 0, "gone": 0} | fields)

    (row,) = client.get("/data/").context["rows"]

    assert row.result == result


@pytest.mark.parametrize(
    ("seconds", "took"),
    [
        (0.2, "under 1 s"),
        (1, "1.0 s"),
        (12.34, "12.3 s"),
        (59.97, "1 min 0 s"),
        (125, "2 min 5 s"),
        (7322, "2 h 2 min"),
    ],
)
def test_a_run_says_how_long_it_took(client, source, seconds, took):
    started = timezone.now()
    RefreshFactory(source=source, started_at=started, finished_at=started + datetime.timedelta(seconds=seconds))

    (row,) = client.get("/data/").context["rows"]

    assert row.took == took


@pytest.mark.parametrize(
    ("licence", "said"), [("OGL v3.0.", "OGL v3.0."), ("OGL", "OGL."), ("", "Licence not stated.")]
)
def test_a_licence_ends_with_one_full_stop(client, licence, said):
    SourceFactory(kind=SourceKind.FINGERTIPS_CSV, licence=licence)

    assert f"{SourceKind.FINGERTIPS_CSV.label}. {said}</small>" in words(client.get("/data/"))
