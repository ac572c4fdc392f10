"""One Idempotency-Key at the same moment many times, on PostgreSQL: it is done once, and nobody is told otherwise."""

import json
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.test import Client

from actions.models import ProgressUpdate
from actions.operations import updates
from cdp.access import tokens
from cdp.models import AuditEvent, IdempotentAnswer, Scope
from tests.actions.updates.story import SAID
from tests.factories import PersonalTokenFactory

pytestmark = pytest.mark.django_db(transaction=True)
ADDRESS = "/api/v1/actions/northshire:1.1/updates/"
AT_ONCE = 12


@pytest.fixture
def sends(action, lead_officer):
    """Begins an update, with a key."""
    new = tokens.new()
    PersonalTokenFactory(person=lead_officer, prefix=new.prefix, digest=new.digest, scopes=list(Scope.values))

    def sends(key="one-key"):
        headers = {"Authorization": f"Bearer {new.text}", "Idempotency-Key": key}
        client = Client(raise_request_exception=False)
        return client.post(ADDRESS, json.dumps(SAID), content_type="application/json", headers=headers)

    return sends


def at_once(send, number):
    start = threading.Barrier(number)

    def run(_):
        try:
            start.wait(timeout=30)
            return send()
        finally:
            connection.close()

    with ThreadPoolExecutor(number) as pool:
        return list(pool.map(run, range(number)))


def test_of_many_at_once_one_is_done_and_the_others_get_its_answer_or_wait(sends):
    answers = at_once(sends, AT_ONCE)

    counted = Counter(answer.status_code for answer in answers)
    assert set(counted) <= {201, 409}
    made = [answer for answer in answers if answer.status_code == 201]
    assert len({answer.content for answer in made}) == 1
    assert [answer.get("Idempotent-Replayed") for answer in made].count(None) == 1
    for answer in answers:
        if answer.status_code == 409:
            assert (answer["Retry-After"], "still being done" in answer.json()["detail"]) == ("1", True)
    assert (ProgressUpdate.objects.count(), IdempotentAnswer.objects.count()) == (1, 1)
    assert AuditEvent.objects.filter(kind="update.started").count() == 1
    assert sends().content == made[0].content


def test_while_the_first_is_at_work_the_second_is_told_to_come_back(sends, monkeypatch):
    is_at_work, may_go_on = threading.Event(), threading.Event()
    begin = updates.begin

    def slowly(**options):
        is_at_work.set()
        assert may_go_on.wait(timeout=30)
        return begin(**options)

    monkeypatch.setattr(updates, "begin", slowly)

    def first():
        try:
            return sends()
        finally:
            connection.close()

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(first)
        assert is_at_work.wait(timeout=30)
        second = sends()
        may_go_on.set()
        assert waiting.result(timeout=30).status_code == 201

    assert second.status_code == 409, second.content
    assert sends()["Idempotent-Replayed"] == "true"
    assert ProgressUpdate.objects.count() == 1
