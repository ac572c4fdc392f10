"""An update from the first word to the board, in a real Chromium, and what happens when the connection breaks."""

import re

import pytest
from playwright.sync_api import expect

from actions.operations import updates
from tests.actions.updates.story import approved, submitted

ADDRESS = "/northshire/actions/1.1/report/"
PHONE = {"width": 320, "height": 640}


@pytest.fixture
def people(transactional_db, action, lead_officer, partnership_lead):
    return lead_officer, partnership_lead


@pytest.fixture
def form(page, sign_in, people, action):
    """The form as the lead officer opens it; an approved update stands."""
    approved(action, *people)
    sign_in(page, people[0])
    page.goto(ADDRESS)
    return page


def test_four_steps_by_keyboard_alone_on_a_phone(new_page, sign_in, people, action):
    approved(action, *people)
    page = new_page(viewport=PHONE)
    sign_in(page, people[0])
    page.goto(ADDRESS)

    page.get_by_role("radio", name="At risk").focus()
    page.keyboard.press("ArrowDown")
    page.get_by_label(re.compile("What happened since")).focus()
    page.keyboard.type("Release dates arrive too late.")
    page.get_by_role("button", name="Send for approval").focus()
    page.keyboard.press("Enter")

    expect(page.get_by_text("sent for approval").first).to_be_visible()
    update = action.updates.open().get()
    assert (update.state, update.delivery_status, update.narrative) == (
        "submitted",
        "late",
        "Release dates arrive too late.",
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_it_saves_itself_while_one_types(form, action):
    form.get_by_label(re.compile("What happened since")).type("So far")

    expect(form.get_by_text(re.compile(r"^Saved at \d\d:\d\d$"))).to_be_visible()
    assert (action.updates.open().get().state, action.updates.open().get().narrative) == ("draft", "So far")


def test_a_broken_connection_loses_nothing(form, action):
    form.context.set_offline(True)
    form.get_by_label(re.compile("What happened since")).type("Typed in a tunnel")
    expect(form.get_by_text("No connection.")).to_be_visible()
    assert action.updates.open().count() == 0

    form.context.set_offline(False)

    expect(form.get_by_text(re.compile(r"^Saved at"))).to_be_visible()
    assert action.updates.open().get().narrative == "Typed in a tunnel"


def test_what_was_typed_when_signed_out_is_back_after_signing_in(form, sign_in, people, action):
    cookies = form.context.cookies()
    form.context.clear_cookies(name="sessionid")
    form.get_by_label(re.compile("What happened since")).type("Typed when signed out")
    expect(form.get_by_text("You are signed out.")).to_be_visible()

    form.context.add_cookies(cookies)
    form.goto(ADDRESS)

    expect(form.get_by_label(re.compile("What happened since"))).to_have_value("Typed when signed out")
    expect(form.get_by_text(re.compile(r"^Saved at"))).to_be_visible()
    assert action.updates.open().get().narrative == "Typed when signed out"


def test_what_was_sent_does_not_come_back(form, people, action):
    form.get_by_label(re.compile("What happened since")).fill("Sent at once")
    form.get_by_role("button", name="Send for approval").click()
    expect(form.get_by_text("sent for approval").first).to_be_visible()
    update = action.updates.open().get()
    updates.approve(update=update, version=update.version, by=people[1])

    form.goto(ADDRESS)

    expect(form.get_by_label(re.compile("What happened since"))).to_have_value("")


def test_two_who_write_at_once_see_both_versions(form, people, action):
    updates.save_on(action=action, version=0, by=people[1], narrative="By the lead")
    form.get_by_label(re.compile("What happened since")).type("By the officer")
    expect(form.get_by_text("Somebody else has changed this update")).to_be_visible()

    form.get_by_role("button", name="Save draft").click()
    form.get_by_role("radio", name=re.compile("By the lead")).check()
    form.get_by_role("button", name="Save draft").click()

    expect(form.get_by_text("Draft saved.")).to_be_visible()
    assert action.updates.open().get().narrative == "By the lead"


@pytest.mark.parametrize("javascript", [True, False])
def test_returned_resubmitted_approved_and_seen_on_the_board(new_page, sign_in, people, action, javascript):
    officer, lead = people
    submitted(action, officer)
    page = new_page(viewport=PHONE, java_script_enabled=javascript)

    sign_in(page, lead)
    page.goto("/my/")
    page.get_by_role("link", name="Approve or send back").click()
    page.get_by_role("link", name="Send back with a reason").click()
    page.get_by_label("What has to change").fill("Which clinic?")
    page.get_by_role("button", name="Send back").click()
    expect(page.get_by_text("sent back to Olu Officer")).to_be_visible()

    sign_in(page, officer)
    page.goto("/my/")
    expect(page.get_by_text("Which clinic?")).to_be_visible()
    page.goto(ADDRESS)
    page.get_by_label("What has happened so far?").fill("The clinic in Northtown has opened.")
    page.get_by_role("button", name="Send for approval").click()

    sign_in(page, lead)
    page.goto("/northshire/approvals/")
    page.get_by_role("button", name="Approve").click()
    page.goto("/northshire/actions/1.1/")
    expect(page.get_by_text("The clinic in Northtown has opened.").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320 if javascript else True
