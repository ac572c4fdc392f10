"""Signing in with an organisation's account, over real HTTP, against a server that may lie."""

from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from allauth.socialaccount.models import SocialAccount
from django.core.cache import cache

from cdp.models import AuditEvent
from partners.models import Person
from partners.operations import invitations
from partners.roles import Role
from partners.sign_in.id_tokens import PERSONAL_TENANT
from tests.organisation_server import PERSON, TENANT, app_of, key, organisation_server, published
from tests.signing_in import main_text, prove, sent_to, sign_in, with_password

pytestmark = pytest.mark.django_db
FOREIGN_TENANT = "99999999-8888-4777-8666-555555555555"
TOKEN = "a-token-that-nobody-guesses"


@pytest.fixture(params=["", TENANT], ids=["any server", "entra"])
def server(request, settings):
    with organisation_server(tenant=request.param) as made:
        settings.SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": [app_of(made)]}}
        yield made


@pytest.fixture
def entra(settings):
    with organisation_server(tenant=TENANT) as made:
        settings.SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": [app_of(made, "entra", "Microsoft")]}}
        yield made


@pytest.fixture
def invitation(partnership, partnership_lead):
    made = invitations.invite(
        email="new@example.org", name="Nia New", partnership=partnership, role=Role.DATA_LEAD, by=partnership_lead
    )
    made.token_digest = invitations.digest_of(TOKEN)
    made.save()
    return made


def identity(server):
    return f"{server.address}/{TENANT}/v2.0 {TENANT} {PERSON}" if server.tenant else f"{server.address} person-7"


def link(server, person, name="council"):
    return SocialAccount.objects.create(user=person, provider=name, uid=identity(server))


def there_and_back(client, response):
    """What the browser does: to the organisation, which says yes, and back with a code."""
    asked = httpx.get(sent_to(response), follow_redirects=False)
    back = urlsplit(asked.headers["Location"])
    return client.get(f"{back.path}?{back.query}")


def come(client, name="council", **data):
    return there_and_back(client, client.post(f"/sign-in/with/{name}/", data))


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_a_linked_person_comes_in_and_reaches_the_page_they_came_for(client, server, viewer):
    link(server, viewer)
    client.get("/sign-in/")
    before = client.session.session_key

    response = come(client, next="/northshire/")

    assert response.url == "/northshire/"
    assert client.session["_auth_user_id"] == str(viewer.pk)
    assert client.session.session_key != before
    assert AuditEvent.objects.get().changes == {"method": [None, "Northshire Council"]}


def test_the_request_carries_state_nonce_and_challenge_and_nothing_of_an_address(client, server):
    response = client.post("/sign-in/with/council/?auth_params=prompt%3Dnone&scope=everything", {})

    asked = {name: values[0] for name, values in parse_qs(urlsplit(sent_to(response)).query).items()}
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["nonce"]) == 32
    assert set(asked["scope"].split()) == {"openid", "profile", "email"}
    assert asked["redirect_uri"] == "http://testserver/sign-in/with/council/back/"
    assert "prompt" not in asked


def test_an_email_address_links_nobody(client, server, partnership_lead):
    """An organisation can write any address into its tokens."""
    server.claims |= {"email": partnership_lead.email, "email_verified": True, "preferred_username": "lead@example.org"}

    response = come(client)

    assert response.status_code == 403
    assert "is not linked to anybody here yet" in main_text(response)
    assert not is_signed_in(client)
    assert (SocialAccount.objects.count(), Person.objects.count()) == (0, 1)
    assert AuditEvent.objects.get(kind="person.sign_in_refused").changes == {"method": [None, "Northshire Council"]}


def test_a_closed_account_stays_closed(client, server, viewer):
    link(server, viewer)
    Person.objects.filter(pk=viewer.pk).update(is_active=False)

    assert come(client).url == "/sign-in/closed/"
    assert not is_signed_in(client)


WRONG = [
    {"aud": "another service"},
    {"iss": "https://evil.example"},
    {"nonce": "of another sign-in"},
    {"exp": 1_700_000_000},
    {"iat": 4_000_000_000},
    {"azp": "another service"},
]


@pytest.mark.parametrize("wrong", WRONG, ids=str)
def test_a_token_that_is_not_for_us_now_opens_nothing(client, server, viewer, wrong):
    link(server, viewer)
    server.claims |= wrong

    response = come(client)

    assert response.status_code == 403
    assert "could not be completed" in main_text(response)
    assert not is_signed_in(client)
    assert AuditEvent.objects.filter(kind="person.sign_in_refused").count() == 1


@pytest.mark.parametrize("claim", ["aud", "iss", "nonce", "exp", "iat", "sub"])
def test_a_token_that_leaves_something_out_opens_nothing(client, server, viewer, claim):
    link(server, viewer)
    server.without = (claim,)

    assert come(client).status_code == 403
    assert not is_signed_in(client)


def test_a_forged_token_opens_nothing_though_it_came_from_the_server(client, server, viewer):
    link(server, viewer)
    server.sign_with = key("forged")

    assert come(client).status_code == 403
    assert not is_signed_in(client)


@pytest.mark.parametrize("token", ["", "not a token", "a.b.c", 7, None, {"a": 1}])
def test_something_else_in_place_of_a_token_opens_nothing(client, server, viewer, token):
    link(server, viewer)
    server.token = token or "."

    assert come(client).status_code == 403
    assert not is_signed_in(client)


def test_new_keys_of_a_server_are_asked_for_once_and_forgeries_do_not_ask_without_end(client, server, viewer):
    link(server, viewer)
    assert come(client).status_code == 302
    client.post("/sign-out/")

    server.sign_with, server.kid = key("newer"), "second"
    server.keys.append(published(key("newer"), "second"))
    assert come(client).status_code == 302
    client.post("/sign-out/")

    server.kid = "third"
    asked = server.site.count("/keys")
    for _ in range(5):
        assert come(client).status_code == 403
    assert server.site.count("/keys") - asked <= 1


def test_an_answer_that_nobody_asked_for_opens_nothing(client, server, viewer):
    """Somebody sends a link with a code of their own, to have the reader sign in as them."""
    link(server, viewer)
    attacker = type(client)()
    begun = attacker.post("/sign-in/with/council/")
    back = urlsplit(httpx.get(sent_to(begun), follow_redirects=False).headers["Location"])

    response = client.get(f"{back.path}?{back.query}")

    assert response.status_code == 403
    assert not is_signed_in(client)


def test_an_answer_works_once(client, server, viewer):
    link(server, viewer)
    begun = client.post("/sign-in/with/council/")
    back = urlsplit(httpx.get(sent_to(begun), follow_redirects=False).headers["Location"])
    client.get(f"{back.path}?{back.query}")
    client.post("/sign-out/")

    assert client.get(f"{back.path}?{back.query}").status_code == 403
    assert not is_signed_in(client)


def test_who_stops_at_the_organisation_is_told_that_nothing_happened(client, server):
    begun = client.post("/sign-in/with/council/")
    state = parse_qs(urlsplit(sent_to(begun)).query)["state"][0]

    response = client.get(f"/sign-in/with/council/back/?error=access_denied&state={state}")

    assert response.url == "/sign-in/cancelled/"
    assert "Nothing has happened." in main_text(client.get(response.url))


def test_a_server_that_is_down_is_a_page_and_not_a_fault(client, settings):
    with organisation_server() as gone:
        app = app_of(gone)
    settings.SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": [app]}}

    response = client.post("/sign-in/with/council/")

    assert response.status_code == 403
    assert "could not be completed" in main_text(response)


def test_a_server_that_says_it_is_another_is_not_used(client, settings):
    with organisation_server() as one, organisation_server() as other:
        one.address, other_address = other.address, one.address
        app = app_of(one)
        app["settings"]["server_url"] = other_address
        settings.SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": [app]}}

        assert client.post("/sign-in/with/council/").status_code == 403


def test_an_organisation_that_is_not_set_up_is_not_found(client, server):
    assert client.post("/sign-in/with/nobody/").status_code == 404
    assert client.get("/sign-in/with/nobody/back/").status_code == 404


# Microsoft Entra ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("tenant", "sentence"),
    [
        (FOREIGN_TENANT, "Your organisation has not been set up to sign in here."),
        (PERSONAL_TENANT, "That is a personal Microsoft account. Use the account of your organisation."),
    ],
)
def test_a_foreign_tenant_and_personal_accounts_stay_out_and_are_told_so(client, entra, viewer, tenant, sentence):
    uid = f"{entra.address}/{tenant}/v2.0 {tenant} {PERSON}"
    SocialAccount.objects.create(user=viewer, provider="entra", uid=uid)  # even if a row says otherwise
    entra.claims |= {"tid": tenant}

    response = come(client, "entra")

    assert response.status_code == 403
    assert sentence in main_text(response)
    assert not is_signed_in(client)


def test_the_same_object_of_another_listed_tenant_is_somebody_else(client, entra, viewer, settings):
    link(entra, viewer, "entra")
    settings.SOCIALACCOUNT_PROVIDERS["organisation"]["APPS"][0]["settings"]["tenants"].append(FOREIGN_TENANT)
    entra.claims |= {"tid": FOREIGN_TENANT}

    assert come(client, "entra").status_code == 403
    assert not is_signed_in(client)


def test_a_changed_address_and_subject_leave_a_person_who_they_are(client, entra, viewer):
    link(entra, viewer, "entra")
    entra.claims |= {"email": "renamed@council.example", "sub": "another pairwise name"}

    come(client, "entra")

    assert client.session["_auth_user_id"] == str(viewer.pk)
    assert SocialAccount.objects.get().extra_data == {"name": "Orla Organisation", "email": "renamed@council.example"}


# Invitations and linking --------------------------------------------------------------------------------------------


def test_an_invitation_lets_an_organisation_s_account_in(client, server, invitation):
    response = there_and_back(client, client.post(f"/join/{TOKEN}/", {"way": "council"}))

    person = Person.objects.get(email="new@example.org")
    assert response.url == "/northshire/"
    assert client.session["_auth_user_id"] == str(person.pk)
    assert (person.name, person.has_usable_password()) == ("Nia New", False)
    assert person.memberships.get().role == Role.DATA_LEAD
    assert SocialAccount.objects.get(user=person).uid == identity(server)

    client.post("/sign-out/")
    come(client)
    assert client.session["_auth_user_id"] == str(person.pk)


def test_somebody_who_is_linked_already_takes_a_further_role(client, server, invitation, stranger):
    link(server, stranger)

    there_and_back(client, client.post(f"/join/{TOKEN}/", {"way": "council"}))

    assert stranger.memberships.get().role == Role.DATA_LEAD
    assert not Person.objects.filter(email="new@example.org").exists()


def test_an_invitation_withdrawn_meanwhile_lets_nobody_in(client, server, invitation, partnership_lead):
    begun = client.post(f"/join/{TOKEN}/", {"way": "council"})
    invitations.withdraw(invitation=invitation, by=partnership_lead)

    response = there_and_back(client, begun)

    assert response.status_code == 403
    assert "has been withdrawn" in main_text(response)
    assert not Person.objects.filter(email="new@example.org").exists()


def test_a_person_links_and_unlinks_an_account(client, server, viewer, django_capture_on_commit_callbacks):
    sign_in(client, with_password(viewer))

    response = there_and_back(client, client.post("/account/organisations/council/link/"))

    assert response.url == "/account/"
    row = SocialAccount.objects.get(user=viewer, uid=identity(server))
    client.post(f"/account/organisations/{row.pk}/unlink/")
    assert not SocialAccount.objects.exists()


def test_an_account_of_somebody_else_is_not_taken_over(client, server, viewer, stranger):
    link(server, stranger)
    sign_in(client, with_password(viewer))

    there_and_back(client, client.post("/account/organisations/council/link/"))

    assert SocialAccount.objects.get().user == stranger


def test_linking_needs_a_fresh_proof_and_the_same_person(client, server, viewer, stranger):
    prove(client, with_password(viewer), seconds_ago=3600)
    assert client.post("/account/organisations/council/link/").url.startswith("/account/prove/password/")

    prove(client, viewer)
    begun = client.post("/account/organisations/council/link/")
    state = client.session["socialaccount_states"]
    prove(client, stranger)
    session = client.session
    session["socialaccount_states"] = state
    session.save()

    assert there_and_back(client, begun).status_code == 403
    assert not SocialAccount.objects.exists()


def test_the_only_way_in_is_not_unlinked(client, server, viewer):
    row = link(server, viewer)
    viewer.set_unusable_password()
    viewer.save()
    prove(client, viewer, method="socialaccount", provider="council")

    client.post(f"/account/organisations/{row.pk}/unlink/")

    assert SocialAccount.objects.get() == row


def test_nobody_unlinks_for_another(client, server, viewer, stranger):
    row = link(server, viewer)
    prove(client, stranger)

    assert client.post(f"/account/organisations/{row.pk}/unlink/").status_code == 404


def test_asking_again_has_the_organisation_ask(client, server, viewer):
    link(server, viewer)
    come(client)

    response = client.post("/account/prove/", {"organisation": "council", "next": "/northshire/"})

    assert parse_qs(urlsplit(sent_to(response)).query)["prompt"] == ["login"]
    assert there_and_back(client, response).url == "/northshire/"
    assert is_signed_in(client)


def test_nothing_that_the_server_gave_is_kept_but_what_is_shown(client, server, viewer):
    link(server, viewer)
    come(client)

    assert SocialAccount.objects.get().extra_data == {"name": "Orla Organisation", "email": "orla@council.example"}
    assert "of no use here" not in str(dict(client.session))
    cache.clear()
