"""What is kept about a person: all of it, and nothing of others."""

import json

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.apps import apps

from cdp import audit
from cdp.models import AuditEvent
from cdp.privacy import about
from cdp.sealing import seal
from partners.models import Person
from tests.actions.updates.story import approved
from tests.factories import (
    AccessRequestFactory,
    ActionFactory,
    AgencyFactory,
    InvitationFactory,
    MailFactory,
    MembershipFactory,
    ProgressUpdateFactory,
)
from tests.pages import words
from tests.signing_in import prove, with_password

pytestmark = pytest.mark.django_db


@pytest.fixture
def life(action, lead_officer, partnership_lead):
    """Somebody with a bit of everything."""
    with_password(lead_officer)
    update = approved(action, lead_officer, partnership_lead)
    action.lead_officer = lead_officer
    action.save()
    InvitationFactory(email="Officer@Example.org", name="Olu")
    MailFactory(person=None, to=lead_officer.email, text=f"Please report: {seal('https://example.org/m/open')}")
    AccessRequestFactory(person=lead_officer, why="I moved here")
    Authenticator.objects.create(user=lead_officer, type="totp", data={"secret": "do-not-tell"})
    UserSession.objects.create(user=lead_officer, ip="203.0.113.9", user_agent="Firefox", session_key="hidden-key")
    audit.record(kind="person.changed", by=partnership_lead, subject=lead_officer, changes={"name": ["Ola", "Olu"]})
    return update


def told_of(person):
    return about.as_json(person, about.find(person))


def test_everything_that_points_at_them_is_found_and_what_only_bears_their_address(life, lead_officer):
    told = told_of(lead_officer)

    assert {
        "partners.Person", "partners.Membership", "partners.Invitation", "partners.AccessRequest", "actions.Action",
        "actions.ProgressUpdate", "actions.UpdateMove", "actions.Mail", "mfa.Authenticator", "usersessions.UserSession",
        "cdp.AuditEvent",
    } <= told["records"].keys()  # fmt: skip
    (update,) = told["records"]["actions.ProgressUpdate"]
    assert update["person_is"] == ["started by", "saved by", "reported by"]
    assert update["says"]["narrative"] == life.narrative
    assert told["records"]["partners.Invitation"][0]["person_is"] == ["addressed"]


def test_every_model_that_can_point_at_a_person_is_looked_at():
    """By the models of today; what is added tomorrow is found in the same way."""
    pointing = {
        model._meta.label
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if getattr(field, "concrete", False) and field.is_relation and field.related_model is Person
    }

    person = Person(pk=1, email="x@example.org")
    assert {model._meta.label for model in apps.get_models() if about._pointing(model, person)[0]} >= pointing
    assert len(pointing) > 25


def test_no_secret_is_in_it_and_nobody_else_whom_a_record_points_at(life, lead_officer):
    told = told_of(lead_officer)

    for secret in ("do-not-tell", "hidden-key", lead_officer.password, "token_digest", "⟦sealed"):
        assert secret not in json.dumps(told, default=str)
    assert life.decided_by.name == "Lee Lead"
    assert "Lee Lead" not in str(told["records"]["actions.ProgressUpdate"])


def test_an_event_about_them_says_what_and_not_who(life, lead_officer):
    events = told_of(lead_officer)["records"]["cdp.AuditEvent"]

    changed = next(each["says"] for each in events if each["says"]["kind"] == "person.changed")
    assert changed["changes"] == {"name": ["Ola", "Olu"]}
    assert "person_name" not in changed


def test_of_somebody_else_nothing_is_in_it(life, stranger):
    assert list(told_of(stranger)["records"]) == ["partners.Person"]


# Pages ----------------------------------------------------------------------------------------------------------------


def test_a_person_finds_it_from_their_account_reads_it_and_takes_it_away(client, life, lead_officer):
    prove(client, lead_officer)

    assert 'href="/account/data/"' in client.get("/account/").content.decode()
    page = client.get("/account/data/")
    file = client.get("/account/data/?format=json")

    assert "Progress updates (1)" in words(page)
    assert life.narrative in words(page)
    assert file["Content-Disposition"] == 'attachment; filename="personal-data.json"'
    assert json.loads(file.content)["email"] == lead_officer.email
    event = AuditEvent.objects.get(kind="person.data_exported")
    assert (event.person_id, event.subject_id, event.changes) == (
        lead_officer.pk, str(lead_officer.pk), {"as": [None, "file"]},
    )  # fmt: skip


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_makes_the_same_queries(client, life, lead_officer, count, django_assert_num_queries):
    for _ in range(count - 1):
        update = ProgressUpdateFactory(reported_by=lead_officer)
        ActionFactory(partnership=update.action.partnership, lead_officer=lead_officer)
        MembershipFactory(user=lead_officer, partnership=update.action.partnership, agency=AgencyFactory())
        InvitationFactory(email=lead_officer.email, partnership=update.action.partnership)
        MailFactory(person=None, to=lead_officer.email)
        AccessRequestFactory(person=lead_officer, partnership=update.action.partnership)
        audit.record(kind="person.changed", subject=lead_officer, changes={"name": ["Ola", "Olu"]})
    prove(client, lead_officer)

    # Who asks, which kinds of record there are, and one for each of ten kinds.
    with django_assert_num_queries(13):
        page = client.get("/account/data/")

    assert f"Progress updates ({count})" in words(page)


def test_whoever_signed_in_long_ago_proves_it_again(client, life, lead_officer):
    prove(client, lead_officer, seconds_ago=3600)

    assert "/account/prove" in client.get("/account/data/?format=json").url


def test_staff_find_somebody_by_address_and_that_is_recorded(client, life, lead_officer, stranger):
    stranger.is_staff = True
    stranger.save()
    prove(client, stranger)

    page = client.post("/privacy/person/", {"email": "OFFICER@example.org"})
    file = client.post("/privacy/person/", {"email": "officer@example.org", "file": "1"})

    assert "What is kept about Olu Officer" in words(page)
    assert json.loads(file.content)["about"] == "Olu Officer"
    told = AuditEvent.objects.filter(kind="person.data_exported").order_by("pk")
    assert [(each.person_name, each.subject_id, each.changes["as"][1]) for each in told] == [
        ("Sam Stranger", str(lead_officer.pk), "page"),
        ("Sam Stranger", str(lead_officer.pk), "file"),
    ]


@pytest.mark.parametrize(
    ("email", "sentence"),
    [("nobody@example.org", "Nobody has an account with this address"), ("", "Enter an email address")],
)
def test_staff_are_told_when_there_is_nobody(client, stranger, email, sentence):
    stranger.is_staff = True
    stranger.save()
    prove(client, stranger)

    assert sentence in words(client.post("/privacy/person/", {"email": email}))


@pytest.mark.parametrize("person", ["lead_officer", "viewer", "data_lead", "partnership_lead", "stranger"])
def test_for_everybody_else_the_page_of_staff_is_not_there(client, partnership, person, request):
    prove(client, request.getfixturevalue(person))

    assert client.get("/privacy/person/").status_code == 404
    assert client.post("/privacy/person/", {"email": "officer@example.org"}).status_code == 404
