"""The pages of reports: what is listed, asked, saved, followed and taken away, and by whom not."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from actions.models import ReportRun, SavedReport
from actions.operations import reports
from cdp import jobs
from cdp.models import AuditEvent
from partners.models import Membership
from partners.roles import Role
from tests.actions.reports.conftest import action_of
from tests.factories import MembershipFactory, PartnershipFactory, ReportRunFactory, SavedReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_no_formats")]


@pytest.fixture
def come(client):
    def signed_in(person):
        client.force_login(person)
        return client

    return signed_in


def text(response):
    return response.content.decode()


def new(kind="action-log"):
    return f"{reverse('new-report')}?kind={kind}"


def test_the_list_has_mine_what_is_shared_with_me_and_what_was_made(come, viewer, partnership_lead, partnership):
    SavedReportFactory(owner=viewer, name="Mine", schedule="monthly")
    SavedReportFactory(owner=partnership_lead, name="Theirs", partnership=partnership)
    SavedReportFactory(owner=partnership_lead, name="Private")
    reports.ask(kind="exceptions", filters={}, by=viewer)
    reports.ask(kind="highlight", filters={}, by=partnership_lead)

    said = text(come(viewer).get(reverse("reports")))

    assert "1 report of yours, 1 shared with you" in said
    assert "Shared by Lee Lead" in said
    assert "On the 1st of each month, next on 1 " in said
    assert "Private" not in said
    assert said.count("cdp-sub cdp-small") == 2
    assert said.count("Waiting") == 1


def test_the_list_takes_the_same_queries_for_one_and_for_three(come, viewer, partnership_lead, partnership):
    def grow():
        SavedReportFactory(owner=viewer, partnership=partnership)
        SavedReportFactory(owner=partnership_lead, partnership=partnership)
        ReportRunFactory(asked_by=viewer, report=SavedReportFactory(owner=viewer))

    def queries():
        with CaptureQueriesContext(connection) as found:
            assert client.get(reverse("reports")).status_code == 200
        return len(found)

    client = come(viewer)
    grow()
    one = queries()
    grow(), grow()
    assert queries() == one <= 10


def test_a_report_is_asked_for_made_and_taken_away(come, viewer, partnership, agency, monkeypatch):
    action_of(partnership, agency, "1.1", "late")
    client = come(viewer)
    answer = client.post(new(), {"do": "run", "status": ["late"], "partnerships": ["northshire"]})
    run = ReportRun.objects.get()
    assert (answer.status_code, answer.url) == (302, run.get_absolute_url())
    assert run.filters == {"partnerships": ["northshire"], "status": ["late"]}

    waiting = client.get(run.get_absolute_url())
    assert "waits to be made" in text(waiting)
    assert "progress.js" in text(waiting)
    assert client.get(f"{run.get_absolute_url()}?format=json").json()["is_unfinished"] is True
    assert client.get(reverse("report-file", args=[run.pk, "json"])).status_code == 404
    jobs.run_here(run.job)

    page = text(client.get(run.get_absolute_url()))
    assert "Action log, as at" in page
    assert "Northshire Combating Drugs Partnership" in page
    file = client.get(reverse("report-file", args=[run.pk, "json"]))
    assert b"Work on 1.1 goes on." in file.content
    assert file["Content-Disposition"].startswith('attachment; filename="action-log-20')
    assert file["Cache-Control"] == "private, no-store"
    assert "Work on 1.1 goes on." in text(client.get(reverse("read-report", args=[run.pk])))
    assert AuditEvent.objects.filter(kind="export.downloaded", person=viewer).count() == 1
    assert client.get(reverse("report-file", args=[run.pk, "doc"])).status_code == 404
    assert client.get(f"{run.get_absolute_url()}?format=json").json()["is_unfinished"] is False
    run.refresh_from_db()
    run.frozen.renderings.all().delete()
    monkeypatch.setattr("cdp.papers.formats.write", lambda *args, **options: 1 / 0)
    refused = client.get(reverse("report-file", args=[run.pk, "json"]), follow=True)
    assert "JSON could not be written. The report stays as it is" in text(refused)


@pytest.mark.parametrize("kind", ["action-log", "exceptions", "highlight", "scorecard", "extract"])
def test_each_kind_has_its_form_without_a_name_that_nobody_knows(come, viewer, kind):
    said = text(come(viewer).get(new(kind)))
    assert "Make it now" in said
    assert ('name="restricted"' in said) is False
    assert ('name="from-day"' in said) is (kind != "exceptions")
    assert come(viewer).get(new("weather")).status_code == 404


def test_the_box_of_restricted_figures_is_there_for_those_who_may(come, data_lead):
    assert 'name="restricted"' in text(come(data_lead).get(new("extract")))


def test_the_choices_follow_the_partnerships_that_are_ticked_and_nothing_is_lost(come, viewer, partnership, agency):
    action_of(partnership, agency, "1.1")
    other = PartnershipFactory(slug="southshire", short_name="Southshire")
    theirs = action_of(other, agency, "2.2")
    client = come(viewer)
    key = f"southshire:{theirs.priority.code}"
    assert key not in text(client.get(new()))

    sent = {"do": "choices", "partnerships": ["southshire"], "status": ["late"], "name": "Kept", "from-day": "1"}
    said = text(client.post(new(), sent))

    assert f'value="{key}"' in said
    assert 'value="Kept"' in said
    assert "There is a problem" not in said
    assert not ReportRun.objects.exists()


def test_what_is_wrong_stands_at_its_field(come, viewer):
    client = come(viewer)
    said = text(client.post(new(), {"do": "run", "partnerships": ["<b>nowhere"]}))
    assert "There is no partnership “&lt;b&gt;nowhere” that you may see" in said
    assert "There is a problem" in said
    said = text(client.post(new(), {"do": "save"}))
    assert "Enter a name for the report" in said
    said = text(client.post(new(), {"do": "run", "from-day": "31", "from-month": "2", "from-year": "2026"}))
    assert "There is a problem" in said
    assert not ReportRun.objects.exists()


def test_a_report_is_saved_changed_run_and_archived(come, viewer, partnership):
    client = come(viewer)
    answer = client.post(new(), {"do": "save", "name": "Late ones", "status": ["late"], "schedule": "weekly",
                                 "partnership": partnership.pk})  # fmt: skip
    report = SavedReport.objects.get()
    assert answer.url == report.get_absolute_url()
    assert "Each Monday, next on" in text(client.get(report.get_absolute_url()))

    client.post(report.get_absolute_url(), {"do": "save", "version": 1, "name": "Late ones", "status": ["at_risk"]})
    report.refresh_from_db()
    assert (report.filters, report.schedule, report.partnership) == ({"status": ["at_risk"]}, "", None)
    said = text(client.post(report.get_absolute_url(), {"do": "save", "version": 1, "name": "Old"}))
    assert "It was saved elsewhere meanwhile" in said
    answer = client.post(report.get_absolute_url(), {"do": "run"})
    assert answer.url == ReportRun.objects.get().get_absolute_url()
    assert client.post(report.get_absolute_url(), {"do": "archive"}).url == reverse("reports")
    assert client.get(report.get_absolute_url()).status_code == 404


def test_a_reader_of_a_shared_report_makes_it_and_changes_nothing(come, viewer, partnership_lead, partnership, agency):
    report = SavedReportFactory(owner=partnership_lead, name="Shared", partnership=partnership)
    client = come(viewer)
    said = text(client.get(report.get_absolute_url()))
    assert "Make it now" in said
    assert "Save the changes" not in said
    for do in ("save", "archive", "choices", ""):
        assert client.post(report.get_absolute_url(), {"do": do, "version": 1, "name": "x"}).status_code == 404
    client.post(report.get_absolute_url(), {"do": "run"})
    assert ReportRun.objects.get().asked_by == viewer


def test_what_is_anothers_is_not_found(come, viewer, partnership_lead, stranger, made):
    report = SavedReportFactory(owner=partnership_lead)
    run = made("action-log", partnership_lead)
    for person in (viewer, stranger):
        client = come(person)
        for address in (
            report.get_absolute_url(), run.get_absolute_url(), reverse("read-report", args=[run.pk]),
            reverse("report-file", args=[run.pk, "json"]),
        ):  # fmt: skip
            assert client.get(address).status_code == 404
            assert client.post(address, {"do": "run"}).status_code == 404


def test_a_visitor_is_asked_to_sign_in(client, made, viewer):
    run = made("action-log", viewer)
    for address in (reverse("reports"), new(), run.get_absolute_url(), reverse("report-file", args=[run.pk, "json"])):
        assert "/sign-in/" in client.get(address).url


def test_who_lost_their_role_finds_the_run_and_not_what_is_in_it(come, viewer, made):
    run = made("action-log", viewer)
    Membership.objects.filter(user=viewer).delete()
    client = come(viewer)
    page = client.get(run.get_absolute_url())
    assert "You may no longer see all that it holds" in text(page)
    assert "Read it here" not in text(page)
    for name, more in (("read-report", ()), ("report-file", ("json",))):
        assert client.get(reverse(name, args=[run.pk, *more])).status_code == 404


def test_restricted_figures_are_opened_after_a_proof_and_that_is_recorded(come, data_lead, made, monkeypatch):
    run = made("extract", data_lead, restricted=True)
    client = come(data_lead)
    assert "Restricted" in text(client.get(run.get_absolute_url()))
    for name, more in (("read-report", ()), ("report-file", ("json",))):
        answer = client.get(reverse(name, args=[run.pk, *more]))
        assert answer.status_code == 302
        assert "/account/prove/" in answer.url or "reauthenticate" in answer.url
    assert not AuditEvent.objects.filter(kind__in=["export.restricted", "view.restricted"]).exists()

    monkeypatch.setattr("partners.step_up.is_recent", lambda request: True)
    assert client.get(reverse("report-file", args=[run.pk, "json"])).status_code == 200
    assert client.get(reverse("read-report", args=[run.pk])).status_code == 200
    assert AuditEvent.objects.filter(kind="export.restricted", person=data_lead, is_restricted=True).count() == 1
    assert AuditEvent.objects.filter(kind="view.restricted", person=data_lead).count() == 1


def test_a_run_is_called_off_and_made_again_on_its_page(come, viewer):
    client = come(viewer)
    run = reports.ask(kind="action-log", filters={}, by=viewer)
    client.post(run.get_absolute_url(), {"do": "cancel"})
    assert "was called off" in text(client.get(run.get_absolute_url()))
    answer = client.post(run.get_absolute_url(), {"do": "again"})
    assert answer.url == ReportRun.objects.latest("pk").get_absolute_url()
    assert client.post(run.get_absolute_url(), {"do": "dance"}).status_code == 404


def test_a_failed_run_says_why(come, viewer):
    run = reports.ask(kind="action-log", filters={"partnerships": ["northshire"]}, by=viewer)
    Membership.objects.filter(user=viewer).delete()
    jobs.run_here(run.job)
    said = text(come(viewer).get(run.get_absolute_url()))
    assert "There is no partnership “northshire” that you may see." in said


def test_who_is_signed_in_finds_reports_on_my_work_and_in_the_partnership(come, viewer, partnership):
    client = come(viewer)
    assert reverse("reports") in text(client.get(reverse("my")))
    address = f"{reverse('reports')}?partnership=northshire"
    assert address in text(client.get(partnership.get_absolute_url()))
    assert "kind=extract&amp;partnership=northshire" in text(client.get(address))
    ticked = text(client.get(f"{new()}&partnership=northshire"))
    assert 'value="northshire"' in ticked
    assert ticked.count("checked") == 2


def test_a_visitor_has_no_such_link(client, partnership):
    partnership.is_published = True
    partnership.save()
    assert reverse("reports") not in text(client.get(partnership.get_absolute_url()))


def test_a_reader_is_a_member_too(come, partnership):
    reader = MembershipFactory(partnership=partnership, role=Role.READER).user
    assert come(reader).get(reverse("reports")).status_code == 200
