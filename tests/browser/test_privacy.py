"""Personal data in a real Chromium: asked about, refused, taken out, and read by whom it is about."""

import re

import pytest
from playwright.sync_api import expect

from actions.operations import updates
from cdp.models import AuditEvent
from tests.actions.updates.story import SAID, submitted
from tests.browser.test_every_page import faults_of

pytestmark = pytest.mark.django_db(transaction=True)

REPORT = "/northshire/actions/1.1/report/"


@pytest.mark.parametrize(("width", "javascript"), [(1280, True), (320, False)])
def test_a_lead_officer_is_asked_and_confirms(new_page, sign_in, action, lead_officer, width, javascript):
    page = new_page(viewport={"width": width, "height": 900}, java_script_enabled=javascript)
    sign_in(page, lead_officer)

    page.goto(REPORT)
    page.get_by_label("On track").check()
    page.get_by_label("Confident", exact=True).check()
    page.get_by_role("textbox", name="What has happened so far?").fill("She lives in M1 1AE. Ring Jo on 07700 900123.")
    page.get_by_role("button", name="Send for approval").click()
    expect(page.get_by_role("alert").first).to_contain_text("“M1 1AE” looks like a full postcode")
    assert action.updates.get().narrative == ""

    page.get_by_role("textbox", name="What has happened so far?").fill("She lives in M1. Ring Jo on 07700 900123.")
    page.get_by_role("button", name="Send for approval").click()
    page.get_by_role("alert").get_by_role("link").last.click()
    expect(page.get_by_label("Keep “07700 900123”")).to_be_focused()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("Space")
    page.get_by_role("button", name="Send for approval").click()

    expect(page.get_by_text("Action 1.1: sent for approval")).to_be_visible()
    assert AuditEvent.objects.get(kind="privacy.kept").changes == {"narrative": [None, "a phone number"]}


@pytest.mark.parametrize("width", [1280, 320])
def test_a_lead_takes_a_text_out(new_page, sign_in, action, lead_officer, partnership_lead, width):
    submitted(action, lead_officer, narrative="We met Ann Other.")
    page = new_page(viewport={"width": width, "height": 900})
    sign_in(page, partnership_lead)

    assert faults_of(page, "/northshire/redaction/") == []
    page.get_by_label("The text that has to go").fill("Ann Other")
    page.get_by_label("Why it has to go").fill("A name of somebody who uses a service")
    page.get_by_role("button", name="Look where it stands").click()
    expect(page.get_by_role("heading", name=re.compile("It stands [0-9]+ times? in"))).to_be_visible()
    expect(page.get_by_role("link", name="1.1, ")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.get_by_role("button", name="Take it out everywhere").click()

    expect(page.get_by_text("Taken out of")).to_be_visible()
    assert action.updates.get().narrative == "We met [removed]."


@pytest.mark.parametrize("width", [1280, 320])
def test_the_pages_fit_and_axe_finds_nothing(new_page, sign_in, action, lead_officer, stranger, width):
    updates.save_on(action=action, version=0, by=lead_officer, **SAID)
    stranger.is_staff = True
    stranger.save()
    page = new_page(viewport={"width": width, "height": 900})

    faults = faults_of(page, "/privacy/")
    sign_in(page, lead_officer)
    faults += faults_of(page, "/account/data/")
    sign_in(page, stranger)
    faults += faults_of(page, "/privacy/person/")
    page.get_by_label("Email address of the person").fill(lead_officer.email)
    page.get_by_role("button", name="Show what is kept").click()
    expect(page.get_by_role("heading", name="What is kept about Olu Officer")).to_be_visible()

    assert faults == []
