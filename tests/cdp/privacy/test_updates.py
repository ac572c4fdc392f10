"""Progress updates: what the pages ask and refuse, and that no other way goes round it."""

import pytest
from bs4 import BeautifulSoup
from django.core.files.uploadedfile import SimpleUploadedFile

from actions.operations import updates
from cdp.models import AuditEvent
from tests.actions.updates.story import SAID, again, approved, submitted
from tests.factories import MeasureFactory, MilestoneFactory, ProgressUpdateFactory

pytestmark = pytest.mark.django_db

ADDRESS = "/northshire/actions/1.1/report/"
PHONE = "Ring Jo on 07700 900123."
NHS = "Patient 943 476 5919 is in."
SEND = {**SAID, "version": "0", "submit": "1"}


@pytest.fixture
def officer(client, lead_officer):
    client.force_login(lead_officer)
    return client


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def boxes(response):
    return [box["value"] for box in page_of(response).select("input[name=keep_personal_data]")]


def events(kind="privacy.kept"):
    return list(AuditEvent.objects.filter(kind=kind))


def test_the_page_asks_before_it_sends_and_keeps_what_was_written_as_a_draft(officer, action):
    response = officer.post(ADDRESS, {**SEND, "narrative": PHONE})

    page = page_of(response)
    update = action.updates.get()
    assert (update.state, update.narrative) == ("draft", PHONE)
    assert "Take the phone number out of the text, or confirm" in page.select_one(".govuk-error-summary").text
    assert "Keep “07700 900123”, which looks like a phone number" in page.select_one(".cdp-keep").text
    assert page.select_one(".govuk-error-summary a")["href"] == "#" + page.select_one(".cdp-keep input")["id"]
    assert events() == []


def test_confirmed_it_is_sent_and_the_choice_is_recorded_without_the_number(officer, action, lead_officer):
    first = officer.post(ADDRESS, {**SEND, "narrative": PHONE})

    officer.post(ADDRESS, {**SEND, "version": "2", "narrative": PHONE, "keep_personal_data": boxes(first)})

    (event,) = events()
    assert action.updates.get().state == "submitted"
    assert event.changes == {"narrative": [None, "a phone number"]}
    assert (event.person_id, event.partnership_id) == (lead_officer.pk, action.partnership_id)
    assert "07700" not in str([event.changes, event.reason, event.subject_name])


def test_taken_out_it_is_sent_and_nothing_is_recorded_of_a_choice(officer, action):
    officer.post(ADDRESS, {**SEND, "narrative": PHONE})

    officer.post(ADDRESS, {**SEND, "version": "2"})

    assert action.updates.get().state == "submitted"
    assert events() == []


@pytest.mark.parametrize("text", [NHS, "He was born on 3 May 1990.", "She lives in M1 1AE."])
@pytest.mark.parametrize("button", ["submit", "save"])
def test_what_can_be_read_by_everybody_is_refused_in_a_draft_too_and_the_rest_is_saved(officer, action, text, button):
    sent = {**SAID, "version": "0", button: "1", "blocker": text, "keep_personal_data": ["0" * 24]}

    response = officer.post(ADDRESS, sent)

    update = action.updates.get()
    assert "can be read by everybody" in page_of(response).select_one("#id_blocker_error").text
    assert page_of(response).select_one("#id_blocker").text.strip() == text
    assert (update.state, update.narrative, update.blocker) == ("draft", SAID["narrative"], "")
    assert text not in str(list(AuditEvent.objects.values_list("changes", flat=True)))


def test_what_saves_by_itself_says_so_and_saves_the_rest(officer, action):
    response = officer.post(ADDRESS, {**SAID, "version": "0", "narrative": NHS}, headers={"Accept": "application/json"})

    assert list(response.json()["problems"]) == ["narrative"]
    assert action.updates.get().narrative == ""


def test_reasons_of_milestones_notes_of_figures_and_titles_of_evidence_are_looked_at(officer, action):
    milestone, measure = MilestoneFactory(action=action), MeasureFactory(action=action)
    told = {
        f"milestone-{milestone.pk}": "moved", f"milestone-{milestone.pk}-on-day": "1",
        f"milestone-{milestone.pk}-on-month": "3", f"milestone-{milestone.pk}-on-year": "2027",
        f"milestone-{milestone.pk}-reason": NHS,
        f"figure-{measure.pk}-period": "2025/26", f"figure-{measure.pk}-value": "3", f"figure-{measure.pk}-note": NHS,
        "evidence_title": NHS, "evidence_link": "https://example.org/",
    }  # fmt: skip

    response = officer.post(ADDRESS, SEND | told)

    page = page_of(response)
    for name in (f"milestone-{milestone.pk}-reason", f"figure-{measure.pk}-note", "evidence_title"):
        assert "looks like an NHS number" in page.select_one(f"#id_{name}_error").text
    assert action.updates.get().state == "draft"


# Whatever way the words come ---------------------------------------------------------------------------------------


def test_the_operation_refuses_what_can_never_be_public(action, lead_officer):
    with pytest.raises(updates.NotWhole) as refusal:
        updates.save_on(action=action, version=0, by=lead_officer, narrative=NHS)

    assert list(refusal.value.errors) == ["narrative"]
    assert "943" not in str(refusal.value.errors)
    assert not action.updates.exists()


def test_the_operation_sends_nothing_unasked(action, lead_officer):
    update = updates.save_on(action=action, version=0, by=lead_officer, **{**SAID, "next_step": PHONE})

    with pytest.raises(updates.NotWhole) as refusal:
        updates.submit(update=update, version=update.version, by=lead_officer)

    assert refusal.value.errors == {
        "next_step": "It looks as if this holds a phone number. Take it out, or confirm on the page that it stays."
    }
    assert again(update).state == "draft"


def test_nothing_has_changed_does_not_carry_on_what_must_go(action, lead_officer, partnership_lead):
    old = approved(action, lead_officer, partnership_lead)
    ProgressUpdateFactory._meta.model.objects.filter(pk=old.pk).update(blocker=NHS)

    with pytest.raises(updates.WrongState, match="looks like personal data"):
        updates.no_change(action=action, by=lead_officer)


def test_what_was_confirmed_and_approved_is_not_asked_about_again(
    officer, client, action, lead_officer, partnership_lead
):
    said = {**SEND, "blocker": PHONE}
    first = officer.post(ADDRESS, said)
    officer.post(ADDRESS, {**said, "version": "2", "keep_personal_data": boxes(first)})
    update = action.updates.get()
    updates.approve(update=update, version=update.version, by=partnership_lead)

    officer.post(ADDRESS, {**said, "narrative": "The second has opened."})

    assert action.updates.first().state == "submitted"
    assert action.updates.count() == 2
    assert len(events()) == 1


def test_evidence_is_not_called_after_a_person(action, lead_officer):
    update = updates.start(action=action, by=lead_officer)
    file = SimpleUploadedFile("minutes M1 1AE.txt", b"words")

    for what in (
        {"link": "https://example.org/1", "title": PHONE.replace("07700 900123", "943 476 5919")},
        {"file": file},
    ):
        with pytest.raises(updates.EvidenceRefused, match="It looks as if this holds"):
            updates.add_evidence(update=update, by=lead_officer, strength="document", **what)

    assert not update.evidence.exists()


def test_a_reason_is_asked_about_and_not_refused(client, action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)
    client.force_login(partnership_lead)
    address = f"/northshire/actions/1.1/updates/{update.pk}/"
    said = {"version": str(update.version), "send_back": "1", "reason": NHS}

    first = client.post(address, said)
    assert again(update).state == "submitted"
    client.post(address, {**said, "keep_personal_data": boxes(first)})

    (event,) = events()
    assert again(update).state == "returned"
    assert event.changes == {"reason": [None, "an NHS number"]}


def test_the_operation_of_sending_back_asks_as_well(action, lead_officer, partnership_lead):
    update = submitted(action, lead_officer)

    with pytest.raises(updates.NotWhole):
        updates.send_back(update=update, version=update.version, reason=PHONE, by=partnership_lead)
