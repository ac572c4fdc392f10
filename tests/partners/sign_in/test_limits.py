"""Guessing: as many attempts as people need, the same words for all, and each refusal in the log."""

import pytest
from django.core import mail

from cdp.models import AuditEvent
from partners.models import Person
from tests.signing_in import PASSPHRASE, main_text, sign_in, with_password

pytestmark = pytest.mark.django_db
NOBODY = Person(email="nobody@example.org")


def words(response):
    return response.status_code, response.context["form"].non_field_errors()


def guess(client, person, times):
    for _ in range(times):
        response = sign_in(client, person, password="a wrong guess")
    return response


def test_known_and_unknown_addresses_get_the_same_words(client, viewer):
    with_password(viewer)

    assert words(guess(client, viewer, 1)) == words(guess(client, NOBODY, 1))
    assert words(guess(client, viewer, 5)) == words(guess(client, NOBODY, 5))


def test_after_five_wrong_guesses_the_right_password_waits_too(client, viewer):
    with_password(viewer)
    guess(client, viewer, 5)

    response = sign_in(client, viewer)

    assert response.context["form"].non_field_errors() == [
        "There were too many attempts. Wait five minutes, then try again."
    ]
    assert "_auth_user_id" not in client.session


def test_an_address_is_counted_in_whatever_letters(client, viewer):
    with_password(viewer)
    guess(client, viewer, 3)
    guess(client, Person(email="VIEWER@example.org"), 2)

    assert "_auth_user_id" not in (sign_in(client, viewer) and client.session)


def test_others_can_still_sign_in(client, viewer, stranger):
    guess(client, viewer, 5)

    assert sign_in(client, with_password(stranger)).url == "/my/"


def test_one_place_cannot_try_many_addresses(client):
    for number in range(10):
        guess(client, Person(email=f"person{number}@example.org"), 1)

    response = guess(client, Person(email="person11@example.org"), 1)

    assert "too many attempts" in main_text(response)


def test_a_flood_is_answered_with_429_and_one_line_in_the_log(client):
    for _ in range(30):
        client.post("/sign-in/", {"login": "", "password": ""})

    responses = [client.post("/sign-in/", {"login": "", "password": ""}) for _ in range(3)]

    assert [response.status_code for response in responses] == [429, 429, 429]
    assert "Wait five minutes" in main_text(responses[0])
    assert AuditEvent.objects.filter(kind="person.sign_in_limited").count() == 1


def test_a_place_behind_the_proxy_is_its_own(client, viewer, settings):
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for _ in range(31):
        client.post("/sign-in/", {"login": ""}, headers={"X-Forwarded-For": "6.6.6.6, 198.51.100.1"})

    here, there = (
        client.post("/sign-in/", {"login": ""}, headers={"X-Forwarded-For": f"6.6.6.6, {place}"}).status_code
        for place in ("198.51.100.1", "198.51.100.2")
    )

    assert (here, there) == (429, 200)


def test_each_refusal_is_logged_with_whom_it_was_about_and_no_password(client, viewer):
    with_password(viewer)
    guess(client, viewer, 1)
    guess(client, Person(email="a secret typed into the wrong box@x"), 1)
    guess(client, NOBODY, 1)

    of_viewer, of_nobody = AuditEvent.objects.filter(kind="person.sign_in_refused").order_by("pk")
    assert (of_viewer.subject_id, of_viewer.person) == (str(viewer.pk), None)
    assert of_nobody.subject_id == ""
    assert "nobody" not in str(of_nobody.changes)
    assert "guess" not in str(AuditEvent.objects.values())


def test_addresses_are_found_in_whatever_letters(client, viewer):
    with_password(viewer)
    Person.objects.filter(pk=viewer.pk).update(email="Viewer@Example.org")

    assert sign_in(client, Person(email="viewer@EXAMPLE.org")).url == "/my/"


# A lost password ----------------------------------------------------------------------------------------------------


def ask(client, email, capture):
    with capture(execute=True):
        return client.post("/sign-in/lost-password/", {"email": email})


def test_asking_for_a_new_password_says_the_same_to_known_and_unknown(
    client, viewer, django_capture_on_commit_callbacks
):
    with_password(viewer)
    known = ask(client, "VIEWER@example.org", django_capture_on_commit_callbacks)
    unknown = ask(client, "nobody@example.org", django_capture_on_commit_callbacks)

    assert known.url == unknown.url == "/sign-in/lost-password/sent/"
    assert [message.to for message in mail.outbox] == [["viewer@example.org"]]


def test_the_link_sets_a_password_once_and_ends_other_sessions(
    client, viewer, django_capture_on_commit_callbacks, settings
):
    settings.SITE_ADDRESS = "http://testserver"
    with_password(viewer)
    elsewhere = type(client)()
    sign_in(elsewhere, viewer)
    ask(client, viewer.email, django_capture_on_commit_callbacks)
    link = next(word for word in mail.outbox[0].body.split() if word.startswith("http://testserver/"))

    form = client.get(link)
    assert link.split("-", 2)[-1] not in form.url  # the key is in the session by now, and in nobody's history
    response = client.post(form.url, {"password1": "another long passphrase"})

    assert response.url == "/sign-in/lost-password/done/"
    assert "_auth_user_id" not in client.session
    assert elsewhere.get("/my/").status_code == 302
    assert "does not work" in main_text(type(client)().get(link))
    assert sign_in(client, viewer, password="another long passphrase").url == "/my/"
    assert sign_in(type(client)(), viewer, password=PASSPHRASE).status_code == 200


def test_the_link_is_of_our_address_whatever_the_request_says(
    client, viewer, django_capture_on_commit_callbacks, settings
):
    settings.SITE_ADDRESS = "https://partners.example"
    with_password(viewer)

    with django_capture_on_commit_callbacks(execute=True):
        client.post("/sign-in/lost-password/", {"email": viewer.email}, headers={"Host": "localhost"})

    assert "https://partners.example/sign-in/lost-password/" in mail.outbox[0].body
    assert "localhost" not in mail.outbox[0].body


def test_a_closed_account_gets_no_link(client, viewer, django_capture_on_commit_callbacks):
    Person.objects.filter(pk=viewer.pk).update(is_active=False)

    ask(client, viewer.email, django_capture_on_commit_callbacks)

    assert mail.outbox == []


@pytest.mark.parametrize("link", ["1-abc-def", "zzzzzzzzzzzzzzzzzz-abc-def", "0-set-password", "1-set-password"])
def test_a_forged_link_says_so(client, viewer, link):
    assert "does not work" in main_text(client.get(f"/sign-in/lost-password/{link}/"))
