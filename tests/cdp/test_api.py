"""What holds for every endpoint: query counts, CSV as JSON, paging, and that nothing unpublished is found."""

import csv
import io

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from cdp import api
from tests.cdp.api_rows import FEEDS, MORE_ALONE, OF_A_PARTNERSHIP, OF_A_PERSON, ROWS, asker
from tests.factories import ActionFactory, AgencyFactory, PartnershipFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _asked_by_whom_it_is_of(request, client):
    if "endpoint" in request.fixturenames and request.getfixturevalue("endpoint") in OF_A_PERSON:
        client.force_login(asker())


def results(client, address, **parameters):
    response = client.get(f"/api/v1/{address}/", parameters)
    assert response.status_code == 200, response.json()
    return response.json()["results"]


def csv_rows(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def as_csv(value):
    """A field of the JSON answer as its cell in the CSV one."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return "; ".join(value)
    return "" if value is None else str(value)


def is_nested(value):
    return isinstance(value, dict) or (isinstance(value, list) and any(isinstance(each, dict) for each in value))


def test_each_endpoint_has_its_rows_in_these_tests():
    assert {name for name, _ in api.endpoints()} == set(ROWS) | FEEDS


@pytest.mark.parametrize("endpoint", ROWS)
@pytest.mark.parametrize("file_format", ["json", "csv"])
def test_a_list_makes_as_many_queries_for_three_rows_as_for_one(client, endpoint, file_format):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            ROWS[endpoint]()
        with CaptureQueriesContext(connection) as queries:
            response = client.get(f"/api/v1/{endpoint}/", {"format": file_format})
            rows = response.json()["results"] if file_format == "json" else csv_rows(response)
        counts.append(len(queries))
        assert len(rows) >= more

    assert counts[0] == counts[1]
    assert counts[1] <= 20


@pytest.mark.parametrize("endpoint", ROWS)
def test_csv_says_the_same_as_json(client, endpoint):
    for _ in range(2):
        ROWS[endpoint]()

    in_json = results(client, endpoint)
    in_csv = csv_rows(client.get(f"/api/v1/{endpoint}.csv"))

    assert in_csv == [{name: as_csv(value) for name, value in row.items() if name in in_csv[0]} for row in in_json]
    assert set(in_json[0]) - set(in_csv[0]) == {name for row in in_json for name in row if is_nested(row[name])}


@pytest.mark.parametrize("endpoint", ROWS)
def test_a_row_of_a_list_is_what_its_own_address_answers(client, endpoint):
    ROWS[endpoint]()
    row = results(client, endpoint)[0]
    key = row.get("id") or row.get("slug") or row.get("code") or row["series"]

    alone = client.get(f"/api/v1/{endpoint}/{key}/").json()
    assert {name: alone.pop(name) for name in row} == row
    assert set(alone) == MORE_ALONE.get(endpoint, set())


@pytest.mark.parametrize("endpoint", OF_A_PARTNERSHIP)
def test_nothing_of_an_unpublished_partnership_is_found(client, endpoint):
    OF_A_PARTNERSHIP[endpoint](partnership=PartnershipFactory(is_published=False))

    assert results(client, endpoint) == []
    assert csv_rows(client.get(f"/api/v1/{endpoint}.csv")) == []


@pytest.mark.parametrize("endpoint", OF_A_PARTNERSHIP)
def test_the_address_of_something_unpublished_is_not_found(client, viewer, partnership, endpoint):
    row = _unpublished(client, viewer, partnership, endpoint)
    address = f"/api/v1/{endpoint}/{row.get('id') or row.get('slug') or row['series']}/"

    assert client.get(address).status_code == 200
    client.logout()
    assert client.get(address).status_code == 404


def _unpublished(client, viewer, partnership, endpoint):
    """A row that only the viewer may see, as the viewer sees it."""
    partnership.is_published = False
    partnership.save()
    OF_A_PARTNERSHIP[endpoint](partnership=partnership)
    client.force_login(viewer)
    return results(client, endpoint)[-1]


def test_a_stranger_who_signs_in_sees_no_more_than_the_public(client, stranger):
    OF_A_PARTNERSHIP["actions"](partnership=PartnershipFactory(is_published=False))
    client.force_login(stranger)

    assert results(client, "actions") == []


@pytest.mark.parametrize(
    "endpoint",
    [
        "documents",
        "priorities",
        "recommendations",
        "actions",
        "schemes",
        "findings",
        "observations",
        "areas",
        "agencies",
    ],
)
def test_the_filter_tells_an_unpublished_partnership_from_a_missing_one_by_nothing(client, endpoint):
    PartnershipFactory(slug="hidden", is_published=False)

    hidden, missing = (client.get(f"/api/v1/{endpoint}/", {"partnership": slug}) for slug in ("hidden", "absent"))

    assert (hidden.status_code, missing.status_code) == (400, 400)
    assert hidden.json()["errors"][0]["detail"].replace("hidden", "absent") == missing.json()["errors"][0]["detail"]


@pytest.mark.parametrize("endpoint", OF_A_PARTNERSHIP)
def test_everything_of_a_sample_partnership_says_that_it_is_made_up(client, endpoint):
    OF_A_PARTNERSHIP[endpoint](partnership=PartnershipFactory(is_sample=True))

    assert {row["sample_data"] for row in results(client, endpoint)} == {True}


# Paging ---------------------------------------------------------------------------------------------------------------


def test_pages_lead_on_and_back(client, partnership):
    for number in range(5):
        ActionFactory(partnership=partnership, ref=f"1.{number}", position=number)

    first = client.get("/api/v1/actions/", {"page_size": 2}).json()
    second = client.get(first["next"]).json()
    third = client.get(second["next"]).json()

    assert [[row["ref"] for row in page["results"]] for page in (first, second, third)] == [
        ["1.0", "1.1"],
        ["1.2", "1.3"],
        ["1.4"],
    ]
    assert (first["count"], first["previous"], third["next"]) == (5, None, None)
    assert client.get(third["previous"]).json()["results"] == second["results"]
    assert client.get(client.get(third["previous"]).json()["previous"]).json()["results"] == first["results"]


def test_a_page_begins_after_the_last_row_though_others_came_before_it(client, partnership):
    for number in (2, 4, 6):
        ActionFactory(partnership=partnership, ref=f"1.{number}", position=number)

    first = client.get("/api/v1/actions/", {"page_size": 2}).json()
    ActionFactory(partnership=partnership, ref="1.1", position=1)

    assert [row["ref"] for row in client.get(first["next"]).json()["results"]] == ["1.6"]


def test_the_link_header_holds_the_same_addresses(client):
    AgencyFactory.create_batch(3)

    first = client.get("/api/v1/agencies/", {"page_size": 1})
    second = client.get(first.json()["next"])

    assert first["Link"] == f'<{first.json()["next"]}>; rel="next"'
    assert second["Link"] == f'<{second.json()["next"]}>; rel="next", <{second.json()["previous"]}>; rel="prev"'
