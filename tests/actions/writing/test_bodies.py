"""Bodies that cannot be: each is refused with what is wrong and where, and nothing of it is written."""

import json

import pytest

from actions.models import ProgressUpdate
from actions.operations import updates
from cdp.models import AuditEvent
from tests.actions.updates.story import SAID, again
from tests.factories import MeasureFactory, MilestoneFactory

pytestmark = pytest.mark.django_db
ACTION = "actions/northshire:1.1/updates/"


@pytest.fixture
def draft(action, lead_officer):
    return updates.save_on(action=action, version=0, by=lead_officer, **SAID)


@pytest.mark.parametrize(
    ("raw", "detail"),
    [
        (b'{"narrative": "half', "The body is not JSON"),
        (b'{"narrative": "half"', "The body is not JSON"),
        (b"narrative=x", "The body is not JSON"),
        (b'{"narrative": NaN}', "NaN is no number of JSON"),
        (b'{"figures": [{"value": -Infinity}]}', "-Infinity is no number of JSON"),
        (b'{"narrative": "\xff\xfe"}', "The body is not UTF-8: byte 16 cannot be read."),
        (b'{"narrative": "\xed\xa0\x80"}', "The body is not UTF-8"),
        (b"[" * 100_000, "The body is nested too deeply."),
        (b'{"a":' * 100_000, "The body is nested too deeply."),
        (b"1" * 5_000, "The body is not JSON"),
    ],
    ids=["text", "brace", "form", "NaN", "infinity", "utf-8", "surrogate", "lists", "objects", "digits"],
)
def test_what_is_no_json_is_refused(sends, problem_of, action, lead_officer, raw, detail):
    problem = problem_of(sends("post", ACTION, by=lead_officer, raw=raw), 400)

    assert detail in problem["detail"]
    assert not ProgressUpdate.objects.exists()


LEVELS = json.loads("[" * 12 + "]" * 12)


@pytest.mark.parametrize(
    ("raw", "pointers"),
    [
        ('{"narrative": "A", "blocker": "B", "narrative": "C"}', ["/narrative"]),
        ('{"milestones": [{"milestone": 1, "milestone": 2}]}', ["/milestones/0/milestone"]),
        ('{"narrative": "\\ud800"}', ["/narrative"]),
        ('{"\\udfff": 1}', ["/?"]),
        (json.dumps({"milestones": LEVELS}), ["/milestones" + "/0" * 10]),
        ("[]", [""]),
        ('"text"', [""]),
        ("null", [""]),
        ("7", [""]),
        ('{"state": "approved"}', ["/state"]),
        ('{"colour/size": "red"}', ["/colour~1size"]),
        ('{"narrative": 7, "version": 3}', ["/narrative", "/version"]),
        ('{"narrative": null}', ["/narrative"]),
        ('{"narrative": ["a"]}', ["/narrative"]),
        ('{"narrative": "a\\u0000b"}', ["/narrative"]),
        ('{"delivery_status": "splendid"}', ["/delivery_status"]),
        ('{"delivery_status": "not_reported"}', ["/delivery_status"]),
        ('{"delivery_status": {}}', ["/delivery_status"]),
        ('{"milestones": {}}', ["/milestones"]),
        ('{"milestones": [1]}', ["/milestones/0"]),
        ('{"milestones": [{}]}', ["/milestones/0/milestone"]),
        ('{"milestones": [{"milestone": "1", "met_on": "2026-01-01"}]}', ["/milestones/0/milestone"]),
        ('{"milestones": [{"milestone": true, "met_on": "2026-01-01"}]}', ["/milestones/0/milestone"]),
        ('{"milestones": [{"milestone": 1.0, "met_on": "2026-01-01"}]}', ["/milestones/0/milestone"]),
        ('{"milestones": [{"milestone": 1}]}', ["/milestones/0"]),
        ('{"milestones": [{"milestone": 1, "met_on": "31/3/2027"}]}', ["/milestones/0/met_on"]),
        ('{"milestones": [{"milestone": 1, "met_on": "2027-02-30"}]}', ["/milestones/0/met_on"]),
        ('{"milestones": [{"milestone": 1, "met_on": "2027-02-03", "by": 1}]}', ["/milestones/0/by"]),
        ('{"figures": [{"measure": 1, "period": "2025/26", "value": "46"}]}', ["/figures/0/value"]),
        ('{"figures": [{"measure": 1, "period": "2025/26", "value": 1e400}]}', ["/figures/0/value"]),
        ('{"figures": [{"measure": 1, "period": "2025/26", "value": 1.23456}]}', ["/figures/0/value"]),
        ('{"figures": [{"measure": 1, "period": "2025/26", "value": 10000000000000}]}', ["/figures/0/value"]),
    ],
)
def test_what_is_no_such_body_is_pointed_at(sends, problem_of, action, lead_officer, raw, pointers):
    problem = problem_of(sends("post", ACTION, by=lead_officer, raw=raw.encode()), 400)

    assert [each["pointer"] for each in problem["errors"]] == pointers
    assert all(each["detail"] for each in problem["errors"])
    assert not ProgressUpdate.objects.exists()


def test_a_member_that_is_not_known_is_told_which_are(sends, problem_of, action, lead_officer):
    problem = problem_of(sends("post", ACTION, {"status": "late"}, by=lead_officer), 400)

    assert problem["errors"][0]["detail"] == (
        "There is no such member here. Allowed: delivery_status, confidence, narrative, next_step, blocker, "
        "milestones, figures."
    )


def test_what_is_said_twice_is_pointed_at(sends, problem_of, action, lead_officer):
    milestone, measure = MilestoneFactory(action=action), MeasureFactory(action=action)
    met = {"milestone": milestone.pk, "met_on": "2026-06-01"}
    figure = {"measure": measure.pk, "period": "2025/26", "value": 1}

    twice = problem_of(sends("post", ACTION, {"milestones": [met, met]}, by=lead_officer), 400)
    both = problem_of(sends("post", ACTION, {"figures": [figure, figure]}, by=lead_officer), 400)

    assert [each["pointer"] for each in twice["errors"]] == ["/milestones/1"]
    assert [each["pointer"] for each in both["errors"]] == ["/figures/1"]


@pytest.mark.parametrize("period", ["soon", "2025/99", "…"])
def test_a_period_that_is_none_is_pointed_at(sends, problem_of, action, lead_officer, period):
    body = {"figures": [{"measure": MeasureFactory(action=action).pk, "period": period, "value": 1}]}

    problem = problem_of(sends("post", ACTION, body, by=lead_officer), 422)

    assert [each["pointer"] for each in problem["errors"]] == ["/figures/0"]


def test_a_text_that_is_too_long_is_pointed_at_and_nothing_is_written(sends, problem_of, draft, lead_officer):
    before, events = again(draft).version, AuditEvent.objects.count()
    body = {"blocker": "Rooms", "narrative": "x" * 20_001}

    problem = problem_of(sends("patch", f"progress-updates/{draft.pk}/", body, by=lead_officer, etag="*"), 422)

    assert [each["pointer"] for each in problem["errors"]] == ["/narrative"]
    assert (again(draft).version, again(draft).blocker, AuditEvent.objects.count()) == (before, "No rooms", events)


@pytest.mark.parametrize(
    "kind",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", ""],
)
def test_another_content_type_is_refused(sends, problem_of, action, lead_officer, kind):
    problem_of(sends("post", ACTION, by=lead_officer, raw=b'{"blocker": "A"}', content_type=kind), 415)

    assert not ProgressUpdate.objects.exists()


def test_a_body_that_is_too_large_is_refused(sends, problem_of, action, lead_officer):
    problem_of(sends("post", ACTION, {"narrative": "x" * 2**20}, by=lead_officer), 413)


def test_parameters_of_an_address_are_refused(sends, problem_of, draft, action, lead_officer):
    for place in (f"{ACTION}?fields=id", f"{ACTION}?dry_run=1", f"{ACTION}?as_of=2026-01-01"):
        assert problem_of(sends("post", place, {}, by=lead_officer), 400)["errors"][0]["parameter"]
    problem_of(sends("patch", f"progress-updates/{draft.pk}/?fields=id", {}, by=lead_officer, etag="*"), 400)


@pytest.mark.parametrize("etag", ["x", '"', "W/", '"progress-updates:1"', "\u00e9", '"progress-updates:1:1'])
def test_an_if_match_that_is_none_is_not_taken(sends, draft, lead_officer, etag):
    response = sends("patch", f"progress-updates/{draft.pk}/", {"blocker": "A"}, by=lead_officer, etag=etag)

    assert response.status_code == 412, response.content


def test_what_is_sent_has_to_be_named_and_nothing_else_moves(sends, draft, lead_officer):
    before = again(draft)

    response = sends("patch", f"progress-updates/{draft.pk}/", {}, by=lead_officer, etag="*")

    assert (response.status_code, response.json()["version"]) == (200, before.version)


@pytest.mark.parametrize("pk", ["9" * 30, "0", "abc", "upd_0000000000000", "7%00"])
def test_an_address_that_is_none_is_not_found(sends, lead_officer, pk):
    response = sends("post", f"progress-updates/{pk}/submit/", by=lead_officer, etag="*")

    assert response.status_code in {400, 404}, response.content
    assert response["Content-Type"].startswith("application/problem+json")
