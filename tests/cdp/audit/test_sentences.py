import pytest

from cdp.audit import sentences
from cdp.audit.kinds import KINDS, done_to, title_of
from cdp.models import AuditEvent


def event(**said):
    return AuditEvent(**{"kind": "update.submitted", "person_name": "Olu Officer"} | said)


def test_an_event_reads_as_a_sentence():
    one = event(
        subject_kind="actions.progressupdate",
        subject_name="1.1 Meet every prison leaver",
        changes={"delivery_status": ["on_track", "at_risk"], "confidence": ["", "some_doubt"]},
    )

    assert sentences.sentence(one) == (
        "Olu Officer submitted a progress update on 1.1 Meet every prison leaver: "
        "delivery status from On track to At risk, confidence Some doubt"
    )


def test_long_texts_stay_out_of_the_sentence():
    one = event(subject_name="1.1", changes={"narrative": ["", "All went well. " * 10]})

    assert sentences.sentence(one) == "Olu Officer submitted a progress update on 1.1"
    assert [change.is_short for change in sentences.changes(one)] == [False]


def test_the_state_of_a_light_is_told_in_words():
    one = event(
        kind="light.overridden",
        subject_kind="actions.action",
        changes={"delivery light": ["as its rule says", "at_risk"]},
    )

    assert [str(change) for change in sentences.changes(one)] == ["delivery light from as its rule says to at risk"]


def test_a_hash_is_told_as_a_fingerprint():
    one = event(kind="pack.frozen", subject_kind="actions.pack", changes={"sha256": [None, "ab" * 32]})

    assert [change.name for change in sentences.changes(one)] == ["fingerprint (SHA-256)"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ([None, "2027-03-31"], "due on 31 March 2027"),
        (["2027-03-31", None], "due on 31 March 2027 taken away"),
        ([{"id": 1, "name": "Ann"}, {"id": 2, "name": "Ben"}], "due on from Ann to Ben"),
        ([[], [{"id": 1, "name": "Ann"}, {"id": 2, "name": "Ben"}]], "due on Ann, Ben"),
        ([False, True], "due on from no to yes"),
        ([None, "2026-06-30T12:00:00+00:00"], "due on 30 June 2026 at 1:00pm"),
        ([None, {"text": "Met", "given_on": "2026-06-30"}], "due on text Met, given on 30 June 2026"),
        ([1, 20], "due on from 1 to 20"),
    ],
)
def test_values_are_shown_as_on_any_page(change, words):
    one = event(subject_kind="actions.action", changes={"due_on": change})

    assert [str(each) for each in sentences.changes(one)] == [words]


def test_a_record_whose_model_is_gone_keeps_its_words():
    one = event(subject_kind="actions.promise", subject_name="A promise", changes={"due_on": [None, "2027-03-31"]})

    assert sentences.sentence(one).endswith("on A promise: due on 31 March 2027")


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"person_name": "", "request_id": "abc"}, "Somebody submitted a progress update on 1.1"),
        ({"person_name": "", "request_id": "job 7"}, "The site submitted a progress update on 1.1"),
        ({"person_name": ""}, "The site submitted a progress update on 1.1"),
    ],
)
def test_without_a_name_it_was_somebody_or_the_clock(said, words):
    assert sentences.sentence(event(subject_name="1.1", **said)) == words


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("person.signed_in", "Olu Officer signed in"),
        ("person.changed", "Olu Officer changed their own account"),
        ("person.security_changed", "Olu Officer changed how to sign in"),
    ],
)
def test_what_somebody_does_to_their_own_account_does_not_name_them_twice(kind, words):
    own = event(kind=kind, person_id=7, subject_kind="partners.person", subject_id="7", subject_name="Olu Officer")

    assert sentences.sentence(own) == words


def test_a_redaction_shows_what_went_and_nothing_for_machines():
    one = event(
        kind="event.redacted",
        subject_kind="cdp.auditevent",
        subject_id="12",
        subject_name="12, update.submitted of 1 June 2026",
        changes={"fields": [None, ["reason"]], "kept": [None, {"a": "b"}], "removed": [None, {}], "digest": ["a", "b"]},
    )

    assert sentences.sentence(one) == "Olu Officer took texts out of event 12: fields reason"


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_with_a_record_and_without(kind):
    assert "{" not in title_of(kind) + done_to(kind, "1.1") + done_to(kind, "")
    assert title_of(kind)[0].isupper()
    assert len(kind) <= 60
    assert "1.1" in done_to(kind, "1.1")


def test_a_role_is_said_in_words_also_of_a_person():
    one = event(kind="role.given", subject_kind="partners.person", subject_name="Ann", changes={"role": ["", "deputy"]})

    assert sentences.sentence(one) == "Olu Officer gave a role to Ann: role Deputy lead officer"


def test_a_kind_that_is_no_longer_known_is_still_read():
    assert sentences.sentence(event(kind="promise.kept", subject_name="1.1")) == "Olu Officer promise kept: 1.1"
