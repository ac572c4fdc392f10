"""From the link in a reminder to "submitted": four steps, in much less than a minute, on a phone and by keyboard."""

import time

import pytest
from playwright.sync_api import expect

from tests.actions.mail.story import board, link_of, reminded
from tests.actions.updates.story import approved

PHONE = {"width": 320, "height": 640}
SENTENCE = "Release dates reach us two days late, so four people were missed in October."
# As fast as people write, in milliseconds a letter.
A_LETTER = 60


@pytest.fixture
def link(transactional_db, action, lead_officer, partnership_lead, settings, live_server):
    """What an officer finds in the morning; an update of theirs was approved a window ago."""
    settings.SITE_ADDRESS = live_server.url
    update = approved(action, lead_officer, partnership_lead)
    type(update).objects.update(reported_at="2026-01-05T12:00Z", decided_at="2026-01-05T12:00Z")
    type(action).objects.update(reported_at="2026-01-05T12:00Z")
    board(action.partnership)
    return link_of(reminded()["officer@example.org"])


class Steps:
    """What the person does, counted and timed."""

    def __init__(self):
        self.done, self.began = [], time.monotonic()

    def __call__(self, name):
        self.done.append(name)

    @property
    def seconds(self):
        return time.monotonic() - self.began


def tab_to(page, wanted, most=40):
    """By Tab alone, as somebody does who has no mouse."""
    for _ in range(most):
        page.keyboard.press("Tab")
        if wanted.evaluate("element => element === document.activeElement"):
            return
    pytest.fail(f"{wanted} cannot be reached by keyboard.")


@pytest.mark.parametrize("javascript", [True, False])
def test_from_the_mailed_link_to_submitted_in_four_steps_by_keyboard_on_a_phone(new_page, link, action, javascript):
    page, step = new_page(viewport=PHONE, java_script_enabled=javascript), Steps()

    step("open the link")
    page.goto(link)
    step("choose the status")
    # Tab leads to the status that stands, and the arrow keys to the others.
    tab_to(page, page.get_by_role("radio", name="At risk"))
    page.keyboard.press("ArrowDown")
    step("write a sentence")
    tab_to(page, page.get_by_role("textbox"))
    page.keyboard.type(SENTENCE, delay=A_LETTER)
    step("send")
    tab_to(page, page.get_by_role("button", name="Send for approval"))
    page.keyboard.press("Enter")
    expect(page.get_by_text("sent for approval").first).to_be_visible()

    assert len(step.done) <= 4
    assert step.seconds < 60
    update = action.updates.get(state="submitted")
    assert (update.delivery_status, update.narrative) == ("late", SENTENCE)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320 if javascript else True


def test_that_nothing_has_changed_takes_two(new_page, link, action):
    page, step = new_page(viewport=PHONE), Steps()

    step("open the link")
    page.goto(link)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    step("say so")
    page.get_by_role("button", name="Nothing has changed").click()
    expect(page.get_by_text("sent for approval").first).to_be_visible()

    assert len(step.done) == 2
    assert action.updates.get(state="submitted").is_no_change


def test_the_reminders_fit_a_phone(new_page, sign_in, link, partnership_lead):
    page = new_page(viewport=PHONE)
    sign_in(page, partnership_lead)

    page.goto("/northshire/reminders/")
    page.locator("#log ~ table summary").first.click()

    expect(page.get_by_text("Dear Olu Officer").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
