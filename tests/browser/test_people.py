"""People come and go, in a real Chromium: from an invitation to the first look at the partnership, and a request."""

import re

import pytest
from playwright.sync_api import expect

from actions.models import Mail
from cdp.models import AuditEvent
from cdp.sealing import opened
from partners.models import Person
from tests.signing_in import PASSPHRASE, prove, with_password

PHONE = {"width": 320, "height": 640}


@pytest.fixture
def unpublished(transactional_db, partnership, agency):
    """Only members see it, so that seeing it proves that somebody is one."""
    partnership.is_published = False
    partnership.save()
    return partnership


def sign_in_by_form(page, person, then="/my/"):
    page.goto(f"/sign-in/?next={then}")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(f"**{then}")


def long_ago(client, person, page):
    """As after some hours at work: signed in, but the next change of a role asks again."""
    prove(client, person, seconds_ago=3 * 60 * 60)
    cookie = next(each for each in page.context.cookies() if each["name"] == "sessionid")
    page.context.add_cookies([cookie | {"value": client.cookies["sessionid"].value}])


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") <= page.viewport_size["width"]


@pytest.mark.parametrize("javascript", [True, False])
def test_from_an_invitation_to_the_first_look_at_the_partnership(
    new_page, unpublished, partnership_lead, action, javascript
):
    lead = new_page(viewport=PHONE, java_script_enabled=javascript)
    sign_in_by_form(lead, with_password(partnership_lead), "/northshire/")
    if javascript:
        lead.get_by_role("button", name="Menu").click()
    lead.get_by_role("link", name="Manage").click()
    lead.get_by_role("link", name="People", exact=True).click()
    lead.get_by_role("button", name="Invite somebody").or_(lead.get_by_role("link", name="Invite somebody")).click()
    lead.get_by_role("button", name="Send the invitation").click()
    assert lead.title().startswith("Error: ")
    lead.get_by_label("Email address").fill("new@example.org")
    lead.get_by_label("Full name").fill("Nia New")
    lead.get_by_role("radio", name="Lead officer", exact=True).check()
    lead.get_by_label("Agency").select_option("Northshire Probation")
    assert fits(lead)
    lead.get_by_role("button", name="Send the invitation").click()
    expect(lead.get_by_text("Nia New is invited. The link goes to new@example.org.")).to_be_visible()
    assert fits(lead)

    mail = Mail.objects.get(to="new@example.org")
    link = re.search(r"/join/[^/\s]+/", opened(mail.text))[0]
    new = new_page(viewport=PHONE, java_script_enabled=javascript)
    new.goto("/northshire/")
    expect(new.get_by_role("heading", name="Page not found")).to_be_visible()
    new.goto(link)
    new.get_by_label("Password", exact=True).fill(PASSPHRASE)
    new.get_by_role("button", name="Set the password and accept").click()

    expect(new.get_by_text("Welcome to Northshire Combating Drugs Partnership.")).to_be_visible()
    assert new.url.endswith("/northshire/")
    new.goto("/my/")
    expect(new.get_by_role("link", name=re.compile("Meet every prison leaver")).first).to_be_visible()
    person = Person.objects.get(email="new@example.org")
    assert person.memberships.get().agency.name == "Northshire Probation"
    lead.reload()
    expect(lead.get_by_role("link", name="Nia New")).to_be_visible()
    assert lead.get_by_role("heading", name="Invited").count() == 0


def test_a_request_is_asked_and_granted_after_showing_again_who_one_is(
    new_page, unpublished, partnership_lead, stranger, sign_in, client
):
    unpublished.is_published = True
    unpublished.save()
    asking = new_page(viewport={"width": 1280, "height": 900})
    sign_in(asking, stranger)
    asking.goto("/my/")
    asking.get_by_role("link", name="Ask for a role in a partnership").click()
    asking.get_by_label("Partnership").select_option("Northshire Combating Drugs Partnership")
    asking.get_by_role("button", name="Continue").click()
    asking.get_by_role("radio", name="Data lead").check()
    asking.get_by_label("Why do you need it?").fill("I make the figures")
    asking.get_by_role("button", name="Send the request").click()
    expect(asking.get_by_text("Waits for an answer")).to_be_visible()

    lead = new_page(viewport=PHONE)
    sign_in(lead, with_password(partnership_lead))
    long_ago(client, partnership_lead, lead)
    lead.goto("/northshire/people/")
    lead.get_by_role("link", name="Grant or refuse the request of Sam Stranger").click()
    lead.get_by_role("button", name="Grant the request").click()
    assert not stranger.memberships.exists()
    lead.get_by_label("Password", exact=True).fill(PASSPHRASE)
    lead.get_by_role("button", name="Continue").click()
    expect(lead.get_by_text("Sam Stranger is now Data lead.")).to_be_visible()

    # The fixture holds one session at a time.
    sign_in(asking, stranger)
    asking.goto("/access/")
    expect(asking.get_by_text("Granted by Lee Lead")).to_be_visible()
    assert AuditEvent.objects.filter(kind="role.given", person=partnership_lead).count() == 1
