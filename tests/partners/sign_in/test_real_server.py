"""The whole way with a server that is not of our making: its sign-in page, its consent, its tokens."""

import subprocess
import sys
from urllib.parse import urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from bs4 import BeautifulSoup
from django.conf import settings as django_settings

from partners.models import Person
from partners.operations import invitations
from partners.roles import Role
from tests.organisation_idp import ADDRESS, CLIENT, PASSWORD, PERSON, SECRET
from tests.signing_in import main_text, sent_to

pytestmark = pytest.mark.django_db
TOKEN = "a-token-that-nobody-guesses"


@pytest.fixture(scope="module")
def real_server(tmp_path_factory):
    command = [sys.executable, "-m", "tests.organisation_idp", "0", str(tmp_path_factory.mktemp("idp"))]
    with subprocess.Popen(command, cwd=django_settings.BASE_DIR, stdout=subprocess.PIPE, text=True) as process:
        try:
            words = process.stdout.readline().split()
            assert words[:1] == ["ready"], "The server did not start."
            yield f"http://127.0.0.1:{words[1]}"
        finally:
            process.terminate()


@pytest.fixture
def council(real_server, settings):
    app = {
        "provider_id": "council",
        "name": "Northshire Council",
        "client_id": CLIENT,
        "secret": SECRET,
        "settings": {
            "server_url": real_server,
            "scope": ["openid", "profile", "email"],
            "oauth_pkce_enabled": True,
        },
    }
    settings.SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": [app]}}
    return real_server


def fill_in(browser, page, **typed):
    """Send the form of a page as a browser does; the button's value is among what was typed."""
    form = BeautifulSoup(page.text, "html.parser").select_one("form:has(input[type=hidden]):not([action*=logout])")
    fields = {}
    for each in form.select("input[name]"):
        if each.get("type") != "checkbox" or each.has_attr("checked"):
            fields.setdefault(each["name"], []).append(each.get("value", ""))
    address = page.url.join(form.get("action") or "")
    return browser.post(address, data=fields | typed, headers={"Referer": str(page.url)})


def at_the_council(address, *, answer="grant"):
    """Sign in on the server's own pages, say yes or no, and be sent back: the address with the code."""
    with httpx.Client() as browser:
        page = browser.get(address, follow_redirects=True)
        page = fill_in(browser, page, login=PERSON, password=PASSWORD)
        page = browser.get(page.url.join(page.headers["Location"]))
        page = fill_in(browser, page, action=answer)
        back = urlsplit(page.headers["Location"])
    assert (back.netloc, back.path) == ("testserver", "/sign-in/with/council/back/")
    return f"{back.path}?{back.query}"


def test_from_an_invitation_to_an_account_and_in_again(client, council, partnership, partnership_lead):
    invitation = invitations.invite(
        email="new@example.org", name="Nia New", partnership=partnership, role=Role.DATA_LEAD, by=partnership_lead
    )
    invitation.token_digest = invitations.digest_of(TOKEN)
    invitation.save()

    begun = client.post(f"/join/{TOKEN}/", {"way": "council"})
    assert client.get(at_the_council(sent_to(begun))).url == "/northshire/"

    person = Person.objects.get(email="new@example.org")
    account = SocialAccount.objects.get(user=person)
    assert client.session["_auth_user_id"] == str(person.pk)
    assert account.uid.startswith(f"{council} ")
    assert account.extra_data["email"] in ("", ADDRESS)

    client.post("/sign-out/")
    begun = client.post("/sign-in/with/council/", {"next": "/my/"})
    assert client.get(at_the_council(sent_to(begun))).url == "/my/"
    assert client.session["_auth_user_id"] == str(person.pk)


def test_who_was_not_invited_stays_out_whatever_their_address(client, council, partnership_lead):
    Person.objects.filter(pk=partnership_lead.pk).update(email=ADDRESS)

    response = client.get(at_the_council(sent_to(client.post("/sign-in/with/council/"))))

    assert response.status_code == 403
    assert "is not linked to anybody here yet" in main_text(response)
    assert "_auth_user_id" not in client.session


def test_who_says_no_there_is_told_that_nothing_happened(client, council):
    response = client.get(at_the_council(sent_to(client.post("/sign-in/with/council/")), answer="cancel"))

    assert "_auth_user_id" not in client.session
    assert "You stopped signing in" in main_text(client.get(response.url) if response.status_code == 302 else response)


def test_a_wrong_secret_of_ours_opens_nothing(client, council, settings):
    address = at_the_council(sent_to(client.post("/sign-in/with/council/")))
    settings.SOCIALACCOUNT_PROVIDERS["organisation"]["APPS"][0]["secret"] = "another"

    assert client.get(address).status_code == 403
    assert "_auth_user_id" not in client.session
