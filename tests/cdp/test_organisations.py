"""What the environment must say of organisations."""

import environ
import pytest
from django.core.exceptions import ImproperlyConfigured

from cdp.organisations import PERSONAL, read_organisations

TENANT = "11111111-2222-4333-8444-555555555555"
ENTRA = {"ENTRA_CLIENT_ID": "us", "ENTRA_CLIENT_SECRET": "secret", "ENTRA_TENANTS": TENANT.upper()}
POLICE = {
    "OIDC_PROVIDERS": "police",
    "OIDC_POLICE_NAME": "Northshire Police",
    "OIDC_POLICE_SERVER": "https://sign-in.police.example/",
    "OIDC_POLICE_CLIENT_ID": "us",
    "OIDC_POLICE_CLIENT_SECRET": "secret",
}


def read(said, *, production=True):
    env = environ.Env()
    env.ENVIRON = said
    return read_organisations(env, production=production)


def test_where_nothing_is_said_there_are_none():
    assert read({}) == []


def test_entra_and_another_server():
    entra, police = read(ENTRA | POLICE)

    assert (entra["provider_id"], entra["name"], entra["settings"]["tenants"]) == ("entra", "Microsoft", [TENANT])
    assert entra["settings"]["server_url"] == "https://login.microsoftonline.com/organizations/v2.0"
    assert (police["provider_id"], police["name"]) == ("police", "Northshire Police")
    assert police["settings"]["server_url"] == "https://sign-in.police.example"
    assert "tenants" not in police["settings"]


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        (ENTRA | {"ENTRA_TENANTS": ""}, "ENTRA_TENANTS is not set"),
        (ENTRA | {"ENTRA_TENANTS": "council.example"}, "not the id of a tenant"),
        (ENTRA | {"ENTRA_TENANTS": f"{TENANT},{PERSONAL}"}, "personal accounts"),
        (ENTRA | {"ENTRA_CLIENT_SECRET": ""}, "ENTRA_CLIENT_SECRET is not set"),
        (ENTRA | {"ENTRA_AUTHORITY": "http://login.example"}, "not an https address"),
        (POLICE | {"OIDC_POLICE_SERVER": "http://localhost:9000"}, "not an https address"),
        (POLICE | {"OIDC_POLICE_SERVER": "https://"}, "not an https address"),
        (POLICE | {"OIDC_POLICE_NAME": ""}, "OIDC_POLICE_NAME is not set"),
        (POLICE | {"OIDC_PROVIDERS": "police,police"}, "names one organisation twice"),
        (POLICE | {"OIDC_PROVIDERS": "../police"}, "must be a short word"),
        (POLICE | {"OIDC_PROVIDERS": "entra"}, "must be a short word"),
    ],
)
def test_what_is_missing_or_wrong_stops_the_start_with_a_sentence(wrong, sentence):
    with pytest.raises(ImproperlyConfigured, match=sentence):
        read(wrong)


def test_a_server_on_this_machine_is_for_trials_only():
    [police] = read(POLICE | {"OIDC_POLICE_SERVER": "http://localhost:9000"}, production=False)

    assert police["settings"]["server_url"] == "http://localhost:9000"
