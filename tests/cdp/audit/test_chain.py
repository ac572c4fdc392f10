import datetime
import io

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction

from cdp import audit, jobs
from cdp.audit.chain import close_days
from cdp.audit.digests import listed, of_day, of_event
from cdp.audit.verifying import verify
from cdp.jobs.schedule import slots
from cdp.models import AuditDay, AuditEvent
from tests.cdp.audit.conftest import at
from tests.cdp.audit.tampering import insert_copy, run, set_column, sql, swap

pytestmark = pytest.mark.django_db


def faults(**options):
    return [str(fault) for fault in verify(now=at(4), **options).faults]


def test_each_day_that_is_over_is_closed_and_chained_to_the_day_before(story):
    first, second, third = AuditDay.objects.order_by("day")

    assert [(each.day.day, each.number_of_events) for each in (first, second, third)] == [(1, 3), (2, 0), (3, 2)]
    assert (first.previous, second.previous, third.previous) == ("", first.digest, second.digest)
    assert faults() == []


def test_closing_again_changes_nothing_and_what_was_missed_is_made_up(story):
    before = list(AuditDay.objects.values_list("day", "digest"))

    assert close_days(now=at(4, 23)) == []
    assert [each.day.day for each in close_days(now=at(7))] == [4, 5, 6]
    assert list(AuditDay.objects.filter(day__lt=datetime.date(2026, 6, 4)).values_list("day", "digest")) == before
    assert faults() == []


def test_a_day_is_closed_an_hour_after_its_end(story):
    assert close_days(now=at(5, 0)) == []
    assert [each.day.day for each in close_days(now=at(5, 1))] == [4]


def test_without_events_there_is_nothing_to_close():
    assert close_days(now=at(4)) == []
    assert faults() == []


def test_what_is_told_late_belongs_to_a_day_that_is_open_still(story, action):
    event = audit.record(kind="update.withdrawn", subject=action, now=at(2))

    assert event.happened_at == at(2)
    assert event.day > datetime.date(2026, 6, 3)
    assert faults() == []


def test_the_calendar_has_the_days_closed_each_night(story):
    one = next(slot for slot in slots(at(5, 2)) if slot.kind == "close_audit_days")

    job = jobs.run_here(one.ask())

    assert (one.period, job.state) == ("2026-06-05", "done")
    assert AuditDay.objects.filter(day=datetime.date(2026, 6, 4)).exists()


def test_the_digest_of_an_event_is_worked_out_alike_from_its_row(story):
    assert [of_event(event) for event in AuditEvent.objects.all()] == [
        event.digest for event in AuditEvent.objects.all()
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("changes", {"narrative": ["", "All is well."]}),
        ("changes", {}),
        ("reason", "Because"),
        ("person_name", "Sam Stranger"),
        ("person_id", None),
        ("partnership_id", None),
        ("partnership_slug", "elsewhere"),
        ("kind", "update.approved"),
        ("subject_id", "77"),
        ("subject_name", "2.1 Something else"),
        ("subject_address", "/elsewhere/"),
        ("happened_at", "2026-06-01 10:00:00.000001+01:00"),
        ("request_id", "another"),
        ("is_restricted", True),
        ("salt", "0" * 32),
    ],
)
def test_a_changed_event_is_named(story, column, value):
    set_column(story[1], column, value)

    assert faults() == [f"1 June 2026, event {story[1].pk}: it was changed."]


def test_an_event_that_was_changed_together_with_its_digest_is_named(story):
    set_column(story[1], "reason", "Because")
    set_column(story[1], "digest", of_event(AuditEvent.objects.get(pk=story[1].pk)))

    assert faults() == [f"1 June 2026, event {story[1].pk}: it was changed, and its digest with it."]


def test_an_event_that_is_marked_as_redacted_by_hand_is_named(story):
    set_column(story[1], "redacted_at", at(1))

    assert faults() == [f"1 June 2026, event {story[1].pk}: it is marked as redacted, and no event tells of it."]


def test_a_deleted_event_is_named(story):
    sql("DELETE FROM cdp_auditevent WHERE id = %s", story[2].pk)

    assert faults() == [f"1 June 2026, event {story[2].pk}: it was deleted."]


def test_an_inserted_event_is_named(story):
    insert_copy(story[0], number=9_000_001)
    set_column(AuditEvent.objects.get(pk=9_000_001), "reason", "Because")
    set_column(AuditEvent(pk=9_000_001), "digest", of_event(AuditEvent.objects.get(pk=9_000_001)))

    assert faults() == ["1 June 2026, event 9000001: it was added after the day was closed."]


def test_an_event_inserted_before_the_first_day_is_named(story):
    insert_copy(story[0], number=9_000_001)
    set_column(AuditEvent(pk=9_000_001), "day", datetime.date(2026, 5, 1))

    assert faults() == ["1 May 2026, event 9000001: it belongs to a day that is not in the chain."]


def test_events_in_another_order_are_named(story):
    swap(story[0], story[1])

    one, other = story[0].pk, story[1].pk
    assert faults() == [
        f"1 June 2026, event {one}: event {other} stands in its place.",
        f"1 June 2026, event {other}: event {one} stands in its place.",
    ]


def test_an_event_with_another_number_is_named(story):
    sql("UPDATE cdp_auditevent SET id = 9000001 WHERE id = %s", story[0].pk)

    assert faults() == [
        f"1 June 2026, event {story[0].pk}: it was deleted.",
        f"1 June 2026, event 9000001: it was event {story[0].pk}, and was given another number.",
    ]


def test_an_event_moved_to_another_day_is_named(story):
    set_column(story[0], "day", datetime.date(2026, 6, 2))

    assert faults() == [
        f"1 June 2026, event {story[0].pk}: it was moved to 2 June 2026.",
        f"2 June 2026, event {story[0].pk}: it was added after the day was closed.",
    ]


@pytest.mark.parametrize(("column", "value"), [("number_of_events", 2), ("listing", ""), ("digest", "0" * 64)])
def test_a_changed_day_is_named(story, column, value):
    sql(f"UPDATE cdp_auditday SET {column} = %s WHERE day = '2026-06-01'", value)

    assert faults()[0] == "1 June 2026: what was kept of the day when it was closed was changed."


def test_a_day_that_was_worked_out_anew_breaks_the_chain_at_the_next(story):
    sql("DELETE FROM cdp_auditevent WHERE id = %s", story[2].pk)
    rest = story[0].pk, story[1].pk
    events = list(AuditEvent.objects.filter(pk__in=rest).order_by("pk").values_list("pk", "digest"))
    day = datetime.date(2026, 6, 1)
    sql(
        "UPDATE cdp_auditday SET number_of_events = 2, listing = %s, digest = %s WHERE day = '2026-06-01'",
        listed(events),
        of_day(day, "", events),
    )

    assert faults() == ["2 June 2026: it does not follow from the day before: one of the two was changed."]


def test_a_day_taken_out_of_the_chain_is_named(story):
    sql("DELETE FROM cdp_auditday WHERE day = '2026-06-02'")

    assert faults() == ["2 June 2026: it was taken out of the chain, or every day up to the next one that is in it."]


def test_a_chain_that_was_worked_out_anew_from_end_to_end_does_not_lead_through_a_digest_kept_elsewhere(story):
    kept = {AuditDay.objects.get(day=datetime.date(2026, 6, 2)).day: AuditDay.objects.all()[1].digest}
    assert faults(expected=kept) == []
    sql("DELETE FROM cdp_auditevent WHERE id = %s", story[2].pk)
    sql("DELETE FROM cdp_auditday")
    close_days(now=at(4))

    assert faults() == []
    assert faults(expected=kept) == ["2 June 2026: its digest is not the one that was kept elsewhere."]
    assert faults(expected={datetime.date(2026, 5, 1): "0" * 64}) == [
        "1 May 2026: it is not in the chain, though its digest was kept elsewhere."
    ]


def test_the_command_says_that_all_is_in_order_with_the_digest_to_be_kept(story):
    said = io.StringIO()

    call_command("verify_audit", stdout=said)

    last = AuditDay.objects.first()
    assert said.getvalue().splitlines()[:2] == [
        "5 events in order, 0 of them redacted; 3 days closed, 0 events of days that are not closed yet.",
        f"Digest of 3 June 2026: {last.digest}",
    ]


def test_the_command_fails_with_a_line_a_fault(story):
    said = io.StringIO()
    set_column(story[1], "reason", "Because")
    sql("DELETE FROM cdp_auditevent WHERE id = %s", story[2].pk)

    with pytest.raises(CommandError, match="2 faults"):
        call_command("verify_audit", stdout=said)

    assert said.getvalue().splitlines() == [
        f"1 June 2026, event {story[1].pk}: it was changed.",
        f"1 June 2026, event {story[2].pk}: it was deleted.",
    ]


@pytest.mark.parametrize("wrong", ["yesterday=ab", "2026-06-01=ab", "2026-06-01"])
def test_the_command_says_how_a_digest_is_given(wrong):
    with pytest.raises(CommandError, match=r"such as 2026|a whole one has 64"):
        call_command("verify_audit", "--expect", wrong)


def test_days_that_nobody_closes_are_said(story, action):
    audit.record(kind="update.withdrawn", subject=action, now=at(5))
    said = io.StringIO()

    call_command("verify_audit", stdout=said)

    assert said.getvalue().splitlines()[-1] == "Days that are over have not been closed. Is a worker running?"


@pytest.mark.skipif(connection.vendor != "postgresql", reason="A rule of PostgreSQL")
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE cdp_auditevent SET reason = 'Because'",
        "DELETE FROM cdp_auditevent",
        "SET LOCAL cdp.redacting = 'on'; UPDATE cdp_auditevent SET kind = 'update.saved'",
        "SET LOCAL cdp.redacting = 'on'; DELETE FROM cdp_auditevent",
        "UPDATE cdp_auditday SET number_of_events = 7",
        "DELETE FROM cdp_auditday",
    ],
)
def test_postgresql_refuses_to_change_what_was_written(story, statement):
    with pytest.raises(IntegrityError, match="The audit is only added to"), transaction.atomic():
        run(statement)
