"""Passkeys with a real browser and an authenticator that the browser plays; and each page of sign-in looked at."""

import pytest
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount

from cdp.models import AuditEvent
from partners.models import Person
from partners.operations import invitations
from partners.roles import Role
from tests.browser import checks
from tests.organisation_server import app_of, organisation_server
from tests.signing_in import PASSPHRASE, with_password

pytestmark = pytest.mark.django_db(transaction=True)
TOKEN = "a-token-that-nobody-guesses"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}


@pytest.fixture
def with_authenticator(live_server):
    """A device with a finger or a PIN, as the browser's own tools play it."""

    def give(page, **more):
        tools = page.context.new_cdp_session(page)
        tools.send("WebAuthn.enable")
        device = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True}
        device |= {"isUserVerified": True, "automaticPresenceSimulation": True} | more
        made = tools.send("WebAuthn.addVirtualAuthenticator", {"options": device})
        return tools, made["authenticatorId"]

    return give


@pytest.fixture
def invitation(partnership, partnership_lead):
    made = invitations.invite(
        email="new@example.org", name="Nia New", partnership=partnership, role=Role.DATA_LEAD, by=partnership_lead
    )
    made.token_digest = invitations.digest_of(TOKEN)
    made.save()
    return made


def test_from_the_invitation_to_a_passkey_and_in_again_with_nothing_typed(page, invitation, with_authenticator):
    with_authenticator(page)

    page.goto(f"/join/{TOKEN}/")
    page.get_by_role("button", name="Use a passkey").click()
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("button", name="I have saved them").click()
    page.get_by_role("button", name="Sign out", exact=True).first.click()

    page.goto("/sign-in/?next=/account/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    page.get_by_role("heading", name="Your account").wait_for()

    assert "Nia New" in page.inner_text("main")
    person = Person.objects.get(email="new@example.org")
    last = AuditEvent.objects.filter(kind="person.signed_in", person=person).first()
    assert last.changes == {"method": [None, "passkey"]}


def test_a_device_that_gives_no_passkey_is_said_in_words(page, viewer, with_authenticator):
    with_authenticator(page, isUserVerified=False)

    page.goto("/sign-in/")
    page.get_by_role("button", name="Sign in with a passkey").click()
    said = page.locator("[data-passkey-says]")
    said.get_by_text("The device did not give a passkey").wait_for(timeout=90_000)

    assert page.url.endswith("/sign-in/")


def test_a_passkey_is_the_second_proof_after_a_password(page, viewer, with_authenticator):
    with_password(viewer)
    with_authenticator(page)
    sign_in_by_form(page, viewer)
    page.goto("/account/passkeys/add/")
    page.get_by_label("Name of this passkey").fill("Work phone")
    page.get_by_role("button", name="Add the passkey").click()
    page.get_by_role("heading", name="Your recovery codes").wait_for()
    page.get_by_role("button", name="Sign out", exact=True).first.click()

    sign_in_by_form(page, viewer)
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/my/")
    page.goto("/account/")

    assert "Work phone" in page.inner_text("main")
    assert Authenticator.objects.filter(user=viewer, type="webauthn").count() == 1


def sign_in_by_form(page, person):
    page.goto("/sign-in/")
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_load_state()


def test_without_javascript_a_password_is_enough_and_passkeys_say_what_they_need(new_page, invitation):
    page = new_page(viewport={"width": 320, "height": 640}, java_script_enabled=False)

    page.goto(f"/join/{TOKEN}/")
    page.get_by_label("Password", exact=True).fill("three words nobody guesses")
    page.get_by_role("button", name="Set the password and accept").click()
    page.wait_for_url("**/northshire/")
    page.goto("/account/passkeys/add/")

    assert "A passkey needs JavaScript" in page.inner_text("main")


@pytest.mark.parametrize("javascript", [True, False])
def test_an_organisation_is_on_another_host_and_the_content_policy_lets_people_go_there(
    new_page, viewer, settings, javascript
):
    page = new_page(java_script_enabled=javascript)
    with organisation_server() as server:
        settings.SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": [app_of(server)]}}
        SocialAccount.objects.create(user=viewer, provider="council", uid=f"{server.address} person-7")
        page.goto("/sign-in/?next=/account/")
        page.get_by_role("button", name="Northshire Council").click()
        page.get_by_role("heading", name="Your account").wait_for()

    assert "Vic Viewer" in page.inner_text("main")


OPEN = ["/sign-in/", "/sign-in/closed/", "/sign-in/lost-password/", "/sign-in/lost-password/sent/"]
OPEN += ["/sign-in/lost-password/1-a-b/", "/sign-in/lost-password/done/", "/sign-in/cancelled/", "/join/nothing/"]
OPEN += [f"/join/{TOKEN}/", "/account/address/x/"]
OWN = ["/account/", "/account/name/", "/account/address/", "/account/password/", "/account/app/", "/account/codes/new/"]
OWN += ["/account/passkeys/add/", "/account/prove/", "/account/prove/password/", f"/join/{TOKEN}/"]


@pytest.mark.parametrize("width", [320, 1280])
def test_every_page_fits_and_axe_finds_nothing(new_page, invitation, viewer, width):
    page = new_page(viewport={"width": width, "height": 900})
    for address in OPEN:
        look_at(page, address)
    with_password(viewer)
    sign_in_by_form(page, viewer)
    for address in OWN:
        look_at(page, address)


def look_at(page, address):
    page.goto(address)
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    found = checks.violations(page, RULES)

    assert (address, wide) == (address, 0)
    assert (address, [each["id"] for each in found]) == (address, [])
