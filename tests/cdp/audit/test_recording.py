import datetime
from decimal import Decimal

import pytest
import structlog
from django.contrib.auth.models import AnonymousUser
from django.db import transaction

from cdp import audit
from cdp.audit.recording import partnership_of
from cdp.audit.values import plain
from cdp.models import AuditEvent
from tests.factories import ActionFactory, MilestoneFactory, PartnershipFactory

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 6, 30, 12, tzinfo=datetime.UTC)


def test_an_event_says_who_did_what_to_which_record_and_when(action, lead_officer):
    before = audit.snapshot(action, ["due_on", "lead_officer", "title"])
    action.due_on = datetime.date(2027, 3, 31)
    action.lead_officer = lead_officer

    changes = audit.differences(before, action)
    audit.record(
        kind="update.approved",
        by=lead_officer,
        subject=action,
        changes=changes,
        reason="Agreed by the board.",
        now=NOON,
    )

    event = AuditEvent.objects.get()
    assert event.changes == {
        "due_on": [None, "2027-03-31"],
        "lead_officer": [None, {"id": lead_officer.pk, "name": "Olu Officer"}],
    }
    assert (event.person, event.person_name, event.reason) == (lead_officer, "Olu Officer", "Agreed by the board.")
    assert (event.partnership, event.partnership_slug) == (action.partnership, "northshire")
    assert (event.subject_kind, event.subject_id) == ("actions.action", str(action.pk))
    assert event.subject_name == "1.1 Meet every prison leaver at the gate"
    assert event.subject_address == "/northshire/actions/1.1/"
    assert (event.happened_at, event.day) == (NOON, datetime.date(2026, 6, 30))


def test_an_unknown_kind_is_refused_at_once():
    with pytest.raises(audit.UnknownKind, match=r"update\.aproved"):
        audit.record(kind="update.aproved")

    assert not AuditEvent.objects.exists()


def test_an_event_belongs_to_the_day_in_london(partnership):
    late = datetime.datetime(2026, 6, 30, 23, 30, tzinfo=datetime.UTC)

    assert audit.record(kind="person.signed_in", now=late).day == datetime.date(2026, 7, 1)


def test_nobody_who_is_signed_in_has_no_name():
    event = audit.record(kind="person.sign_in_refused", by=AnonymousUser())

    assert (event.person_id, event.person_name) == (None, "")


def test_an_event_goes_with_the_transaction_of_its_change(action):
    def approve_and_fail():
        with transaction.atomic():
            audit.record(kind="update.approved", subject=action)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        approve_and_fail()

    assert not AuditEvent.objects.exists()


def test_an_event_outlives_the_person_and_the_record(lead_officer, partnership):
    audit.record(kind="role.given", by=lead_officer, subject=lead_officer, partnership=partnership)
    number = lead_officer.pk

    lead_officer.delete()

    event = AuditEvent.objects.get()
    assert (event.person_id, event.person_name, event.subject_name) == (number, "Olu Officer", "Olu Officer")


def test_an_event_names_the_request_or_the_job_it_belongs_to():
    structlog.contextvars.clear_contextvars()

    with structlog.contextvars.bound_contextvars(request_id="abc"):
        assert audit.record(kind="person.signed_in").request_id == "abc"
    with structlog.contextvars.bound_contextvars(job_id=7):
        assert audit.record(kind="person.signed_in").request_id == "job 7"
    assert audit.record(kind="person.signed_in").request_id == ""


def test_a_record_finds_its_partnership_through_what_it_is_part_of():
    action = ActionFactory()

    assert partnership_of(MilestoneFactory(action=action)) == action.partnership


def test_a_snapshot_holds_plain_values_and_writes_equal_ones_alike(action, agency, other_officer):
    names = [str(each) for each in action.agencies.all()]

    assert audit.snapshot(action, ["agencies"]) == {"agencies": [{"id": agency.pk, "name": names[0]}]}
    assert audit.differences({"value": "5"}, {"value": "5"}) == {}
    assert plain(Decimal("5.00")) == plain(Decimal(5)) == "5"
    assert plain(NOON) == "2026-06-30T12:00:00+00:00"
    assert plain("a\0b\ud800") == "a\ufffdb\ufffd"


def test_what_cannot_be_kept_in_words_is_refused():
    with pytest.raises(TypeError, match="object"):
        audit.record(kind="update.approved", changes={"thing": [None, object()]})


def test_a_change_is_from_and_to():
    with pytest.raises(ValueError, match="not 3"):
        audit.record(kind="update.approved", changes={"thing": [1, 2, 3]})


def test_the_history_of_a_record_and_of_its_parts_is_newest_first(action):
    milestone = MilestoneFactory(action=action)
    other = MilestoneFactory()
    first = audit.record(kind="update.submitted", subject=action)
    audit.record(kind="update.submitted", subject=other)
    audit.record(kind="update.submitted", subject=PartnershipFactory())
    last = audit.record(kind="update.approved", subject=milestone)

    assert list(audit.history_of(action)) == [first]
    assert list(audit.history_of(action, action.milestones.all())) == [last, first]
    assert list(audit.history_of(action, [milestone])) == [last, first]
