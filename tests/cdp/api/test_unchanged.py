"""ETags and 304: never stale, whatever changed, and cheap where nothing did."""

import gzip

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from cdp.api_support import conditional, state
from indicators.models import Observation
from partners.roles import Role
from tests.cdp.api_rows import ROWS
from tests.factories import MembershipFactory, PersonFactory

LISTS = ["actions", "observations", "agencies"]


@pytest.fixture(autouse=True)
def _nothing_kept():
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def committed(transactional_db):
    """Each change is seen at once, as in the real thing, and what is kept can be trusted."""


def again(client, address, **headers):
    """(the first answer, the answer to whoever has that)"""
    first = client.get(address, headers=headers)
    etag = first["ETag"]
    first.getvalue()
    return first, client.get(address, headers=headers | {"if-none-match": etag})


@pytest.mark.django_db
@pytest.mark.parametrize("name", LISTS)
def test_whoever_has_it_is_told_so_also_where_nothing_could_be_kept(client, name):
    ROWS[name]()

    first, second = again(client, f"/api/v1/{name}/")

    assert (second.status_code, second.content, second["ETag"]) == (304, b"", first["ETag"])
    assert not first["ETag"].startswith("W/")


@pytest.mark.parametrize("address", ["actions/", "actions/{key}/", "actions.csv", "observations/", "observations.csv"])
def test_what_is_kept_is_told_in_a_query_and_goes_with_any_change(client, committed, address):
    row = ROWS["actions"]()
    ROWS["observations"]()
    address = f"/api/v1/{address.format(key=f'{row.partnership.slug}:{row.ref}')}"
    first, second = again(client, address)
    with CaptureQueriesContext(connection) as queries:
        third = client.get(address, headers={"if-none-match": first["ETag"]})

    assert (second.status_code, third.status_code) == (304, 304)
    assert len(queries) <= 1
    if "actions" in address:
        type(row).objects.filter(pk=row.pk).update(title="Another title")
    else:
        Observation.objects.update(value=4.25)
    changed = client.get(address, headers={"if-none-match": first["ETag"]})
    assert changed.status_code == 200
    assert changed["ETag"] != first["ETag"]
    assert (b"Another title" if "actions" in address else b"4.25") in changed.getvalue()


def _retitle(row):
    type(row).objects.filter(pk=row.pk).update(title="New")


def _rename_agency(row):
    agency = row.agencies.first()
    type(agency).objects.filter(pk=agency.pk).update(slug="renamed")


CHANGES = {
    "of itself": _retitle,
    "of what it points at": _rename_agency,
    "of a part": lambda row: row.milestones.update(title="New step"),
    "a part less": lambda row: row.milestones.all().delete(),
    "by plain SQL": lambda row: connection.cursor().execute("UPDATE actions_action SET note = 'By hand'"),
    "unpublished": lambda row: type(row.partnership).objects.update(is_published=False),
    "a new row": lambda row: ROWS["actions"](partnership=row.partnership),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
def test_no_change_is_ever_answered_with_the_old(client, committed, change):
    row = ROWS["actions"]()
    one = f"/api/v1/actions/{row.partnership.slug}:{row.ref}/"
    had = {address: client.get(address) for address in ("/api/v1/actions/", one)}
    for address, first in had.items():
        assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 304

    change(row)

    for address, first in had.items():
        now = client.get(address, headers={"if-none-match": first["ETag"]})
        fresh = Client().get(address, headers={"accept": "application/json, */*;q=0.1"})
        assert now.status_code in (304, fresh.status_code)
        assert now.status_code != 200 or now.content == fresh.content
        assert (now.status_code == 304) == (fresh.content == first.content)


def test_what_one_may_see_another_is_not_told(client, committed):
    row = ROWS["actions"]()
    type(row.partnership).objects.update(is_published=False)
    member, stranger = PersonFactory(), PersonFactory()
    MembershipFactory(user=member, partnership=row.partnership, role=Role.READER)
    client.force_login(member)
    address = f"/api/v1/actions/{row.partnership.slug}:{row.ref}/"
    first = client.get(address)
    other = Client()
    other.force_login(stranger)

    assert first.status_code == 200
    for each in (other, Client()):
        assert each.get(address, headers={"if-none-match": first["ETag"]}).status_code == 404
    assert (first["Cache-Control"], client.get("/api/v1/outcomes/")["Cache-Control"]) == ("private, no-cache",) * 2
    assert Client().get("/api/v1/outcomes/")["Cache-Control"] == "public, no-cache"
    assert {"Accept", "Accept-Encoding", "Authorization", "Cookie"} <= set(first["Vary"].split(", "))


@pytest.mark.django_db
@pytest.mark.parametrize("address", ["/api/v1/agencies/", "/api/v1/agencies.csv"])
def test_zipped_it_is_the_same_with_a_strong_etag_of_its_own(client, address):
    for _ in range(5):
        ROWS["agencies"]()
    plain, zipped = client.get(address), client.get(address, headers={"accept-encoding": "gzip"})

    assert zipped["Content-Encoding"] == "gzip"
    assert gzip.decompress(zipped.getvalue()) == plain.getvalue()
    if "ETag" in plain:
        assert zipped["ETag"] == f'{plain["ETag"][:-1]}-gz"'
        for etag in (plain["ETag"], zipped["ETag"], f"W/{zipped['ETag']}", f'"other", {plain["ETag"]}', "*"):
            for encoding in ("gzip", "identity"):
                sent = {"if-none-match": etag, "accept-encoding": encoding}
                assert client.get(address, headers=sent).status_code == 304


@pytest.mark.django_db
def test_an_answer_in_another_format_or_of_another_day_is_another(client, action, monkeypatch):
    etags = {
        client.get(f"/api/v1/actions/{query}", headers={"accept": accept}).get("ETag")
        for query in ("", "?fields=ref", "?page_size=7&fields=ref,title")
        for accept in ("application/json",)
    }

    assert len(etags) == 3


def test_only_what_was_written_since_is_a_change(client, committed):
    before, _ = state.ask()

    assert state.ask(before)[1] is True
    ROWS["agencies"]()
    assert state.ask(before)[1] is False


@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite does not tell which table has changed")
def test_what_no_answer_is_made_of_may_change_and_every_other_table_is_watched(committed):
    with connection.cursor() as cursor:
        assert state.unnoted(cursor) == []
    before, _ = state.ask()
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO django_session VALUES ('key', 'data', now())")

    assert state.ask(before)[1] is True


def test_no_endpoint_reads_a_table_that_is_not_watched():
    from cdp.api import router

    serializers = [getattr(viewset, "serializer_class", None) for _, viewset, _ in router.registry]
    read = {each.Meta.model._meta.db_table for each in serializers if hasattr(each, "Meta")}

    assert read.isdisjoint(state.QUIET)
    assert "actions_action" in read


@pytest.mark.parametrize(
    ("if_match", "expected"),
    [
        ('"actions:7:3.abc"', True),
        ('"actions:7:3.abc-gz"', True),
        ('"actions:7:3"', True),
        ('"other", "actions:7:3.abc"', True),
        ("*", True),
        ('"actions:7:2.abc"', False),
        ("actions:7:3", False),
    ],
)
def test_a_version_is_told_from_the_etag_of_any_form(if_match, expected):
    assert conditional.matches(if_match, conditional.version_of("actions", 7, 3)) is expected
