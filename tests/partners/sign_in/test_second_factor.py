"""Codes and recovery codes, and the roles that must have them. Passkeys are in tests/browser/test_passkey.py."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP, format_hotp_value, generate_totp_secret, hotp_value
from django.core import mail
from django.utils import timezone

from cdp.models import AuditEvent
from partners.models import Person
from tests.signing_in import main_text, page_of, prove, sign_in, with_password

pytestmark = pytest.mark.django_db


def code_of(secret, *, steps=0):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30 + steps))


@pytest.fixture
def secret(rf, viewer):
    with_password(viewer)
    made = generate_totp_secret()
    TOTP.activate(viewer, made)
    return made


def enter(client, code):
    return client.post("/sign-in/code/", {"code": code})


def is_signed_in(client):
    return "_auth_user_id" in client.session


def test_the_password_alone_opens_nothing_and_the_code_does(client, viewer, secret):
    response = sign_in(client, viewer, next="/northshire/")
    assert response.url == "/sign-in/code/"
    assert not is_signed_in(client)
    assert client.get("/my/").url == "/sign-in/?next=/my/"

    before = client.session.session_key
    response = enter(client, code_of(secret))

    assert response.url == "/northshire/"
    assert client.session["_auth_user_id"] == str(viewer.pk)
    assert client.session.session_key != before
    signed_in = AuditEvent.objects.get(kind="person.signed_in")
    assert signed_in.changes == {"method": [None, "password and code"]}


def test_a_code_may_be_typed_with_a_blank_and_works_once(client, viewer, secret):
    code = code_of(secret)
    sign_in(client, viewer)
    enter(client, f"{code[:3]} {code[3:]}")
    assert is_signed_in(client)

    client.post("/sign-out/")
    sign_in(client, viewer)
    enter(client, code)

    assert not is_signed_in(client)


@pytest.mark.parametrize("steps", [-2, 2, 40])
def test_a_code_of_another_time_is_refused_and_logged(client, viewer, secret, steps):
    sign_in(client, viewer)

    response = enter(client, code_of(secret, steps=steps))

    assert "The code is not right." in main_text(response)
    assert not is_signed_in(client)
    refused = AuditEvent.objects.get(kind="person.sign_in_refused")
    assert (refused.subject_id, refused.changes) == (str(viewer.pk), {"method": [None, "code"]})


def test_codes_cannot_be_tried_out(client, viewer, secret):
    sign_in(client, viewer)
    for _ in range(5):
        enter(client, "000000")

    response = enter(client, code_of(secret))

    assert "too many attempts" in main_text(response)
    assert not is_signed_in(client)


def test_a_recovery_code_stands_in_once(client, viewer, secret):
    code = RecoveryCodes.activate(viewer).get_unused_codes()[0]
    sign_in(client, viewer)
    enter(client, code)
    assert is_signed_in(client)

    client.post("/sign-out/")
    sign_in(client, viewer)
    enter(client, code)

    assert not is_signed_in(client)


def test_a_secret_is_not_readable_in_the_database(viewer, secret):
    RecoveryCodes.activate(viewer)

    kept = str(list(Authenticator.objects.values_list("data", flat=True)))

    assert secret not in kept
    assert re.search(r"'seed': 'gAAAA", kept)


def test_after_a_change_of_the_site_s_key_codes_still_work(client, viewer, secret, settings):
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another long random text for this test alone"

    sign_in(client, viewer)
    enter(client, code_of(secret))

    assert is_signed_in(client)


def test_an_app_is_added_by_its_picture_and_recovery_codes_follow(client, viewer, django_capture_on_commit_callbacks):
    prove(client, viewer)
    page = page_of(client.get("/account/app/"))
    secret = page.select_one("main code").text
    assert page.select_one("main img")["src"].startswith("data:image/svg+xml;base64,")

    with django_capture_on_commit_callbacks(execute=True):
        response = client.post("/account/app/", {"code": code_of(secret)})

    assert response.url == "/account/codes/"
    codes = page_of(client.get(response.url)).select("main .cdp-recovery-codes code")
    assert len(codes) == 10
    assert client.get("/account/codes/file/")["Content-Disposition"] == 'attachment; filename="recovery-codes.txt"'
    assert [message.subject for message in mail.outbox] == ["An authenticator app was added to your account"]


def test_a_wrong_first_code_adds_nothing(client, viewer):
    prove(client, viewer)
    client.get("/account/app/")

    response = client.post("/account/app/", {"code": "123456"})

    assert "The code is not right." in main_text(response)
    assert not Authenticator.objects.exists()


def test_the_app_is_removed_with_its_recovery_codes(client, viewer, secret):
    RecoveryCodes.activate(viewer)
    prove(client, viewer)

    response = client.post("/account/app/remove/")

    assert response.url == "/account/"
    assert not Authenticator.objects.exists()


# Roles that must have one -------------------------------------------------------------------------------------------


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True
    settings.SECOND_FACTOR_GRACE_DAYS = 14


def joined(person, days_ago):
    Person.objects.filter(pk=person.pk).update(date_joined=timezone.now() - timedelta(days=days_ago))


def test_who_only_reads_is_never_asked(client, viewer, required):
    joined(viewer, 400)

    assert sign_in(client, with_password(viewer)).url == "/my/"
    assert client.get("/my/").status_code == 200


def test_in_the_first_fortnight_it_is_asked_for_at_sign_in_and_may_wait(client, lead_officer, required):
    joined(lead_officer, 3)
    person = Person.objects.get(pk=lead_officer.pk)

    response = sign_in(client, with_password(person), next="/northshire/")

    assert response.url == "/account/second-factor/?next=%2Fnorthshire%2F"
    page = page_of(client.get(response.url))
    assert page.find("a", string="Later")["href"] == "/northshire/"
    assert client.get("/my/").status_code == 200


@pytest.mark.parametrize("address", ["/my/", "/", "/northshire/", "/admin/"])
def test_after_it_every_page_leads_there(client, lead_officer, required, address):
    joined(lead_officer, 15)
    person = Person.objects.get(pk=lead_officer.pk)
    sign_in(client, with_password(person))

    response = client.get(address)

    assert response.url.startswith("/account/second-factor/")
    page = main_text(client.get(response.url))
    assert "you can go no further" in page
    assert "Later" not in page


def test_after_it_the_api_says_so_too(client, lead_officer, required):
    joined(lead_officer, 15)
    sign_in(client, with_password(Person.objects.get(pk=lead_officer.pk)))

    response = client.get("/api/v1/partnerships/")

    assert (response.status_code, response["Content-Type"]) == (403, "application/problem+json")


def test_what_adds_one_is_open_and_then_all_is(client, lead_officer, required):
    joined(lead_officer, 15)
    sign_in(client, with_password(Person.objects.get(pk=lead_officer.pk)))

    secret = page_of(client.get("/account/app/")).select_one("main code").text
    client.post("/account/app/", {"code": code_of(secret)})

    assert client.get("/account/codes/").status_code == 200
    assert client.get("/my/").status_code == 200


def test_a_person_can_always_leave(client, lead_officer, required):
    joined(lead_officer, 15)
    client.force_login(lead_officer)

    assert client.post("/sign-out/").url == "/"


def test_staff_need_one_without_any_role(client, stranger, required):
    Person.objects.filter(pk=stranger.pk).update(is_staff=True)
    joined(stranger, 15)
    client.force_login(stranger)

    assert client.get("/admin/").url == "/account/second-factor/?next=%2Fadmin%2F"


@pytest.mark.parametrize(("method", "more"), [("mfa", {"type": "totp"}), ("socialaccount", {"provider": "council"})])
def test_who_came_with_two_proofs_is_not_asked_and_it_costs_no_query(
    client, lead_officer, required, django_assert_num_queries, method, more
):
    joined(lead_officer, 400)
    prove(client, lead_officer, method=method, **more)

    with django_assert_num_queries(2):  # the session and the person
        assert client.get("/about/").status_code == 200


def test_the_admin_has_no_door_of_its_own(client):
    response = client.get("/admin/login/?next=/admin/")

    assert response.url == "/sign-in/?next=%2Fadmin%2F"
    assert client.post("/admin/login/", {"username": "a@b.example", "password": "x"}).url.startswith("/sign-in/")
