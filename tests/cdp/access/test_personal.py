"""Personal tokens: made, listed, revoked by their owner, and ended with the owner's last role."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from actions.models import Mail
from cdp.access import personal
from cdp.models import AuditEvent, PersonalToken, Scope
from cdp.privacy import about, applying
from partners.operations import membership as memberships
from partners.roles import Role
from tests.factories import MembershipFactory, PersonalTokenFactory
from tests.signing_in import main_text, page_of, prove

pytestmark = pytest.mark.django_db
ADDRESS = "/account/api-tokens/"
FORM = {"do": "make", "name": "Power BI", "scopes": ["read"], "days": "30"}


def make(client, person, **fields):
    prove(client, person)
    return client.post(ADDRESS, FORM | fields, follow=True)


def test_somebody_makes_a_token_and_sees_it_once(client, viewer):
    page = make(client, viewer)

    shown = page_of(page).select_one("#made-token").text.strip()
    row = PersonalToken.objects.get()
    assert (row.person, row.name, row.scopes) == (viewer, "Power BI", ["read"])
    assert row.expires_at - row.created_at == timedelta(days=30)
    assert shown.startswith(f"cdp_{row.prefix}_")
    assert shown not in str(vars(row))
    again = client.get(ADDRESS)
    assert shown not in again.content.decode()
    assert f"begins with cdp_{row.prefix}" in main_text(again)
    assert page["Cache-Control"].count("no-store") == 1


def test_its_making_is_recorded_without_its_text_and_its_owner_is_told(client, viewer):
    page = make(client, viewer)
    shown = page_of(page).select_one("#made-token").text.strip()

    event = AuditEvent.objects.get(kind="token.made")
    assert (event.person, event.changes["scopes"]) == (viewer, [None, ["read"]])
    assert shown not in str(vars(event))
    assert Mail.objects.get(to=viewer.email).subject == "An API token was made for your account: Power BI"


def test_whoever_signed_in_long_ago_is_asked_again_before_a_token_is_made(client, viewer):
    prove(client, viewer, seconds_ago=3600)

    response = client.post(ADDRESS, FORM)

    assert response.url.startswith("/account/prove")
    assert not PersonalToken.objects.exists()


def test_scopes_that_mean_nothing_for_the_roles_are_not_offered_and_not_taken(client, viewer, lead_officer):
    prove(client, lead_officer)
    offered = {box["value"] for box in page_of(client.get(ADDRESS)).select("input[name=scopes]")}
    assert offered == {"read", "write:updates"}

    response = make(client, viewer, scopes=["read", "decide:updates"])

    assert response.status_code == 422
    assert not PersonalToken.objects.exists()


def test_each_scope_is_offered_to_a_partnership_lead(client, partnership_lead):
    prove(client, partnership_lead)

    offered = [box["value"] for box in page_of(client.get(ADDRESS)).select("input[name=scopes]")]

    assert offered == Scope.values


@pytest.mark.parametrize(("field", "value"), [("name", ""), ("days", "366"), ("days", ""), ("scopes", [])])
def test_what_is_missing_or_too_long_is_said(client, viewer, field, value):
    response = make(client, viewer, **{field: value})

    assert response.status_code == 422
    assert page_of(response).select_one(".govuk-error-summary")
    assert not PersonalToken.objects.exists()


def test_a_token_works_a_year_at_most(viewer):
    with pytest.raises(ValidationError):
        personal.make_token(person=viewer, name="For ever", scopes=["read"], days=366, by=viewer)


def test_nobody_makes_one_for_another(viewer, partnership_lead):
    with pytest.raises(personal.TokenRefused):
        personal.make_token(person=viewer, name="Spy", scopes=["read"], days=1, by=partnership_lead)


def test_there_is_an_end_to_how_many_one_has(viewer):
    PersonalTokenFactory.create_batch(personal.MOST_TOKENS, person=viewer)

    with pytest.raises(personal.TokenRefused, match="Revoke one of them first"):
        personal.make_token(person=viewer, name="One more", scopes=["read"], days=1, by=viewer)


def test_a_stranger_needs_none_and_is_told_so(client, stranger):
    response = make(client, stranger)

    assert response.status_code == 422
    assert "a token would open nothing" in main_text(response)
    assert not PersonalToken.objects.exists()


def test_a_token_is_revoked_by_its_owner_without_being_asked_again(client, viewer, token_of):
    row, _ = token_of(viewer)
    prove(client, viewer, seconds_ago=3600)

    page = client.post(ADDRESS, {"do": "revoke", "pk": row.pk}, follow=True)

    row.refresh_from_db()
    assert (row.revoked_by, row.revoked_at is not None) == (viewer, True)
    assert "Tokens that no longer work" in main_text(page)
    assert AuditEvent.objects.get(kind="token.revoked").person == viewer


def test_nobody_finds_the_tokens_of_others(client, viewer, partnership_lead, token_of):
    row, _ = token_of(viewer)
    prove(client, partnership_lead)

    assert client.post(ADDRESS, {"do": "revoke", "pk": row.pk}).status_code == 404
    assert row.prefix not in main_text(client.get(ADDRESS))
    row.refresh_from_db()
    assert row.revoked_at is None


def test_a_second_press_of_the_button_says_so(client, viewer, token_of):
    row, _ = token_of(viewer)
    prove(client, viewer)
    client.post(ADDRESS, {"do": "revoke", "pk": row.pk})

    page = client.post(ADDRESS, {"do": "revoke", "pk": row.pk}, follow=True)

    assert "revoked already" in main_text(page)


@pytest.mark.parametrize("sent", [{}, {"do": "dance"}, {"do": "revoke"}, {"do": "revoke", "pk": "٣"}])
def test_what_the_page_does_not_offer_is_not_there(client, viewer, sent):
    prove(client, viewer)

    assert client.post(ADDRESS, sent).status_code == 404


# The end of tokens ---------------------------------------------------------------------------------------------------


def test_whoever_leaves_their_last_partnership_loses_their_tokens(viewer, partnership, partnership_lead, token_of):
    row, _ = token_of(viewer)

    memberships.leave(person=viewer, partnership=partnership, by=partnership_lead)

    row.refresh_from_db()
    assert (row.revoked_by, AuditEvent.objects.get(kind="token.revoked").reason) == (partnership_lead, personal.LEFT)


def test_whoever_leaves_by_themselves_loses_them_too(viewer, partnership, partnership_lead, token_of):
    row, _ = token_of(viewer)

    memberships.leave_by_oneself(person=viewer, partnership=partnership)

    row.refresh_from_db()
    assert row.revoked_by == viewer


def test_whoever_loses_one_role_of_two_keeps_them(viewer, partnership, partnership_lead, token_of):
    row, _ = token_of(viewer)
    second = MembershipFactory(user=viewer, partnership=partnership, role=Role.READER)

    memberships.take_role(membership=second, by=partnership_lead)

    row.refresh_from_db()
    assert row.revoked_at is None
    memberships.take_role(membership=viewer.memberships.get(), by=partnership_lead)
    row.refresh_from_db()
    assert row.revoked_at is not None


def test_a_closed_account_loses_them(stranger):
    row = PersonalTokenFactory(person=stranger)
    stranger.date_joined = timezone.now() - timedelta(days=3 * 365)
    stranger.save()

    applying.apply()

    row.refresh_from_db()
    assert row.revoked_at is not None


def test_what_is_kept_about_somebody_names_their_tokens_without_what_opens(viewer, token_of):
    row, text = token_of(viewer)

    said = about.as_json(viewer, about.find(viewer))

    assert [each["says"]["name"] for each in said["records"]["cdp.PersonalToken"]] == ["Power BI"]
    assert row.digest not in str(said)
    assert text not in str(said)


def test_tokens_that_ended_are_forgotten_after_three_months(viewer):
    now = timezone.now()
    for days in (80, 100):
        made = now - timedelta(days=200)
        PersonalTokenFactory(person=viewer, created_at=made, expires_at=now - timedelta(days=days))
        gone = {"expires_at": now, "revoked_at": now - timedelta(days=days)}
        PersonalTokenFactory(person=viewer, created_at=made, **gone)

    assert applying.apply()["api_tokens"] == 2
    assert PersonalToken.objects.count() == 2


# The page ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("count", [1, 3])
def test_the_page_asks_as_often_for_three_as_for_one(client, viewer, count, django_assert_num_queries):
    PersonalTokenFactory.create_batch(count, person=viewer)
    prove(client, viewer)
    client.get(ADDRESS)

    with django_assert_num_queries(5):
        page = client.get(ADDRESS)

    assert len(page.context["living"]) == count


def test_it_is_reached_from_the_account_and_from_the_page_of_the_api(client, viewer):
    prove(client, viewer)

    for address in ("/account/", "/api/"):
        assert page_of(client.get(address)).select(f"main a[href='{ADDRESS}']"), address


def test_what_ends_soon_and_what_has_ended_is_marked_and_when_it_was_used(client, viewer):
    now = timezone.now()
    long_ago = now - timedelta(days=80)
    PersonalTokenFactory(person=viewer, name="Soon", created_at=long_ago, expires_at=now + timedelta(days=5))
    PersonalTokenFactory(person=viewer, name="Later", created_at=now, expires_at=now + timedelta(days=80))
    PersonalTokenFactory(
        person=viewer, name="Over", created_at=long_ago, expires_at=now - timedelta(days=1), last_used_at=long_ago,
        last_used_from="81.2.…",
    )  # fmt: skip
    PersonalTokenFactory(
        person=viewer, name="Gone", created_at=long_ago, expires_at=now - timedelta(days=1), revoked_at=now,
        revoked_by=viewer,
    )  # fmt: skip
    client.force_login(viewer)

    page = page_of(client.get(ADDRESS))
    rows = {row.th.contents[0].strip(): " ".join(row.get_text(" ").split()) for row in page.select("tbody tr")}
    assert "Ends in 5 days" in rows["Soon"]
    assert "Ends" not in rows["Later"]
    assert "Expired" in rows["Over"]
    assert "from 81.2.…" in rows["Over"]
    assert "Revoked" in rows["Gone"]
    assert "Expired" not in rows["Gone"]


def test_the_page_says_what_a_scope_is_and_that_a_token_is_shown_once_before_it_is_made(client, viewer):
    client.force_login(viewer)

    said = main_text(client.get(ADDRESS))
    assert "What is a scope?" in said
    assert "The token is shown once" in said
