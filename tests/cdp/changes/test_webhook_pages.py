"""The pages of webhooks, as those who let programs in use them."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from cdp import audit, words
from cdp.changes.webhooks import handing_over, operations
from cdp.models import AuditEvent, Change, WebhookDelivery, WebhookEndpoint
from tests.actions.updates import story
from tests.factories import ApiClientFactory, MembershipFactory
from tests.signing_in import prove

pytestmark = pytest.mark.django_db
LIST = "/northshire/webhooks/"
SAID = {"description": "The council’s data platform", "url": "http://127.0.0.1:9/hook", "kinds": "action.\nupdate."}


@pytest.fixture(autouse=True)
def _at_home(settings):
    settings.WEBHOOKS_TO_THIS_MACHINE = True


@pytest.fixture
def endpoint(partnership, partnership_lead):
    return operations.make(
        partnership=partnership, url=SAID["url"], description="Platform", kinds=[], by=partnership_lead
    )[0]


@pytest.fixture
def lead(client, partnership_lead):
    client.force_login(partnership_lead)
    prove(client, partnership_lead)
    return client


def page(client, address, status=200):
    answer = client.get(address)
    assert answer.status_code == status
    return answer.content.decode()


def test_a_webhook_is_made_and_its_secret_shown_once(lead, partnership_lead):
    answer = lead.post(LIST, {**SAID, "account": partnership_lead.pk})
    made = WebhookEndpoint.objects.get()

    assert (answer.status_code, answer["Location"]) == (302, f"{LIST}{made.pk}/")
    assert "whsec_" in page(lead, f"{LIST}{made.pk}/")
    assert "whsec_" not in page(lead, f"{LIST}{made.pk}/")
    assert made.kinds == ["action.", "update."]
    assert "The council’s data platform" in page(lead, LIST)
    assert AuditEvent.objects.get(kind="webhook.made").person_id == partnership_lead.pk


def test_making_and_changing_the_secret_asks_again_who_one_is(client, partnership_lead, endpoint):
    client.force_login(partnership_lead)
    for address, sent in (
        (LIST, {**SAID, "account": partnership_lead.pk}),
        (f"{LIST}{endpoint.pk}/", {"do": "rotate"}),
    ):
        assert "/account/prove/" in client.post(address, sent)["Location"]
    assert WebhookEndpoint.objects.count() == 1
    assert not AuditEvent.objects.filter(kind="webhook.rotated").exists()


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"url": ""}, "Enter the address to send to"),
        ({"url": "https://10.0.0.1/"}, "private network"),
        ({"url": "http://example.org/"}, "must begin with https://"),
        ({"description": ""}, "Say which system it is"),
        ({"kinds": "action"}, "There is no kind “action”"),
        ({"account": "999999"}, "Choose one of the accounts"),
    ],
)
def test_what_cannot_be_is_said_at_its_field(lead, partnership_lead, changed, sentence):
    answer = lead.post(LIST, {**SAID, "account": partnership_lead.pk, **changed})

    assert answer.status_code == 422
    assert answer.content.decode().count(sentence) == 2
    assert not WebhookEndpoint.objects.exists()


def test_the_account_of_a_program_can_be_chosen_and_no_other(lead, partnership, partnership_lead, viewer):
    program = ApiClientFactory(partnership=partnership, scopes=["read"])
    MembershipFactory(user=program.account, partnership=partnership, role="reader")
    blind = ApiClientFactory(partnership=partnership, scopes=["write:updates"])
    MembershipFactory(user=blind.account, partnership=partnership, role="reader")

    offered = set(operations.accounts_for(partnership_lead, partnership))
    assert offered == {partnership_lead, program.account}
    lead.post(LIST, {**SAID, "account": program.account.pk})
    assert WebhookEndpoint.objects.get().account == program.account
    assert lead.post(LIST, {**SAID, "account": viewer.pk}).status_code == 422


def test_everything_that_can_be_done_with_it(lead, endpoint, action):
    address = f"{LIST}{endpoint.pk}/"

    def do(what, **sent):
        answer = lead.post(address, {"do": what, **sent}, follow=True)
        assert answer.status_code == 200
        return answer.content.decode()

    assert "A test is on its way" in do("test")
    assert "whsec_" in do("rotate")
    assert "switched off" in do("disable")
    assert "Switch it on first" in do("test")
    assert "goes on where it stopped" in do("enable")
    audit.record(kind="action.changed", subject=action)
    handing_over.hand_over(endpoint.pk)
    endpoint.deliveries.filter(change__isnull=False).update(state="dead", ended_at=timezone.now())
    assert "Send again all that were given up" in page(lead, address)
    assert "1 message waits to be sent again" in do("again", delivery=endpoint.deliveries.get(change__isnull=False).pk)
    assert "is removed" in do("remove")
    page(lead, address, status=404)
    assert lead.post(address, {"do": "test"}).status_code == 404
    assert not endpoint.deliveries.filter(state="waiting").exists()


def test_what_is_sent_is_shown_to_those_who_may_read_it(client, endpoint, action, lead_officer, data_lead):
    story.submitted(action, lead_officer)
    handing_over.hand_over(endpoint.pk)
    client.force_login(data_lead)

    text = page(client, f"{LIST}{endpoint.pk}/")
    assert "For those who report" in text
    assert "update.submitted" not in text


def test_a_state_that_is_none_is_not_found(lead, endpoint):
    page(lead, f"{LIST}{endpoint.pk}/?state=dead")
    page(lead, f"{LIST}{endpoint.pk}/?state=nonsense", status=404)
    assert lead.post(f"{LIST}{endpoint.pk}/", {"do": "nonsense"}).status_code == 404


def test_those_of_another_partnership_are_not_found(lead, endpoint, stranger):
    other = MembershipFactory(user=stranger, role="partnership_lead").partnership
    assert lead.get(f"/{other.slug}/webhooks/{endpoint.pk}/").status_code == 404


def test_pages_ask_as_often_for_three_as_for_one(lead, partnership, partnership_lead, endpoint, action):
    def asked(address):
        with CaptureQueriesContext(connection) as queries:
            page(lead, address)
        assert len(queries) <= 20
        return len(queries)

    def rows(number):
        for _ in range(number):
            audit.record(kind="action.changed", subject=action)
        handing_over.hand_over(endpoint.pk)

    rows(1)
    few = [asked(LIST), asked(f"{LIST}{endpoint.pk}/")]
    rows(4)
    for _ in range(2):
        operations.make(partnership=partnership, url=SAID["url"], description="x", kinds=[], by=partnership_lead)
    assert [asked(LIST), asked(f"{LIST}{endpoint.pk}/")] == few
    assert (WebhookDelivery.objects.count(), Change.objects.count()) == (5, 5)


def test_a_receiver_that_asked_for_peace_is_said_to_have_and_until_when(lead, endpoint):
    until = timezone.now() + datetime.timedelta(hours=2)
    WebhookEndpoint.objects.update(waits_until=until)

    assert f"The receiver asked us to wait until {words.moment(until)}" in page(lead, f"{LIST}{endpoint.pk}/")
    assert f"asked us to wait until {words.moment(until)}" in page(lead, LIST)
    answer = lead.post(f"{LIST}{endpoint.pk}/", {"do": "test"}, follow=True).content.decode()
    assert "The test is sent after" in answer

    WebhookEndpoint.objects.update(waits_until=timezone.now())
    assert "asked us to wait" not in page(lead, f"{LIST}{endpoint.pk}/")
    assert "asked us to wait" not in page(lead, LIST)


def test_what_was_given_up_stands_above_the_list_with_what_to_do(lead, endpoint, action, partnership_lead):
    address = f"{LIST}{endpoint.pk}/"
    assert "Given up:" not in page(lead, address)
    for _ in range(2):
        audit.record(kind="action.changed", subject=action)
    handing_over.hand_over(endpoint.pk)
    endpoint.deliveries.update(state="dead", ended_at=timezone.now())

    text = page(lead, address)
    assert "Given up: 2 messages" in text
    assert text.count("Send again all that were given up") == 1
    assert "Changed action" in text
    operations.disable(endpoint=endpoint, by=partnership_lead)
    text = page(lead, address)
    assert "Once the webhook is switched on, they can be sent again" in text
    assert "Send again all that were given up" not in text
