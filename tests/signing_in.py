"""Sessions of people who showed who they are, for tests that do not go through the form."""

import time

from allauth.account.internal.flows.login import (
    _AUTHENTICATION_METHODS_USER_SESSION_KEY,
    AUTHENTICATION_METHODS_SESSION_KEY,
)
from bs4 import BeautifulSoup

PASSPHRASE = "a long enough passphrase"


def prove(client, person, *, method="password", seconds_ago=0, **more):
    """Signed in, and seen to be themselves so many seconds ago; without this a step-up asks."""
    client.force_login(person)
    session = client.session
    record = {"method": method, "at": time.time() - seconds_ago, **more}
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [record]
    session[_AUTHENTICATION_METHODS_USER_SESSION_KEY] = str(person.pk)
    session.save()


def with_password(person):
    person.set_password(PASSPHRASE)
    person.save()
    return person


def sign_in(client, person, password=PASSPHRASE, **extra):
    return client.post("/sign-in/", {"login": person.email, "password": password, **extra})


def page_of(response):
    return BeautifulSoup(response.content, "html.parser")


def main_text(response):
    """What stands on the page itself, in one line."""
    return " ".join(page_of(response).select_one("main").get_text(" ").split())


def sent_to(response):
    """Where the page leads on to that stands between us and an organisation."""
    return page_of(response).select_one("main a.govuk-button")["href"]
