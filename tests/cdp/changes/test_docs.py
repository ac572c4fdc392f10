"""What the developer page tells receivers is true: its example of a receiver takes our messages and no others."""

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from cdp import sealing
from cdp.changes.webhooks import messages
from tests.factories import WebhookDeliveryFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def example(client):
    page = BeautifulSoup(client.get("/api/").content, "html.parser")
    [code] = [code.text for code in page.find_all("pre") if "WebhookVerificationError" in code.text]
    return code


def test_the_receiver_of_the_developer_page_takes_what_we_send_once_and_nothing_else(example):
    secret, known = messages.new_secret(), {}
    delivery = WebhookDeliveryFactory(
        endpoint__secret=sealing.seal(secret), body='{"type":"x","timestamp":"","data":{"address":"/a"}}'
    )
    headers = messages.headers_of(delivery, delivery.endpoint, timezone.now())
    space = {"is_known": known.__contains__, "remember": known.__setitem__}
    exec(example.replace("whsec_…", secret), space)
    receive = space["receive"]

    assert receive(headers, delivery.body.encode()) == 204
    assert known == {delivery.message_id: "/a"}
    assert receive(headers, delivery.body.encode()) == 204
    assert receive(headers, delivery.body.replace("/a", "/b").encode()) == 400
    assert receive({**headers, "webhook-timestamp": "1"}, delivery.body.encode()) == 400
    assert receive({}, delivery.body.encode()) == 400


def test_the_examples_of_the_feed_answer(client):
    page = BeautifulSoup(client.get("/api/").content, "html.parser")
    words = [word.strip('"') for code in page.find_all("pre") for word in code.text.split() if "/changes/" in word]

    assert [client.get(word).status_code for word in words] == [200, 200]
