"""What is kept long enough goes in the night, and what is not stays."""

import datetime

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils import timezone

from actions.models import (
    Batch,
    Evidence,
    Mail,
    MailLink,
    PlanImport,
    ProgressUpdate,
    ReportRun,
    SavedReport,
    SharedLink,
)
from actions.operations import updates
from cdp import audit, jobs
from cdp.audit.verifying import verify
from cdp.jobs.schedule import slots
from cdp.models import AuditEvent, FrozenPaper
from cdp.papers import content, store
from cdp.privacy import applying
from cdp.privacy.retention import BY_KEY, KEPT
from partners.models import AccessRequest, Invitation, Person
from tests.actions.updates.story import approved
from tests.factories import (
    AccessRequestFactory,
    BatchFactory,
    FrozenPaperFactory,
    InvitationFactory,
    MailFactory,
    MailLinkFactory,
    MembershipFactory,
    PackFactory,
    PersonFactory,
    PlanImportFactory,
    ProgressUpdateFactory,
    RenderingFactory,
    ReportRunFactory,
    SavedReportFactory,
    SharedLinkFactory,
)
from tests.pages import words

pytestmark = pytest.mark.django_db

NOW = timezone.now()
SECOND = datetime.timedelta(seconds=5)


def due(key):
    """A moment just long enough ago."""
    return NOW - BY_KEY[key].after - SECOND


def not_due(key):
    return NOW - BY_KEY[key].after + SECOND


def gone():
    return {key: number for key, number in applying.apply(now=NOW).items() if number}


def test_mails_and_links_go_when_it_is_time(django_assert_num_queries):
    old, new = MailFactory(made_at=due("mails")), MailFactory(made_at=not_due("mails"))
    ran_out = {"made_at": due("mail_links") - SECOND, "expires_at": due("mail_links")}
    MailLinkFactory(mail=new, **ran_out)
    kept = MailLinkFactory(mail=new)

    assert gone() == {"mails": 1, "mail_links": 1}
    assert list(Mail.objects.all()) == [new]
    assert list(MailLink.objects.all()) == [kept]
    assert old.pk != new.pk


def test_all_of_it_goes_in_small_bites(monkeypatch):
    monkeypatch.setattr(applying, "AT_ONCE", 2)
    for _ in range(5):
        MailFactory(made_at=due("mails"))

    assert gone() == {"mails": 5}


def test_invitations_go_and_the_name_of_whoever_never_came_goes_from_the_audit(partnership_lead):
    never = InvitationFactory(
        name="Nia Never", email="nia@example.org", invited_at=due("invitations") - SECOND, expires_at=due("invitations")
    )
    audit.record(kind="invitation.sent", by=partnership_lead, subject=never, changes={"email": never.email})
    open_one = InvitationFactory(invited_at=NOW, expires_at=NOW + SECOND)

    assert gone() == {"invitations": 1}
    assert list(Invitation.objects.all()) == [open_one]
    assert "nia@" not in str(list(AuditEvent.objects.values()))
    assert verify().faults == []


def test_answered_requests_go_with_their_words_and_open_ones_stay(lead_officer, partnership_lead):
    decided = AccessRequestFactory(
        person=lead_officer, why="My private reason", is_granted=True, decided_by=partnership_lead,
        decided_at=due("access_requests"),
    )  # fmt: skip
    audit.record(kind="access.asked", by=lead_officer, subject=decided, reason="My private reason")
    waiting = AccessRequestFactory(asked_at=due("access_requests"))

    assert gone() == {"access_requests": 1}
    assert list(AccessRequest.objects.all()) == [waiting]
    assert AuditEvent.objects.get(kind="access.asked").reason == "[removed]"


def test_an_old_draft_goes_with_its_words_files_and_history(action, lead_officer, django_capture_on_commit_callbacks):
    draft = updates.save_on(action=action, version=0, by=lead_officer, narrative="Half a thought")
    name = default_storage.save("evidence/old.txt", ContentFile(b"words"))
    Evidence.objects.create(
        update=draft, title="Old", strength="data", file=name, file_name="old.txt", size=5, sha256="0" * 64,
        added_at=NOW, added_by=lead_officer,
    )  # fmt: skip
    ProgressUpdate.objects.filter(pk=draft.pk).update(saved_at=due("drafts"))

    with django_capture_on_commit_callbacks(execute=True):
        assert gone() == {"drafts": 1}

    assert not ProgressUpdate.objects.exists()
    assert not default_storage.exists(name)
    assert "Half a thought" not in str(list(AuditEvent.objects.values_list("changes", flat=True)))
    assert verify().faults == []


@pytest.mark.parametrize("state", ["submitted", "returned", "approved"])
def test_what_was_sent_stays_however_old(action, lead_officer, partnership_lead, state):
    made = {"decided_at": NOW, "decided_by": partnership_lead} if state != "submitted" else {}
    update = ProgressUpdateFactory(action=action, state=state, saved_at=due("drafts"), **made)

    assert gone() == {}
    assert ProgressUpdate.objects.get() == update


def test_workbooks_go_with_their_files(django_capture_on_commit_callbacks):
    name = default_storage.save("workbooks/old.xlsx", ContentFile(b"words"))
    BatchFactory(file=name, uploaded_at=due("workbooks"))
    PlanImportFactory(uploaded_at=due("workbooks"))
    kept = BatchFactory(uploaded_at=not_due("workbooks"))

    with django_capture_on_commit_callbacks(execute=True):
        assert gone() == {"workbooks": 2}

    assert list(Batch.objects.all()) == [kept]
    assert not PlanImport.objects.exists()
    assert not default_storage.exists(name)


def test_reports_that_were_made_go_with_what_came_of_them_and_the_saved_report_stays():
    report = SavedReportFactory()
    old, new = (
        ReportRunFactory(report=report, state="made", frozen=FrozenPaperFactory(), asked_at=moment, ended_at=moment)
        for moment in (due("report_runs"), not_due("report_runs"))
    )
    RenderingFactory(paper=old.frozen, made_at=NOW)
    ReportRunFactory(state="failed", asked_at=due("report_runs"), fault="No figures")
    pack = PackFactory(is_frozen=True, frozen_at=due("report_runs"))

    assert gone() == {"report_runs": 2}
    assert list(ReportRun.objects.all()) == [new]
    assert set(FrozenPaper.objects.all()) == {new.frozen, pack.frozen}
    assert list(SavedReport.objects.all()) == [report]


def test_files_of_papers_go_and_are_written_anew_for_whoever_asks():
    paper = store.keep(paper=content.Paper("Papers", "", "Northshire", NOW.isoformat(), "Today", ()), as_at=NOW)
    before = store.written(paper, "json")
    paper.renderings.update(made_at=due("renderings"))
    RenderingFactory(made_at=not_due("renderings"))

    assert gone() == {"renderings": 1}
    assert store.written(paper, "json") == before
    assert paper.renderings.count() == 1


def test_links_that_ran_out_or_were_revoked_go(partnership_lead):
    past = due("shared_links")
    SharedLinkFactory(made_at=past - SECOND, expires_at=past)
    SharedLinkFactory(made_at=past - SECOND, expires_at=NOW + SECOND, revoked_at=past, revoked_by=partnership_lead)
    kept = [SharedLinkFactory(made_at=past - SECOND, expires_at=not_due("shared_links")), SharedLinkFactory()]

    assert gone() == {"shared_links": 2}
    assert set(SharedLink.objects.all()) == set(kept)


def test_words_of_failed_sign_ins_go_and_that_they_happened_stays():
    event = audit.record(
        kind="person.sign_in_limited", reason="Too many attempts from 203.0.113.9", now=due("sign_in_events")
    )
    audit.record(kind="person.sign_in_limited", reason="Too many attempts from 203.0.113.10", now=NOW)

    assert gone() == {"sign_in_events": 1}
    assert AuditEvent.objects.get(pk=event.pk).reason == "[removed]"
    assert verify().faults == []
    assert gone() == {}


def test_sessions_that_have_ended_are_forgotten(lead_officer):
    Session.objects.create(session_key="alive", session_data="x", expire_date=NOW + SECOND)
    for key in ("ended", "alive"):
        UserSession.objects.create(
            user=lead_officer, ip="203.0.113.9", user_agent="Firefox", session_key=key, last_seen_at=due("sessions")
        )

    assert gone() == {"sessions": 1}
    assert UserSession.objects.get().session_key == "alive"


def test_an_account_that_nobody_uses_is_closed_and_the_name_stays_beside_the_work(
    action, lead_officer, partnership_lead
):
    approved(action, lead_officer, partnership_lead)
    audit.record(
        kind="person.changed", subject=lead_officer, changes={"email": ["old@example.org", lead_officer.email]}
    )
    Authenticator.objects.create(user=lead_officer, type="totp", data={})
    lead_officer.memberships.all().delete()
    Person.objects.filter(pk=lead_officer.pk).update(last_login=due("accounts"))

    assert gone() == {"accounts": 1}

    lead_officer.refresh_from_db()
    assert (lead_officer.is_active, lead_officer.email) == (False, f"{lead_officer.pk}@closed.invalid")
    assert not lead_officer.has_usable_password()
    assert not Authenticator.objects.exists()
    assert action.updates.get().reported_by.name == "Olu Officer"
    changed = AuditEvent.objects.filter(kind="person.changed").values_list("changes", flat=True)
    assert "old@example.org" not in str(list(changed))
    assert gone() == {}


@pytest.mark.parametrize("why", ["has a role", "is staff", "was here lately", "never came but is new"])
def test_an_account_stays_where_somebody(why, partnership):
    person = PersonFactory(last_login=due("accounts"), date_joined=due("accounts"), is_staff=why == "is staff")
    if why == "has a role":
        MembershipFactory(user=person, partnership=partnership)
    if why == "was here lately":
        Person.objects.filter(pk=person.pk).update(last_login=not_due("accounts"))
    if why == "never came but is new":
        Person.objects.filter(pk=person.pk).update(last_login=None, date_joined=NOW)

    assert gone() == {}


def test_the_job_runs_each_night_and_its_event_says_what_it_did():
    MailFactory(made_at=due("mails"))
    slot = next(one for one in slots(NOW) if one.kind == "apply_retention")

    job = jobs.run_here(slot.ask())

    event = AuditEvent.objects.get(kind="retention.applied")
    assert job.state == "done"
    assert event.changes == {"mails": [None, 1]}
    assert event.request_id == f"job {job.pk}"


def test_a_night_with_nothing_to_do_says_so():
    applying.apply(now=NOW)

    assert AuditEvent.objects.get().reason == "Nothing was due."


def test_the_privacy_page_shows_every_kind(client):
    page = words(client.get("/privacy/"))

    for kept in KEPT:
        assert kept.what in page
        assert kept.until in page


def test_the_impact_assessment_holds_the_same_table():
    text = (settings.BASE_DIR / "docs" / "dpia.md").read_text()

    assert [one for one in KEPT if f"| {one.what} | {one.holds} | {one.until} | {one.then} |" not in text] == []


def test_every_kind_with_a_period_has_its_rule():
    assert {kept.key for kept in KEPT if kept.after} == applying.RULES.keys()
