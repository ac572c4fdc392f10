"""A POST with an Idempotency-Key is done once."""

from datetime import timedelta

import pytest
from django.utils import timezone

from actions.models import ProgressUpdate, UpdateState
from actions.operations import updates
from cdp.api_support import idempotency
from cdp.models import AuditEvent, IdempotentAnswer
from cdp.privacy import applying
from tests.actions.updates.story import SAID, again
from tests.factories import ActionAgencyFactory, ActionFactory

pytestmark = pytest.mark.django_db
ACTION, OTHER = "actions/northshire:1.1/updates/", "actions/northshire:1.2/updates/"
KEY = '"8e03978e-40d5-43e8-bc93-6894a57f9324"'


@pytest.fixture
def other_action(action, agency):
    row = ActionFactory(partnership=action.partnership, ref="1.2")
    ActionAgencyFactory(action=row, agency=agency)
    return row


def test_the_same_again_gets_the_same_answer_and_is_not_done_twice(sends, action, lead_officer):
    first = sends("post", ACTION, SAID, by=lead_officer, key=KEY)
    events = AuditEvent.objects.count()
    second = sends("post", ACTION, SAID, by=lead_officer, key=KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert second.content == first.content
    for name in ("ETag", "Location", "Content-Type"):
        assert second[name] == first[name]
    assert (first.get("Idempotent-Replayed"), second["Idempotent-Replayed"]) == (None, "true")
    assert (ProgressUpdate.objects.count(), AuditEvent.objects.count()) == (1, events)


def test_a_move_that_is_sent_again_gets_its_answer_though_the_version_is_old(sends, action, lead_officer):
    draft = updates.save_on(action=action, version=0, by=lead_officer, **SAID)
    place = f"progress-updates/{draft.pk}/"
    etag = sends("get", place, by=lead_officer)["ETag"]

    first = sends("post", f"{place}submit/", by=lead_officer, etag=etag, key="once-1")
    second = sends("post", f"{place}submit/", by=lead_officer, etag=etag, key="once-1")

    assert (first.status_code, second.status_code) == (200, 200)
    assert second["Idempotent-Replayed"] == "true"
    assert again(draft).moves.count() == 2


def test_without_a_key_each_counts(sends, problem_of, action, lead_officer):
    assert sends("post", ACTION, SAID, by=lead_officer).status_code == 201

    problem_of(sends("post", ACTION, SAID, by=lead_officer), 409)
    assert not IdempotentAnswer.objects.exists()


def test_the_same_key_for_something_else_is_a_mistake(sends, problem_of, action, other_action, lead_officer):
    sends("post", ACTION, SAID, by=lead_officer, key=KEY)

    for place, body in ((ACTION, SAID | {"blocker": ""}), (OTHER, SAID)):
        problem = problem_of(sends("post", place, body, by=lead_officer, key=KEY), 422)
        assert "another request" in problem["detail"]
    assert ProgressUpdate.objects.count() == 1


def test_keys_are_of_whoever_sends_them(sends, action, other_action, lead_officer, partnership_lead):
    first = sends("post", ACTION, SAID, by=lead_officer, key=KEY)
    second = sends("post", OTHER, SAID, by=partnership_lead, key=KEY)

    assert (first.status_code, second.status_code) == (201, 201)
    assert first.json()["id"] != second.json()["id"]


def test_a_refusal_leaves_the_key_free(sends, problem_of, action, lead_officer):
    problem_of(sends("post", ACTION, {"narrative": "x" * 20_001}, by=lead_officer, key=KEY), 422)

    assert sends("post", ACTION, SAID, by=lead_officer, key=KEY).status_code == 201


def test_a_fault_of_ours_leaves_nothing_behind(sends, action, lead_officer, monkeypatch):
    def fails(**_):
        updates.start(action=action, by=lead_officer)
        raise RuntimeError("the power went")

    with monkeypatch.context() as patch:
        patch.setattr(updates, "begin", fails)
        with pytest.raises(RuntimeError):
            sends("post", ACTION, SAID, by=lead_officer, key=KEY)

    assert not ProgressUpdate.objects.exists()
    assert not IdempotentAnswer.objects.exists()
    assert sends("post", ACTION, SAID, by=lead_officer, key=KEY).status_code == 201


def test_what_is_still_being_done_is_said(sends, problem_of, action, lead_officer):
    sends("post", ACTION, SAID, by=lead_officer, key=KEY)
    IdempotentAnswer.objects.update(status=None)

    response = sends("post", ACTION, SAID, by=lead_officer, key=KEY)

    assert "still being done" in problem_of(response, 409)["detail"]
    assert response["Retry-After"] == "1"


@pytest.mark.parametrize("key", ["", '""', "a b", '"a', "é", '"' + "x" * 256 + '"', '"a"b"'])
def test_a_key_that_is_none_is_refused(sends, problem_of, action, lead_officer, key):
    problem_of(sends("post", ACTION, SAID, by=lead_officer, key=key), 400)

    assert not ProgressUpdate.objects.exists()


def test_whoever_lost_their_role_is_not_shown_what_was_answered(sends, problem_of, action, lead_officer):
    type(action.partnership).objects.update(is_published=False)
    sends("post", ACTION, SAID, by=lead_officer, key=KEY)
    lead_officer.memberships.all().delete()

    problem_of(sends("post", ACTION, SAID, by=lead_officer, key=KEY), 404)


def test_after_a_day_a_key_is_forgotten(sends, action, lead_officer):
    first = sends("post", ACTION, SAID, by=lead_officer, key=KEY)
    IdempotentAnswer.objects.update(created_at=timezone.now() - idempotency.KEPT_FOR)
    ProgressUpdate.objects.update(state=UpdateState.WITHDRAWN)

    second = sends("post", ACTION, SAID, by=lead_officer, key=KEY)

    assert (second.status_code, second.json()["id"] == first.json()["id"]) == (201, False)


def test_the_job_of_each_night_clears_answers_of_a_day_ago(sends, action, other_action, lead_officer):
    sends("post", ACTION, SAID, by=lead_officer, key="old")
    IdempotentAnswer.objects.update(created_at=timezone.now() - timedelta(hours=25))
    sends("post", OTHER, SAID, by=lead_officer, key="new")

    gone = applying.apply()

    assert gone["idempotent_answers"] == 1
    assert [row.key for row in IdempotentAnswer.objects.all()] == ["new"]
