"""Which changes an endpoint is told of, how they are signed, and how they are sent again."""

import datetime

import pytest
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from cdp import audit, changes, jobs
from cdp.changes import entries, feed, keeping
from cdp.changes.webhooks import delivering, handing_over, messages, operations
from cdp.models import AuditEvent, Change, Job, WebhookDelivery
from partners.models import Partnership
from tests.actions.updates import story
from tests.cdp.changes.receiving import BUSY, TAKEN, URL, Claim, Receiver, change, deliver, states
from tests.factories import ApiClientFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("at_home")]


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
