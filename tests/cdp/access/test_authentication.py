"""Who asks the API, by what stands in the header."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from rest_framework.test import APIRequestFactory

from cdp.access import authentication, personal, tokens
from cdp.access.scopes import Access, ScopeMissing, needs
from cdp.models import PersonalToken, Scope
from partners.operations import membership as memberships
from tests.factories import ActionFactory, MembershipFactory, RefreshFactory

pytestmark = pytest.mark.django_db
ADDRESS = "/api/v1/actions/"


@pytest.fixture
def unseen(hidden_place):
    """An action that visitors do not find."""
    return ActionFactory(partnership=hidden_place, ref="1.1")


def refs(response):
    assert response.status_code == 200, response.content
    return [row["ref"] for row in response.json()["results"]]


def refused(response):
    """What a 401 says, in the body; and that the header says it too."""
    assert response.status_code == 401, response.content
    assert response["Content-Type"].startswith("application/problem+json")
    problem = response.json()
    assert problem["status"] == 401
    assert response["WWW-Authenticate"].startswith('Bearer realm="API", error="invalid_token", error_description="')
    assert problem["detail"] in response["WWW-Authenticate"]
    return problem["detail"]


def test_a_token_sees_what_its_person_sees(asks, unseen, viewer, token_of):
    _, text = token_of(viewer)

    assert refs(asks(ADDRESS)) == []
    assert refs(asks(ADDRESS, text)) == ["1.1"]


def test_a_token_of_a_member_of_another_partnership_does_not(asks, unseen, stranger, elsewhere, token_of):
    MembershipFactory(user=stranger, partnership=elsewhere)
    _, text = token_of(stranger)

    assert refs(asks(ADDRESS, text)) == []


def test_without_the_scope_read_a_token_sees_what_a_visitor_sees(asks, unseen, lead_officer, token_of):
    _, text = token_of(lead_officer, scopes=["write:updates"])

    assert refs(asks(ADDRESS, text)) == []


@pytest.mark.parametrize("method", ["head", "options"])
def test_other_ways_of_looking_work_too(asks, unseen, viewer, token_of, method):
    _, text = token_of(viewer)

    assert asks(ADDRESS, text, method).status_code in {200, 204}
    assert asks(ADDRESS, method=method).status_code in {200, 204}
    assert asks(ADDRESS, "nothing", method).status_code == 401


def test_a_token_that_ended_is_refused_and_never_answered_as_a_visitor(asks, viewer, token_of):
    _, text = token_of(viewer, days=7, ago=timedelta(days=8))

    assert refused(asks(ADDRESS, text)) == "This token has expired. Its owner can make another one."


def test_a_revoked_token_is_refused(asks, viewer, token_of):
    row, text = token_of(viewer)
    personal.revoke_token(token=row, by=viewer)

    assert "revoked" in refused(asks(ADDRESS, text))


def test_the_token_of_whoever_left_is_refused(asks, viewer, partnership, partnership_lead, token_of):
    _, text = token_of(viewer)
    memberships.leave(person=viewer, partnership=partnership, by=partnership_lead)

    assert "revoked" in refused(asks(ADDRESS, text))


def test_the_token_of_a_closed_account_is_refused(asks, viewer, token_of):
    _, text = token_of(viewer)
    viewer.is_active = False
    viewer.save()

    assert "closed" in refused(asks(ADDRESS, text))


def test_a_token_with_the_right_beginning_and_another_secret_is_refused(asks, viewer, token_of, monkeypatch):
    row, _ = token_of(viewer)
    monkeypatch.setattr(tokens, "_random", lambda length: row.prefix if length == tokens.PREFIX else "0" * length)

    assert refused(asks(ADDRESS, tokens.new().text)) == "There is no such token."


@pytest.mark.parametrize(
    "header",
    [
        "Bearer",
        "Bearer ",
        "Bearer nothing that was ever made",
        "Bearer a,Bearer b",
        "Token abc",
        "Basic Y2xpZW50OnNlY3JldA==",
        "Bearer cdp_AAAAAAAA_" + "0" * 40,
        "Bearer " + "A" * 5000,
        "Bearer caf\xe9",
        "bearer nothing",
    ],
)
def test_a_header_that_is_no_token_is_refused(header):
    response = Client().get(ADDRESS, headers={"Authorization": header})

    refused(response)


def test_the_word_bearer_may_be_written_in_any_letters(unseen, viewer, token_of):
    _, text = token_of(viewer)

    assert refs(Client().get(ADDRESS, headers={"Authorization": f"bEARER  {text} "})) == ["1.1"]


@pytest.mark.parametrize("name", ["token", "access_token"])
@pytest.mark.parametrize("address", [ADDRESS, f"{ADDRESS}nothing/", "/api/v1/actions.csv"])
def test_a_token_in_an_address_is_refused(asks, viewer, token_of, name, address):
    _, text = token_of(viewer)

    response = asks(f"{address}?{name}={text}")

    assert response.status_code == 400
    assert response.json()["errors"] == [{"parameter": name, "detail": authentication.IN_HEADER}]
    assert text not in response.text
    assert response.json()["instance"] == address


def test_a_token_stands_before_a_session(unseen, viewer, stranger, token_of):
    _, text = token_of(viewer)
    client = Client()
    client.force_login(stranger)

    assert refs(client.get(ADDRESS)) == []
    assert refs(client.get(ADDRESS, headers={"Authorization": f"Bearer {text}"})) == ["1.1"]
    assert client.get(ADDRESS, headers={"Authorization": "Bearer wrong"}).status_code == 401


def test_whoever_still_owes_a_second_factor_reads_with_a_token_and_not_with_their_session(
    settings, unseen, partnership_lead, token_of
):
    _, text = token_of(partnership_lead)
    settings.REQUIRE_SECOND_FACTOR, settings.SECOND_FACTOR_GRACE_DAYS = True, -1
    client = Client()
    client.force_login(partnership_lead)

    assert client.get(ADDRESS).status_code == 403
    assert client.get("/account/api-tokens/").url.startswith("/account/second-factor/")
    assert client.get(ADDRESS, headers={"Authorization": "Bearer wrong"}).status_code == 401
    assert refs(client.get(ADDRESS, headers={"Authorization": f"Bearer {text}"})) == ["1.1"]


def test_a_session_reads_as_before(client, unseen, viewer):
    client.force_login(viewer)

    assert refs(client.get(ADDRESS)) == ["1.1"]


def test_a_session_that_changes_something_needs_the_token_of_a_form(viewer):
    client = Client(enforce_csrf_checks=True)
    client.force_login(viewer)

    assert client.post(ADDRESS, {}, content_type="application/json").status_code == 403


def test_a_token_that_changes_something_needs_none(viewer, token_of):
    _, text = token_of(viewer)
    client = Client(enforce_csrf_checks=True)

    response = client.post(ADDRESS, {}, content_type="application/json", headers={"Authorization": f"Bearer {text}"})

    assert response.status_code == 405


@pytest.mark.parametrize("address", ["/my/", "/northshire/", "/account/", "/account/api-tokens/", "/admin/"])
def test_a_token_opens_no_page(asks, hidden_place, partnership_lead, token_of, address):
    _, text = token_of(partnership_lead)

    response = asks(address, text)

    assert (response.status_code, getattr(response, "url", "").partition("?")[0]) in {
        (302, "/sign-in/"),
        (302, "/admin/login/"),
        (404, ""),
    }


def test_answers_are_told_apart_by_caches(asks, viewer, token_of):
    assert "Authorization" in asks(ADDRESS)["Vary"]


# When it was last used -----------------------------------------------------------------------------------------------


def test_use_is_noted_once_a_minute(asks, viewer, token_of):
    _, text = token_of(viewer)
    asks(ADDRESS, text)
    first = PersonalToken.objects.get().last_used_at
    assert first is not None

    asks(ADDRESS, text)
    assert PersonalToken.objects.get().last_used_at == first

    PersonalToken.objects.update(last_used_at=timezone.now() - timedelta(seconds=61))
    asks(ADDRESS, text)
    assert PersonalToken.objects.get().last_used_at > first


def test_use_is_noted_when_somebody_looks_at_an_earlier_day(asks, viewer, token_of):
    _, text = token_of(viewer)

    RefreshFactory(published_at=timezone.now() - timedelta(days=3))
    yesterday = timezone.localdate() - timedelta(days=1)

    response = asks(f"/api/v1/observations/?as_of={yesterday}", text)

    assert response.status_code == 200, response.content
    assert response["As-Of"] == str(yesterday)
    assert PersonalToken.objects.get().last_used_at is not None


def test_two_requests_of_one_moment_write_once(viewer, token_of, django_assert_num_queries):
    row, _ = token_of(viewer)
    now = timezone.now()
    authentication.note_use(Access("token", row.pk, "", frozenset()), now=now)

    authentication.note_use(Access("token", row.pk, "", frozenset()), now=now + timedelta(seconds=1))

    row.refresh_from_db()
    assert row.last_used_at == now
    with django_assert_num_queries(0):
        authentication.note_use(Access("token", row.pk, "", frozenset(), now), now=now + timedelta(seconds=59))


# Scopes --------------------------------------------------------------------------------------------------------------


def test_a_scope_that_is_missing_is_named():
    request = APIRequestFactory().get("/")
    request.auth = Access("token", 1, "", frozenset({Scope.READ}))

    needs(request, Scope.READ)
    with pytest.raises(ScopeMissing) as refusal:
        needs(request, Scope.WRITE_UPDATES)

    assert "write:updates" in str(refusal.value.detail)
    assert refusal.value.auth_header == 'Bearer error="insufficient_scope", scope="write:updates"'
    assert refusal.value.status_code == 403


def test_a_session_needs_no_scope():
    request = APIRequestFactory().get("/")
    request.auth = None

    needs(request, Scope.WRITE_IMPORTS)
