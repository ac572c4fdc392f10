import pytest

from cdp import audit
from cdp.audit.chain import close_days
from cdp.audit.digests import of_event
from cdp.audit.verifying import verify
from cdp.models import AuditEvent
from tests.cdp.audit.conftest import at
from tests.cdp.audit.tampering import set_column, sql

pytestmark = pytest.mark.django_db


def faults():
    return [fault.what for fault in verify(now=at(10)).faults]


def fresh(event):
    return AuditEvent.objects.get(pk=event.pk)


def test_a_redaction_takes_the_texts_out_and_is_an_event_itself(story, partnership_lead):
    told = audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))

    event = fresh(story[1])
    assert event.changes == {"narrative": ["[removed]", "[removed]"]}
    assert (event.redacted_at, event.salt, event.digest) == (at(5), "", story[1].digest)
    assert (told.kind, told.person_name, told.reason) == ("event.redacted", "Lee Lead", "A telephone number")
    assert (told.subject_kind, told.subject_id) == ("cdp.auditevent", str(event.pk))
    assert told.partnership_id == event.partnership_id
    assert told.changes["fields"] == [None, ["changes.narrative"]]
    assert told.changes["digest"][0] == story[1].digest
    assert "07700" not in str(told.changes)


def test_the_chain_holds_after_a_redaction_also_of_a_closed_day_and_of_several(story, partnership_lead):
    audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))
    audit.redact(event=story[2], by=partnership_lead, reason="Names nobody", fields=["reason"], now=at(5))
    close_days(now=at(7))

    assert faults() == []
    assert fresh(story[2]).reason == "[removed]"


def test_names_go_only_when_they_are_asked_for_and_later_too(story, partnership_lead):
    audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))
    audit.redact(event=story[1], by=partnership_lead, reason="She left", fields=["person_name"], now=at(6))

    assert fresh(story[1]).person_name == "[removed]"
    assert fresh(story[1]).subject_name == "1.1 Meet every prison leaver at the gate"
    assert faults() == []


def test_what_was_removed_cannot_be_found_by_trying(story, partnership_lead):
    audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))

    guess = fresh(story[1])
    guess.changes = {"narrative": ["", "Call 07700 900123 for Ann Other."]}

    assert of_event(guess) != story[1].digest


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("changes", {"narrative": ["", "All is well."]}),
        ("changes", {"narrative": ["[removed]", "[removed]"], "confidence": ["", "confident"]}),
        ("changes", {}),
        ("reason", "Because"),
        ("person_name", "Sam Stranger"),
        ("kind", "update.saved"),
        ("person_id", 77),
        ("redacted_at", None),
        ("salt", "0" * 32),
        ("redacted_at", at(6)),
    ],
)
def test_under_the_cover_of_a_redaction_nothing_else_can_be_changed(story, partnership_lead, column, value):
    audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))

    set_column(story[1], column, value)

    assert len(faults()) == 1


def test_a_redaction_whose_event_is_gone_is_found(story, partnership_lead):
    told = audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))

    sql("DELETE FROM cdp_auditevent WHERE id = %s", told.pk)

    assert faults() == ["it is marked as redacted, and no event tells of it"]


def test_texts_that_were_put_back_are_found(story, partnership_lead):
    audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))
    set_column(story[1], "changes", story[1].changes)
    set_column(story[1], "salt", story[1].salt)

    set_column(story[1], "redacted_at", None)

    assert faults() == ["it was redacted, and is marked as if it was not"]


def test_a_redaction_needs_a_reason_and_something_to_take_out(story, partnership_lead):
    told = audit.redact(event=story[1], by=partnership_lead, reason="A telephone number", now=at(5))

    for event, fields, reason in (
        (story[1], None, "Again"),
        (story[0], None, "Nothing is in it"),
        (story[0], ["changes.nothing"], "No such field"),
        (story[2], None, " "),
        (told, None, "It says too much"),
    ):
        with pytest.raises(audit.NothingToRedact):
            audit.redact(event=event, by=partnership_lead, reason=reason, fields=fields)


def test_only_whoever_is_signed_in_is_named_and_the_redacted_name_does_not_come_back(story, partnership_lead):
    told = audit.redact(event=story[1], by=partnership_lead, reason="Left", fields=["subject_name"], now=at(5))

    assert "prison leaver" not in f"{told.subject_name} {told.changes}"
