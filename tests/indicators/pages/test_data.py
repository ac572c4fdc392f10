"""The pages of sources and refreshes."""

import datetime
import io

import openpyxl
import pytest
from django.utils import timezone

from indicators.models import Refresh, SourceKind
from indicators.operations.run_notes import PASSED_OVER
from indicators.views import data as view
from partners.roles import Role
from tests.factories import (
    DocumentFactory,
    MembershipFactory,
    ObservationFactory,
    PartnershipFactory,
    PersonFactory,
    QualityFindingFactory,
    RefreshFactory,
    RefreshRejectFactory,
    RuleFindingFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def data_lead(partnership):
    person = PersonFactory(email="data@example.org", name="Dee Data")
    MembershipFactory(user=person, partnership=partnership, role=Role.DATA_LEAD)
    return person


@pytest.fixture
def source():
    return SourceFactory(slug="fingertips", name="Fingertips", location="figures.csv", licence="OGL")


@pytest.fixture
def asked(monkeypatch):
    """The worker's queue, which is outside the building."""
    calls = []
    monkeypatch.setattr(view, "ask_for_refresh", lambda *, source, by: calls.append((source, by)))
    return calls


def words(response):
    return " ".join(response.content.decode().split())


def test_the_page_lists_sources_with_their_figures_and_runs(client, source):
    run = RefreshFactory(source=source, added=1204, rejected=3)
    ObservationFactory.create_batch(2, refresh=run)

    response = client.get("/data/")

    assert [(found.name, found.figures) for found in response.context["sources"]] == [("Fingertips", 2)]
    assert list(response.context["runs"]) == [run]
    assert f'href="/data/refreshes/{run.pk}/"' in words(response)
    assert "1,204" in words(response)


def test_an_empty_installation_says_what_follows(client):
    page = words(client.get("/data/"))

    assert "No source has been set up, so there are no figures." in page
    assert "Nothing has been read yet" in page
    assert "No document has been found to contradict itself." in page


def test_figures_of_a_document_that_is_not_published_yet_are_not_listed(client, viewer, partnership):
    partnership.is_published = False
    partnership.save()
    document = DocumentFactory(partnership=partnership, title="Draft needs assessment")
    hidden = SourceFactory(name="Draft figures", kind=SourceKind.DOCUMENT, document=document)
    run = RefreshFactory(source=hidden)
    QualityFindingFactory(document=document)
    pages = ["/data/", f"/data/refreshes/{run.pk}/"]

    seen_by_all = [client.get(page) for page in pages]
    client.force_login(viewer)
    seen_by_a_member = [client.get(page) for page in pages]

    assert "Draft" not in words(seen_by_all[0])
    assert (seen_by_all[1].status_code, seen_by_a_member[1].status_code) == (404, 200)
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


@pytest.mark.parametrize(("who", "sees_button"), [("data_lead", True), ("partnership_lead", True), ("viewer", False)])
def test_only_who_may_refresh_has_the_button(client, request, source, who, sees_button):
    client.force_login(request.getfixturevalue(who))

    assert ("Refresh now" in words(client.get("/data/"))) is sees_button


def test_a_source_without_location_says_so_instead_of_a_dead_button(client, data_lead):
    SourceFactory(location="")
    client.force_login(data_lead)

    page = words(client.get("/data/"))

    assert "No location set. An administrator can give one." in page
    assert "Refresh now" not in page


def test_a_data_lead_asks_the_worker(client, source, data_lead, asked):
    client.force_login(data_lead)

    response = client.post("/data/", {"source": "fingertips"}, follow=True)

    assert asked == [(source, data_lead)]
    assert response.redirect_chain == [("/data/", 302)]
    assert "The worker has been asked to refresh Fingertips." in words(response)


@pytest.mark.parametrize("who", ["viewer", "stranger", None])
def test_nobody_else_can_start_a_refresh(client, request, source, asked, who):
    if who:
        client.force_login(request.getfixturevalue(who))

    response = client.post("/data/", {"source": "fingertips"})

    assert (response.status_code, asked) == (404, [])


@pytest.mark.parametrize("slug", ["", "unknown"])
def test_an_unknown_source_is_not_found(client, source, data_lead, asked, slug):
    client.force_login(data_lead)

    assert (client.post("/data/", {"source": slug}).status_code, asked) == (404, [])


def test_an_unreachable_worker_is_said_and_nothing_is_lost(client, source, data_lead, monkeypatch):
    def fail(**_):
        raise view.WorkerNotReachable

    monkeypatch.setattr(view, "ask_for_refresh", fail)
    client.force_login(data_lead)

    page = words(client.post("/data/", {"source": "fingertips"}, follow=True))

    assert "The worker cannot be reached, so nothing was started." in page
    assert not Refresh.objects.exists()


def test_a_running_refresh_is_shown_and_not_asked_for_again(client, source, data_lead, asked):
    run = RefreshFactory(source=source, outcome=Refresh.Outcome.RUNNING, finished_at=None, rows_read=40_000)
    client.force_login(data_lead)

    page = words(client.post("/data/", {"source": "fingertips"}, follow=True))

    assert (asked, "Fingertips is being refreshed already." in page) == ([], True)
    assert "Refresh now" not in page
    assert "40,000 rows have been read so far." in words(client.get(run.get_absolute_url()))


def test_the_page_of_a_refresh_has_counts_rejects_and_what_was_passed_over(client, source):
    started = timezone.now()
    run = RefreshFactory(
        source=source,
        started_at=started,
        finished_at=started + datetime.timedelta(seconds=12.34),
        rows_read=12,
        added=5,
        changed=2,
        unchanged=1,
        rejected=1,
        gone=1,
        sha256="ab" * 32,
    )
    RefreshRejectFactory(refresh=run, row=7, column="Value", value="<b>", reason="This is not a number.")
    RefreshRejectFactory(refresh=run, row=9, reason=f"{PASSED_OVER}3 rows of indicator 41001, which is not kept here.")

    response = client.get(f"/data/refreshes/{run.pk}/")

    page = words(response)
    assert "5 figures added, 2 changed" in page
    assert "12.3 s" in page
    assert [reject.row for reject in response.context["rejects"]] == [7]
    assert "&lt;b&gt;" in page
    assert response.context["passed_over"] == ["3 rows of indicator 41001, which is not kept here."]
    assert response.context["passed_over_rows"] == 3


@pytest.mark.parametrize(
    ("fields", "headline"),
    [
        ({"outcome": "failed", "error": "The server answered 500."}, "Failed: the figures are as they were"),
        ({"outcome": "unchanged"}, "Checked, unchanged"),
        ({"outcome": "changed", "added": 1}, "1 figure added, 0 changed"),
    ],
)
def test_the_headline_says_how_the_run_went(client, source, fields, headline):
    run = RefreshFactory(source=source, **fields)

    page = words(client.get(run.get_absolute_url()))

    assert headline in page
    assert fields.get("error", "") in page


def test_rejects_are_paged_and_downloaded_in_full(client, source):
    run = RefreshFactory(source=source, rejected=1203)
    for number in range(101):
        RefreshRejectFactory(refresh=run, row=number + 2, column="Value", value="=1+1")
    RefreshRejectFactory(refresh=run, row=1, reason=f"{PASSED_OVER}3 rows.")

    second = client.get(f"/data/refreshes/{run.pk}/?page=2")
    csv = b"".join(client.get(f"/data/refreshes/{run.pk}/?format=csv").streaming_content).decode("utf-8-sig")
    xlsx = client.get(f"/data/refreshes/{run.pk}/?format=xlsx")

    assert [reject.row for reject in second.context["rejects"]] == [102]
    assert csv.splitlines()[0] == "file,row,column,value,reason"
    assert len(csv.splitlines()) == 102
    book = openpyxl.load_workbook(io.BytesIO(xlsx.content))
    assert any(
        "1,203 rows were rejected; the first 101 are listed." in str(cell.value)
        for line in book.worksheets[0]
        for cell in line
    )


def test_the_sources_are_downloaded(client, source):
    csv = b"".join(client.get("/data/?format=csv").streaming_content).decode("utf-8-sig").splitlines()

    assert csv == [
        "source,kind,rank,licence,scheduled,last_checked_at,last_changed_at,observations",
        "Fingertips,CSV file in the Fingertips layout,10,OGL,no,,,0",
    ]


def test_an_unknown_format_is_refused(client, source):
    assert client.get("/data/?format=pdf").status_code == 400


@pytest.mark.parametrize("count", [1, 3])
def test_the_data_page_makes_ten_queries(client, data_lead, count, django_assert_num_queries):
    for _ in range(count):
        partnership = PartnershipFactory()
        document = DocumentFactory(partnership=partnership)
        QualityFindingFactory(document=document)
        ObservationFactory(refresh__source=SourceFactory(kind=SourceKind.DOCUMENT, document=document))
        RefreshFactory(source=SourceFactory(location="a.csv"), started_by=data_lead)
    client.force_login(data_lead)

    with django_assert_num_queries(10):
        response = client.get("/data/")

    assert len(response.context["sources"]) == 2 * count


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_of_a_refresh_makes_six_queries(client, source, data_lead, count, django_assert_num_queries):
    run = RefreshFactory(source=source)
    RefreshRejectFactory.create_batch(count, refresh=run)
    client.force_login(data_lead)

    with django_assert_num_queries(6):
        response = client.get(run.get_absolute_url())

    assert len(response.context["rejects"]) == count


@pytest.mark.parametrize(
    ("fields", "result"),
    [
        ({"outcome": "changed", "added": 5}, "Loaded"),
        ({"outcome": "changed", "added": 5, "unchanged": 1}, "Changed"),
        ({"outcome": "changed", "changed": 1}, "Changed"),
        ({"outcome": "unchanged"}, "Checked, unchanged"),
    ],
)
def test_a_first_load_has_changed_nothing(client, source, fields, result):
    RefreshFactory(source=source, **{"added": 0, "changed": 0, "unchanged": 0, "gone": 0} | fields)

    (row,) = client.get("/data/").context["rows"]

    assert row.result == result


@pytest.mark.parametrize(
    ("seconds", "took"), [(0.2, "under 1 s"), (1, "1.0 s"), (12.34, "12.3 s"), (59.97, "1 min 0 s"), (125, "2 min 5 s")]
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
