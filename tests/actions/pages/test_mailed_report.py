"""The short form behind the link in a mail, and what is said where the link cannot be used."""

import datetime

import pytest
from django.test import Client
from django.utils import timezone

from actions.models import MailLink, ProgressUpdate, UpdateState
from actions.operations import updates
from cdp.models import AuditEvent
from partners.models import Membership
from tests.actions.mail.story import board, link_of, reminded
from tests.actions.updates.story import approved, submitted
from tests.signing_in import main_text, page_of

pytestmark = pytest.mark.django_db
WORDS = {"delivery_status": "late", "narrative": "Release dates arrive too late."}


@pytest.fixture
def link(action, lead_officer):
    board(action.partnership)
    return link_of(reminded()["officer@example.org"])


@pytest.fixture
def known(action, lead_officer, partnership_lead):
    """An approved update stands, from before this window."""
    update = approved(action, lead_officer, partnership_lead)
    before = timezone.now() - datetime.timedelta(days=90)
    ProgressUpdate.objects.filter(pk=update.pk).update(reported_at=before, decided_at=before)
    type(action).objects.filter(pk=action.pk).update(reported_at=before)


def version_on(response):
    return page_of(response).select_one("input[name=version]")["value"]


def test_status_and_one_sentence_are_sent_for_approval_without_signing_in(client, known, link, action, lead_officer):
    page = client.get(link)
    assert "Report progress as Olu Officer" in main_text(page)
    assert page_of(page).select("input[name=confidence]") == []

    response = client.post(link, {**WORDS, "version": version_on(page)}, follow=True)

    update = action.updates.get(state="submitted")
    assert (response.status_code, "Thank you: sent for approval" in main_text(response)) == (200, True)
    assert (update.delivery_status, update.narrative) == tuple(WORDS.values())
    assert (update.confidence, update.next_step, update.blocker) == ("some_doubt", "Open the second", "No rooms")
    assert (update.reported_by, update.agency.name) == (lead_officer, "Northshire Probation")
    assert AuditEvent.objects.filter(kind="mail.link_used", person_name="Olu Officer").count() == 1
    assert "_auth_user_id" not in client.session


def test_looking_changes_nothing(client, known, link):
    """Programs that look through mail open every link."""
    counts = (ProgressUpdate.objects.count(), AuditEvent.objects.count())

    for _ in range(3):
        assert client.get(link).status_code == 200
        assert client.head(link).status_code == 200

    assert (ProgressUpdate.objects.count(), AuditEvent.objects.count()) == counts
    assert MailLink.objects.get().used_at is None


def test_that_nothing_has_changed_is_one_click(client, known, link, action):
    response = client.post(link, {"nothing_changed": "1"}, follow=True)

    update = action.updates.get(state="submitted")
    assert (update.is_no_change, update.delivery_status) == (True, "at_risk")
    assert "sent for approval" in main_text(response)


def test_a_first_update_asks_for_confidence_too_and_offers_no_no_change(client, link, action):
    page = client.get(link)
    assert page_of(page).select("button[name=nothing_changed]") == []

    refused = client.post(link, {**WORDS, "version": "0"})
    sent = client.post(link, {**WORDS, "version": "0", "confidence": "confident"})

    assert "Select how confident you are" in main_text(refused)
    assert (refused.status_code, sent.status_code, action.updates.get().state) == (200, 302, "submitted")


def test_nothing_is_sent_that_lacks_something(client, known, link, action):
    response = client.post(link, {"version": "0"})

    text = main_text(response)
    assert "There is a problem" in text
    assert "Select whether the work is on track" in text
    assert "Say what happened since" in text
    assert (action.updates.open().count(), MailLink.objects.get().used_at) == (0, None)


def test_what_may_not_be_said_publicly_is_refused_here_too(client, known, link, action):
    response = client.post(link, {**WORDS, "narrative": "NHS number 943 476 5919", "version": "0"})

    assert "looks like an NHS number" in main_text(response)
    assert action.updates.open().count() == 0


def test_it_works_once(client, known, link, action):
    client.post(link, {**WORDS, "version": "0"})
    Client().get(link)

    again = Client().post(link, {**WORDS, "narrative": "Once more", "version": "0"})

    assert again.status_code == 410
    assert "This link has been used" in main_text(again)
    assert "It worked once." in main_text(again)
    assert action.updates.filter(state="submitted").count() == 1


def test_it_expires(client, known, link):
    MailLink.objects.update(made_at=timezone.now() - datetime.timedelta(days=15), expires_at=timezone.now())

    response = client.post(link, {**WORDS, "version": "0"})

    assert response.status_code == 410
    assert "This link has expired" in main_text(response)
    assert "The next reminder brings a new one." in main_text(response)


@pytest.mark.parametrize("token", ["forged", "x" * 300, "%F0%9F%92%8A", "..%2f", "%00", "a:b"])
def test_a_forged_link_says_so_and_nothing_of_any_action(client, known, link, token):
    response = client.get(f"/m/{token}/")

    assert response.status_code == 404
    if token != "..%2f":
        assert "This is not a link that we sent." in main_text(response)
    assert "prison leaver" not in response.content.decode()


def test_a_role_that_was_taken_away_meanwhile_is_noticed_with_the_form_open(client, known, link, lead_officer, action):
    page = client.get(link)
    Membership.objects.filter(user=lead_officer).delete()

    response = client.post(link, {**WORDS, "version": version_on(page)})

    assert response.status_code == 410
    assert "Your role has changed since the mail was sent." in main_text(response)
    assert action.updates.open().count() == 0


def test_an_account_that_was_closed_opens_nothing(client, known, link, lead_officer):
    lead_officer.is_active = False
    lead_officer.save()

    assert "has been closed" in main_text(client.get(link))


def test_an_archived_action_is_owed_no_more(client, known, link, action, partnership_lead):
    action.archived_at, action.archived_by, action.archive_reason = timezone.now(), partnership_lead, "Done elsewhere"
    action.save()

    assert "archived" in main_text(client.get(link))


def test_what_a_colleague_has_sent_meanwhile_is_told(client, known, link, action, lead_officer):
    submitted(action, lead_officer)

    response = client.get(link)

    assert response.status_code == 410
    assert "An update waits for approval already" in main_text(response)


def test_what_somebody_else_has_begun_meanwhile_is_not_overwritten(client, known, link, action, partnership_lead):
    page = client.get(link)
    updates.save_on(action=action, version=0, by=partnership_lead, narrative="By the lead")

    response = client.post(link, {**WORDS, "version": version_on(page)})

    assert response.status_code == 409
    assert "Somebody else has changed this update since you opened the page." in main_text(response)
    assert action.updates.open().get().narrative == "By the lead"
    assert "By the lead" in page_of(response).select_one("#theirs").parent.text
    assert page_of(response).select_one("textarea").text.strip() == WORDS["narrative"]
    assert client.post(link, {**WORDS, "version": version_on(response)}).status_code == 302
    assert action.updates.get(state="submitted").narrative == WORDS["narrative"]


def test_what_was_written_can_be_copied_where_a_colleague_was_quicker(client, known, link, action, lead_officer):
    page = client.get(link)
    submitted(action, lead_officer)

    response = client.post(link, {**WORDS, "version": version_on(page)})

    assert response.status_code == 410
    assert f"What you wrote has not been sent {WORDS['narrative']}" in main_text(response)


def test_the_form_needs_its_token_against_forgery(known, link, action):
    response = Client(enforce_csrf_checks=True).post(link, {**WORDS, "version": "0"})

    assert response.status_code == 403
    assert action.updates.filter(state=UpdateState.SUBMITTED).count() == 0


def test_it_acts_for_whom_it_was_sent_to_whoever_is_signed_in(client, known, link, action, lead_officer, stranger):
    client.force_login(stranger)

    client.post(link, {**WORDS, "version": "0"})

    assert action.updates.get(state="submitted").reported_by == lead_officer


def test_it_is_kept_by_no_cache_and_told_to_no_other_site(client, known, link):
    response = client.get(link)

    assert "no-store" in response["Cache-Control"]
    assert response["Referrer-Policy"] == "same-origin"
