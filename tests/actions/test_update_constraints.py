"""What the database itself refuses of progress updates and what goes with them."""

import datetime

import pytest
from django.utils import timezone

from tests.factories import (
    ActionFactory,
    EvidenceFactory,
    LightOverrideFactory,
    PersonFactory,
    ProgressUpdateFactory,
    UpdateFigureFactory,
    UpdateMilestoneFactory,
    UpdateMoveFactory,
)
from tests.refusals import refuses

pytestmark = pytest.mark.django_db

AUTUMN = datetime.date(2026, 9, 30)
NOW = timezone.now()


@pytest.mark.parametrize("state", ["approved", "submitted"])
@pytest.mark.parametrize(
    "values", [{"delivery_status": ""}, {"delivery_status": "not_reported"}, {"confidence": ""}, {"narrative": ""}]
)
def test_what_was_reported_is_whole(state, values):
    refuses("a_reported_update_is_whole", ProgressUpdateFactory, state=state, **values)


@pytest.mark.parametrize("kind", [{"is_draft": True}, {"is_returned": True}])
def test_a_draft_may_be_empty_and_so_may_what_was_sent_back(kind):
    assert ProgressUpdateFactory(delivery_status="", confidence="", narrative="", **kind).pk


@pytest.mark.parametrize("missing", ["reported_at", "reported_by"])
def test_a_report_is_dated_and_signed(missing):
    half = {"reported_at": NOW, "reported_by": PersonFactory(), missing: None}

    refuses("an_update_is_reported_by_someone_at_some_time", ProgressUpdateFactory, **_open("draft"), **half)


@pytest.mark.parametrize("state", ["submitted", "approved", "returned"])
def test_what_was_submitted_says_when(state):
    values = {"reported_at": None, "reported_by": None, "decided_at": NOW, "decided_by": PersonFactory()}

    refuses("what_was_submitted_says_when", ProgressUpdateFactory, state=state, **values)


@pytest.mark.parametrize("missing", ["decided_at", "decided_by"])
def test_a_decision_is_dated_and_signed(missing):
    refuses("an_update_is_decided_by_someone_at_some_time", ProgressUpdateFactory, state="submitted", **{missing: None})


@pytest.mark.parametrize("state", ["approved", "returned"])
def test_what_was_decided_says_by_whom(state):
    values = {"decided_at": None, "decided_by": None}

    refuses("what_was_approved_or_sent_back_says_by_whom", ProgressUpdateFactory, state=state, **values)


@pytest.mark.parametrize("missing", ["started_at", "started_by", "saved_at", "saved_by"])
def test_an_update_says_who_began_and_who_saved_it(missing):
    signed = {name: PersonFactory() for name in ("started_by", "saved_by", "reported_by", "decided_by")}
    dated = dict.fromkeys(("started_at", "saved_at", "reported_at", "decided_at"), NOW)

    refuses("NOT NULL", ProgressUpdateFactory, **{**signed, **dated, missing: None})


@pytest.mark.parametrize("first", ["is_draft", "is_submitted", "is_returned"])
@pytest.mark.parametrize("second", ["is_draft", "is_submitted", "is_returned"])
def test_an_action_has_one_open_update(first, second):
    action = ProgressUpdateFactory(**{first: True}).action

    refuses("UNIQUE", ProgressUpdateFactory, action=action, **{second: True})
    assert ProgressUpdateFactory(action=action).pk
    assert ProgressUpdateFactory(action=action, state="withdrawn").pk
    assert ProgressUpdateFactory(action=ActionFactory(), **{second: True}).pk


def test_who_sends_an_update_back_says_why():
    refuses("who_sends_an_update_back_says_why", UpdateMoveFactory, from_state="submitted", to_state="returned")
    assert UpdateMoveFactory(from_state="submitted", to_state="returned", reason="Which clinic?").pk


def test_a_move_moves():
    refuses("a_move_moves", UpdateMoveFactory, from_state="draft", to_state="draft")


@pytest.mark.parametrize(
    "values",
    [
        {"met_on": None},
        {"met_on": None, "moved_to": AUTUMN},
        {"met_on": AUTUMN, "moved_to": AUTUMN, "reason": "No rooms"},
    ],
)
def test_a_milestone_is_met_or_moved_with_a_reason(values):
    refuses("a_milestone_is_met_or_moved_with_a_reason", UpdateMilestoneFactory, **values)


def test_a_milestone_may_be_met_or_moved():
    assert UpdateMilestoneFactory(met_on=AUTUMN).pk
    assert UpdateMilestoneFactory(met_on=None, moved_to=AUTUMN, reason="No rooms").pk


def test_an_update_has_one_word_on_a_milestone():
    first = UpdateMilestoneFactory()

    refuses("UNIQUE", UpdateMilestoneFactory, update=first.update, milestone=first.milestone)
    assert UpdateMilestoneFactory(update=first.update).pk


def test_an_update_has_one_figure_for_a_measure_and_period():
    first = UpdateFigureFactory()

    refuses("UNIQUE", UpdateFigureFactory, update=first.update, measure=first.measure)
    assert UpdateFigureFactory(update=first.update, measure=first.measure, period="2024/25").pk


def test_a_reported_figure_has_its_period():
    refuses("a_reported_figure_has_its_period", UpdateFigureFactory, period="")


FILE = {"link": "", "file": "evidence/a.pdf", "file_name": "a.pdf", "size": 3, "sha256": "ab" * 32}


@pytest.mark.parametrize(
    "values",
    [
        {"link": ""},
        {**FILE, "link": "https://example.org/minutes"},
        {**FILE, "file": ""},
        {**FILE, "size": None},
        {**FILE, "sha256": ""},
        {**FILE, "file_name": ""},
    ],
)
def test_evidence_is_a_file_or_a_link(values):
    refuses("evidence_is_a_file_or_a_link", EvidenceFactory, **values)


def test_evidence_may_be_a_file():
    assert EvidenceFactory(**FILE).pk


@pytest.mark.parametrize("missing", ["state", "reason"])
def test_an_override_says_what_and_why(missing):
    refuses("an_override_says_what_and_why", LightOverrideFactory, **{missing: ""})


def test_an_override_is_ended_by_someone_at_some_time():
    refuses("an_override_is_ended_by_someone_at_some_time", LightOverrideFactory, ended_at=NOW)
    refuses("an_override_is_ended_by_someone_at_some_time", LightOverrideFactory, ended_by=PersonFactory())


def test_a_light_has_one_override_at_a_time():
    first = LightOverrideFactory()

    refuses("UNIQUE", LightOverrideFactory, action=first.action)
    assert LightOverrideFactory(action=first.action, light="outcome").pk
    assert LightOverrideFactory(action=first.action, ended_at=NOW, ended_by=PersonFactory()).pk


def _open(state):
    return {"state": state, "decided_at": None, "decided_by": None}
