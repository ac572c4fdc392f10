"""A text taken out of records, drafts, mails, workbooks and the audit, with the chain still proving the rest."""

import pytest
from django.utils import timezone

from actions.models import ProgressUpdate
from actions.operations import updates
from cdp import audit
from cdp.audit.chain import close_days
from cdp.audit.verifying import verify
from cdp.models import AuditEvent
from cdp.privacy import taking_out
from tests.actions.updates.story import again, approved, returned
from tests.factories import (
    ActionFactory,
    BatchFactory,
    BatchRowFactory,
    DecisionFactory,
    EvidenceFactory,
    MailFactory,
    MeetingFactory,
    PartnershipFactory,
    UpdateMilestoneFactory,
)
from tests.signing_in import prove

pytestmark = pytest.mark.django_db

NAME = "Ann O'Other"
ADDRESS = "/northshire/redaction/"
LATER = timezone.now() + timezone.timedelta(days=2)


@pytest.fixture
def story(action, lead_officer, partnership_lead):
    """The name everywhere that a person can write it."""
    update = approved(action, lead_officer, partnership_lead, narrative=f"We met ann  o'other\nand {NAME}'s sister.")
    draft = updates.save_on(action=action, version=0, by=lead_officer, narrative=f"{NAME} again", blocker="None")
    UpdateMilestoneFactory(update=draft, reason=f"{NAME} moved")
    EvidenceFactory(update=draft, title=f"Letter of {NAME}")
    MailFactory(partnership=action.partnership, text=f"About {NAME}", subject="An update")
    BatchRowFactory(
        batch=BatchFactory(partnership=action.partnership), said={"narrative": [f"{NAME} said"]}, was={"x": NAME}
    )
    DecisionFactory(meeting=MeetingFactory(partnership=action.partnership), text=f"Write to {NAME}.")
    return update, draft


def everything():
    """All texts that the database holds of our apps."""
    return "\n".join(
        str(row)
        for model, _ in [*taking_out.belonging(), (AuditEvent, "")]
        for row in model._base_manager.values_list()
    )


def test_it_goes_from_records_drafts_mails_workbooks_and_history(story, partnership, partnership_lead):
    assert "o'other" in everything().lower().replace("\\", "")

    taking_out.take_out(partnership=partnership, text=NAME, reason="Not ours to keep", by=partnership_lead)

    assert "o'other" not in everything().lower().replace("\\", "")
    assert again(story[0]).narrative == "We met [removed]\nand [removed]'s sister."
    assert again(story[1]).narrative == "[removed] again"
    assert again(story[1]).blocker == "None"


def test_the_chain_holds_also_for_days_that_were_closed(story, partnership, partnership_lead):
    close_days(now=LATER)

    taking_out.take_out(partnership=partnership, text=NAME, reason="Not ours", by=partnership_lead, now=LATER)

    report = verify(now=LATER)
    assert report.faults == []
    assert report.redacted > 0


def test_each_record_has_an_event_that_says_which_fields_without_the_text(story, partnership, partnership_lead):
    taking_out.take_out(partnership=partnership, text=NAME, reason="Not ours to keep", by=partnership_lead)

    event = audit.history_of(story[0]).get(kind="text.redacted")
    assert event.changes == {"fields": [None, ["narrative"]]}
    assert (event.person_name, event.reason) == ("Lee Lead", "Not ours to keep")
    assert set(AuditEvent.objects.filter(kind="text.redacted").values_list("subject_kind", flat=True)) == {
        "actions.progressupdate", "actions.updatemilestone", "actions.evidence", "actions.mail", "actions.batchrow",
        "actions.decision",
    }  # fmt: skip


def test_whoever_has_the_draft_open_cannot_write_it_back(story, partnership, partnership_lead, lead_officer):
    taking_out.take_out(partnership=partnership, text=NAME, reason="Not ours to keep", by=partnership_lead)

    with pytest.raises(updates.Stale):
        updates.save(update=story[1], version=story[1].version, by=lead_officer, narrative=f"{NAME} once more")


def test_only_whole_words_go_and_only_in_this_partnership(action, partnership, partnership_lead):
    other = ActionFactory(partnership=PartnershipFactory(), title="Ann in the other one")
    action.title = "Annual work of Ann, joann and ANN"
    action.save()

    taking_out.take_out(partnership=partnership, text="Ann", reason="A name", by=partnership_lead)

    action.refresh_from_db()
    other.refresh_from_db()
    assert action.title == "Annual work of [removed], joann and [removed]"
    assert other.title == "Ann in the other one"


def test_events_of_another_partnership_and_who_did_it_stay(story, partnership, partnership_lead, lead_officer):
    foreign = audit.record(kind="row.changed", by=lead_officer, reason=NAME, partnership=PartnershipFactory())

    taking_out.take_out(partnership=partnership, text=NAME, reason="A name", by=partnership_lead)
    taking_out.take_out(partnership=partnership, text="prison leaver", reason="A word", by=partnership_lead)

    assert AuditEvent.objects.get(pk=foreign.pk).reason == NAME
    assert set(AuditEvent.objects.values_list("person_name", flat=True)) == {"Olu Officer", "Lee Lead"}


@pytest.mark.parametrize(
    ("text", "reason", "sentence"),
    [
        ("An", "A name", "at least 3"),
        ("Nobody wrote this", "A name", "stands nowhere"),
        (NAME, " ", "Say why"),
        (NAME, "Because of ann o'other", "must not repeat"),
        ("[removed]", "A name", "in place of"),
    ],
)
def test_what_cannot_be_taken_out_changes_nothing(story, partnership, partnership_lead, text, reason, sentence):
    before = everything()

    with pytest.raises(taking_out.NotTakenOut, match=sentence):
        taking_out.take_out(partnership=partnership, text=text, reason=reason, by=partnership_lead)

    assert everything() == before


def test_a_title_that_fills_its_column_is_shortened(action, partnership, partnership_lead):
    ProgressUpdate.objects.all().delete()
    evidence = EvidenceFactory(update__action=action, title="x" * 196 + " Ann")

    taking_out.take_out(partnership=partnership, text="Ann", reason="A name", by=partnership_lead)

    evidence.refresh_from_db()
    assert evidence.title == "x" * 196 + " [re"


# The page -------------------------------------------------------------------------------------------------------------


def test_a_lead_looks_first_and_then_takes_it_out(client, story, partnership_lead):
    prove(client, partnership_lead)

    looked = client.post(ADDRESS, {"text": NAME, "reason": "Not ours to keep"})
    assert NAME in again(story[0]).narrative
    seen = looked.context["places"]
    done = client.post(
        ADDRESS, {"text": NAME, "reason": "Not ours to keep", "seen": len(seen), "take_out": "1"}, follow=True
    )

    assert sum(place.is_event for place in seen) == 1
    assert f"Taken out of {len(seen) - 1} records and 1 event of the audit." in done.content.decode()
    assert NAME not in again(story[0]).narrative


def test_if_more_of_it_came_since_the_list_is_shown_again(client, story, partnership_lead):
    prove(client, partnership_lead)

    response = client.post(ADDRESS, {"text": NAME, "reason": "No", "seen": "1", "take_out": "1"})

    assert "More or less of it is there than when you looked" in response.content.decode()
    assert NAME in again(story[0]).narrative


def test_the_reason_does_not_repeat_it(client, story, partnership_lead):
    prove(client, partnership_lead)

    response = client.post(ADDRESS, {"text": NAME, "reason": f"{NAME} asked"})

    assert "Say why without repeating the text" in response.content.decode()


@pytest.mark.parametrize("person", ["lead_officer", "viewer", "data_lead", "other_officer", "stranger"])
def test_for_everybody_else_it_is_not_there(client, partnership, person, request):
    prove(client, request.getfixturevalue(person))

    assert client.get(ADDRESS).status_code == 404
    assert client.post(ADDRESS, {"text": "abc", "reason": "x"}).status_code == 404


def test_staff_may_too_and_whoever_signed_in_long_ago_is_asked_again(client, partnership, stranger):
    stranger.is_staff = True
    stranger.save()

    prove(client, stranger, seconds_ago=3600)
    assert client.get(ADDRESS).status_code == 302
    prove(client, stranger)
    assert client.get(ADDRESS).status_code == 200


def test_a_lead_of_another_partnership_does_not_find_it(client, partnership_lead):
    PartnershipFactory(slug="southshire", is_published=True)
    prove(client, partnership_lead)

    assert client.get("/southshire/redaction/").status_code == 404


def test_a_text_with_personal_data_of_an_earlier_send_back_goes_too(
    action, partnership, lead_officer, partnership_lead
):
    returned(action, lead_officer, partnership_lead, reason=f"Leave out {NAME}")

    taking_out.take_out(partnership=partnership, text=NAME, reason="A name", by=partnership_lead)

    assert "O'Other" not in everything().replace("\\", "")
