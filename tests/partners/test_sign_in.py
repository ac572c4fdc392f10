import pytest

pytestmark = pytest.mark.django_db


@pytest.fixture
def person_with_password(viewer):
    viewer.set_password("a long enough passphrase")
    viewer.save()
    return viewer


def sign_in(client, email, password, **extra):
    return client.post("/sign-in/", {"login": email, "password": password, **extra})


def test_a_person_signs_in_and_reaches_the_page_they_came_for(client, person_with_password):
    response = sign_in(client, "viewer@example.org", "a long enough passphrase", next="/northshire/")

    assert response.url == "/northshire/"
    assert client.session["_auth_user_id"] == str(person_with_password.pk)


def test_a_wrong_password_says_what_to_check_and_keeps_the_address(client, person_with_password):
    response = sign_in(client, "viewer@example.org", "wrong")

    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == [
        "The email address or the password is not right. Passwords tell capital letters from small ones."
    ]
    assert response.context["form"]["login"].value() == "viewer@example.org"


def test_signing_in_never_leads_to_another_site(client, person_with_password):
    response = sign_in(client, "viewer@example.org", "a long enough passphrase", next="https://example.com/")

    assert response.url == "/my/"


def test_someone_whose_account_is_closed_cannot_sign_in(client, person_with_password):
    person_with_password.is_active = False
    person_with_password.save()

    response = sign_in(client, "viewer@example.org", "a long enough passphrase")

    assert response.url == "/sign-in/closed/"
    assert "_auth_user_id" not in client.session
    assert "closed" in client.get("/sign-in/closed/").content.decode()


def test_signing_out_needs_a_form_and_not_a_link(client, viewer):
    client.force_login(viewer)

    assert client.get("/sign-out/").status_code == 405
    assert client.post("/sign-out/").url == "/"
    assert "_auth_user_id" not in client.session


def test_a_page_that_is_not_public_asks_to_sign_in(client):
    assert client.get("/my/").url == "/sign-in/?next=/my/"
