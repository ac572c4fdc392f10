"""Which identity tokens are believed; the same checks over real HTTP are in test_organisations.py."""

import base64
import hmac
import json
import time

import jwt
import pytest

from partners.sign_in import id_tokens
from partners.sign_in.id_tokens import PERSONAL_TENANT, Expected, KeyNotKnown, NotBelieved, TenantRefused, read
from tests.organisation_server import PERSON, TENANT, key, published

ISSUER = "https://sign-in.council.example"
ENTRA = "https://login.example/{tenantid}/v2.0"
OTHER_TENANT = "99999999-8888-4777-8666-555555555555"
KEYS = {"keys": [published(key(), "first")]}
PLAIN = Expected(issuer=ISSUER, client_id="us", nonce="of this sign-in")
OF_ENTRA = Expected(issuer=ENTRA, client_id="us", nonce="of this sign-in", tenants=frozenset({TENANT}))


def claims(**more):
    now = int(time.time())
    usual = {"iss": ISSUER, "sub": "person-7", "aud": "us", "nonce": "of this sign-in", "iat": now, "exp": now + 300}
    return {name: value for name, value in (usual | more).items() if value is not None}


def entra(**more):
    return claims(**{"iss": ENTRA.replace("{tenantid}", TENANT), "tid": TENANT, "oid": PERSON} | more)


def signed(said, *, with_key=None, algorithm="RS256", kid="first"):
    return jwt.encode(said, with_key or key(), algorithm=algorithm, headers={"kid": kid} if kid else {})


def test_a_true_token_says_who_signs_in():
    identity = read(signed(claims(name="Orla", email="orla@council.example")), keys=KEYS, expected=PLAIN)

    assert identity == id_tokens.Identity(f"{ISSUER} person-7", "Orla", "orla@council.example")


def test_somebody_of_entra_is_the_issuer_the_tenant_and_the_object_and_never_the_address():
    first = read(signed(entra(email="lead@example.org", sub="a")), keys=KEYS, expected=OF_ENTRA)
    second = read(signed(entra(email="other@example.org", sub="b")), keys=KEYS, expected=OF_ENTRA)

    assert first.identity == second.identity == f"https://login.example/{TENANT}/v2.0 {TENANT} {PERSON}"


def test_the_same_person_of_two_servers_is_two_people():
    other = Expected(issuer="https://other.example", client_id="us", nonce="of this sign-in")

    here = read(signed(claims()), keys=KEYS, expected=PLAIN)
    there = read(signed(claims(iss="https://other.example")), keys=KEYS, expected=other)

    assert here.identity != there.identity


@pytest.mark.parametrize(
    "wrong",
    [
        {"aud": "another service"},
        {"aud": ["another service"]},
        {"aud": None},
        {"iss": "https://evil.example"},
        {"iss": ISSUER + "/"},
        {"iss": None},
        {"nonce": "of another sign-in"},
        {"nonce": ""},
        {"nonce": None},
        {"exp": int(time.time()) - 3600},
        {"exp": None},
        {"exp": "tomorrow"},
        {"iat": int(time.time()) + 3600},
        {"nbf": int(time.time()) + 3600},
        {"sub": None},
        {"sub": 7},
        {"azp": "another service"},
    ],
    # Without the values: a time of day would be another one in each process of the suite.
    ids=" ".join,
)
def test_a_token_that_is_not_for_us_now_is_not_believed(wrong):
    with pytest.raises(NotBelieved):
        read(signed(claims(**wrong)), keys=KEYS, expected=PLAIN)


def test_an_expected_nonce_that_is_empty_fits_no_token():
    with pytest.raises(NotBelieved):
        read(signed(claims(nonce="")), keys=KEYS, expected=Expected(issuer=ISSUER, client_id="us", nonce=""))


def test_a_token_of_another_key_is_forged_whatever_it_calls_itself():
    with pytest.raises(NotBelieved):
        read(signed(claims(), with_key=key("another")), keys=KEYS, expected=PLAIN)


def test_a_changed_word_breaks_the_signature():
    head, _, signature = signed(claims()).split(".")
    body = base64.urlsafe_b64encode(json.dumps(claims(sub="the lead")).encode()).decode().rstrip("=")

    with pytest.raises(NotBelieved):
        read(f"{head}.{body}.{signature}", keys=KEYS, expected=PLAIN)


def unsigned():
    return jwt.encode(claims(), None, algorithm="none", headers={"kid": "first"})


def with_the_public_key_as_a_secret():
    """The old trick: the server's public key, which all may know, used as a shared secret."""
    parts = ({"alg": "HS256", "typ": "JWT", "kid": "first"}, claims())
    said = b".".join(base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=") for part in parts)
    stamp = hmac.new(json.dumps(KEYS["keys"][0]).encode(), said, "sha256").digest()
    return f"{said.decode()}.{base64.urlsafe_b64encode(stamp).decode().rstrip('=')}"


@pytest.mark.parametrize("token", [unsigned(), with_the_public_key_as_a_secret(), "", "a.b.c", "é", "." * 9, "{}"])
def test_what_no_key_of_the_server_signed_is_not_believed(token):
    with pytest.raises(NotBelieved):
        read(token, keys=KEYS, expected=PLAIN)


def test_a_key_that_is_not_published_is_told_apart_so_that_the_list_can_be_asked_for_anew():
    with pytest.raises(KeyNotKnown):
        read(signed(claims(), kid="newer"), keys=KEYS, expected=PLAIN)


@pytest.mark.parametrize("keys", [{}, {"keys": []}, {"keys": [published(key(), "first") | {"use": "enc"}]}])
def test_without_a_key_for_signatures_nothing_is_believed(keys):
    with pytest.raises(KeyNotKnown):
        read(signed(claims()), keys=keys, expected=PLAIN)


def test_a_server_with_one_key_need_not_name_it():
    assert read(signed(claims(), kid=""), keys=KEYS, expected=PLAIN).identity


@pytest.mark.parametrize(
    ("wrong", "expected"),
    [
        ({"tid": OTHER_TENANT}, NotBelieved),  # the issuer is still that of the first
        ({"tid": None}, NotBelieved),
        ({"tid": "common"}, NotBelieved),
        ({"oid": None}, NotBelieved),
        ({"oid": "orla@council.example"}, NotBelieved),
        ({"iss": "https://evil.example/{tenantid}/v2.0".replace("{tenantid}", TENANT)}, NotBelieved),
        ({"iss": ENTRA}, NotBelieved),
        ({"tid": OTHER_TENANT, "iss": ENTRA.replace("{tenantid}", OTHER_TENANT)}, TenantRefused),
        ({"tid": PERSONAL_TENANT, "iss": ENTRA.replace("{tenantid}", PERSONAL_TENANT)}, TenantRefused),
    ],
    ids=str,
)
def test_a_token_of_entra_is_held_to_its_own_tenant_and_that_to_our_list(wrong, expected):
    with pytest.raises(expected):
        read(signed(entra(**wrong)), keys=KEYS, expected=OF_ENTRA)


def test_personal_accounts_stay_out_even_if_somebody_puts_them_on_the_list():
    listed = Expected(issuer=ENTRA, client_id="us", nonce="of this sign-in", tenants=frozenset({PERSONAL_TENANT}))
    personal = entra(tid=PERSONAL_TENANT, iss=ENTRA.replace("{tenantid}", PERSONAL_TENANT))

    with pytest.raises(TenantRefused, match="personal Microsoft account"):
        read(signed(personal), keys=KEYS, expected=listed)


@pytest.mark.parametrize(("issuer", "is_believed"), [(ENTRA, True), (ENTRA.replace("{tenantid}", OTHER_TENANT), False)])
def test_a_key_published_for_one_tenant_signs_for_no_other(issuer, is_believed):
    keys = {"keys": [published(key(), "first", issuer=issuer)]}

    if is_believed:
        assert read(signed(entra()), keys=keys, expected=OF_ENTRA).identity
    else:
        with pytest.raises(NotBelieved):
            read(signed(entra()), keys=keys, expected=OF_ENTRA)


def test_an_identity_too_long_for_the_database_is_kept_as_its_digest():
    long, other = (read(signed(claims(sub="x" * 300 + end)), keys=KEYS, expected=PLAIN).identity for end in "ab")

    assert (len(long), long != other) == (71, True)
