"""The board and what changed are kept, and never stale after a change."""

import datetime

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from actions.models import LightOverride
from actions.operations import commentary, lights, meetings, updates
from actions.operations.plan.actions import postpone
from actions.operations.plan.archive import archive
from cdp import audit
from tests.actions.strategies import in_a_month, plan_of
from tests.factories import (
    ActionFactory,
    AuditEventFactory,
    PartnershipFactory,
    PriorityFactory,
    ProgressUpdateFactory,
    RefreshFactory,
    StepChangeFactory,
)

pytestmark = pytest.mark.django_db

BOARD, CHANGED = "/northshire/", "/northshire/what-changed/"


def text_of(client, address=BOARD):
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def queries_of(client, address=BOARD):
    with CaptureQueriesContext(connection) as queries:
        client.get(address)
    return len(queries)


@pytest.fixture
def plan(partnership):
    return plan_of(partnership)


# Kept ----------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [BOARD, f"{BOARD}?by=outcome", f"{BOARD}?priority=1", CHANGED])
def test_the_second_who_asks_costs_a_query_and_reads_the_same(client, plan, address):
    first = text_of(client, address)

    assert queries_of(client, address) == 1
    assert text_of(client, address) == first


def test_somebody_who_is_signed_in_costs_three(client, plan, viewer):
    client.force_login(viewer)
    text_of(client)

    assert queries_of(client) == 3


@pytest.mark.parametrize(
    "address", [f"{BOARD}?priority=9", f"{BOARD}?utm=x", f"{CHANGED}?since=never", f"{BOARD}?as_of=2026-01-01"]
)
def test_a_fault_a_look_back_and_what_the_page_does_not_know_are_not_kept(client, plan, address):
    client.get(address)

    assert not caches["parts"]._cache


def test_a_refused_filter_says_so_each_time(client, plan):
    for _ in range(2):
        assert "“9” is not one of the priorities here" in text_of(client, f"{BOARD}?priority=9")


def test_each_choice_has_its_own_page(client, plan, partnership):
    other = PriorityFactory(partnership=partnership, code="2")
    ActionFactory(partnership=partnership, priority=other, ref="2.1", title="Train the staff", due_on=None)

    assert "Train the staff" in text_of(client)
    assert "Train the staff" not in text_of(client, f"{BOARD}?priority=1")
    assert "Open a clinic" not in text_of(client, f"{BOARD}?priority=2")


# Never stale ---------------------------------------------------------------------------------------------------------


def _approve(plan, lead):
    update = ProgressUpdateFactory(
        action=plan, state="submitted", delivery_status="complete", confidence="confident", narrative="Open."
    )
    updates.approve(update=update, version=update.version, by=lead)


def _archive(plan, lead):
    archive(record=plan, version=plan.version, reason="No money", by=lead)


def _postpone(plan, lead):
    plan.due_on = plan.planned_due_on = datetime.date(2027, 1, 1)
    plan.save()
    postpone(action=plan, version=plan.version, due_on=datetime.date(2027, 3, 2), reason="Rain", by=lead)


def _decide(plan, lead):
    meeting = plan.partnership.meetings.get()
    meetings.record_decision(
        meeting=meeting, by=lead, kind="ask", text="Find two rooms", agency=None, owner=lead,
        action=None, due_on=None,
    )  # fmt: skip


def _meet(plan, lead):
    meetings.plan_meeting(partnership=plan.partnership, title="Board", held_on=in_a_month(), by=lead)


def _override(plan, lead):
    lights.override_light(
        action=plan, light=LightOverride.Which.DELIVERY, state="at_risk", reason="It has flooded", until=in_a_month(),
        by=lead,
    )  # fmt: skip


def _write(plan, lead):
    series = plan.measures.get().series
    commentary.write(partnership=plan.partnership, series=series, text="Two more rooms.", claim="", words={}, by=lead)


def _publish(plan, lead):
    reading = plan.measures.get().series.reading
    reading.trend, reading.trend_verdict = "decreasing", "getting_worse"
    reading.save()
    RefreshFactory(outcome="changed", published_at=timezone.now())


def _step(plan, lead):
    series = plan.measures.get().series
    series.indicator.name = "Waits, newly counted"
    series.indicator.save()
    StepChangeFactory(series=series)


def _rename(plan, lead):
    agency = plan.agencies.get()
    agency.name = "Lantern trust"
    agency.save()
    audit.record(kind="row.changed", by=lead, subject=agency)


CHANGES = [
    (_approve, "Complete"),
    (_archive, "No action entered yet"),
    (_postpone, "2 March 2027"),
    (_decide, "Find two rooms"),
    (_meet, "Next:"),
    (_override, "It has flooded"),
    (_write, "Two more rooms."),
    (_publish, "Getting worse"),
    (_step, "Waits, newly counted"),
    (_rename, "Lantern trust"),
]


@pytest.mark.parametrize(("change", "said"), CHANGES, ids=[change.__name__[1:] for change, _ in CHANGES])
@pytest.mark.parametrize("is_signed_in", [True, False])
def test_a_change_is_on_the_board_at_once(client, plan, partnership_lead, viewer, change, said, is_signed_in):
    if is_signed_in:
        client.force_login(viewer)
    before = text_of(client)

    change(plan, partnership_lead)
    after = text_of(client)

    assert said in after
    assert after.count(said) > before.count(said)


@pytest.mark.parametrize("change", [_approve, _archive, _postpone, _decide])
def test_a_change_is_among_what_changed_at_once(client, plan, partnership_lead, change):
    before = text_of(client, CHANGED)

    change(plan, partnership_lead)

    assert text_of(client, CHANGED) != before


@pytest.mark.parametrize(
    "happens",
    [
        lambda partnership: RefreshFactory(outcome="changed", published_at=timezone.now()),
        lambda partnership: StepChangeFactory(),
        lambda partnership: AuditEventFactory(partnership=partnership),
        lambda partnership: AuditEventFactory(kind="row.changed"),
        lambda partnership: PartnershipFactory(),
    ],
    ids=["run", "step change", "event", "event of all", "partnership"],
)
def test_the_page_is_made_anew_when_figures_or_the_record_have_changed(client, plan, happens):
    text_of(client)
    happens(plan.partnership)

    assert queries_of(client) > 1
    assert queries_of(client) == 1


@pytest.mark.parametrize("kind", ["person.signed_in", "view.restricted"])
def test_what_changes_no_page_leaves_it_as_it_is(client, plan, kind):
    other = PartnershipFactory()
    text_of(client)
    AuditEventFactory(kind=kind)
    AuditEventFactory(partnership=other)

    assert queries_of(client) == 1


def test_when_the_day_passes_an_action_is_late(client, plan, monkeypatch):
    day = plan.milestones.get().due_on
    monkeypatch.setattr(timezone, "localdate", lambda *_: day)
    assert "1 of 1 action late" not in text_of(client)
    plan.delivery_status, plan.confidence = "on_track", "confident"

    monkeypatch.setattr(timezone, "localdate", lambda *_: day + datetime.timedelta(days=1))

    assert "1 day late" in text_of(client)


def test_what_is_withdrawn_is_gone_at_once(client, plan, partnership):
    text_of(client)
    partnership.is_published = False
    partnership.save()

    assert client.get(BOARD).status_code == 404
