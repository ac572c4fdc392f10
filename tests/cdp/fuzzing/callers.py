"""Who asks: the credentials of nobody, of people with each role, of tokens that may do little, and of a program."""

from dataclasses import dataclass, field
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from cdp.access import clients, tokens
from cdp.models import Scope
from partners.roles import NATIONAL_ROLES, ROLES_OF_AN_AGENCY, Role
from tests import factories as make

ALL = tuple(Scope.values)
CSRF = "a" * 32
# What each of them holds in their own partnership.
ROLES = {
    "reader": Role.READER,
    "board member": Role.BOARD_MEMBER,
    "lead officer": Role.LEAD_OFFICER,
    "partnership lead": Role.PARTNERSHIP_LEAD,
    "data lead": Role.DATA_LEAD,
    "national reader": Role.NATIONAL_READER,
}
NAMES = (
    "visitor", *ROLES, "foreign lead", "session of the lead", "token for reading", "token for writing", "program"
)  # fmt: skip


@dataclass
class Caller:
    name: str
    headers: dict = field(default_factory=dict)
    cookies: dict = field(default_factory=dict)
    person: object = None
    sees_foreign: bool = False


def make_all(own, foreign, agency):
    people = {name: _person(name, role, own, agency) for name, role in ROLES.items()}
    lead, away = people["partnership lead"], make.PersonFactory(email="away@example.org")
    make.MembershipFactory(user=away, partnership=foreign, role=Role.PARTNERSHIP_LEAD)
    found = [
        Caller("visitor"),
        *(_with_token(name, person) for name, person in people.items()),
        _with_token("foreign lead", away),
        _with_session("session of the lead", lead),
        _with_token("token for reading", lead, [Scope.READ]),
        _with_token("token for writing", lead, [Scope.WRITE_UPDATES]),
        _program("program", own, agency, lead),
    ]
    for caller in found:
        caller.sees_foreign = caller.name in ("foreign lead", "national reader")
    assert tuple(caller.name for caller in found) == NAMES
    return found


def _person(name, role, own, agency):
    person = make.PersonFactory(email=f"{name.replace(' ', '.')}@example.org", name=name.capitalize())
    if role in NATIONAL_ROLES:
        make.NationalRoleFactory(person=person, role=role)
    else:
        of = {"agency": agency} if role in ROLES_OF_AN_AGENCY else {}
        make.MembershipFactory(user=person, partnership=own, role=role, **of)
    return person


def _bearer(text):
    return {"Authorization": f"Bearer {text}"}


def _with_token(name, person, scopes=ALL):
    new = tokens.new()
    scopes = [str(scope) for scope in scopes]
    make.PersonalTokenFactory(person=person, prefix=new.prefix, digest=new.digest, scopes=scopes)
    return Caller(name, _bearer(new.text), person=person)


def _with_session(name, person):
    client = Client()
    client.force_login(person)
    session = client.cookies[settings.SESSION_COOKIE_NAME].value
    cookies = {settings.SESSION_COOKIE_NAME: session, settings.CSRF_COOKIE_NAME: CSRF}
    return Caller(name, {"X-CSRFToken": CSRF}, cookies, person)


def _program(name, own, agency, lead):
    """With a token as it is given out for the secret of a client."""
    client, secret = clients.make_client(
        partnership=own,
        name="Data platform",
        purpose="The county's data platform.",
        role=Role.LEAD_OFFICER,
        agency=agency,
        scopes=[Scope.READ, Scope.WRITE_UPDATES],
        by=lead,
    )
    sent = {"grant_type": "client_credentials", "client_id": client.application.client_id, "client_secret": secret}
    form = "application/x-www-form-urlencoded"
    answer = Client().post("/api/oauth/token", urlencode(sent), content_type=form)
    return Caller(name, _bearer(answer.json()["access_token"]), person=client.account)
