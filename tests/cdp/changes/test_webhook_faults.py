"""What becomes of messages when a receiver is not well, or asks to be left alone."""

import datetime

import pytest
from django.utils import timezone

from actions.models import Mail
from cdp.changes.webhooks import delivering, handing_over, operations, sending
from cdp.models import Job
from tests.cdp.changes.receiving import BUSY, TAKEN, change, deliver, states

pytestmark = pytest.mark.django_db


def move(monkeypatch, until):
    monkeypatch.setattr(delivering.timezone, "now", lambda: until)


def test_a_message_that_is_refused_is_tried_for_two_days_and_its_endpoint_then_switched_off(
    action, endpoint, monkeypatch, partnership_lead
):
    change(action)
    now = began = timezone.now()
    tries = 0
    while (waiting := endpoint.deliveries.filter(state="waiting").first()) or not tries:
        now = waiting.next_attempt_at if waiting else now
        move(monkeypatch, now + datetime.timedelta(seconds=1))
        tries += len(deliver(endpoint, BUSY).got)

    assert tries == len(delivering.WAITS) + 1
    assert datetime.timedelta(hours=40) < now - began < datetime.timedelta(hours=63)
    assert states(endpoint) == [("dead", 9, 500)]
    endpoint.refresh_from_db()
    assert "took nothing for two days" in endpoint.disabled_reason
    mail = Mail.objects.get()
    assert (mail.person, "It answered 500." in mail.text) == (partnership_lead, True)


def test_a_day_of_500_loses_nothing(action, endpoint, monkeypatch):
    change(action, 4)
    now, end = timezone.now(), timezone.now() + datetime.timedelta(hours=24)
    while now < end:
        move(monkeypatch, now)
        deliver(endpoint, BUSY)
        now += datetime.timedelta(minutes=10)
    move(monkeypatch, end + datetime.timedelta(hours=24))

    assert len(deliver(endpoint).got) == 4
    assert {state for state, *_ in states(endpoint)} == {"delivered"}


def test_one_message_that_a_receiver_cannot_bear_holds_up_no_other_and_ends_nothing(action, endpoint, monkeypatch):
    change(action, 3)
    deliver(endpoint, TAKEN, BUSY, TAKEN)
    assert [state for state, *_ in states(endpoint)] == ["delivered", "waiting", "delivered"]

    endpoint.deliveries.filter(state="waiting").update(attempts=8, next_attempt_at=timezone.now())
    deliver(endpoint, BUSY)

    endpoint.refresh_from_db()
    assert [state for state, *_ in states(endpoint)] == ["delivered", "dead", "delivered"]
    assert endpoint.disabled_at is None


def test_a_receiver_that_is_down_is_left_alone_after_three_failures(action, endpoint):
    change(action, 20)

    assert len(deliver(endpoint, BUSY).got) == delivering.FAILURES_IN_A_ROW


def test_a_receiver_that_asks_for_peace_gets_it_with_all_that_waits_and_what_comes_meanwhile(
    action, endpoint, monkeypatch
):
    change(action, 3)
    now = timezone.now()
    assert len(deliver(endpoint, sending.Outcome(429, "It answered 429.", wait=1800)).got) == 1
    change(action)

    assert deliver(endpoint).got == []
    handing_over.ask_all(now=now + datetime.timedelta(minutes=29))
    assert not Job.objects.filter(kind="deliver_webhooks").exists()
    assert states(endpoint)[0] == ("waiting", 1, 429)

    move(monkeypatch, now + datetime.timedelta(minutes=31))
    handing_over.ask_all()
    assert Job.objects.filter(kind="deliver_webhooks").count() == 1
    assert len(deliver(endpoint).got) == 4
    assert {state for state, *_ in states(endpoint)} == {"delivered"}


def test_what_a_receiver_asks_for_makes_no_attempt_come_sooner(action, endpoint):
    change(action)
    handing_over.hand_over(endpoint.pk)
    endpoint.deliveries.update(attempts=4)
    deliver(endpoint, sending.Outcome(503, "It answered 503.", wait=1))

    wait = endpoint.deliveries.get().next_attempt_at - timezone.now()
    assert wait > datetime.timedelta(hours=3)


def test_a_receiver_that_always_asks_for_peace_is_given_up_within_four_days(action, endpoint, monkeypatch):
    change(action)
    now = began = timezone.now()
    busy = sending.Outcome(503, "It answered 503.", wait=sending.LONGEST_WAIT)
    while (waiting := endpoint.deliveries.filter(state="waiting").first()) or now == began:
        now = (waiting.next_attempt_at if waiting else now) + datetime.timedelta(seconds=1)
        move(monkeypatch, now)
        deliver(endpoint, busy)

    endpoint.refresh_from_db()
    assert endpoint.disabled_at is not None
    assert now - began < datetime.timedelta(days=4)


def test_switched_on_again_by_hand_nobody_waits_any_more(action, endpoint, partnership_lead):
    change(action, 2)
    deliver(endpoint, sending.Outcome(503, "It answered 503.", wait=1800))
    operations.disable(endpoint=endpoint, by=partnership_lead)
    operations.enable(endpoint=endpoint, by=partnership_lead)

    assert len(deliver(endpoint).got) == 2


def test_410_ends_it_at_once(action, endpoint):
    change(action, 3)
    receiver = deliver(endpoint, sending.Outcome(410, "It answered 410: it wants no more messages."))

    endpoint.refresh_from_db()
    assert len(receiver.got) == 1
    assert endpoint.disabled_at is not None
    assert "410" in endpoint.disabled_reason
    assert deliver(endpoint).got == []
