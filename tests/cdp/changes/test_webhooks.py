"""Which changes an endpoint is told of, how they are signed, and what becomes of them when a receiver is not well."""

import contextlib
import datetime
import json

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from actions.models import Mail
from cdp import audit, changes, jobs
from cdp.changes import entries, feed, keeping
from cdp.changes.webhooks import delivering, handing_over, messages, operations, sending
from cdp.models import AuditEvent, Change, Job, WebhookDelivery
from partners.models import Partnership
from tests.actions.updates import story
from tests.factories import ApiClientFactory, MembershipFactory

pytestmark = pytest.mark.django_db
URL = "http://127.0.0.1:9/hook"
TAKEN = sending.Outcome(204)
BUSY = sending.Outcome(500, "It answered 500.")


class Claim:
    """Of a job that is ours for as long as we like."""

    def check(self):
        pass

    hold = check


class Receiver:
    """Stands in for the network: what it was sent, and what it answers."""

    def __init__(self, *answers):
        self.answers, self.got = list(answers), []

    def __call__(self, url, headers, body):
        self.got.append((url, headers, body))
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]

    @property
    def kinds(self):
        return [json.loads(body)["type"] for _, _, body in self.got]


@pytest.fixture(autouse=True)
def _at_home(settings):
    settings.WEBHOOKS_TO_THIS_MACHINE = True


@pytest.fixture
def made(partnership, partnership_lead):
    return operations.make(partnership=partnership, url=URL, description="Platform", kinds=[], by=partnership_lead)


@pytest.fixture
def endpoint(made):
    return made[0]


class Enough(Exception):
    """The job would wait now."""


def stop(seconds):
    raise Enough


def deliver(endpoint, *answers, sleep=stop):
    receiver = Receiver(*(answers or [TAKEN]))
    with contextlib.suppress(Enough):
        delivering.deliver(Claim(), endpoint.pk, send=receiver, sleep=sleep)
    return receiver


def change(action, times=1):
    for _ in range(times):
        audit.record(kind="action.changed", subject=action)


def states(endpoint):
    return list(endpoint.deliveries.order_by("pk").values_list("state", "attempts", "last_status"))


# What is sent --------------------------------------------------------------------------------------------------------


def test_what_is_sent_is_the_entry_of_the_feed_and_its_signature_holds(action, made):
    endpoint, secret = made
    change(action)

    [(url, headers, body)] = deliver(endpoint).got

    said = Webhook(secret).verify(body, headers)
    told = entries.entry(Change.objects.filter(noun="actions").get())
    assert (url, said) == (URL, {"type": "action.changed", "timestamp": told["happened_at"], "data": told})
    assert headers["webhook-id"] == f"{told['uid']}_{endpoint.pk}"
    assert states(endpoint) == [("delivered", 1, 204)]
    with pytest.raises(WebhookVerificationError):
        Webhook(messages.new_secret()).verify(body, headers)


def test_nothing_of_before_is_sent_and_all_that_comes_after_once_and_in_order(action, made):
    endpoint, _ = made
    change(action, 5)
    first = deliver(endpoint)
    change(action, 2)
    second = deliver(endpoint)
    third = deliver(endpoint)

    sent = [headers["webhook-id"] for _, headers, _ in first.got + second.got]
    uids = Change.objects.filter(noun="actions").order_by("position").values_list("uid", flat=True)
    assert sent == [f"{uid}_{endpoint.pk}" for uid in uids]
    assert third.got == []


def test_a_secret_that_is_changed_signs_beside_the_old_one_for_a_day(action, made, partnership_lead):
    endpoint, old = made
    endpoint, new = operations.rotate(endpoint=endpoint, by=partnership_lead)
    change(action)
    [(_, headers, body)] = deliver(endpoint).got

    for secret in (old, new):
        Webhook(secret).verify(body, headers)
    delivery = endpoint.deliveries.get()
    later = messages.headers_of(delivery, endpoint, timezone.now() + operations.ROTATING)
    assert len(later["webhook-signature"].split()) == 1


def test_the_secret_is_nowhere_in_the_database_as_it_was_told(made):
    endpoint, secret = made

    assert secret.startswith("whsec_")
    assert secret not in endpoint.secret
    assert not AuditEvent.objects.filter(changes__icontains=secret).exists()


def test_only_what_the_account_sees_is_sent(action, partnership, lead_officer, viewer, partnership_lead):
    of_viewer, _ = operations.make(
        partnership=partnership, url=URL, description="Reader", kinds=[], by=partnership_lead
    )
    type(of_viewer).objects.update(account=viewer)
    of_lead, _ = operations.make(partnership=partnership, url=URL, description="Lead", kinds=[], by=partnership_lead)
    story.approved(action, lead_officer, partnership_lead)

    assert deliver(of_viewer).kinds == ["update.approved"] * 2
    assert deliver(of_lead).kinds[-3:] == ["update.submitted", "update.approved", "update.approved"]


def test_only_the_kinds_that_are_wanted_and_the_partnership_and_figures_are_sent(action, endpoint):
    endpoint.kinds = ["figures.", "action.archived"]
    endpoint.save()
    change(action)
    changes.record(kind="figures.published", noun="indicators", thing="deaths")
    changes.record(kind="partnership.removed", noun="partnerships", thing="eastshire")

    assert deliver(endpoint).kinds == ["figures.published"]


def test_of_other_partnerships_nothing_is_sent(endpoint, partnership_lead):
    other = MembershipFactory(user=partnership_lead, role="partnership_lead").partnership
    audit.record(kind="row.changed", subject=other)
    changes.record(kind="partnership.removed", noun="partnerships", thing="eastshire")

    assert deliver(endpoint).kinds == []


def test_who_lost_the_role_is_sent_nothing_more_and_the_endpoint_says_why(action, endpoint, partnership_lead):
    change(action)
    handing_over.hand_over(endpoint.pk)
    partnership_lead.memberships.all().delete()
    change(action)

    assert deliver(endpoint).got == []
    endpoint.refresh_from_db()
    assert "may no longer read" in endpoint.disabled_reason


def test_what_was_written_down_and_may_no_longer_be_read_is_called_off(
    action, endpoint, lead_officer, viewer, partnership_lead
):
    story.submitted(action, lead_officer)
    handing_over.hand_over(endpoint.pk)
    type(endpoint).objects.update(account=viewer)

    assert deliver(endpoint).got == []
    assert {state for state, *_ in states(endpoint)} == {"cancelled"}


def test_a_program_that_is_shut_out_is_sent_nothing_more(action, partnership, partnership_lead, endpoint):
    client = ApiClientFactory(partnership=partnership, scopes=["read"])
    MembershipFactory(user=client.account, partnership=partnership)
    type(endpoint).objects.update(account=client.account)
    change(action)
    assert deliver(endpoint).kinds == ["action.changed"]

    client.revoked_at, client.revoked_by = timezone.now(), partnership_lead
    client.save()
    change(action)
    assert deliver(endpoint).got == []


# When a receiver is not well -----------------------------------------------------------------------------------------


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


def test_410_ends_it_at_once(action, endpoint):
    change(action, 3)
    receiver = deliver(endpoint, sending.Outcome(410, "It answered 410: it wants no more messages."))

    endpoint.refresh_from_db()
    assert len(receiver.got) == 1
    assert endpoint.disabled_at is not None
    assert "410" in endpoint.disabled_reason
    assert deliver(endpoint).got == []


def test_switched_on_again_it_goes_on_where_it_stopped(action, endpoint, partnership_lead):
    change(action)
    handing_over.hand_over(endpoint.pk)
    operations.disable(endpoint=endpoint, by=partnership_lead)
    change(action)
    assert deliver(endpoint).got == []

    operations.enable(endpoint=endpoint, by=partnership_lead)
    assert len(deliver(endpoint).got) == 2


def test_what_was_given_up_can_be_sent_again_under_the_same_id(action, endpoint, partnership_lead):
    change(action)
    handing_over.hand_over(endpoint.pk)
    endpoint.deliveries.update(state="dead", ended_at=timezone.now(), attempts=9)

    assert operations.send_again(endpoint=endpoint, by=partnership_lead) == 1
    [(_, headers, _)] = deliver(endpoint).got
    assert headers["webhook-id"] == endpoint.deliveries.get().message_id
    with pytest.raises(operations.WebhookRefused):
        operations.send_again(endpoint=endpoint, by=partnership_lead)


def test_a_test_is_sent_once_and_not_tried_again(endpoint, partnership_lead):
    operations.send_test(endpoint=endpoint, by=partnership_lead)

    receiver = deliver(endpoint, BUSY)
    assert receiver.kinds == ["webhook.test"]
    assert states(endpoint) == [("dead", 1, 500)]
    endpoint.refresh_from_db()
    assert endpoint.disabled_at is None


def test_a_short_failure_is_waited_for_within_the_job(action, endpoint, monkeypatch):
    change(action)
    slept = []

    def sleep(seconds):
        slept.append(seconds)
        endpoint.deliveries.update(next_attempt_at=timezone.now())

    receiver = deliver(endpoint, BUSY, TAKEN, sleep=sleep)
    assert (len(receiver.got), len(slept)) == (2, 1)
    assert 3 < slept[0] <= 6.1


def test_a_worker_that_lost_its_job_writes_nothing(action, endpoint):
    change(action)

    class Lost(Claim):
        def hold(self):
            raise jobs.LeaseLost("taken over")

    with pytest.raises(jobs.LeaseLost):
        delivering.deliver(Lost(), endpoint.pk, send=Receiver(TAKEN))
    assert states(endpoint) == [("waiting", 0, None)]


# The jobs ------------------------------------------------------------------------------------------------------------


def test_a_change_that_is_committed_wakes_the_endpoint(action, endpoint, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        change(action, 3)

    assert list(Job.objects.filter(kind="deliver_webhooks").values_list("key", flat=True)) == [f"webhook:{endpoint.pk}"]


def test_the_clock_asks_for_what_is_due_and_leaves_the_others(action, endpoint, partnership_lead):
    feed.settle()
    deliver(endpoint)
    jobs.tick()
    assert not Job.objects.filter(kind="deliver_webhooks").exists()

    change(action)
    jobs.tick()
    assert Job.objects.filter(kind="deliver_webhooks").count() == 1


def test_deliveries_are_kept_for_thirty_days(action, endpoint):
    change(action, 2)
    deliver(endpoint, TAKEN, BUSY)
    later = timezone.now() + datetime.timedelta(days=31)

    assert keeping.forget_deliveries(now=later) == 1
    assert [each.state for each in WebhookDelivery.objects.all()] == ["waiting"]


def test_who_may_not_manage_them_makes_none(partnership, viewer, partnership_lead, stranger):
    for person in (viewer, stranger):
        with pytest.raises(operations.NotTheirs):
            operations.make(partnership=partnership, url=URL, description="x", kinds=[], by=person)
    with pytest.raises(operations.NotTheirs):
        operations.make(
            partnership=partnership, url=URL, description="x", kinds=[], by=partnership_lead, account=viewer
        )
    assert Partnership.objects.where(partnership_lead, "manage_clients").exists()
