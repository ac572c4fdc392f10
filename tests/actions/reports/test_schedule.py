"""Scheduled reports: each slot once, for whoever can still sign in, mailed as a link without any of the content."""

import datetime

import pytest

from actions.models import Mail, ReportRun
from actions.operations import reports
from actions.reports.schedule import due, next_day, slot_of
from cdp import jobs
from partners.models import Membership
from tests.factories import SavedReportFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("_no_formats")]
MONDAY = datetime.date(2026, 11, 23)


@pytest.fixture
def weekly(viewer):
    return SavedReportFactory(owner=viewer, name="Weekly log", schedule="weekly")


@pytest.mark.parametrize(
    ("schedule", "day", "slot", "following"),
    [
        ("weekly", datetime.date(2026, 11, 22), "2026-W47", datetime.date(2026, 11, 23)),
        ("weekly", MONDAY, "2026-W48", datetime.date(2026, 11, 30)),
        ("weekly", datetime.date(2027, 1, 1), "2026-W53", datetime.date(2027, 1, 4)),
        ("monthly", datetime.date(2026, 12, 31), "2026-12", datetime.date(2027, 1, 1)),
        ("quarterly", datetime.date(2026, 11, 22), "2026-Q4", datetime.date(2027, 1, 1)),
        ("quarterly", datetime.date(2026, 3, 31), "2026-Q1", datetime.date(2026, 4, 1)),
        ("", MONDAY, "", None),
    ],
)
def test_a_slot_has_a_name_and_the_next_one_a_day(schedule, day, slot, following):
    assert slot_of(schedule, day) == slot
    assert next_day(schedule, day) == following


def test_a_slot_is_made_once_and_mailed_as_a_link(weekly, viewer, partnership):
    assert reports.ask_for_scheduled(on=MONDAY) == 1
    assert reports.ask_for_scheduled(on=MONDAY + datetime.timedelta(days=6)) == 0
    run = ReportRun.objects.get()
    assert (run.slot, run.asked_by, run.report) == ("2026-W48", viewer, weekly)
    assert not Mail.objects.exists()

    jobs.run_here(run.job)

    mail = Mail.objects.get()
    assert (mail.person, mail.kind, mail.subject) == (viewer, "account", "Your report is made: Weekly log")
    assert f"/reports/runs/{run.pk}/" in mail.text
    assert "Sign in to read it" in mail.text
    assert partnership.name not in mail.text
    assert reports.ask_for_scheduled(on=MONDAY + datetime.timedelta(days=7)) == 1


def test_a_slot_that_was_missed_is_made_up_once(weekly):
    assert [slot for _, slot in due(on=datetime.date(2026, 12, 10))] == ["2026-W50"]


def test_nothing_is_asked_for_who_has_left_nor_of_what_is_archived(weekly, viewer):
    viewer.is_active = False
    viewer.save()
    assert not list(due(on=MONDAY))
    viewer.is_active = True
    viewer.save()
    reports.archive_report(report=weekly, by=viewer)
    assert not list(due(on=MONDAY))


def test_an_owner_who_lost_their_role_is_told_that_nothing_was_made(weekly, viewer):
    weekly.filters = {"partnerships": ["northshire"]}
    weekly.save()
    Membership.objects.filter(user=viewer).delete()

    reports.ask_for_scheduled(on=MONDAY)
    run = ReportRun.objects.get()
    jobs.run_here(run.job)

    run.refresh_from_db()
    assert (run.state, run.frozen) == ("failed", None)
    assert Mail.objects.get().subject == "Your report could not be made: Weekly log"


def test_one_that_cannot_be_asked_for_holds_up_no_other(weekly, viewer):
    weekly.kind = "weather"
    weekly.save()
    SavedReportFactory(owner=viewer, name="Other", schedule="weekly")
    assert reports.ask_for_scheduled(on=MONDAY) == 1


def test_the_days_job_asks_for_what_is_due(weekly):
    job = jobs.ask(kind="ask_for_reports", key="", period="2026-11-23")
    assert jobs.run_here(job).state == "done"
    assert ReportRun.objects.get().report == weekly
