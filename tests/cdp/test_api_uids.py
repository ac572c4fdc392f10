"""Opaque ids: the same for ever, different for every row of every noun, and good for the address of the row."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cdp import api
from cdp.api_support import uids
from cdp.api_support.uids import PREFIXES, decode, encode
from tests.cdp.api_rows import FEEDS, OF_A_PARTNERSHIP, OF_A_PERSON, ROWS, asker
from tests.cdp.test_api import results
from tests.factories import PartnershipFactory

KEYS = st.integers(1, uids.LARGEST_KEY)
NOUNS = st.sampled_from(sorted(PREFIXES))
# Other systems have stored these: a change of any of them breaks what they have.
VECTORS = [
    ("actions", 1, "act_dkvm9e5z44gwv"),
    ("actions", 2, "act_3sqdjt0ks05ne"),
    ("actions", 2**63 - 1, "act_cjq9ba1ptwbz9"),
    ("observations", 1, "obs_3v9xbdhjkjbxa"),
    ("observations", 10_000_000, "obs_f50b2jk8ctabn"),
]


@pytest.mark.parametrize(("noun", "pk", "uid"), VECTORS)
def test_a_uid_never_changes(noun, pk, uid):
    assert (encode(noun, pk), decode(noun, uid)) == (uid, pk)


@settings(derandomize=True, deadline=None, max_examples=200)
@given(NOUNS, KEYS)
def test_a_uid_leads_back_to_its_row(noun, pk):
    assert decode(noun, encode(noun, pk)) == pk


@settings(derandomize=True, deadline=None, max_examples=200)
@given(NOUNS, st.text(alphabet=f"{uids.ALPHABET}ilo", min_size=13, max_size=13))
def test_what_was_not_made_here_is_either_no_uid_or_exactly_one_rows(noun, letters):
    text = f"{PREFIXES[noun]}_{letters}"
    pk = decode(noun, text)

    readable = letters.replace("i", "1").replace("l", "1").replace("o", "0")
    assert pk is None or encode(noun, pk) == f"{PREFIXES[noun]}_{readable}"


def test_no_two_nouns_share_a_prefix_or_look_alike_for_the_same_row():
    assert len(set(PREFIXES.values())) == len(PREFIXES)
    assert len({encode(noun, pk)[4:] for noun in PREFIXES for pk in range(1, 201)}) == 200 * len(PREFIXES)


def test_rows_that_follow_each_other_do_not_look_so():
    found = [encode("actions", pk) for pk in range(1, 1001)]

    assert len({each[4:8] for each in found}) > 990
    assert found != sorted(found)


@pytest.mark.parametrize(
    "text",
    [
        "", "act_", "act_dkvm9e5z44gw", "act_dkvm9e5z44gwvv", "rec_dkvm9e5z44gwv", "act-dkvm9e5z44gwv",
        "act_ukvm9e5z44gwv", "act_zzzzzzzzzzzzz", "act_dkvm9e5z44gw\n", "act_dkvm9e5z44gẃv", "1",
    ],
)  # fmt: skip
def test_another_text_is_no_uid(text):
    assert decode("actions", text) is None


def test_a_uid_that_was_copied_by_hand_is_read():
    assert decode("actions", "act_DKVM9E5Z44GWV") == decode("actions", "act_3sqdjtoksO5ne") - 1 == 1


def test_every_list_has_its_prefix():
    assert {name for name, _ in api.endpoints()} == set(PREFIXES) | FEEDS


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", PREFIXES)
def test_a_row_is_found_under_its_uid_and_under_no_other_nouns(client, endpoint):
    if endpoint in OF_A_PERSON:
        client.force_login(asker())
    ROWS[endpoint]()
    listed = results(client, endpoint)[0]

    address = f"/api/v1/{endpoint}/"
    row = client.get(f"{address}{listed['uid']}/").json()
    assert {name: row[name] for name in listed} == listed
    assert client.get(f"{address}{row['uid'].upper().replace(row['uid'][:3].upper(), row['uid'][:3])}/").json() == row
    other = "rec" if endpoint != "recommendations" else "act"
    assert client.get(f"{address}{other}{row['uid'][3:]}/").status_code == 404
    assert client.get(f"{address}{encode(endpoint, 987_654_321)}/").status_code == 404


@pytest.mark.django_db
@pytest.mark.parametrize("endpoint", OF_A_PARTNERSHIP)
def test_a_uid_opens_nothing_that_its_holder_may_not_see(client, viewer, partnership, endpoint):
    partnership.is_published = False
    partnership.save()
    OF_A_PARTNERSHIP[endpoint](partnership=partnership)
    client.force_login(viewer)
    address = f"/api/v1/{endpoint}/{results(client, endpoint)[-1]['uid']}/"

    assert client.get(address).status_code == 200
    client.logout()
    assert client.get(address).status_code == 404


@pytest.mark.django_db
def test_a_uid_takes_no_parameter_that_its_address_does_not_know(client):
    uid = encode("partnerships", PartnershipFactory().pk)

    assert client.get(f"/api/v1/partnerships/{uid}/?colour=red").status_code == 400
