"""Who changed what about a source: on its page and in the whole list."""

import datetime

import pytest
from bs4 import BeautifulSoup
from django.utils import timezone

from cdp.words import moment
from indicators.models import Setting, SourceKind
from indicators.operations.sources import change_settings
from tests.factories import DocumentFactory, PersonFactory, SourceChangeFactory, SourceFactory
from tests.pages import rows_of_csv, words

pytestmark = pytest.mark.django_db
ADDRESSES = ["/data/sources/nomis/", "/data/sources/nomis/changes/"]


@pytest.fixture
def source():
    return SourceFactory(slug="nomis", name="Nomis", kind=SourceKind.NOMIS, location="https://nomis.example/api")


def listed(response):
    """[(setting and its part, was, now, by whom and when)] of the page."""
    table = BeautifulSoup(response.content, "html.parser").find(
        "caption", string=lambda said: said and "Changes of" in said
    )
    return [
        tuple(" ".join(cell.get_text(" ").split()) for cell in line.select("th, td"))
        for line in table.find_parent("table").select("tbody tr")
    ]


@pytest.mark.parametrize("address", ADDRESSES)
def test_changes_are_said_in_words_newest_first(client, source, data_lead, address):
    now = timezone.now()
    for minutes, (setting, was, is_now) in enumerate(
        [
            (Setting.PUBLISHING, "at_once", "after_review"),
            (Setting.FREQUENCY, "daily", "weekly"),
            (Setting.IS_SCHEDULED, False, True),
            (Setting.MOVE_LIMIT, 50.0, 12.5),
            (Setting.LOCATION, "", "https://nomis.example/api"),
            (Setting.MAPPING, None, {"header_row": 2, "area": {"column": "Code"}}),
            (
                Setting.OPTIONS,
                {"areas": ["a", "b"], "user_id": "•••"},
                {"areas": ["b", "c"], "user_id": "••• (another)"},
            ),
        ]
    ):
        at = now + datetime.timedelta(minutes=minutes)
        SourceChangeFactory(source=source, setting=setting, was=was, now=is_now, changed_at=at, changed_by=data_lead)

    rows = listed(client.get(address))

    assert [row[:3] for row in rows] == [
        ("What is asked of it Areas", "a, b", "b, c"),
        ("What is asked of it User id", "•••", "••• (another)"),
        ("Which column is what Area, column", "Nothing", "Code"),
        ("Which column is what Header row", "Nothing", "2"),
        ("Read from", "Nothing", "https://nomis.example/api"),
        ("Limit for figures that move", "50%", "12.5%"),
        ("Refreshed by itself", "No", "Yes"),
        ("How often", "Each night", "Each week, in the night to Monday"),
        ("When it is published", "At once", "After the data lead has looked at what changes"),
    ]
    assert rows[-1][3] == f"Dee Data {moment(now)}"


def test_of_long_lists_what_came_and_went_is_said(client, source):
    was = [f"E0600{number:04}" for number in range(300)]
    SourceChangeFactory(
        source=source, setting="options", was={"areas": was}, now={"areas": [*was[1:], "E07000001", "E07000002"]}
    )

    ((_, before, after, _),) = listed(client.get(ADDRESSES[0]))

    assert (before, after) == ("300 in all, with E06000000", "301 in all, with E07000001, E07000002")


def test_it_is_said_who_it_was_also_where_it_was_nobody(client, source):
    at = timezone.now()
    SourceChangeFactory(source=source, changed_at=at, changed_by=None)
    SourceChangeFactory(source=source, changed_at=at, changed_by=None, is_by_product=True)
    SourceChangeFactory(source=source, changed_at=at, changed_by__name="Dee Data")

    rows = listed(client.get(ADDRESSES[0]))

    assert [row[3].removesuffix(f" {moment(at)}") for row in rows] == [
        "Dee Data",
        "The product",
        "Somebody who is no longer here",
    ]


def test_a_secret_is_nowhere_in_plain(client, source, data_lead):
    source.location = "https://dee:s3cret@nomis.example/api?token=s3cret"
    source.options = {"user_id": "s3cret"}
    source.save()

    change_settings(
        source=source, by=data_lead, location="https://dee:s3cret2@nomis.example/api", options={"user_id": "s3cret2"}
    )

    for address in (*ADDRESSES, "/data/", f"{ADDRESSES[1]}?format=csv"):
        response = client.get(address)
        page = "".join(map(str, rows_of_csv(response))) if response.streaming else words(response)
        assert "s3cret" not in page
    assert [row[:3] for row in listed(client.get(ADDRESSES[0]))] == [
        ("What is asked of it User id", "•••", "••• (another)"),
        ("Read from", "https://•••@nomis.example/api?token=•••", "https://•••@nomis.example/api"),
    ]


def test_that_only_a_password_was_changed_is_said(client, source, data_lead):
    change_settings(source=source, by=data_lead, location="https://dee:first@nomis.example/api")

    change_settings(source=source, by=data_lead, location="https://dee:second@nomis.example/api")

    first = listed(client.get(ADDRESSES[0]))[0]
    assert first[:3] == ("Read from", "Changed, and not shown", "Changed, and not shown")


def test_the_page_of_a_source_has_the_newest_ten_and_leads_to_all(client, source):
    SourceChangeFactory.create_batch(11, source=source)

    response = client.get("/data/sources/nomis/")

    assert len(listed(response)) == 10
    assert f'href="{ADDRESSES[1]}"' in words(response)
    assert len(listed(client.get(ADDRESSES[1]))) == 11


def test_ten_changes_need_no_other_page(client, source):
    SourceChangeFactory.create_batch(10, source=source)

    assert f'href="{ADDRESSES[1]}"' not in words(client.get("/data/sources/nomis/"))


def test_where_nothing_was_changed_that_is_said(client, source):
    assert "Whoever changes a setting is named here" in words(client.get(ADDRESSES[0]))
    assert "No setting was changed yet" in words(client.get(ADDRESSES[1]))


def test_the_list_is_downloaded_in_full(client, source, data_lead):
    SourceChangeFactory.create_batch(60, source=source, changed_by=data_lead)

    rows = rows_of_csv(client.get(f"{ADDRESSES[1]}?format=csv"))

    assert len(rows) == 60
    assert (rows[0]["changed_by"], rows[0]["setting"], rows[0]["was"], rows[0]["now"]) == (
        "Dee Data", "How often", "Each night", "Each week, in the night to Monday",
    )  # fmt: skip


def test_the_changes_of_a_source_that_is_not_seen_are_not_found(client, stranger):
    document = DocumentFactory(partnership__is_published=False)
    SourceFactory(slug="draft", kind=SourceKind.DOCUMENT, document=document)
    client.force_login(stranger)

    assert client.get("/data/sources/draft/changes/").status_code == 404


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_makes_three_queries(client, source, count, django_assert_num_queries):
    for _ in range(count):
        SourceChangeFactory(source=source, changed_by=PersonFactory())

    with django_assert_num_queries(3):
        client.get(ADDRESSES[1])
