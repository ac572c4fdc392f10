"""A new lead officer's first quarter, in a real Chromium: invited, joined, reported, sent back, sent again, approved,
and seen on the board. Nothing is done behind the pages' backs but to read the mails.
"""

import re

import pytest
from playwright.sync_api import expect

from actions.models import Mail, MailKind, UpdateState
from cdp.sealing import opened
from tests.browser.test_people import PHONE, fits, sign_in_by_form
from tests.signing_in import PASSPHRASE, with_password

DESK = {"width": 1280, "height": 900}


def text_sent_to(address, kind):
    return opened(Mail.objects.get(to=address, kind=kind).text)


@pytest.mark.parametrize("javascript", [True, False])
def test_from_an_invitation_to_the_board_page(
    new_page, transactional_db, partnership, agency, partnership_lead, action, javascript
):
    lead = new_page(viewport=DESK, java_script_enabled=javascript)
    sign_in_by_form(lead, with_password(partnership_lead), "/northshire/people/invite/")
    lead.get_by_label("Email address").fill("new@example.org")
    lead.get_by_label("Full name").fill("Nia New")
    lead.get_by_role("radio", name="Lead officer", exact=True).check()
    lead.get_by_label("Agency").select_option("Northshire Probation")
    lead.get_by_role("button", name="Send the invitation").click()
    expect(lead.get_by_text("Nia New is invited.")).to_be_visible()

    officer = new_page(viewport=PHONE, java_script_enabled=javascript)
    officer.goto(re.search(r"/join/[^/\s]+/", text_sent_to("new@example.org", MailKind.INVITATION))[0])
    officer.get_by_label("Password", exact=True).fill(PASSPHRASE)
    officer.get_by_role("button", name="Set the password and accept").click()
    officer.goto("/my/")
    officer.get_by_role("link", name=re.compile("Meet every prison leaver")).first.click()
    begin = officer.get_by_role("link", name="Report progress")
    begin.or_(officer.get_by_role("button", name="Report progress")).click()
    officer.get_by_role("radio", name="At risk").check()
    officer.get_by_role("radio", name="Some doubt", exact=True).check()
    officer.get_by_label("What has happened so far?").fill("Dates come late.")
    assert fits(officer)
    officer.get_by_role("button", name="Send for approval").click()
    update = action.updates.get()
    assert (update.state, update.reported_by.name) == (UpdateState.SUBMITTED, "Nia New")

    assert "Dates come late." in text_sent_to(partnership_lead.email, MailKind.TO_APPROVE)
    lead.goto("/northshire/approvals/")
    lead.get_by_role("link", name="Send back with a reason").click()
    lead.get_by_label("What has to change before you can approve it?").fill("Say how many were met at the gate.")
    lead.get_by_role("button", name="Send back").click()
    assert "how many were met" in text_sent_to("new@example.org", MailKind.RETURNED)

    officer.goto("/my/")
    expect(officer.get_by_text("Say how many were met at the gate.").first).to_be_visible()
    officer.goto("/northshire/actions/1.1/report/")
    story = officer.get_by_label("What has happened so far?")
    expect(story).to_have_value("Dates come late.")
    story.fill("Dates come late. 14 of 20 were met at the gate.")
    officer.get_by_role("button", name="Send for approval").click()

    lead.goto("/northshire/approvals/")
    expect(lead.get_by_text("14 of 20 were met at the gate.").first).to_be_visible()
    lead.get_by_role("button", name="Approve").click()
    lead.goto("/northshire/")
    expect(lead.get_by_role("heading", name="1 action is agreed and it has been reported on")).to_be_visible()
    officer.goto("/northshire/actions/1.1/")
    expect(officer.get_by_text("14 of 20 were met at the gate.").first).to_be_visible()
    assert fits(officer)
    steps = [move.to_state for move in update.moves.order_by("pk")]
    assert steps[-4:] == ["submitted", "returned", "submitted", "approved"]
