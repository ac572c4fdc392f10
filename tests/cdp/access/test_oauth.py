"""Tokens for programs: one grant, two addresses, and errors by their names in RFC 6749."""

import base64
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.contrib.auth.hashers import identify_hasher
from django.test import Client
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from oauth2_provider.models import AccessToken, Application

from cdp.access import clients, limits
from cdp.models import ApiClient, AuditEvent
from partners.roles import Role
from tests.factories import ActionFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/oauth/token"
FORM = "application/x-www-form-urlencoded"


def token_from(response):
    assert response.status_code == 200, response.content
    return response.json()["access_token"]


def by_header(client_id, secret, body="grant_type=client_credentials"):
    coded = base64.b64encode(f"{quote(client_id)}:{quote(secret)}".encode()).decode()
    return Client().post(ADDRESS, body, content_type=FORM, headers={"Authorization": f"Basic {coded}"})


def test_a_program_gets_a_token_for_a_quarter_of_an_hour(program, asks_for_token):
    client, secret = program(role=Role.DATA_LEAD, scopes=["read", "write:figures"])

    answer = asks_for_token(client, secret)

    said = answer.json()
    assert (answer.status_code, answer["Cache-Control"], answer["Content-Type"]) == (
        200,
        "no-store",
        "application/json",
    )
    assert set(said) == {"access_token", "expires_in", "token_type", "scope"}
    assert (said["expires_in"], said["token_type"]) == (900, "Bearer")
    assert set(said["scope"].split()) == {"read", "write:figures"}
    row = AccessToken.objects.get()
    assert 895 <= (row.expires - timezone.now()).total_seconds() <= 900
    assert (row.token, row.user) == ("", None)


def test_its_id_and_secret_may_come_in_the_header(program):
    client, secret = program()

    token_from(by_header(client.application.client_id, secret))


def test_it_sees_what_its_account_sees(program, hidden_place, asks, asks_for_token):
    ActionFactory(partnership=hidden_place, ref="1.1")
    ActionFactory(ref="9.9", partnership__is_published=False)

    token = token_from(asks_for_token(*program()))

    assert [row["ref"] for row in asks("/api/v1/actions/", token).json()["results"]] == ["1.1"]
    assert asks("/api/v1/actions/").json()["results"] == []
    assert ApiClient.objects.get().last_used_at is not None


def test_it_may_ask_for_less_than_it_has(program, asks_for_token, hidden_place, asks):
    ActionFactory(partnership=hidden_place, ref="1.1")
    client, secret = program(role=Role.DATA_LEAD, scopes=["read", "write:figures"])

    answer = asks_for_token(client, secret, scope="write:figures")

    assert answer.json()["scope"] == "write:figures"
    assert asks("/api/v1/actions/", token_from(answer)).json()["results"] == []


@pytest.mark.parametrize("scope", ["decide:updates", "read decide:updates", "everything", "read everything"])
def test_it_never_gets_more(program, asks_for_token, scope):
    answer = asks_for_token(*program(), scope=scope)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_scope")
    assert not AccessToken.objects.exists()


def test_what_was_taken_from_it_is_gone_from_tokens_that_are_out(
    program, asks_for_token, asks, hidden_place, partnership_lead
):
    ActionFactory(partnership=hidden_place, ref="1.1")
    client, secret = program(role=Role.DATA_LEAD, scopes=["read", "write:figures"])
    token = token_from(asks_for_token(client, secret))

    clients.change_client(client=client, purpose="The same", scopes=["write:figures"], by=partnership_lead)

    assert asks("/api/v1/actions/", token).json()["results"] == []


# Refusals ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "error"),
    [
        ({"grant_type": "password", "username": "a", "password": "b"}, "unsupported_grant_type"),
        ({"grant_type": "authorization_code", "code": "x"}, "unsupported_grant_type"),
        ({"grant_type": "refresh_token", "refresh_token": "x"}, "unsupported_grant_type"),
        ({"grant_type": "urn:ietf:params:oauth:grant-type:device_code", "device_code": "x"}, "unsupported_grant_type"),
        ({"grant_type": "implicit"}, "unsupported_grant_type"),
        ({"grant_type": None}, "invalid_request"),
        ({"scope": "a\x00b"}, "invalid_request"),
    ],
)
def test_other_grants_are_not_there(program, asks_for_token, sent, error):
    answer = asks_for_token(*program(), **sent)

    assert (answer.status_code, answer.json()["error"]) == (400, error)
    assert not AccessToken.objects.exists()


def test_a_wrong_secret_is_refused_and_recorded(program, asks_for_token):
    client, _ = program()

    answer = asks_for_token(client, "wrong")

    assert (answer.status_code, answer.json()["error"]) == (401, "invalid_client")
    assert not answer.has_header("WWW-Authenticate")
    event = AuditEvent.objects.get(kind="client.refused")
    assert (event.subject_name, event.partnership, event.reason) == (
        "Data platform", client.partnership, "The secret was another.",
    )  # fmt: skip


def test_whoever_came_by_the_header_is_told_of_it_in_the_header(program):
    client, _ = program()

    answer = by_header(client.application.client_id, "wrong")

    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, 'Basic realm="API clients"')


def test_of_an_id_that_nobody_has_nothing_is_kept():
    answer = by_header("what-was-typed-into-the-wrong-box", "x")

    assert answer.status_code == 401
    event = AuditEvent.objects.get(kind="client.refused")
    assert "wrong-box" not in str(vars(event))


@pytest.mark.parametrize(
    "header", ["Basic", "Basic =", "Basic ////", "Basic Og==", "Bearer x", "Digest y", "Basic 4pyT"]
)
def test_a_broken_header_is_refused(program, header):
    program()

    answer = Client().post(
        ADDRESS, "grant_type=client_credentials", content_type=FORM, headers={"Authorization": header}
    )

    assert answer.status_code == 401
    assert answer.json()["error"] == "invalid_client"


def test_an_application_that_is_no_client_of_ours_is_nobody(asks_for_token):
    """Were one ever made past our operations, it would open nothing."""
    Application.objects.create(
        client_id="stray",
        client_secret="known",
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )

    assert by_header("stray", "known").status_code == 401


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=x", ""])
def test_what_is_no_form_is_refused(content_type):
    answer = Client().post(ADDRESS, b"{}", content_type=content_type)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_a_secret_in_the_address_is_refused(program):
    client, secret = program()
    address = f"{ADDRESS}?client_id={client.application.client_id}&client_secret={secret}"

    answer = Client().post(address, "grant_type=client_credentials", content_type=FORM)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


def test_what_is_sent_twice_is_refused(program):
    client, secret = program()
    body = f"grant_type=client_credentials&grant_type=password&client_id={client.application.client_id}"

    answer = Client().post(ADDRESS, f"{body}&client_secret={secret}", content_type=FORM)

    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_request")


@pytest.mark.parametrize("method", ["get", "put", "delete", "patch"])
def test_only_post_is_answered(method):
    answer = getattr(Client(), method)(ADDRESS)

    assert (answer.status_code, answer["Allow"]) == (405, "POST")


@pytest.mark.parametrize("name", ["authorize", "introspect", "device-authorization", "user-info", "register"])
def test_nothing_else_of_the_provider_is_routed(client, name):
    with pytest.raises(NoReverseMatch):
        reverse(f"oauth2_provider:{name}")
    for address in (f"/api/oauth/{name}", f"/api/oauth/{name}/", f"/o/{name}/", f"/oauth/{name}/"):
        assert client.get(address, follow=True).status_code == 404, address


# Limits --------------------------------------------------------------------------------------------------------------


def test_whoever_goes_on_trying_has_to_wait_and_nobody_else(program, asks_for_token):
    client, secret = program()
    other, other_secret = program(name="Another one")
    for _ in range(limits.MOST_WRONG):
        assert asks_for_token(client, "wrong").status_code == 401

    answer = asks_for_token(client, secret)

    assert (answer.status_code, answer["Retry-After"]) == (429, str(limits.SECONDS))
    assert AuditEvent.objects.filter(kind="client.refused").count() == limits.MOST_WRONG
    token_from(asks_for_token(other, other_secret))


def test_somebody_who_tries_many_ids_has_to_wait(monkeypatch):
    monkeypatch.setattr(limits, "MOST_WRONG_OF_ADDRESS", 3)
    answers = [by_header(f"id-{number}", "x").status_code for number in range(4)]

    assert answers == [401, 401, 401, 429]


def test_a_program_that_asks_for_a_token_with_each_request_has_to_wait(program, asks_for_token, monkeypatch):
    monkeypatch.setattr(limits, "MOST_TOKENS", 2)
    made = program()

    assert [asks_for_token(*made).status_code for _ in range(3)] == [200, 200, 429]


# The end of tokens ---------------------------------------------------------------------------------------------------


def refused(asks, token):
    response = asks("/api/v1/actions/", token)
    assert (response.status_code, "invalid_token" in response["WWW-Authenticate"]) == (401, True)
    return response.json()["detail"]


def test_after_a_quarter_of_an_hour_it_is_refused(program, asks_for_token, asks):
    token = token_from(asks_for_token(*program()))
    AccessToken.objects.update(expires=timezone.now() - timedelta(seconds=1))

    assert refused(asks, token) == "This token has expired. Ask for a new one at /api/oauth/token."


def test_a_program_ends_its_own_token(program, asks_for_token, asks):
    client, secret = program()
    token = token_from(asks_for_token(client, secret))

    answer = asks_for_token(client, secret, address="/api/oauth/revoke", token=token, grant_type=None)

    assert (answer.status_code, answer.content) == (200, b"")
    refused(asks, token)


def test_a_token_that_never_was_has_ended_too(program, asks_for_token):
    client, secret = program()

    assert asks_for_token(client, secret, address="/api/oauth/revoke", token="x", grant_type=None).status_code == 200


def test_nobody_ends_the_token_of_another_program(program, asks_for_token, asks):
    token = token_from(asks_for_token(*program()))
    other, secret = program(name="Another one")

    asks_for_token(other, secret, address="/api/oauth/revoke", token=token, grant_type=None)

    assert asks("/api/v1/actions/", token).status_code == 200


@pytest.mark.parametrize("end", [clients.rotate_secret, clients.revoke_client])
def test_secret_and_tokens_end_with_a_new_secret_and_with_the_client(
    program, asks_for_token, asks, partnership_lead, end
):
    client, secret = program()
    token = token_from(asks_for_token(client, secret))

    end(client=client, by=partnership_lead)

    refused(asks, token)
    assert asks_for_token(client, secret).status_code == 401


def test_the_secret_is_kept_as_a_password_is(program):
    _, secret = program()

    kept = Application.objects.get().client_secret
    assert kept != secret
    assert identify_hasher(kept)
