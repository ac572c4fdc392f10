"""The account page and step-up."""

import pytest
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.core import mail
from django.http import HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

import cdp.urls
from cdp.models import AuditEvent
from partners import step_up
from partners.models import Person
from partners.operations import people
from partners.sign_in.devices import in_words
from tests.signing_in import PASSPHRASE, main_text, page_of, prove, sign_in, with_password

pytestmark = pytest.mark.django_db


def test_the_page_shows_how_somebody_signs_in(client, viewer, django_assert_max_num_queries):
    sign_in(client, with_password(viewer))

    with django_assert_max_num_queries(15):
        page = main_text(client.get("/account/"))

    assert "Vic Viewer" in page
    assert "viewer@example.org" in page
    assert "This session" in page


# Sessions -----------------------------------------------------------------------------------------------------------


def test_signing_in_changes_the_session_s_key(client, viewer):
    """Fixation: a key that somebody else has set must not become the key of whoever signs in."""
    client.get("/sign-in/")
    session = client.session
    session["planted"] = "by somebody else"
    session.save()
    planted = session.session_key

    sign_in(client, with_password(viewer))

    assert client.session.session_key != planted
    stolen = type(client)()
    stolen.cookies["sessionid"] = planted
    assert stolen.get("/my/").status_code == 302


def test_a_session_elsewhere_is_ended_at_once(client, viewer):
    with_password(viewer)
    elsewhere = type(client)(headers={"User-Agent": "Mozilla/5.0 (iPhone; CPU) Version/17 Safari/604.1"})
    sign_in(elsewhere, viewer)
    sign_in(client, viewer)
    row = UserSession.objects.get(session_key=elsewhere.session.session_key)
    assert "Safari on an iPhone" in main_text(client.get("/account/"))

    client.post(f"/account/sessions/{row.pk}/end/")

    assert elsewhere.get("/my/").status_code == 302
    assert client.get("/my/").status_code == 200
    assert AuditEvent.objects.get(kind="person.session_ended").reason == "Safari on an iPhone"


def test_all_others_are_ended_and_this_one_stays(client, viewer):
    with_password(viewer)
    others = [type(client)() for _ in range(3)]
    for each in others:
        sign_in(each, viewer)
    sign_in(client, viewer)

    client.post("/account/sessions/end-others/")

    assert [each.get("/my/").status_code for each in others] == [302, 302, 302]
    assert client.get("/my/").status_code == 200


def test_nobody_ends_another_s_session(client, viewer, stranger):
    elsewhere = type(client)()
    sign_in(elsewhere, with_password(viewer))
    client.force_login(stranger)

    assert client.post(f"/account/sessions/{UserSession.objects.get().pk}/end/").status_code == 404
    assert elsewhere.get("/my/").status_code == 200


def test_a_closed_account_s_session_ends_with_it(client, viewer):
    sign_in(client, with_password(viewer))

    Person.objects.filter(pk=viewer.pk).update(is_active=False)

    assert client.get("/my/").status_code == 302


def test_coming_and_going_is_logged(client, viewer):
    sign_in(client, with_password(viewer))
    client.post("/sign-out/")

    events = AuditEvent.objects.order_by("pk").values_list("kind", "person_name")
    assert list(events) == [("person.signed_in", "Vic Viewer"), ("person.signed_out", "Vic Viewer")]


@pytest.mark.parametrize("address", ["/sign-in/", "/account/sessions/end-others/", "/sign-out/", "/sign-in/with/x/"])
def test_a_form_of_another_site_does_nothing(viewer, address):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(viewer)

    assert client.post(address).status_code == 403


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/120 Safari/537.36 Edg/120", "Edge on Windows"),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:120.0) Gecko/20100101 Firefox/120.0", "Firefox on Linux"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/120 Mobile Safari/537.36", "Chrome on Android"),
        ("curl/8", "An unknown device"),
        ("", "An unknown device"),
    ],
)
def test_a_device_is_named_in_words(agent, words):
    assert in_words(agent) == words


# Name, address, password --------------------------------------------------------------------------------------------


def test_a_name_is_changed_and_the_change_is_kept(client, viewer):
    client.force_login(viewer)

    assert client.post("/account/name/", {"name": "Victor Viewer"}).url == "/account/"

    assert Person.objects.get(pk=viewer.pk).name == "Victor Viewer"
    assert AuditEvent.objects.get(kind="person.changed").changes == {"name": ["Vic Viewer", "Victor Viewer"]}


@pytest.mark.parametrize("name", ["", "  ", "x" * 201])
def test_an_impossible_name_is_refused(client, viewer, name):
    client.force_login(viewer)

    response = client.post("/account/name/", {"name": name})

    assert response.context["form"].errors
    assert Person.objects.get(pk=viewer.pk).name == "Vic Viewer"
    assert "Vic Viewer" in str(page_of(response).select_one("header"))


def new_address(client, email, capture):
    with capture(execute=True):
        return client.post("/account/address/", {"email": email})


def test_an_address_changes_when_its_link_is_opened_and_sent(
    client, viewer, django_capture_on_commit_callbacks, settings
):
    settings.SITE_ADDRESS = "http://testserver"
    prove(client, with_password(viewer))
    new_address(client, "Vic@New.example", django_capture_on_commit_callbacks)
    assert Person.objects.get(pk=viewer.pk).email == "viewer@example.org"
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http://testserver/"))
    assert mail.outbox[0].to == ["vic@new.example"]

    client.get(link)
    assert Person.objects.get(pk=viewer.pk).email == "viewer@example.org"
    with django_capture_on_commit_callbacks(execute=True):
        client.post(link)

    assert Person.objects.get(pk=viewer.pk).email == "vic@new.example"
    assert mail.outbox[1].to == ["viewer@example.org"]
    assert client.post(link).status_code == 410
    assert sign_in(type(client)(), Person(email="vic@new.example")).url == "/my/"
    assert sign_in(type(client)(), viewer).status_code == 200


def test_the_address_of_somebody_else_is_not_told_and_not_taken(
    client, viewer, stranger, django_capture_on_commit_callbacks
):
    prove(client, viewer)

    response = new_address(client, "STRANGER@example.org", django_capture_on_commit_callbacks)

    assert response.url == "/account/"
    assert mail.outbox == []


def test_of_two_who_were_sent_a_link_for_one_address_the_second_is_refused(client, viewer, stranger):
    links = {}
    for person in (viewer, stranger):
        people.ask_to_change_address(person=person, email="one@new.example", to_link=lambda token: token)
        from django.core import signing

        links[person] = signing.dumps([person.pk, person.email, "one@new.example"], salt=people.SALT)

    people.change_address(token=links[viewer])

    with pytest.raises(people.AddressNotUsable, match="another account"):
        people.change_address(token=links[stranger])


@pytest.mark.parametrize("token", ["x", "a:b:c", "%00"])
def test_a_forged_link_of_an_address_is_refused(client, token):
    assert client.get(f"/account/address/{token}/").status_code == 410


def test_a_changed_password_keeps_this_session_and_ends_the_others(client, viewer):
    elsewhere = type(client)()
    sign_in(elsewhere, with_password(viewer))
    sign_in(client, viewer)

    response = client.post("/account/password/", {"oldpassword": PASSPHRASE, "password1": "another long passphrase"})

    assert response.url == "/account/"
    assert client.get("/my/").status_code == 200
    assert elsewhere.get("/my/").status_code == 302


def test_a_wrong_current_password_changes_nothing(client, viewer):
    sign_in(client, with_password(viewer))

    response = client.post("/account/password/", {"oldpassword": "wrong", "password1": "another long passphrase"})

    assert "The current password is not right." in main_text(response)


# Step-up ------------------------------------------------------------------------------------------------------------


@step_up.required
def export(request):
    return HttpResponse("restricted figures")


@require_POST
@step_up.required
def give_role(request):
    return HttpResponse(f"given {request.POST['role']}")


urlpatterns = [path("export/", export), path("give-role/", give_role), *cdp.urls.urlpatterns]


@pytest.fixture
def guarded(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize(("seconds", "is_asked"), [(0, False), (14 * 60, False), (16 * 60, True), (-3600, True)])
def test_only_an_old_proof_is_asked_for_again(client, viewer, guarded, seconds, is_asked):
    prove(client, with_password(viewer), seconds_ago=seconds)

    response = client.get("/export/?year=2026")

    assert response.status_code == (302 if is_asked else 200)
    if is_asked:
        assert response.url == "/account/prove/password/?next=%2Fexport%2F%3Fyear%3D2026"


def test_a_session_without_any_proof_is_asked(client, viewer, guarded):
    client.force_login(with_password(viewer))

    assert client.get("/export/").url == "/account/prove/password/?next=%2Fexport%2F"


def test_another_person_s_proof_does_not_count(client, viewer, stranger, guarded):
    prove(client, with_password(viewer))
    session = client.session
    session["account_authentication_methods_user"] = str(stranger.pk)
    session.save()

    assert client.get("/export/").status_code == 302


def test_the_right_password_leads_back_with_what_was_sent(client, viewer, guarded):
    prove(client, with_password(viewer), seconds_ago=3600)
    asked = client.post("/give-role/", {"role": "data lead"})

    wrong = client.post(asked.url, {"password": "wrong"})
    assert "The password is not right." in main_text(wrong)
    done = client.post(asked.url, {"password": PASSPHRASE})

    assert done.content == b"given data lead"
    assert client.get("/export/").status_code == 200


def test_who_has_a_second_factor_is_asked_for_that_first(client, viewer, guarded):
    from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret

    prove(client, with_password(viewer), seconds_ago=3600)
    TOTP.activate(viewer, generate_totp_secret())

    asked = client.get("/export/")

    assert asked.url == "/account/prove/code/?next=%2Fexport%2F"
    assert "Use your password" in main_text(client.get(asked.url))


def test_who_comes_by_an_organisation_is_sent_there_again(client, viewer, guarded, settings):
    settings.SOCIALACCOUNT_PROVIDERS = {"organisation": {"APPS": [COUNCIL]}}
    SocialAccount.objects.create(user=viewer, provider="council", uid="https://council.example 7")
    viewer.set_unusable_password()
    viewer.save()
    prove(client, viewer, method="socialaccount", seconds_ago=3600)

    asked = client.get("/export/")

    assert asked.url == "/account/prove/?next=%2Fexport%2F"
    assert "Northshire Council" in main_text(client.get(asked.url))


def test_who_has_nothing_to_prove_with_is_told_what_to_do(client, viewer, guarded):
    viewer.set_unusable_password()
    viewer.save()
    client.force_login(viewer)

    asked = client.get("/export/")

    assert "choose a password by email" in main_text(client.get(asked.url))


COUNCIL = {
    "provider_id": "council",
    "name": "Northshire Council",
    "client_id": "us",
    "secret": "secret",
    "settings": {"server_url": "https://council.example", "scope": ["openid"], "oauth_pkce_enabled": True},
}
