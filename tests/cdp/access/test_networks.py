"""Of an address its network alone is kept."""

import pytest
from django.test import Client

from cdp.access.networks import network_of
from cdp.models import PersonalToken


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.…"),
        ("2001:db8:1::1", "2001:db8:…"),
        ("::1", "0:0:…"),
        ("::ffff:192.0.2.7", "192.0.…"),
        ("fe80::1%eth0", "fe80:0:…"),
        ("unknown", ""),
        ("", ""),
    ],
)
def test_an_address_is_kept_as_its_network(address, network):
    assert network_of(address) == network


@pytest.mark.django_db
def test_where_a_token_was_used_is_kept_so_and_shown_to_its_owner(client, viewer, token_of):
    _, text = token_of(viewer)
    Client(REMOTE_ADDR="198.51.100.23").get("/api/v1/actions/", headers={"Authorization": f"Bearer {text}"})

    assert PersonalToken.objects.get().last_used_from == "198.51.…"
    client.force_login(viewer)
    page = client.get("/account/api-tokens/").content.decode()
    assert "198.51.…" in page
    assert "198.51.100" not in page
