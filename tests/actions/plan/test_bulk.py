"""One change of many actions: previewed row by row, then made whole or not at all."""

import datetime

import pytest

from actions.models import Action
from actions.operations import plan
from actions.operations.plan.bulk import Change, apply, preview
from cdp.models import AuditEvent
from partners.roles import Role
from tests.actions.updates.story import submitted
from tests.factories import MembershipFactory, PersonFactory, PriorityFactory

pytestmark = pytest.mark.django_db

SUMMER = datetime.date(2027, 6, 30)


def shown(rows):
    return [(row.action.ref, row.was, row.now, row.problem) for row in rows]


def versions_of(rows):
    return {row.action.pk: row.version for row in rows if row.changes}


def applied(actions, change, by):
    rows = preview(actions=actions, change=change, by=by)
    return apply(actions=actions, versions=versions_of(rows), change=change, by=by)


def test_a_preview_shows_each_change_and_writes_nothing(action, other, lead_officer, partnership_lead):
    rows = preview(
        actions=[other, action], change=Change("lead_officer", lead_officer=lead_officer), by=partnership_lead
    )

    assert shown(rows) == [("1.1", "Nobody named", "Olu Officer", ""), ("1.2", "Nobody named", "Olu Officer", "")]
    assert not Action.objects.exclude(lead_officer=None).exists()
    assert (AuditEvent.objects.count(), Action.objects.filter(version=1).count()) == (0, 2)


def test_what_was_previewed_is_what_is_done(action, other, lead_officer, partnership_lead):
    done = applied([action, other], Change("lead_officer", lead_officer=lead_officer), partnership_lead)

    assert len(done) == Action.objects.filter(lead_officer=lead_officer, version=2).count() == 2
    assert AuditEvent.objects.filter(kind="action.changed").count() == 2


def test_dates_move_with_the_reason_and_what_has_none_says_so(action, other, partnership_lead):
    change = Change("later", weeks=4, reason="No rooms")

    rows = preview(actions=[action, other], change=change, by=partnership_lead)
    assert shown(rows) == [
        ("1.1", "31 March 2027", "28 April 2027", ""),
        ("1.2", "No date", "", "It has no due date that could move."),
    ]

    apply(actions=[action, other], versions=versions_of(rows), change=change, by=partnership_lead)
    action.refresh_from_db()
    assert (action.due_on, action.planned_due_on) == (datetime.date(2027, 4, 28), datetime.date(2027, 3, 31))


def test_one_date_for_all_is_given_or_moved(action, other, partnership_lead):
    applied([action, other], Change("due_on", due_on=SUMMER, reason="The board asked"), partnership_lead)

    assert list(Action.objects.order_by("ref").values_list("due_on", "planned_due_on")) == [
        (SUMMER, datetime.date(2027, 3, 31)), (SUMMER, None),
    ]  # fmt: skip


def test_another_agency_leads_and_who_supported_leads_only(action, police, partnership_lead, changed):
    changed(supporting=[police])
    action.refresh_from_db()

    applied([action], Change("lead_agency", agency=police), partnership_lead)

    assert list(action.action_agencies.values_list("agency__name", "role")) == [("Northshire Police", "lead")]


def test_a_status_is_sent_for_approval_and_not_set(action, other, lead_officer, partnership, partnership_lead):
    MembershipFactory(user=PersonFactory(name="Sri"), partnership=partnership, role=Role.SENIOR_RESPONSIBLE_OWNER)
    submitted(other, lead_officer)
    change = Change("status", delivery_status="late", confidence="some_doubt", narrative="The tender failed.")

    rows = preview(actions=[action, other], change=change, by=partnership_lead)
    assert shown(rows) == [
        ("1.1", "No update yet", "Late, waits for approval", ""),
        ("1.2", "At risk, waits for approval", "", "An update is begun or waits already. Finish it first."),
    ]

    apply(actions=[action, other], versions=versions_of(rows), change=change, by=partnership_lead)
    action.refresh_from_db()
    assert (action.delivery_status, action.updates.get().state) == ("not_reported", "submitted")


def test_who_alone_approves_has_it_approved_at_once(action, partnership_lead):
    applied([action], Change("status", delivery_status="late", confidence="some_doubt", narrative="Late."),
            partnership_lead)  # fmt: skip

    action.refresh_from_db()
    assert action.delivery_status == "late"


def test_several_are_merged_into_one(action, other, partnership_lead):
    change = Change("merge", into=action)
    assert shown(preview(actions=[action, other], change=change, by=partnership_lead)) == [
        ("1.1", "Stands on its own", "Stands on its own", ""), ("1.2", "Stands on its own", "Merged into 1.1", ""),
    ]  # fmt: skip

    applied([action, other], change, partnership_lead)

    assert list(Action.objects.current()) == [action]


def test_they_serve_another_priority(action, partnership, strategy, partnership_lead):
    new = PriorityFactory(partnership=partnership, strategy=strategy, title="Recovery")

    applied([action], Change("priority", priority=new), partnership_lead)

    assert Action.objects.get().priority == new


def test_nothing_is_applied_where_one_has_been_changed_since(action, other, changed, lead_officer, partnership_lead):
    change = Change("lead_officer", lead_officer=lead_officer)
    rows = preview(actions=[action, other], change=change, by=partnership_lead)
    changed(title="Meet them")

    with pytest.raises(plan.Stale) as refusal:
        apply(actions=[action, other], versions=versions_of(rows), change=change, by=partnership_lead)

    assert refusal.value.current == action
    assert not Action.objects.exclude(lead_officer=None).exists()


def test_one_that_has_become_impossible_stops_all(action, other, lead_officer, partnership_lead):
    change = Change("status", delivery_status="late", confidence="some_doubt", narrative="Late.")
    rows = preview(actions=[action, other], change=change, by=partnership_lead)
    submitted(other, lead_officer)

    with pytest.raises(plan.NotSound, match=r"1\.2: An update is begun"):
        apply(actions=[action, other], versions=versions_of(rows), change=change, by=partnership_lead)

    assert not action.updates.exists()


def test_others_cannot(action, viewer, lead_officer):
    for by in (viewer, lead_officer):
        with pytest.raises(plan.NotTheirs):
            preview(actions=[action], change=Change("lead_officer"), by=by)
